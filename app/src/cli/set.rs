//! `--set 'name=value'`: a value with a unit, laid over everything else.

use rackhour_engine::check::{Layers, Row, RowKind, RowRule, bad_key, catalog, resolve};
use rackhour_engine::units::entry::{self, Style};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Action, Change, Number, Quantity};

use super::open::Opened;
use super::{Failure, did_you_mean};

/// Reads one `--set`; a formula row that it overrides is named on standard error.
pub(super) fn change(opened: &Opened, text: &str) -> Result<Change, Failure> {
    read(opened, text).map_err(|message| Failure::Usage(format!("--set '{text}': {message}")))
}

fn read(opened: &Opened, text: &str) -> Result<Change, String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err("write it as 'name=value', for example 'gpu_hour_price=3 $/gpu/h'".into());
    };
    let (key, value) = (key.trim(), value.trim());
    if let Some(found) = bad_key(&opened.typed, key) {
        return Err(format!("{}; {}", found.message, found.hint));
    }
    let name = Key::parse(key).map(|key| key.name).unwrap_or_default();
    let Some(position) = opened.typed.position(&name) else {
        return Err(format!("there is no row `{name}`"));
    };
    let row = &opened.typed.rows[position];
    if matches!(row.rule, RowRule::Formula(_) | RowRule::Irregular(_)) {
        eprintln!("note: --set overrides the formula of `{name}`");
    }
    Ok(Change {
        key: key.to_owned(),
        profile: None,
        action: Action::Set(quantity(opened, row, value)?),
        source: None,
    })
}

/// Whether what is set fits a case when taken together: shares close, values lie in their ranges.
///
/// `texts` are what the changes were read from.
pub(super) fn fit(opened: &Opened, layers: &Layers, texts: &[String]) -> Result<(), Failure> {
    for (change, text) in layers.set.iter().zip(texts) {
        let name = Key::parse(&change.key).map(|key| key.name);
        let Some(row) = name.ok().and_then(|name| opened.typed.position(&name)) else {
            continue;
        };
        let (_, findings) = resolve(&opened.workbook, &opened.typed, layers, row);
        // What stands in the document is not the fault of the command line.
        if let Some(found) = findings.iter().find(|found| found.place.path.is_empty()) {
            let (message, hint) = (&found.message, &found.hint);
            return Err(Failure::Usage(format!("--set '{text}': {message}; {hint}")));
        }
    }
    Ok(())
}

/// The value for a row: an option of a choice, true or false, or a number with a unit that fits.
fn quantity(opened: &Opened, row: &Row, value: &str) -> Result<Quantity, String> {
    let name = &row.id;
    match &row.kind {
        RowKind::Choice(options) => {
            let option = value.trim_matches('"');
            if !options.iter().any(|known| known == option) {
                let near = did_you_mean(option, options.iter().map(String::as_str));
                return Err(format!("`{name}` has no option `{option}`{near}"));
            }
            Ok(Quantity::Choice(option.to_owned()))
        }
        RowKind::Condition => match value.to_ascii_lowercase().as_str() {
            "true" => Ok(Quantity::Constant(Number(1.0))),
            "false" => Ok(Quantity::Constant(Number(0.0))),
            _ => Err(format!("`{name}` is a condition; write true or false")),
        },
        RowKind::Number => {
            let catalog = catalog(&opened.workbook);
            entry::parse(value, &row.unit, &catalog, Style::default())
                .map(|number| Quantity::Constant(Number(number)))
                .map_err(|error| format!("{}; {}", error.message, error.hint))
        }
    }
}
