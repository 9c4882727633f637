//! The parts of an Office container, found by their relations, and their XML.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Cursor};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// A container that can be asked for its parts.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Positions by the name in small letters, since writers disagree about case.
    names: BTreeMap<String, usize>,
}

/// From one part to another.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The path of the other part.
    pub(super) target: String,
}

impl<'a> Package<'a> {
    /// Opens a container.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut names = BTreeMap::new();
        for at in 0..archive.len() {
            let Some(Ok(name)) = archive.name_for_index(at) else {
                continue;
            };
            names.insert(name.replace('\\', "/").to_ascii_lowercase(), at);
        }
        Some(Self { archive, names })
    }

    /// Gives each event of a part's XML to a function; `None` where there is no such part or it
    /// cannot be read to its end.
    pub(super) fn scan(&mut self, path: &str, mut each: impl FnMut(&Event<'_>)) -> Option<()> {
        let at = *self.names.get(&path.to_ascii_lowercase())?;
        let part = self.archive.by_index(at).ok()?;
        events(BufReader::new(part), &mut each)
    }

    /// Where a part leads to.
    pub(super) fn relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let path = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let mut found = Vec::new();
        // What stood before a fault still leads somewhere.
        let _whole = self.scan(&path, |event| {
            if let Some(element) = opened(event, "Relationship")
                && let (Some(id), Some(kind), Some(target)) = (
                    attribute(element, "Id"),
                    attribute(element, "Type"),
                    attribute(element, "Target"),
                )
            {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = resolved(folder, &target);
                found.push(Relation { id, kind, target });
            }
        });
        found
    }
}

fn events(reader: impl BufRead, each: &mut impl FnMut(&Event<'_>)) -> Option<()> {
    let mut reader = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(()),
            event => each(&event),
        }
    }
}

/// A target as a path from the top of the container.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(path.pop()),
            "." | "" => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

/// The element that an event opens, where it has this name.
pub(super) fn opened<'e, 'b>(event: &'e Event<'b>, name: &str) -> Option<&'e BytesStart<'b>> {
    match event {
        Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => {
            Some(element)
        }
        _ => None,
    }
}

/// An attribute's text, whatever prefix its name has.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let found = attributes
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(text.into_owned())
}

/// Whether an attribute is set to true.
pub(super) fn is_set(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(element, name).as_deref(), Some("1" | "true"))
}

/// What an event adds to the text around it.
pub(super) fn text_of(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(character.to_string()),
            _ => {
                let name: &str = reference.as_ref();
                let known = [
                    ("lt", "<"),
                    ("gt", ">"),
                    ("amp", "&"),
                    ("quot", "\""),
                    ("apos", "'"),
                ];
                let found = known.iter().find(|(own, _)| *own == name);
                found.map(|(_, text)| (*text).to_owned())
            }
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_are_followed_from_their_part() {
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolved("xl/worksheets", "../comments1.xml"),
            "xl/comments1.xml"
        );
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("", "../../../a.xml"), "a.xml");
    }
}
