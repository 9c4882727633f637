//! What is wrong, where, and what to do: the one shape of every finding about a workbook.
//!
//! Stages never fail as a whole. They return what they could make and a list of [`Diagnostic`]s,
//! so one broken formula blocks only what depends on it.

use std::fmt;

/// A range of bytes in one formula's text.
///
/// ```
/// use rackhour_engine::diagnostic::Span;
/// assert_eq!(Span::new(2, 4).join(Span::new(7, 9)), Span::new(2, 9));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from the first byte to one past the last.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    pub fn join(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The row has no value until this is mended.
    Error,
    /// The row computes, but a reader should look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

macro_rules! codes {
    ($($variant:ident $text:literal $meaning:literal,)*) => {
        /// The kinds of finding. Each has a golden under `tests/suite`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order in which the reference lists them.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The spelling used on screen, in JSON and in the goldens: `unit-mismatch`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// What the code means, in one sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    // Text to Ast.
    UnexpectedCharacter "unexpected-character" "A character that no formula can contain.",
    UnclosedText "unclosed-text" "A quotation mark without its partner.",
    UnclosedBracket "unclosed-bracket" "An opening bracket without its partner.",
    BadNumber "bad-number" "Digits that do not make a number.",
    ExpectedExpression "expected-expression" "A value, name or function call is missing.",
    TrailingInput "trailing-input" "Something follows a formula that is already complete.",
    TooDeep "too-deep" "Parentheses or operators are nested beyond the limit.",
    BadIndex "bad-index" "Brackets after a name that hold no element or period.",
    // Names.
    UnknownName "unknown-name" "A name that no row, index or timeline has.",
    UnknownFunction "unknown-function" "A call to something that is neither a function nor a curve.",
    UnknownUnit "unknown-unit" "A unit that neither the catalogue nor the workbook knows.",
    UnknownElement "unknown-element" "An index element or period that does not exist.",
    UnknownOption "unknown-option" "A choice compared with an option that it does not have.",
    UnknownReference "unknown-reference" "A section, source, index, profile or row named in the document is missing.",
    WrongArguments "wrong-arguments" "A function got too few or too many arguments.",
    Cycle "cycle" "Rows depend on one another within one period.",
    // Units and kinds.
    UnitMismatch "unit-mismatch" "Two sides that must have the same unit do not.",
    RowUnit "row-unit" "A formula's unit is not the one that its row declares.",
    NeedsRatio "needs-ratio" "An argument must be a plain ratio.",
    BareNumber "bare-number" "A plain number stands beside a quantity with a unit.",
    UnitTooLarge "unit-too-large" "A unit's scale or exponent leaves the exact range.",
    KindMismatch "kind-mismatch" "A number, a condition or a choice stands where another is needed.",
    NotLiteral "not-literal" "An argument must be written as a plain number or text.",
    // Indexes and time.
    SurplusIndex "surplus-index" "A formula has an index that its row does not declare.",
    NeedsOver "needs-over" "A reduction of one argument does not say over which index.",
    NotIndexed "not-indexed" "An index or period is asked of something that does not have it.",
    NeedsTimeline "needs-timeline" "A time function in a workbook, or of a row, without periods.",
    TooLarge "too-large" "A row or check over so many indexes that no machine could hold or compute it.",
    // Data of the document.
    BadValue "bad-value" "A value that does not fit its row: its count, elements, range or kind.",
    BadShares "bad-shares" "Shares that do not sum to one, or cannot be closed to one.",
    BadCurve "bad-curve" "A curve whose points cannot be interpolated.",
    BadTimeline "bad-timeline" "A timeline or date that cannot be read.",
    BadOverlay "bad-overlay" "An overlay that names a missing row or element, or does not fit it.",
    BrokenImport "broken-import" "A value of a spreadsheet goes into a row, element, profile or scenario that is gone.",
    FormulaOverridden "formula-overridden" "An overlay replaces the result of a formula.",
    MixedBases "mixed-bases" "A value that rests on figures measured on different bases.",
    SeveralRates "several-rates" "Cash flows that change sign more than once, with one rate of return found.",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where in the document a finding belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The part of the document, as a path: `variables/racks/formula`, `profiles/neocloud/changes/2`.
    ///
    /// [`crate::workbook::lines::Lines`] turns it into a line of the file.
    pub path: String,
    /// The row or item, as the analyst knows it: `racks`.
    pub name: String,
    /// The formula that spans refer to; empty where there is none.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// Whether the row still computes.
    pub severity: Severity,
    /// One sentence, lower case, the user's words in backticks: ``cannot add `$/h` and `tok/s` ``.
    pub message: String,
    /// Where it belongs.
    pub place: Place,
    /// The spans it is about, the primary one first, each with what stands there.
    pub labels: Vec<(Span, String)>,
    /// What to do, as an action.
    pub hint: String,
}

impl Diagnostic {
    /// An error without place, labels or hint yet.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place: Place::default(),
            labels: Vec::new(),
            hint: String::new(),
        }
    }

    /// A warning without place, labels or hint yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Adds a span and what stands there. The first one added is the primary one.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Says where in the document it belongs.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The primary span, where there is one.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|(span, _)| *span)
    }

    /// Whether it blocks the row.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Renders as plain text for the command line and the goldens.
///
/// ```text
/// error[unit-mismatch]: cannot add `$/h` and `tok/s`
///   gpu_bill │ gpu_hours * gpu_price + tokens_per_s
///            │ ───────────────────── $/h
///            │                         ^^^^^^^^^^^^ tok/s
///   hint: multiply `tokens_per_s` by a price in `$/tok`
/// ```
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity, self.code, self.message)?;
        let Place { name, text, .. } = &self.place;
        if !text.is_empty() {
            write!(f, "\n  {name} │ {text}")?;
            let gutter = name.chars().count();
            let mut labels: Vec<_> = self.labels.iter().enumerate().collect();
            labels.sort_by_key(|(_, (span, _))| (span.start, span.end));
            for (rank, (span, label)) in labels {
                let columns = |end: usize| text.get(..end).map_or(end, |s| s.chars().count());
                let (from, to) = (columns(span.start), columns(span.end));
                let mark = if rank == 0 { "^" } else { "─" };
                let marks = mark.repeat((to - from).max(1));
                let line = format!("  {:gutter$} │ {:from$}{marks} {label}", "", "");
                write!(f, "\n{}", line.trim_end())?;
            }
        } else if !name.is_empty() {
            write!(f, "\n  in `{name}`")?;
        }
        if !self.hint.is_empty() {
            write!(f, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}
