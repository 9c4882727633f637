//! The built-in units, in one table. A unit is added by adding one line to [`TABLE`].

use super::dimension::{Base, DOLLARS, ENERGY, IT_ENERGY, TIME};

/// One unit and its scaled forms.
pub(super) struct Family {
    /// The symbol without a scale: `Wh`.
    pub(super) stem: &'static str,
    /// What one of it is, as a plural: `watt-hours`.
    pub(super) meaning: &'static str,
    /// What it measures.
    pub(super) bases: &'static [(Base, i32)],
    /// How many coherent base units one of it is.
    pub(super) scale: u128,
    /// The scaled forms, the plain one included.
    pub(super) scales: Scales,
}

/// How a family's scaled forms are written: an affix and its power of ten each.
#[derive(Clone, Copy)]
pub(super) enum Scales {
    /// Before the stem, `MW`.
    Before(&'static [(&'static str, i32)]),
    /// After the stem, `$M`.
    After(&'static [(&'static str, i32)]),
}

const ALONE: Scales = Scales::Before(&[("", 0)]);
const METRIC: Scales =
    Scales::Before(&[("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15)]);
/// Joules per token are small enough for thousandths to be usual.
const JOULES: Scales = Scales::Before(&[
    ("", 0),
    ("m", -3),
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("P", 15),
]);
const SECONDS: Scales = Scales::Before(&[("", 0), ("m", -3), ("µ", -6)]);
const FLOPS: Scales =
    Scales::Before(&[("", 0), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)]);
const TOKENS: Scales = Scales::Before(&[("", 0), ("k", 3), ("M", 6), ("B", 9), ("T", 12)]);
const MONEY: Scales = Scales::After(&[("", 0), ("k", 3), ("M", 6), ("B", 9), ("T", 12)]);

const SECOND: &[(Base, i32)] = &[(TIME, 1)];
const JOULE: &[(Base, i32)] = &[(ENERGY, 1)];
const WATT: &[(Base, i32)] = &[(ENERGY, 1), (TIME, -1)];
const IT_JOULE: &[(Base, i32)] = &[(IT_ENERGY, 1)];
const IT_WATT: &[(Base, i32)] = &[(IT_ENERGY, 1), (TIME, -1)];

/// Every built-in unit, in the order in which help lists them.
pub(super) const TABLE: &[Family] = &[
    money("$", "US dollars", &[(DOLLARS, 1)]),
    money("€", "euros", &[(Base::Measured("money in €"), 1)]),
    money("£", "pounds sterling", &[(Base::Measured("money in £"), 1)]),
    money("¥", "Japanese yen", &[(Base::Measured("money in ¥"), 1)]),
    money("AED", "UAE dirhams", &[(Base::Measured("money in AED"), 1)]),
    money(
        "AUD",
        "Australian dollars",
        &[(Base::Measured("money in AUD"), 1)],
    ),
    money(
        "CAD",
        "Canadian dollars",
        &[(Base::Measured("money in CAD"), 1)],
    ),
    money(
        "CHF",
        "Swiss francs",
        &[(Base::Measured("money in CHF"), 1)],
    ),
    money(
        "CNY",
        "Chinese yuan",
        &[(Base::Measured("money in CNY"), 1)],
    ),
    money(
        "INR",
        "Indian rupees",
        &[(Base::Measured("money in INR"), 1)],
    ),
    money("KRW", "Korean won", &[(Base::Measured("money in KRW"), 1)]),
    money(
        "NOK",
        "Norwegian kroner",
        &[(Base::Measured("money in NOK"), 1)],
    ),
    money(
        "SAR",
        "Saudi riyals",
        &[(Base::Measured("money in SAR"), 1)],
    ),
    money(
        "SEK",
        "Swedish kronor",
        &[(Base::Measured("money in SEK"), 1)],
    ),
    money(
        "SGD",
        "Singapore dollars",
        &[(Base::Measured("money in SGD"), 1)],
    ),
    money(
        "TWD",
        "Taiwan dollars",
        &[(Base::Measured("money in TWD"), 1)],
    ),
    physical("s", "seconds", SECOND, 1, SECONDS),
    physical("min", "minutes", SECOND, 60, ALONE),
    physical("h", "hours", SECOND, 3_600, ALONE),
    physical("day", "days of 24 h", SECOND, 24 * 3_600, ALONE),
    physical("week", "weeks of 168 h", SECOND, 168 * 3_600, ALONE),
    physical("month", "months of 730 h", SECOND, 730 * 3_600, ALONE),
    physical(
        "quarter",
        "quarters of 2,190 h",
        SECOND,
        2_190 * 3_600,
        ALONE,
    ),
    physical("yr", "years of 8,760 h", SECOND, 8_760 * 3_600, ALONE),
    physical("W", "watts from the utility", WATT, 1, METRIC),
    physical("Wh", "watt-hours from the utility", JOULE, 3_600, METRIC),
    physical("J", "joules from the utility", JOULE, 1, JOULES),
    physical("W_it", "watts at the IT equipment", IT_WATT, 1, METRIC),
    physical(
        "Wh_it",
        "watt-hours at the IT equipment",
        IT_JOULE,
        3_600,
        METRIC,
    ),
    physical("J_it", "joules at the IT equipment", IT_JOULE, 1, JOULES),
    physical("tok", "tokens", &[(Base::Counted("token"), 1)], 1, TOKENS),
    physical("gpu", "GPUs", &[(Base::Counted("GPU"), 1)], 1, ALONE),
    physical("rack", "racks", &[(Base::Counted("rack"), 1)], 1, ALONE),
    physical("seat", "seats", &[(Base::Counted("seat"), 1)], 1, ALONE),
    physical("B", "bytes", &[(Base::Counted("byte"), 1)], 1, METRIC),
    physical(
        "flop",
        "floating-point operations",
        &[(Base::Counted("flop"), 1)],
        1,
        FLOPS,
    ),
];

/// Other spellings of a symbol, which mean the same and print as the symbol.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("USD", "$"),
    ("EUR", "€"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("us", "µs"),
    // The Greek letter, which looks the same as the micro sign.
    ("\u{3bc}s", "µs"),
];

/// Words that people write for a unit, and the symbol to use instead.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("year", "yr"),
    ("years", "yr"),
    ("yrs", "yr"),
    ("y", "yr"),
    ("months", "month"),
    ("mo", "month"),
    ("quarters", "quarter"),
    ("qtr", "quarter"),
    ("weeks", "week"),
    ("wk", "week"),
    ("days", "day"),
    ("d", "day"),
    ("hour", "h"),
    ("hours", "h"),
    ("hr", "h"),
    ("hrs", "h"),
    ("minute", "min"),
    ("minutes", "min"),
    ("mins", "min"),
    ("second", "s"),
    ("seconds", "s"),
    ("sec", "s"),
    ("secs", "s"),
    ("token", "tok"),
    ("tokens", "tok"),
    ("toks", "tok"),
    ("gpus", "gpu"),
    ("racks", "rack"),
    ("seats", "seat"),
    ("dollar", "$"),
    ("dollars", "$"),
    ("euro", "€"),
    ("euros", "€"),
    ("US$", "$"),
    ("k$", "$k"),
    ("m$", "$M"),
    ("mm$", "$M"),
    ("$mm", "$M"),
    ("$mn", "$M"),
    ("$bn", "$B"),
    ("$tn", "$T"),
    ("b$", "$B"),
    ("bn$", "$B"),
    ("t$", "$T"),
    ("USDk", "$k"),
    ("USDm", "$M"),
    ("USDb", "$B"),
    ("kUSD", "$k"),
    ("mUSD", "$M"),
    ("EURk", "€k"),
    ("EURm", "€M"),
    ("EURb", "€B"),
    ("Gtok", "Btok"),
    ("flops", "flop"),
    ("byte", "B"),
    ("bytes", "B"),
];

const fn money(stem: &'static str, meaning: &'static str, bases: &'static [(Base, i32)]) -> Family {
    Family {
        stem,
        meaning,
        bases,
        scale: 1,
        scales: MONEY,
    }
}

const fn physical(
    stem: &'static str,
    meaning: &'static str,
    bases: &'static [(Base, i32)],
    scale: u128,
    scales: Scales,
) -> Family {
    Family {
        stem,
        meaning,
        bases,
        scale,
        scales,
    }
}

impl Family {
    /// The affixes of the scaled forms with their powers of ten.
    pub(super) fn affixes(&self) -> &'static [(&'static str, i32)] {
        match self.scales {
            Scales::Before(affixes) | Scales::After(affixes) => affixes,
        }
    }

    /// The power of ten of the scaled form with this symbol.
    pub(super) fn power_of(&self, symbol: &str) -> Option<i32> {
        let affix = match self.scales {
            Scales::Before(_) => symbol.strip_suffix(self.stem)?,
            Scales::After(_) => symbol.strip_prefix(self.stem)?,
        };
        self.affixes()
            .iter()
            .find(|(own, _)| *own == affix)
            .map(|(_, power)| *power)
    }

    /// How a scaled form is written.
    pub(super) fn symbol(&self, affix: &str) -> String {
        match self.scales {
            Scales::Before(_) => format!("{affix}{}", self.stem),
            Scales::After(_) => format!("{}{affix}", self.stem),
        }
    }

    /// Whether it is money.
    pub(super) fn is_money(&self) -> bool {
        matches!(self.scales, Scales::After(_))
    }
}
