//! Workbooks as files: reading with every fault named, and writing that never loses the old file.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ron::extensions::Extensions;

use super::lines::{Lines, outline};
use super::names::{Refusal, check_id, check_shape, did_you_mean};
use super::{Definition, Element, FORMAT, Id, List, Workbook, print};

/// The greatest size of a workbook file, in bytes. The largest shipped one is a thousandth of it.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// Why a file could not be loaded.
///
/// Everything else that can be wrong with a workbook is a diagnostic, and the file opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file; `None` for a text that did not come from one.
    pub file: Option<PathBuf>,
    /// The line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// The column, from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do, as an action.
    pub hint: String,
}

impl LoadError {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        let (message, hint) = (message.into(), hint.into());
        Self {
            file: None,
            line: None,
            column: None,
            message,
            hint,
        }
    }

    fn on_line(self, line: Option<usize>) -> Self {
        Self { line, ..self }
    }

    fn in_file(self, path: &Path) -> Self {
        Self {
            file: Some(path.to_owned()),
            ..self
        }
    }
}

/// One clear message: file, line, what is wrong, what to do.
impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot open ")?;
        match &self.file {
            Some(file) => write!(f, "{}", file.display())?,
            None => f.write_str("the workbook")?,
        }
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, ", line {line}, column {column}")?,
            (Some(line), None) => write!(f, ", line {line}")?,
            _ => {}
        }
        write!(f, ": {}", self.message)?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, "\n  hint: {}", self.hint)
        }
    }
}

impl std::error::Error for LoadError {}

/// Why a file could not be written. The file on disk is as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do, as an action.
    pub hint: String,
}

impl fmt::Display for SaveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            message,
            hint,
        } = self;
        write!(
            f,
            "cannot save {}: {message}\n  hint: {hint}",
            file.display()
        )
    }
}

impl std::error::Error for SaveError {}

/// The dialect of RON: optional parts are written without `Some`, nesting is limited.
fn dialect() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads a workbook from its text.
///
/// ```
/// use rackhour_engine::workbook::file;
/// let error = file::parse("(\n  format: 1,\n  titel: \"Racks\",\n)").unwrap_err();
/// assert_eq!(error.line, Some(3));
/// assert_eq!(error.message, "unknown field `titel`");
/// assert_eq!(error.hint, "did you mean `title`?");
/// ```
pub fn parse(text: &str) -> Result<Workbook, LoadError> {
    if text.contains('\0') {
        return Err(not_a_text());
    }
    if text.trim().is_empty() {
        return Err(LoadError::new(
            "the file is empty",
            "restore a copy, such as the `.bak` beside it, or begin a new workbook",
        ));
    }
    check_format(text)?;
    let workbook: Workbook = dialect()
        .from_str(text)
        .map_err(|error| explain(text, error))?;
    check_ids(&workbook).map_err(|(path, Refusal { message, hint })| {
        LoadError::new(message, hint).on_line(Lines::of(text).line(&path))
    })?;
    Ok(workbook)
}

fn not_a_text() -> LoadError {
    LoadError::new(
        "the file is not a text, so it is no workbook",
        "open a `.ron` workbook",
    )
}

/// Refuses formats that this build does not know, before any field of theirs is looked at.
fn check_format(text: &str) -> Result<(), LoadError> {
    let lines = Lines::of(text);
    let Some((Ok(format), line)) = lines
        .field("format")
        .map(|(n, line)| (n.parse::<u32>(), line))
    else {
        return Ok(());
    };
    if FORMAT < format {
        let message = format!(
            "the file was written by a newer Rackhour (format {format}; this one reads {FORMAT})"
        );
        Err(LoadError::new(message, "update Rackhour to open it").on_line(Some(line)))
    } else if format == 0 {
        let message = "there is no format 0";
        Err(LoadError::new(message, format!("write `format: {FORMAT}`")).on_line(Some(line)))
    } else {
        Ok(())
    }
}

/// Says what a reading error means and what to do about it.
fn explain(text: &str, error: ron::error::SpannedError) -> LoadError {
    use ron::Error;
    let words = |expected: &[&str]| {
        let quoted: Vec<_> = expected.iter().map(|word| format!("`{word}`")).collect();
        format!("choose among {}", quoted.join(", "))
    };
    let (message, hint) = match &error.code {
        code if is_cut_off(text, code, error.span.end) => (
            "the file ends too early".to_owned(),
            "a closing bracket or quotation mark is missing, or the file was cut off: restore a \
             copy, such as the `.bak` beside it"
                .to_owned(),
        ),
        Error::NoSuchStructField {
            expected, found, ..
        } => {
            let hint = did_you_mean(found, expected.iter().copied(), &words(expected));
            (format!("unknown field `{found}`"), hint)
        }
        Error::NoSuchEnumVariant {
            expected, found, ..
        } => {
            let hint = did_you_mean(found, expected.iter().copied(), &words(expected));
            (format!("unknown word `{found}`"), hint)
        }
        Error::MissingStructField { field, .. } => (
            format!("the field `{field}` is missing"),
            format!("add `{field}: …`"),
        ),
        Error::DuplicateStructField { field, .. } => (
            format!("the field `{field}` is given twice"),
            "remove one of the two".to_owned(),
        ),
        Error::ExceededRecursionLimit => (
            "brackets are nested too deeply".to_owned(),
            "remove some of them".to_owned(),
        ),
        Error::Message(message) if message.starts_with("expected a finite number") => (
            message.clone(),
            "write a number; what is not known stays out of the file".to_owned(),
        ),
        Error::InvalidValueForType { expected, found } => (
            format!("expected {expected}, found {found}"),
            "mend this value".to_owned(),
        ),
        Error::Message(message) if message.ends_with("is given twice") => {
            (message.clone(), "remove one of the two".to_owned())
        }
        Error::Message(message) => (message.clone(), "mend this value".to_owned()),
        other => (
            lower_first(&other.to_string()),
            "mend the file in a text editor".to_owned(),
        ),
    };
    let at = error.span.end;
    LoadError {
        column: Some(at.col),
        ..LoadError::new(message, hint).on_line(Some(at.line))
    }
}

/// Whether the text stops in the middle, rather than being wrong somewhere inside: brackets are
/// open, and nothing but the rest of a word follows the error.
fn is_cut_off(text: &str, error: &ron::Error, at: ron::error::Position) -> bool {
    let mut rest = text.trim_end().lines().skip(at.line.saturating_sub(1));
    let mut word = rest
        .next()
        .unwrap_or_default()
        .chars()
        .skip(at.col.saturating_sub(1));
    let is_at_end = rest.next().is_none() && word.all(|c| c.is_alphanumeric() || c == '_');
    matches!(error, ron::Error::Eof) || (is_at_end && outline(text).1)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(characters).collect()
    })
}

/// Finds the first id that is bad or taken, as the path of the part that has it.
fn check_ids(workbook: &Workbook) -> Result<(), (String, Refusal)> {
    let Workbook {
        indexes,
        sources,
        curves,
        sections,
        variables,
        checks,
        ..
    } = workbook;
    let Workbook {
        profiles,
        scenarios,
        studies,
        figures,
        signals,
        imports,
        ..
    } = workbook;
    // Rows, indexes and curves are all names in formulas and share one namespace.
    let named = ids("indexes", indexes, |index| &index.id)
        .chain(ids("curves", curves, |curve| &curve.id))
        .chain(ids("variables", variables, |variable| &variable.id));
    check_unique(named, check_id)?;
    check_unique(ids("sources", sources, |source| &source.id), check_shape)?;
    check_unique(
        ids("sections", sections, |section| &section.id),
        check_shape,
    )?;
    check_unique(ids("checks", checks, |check| &check.id), check_shape)?;
    check_unique(
        ids("profiles", profiles, |profile| &profile.id),
        check_shape,
    )?;
    check_unique(
        ids("scenarios", scenarios, |scenario| &scenario.id),
        check_shape,
    )?;
    check_unique(ids("studies", studies, |study| &study.id), check_shape)?;
    check_unique(ids("figures", figures, |figure| &figure.id), check_shape)?;
    check_unique(ids("signals", signals, |signal| &signal.id), check_shape)?;
    check_unique(ids("imports", imports, |import| &import.id), check_shape)?;
    for (position, index) in indexes.iter().enumerate() {
        let list = format!("indexes/{position}/elements");
        check_unique(element_ids(list, &index.elements), check_shape)?;
    }
    for (position, variable) in variables.iter().enumerate() {
        if let Definition::Assumption(assumption) = &variable.definition {
            let list = format!("variables/{position}/options");
            check_unique(element_ids(list, &assumption.options), check_shape)?;
        }
    }
    Ok(())
}

/// The ids of a list with their paths.
fn ids<'a, T>(
    list: &'a str,
    items: &'a List<T>,
    id: impl Fn(&'a T) -> &'a Id + 'a,
) -> impl Iterator<Item = (String, &'a str)> {
    let path = move |position| format!("{list}/{position}/id");
    items
        .iter()
        .enumerate()
        .map(move |(position, item)| (path(position), id(item).as_str()))
}

fn element_ids(list: String, items: &[Element]) -> impl Iterator<Item = (String, &str)> {
    let path = move |position| format!("{list}/{position}/id");
    items
        .iter()
        .enumerate()
        .map(move |(position, item)| (path(position), item.id.as_str()))
}

/// Holds each id to a rule and to being the only one of its name.
fn check_unique<'a>(
    ids: impl Iterator<Item = (String, &'a str)>,
    rule: fn(&str) -> Result<(), Refusal>,
) -> Result<(), (String, Refusal)> {
    let mut taken = std::collections::BTreeSet::new();
    for (path, id) in ids {
        if let Err(refusal) = rule(id) {
            return Err((path, refusal));
        }
        if !taken.insert(id) {
            let message = format!("the name `{id}` is taken twice");
            return Err((path, Refusal::new(message, "rename one of the two")));
        }
    }
    Ok(())
}

/// Reads a workbook file.
pub fn read(path: &Path) -> Result<Workbook, LoadError> {
    read_with_text(path).map(|(workbook, _)| workbook)
}

/// Reads a workbook file and keeps its text, in which [`super::lines`] finds where things stand.
pub fn read_with_text(path: &Path) -> Result<(Workbook, String), LoadError> {
    let text = read_text(path).map_err(|error| error.in_file(path))?;
    let workbook = parse(&text).map_err(|error| error.in_file(path))?;
    Ok((workbook, text))
}

/// Reads a file's text, refusing what cannot be a workbook before much of it is read.
fn read_text(path: &Path) -> Result<String, LoadError> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(&error))?;
    if metadata.is_dir() {
        return Err(LoadError::new(
            "this is a folder",
            "choose a `.ron` workbook in it",
        ));
    }
    if !metadata.is_file() {
        return Err(LoadError::new(
            "this is not an ordinary file",
            "choose a `.ron` workbook",
        ));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= LARGEST {
        // The file may grow while it is read.
        let mut file = File::open(path)
            .map_err(|error| cannot_read(&error))?
            .take(LARGEST + 1);
        file.read_to_end(&mut bytes)
            .map_err(|error| cannot_read(&error))?;
    }
    let length = metadata.len().max(bytes.len() as u64);
    if LARGEST < length {
        let megabytes = length.div_ceil(1024 * 1024);
        let message = format!("the file has {megabytes} MB, more than a workbook can have (16 MB)");
        return Err(LoadError::new(message, "choose a `.ron` workbook"));
    }
    let text = String::from_utf8(bytes).map_err(|_| not_a_text())?;
    // Some editors open a text with this mark.
    Ok(text
        .strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text))
}

fn cannot_read(error: &io::Error) -> LoadError {
    match error.kind() {
        io::ErrorKind::NotFound => LoadError::new("there is no such file", "check its name"),
        io::ErrorKind::PermissionDenied => {
            LoadError::new("you may not read this file", "ask its owner for permission")
        }
        _ => LoadError::new(error.to_string(), "check the disk, then try again"),
    }
}

/// The workbook's one canonical text, ending with a newline.
///
/// Reading it back gives the same workbook, and printing that gives the same bytes.
pub fn print(workbook: &Workbook) -> String {
    // Writing into memory fails only for a value that no reader of this file could take either,
    // and `save` refuses those.
    let text = dialect()
        .without_recursion_limit()
        .to_string(workbook)
        .unwrap_or_default();
    print::lay_out(&outline(&text).0)
}

/// Saves a workbook so that a crash at any moment leaves the old file or the new one, whole.
///
/// The previous version stays beside it as `name.ron.bak`.
pub fn save(path: &Path, workbook: &Workbook) -> Result<(), SaveError> {
    let text = print(workbook);
    if parse(&text).as_ref() != Ok(workbook) {
        return Err(SaveError {
            file: path.to_owned(),
            message: "the workbook holds something that could not be read back".to_owned(),
            hint: "undo the last change, then save again".to_owned(),
        });
    }
    // A link is followed, so that saving replaces what it points to and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    write_whole(&target, text.as_bytes()).map_err(|error| cannot_save(path, &error))
}

/// Temporary file, flush, copy of the old one, rename, each made durable before the next.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut new = new_file(folder, path)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    if path.exists() {
        keep_previous(folder, path)?;
    }
    new.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A temporary file in a folder, with the permissions of the file that it will replace.
fn new_file(folder: &Path, path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rackhour-").suffix(".tmp");
    let Ok(metadata) = fs::metadata(path) else {
        return with_default_permissions(&mut builder).tempfile_in(folder);
    };
    if metadata.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let file = builder.tempfile_in(folder)?;
    file.as_file().set_permissions(metadata.permissions())?;
    Ok(file)
}

/// Lets a new file be as readable as any other that the user makes, instead of private.
#[cfg(unix)]
fn with_default_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn with_default_permissions<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

/// Copies the old file beside itself; the copy too appears whole or not at all.
fn keep_previous(folder: &Path, path: &Path) -> io::Result<()> {
    let copy = new_file(folder, path)?;
    io::copy(&mut File::open(path)?, &mut copy.as_file())?;
    copy.as_file().sync_all()?;
    copy.persist(backup_path(path))
        .map_err(|error| error.error)?;
    Ok(())
}

/// Where the previous version of a file is kept: `name.ron.bak`.
pub fn backup_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".bak");
    name.into()
}

/// Makes a rename durable. Elsewhere than on Unix a folder cannot be opened, nor needs to be.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

fn cannot_save(path: &Path, error: &io::Error) -> SaveError {
    let (message, hint) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such folder", "choose a folder that exists"),
        io::ErrorKind::PermissionDenied => (
            "you may not write here",
            "choose another folder, or ask for permission",
        ),
        io::ErrorKind::StorageFull => ("the disk is full", "free some space, then save again"),
        io::ErrorKind::IsADirectory => ("this is a folder", "choose a name for the file"),
        _ => return other_save_error(path, error),
    };
    SaveError {
        file: path.to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
    }
}

fn other_save_error(path: &Path, error: &io::Error) -> SaveError {
    let hint = "the file on disk is as it was; save under another name".to_owned();
    SaveError {
        file: path.to_owned(),
        message: lower_first(&error.to_string()),
        hint,
    }
}
