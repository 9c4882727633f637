//! What was said in the status line and in messages, so that it can be read later.

use crate::today;

/// How many messages are kept.
const KEPT: usize = 200;

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it says.
    pub text: String,
    /// Whether something was refused or failed.
    pub refused: bool,
    /// How often it was said in a row.
    pub times: u32,
    /// When it was said last: `14:05`.
    pub at: String,
}

/// What was said since the window was opened.
#[derive(Debug, Default)]
pub struct Messages {
    /// The messages, the last one first.
    pub said: Vec<Message>,
    /// Whether they are listed.
    pub listed: bool,
    /// How many refusals nobody has seen in the list.
    pub unread: usize,
}

impl Messages {
    /// Keeps what was said. The same thing said again is counted.
    pub fn note(&mut self, text: &str, refused: bool) {
        let at = today::time();
        match self.said.first_mut() {
            Some(last) if last.text == text && last.refused == refused => {
                last.times += 1;
                last.at = at;
            }
            _ => {
                let (text, times) = (text.to_owned(), 1);
                let message = Message {
                    text,
                    refused,
                    times,
                    at,
                };
                self.said.insert(0, message);
                self.said.truncate(KEPT);
            }
        }
        if refused && !self.listed {
            self.unread += 1;
        }
    }

    /// Lists the messages, or hides them again; what is listed was read.
    pub fn toggle(&mut self) {
        self.listed = !self.listed;
        self.unread = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_said_again_is_counted() {
        let mut messages = Messages::default();
        messages.note("Saved", false);
        messages.note("No such row", true);
        messages.note("No such row", true);
        let said: Vec<_> = messages.said.iter().map(|m| (&*m.text, m.times)).collect();
        assert_eq!(said, [("No such row", 2), ("Saved", 1)]);
        assert_eq!(messages.unread, 2);
        messages.toggle();
        messages.note("No such row", true);
        assert_eq!(messages.unread, 0);
        for number in 0..2 * KEPT {
            messages.note(&number.to_string(), false);
        }
        assert_eq!(messages.said.len(), KEPT);
    }
}
