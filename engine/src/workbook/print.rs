//! RON laid out so that a person can read and diff it.
//!
//! What is short stays on one line; rows and other items of many fields get a line per field.

use super::lines::{Group, Item};

/// The greatest width of a line that holds more than one part, in characters.
const WIDTH: usize = 100;

/// The greatest number of fields that share a line.
const FIELDS: usize = 3;

const INDENT: &str = "    ";

/// Lays out an outline, ending with a newline.
pub(super) fn lay_out(root: &Item) -> String {
    let mut out = String::new();
    match &root.group {
        Some(group) => write_broken(&mut out, group, 0),
        None => out.push_str(root.head),
    }
    out.push('\n');
    out
}

/// Writes an item at a depth; the line so far holds only its indentation.
fn write_item(out: &mut String, item: &Item, depth: usize) {
    let flat = flat(item);
    let width = depth * INDENT.len() + flat.chars().count() + 1;
    if item.group.is_none() || (width <= WIDTH && !is_long(item)) {
        out.push_str(&flat);
        return;
    }
    out.push_str(&opening(item));
    if let Some(group) = &item.group {
        write_broken(out, group, depth);
    }
}

/// Writes a group over several lines. A single part that is itself a group shares its brackets'
/// lines: `assumption((`.
fn write_broken(out: &mut String, group: &Group, depth: usize) {
    out.push(group.open);
    match group.items.as_slice() {
        [only] if only.key.is_none() && only.group.is_some() && group.open == '(' => {
            out.push_str(only.head);
            if let Some(inner) = &only.group {
                write_broken(out, inner, depth);
            }
        }
        [only] if only.key.is_none() && only.group.is_none() && group.open == '(' => {
            out.push_str(&scalar(only.head));
        }
        items if are_numbers(items) => write_filled(out, items, depth),
        items => {
            for item in items {
                new_line(out, depth + 1);
                write_item(out, item, depth + 1);
                out.push(',');
            }
            new_line(out, depth);
        }
    }
    out.push(closing(group.open));
}

/// Writes numbers side by side, as many per line as fit.
fn write_filled(out: &mut String, items: &[Item], depth: usize) {
    let indent = (depth + 1) * INDENT.len();
    let mut width = WIDTH;
    for item in items {
        let text = scalar(item.head);
        let length = text.chars().count() + 2;
        if WIDTH < width + length {
            new_line(out, depth + 1);
            width = indent;
        } else {
            out.push(' ');
        }
        out.push_str(&text);
        out.push(',');
        width += length;
    }
    new_line(out, depth);
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&INDENT.repeat(depth));
}

/// Whether all parts are plain numbers.
fn are_numbers(items: &[Item]) -> bool {
    items
        .iter()
        .all(|item| item.key.is_none() && item.group.is_none())
}

/// Whether anything in the item gets lines of its own however short it is: many fields, and lists
/// of things that have fields.
fn is_long(item: &Item) -> bool {
    item.group.as_ref().is_some_and(|group| {
        let many = match group.open {
            '(' => FIELDS < fields(group),
            '[' => group
                .items
                .iter()
                .filter_map(|item| item.group.as_ref())
                .any(|g| fields(g) > 0),
            _ => false,
        };
        many || group.items.iter().any(is_long)
    })
}

/// How many fields a group has.
fn fields(group: &Group) -> usize {
    group.items.iter().filter(|item| item.key.is_some()).count()
}

/// Everything before an item's brackets.
fn opening(item: &Item) -> String {
    let key = item.key.map_or_else(String::new, |key| format!("{key}: "));
    format!("{key}{}", scalar(item.head))
}

/// An item on one line.
fn flat(item: &Item) -> String {
    let mut text = opening(item);
    if let Some(group) = &item.group {
        let parts: Vec<_> = group.items.iter().map(flat).collect();
        text.push(group.open);
        text.push_str(&parts.join(", "));
        text.push(closing(group.open));
    }
    text
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// A value as a person would write it: `3` for `3.0`, and an apostrophe without its escape.
fn scalar(text: &str) -> String {
    if !is_text(text) {
        return text.strip_suffix(".0").unwrap_or(text).to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('\'') => plain.push('\''),
            Some(escaped) => plain.extend([character, escaped]),
            None => plain.push(character),
        }
    }
    plain
}

fn is_text(text: &str) -> bool {
    text.starts_with('"')
}
