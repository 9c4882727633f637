//! The reference of the functions, as Markdown.

use super::{Function, Group, TABLE};

/// Every function under its heading: how it is called, what it does, an example, and how a
/// spreadsheet writes it.
///
/// ```
/// let reference = rackhour_engine::functions::reference();
/// assert!(reference.contains("### `CRF(rate, count)`"));
/// ```
pub fn reference() -> String {
    let mut text = String::from(
        "# Functions\n\n\
         Function names may be written in any case. \
         Examples that run along the timeline stand in the five years 2026 to 2030.\n",
    );
    let mut group = None;
    for function in TABLE {
        if group.replace(function.group) != Some(function.group) {
            text.push_str(&format!("\n## {}\n", function.group.heading()));
        }
        text.push_str(&function.entry());
    }
    text
}

impl Group {
    /// What the group is called in the reference.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Logic => "Logic",
            Self::Arithmetic => "Arithmetic",
            Self::Rounding => "Rounding",
            Self::Finance => "Finance",
            Self::Time => "Time",
            Self::Availability => "Availability",
        }
    }
}

impl Function {
    fn entry(&self) -> String {
        let (example, value) = self.example;
        let (signature, summary) = (self.signature(), self.summary);
        let names = self.parameters.iter().map(|parameter| parameter.name);
        let more = (self.repeat > 0).then_some("…");
        let names: Vec<_> = names.chain(more).map(str::to_owned).collect();
        let spreadsheet = match self.spelling(&names) {
            Some(spelling) => format!("`{spelling}`"),
            None => "the cells of the periods".to_owned(),
        };
        format!(
            "\n### `{signature}`\n\n{summary}\n\n\
             - Example: `{example}` is {value}\n\
             - In a spreadsheet: {spreadsheet}\n"
        )
    }
}
