//! Questions that a cell leaves open, asked once per block, and the answers to them.

use std::collections::BTreeMap;
use std::fmt;

use crate::excel::book::At;

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Whether small numbers under `%` are fractions or percentage points.
    Percent,
    /// Which decimal mark numbers in text have.
    Locale,
    /// Whether a scale holds for a number: one that a heading names, or one that the format shows.
    Scale,
    /// What to take of a range in text: `1,389-1,400`.
    Range,
    /// Whether to take a number that is only near: `~100K`, `<5`.
    Approximate,
    /// Whether a number that is shown as a date is one.
    Date,
    /// Whether power or energy is that of the IT equipment.
    Power,
    /// Whether a value is per what the row is per, where the sheet does not say so.
    Per,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Percent,
        Self::Locale,
        Self::Scale,
        Self::Range,
        Self::Approximate,
        Self::Date,
        Self::Power,
        Self::Per,
    ];

    /// Its name in the key of an answer.
    pub fn id(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Locale => "locale",
            Self::Scale => "scale",
            Self::Range => "range",
            Self::Approximate => "approximate",
            Self::Date => "date",
            Self::Power => "power",
            Self::Per => "per",
        }
    }

    /// The names of its answers.
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Percent => &["fraction", "points"],
            Self::Locale => &["point", "comma"],
            Self::Scale | Self::Per => &["yes", "no"],
            Self::Range => &["range", "midpoint", "low", "high", "leave"],
            Self::Approximate => &["value", "leave"],
            Self::Date => &["number", "leave"],
            Self::Power => &["it", "leave"],
        }
    }
}

/// What must be decided before a cell has a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What it is about.
    pub kind: Kind,
    /// What an answer to it is given under: `Inputs!2/percent`, the second block of that sheet.
    pub key: String,
    /// The question, as a sentence.
    pub text: String,
    /// What may be answered.
    pub choices: Vec<Choice>,
}

/// One answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name: `points`.
    pub id: &'static str,
    /// What it says.
    pub label: String,
    /// The value that it gives, in the row's unit; `None` where there is not one value.
    pub value: Option<f64>,
}

/// What a person may set about one cell besides answering questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// The unit, in place of the one that is read: `Inputs!B7/unit=$/yr`.
    Unit,
    /// The power of ten of a heading or a word, in place of what is read: `Inputs!B7/times=6`.
    Times,
    /// `keep` or `flip`: whether the sign is turned around.
    Sign,
}

impl Setting {
    /// Its name in the key of an answer.
    pub fn id(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Times => "times",
            Self::Sign => "sign",
        }
    }
}

/// Answers by key, as text that a file can keep.
///
/// A key is a sheet, `!`, a block from 1 or a cell, `/` and what it is about; one for a cell wins
/// over one for its block. `Kind::id` and `Setting::id` list what they can be about.
///
/// ```
/// use rackhour_engine::excel::interpret::Answers;
/// let mut answers = Answers::default();
/// answers.add("Inputs!2/percent=points").unwrap();
/// answers.add("Inputs!B7/unit=$/yr").unwrap();
/// let refused = answers.add("Inputs!2/percent=maybe").unwrap_err();
/// assert_eq!(refused, "`percent` is answered by `fraction` or `points`, not by `maybe`");
/// assert_eq!(answers.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// Adds `KEY=CHOICE`; a later answer replaces an earlier one to the same key.
    ///
    /// # Errors
    ///
    /// What is wrong and what can be written, as a sentence.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let Some((key, choice)) = text.rsplit_once('=') else {
            return Err(format!(
                "`{text}` is no answer: write `Inputs!2/percent=points`"
            ));
        };
        self.set(key.trim(), choice.trim())
    }

    /// Sets the answer under a key, as [`Question::key`] names it.
    ///
    /// # Errors
    ///
    /// What is wrong and what can be written, as a sentence.
    pub fn set(&mut self, key: &str, choice: &str) -> Result<(), String> {
        is_key(key)?;
        let about = key.rsplit_once('/').map_or("", |(_, about)| about);
        fits(about, choice)?;
        self.0.insert(key.to_owned(), choice.to_owned());
        Ok(())
    }

    /// Takes the answer under a key back.
    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// Keys and answers, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter();
        pairs.map(|(key, choice)| (key.as_str(), choice.as_str()))
    }

    /// The answer that holds for a cell.
    pub(super) fn to(&self, place: &Place<'_>, kind: Kind) -> Option<&str> {
        let own = self.0.get(&format!("{}/{}", place.cell(), kind.id()));
        let of_block = || self.0.get(&place.key(kind));
        own.or_else(of_block).map(String::as_str)
    }

    /// What is set about a cell.
    pub(super) fn set_for(&self, place: &Place<'_>, setting: Setting) -> Option<&str> {
        let found = self.0.get(&format!("{}/{}", place.cell(), setting.id()));
        found.map(String::as_str)
    }
}

/// Whether a key has a sheet, a block or cell, and something known that it is about.
fn is_key(key: &str) -> Result<(), String> {
    let parts = key.rsplit_once('/');
    let place = parts.and_then(|(place, _)| place.rsplit_once('!'));
    let is_block = |at: &str| at.parse::<u32>().is_ok_and(|number| number > 0);
    match place {
        Some((_, at)) if is_block(at) || At::read(at).is_some() => Ok(()),
        _ => Err(format!(
            "`{key}` names no cell or block: write `Inputs!B7/percent` or `Inputs!2/percent`"
        )),
    }
}

/// Whether something can be answered so.
fn fits(about: &str, choice: &str) -> Result<(), String> {
    let refuse = |how: &str| Err(format!("`{about}` is answered by {how}, not by `{choice}`"));
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.id() == about) {
        let known = kind.choices();
        return match known.contains(&choice) {
            true => Ok(()),
            false => refuse(&listed(known)),
        };
    }
    match about {
        "unit" => Ok(()),
        "times" if choice.parse::<i32>().is_ok_and(|power| power.abs() <= 18) => Ok(()),
        "times" => refuse("a power of ten such as `6`"),
        "sign" if ["keep", "flip"].contains(&choice) => Ok(()),
        "sign" => refuse("`keep` or `flip`"),
        _ => {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
            let known = listed(&known);
            Err(format!(
                "nothing is asked about `{about}`: it can be {known}"
            ))
        }
    }
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Where a cell stands: what answers are looked up by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) sheet: &'a str,
    pub(super) block: u32,
    pub(super) at: At,
}

impl Place<'_> {
    fn cell(&self) -> String {
        format!("{}!{}", self.sheet, self.at)
    }

    /// The key of a question about its block.
    pub(super) fn key(&self, kind: Kind) -> String {
        format!("{}!{}/{}", self.sheet, self.block + 1, kind.id())
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
