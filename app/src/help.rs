//! The help beside the centre: which page is shown, and what is looked for in it.
//!
//! Its pages are made from what the program itself works by: the table of commands, the table of
//! functions and the templates. Only the glossary is a list of its own.

use std::sync::LazyLock;

use serde::Deserialize;

/// A page of the help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HelpPage {
    /// The commands that have keys.
    #[default]
    Keys,
    /// The functions that formulas can call.
    Functions,
    /// The terms of the domain.
    Glossary,
    /// What the templates answer, and what to try in them.
    Templates,
}

impl HelpPage {
    /// Every page, from left to right.
    pub const ALL: [Self; 4] = [Self::Keys, Self::Functions, Self::Glossary, Self::Templates];

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Keys => "Keys",
            Self::Functions => "Functions",
            Self::Glossary => "Glossary",
            Self::Templates => "Templates",
        }
    }
}

/// The help while it is on screen, and as it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// Whether it is on screen.
    pub shown: bool,
    /// The page.
    pub page: HelpPage,
    /// What is looked for.
    pub search: String,
}

/// What is done in the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpAct {
    /// Shows another page.
    Page(HelpPage),
    /// Looks for a text.
    Search(String),
    /// Shows what is known of a function, by its name.
    Function(String),
    /// Opens a template, by its place.
    Open(usize),
}

/// A term of the domain.
#[derive(Debug, Deserialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// What it means.
    pub meaning: String,
}

/// The terms of the domain, in the order of the alphabet.
pub fn glossary() -> &'static [Term] {
    static TERMS: LazyLock<Vec<Term>> = LazyLock::new(|| {
        // A test reads it; without the list the page is empty.
        ron::from_str(include_str!("../../assets/glossary.ron")).unwrap_or_default()
    });
    &TERMS
}

impl Help {
    /// Shows a page; of the same one, hides the help again.
    pub fn toggle(&mut self, page: Option<HelpPage>) {
        let page = page.unwrap_or(self.page);
        self.shown = !self.shown || page != self.page;
        if page != self.page {
            self.search.clear();
        }
        self.page = page;
    }

    /// Whether any of some texts holds what is looked for.
    pub fn finds(&self, texts: &[&str]) -> bool {
        let wanted = self.search.trim().to_lowercase();
        texts
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_explained_once_and_in_order() {
        let terms = glossary();
        assert!(terms.len() >= 40, "{}", terms.len());
        for term in terms {
            assert!(term.meaning.ends_with('.'), "{}", term.term);
        }
        let names: Vec<_> = terms.iter().map(|t| t.term.to_lowercase()).collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    }

    #[test]
    fn a_command_that_shows_a_page_hides_it_again() {
        let mut help = Help::default();
        help.toggle(None);
        assert!(help.shown && help.page == HelpPage::Keys);
        help.search = "undo".to_owned();
        help.toggle(Some(HelpPage::Glossary));
        assert!(help.shown && help.search.is_empty());
        help.toggle(None);
        assert!(!help.shown);
        help.toggle(None);
        assert_eq!(help.page, HelpPage::Glossary);
    }
}
