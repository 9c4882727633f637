//! The built-in functions: one item each, one ordered table.
//!
//! Help, completion, signature hints, the reference and the spreadsheet spelling are all derived
//! from [`TABLE`]. A function is added by adding one item to it.

mod reference;
mod table;

pub use reference::reference;
pub use table::TABLE;

/// One built-in function.
#[derive(Debug)]
pub struct Function {
    /// Its name, in upper case.
    pub name: &'static str,
    /// Where the reference lists it.
    pub group: Group,
    /// Its parameters, by name and rule.
    pub parameters: &'static [Parameter],
    /// How many of the last parameters may repeat together: 0 for none, 1 for `MIN(a, b, …)`,
    /// 2 for `IFS(condition, value, …)`.
    pub repeat: usize,
    /// What the result is.
    pub result: Outcome,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// A call without names of rows, and its value to 12 significant digits (`n/a` if unavailable),
    /// on a timeline of the years 2026 to 2030.
    pub example: (&'static str, &'static str),
    /// How a spreadsheet writes it, arguments as `{0}`, `{1}`, all of them as `{*}`; empty where it
    /// is written as references to other periods' cells.
    pub excel: &'static str,
    /// How it is evaluated.
    pub evaluate: Evaluate,
}

/// One parameter of a [`Function`].
#[derive(Debug)]
pub struct Parameter {
    /// Its name, as signature help shows it.
    pub name: &'static str,
    /// What may stand there.
    pub rule: Rule,
}

/// What may stand in place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A quantity; all arguments with this rule in one call share a unit.
    Shared,
    /// A plain ratio.
    Ratio,
    /// A condition.
    Condition,
    /// A whole number written in the formula.
    WholeNumber,
    /// A text written in the formula.
    Text,
    /// The base of a power: its unit is raised when the exponent is a whole number.
    Base,
    /// The exponent of a power: a ratio.
    Exponent,
}

/// What a call results in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A quantity in the unit that the [`Rule::Shared`] arguments share.
    Shared,
    /// A plain ratio.
    Ratio,
    /// A condition.
    Condition,
    /// A power of the base's unit.
    Power,
    /// Nothing that has a unit: fits anywhere.
    Any,
    /// An element of the index that the call runs over.
    Element,
}

/// How a call is evaluated.
#[derive(Clone, Copy, Debug)]
pub enum Evaluate {
    /// By a function of one number; a result that is not finite is unavailable for the reason given.
    One(fn(f64) -> f64, &'static str),
    /// By a function of two numbers, likewise.
    Two(fn(f64, f64) -> f64, &'static str),
    /// By a function of three numbers, likewise.
    Three(fn(f64, f64, f64) -> f64, &'static str),
    /// By folding its arguments, or one argument over indexes, from the left.
    Fold(Fold),
    /// By looking for the element of one index at which its argument is least or greatest.
    Element(Extreme),
    /// By a rule of the language itself.
    Form(Form),
}

/// The folds: of several arguments element by element, or of one over indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Fold {
    Sum,
    Average,
    Min,
    Max,
    And,
    Or,
}

/// Which of several values is looked for; the first one where several are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Extreme {
    Least,
    Greatest,
}

impl Extreme {
    /// The place of the value looked for, counted from 0; none among no values.
    ///
    /// ```
    /// use rackhour_engine::functions::Extreme;
    /// assert_eq!(Extreme::Least.place(&[3.0, 1.0, 2.0, 1.0]), Some(1));
    /// ```
    pub fn place(self, values: &[f64]) -> Option<usize> {
        let beats = |value: f64, best: f64| match self {
            Self::Least => value < best,
            Self::Greatest => value > best,
        };
        (0..values.len()).reduce(|best, place| match beats(values[place], values[best]) {
            true => place,
            false => best,
        })
    }
}

/// The functions that are rules of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Form {
    If,
    Ifs,
    Choose,
    Not,
    Na,
    IfNa,
    Prev,
    Lag,
    First,
    Last,
    Cumulate,
    Npv,
    Irr,
    Power,
}

/// The headings of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Group {
    Logic,
    Arithmetic,
    Rounding,
    Finance,
    Time,
    Availability,
}

impl Function {
    /// The function of that name, in any case.
    ///
    /// ```
    /// use rackhour_engine::functions::Function;
    /// assert_eq!(Function::named("crf").map(|f| f.name), Some("CRF"));
    /// ```
    pub fn named(name: &str) -> Option<&'static Function> {
        TABLE
            .iter()
            .find(|function| function.name.eq_ignore_ascii_case(name))
    }

    /// How many arguments a call must have at least.
    pub fn least(&self) -> usize {
        self.parameters.len()
    }

    /// The rule for the argument at a position; `None` past the last one.
    pub fn parameter(&self, position: usize) -> Option<&'static Parameter> {
        let count = self.parameters.len();
        if position < count {
            return self.parameters.get(position);
        }
        if self.repeat == 0 {
            return None;
        }
        self.parameters
            .get(count - self.repeat + (position - count) % self.repeat)
    }

    /// Whether a call may have this many arguments.
    pub fn accepts(&self, count: usize) -> bool {
        let least = self.least();
        count == least
            || (self.repeat > 0 && count > least && (count - least).is_multiple_of(self.repeat))
    }

    /// How a call is written: `IFS(condition, value, …)`, `ARGMIN(x over index)`.
    pub fn signature(&self) -> String {
        let names: Vec<_> = self
            .parameters
            .iter()
            .map(|parameter| parameter.name)
            .collect();
        let more = match self.evaluate {
            Evaluate::Element(_) => " over index",
            _ if self.repeat > 0 => ", …",
            _ => "",
        };
        format!("{}({}{more})", self.name, names.join(", "))
    }

    /// How a spreadsheet writes a call with these arguments; `None` where it refers to the cells of
    /// other periods instead.
    ///
    /// ```
    /// use rackhour_engine::functions::Function;
    /// let arguments = ["B2".to_owned(), "5".to_owned()];
    /// let spelling = Function::named("CRF").and_then(|crf| crf.spelling(&arguments));
    /// assert_eq!(spelling.as_deref(), Some("-PMT(B2,5,1)"));
    /// ```
    pub fn spelling(&self, arguments: &[String]) -> Option<String> {
        if self.excel.is_empty() {
            return None;
        }
        let mut parts = self.excel.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (hole, after) = part.split_once('}').unwrap_or((part, ""));
            match hole.parse::<usize>() {
                Ok(position) => text.extend(arguments.get(position).map(String::as_str)),
                Err(_) => text.push_str(&arguments.join(",")),
            }
            text.push_str(after);
        }
        Some(text)
    }
}

/// The functions whose names begin like this, in any case, in the order of the reference.
///
/// ```
/// use rackhour_engine::functions::complete;
/// let names: Vec<_> = complete("ro").map(|function| function.name).collect();
/// assert_eq!(names, ["ROUND", "ROUNDUP", "ROUNDDOWN"]);
/// ```
pub fn complete(prefix: &str) -> impl Iterator<Item = &'static Function> {
    let prefix = prefix.to_ascii_uppercase();
    TABLE
        .iter()
        .filter(move |function| function.name.starts_with(&prefix))
}
