//! Keys: how layers, sliders, study axes and the command line name a value.

use std::fmt;
use std::str::FromStr;

use super::names::{Refusal, check_shape};

/// A row, or one element or period of it: `name`, `name[element]`, `name[2028]`,
/// `name[element,2028]`.
///
/// ```
/// use rackhour_engine::workbook::key::Key;
/// let key = Key::parse("allocation[ inference, 2028 ]")?;
/// assert_eq!(key.name, "allocation");
/// assert_eq!(key.at, ["inference", "2028"]);
/// assert_eq!(key.to_string(), "allocation[inference,2028]");
/// # Ok::<(), rackhour_engine::workbook::names::Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The row's id.
    pub name: String,
    /// Elements and period labels in the order written; empty for the whole row.
    pub at: Vec<String>,
}

impl Key {
    /// Reads a key. Whether the row and its elements exist is not asked here.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let (name, at) = match text.split_once('[') {
            None => (text, Vec::new()),
            Some((name, rest)) => {
                let inside = rest.strip_suffix(']').ok_or_else(|| not_a_key(text))?;
                (
                    name.trim_end(),
                    inside
                        .split(',')
                        .map(|part| part.trim().to_owned())
                        .collect(),
                )
            }
        };
        check_shape(name)?;
        let is_word = |part: &String| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        if at.iter().all(is_word) {
            Ok(Self {
                name: name.to_owned(),
                at,
            })
        } else {
            Err(not_a_key(text))
        }
    }
}

fn not_a_key(text: &str) -> Refusal {
    Refusal::new(
        format!("`{text}` does not name a value"),
        "write `name`, `name[element]`, `name[2028]` or `name[element,2028]`",
    )
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if self.at.is_empty() {
            Ok(())
        } else {
            write!(f, "[{}]", self.at.join(","))
        }
    }
}

impl FromStr for Key {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_written() {
        for text in [
            "racks",
            "price[output]",
            "price[2028Q1]",
            "price[2028-01]",
            "price[output,2028]",
        ] {
            assert_eq!(Key::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "price[",
            "price[]",
            "price[a,]",
            "price[a]]",
            "price[a] ]",
            "price[a[b]]",
        ] {
            let message = format!("`{text}` does not name a value");
            assert_eq!(Key::parse(text).unwrap_err().message, message);
        }
        assert_eq!(Key::parse("[a]").unwrap_err().message, "a name is empty");
        assert_eq!(
            Key::parse("Price").unwrap_err().message,
            "`Price` is not a name"
        );
    }
}
