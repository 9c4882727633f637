//! Every sample of a Monte Carlo run as a table: inputs, then outputs.

use rackhour_engine::study::monte_carlo::Sampled;

use super::Names;
use crate::text;

/// The heads of the columns: the number of the sample, the inputs, and the outputs, with units.
pub fn heads(names: Names<'_>, sampled: &Sampled) -> Vec<String> {
    let inputs = sampled.inputs.iter().map(|drawn| &drawn.input.key);
    let outputs = sampled.outputs.iter().map(|summary| &summary.output.key);
    let heads = inputs.chain(outputs).map(|key| names.head(key));
    std::iter::once("Sample".to_owned()).chain(heads).collect()
}

/// The samples, a line each, with every digit.
pub fn lines(sampled: &Sampled) -> impl Iterator<Item = Vec<String>> {
    (0..sampled.samples).map(|sample| {
        let columns = sampled.draws.iter().chain(&sampled.values);
        let cells = columns.map(|column| match column.get(sample) {
            Some(value) if !value.is_nan() => text::exact(*value),
            _ => text::UNAVAILABLE.to_owned(),
        });
        std::iter::once((sample + 1).to_string())
            .chain(cells)
            .collect()
    })
}

/// The table for a spreadsheet: tabs between columns.
pub fn copy(names: Names<'_>, sampled: &Sampled) -> String {
    let heads = std::iter::once(heads(names, sampled));
    let lines = heads.chain(lines(sampled));
    lines.map(|line| line.join("\t") + "\n").collect()
}

/// The table as comma-separated values.
///
/// # Errors
/// It cannot be written; the reason is that of the system.
pub fn csv(heads: &[String], sampled: &Sampled) -> Result<String, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heads).map_err(|error| told(&error))?;
    for line in lines(sampled) {
        writer.write_record(line).map_err(|error| told(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| told(&error))?;
    String::from_utf8(bytes).map_err(|error| told(&error))
}
