//! The command line: batch work without a display, one file per subcommand.
//!
//! What a command prints goes to standard output, what it has to say about it to standard error.
//! It ends with 0 when done, 1 when the workbook has errors or a check fails, 2 when it was called
//! wrongly and 3 when a file could not be read or written.

mod case;
mod check;
mod columns;
mod diff;
mod eval;
mod explain;
mod import;
mod json;
mod open;
mod run;
mod set;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use rackhour_engine::workbook::names;

/// A workbench for underwriting AI factories.
#[derive(Debug, Parser)]
#[command(name = "rackhour", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The workbook to open in the window; the bundled one without it.
    workbook: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Evaluate cases of a workbook.
    Eval(eval::Eval),
    /// Run one of the workbook's studies.
    Run(run::Run),
    /// Look for errors and run the workbook's own checks.
    Check(check::Check),
    /// Show where a number comes from, down to its sources.
    Explain(explain::Explain),
    /// Show what differs between two workbooks, or two cases of one, and what that moves.
    Diff(diff::Diff),
    /// Take values from a spreadsheet, or show which could be taken.
    Import(import::Import),
}

/// Which cases of a workbook a command looks at.
#[derive(Clone, Debug, Args)]
struct CaseArguments {
    /// A profile, or `all`; may be given several times. The first one without it.
    #[arg(long, value_name = "ID")]
    profile: Vec<String>,
    /// A scenario, `base` or `all`; may be given several times. The base case without it.
    #[arg(long, value_name = "ID")]
    scenario: Vec<String>,
    /// A value on top of everything else: `'gpu_hour_price=3 $/gpu/h'`.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned columns to read.
    Table,
    /// For other programs, at full precision.
    Json,
    /// For a spreadsheet.
    Csv,
}

/// Why a command ended before its work was done.
#[derive(Debug)]
enum Failure {
    /// It was called wrongly: exit 2.
    Usage(String),
    /// A file could not be read or written: exit 3.
    File(String),
}

/// How a command ended.
type Outcome = Result<Ending, Failure>;

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// Nothing is wrong: exit 0.
    Done,
    /// The workbook has errors, or a check failed: exit 1.
    Wrong,
}

impl Ending {
    fn wrong_if(wrong: bool) -> Self {
        if wrong { Self::Wrong } else { Self::Done }
    }
}

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    if let Some(ended) = crate::worker::serve(&typed) {
        return ended;
    }
    if let Some(near) = typed
        .get(1)
        .and_then(|word| near_command(&word.to_string_lossy()))
    {
        let word = typed[1].to_string_lossy();
        return end(Err(Failure::Usage(format!(
            "there is no command or file `{word}`; did you mean `rackhour {near}`?"
        ))));
    }
    let arguments = Arguments::parse_from(typed);
    let outcome = match arguments.command {
        None => {
            return match crate::window::open(arguments.workbook) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => end(Err(Failure::File(error.to_string()))),
            };
        }
        Some(Command::Eval(eval)) => eval.execute(),
        Some(Command::Run(run)) => run.execute(),
        Some(Command::Check(check)) => check.execute(),
        Some(Command::Explain(explain)) => explain.execute(),
        Some(Command::Diff(diff)) => diff.execute(),
        Some(Command::Import(import)) => import.execute(),
    };
    end(outcome)
}

fn end(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(Ending::Done) => ExitCode::SUCCESS,
        Ok(Ending::Wrong) => ExitCode::from(1),
        Err(Failure::Usage(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
        Err(Failure::File(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(3)
        }
    }
}

/// The command that a word was meant to be, if it is neither a command nor a file.
fn near_command(word: &str) -> Option<String> {
    let plain = word.chars().all(|c| c.is_ascii_alphabetic());
    if !plain || std::path::Path::new(word).exists() {
        return None;
    }
    let arguments = Arguments::command();
    let known: Vec<_> = arguments
        .get_subcommands()
        .map(|command| command.get_name())
        .collect();
    if word == "help" || known.contains(&word) {
        return None;
    }
    names::suggest(word, known).map(str::to_owned)
}

/// How many known words a message lists.
const MOST_LISTED: usize = 20;

/// `; did you mean …?`, or what there is.
fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    if let Some(near) = near(word, &known) {
        return format!("; did you mean `{near}`?");
    }
    match known.as_slice() {
        [] => "; the workbook has none".to_owned(),
        [only] => format!("; there is only `{only}`"),
        [first @ .., _] if first.len() >= MOST_LISTED => {
            format!("; there are {}, …", first[..MOST_LISTED].join(", "))
        }
        all => format!("; there are {}", all.join(", ")),
    }
}

/// The known word that was meant: one that is spelt alike, or the only one that begins like it.
fn near<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let mut longer = known
        .iter()
        .filter(|known| !word.is_empty() && known.starts_with(word));
    match (longer.next(), longer.next()) {
        (Some(only), None) => Some(only),
        _ => names::suggest(word, known.iter().copied()),
    }
}

/// Prints to standard output; a reader that has closed it is not an error.
fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write;
    let mut output = std::io::stdout().lock();
    match output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
    {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::File(
            format!("cannot write to standard output: {error}"),
        )),
        _ => Ok(()),
    }
}
