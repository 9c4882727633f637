//! Disturbs small spreadsheets and has them read, for as long as it is told:
//! `cargo run -p rackhour-engine --example fuzz -- xlsx 600`.
//!
//! The kinds are `xlsx`, `text`, `xlsb`, `xls` and `ods`. Every input follows from the kind and its
//! number, so that a finding is repeated by `-- xls 1 4711`: one second from number 4711 on. Reading
//! goes on in a second process. Where that dies or hangs over an input that has a process of its own
//! in the program as well, that is counted; over any other, or where reading gives a book that no
//! reader may give, it is a finding, and this ends with 1.

#![allow(clippy::unwrap_used, reason = "what cannot go on has found something")]

#[path = "../tests/made/mod.rs"]
mod made;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use made::{by_hand, ods, unzipped, xls, xlsb, zipped};
use rackhour_engine::excel::read::{self, Stop, Watch, is_within_limits, needs_own_process};
use rackhour_engine::excel::understand::understand;

/// How long one input may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Words that readers look for, and numbers at which they may stumble.
const WORDS: [&[u8]; 24] = [
    b"1048576",
    b"1048577",
    b"16384",
    b"4294967295",
    b"-1",
    b"1e999",
    b"XFD1048576",
    b"A0",
    b"<c r=\"A1\" t=\"s\"><v>0</v></c>",
    b"<row r=\"1\">",
    b"</row>",
    b"t=\"shared\" si=\"0\"",
    b"&#0;",
    b"&lt;",
    b"<![CDATA[",
    b"]]>",
    b"<?xml encoding=\"utf-16\"?>",
    b"\xFF\xFF\xFF\xFF",
    b"\xFF\xFF\xFF\x7F",
    b"\0\0\0\0",
    b"\xFE\xFF\xFF\xFF",
    b"table:number-columns-repeated=\"9999\"",
    b"\"\"",
    b";",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["batch", kind, from] => batch(kind, from.parse().unwrap()),
        [kind, seconds] => run(kind, seconds.parse().unwrap(), 0),
        [kind, seconds, from] => run(kind, seconds.parse().unwrap(), from.parse().unwrap()),
        _ => {
            eprintln!("fuzz xlsx|text|xlsb|xls|ods SECONDS [FROM]");
            ExitCode::from(2)
        }
    }
}

/// A process that reads one input after the other, and says the number of each before.
struct Batch {
    child: Child,
    numbers: mpsc::Receiver<u64>,
}

impl Batch {
    fn start(kind: &str, from: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["batch", kind, &from.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (send, numbers) = mpsc::channel();
        thread::spawn(move || {
            for number in lines
                .map_while(Result::ok)
                .filter_map(|line| line.parse().ok())
            {
                if send.send(number).is_err() {
                    return;
                }
            }
        });
        Self { child, numbers }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Has inputs read until the time is over.
fn run(kind: &str, seconds: u64, from: u64) -> ExitCode {
    let until = Instant::now() + Duration::from_secs(seconds);
    let (mut at, mut ended, mut slow) = (from, 0, 0);
    let mut batch = Batch::start(kind, at);
    while Instant::now() < until {
        // Each number is said before its input is read.
        match batch.numbers.recv_timeout(PATIENCE) {
            Ok(number) => at = number,
            Err(mpsc::RecvTimeoutError::Timeout) if is_apart(kind, at) => {
                slow += 1;
                batch = Batch::start(kind, at + 1);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => return found(kind, at, "hangs"),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                let code = batch.child.wait().unwrap().code();
                if code == Some(1) {
                    return found(kind, at, "gives a book that no reader may give");
                }
                if !is_apart(kind, at) {
                    return found(kind, at, "ends the process");
                }
                ended += 1;
                batch = Batch::start(kind, at + 1);
            }
        }
    }
    println!(
        "{kind}: {} inputs without a finding; ended at the limit of memory: {ended}, of time: {slow}",
        at - from
    );
    ExitCode::SUCCESS
}

/// Whether the program reads an input in a process of its own.
fn is_apart(kind: &str, at: u64) -> bool {
    let bytes = input(kind, at);
    let found = read::kind(&format!("m.{kind}"), &bytes);
    found.is_ok_and(|kind| needs_own_process(kind, &bytes))
}

fn found(kind: &str, at: u64, what: &str) -> ExitCode {
    let path = std::env::temp_dir().join(format!("finding-{at}.{kind}"));
    std::fs::write(&path, input(kind, at)).unwrap();
    println!("{kind}: input {at} {what}; it is {}", path.display());
    ExitCode::from(1)
}

/// Reads inputs from a number on, without end.
fn batch(kind: &str, from: u64) -> ExitCode {
    limit_memory();
    let name = format!("m.{kind}");
    let mut out = std::io::stdout();
    for at in from.. {
        writeln!(out, "{at}").unwrap();
        match read::read(&name, &input(kind, at), &Watch::default()) {
            Err(Stop::Refused(refusal)) if refusal.to_string().contains(&name) => {}
            Ok(book) if is_within_limits(&book) => {
                for sheet in &book.sheets {
                    understand(&book, sheet);
                }
            }
            _ => return ExitCode::from(1),
        }
    }
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn limit_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Some(2 << 30);
    setrlimit(
        Resource::As,
        Rlimit {
            current: limit,
            maximum: limit,
        },
    )
    .unwrap();
}

#[cfg(not(target_os = "linux"))]
fn limit_memory() {}

/// Numbers that follow from the first one.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}

/// The input of this number.
fn input(kind: &str, number: u64) -> Vec<u8> {
    let mut dice = Dice(number);
    let seed = seed(kind, dice.below(2));
    if !seed.starts_with(b"PK") || dice.below(8) == 0 {
        return disturbed(seed, &mut dice);
    }
    let mut parts = unzipped(&seed);
    for _ in 0..1 + dice.below(2) {
        let at = dice.below(parts.len());
        parts[at].1 = disturbed(std::mem::take(&mut parts[at].1), &mut dice);
    }
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zipped(&parts)
}

/// Changes bytes in a few places.
fn disturbed(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..1 + dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(40)).min(bytes.len());
        match dice.below(7) {
            0 | 1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            2 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            5 => {
                let word = WORDS[dice.below(WORDS.len())];
                let end = (at + word.len()).min(bytes.len());
                drop(bytes.splice(at..end, word.iter().copied()));
            }
            _ => drop(bytes.splice(at..at, WORDS[dice.below(WORDS.len())].iter().copied())),
        }
    }
    bytes
}

/// A small spreadsheet of a kind.
fn seed(kind: &str, which: usize) -> Vec<u8> {
    match kind {
        "text" => [
            "Label;Unit;2026;2027\n\"a;\n\"\"b\";$/h;3,5;1.000,2\n"
                .as_bytes()
                .to_vec(),
            "\u{FEFF}sep=,\nLabel,2026\nPrice,\"1,389\"\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ][which]
            .clone(),
        "xlsb" => xlsb::xlsb(&[(
            "Inputs",
            &[
                (0, 0, xlsb::Held::Text("Price")),
                (0, 1, xlsb::Held::Number(3.5)),
                (1, 1, xlsb::Held::Truth(true)),
                (2, 1, xlsb::Held::Sum(3.0)),
            ],
        )]),
        "xls" => xls::xls(
            "Inputs",
            &[
                (0, 0, xls::Held::Text("Price")),
                (0, 1, xls::Held::Number(3.5)),
                (1, 1, xls::Held::Sum(3.0)),
            ],
            which == 1,
        ),
        "ods" => ods(
            r#"<table:table table:name="Inputs"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>Price</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3.5" table:formula="of:=1+2.5"/><table:table-cell office:value-type="date" office:date-value="2026-12-31"/></table:table-row></table:table>"#,
        ),
        _ => by_hand(
            &[
                r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="str"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>x</v></c><c r="B1" t="e"><v>#N/A</v></c></row><row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="B2" t="inlineStr"><is><t>2027</t></is></c></row><row r="5"><c r="B5"><f t="dataTable" ref="B5:C6" dt2D="1" r1="A1" r2="A2"/><v>3</v></c></row></sheetData><scenarios><scenario name="Bear"><inputCells r="A1" val="0.5"/></scenario></scenarios><mergeCells><mergeCell ref="A3:B3"/></mergeCells>"#,
            ],
            r#"<definedNames><definedName name="Price" localSheetId="0">S1!$A$1</definedName></definedNames><calcPr calcMode="manual"/>"#,
        ),
    }
}
