//! What a file really is, told from its bytes before anything opens it.

use std::io::Cursor;

use zip::ZipArchive;

use crate::excel::Kind;

use super::Refusal;
use super::limits::LARGEST;

/// What may stand in a container: entries, bytes of one entry, bytes of all.
const ENTRIES: usize = 5_000;
const ENTRY: u64 = 512 << 20;
const ALL: u64 = 1 << 30;
/// From how many unpacked bytes on a workbook is read in a process of its own.
const APART: u64 = 128 << 20;
/// How much an entry may be packed, where it is larger than the second number.
const RATIO: u64 = 200;
const RATIO_FROM: u64 = 10 << 20;

const SAVE_AS_XLSX: &str = "open it in Excel or LibreOffice and save it as .xlsx";
const CHOOSE: &str = "choose a file of type .xlsx, .xlsm, .xlsb, .xls, .ods, .csv or .tsv";

/// Starts of files that are something else: the bytes, what it is, what to do.
const OTHERS: &[(&[u8], &str, &str)] = &[
    (
        b"version https://git-lfs",
        "is only a pointer to a file that Git LFS keeps elsewhere",
        "fetch the file itself with `git lfs pull` and open it again",
    ),
    (
        b"%PDF",
        "is a PDF",
        "ask for the spreadsheet that it was made from",
    ),
    (b"{\\rtf", "is a text document", CHOOSE),
    (
        b"Rar!",
        "is an archive",
        "unpack it and open the spreadsheet inside",
    ),
    (
        b"7z\xBC\xAF",
        "is an archive",
        "unpack it and open the spreadsheet inside",
    ),
    (
        b"\x1F\x8B",
        "is an archive",
        "unpack it and open the spreadsheet inside",
    ),
    (b"\x89PNG", "is a picture", CHOOSE),
    (b"\xFF\xD8\xFF", "is a picture", CHOOSE),
    (
        b"\x09\x00\x04\x00",
        "was saved by an Excel of before 1993",
        SAVE_AS_XLSX,
    ),
    (
        b"\x09\x02\x06\x00",
        "was saved by an Excel of before 1993",
        SAVE_AS_XLSX,
    ),
    (
        b"\x09\x04\x06\x00",
        "was saved by an Excel of before 1993",
        SAVE_AS_XLSX,
    ),
];

/// What kind of spreadsheet a file is, or why it is not read.
///
/// ```
/// use rackhour_engine::excel::{Kind, read::kind};
/// assert_eq!(kind("rates.csv", b"Label,2027\nPrice,3.5\n"), Ok(Kind::Text));
/// let refusal = kind("rates.xls", b"<html><table></table></html>").unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "`rates.xls` is a web page: open it in Excel or LibreOffice and save it as .xlsx."
/// );
/// ```
pub fn kind(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    let refuse = |problem: &str, hint: &str| Err(Refusal::new(name, problem, hint));
    if name.starts_with("~$") || name.starts_with(".~lock.") {
        let hint = "open the file whose name follows";
        return refuse("only marks another file as open in an office program", hint);
    }
    if bytes.is_empty() || (bytes.len() >= 512 && bytes[..512].iter().all(|byte| *byte == 0)) {
        let hint =
            "if it is kept in a cloud folder, wait until it is downloaded, or ask for it again";
        return refuse("is empty", hint);
    }
    if let Some(refusal) = too_large(name, bytes.len() as u64) {
        return Err(refusal);
    }
    if let Some((_, problem, hint)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return refuse(problem, hint);
    }
    if bytes.starts_with(b"PK") {
        return container(name, bytes);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(name, bytes);
    }
    text(name, bytes)
}

/// The refusal of a file of so many bytes, where that is more than is read.
pub fn too_large(name: &str, bytes: u64) -> Option<Refusal> {
    let hint = "save the sheets that are needed as a file of their own";
    (bytes > LARGEST as u64).then(|| Refusal::new(name, "is larger than 100 MB", hint))
}

/// Whether reading a file of this kind may take more memory than there is, whatever is done about it.
///
/// Workbooks of Excel since 2007 take little, unless what they unpack to is far from usual.
pub fn needs_own_process(kind: Kind, bytes: &[u8]) -> bool {
    kind.needs_own_process() || (kind == Kind::Xlsx && unpacked(bytes) > APART)
}

/// How many bytes a container says that it unpacks to.
fn unpacked(bytes: &[u8]) -> u64 {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return 0;
    };
    let parts = archive.len();
    let size = |at| archive.by_index_raw(at).map_or(0, |entry| entry.size());
    (0..parts).map(size).fold(0, u64::saturating_add)
}

/// The refusal of a file that needs a password.
pub(super) fn password(name: &str) -> Refusal {
    let hint = "open it in Excel or LibreOffice and save a copy without a password";
    Refusal::new(name, "is protected by a password", hint)
}

/// The refusal of a file that ends too early or contradicts itself.
pub(super) fn damaged(name: &str) -> Refusal {
    let hint =
        "ask for it again, or open it in Excel or LibreOffice and save it under another name";
    Refusal::new(name, "is damaged or incomplete", hint)
}

/// Excel 97 to 2003, or an encrypted newer file in the same wrapping.
fn compound(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    let has = |stream: &str| {
        let stream: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(stream.len()).any(|window| window == stream)
    };
    if has("EncryptedPackage") {
        return Err(password(name));
    }
    if has("WordDocument") || has("PowerPoint Document") {
        return Err(Refusal::new(
            name,
            "is a document of Word or PowerPoint",
            CHOOSE,
        ));
    }
    if !super::compound::is_sound(bytes) {
        return Err(damaged(name));
    }
    Ok(Kind::Xls)
}

/// A zip archive: what is in it, and whether that is more than is read.
fn container(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(name))?;
    let too_much = |problem: &str| {
        let hint = "save the sheets that are needed as a new file";
        Err(Refusal::new(name, problem, hint))
    };
    if archive.len() > ENTRIES {
        return too_much("has more than 5,000 parts inside");
    }
    let (mut all, mut names) = (0_u64, Vec::new());
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(|_| damaged(name))?;
        if entry.encrypted() {
            return Err(password(name));
        }
        let (size, packed) = (entry.size(), entry.compressed_size());
        all = all.saturating_add(size);
        if size > RATIO_FROM && size / packed.max(1) > RATIO {
            return too_much(
                "unpacks to more than 200 times its size, as no honest spreadsheet does",
            );
        }
        if size > ENTRY || all > ALL {
            return too_much("unpacks to more than is read of one file (1 GB)");
        }
        let found = entry.name().map_err(|_| damaged(name))?;
        names.push(found.replace('\\', "/").to_ascii_lowercase());
    }
    contained(name, &names)
}

/// What kind of document has parts of these names.
fn contained(name: &str, parts: &[String]) -> Result<Kind, Refusal> {
    let starts = |start: &str| parts.iter().any(|part| part.starts_with(start));
    let refuse = |problem: &str, hint: &str| Err(Refusal::new(name, problem, hint));
    if starts("xl/workbook") && parts.iter().any(|part| part == "xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if starts("xl/") {
        Ok(Kind::Xlsx)
    } else if starts("word/") || starts("ppt/") {
        refuse("is a document of Word or PowerPoint", CHOOSE)
    } else if starts("index/") || starts("index.zip") {
        let hint = "in Numbers choose File, Export To, Excel, and open what that gives";
        refuse("is a document of Numbers", hint)
    } else if starts("content.xml") {
        Ok(Kind::Ods)
    } else {
        let hint = "unpack it and open the spreadsheet inside";
        refuse("is an archive without a spreadsheet of its own", hint)
    }
}

/// Text: a table, unless it is a web page or something else in disguise.
fn text(name: &str, bytes: &[u8]) -> Result<Kind, Refusal> {
    let refuse = |problem: &str, hint: &str| Err(Refusal::new(name, problem, hint));
    let is_wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let start = bytes[..bytes.len().min(2_048)].to_vec();
    let start: String = start
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(*byte))
        .collect();
    let start = start.trim_start_matches(['\u{EF}', '\u{BB}', '\u{BF}', '\u{FF}', '\u{FE}']);
    let start = start.trim_start().to_ascii_lowercase();
    if start.starts_with("<?xml") && start.contains("schemas-microsoft-com:office:spreadsheet") {
        return refuse("is a spreadsheet in the XML of 2003", SAVE_AS_XLSX);
    }
    let page = [
        "<html",
        "<!doctype",
        "<table",
        "<head",
        "<meta",
        "<?xml",
        "<style",
    ];
    if page.iter().any(|tag| start.starts_with(tag)) || start.contains("<html") {
        return refuse("is a web page", SAVE_AS_XLSX);
    }
    if start.starts_with("mime-version:") {
        return refuse("is a saved web page", SAVE_AS_XLSX);
    }
    if !is_wide && super::text::Wide::of(bytes).is_none() && bytes.contains(&0) {
        return refuse("is not a spreadsheet, or is damaged", CHOOSE);
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    if matches!(
        ending.as_deref(),
        Some("xls" | "xlsx" | "xlsm" | "xlsb" | "ods")
    ) {
        return refuse(
            "is plain text, whatever its name says",
            "rename it to end in .csv",
        );
    }
    Ok(Kind::Text)
}
