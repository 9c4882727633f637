//! Candidates that take turns, so that what a shared machine does to one it does to all.

use std::sync::OnceLock;
use std::time::Instant;

/// Seconds that this thread has had a processor, where the system tells; else seconds that have
/// passed. What neighbours take from a shared machine is not counted.
pub(crate) fn clock() -> f64 {
    // The kernel brings its account up to date when a thread steps aside.
    std::thread::yield_now();
    let account = std::fs::read_to_string("/proc/thread-self/schedstat");
    let used = account
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    static START: OnceLock<Instant> = OnceLock::new();
    match used {
        Some(nanoseconds) => nanoseconds / 1e9,
        None => START.get_or_init(Instant::now).elapsed().as_secs_f64(),
    }
}

/// Something to time.
pub(crate) struct Candidate<'a> {
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

/// Makes a candidate.
///
/// The name is for whoever reads the code.
pub(crate) fn candidate<'a>(_name: &str, run: impl FnMut() + 'a) -> Candidate<'a> {
    Candidate { run: Box::new(run) }
}

/// The seconds of each round, candidate by candidate.
pub(crate) struct Times(Vec<Vec<f64>>);

/// Warms every candidate up once and then lets each run once per round, in order; measured on the
/// thread's own clock.
pub(crate) fn interleave(rounds: usize, candidates: &mut [Candidate<'_>]) -> Times {
    interleave_by(clock, rounds, candidates)
}

/// The same for candidates that start threads, by the clock on the wall.
pub(crate) fn interleave_threads(rounds: usize, candidates: &mut [Candidate<'_>]) -> Times {
    let start = Instant::now();
    interleave_by(|| start.elapsed().as_secs_f64(), rounds, candidates)
}

fn interleave_by(
    clock: impl Fn() -> f64,
    rounds: usize,
    candidates: &mut [Candidate<'_>],
) -> Times {
    let mut times = vec![Vec::with_capacity(rounds); candidates.len()];
    for round in 0..=rounds {
        for (candidate, times) in candidates.iter_mut().zip(&mut times) {
            let start = clock();
            (candidate.run)();
            let end = clock();
            if round > 0 {
                times.push(end - start);
            }
        }
    }
    Times(times)
}

impl Times {
    pub(crate) fn median(&self, candidate: usize) -> f64 {
        median(self.0[candidate].clone())
    }

    /// The ratios of two candidates, round by round, each divided by its amount of work.
    pub(crate) fn ratio(
        &self,
        (above, amount): (usize, f64),
        (below, other): (usize, f64),
    ) -> Ratio {
        let rounds = self.0[above].iter().zip(&self.0[below]);
        let ratios: Vec<_> = rounds.map(|(a, b)| a / amount / (b / other)).collect();
        Ratio::of(ratios)
    }
}

/// The median of ratios and how far they spread.
#[derive(Clone, Copy)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Ratio {
    pub(crate) fn of(values: Vec<f64>) -> Self {
        Self {
            least: values.iter().copied().fold(f64::INFINITY, f64::min),
            most: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            median: median(values),
        }
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() % 2 {
        _ if values.is_empty() => f64::NAN,
        1 => values[half],
        _ => (values[half - 1] + values[half]) / 2.0,
    }
}

/// What a row must come to.
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    AtMost(f64),
    AtLeast(f64),
    /// Shown, and not held to anything.
    None,
}

/// One line of the table.
pub(crate) struct Row {
    pub(crate) id: &'static str,
    pub(crate) what: String,
    pub(crate) ratio: Ratio,
    pub(crate) bar: Bar,
    pub(crate) aim: &'static str,
    /// Plain times and counts that belong to it.
    pub(crate) detail: String,
}

impl Row {
    pub(crate) fn is_met(&self) -> bool {
        match self.bar {
            Bar::AtMost(bar) => self.ratio.median <= bar,
            Bar::AtLeast(bar) => self.ratio.median >= bar,
            Bar::None => true,
        }
    }

    fn bar(&self) -> String {
        match self.bar {
            Bar::AtMost(bar) => format!("<= {bar}"),
            Bar::AtLeast(bar) => format!(">= {bar}"),
            Bar::None => "-".to_owned(),
        }
    }

    /// The line for people.
    pub(crate) fn line(&self) -> String {
        let mark = if self.is_met() { " " } else { "!" };
        format!(
            "{mark} {:<4} {:>10.3} [{:.3}, {:.3}]  bar {:<9} aim {:<6} {}; {}",
            self.id,
            self.ratio.median,
            self.ratio.least,
            self.ratio.most,
            self.bar(),
            self.aim,
            self.what,
            self.detail
        )
    }

    /// The line for programs.
    pub(crate) fn json(&self) -> String {
        format!(
            r#"{{"id":"{}","what":"{}","ratio":{},"least":{},"most":{},"bar":"{}","met":{},"detail":"{}"}}"#,
            self.id,
            self.what,
            self.ratio.median,
            self.ratio.least,
            self.ratio.most,
            self.bar(),
            self.is_met(),
            self.detail
        )
    }
}
