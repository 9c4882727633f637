//! The outline of a file's text, and the lines on which its parts stand.
//!
//! The outline is read from the text alone, so that it also serves a file that cannot be loaded.
//! It knows brackets, commas, colons, comments and every kind of quotation, and nothing of types.

/// How deeply brackets may nest before the outline stops looking inside.
const DEEPEST: usize = 128;

/// A bracket and what it holds.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// `(`, `[` or `{`.
    pub(super) open: char,
    /// What the commas inside separate.
    pub(super) items: Vec<Item<'a>>,
}

/// One part of a group: `key: head(…)`, where each of the three may be missing.
#[derive(Debug, Default)]
pub(super) struct Item<'a> {
    /// What stands before the colon.
    pub(super) key: Option<&'a str>,
    /// A number, a text in its quotation marks, or a word.
    pub(super) head: &'a str,
    /// The brackets after the head.
    pub(super) group: Option<Group<'a>>,
    /// The line on which it starts, from 1; 0 while it is empty.
    pub(super) line: usize,
}

impl Item<'_> {
    /// The name by which a path finds it: the key, or the word before its brackets.
    fn is_named(&self, name: &str) -> bool {
        self.key.is_some_and(|key| unquoted(key) == name)
            || (self.group.is_some() && self.head == name)
    }

    /// Whether it has a field `id` with this value.
    fn has_id(&self, id: &str) -> bool {
        self.items()
            .iter()
            .any(|item| item.key == Some("id") && unquoted(item.head) == id)
    }

    fn items(&self) -> &[Item<'_>] {
        self.group.as_ref().map_or(&[], |group| &group.items)
    }

    /// The part that one segment of a path means.
    ///
    /// A path leaves out what RON's spelling of an enum adds: `variables/racks/formula` is the
    /// field `definition` of that row.
    fn part(&self, segment: &str) -> Option<&Item<'_>> {
        let items = self.items();
        let is_list = self.group.as_ref().is_some_and(|group| group.open == '[');
        let by_position = || {
            segment
                .parse::<usize>()
                .ok()
                .and_then(|position| items.get(position))
        };
        items
            .iter()
            .find(|item| item.is_named(segment))
            .or_else(|| items.iter().find(|item| is_list && item.has_id(segment)))
            .or_else(|| by_position().filter(|_| is_list))
            .or_else(|| {
                let wraps =
                    |item: &&Item<'_>| !is_list && (item.key.is_none() || !item.head.is_empty());
                items
                    .iter()
                    .filter(wraps)
                    .find_map(|item| item.part(segment))
            })
    }
}

/// A text or key without its quotation marks.
fn unquoted(text: &str) -> &str {
    let quoted = text.strip_prefix('r').unwrap_or(text).trim_matches('#');
    quoted
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text)
}

/// What the scanner finds next.
enum Token<'a> {
    Open(char),
    Close,
    Comma,
    Colon,
    Text(&'a str),
}

/// Reads a text's outline: its outermost part, and whether a bracket or quotation stays open.
pub(super) fn outline(text: &str) -> (Item<'_>, bool) {
    let mut scanner = Scanner {
        text,
        at: 0,
        line: 1,
        is_cut: false,
    };
    let mut open: Vec<(Item, char, Vec<Item>)> = Vec::new();
    let mut item = Item::default();
    let mut too_deep = 0_usize;
    while let Some((line, token)) = scanner.next() {
        match token {
            Token::Open(_) if too_deep > 0 || open.len() == DEEPEST => too_deep += 1,
            Token::Close if too_deep > 0 => too_deep -= 1,
            _ if too_deep > 0 => {}
            Token::Open(bracket) => {
                start(&mut item, line);
                open.push((std::mem::take(&mut item), bracket, Vec::new()));
            }
            Token::Close => {
                let Some((mut outer, bracket, mut items)) = open.pop() else {
                    continue;
                };
                finish(&mut items, &mut item);
                outer.group = Some(Group {
                    open: bracket,
                    items,
                });
                item = outer;
            }
            Token::Comma => {
                if let Some((_, _, items)) = open.last_mut() {
                    finish(items, &mut item);
                }
            }
            Token::Colon => item.key = Some(std::mem::take(&mut item.head)),
            Token::Text(word) => {
                start(&mut item, line);
                item.head = word;
            }
        }
    }
    let is_cut = scanner.is_cut || !open.is_empty() || too_deep > 0;
    while let Some((mut outer, bracket, mut items)) = open.pop() {
        finish(&mut items, &mut item);
        outer.group = Some(Group {
            open: bracket,
            items,
        });
        item = outer;
    }
    (item, is_cut)
}

/// Notes where an item starts.
fn start(item: &mut Item, line: usize) {
    if item.line == 0 {
        item.line = line;
    }
}

/// Moves a finished item into its group, if there is one.
fn finish<'a>(items: &mut Vec<Item<'a>>, item: &mut Item<'a>) {
    if item.line > 0 {
        items.push(std::mem::take(item));
    }
}

/// Splits RON text into tokens, without ever failing.
struct Scanner<'a> {
    text: &'a str,
    /// The next byte, and its line from 1.
    at: usize,
    line: usize,
    /// Whether a quotation or comment has no end.
    is_cut: bool,
}

impl<'a> Scanner<'a> {
    /// The next token and the line on which it starts.
    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        self.skip_blank();
        let (line, start) = (self.line, self.at);
        let first = self.rest().chars().next()?;
        let token = match first {
            '(' | '[' | '{' => Token::Open(first),
            ')' | ']' | '}' => Token::Close,
            ',' => Token::Comma,
            ':' => Token::Colon,
            _ => {
                self.skip_text(first);
                return Some((line, Token::Text(&self.text[start..self.at])));
            }
        };
        self.at += 1;
        Some((line, token))
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes on by so many bytes and counts their lines.
    fn advance(&mut self, bytes: usize) {
        let end = (self.at + bytes).min(self.text.len());
        self.line += self.text.as_bytes()[self.at..end]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        self.at = end;
    }

    /// Goes on past the next occurrence of a mark; to the end, and the text is cut, if none comes.
    fn advance_past(&mut self, mark: &str) {
        match self.rest().find(mark) {
            Some(position) => self.advance(position + mark.len()),
            None => {
                self.is_cut = true;
                self.advance(self.rest().len());
            }
        }
    }

    /// Goes on past white space and comments; block comments nest.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start().len();
            self.advance(blank);
            let rest = self.rest();
            if rest.starts_with("//") {
                self.advance(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                self.skip_block_comment();
            } else {
                return;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                depth += 1;
                self.advance(2);
            } else if rest.starts_with("*/") {
                depth -= 1;
                self.advance(2);
            } else {
                self.advance(1);
            }
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
            if depth == 0 {
                return;
            }
            if self.rest().is_empty() {
                self.is_cut = true;
                return;
            }
        }
    }

    /// Goes on past a text, a character, a number or a word.
    fn skip_text(&mut self, first: char) {
        let rest = self.rest();
        let raw = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'));
        let hashes = raw.map_or(0, |raw| raw.len() - raw.trim_start_matches('#').len());
        if let Some(raw) = raw
            && raw[hashes..].starts_with('"')
        {
            let mark = format!("\"{}", "#".repeat(hashes));
            self.advance(rest.len() - raw.len() + hashes + 1);
            self.advance_past(&mark);
        } else if first == '"' {
            self.skip_quoted();
        } else if let Some(length) = character_length(rest) {
            self.advance(length);
        } else {
            let is_end = |c: char| c.is_whitespace() || "()[]{},:\"".contains(c);
            let word = rest.find(is_end).unwrap_or(rest.len());
            // A comment may follow a word without a space.
            let word = rest[..word]
                .find("//")
                .or(rest[..word].find("/*"))
                .unwrap_or(word);
            self.advance(word.max(first.len_utf8()));
        }
    }

    /// Goes on past a text whose quotation mark comes next, minding its escapes.
    fn skip_quoted(&mut self) {
        let mut is_escaped = false;
        for (position, byte) in self.rest().bytes().enumerate().skip(1) {
            match byte {
                b'"' if !is_escaped => return self.advance(position + 1),
                b'\\' => is_escaped = !is_escaped,
                _ => is_escaped = false,
            }
        }
        self.is_cut = true;
        self.advance(self.rest().len());
    }
}

/// The length of a character in single quotes, if one starts here.
fn character_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let from = if inside.starts_with('\\') {
        2
    } else {
        inside.chars().next()?.len_utf8()
    };
    // The longest escape is `\u{10FFFF}`.
    let end = inside.get(from..)?.find('\'').filter(|end| *end <= 8)?;
    Some(1 + from + end + 1)
}

/// The lines of a workbook's text, by the paths of diagnostics.
///
/// ```
/// use rackhour_engine::workbook::lines::Lines;
/// let lines = Lines::of("(\n  variables: [\n    (id: \"racks\",\n     unit: \"rack\"),\n  ],\n)");
/// assert_eq!(lines.line("variables/racks/unit"), Some(4));
/// assert_eq!(lines.line("variables/0"), Some(3));
/// assert_eq!(lines.line("variables/racks/missing"), Some(3));
/// assert_eq!(lines.line("timeline"), Some(1));
/// ```
#[derive(Debug)]
pub struct Lines<'a> {
    root: Item<'a>,
}

impl<'a> Lines<'a> {
    /// Reads the text, whether or not it can be loaded.
    pub fn of(text: &'a str) -> Self {
        Self {
            root: outline(text).0,
        }
    }

    /// The line, from 1, on which a part starts, or the nearest part around it; `None` in an empty
    /// text.
    ///
    /// A path's segments are fields, ids of list items, elements of a map, or positions from 0.
    pub fn line(&self, path: &str) -> Option<usize> {
        let mut item = &self.root;
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            match item.part(segment) {
                Some(part) => item = part,
                None => break,
            }
        }
        (item.line > 0).then_some(item.line)
    }

    /// The value of a field of the outermost part, as written, and its line.
    pub(super) fn field(&self, name: &str) -> Option<(&str, usize)> {
        let item = self
            .root
            .items()
            .iter()
            .find(|item| item.key == Some(name))?;
        Some((item.head, item.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r##"// A comment with ( and "
( /* nested /* ( */ " */
    format: 1,
    note: r#"raw ) " text
over two lines"#,
    timeline: (first: "2027", count: 3, step: year), // :,(
    curves: [
        (id: "x", points: [
            (1, 2),
            (3, 4),
        ]),
    ],
    variables: [
        (
            id: "racks",
            label: "A \" and \\",
            definition: formula("gpus / (72) // not a comment"),
        ),
        (
            id: "gpus", mark: '"', unit: '\'',
            definition: assumption((
                value: elements({
                    "idle": 1,
                }),
                source: from("x"),
            )),
        ),
    ],
    scenarios: [
        (id: "story", changes: [
            (key: "gpus", action: scale(2)),
            (key: "racks",
             action: set(constant(1))),
        ]),
    ],
)
"##;

    #[test]
    fn paths_lead_to_lines() {
        let lines = Lines::of(TEXT);
        for (path, line) in [
            ("", 2),
            ("format", 3),
            ("timeline", 6),
            ("timeline/count", 6),
            ("curves/x", 8),
            ("curves/x/points/1", 10),
            ("variables/0", 14),
            ("variables/racks", 14),
            ("variables/racks/formula", 17),
            ("variables/racks/definition", 17),
            ("variables/gpus/value", 22),
            ("variables/gpus/value/idle", 23),
            ("variables/1/id", 20),
            ("variables/gpus/source", 25),
            ("scenarios/story/changes/1", 32),
            ("scenarios/story/changes/1/action", 33),
            ("scenarios/other/changes", 29),
            ("nowhere", 2),
        ] {
            assert_eq!(lines.line(path), Some(line), "{path}");
        }
    }

    #[test]
    fn broken_texts_still_have_lines() {
        assert_eq!(Lines::of("").line("variables"), None);
        for text in [
            "(a: \"unclosed",
            "(a: r#\"unclosed\"",
            "(a: /* unclosed é",
            "(a: [(",
            "\n)]}(,:'",
        ] {
            assert!(outline(text).1, "{text}");
            assert!(Lines::of(text).line("a").is_some());
        }
        assert!(!outline(TEXT).1);
        let deep = "(".repeat(100_000);
        assert_eq!(Lines::of(&deep).line("a/b"), Some(1));
    }
}
