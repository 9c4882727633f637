//! What a grid found, as figures and as a table.

use rackhour_engine::figure::{AxisData, HeatmapData};
use rackhour_engine::study::grid::{GridAxis, GridResult, contour};
use rackhour_engine::workbook::{Contest, Grid};

use super::Names;
use crate::plot::{Line, LinesData};
use crate::text;
use crate::widgets::heatmap::Shade;

/// The most lines that are drawn of a grid.
const MOST_LINES: usize = 7;
/// An axis whose steps differ more than this is drawn with its values at equal distances.
const UNEVEN: f64 = 6.0;
/// An axis of no more values than this has a mark at each of them in a map.
const FEW: usize = 12;

/// One output of a grid, ready to be drawn.
#[derive(Clone, Debug)]
pub struct GridFigure {
    /// The axes: across, and up where there are two.
    pub axes: Vec<PlacedAxis>,
    /// The output, as a key.
    pub output: String,
    /// The values, those of the axis across next to each other, both rising.
    pub values: Vec<f64>,
    /// Values at which the output has a line.
    pub levels: Vec<f64>,
    /// Which cell of the answer each value is.
    cells: Vec<usize>,
}

/// An axis, its values in the order in which they are drawn.
#[derive(Clone, Debug)]
pub struct PlacedAxis {
    /// The input, as a key.
    pub key: String,
    /// What it is called, its unit and values.
    pub data: AxisData,
    /// Its values as texts, where they stand at equal distances.
    pub places: Vec<String>,
    /// Whether it runs along elements, and not along numbers.
    pub is_elements: bool,
    /// The position of the base value.
    pub base: Option<f64>,
    /// The base value.
    at_base: f64,
    /// Whether its values are too far apart to be drawn as far apart as they are.
    uneven: bool,
    /// For each place, the place among the values of the study.
    order: Vec<usize>,
}

impl PlacedAxis {
    fn of(names: Names<'_>, axis: &GridAxis) -> Self {
        let mut order: Vec<usize> = (0..axis.values.len()).collect();
        order.sort_by(|a, b| axis.values[*a].total_cmp(&axis.values[*b]));
        let values: Vec<f64> = order.iter().map(|place| axis.values[*place]).collect();
        let elements = axis.elements.iter();
        let elements: Vec<_> = elements.map(|id| names.element(&axis.key, id)).collect();
        let uneven = is_uneven(&values);
        let places = match uneven || values.len() <= FEW {
            _ if !elements.is_empty() => elements.clone(),
            true => values.iter().map(|v| names.number(&axis.key, *v)).collect(),
            false => Vec::new(),
        };
        Self {
            at_base: axis.base,
            base: position(&values, axis.base, !places.is_empty()),
            data: names.axis(&axis.key, values),
            key: axis.key.clone(),
            places,
            is_elements: !elements.is_empty(),
            uneven: uneven || !elements.is_empty(),
            order,
        }
    }

    /// Where its values are drawn.
    pub fn positions(&self) -> Vec<f64> {
        match self.places.is_empty() {
            true => self.data.values.clone(),
            false => (0..self.data.values.len())
                .map(|place| place as f64)
                .collect(),
        }
    }

    /// A value in words: `6.67 $/Mtok`.
    pub fn word(&self, place: usize) -> String {
        if let Some(element) = self.places.get(place).filter(|_| self.is_elements) {
            return element.clone();
        }
        let value = self.data.values.get(place).copied().unwrap_or(f64::NAN);
        text::axis_value(value, &self.data.unit, self.data.percent)
    }

    /// A value in words, without its unit.
    pub fn number(&self, names: Names<'_>, place: usize) -> String {
        match self.is_elements {
            true => self.word(place),
            false => names.number(
                &self.key,
                self.data.values.get(place).copied().unwrap_or(f64::NAN),
            ),
        }
    }
}

/// Whether steps differ so much that the narrowest cells could not be seen.
fn is_uneven(values: &[f64]) -> bool {
    let steps = values.windows(2).map(|pair| pair[1] - pair[0]);
    let (least, most) = steps.fold((f64::INFINITY, 0.0_f64), |(least, most), step| {
        (least.min(step), most.max(step))
    });
    most > UNEVEN * least
}

/// The position of a value on an axis; between two places in proportion.
fn position(values: &[f64], value: f64, placed: bool) -> Option<f64> {
    let (first, last) = (values.first()?, values.last()?);
    if !(value >= *first && value <= *last) {
        return None;
    }
    if !placed {
        return Some(value);
    }
    let after = values.partition_point(|other| *other < value);
    let before = after.saturating_sub(1);
    let step = values[after] - values[before];
    let share = if step > 0.0 {
        (value - values[before]) / step
    } else {
        0.0
    };
    Some(before as f64 + share)
}

impl GridFigure {
    /// One output of a grid; none where the grid has neither one axis nor two.
    pub fn of(names: Names<'_>, spec: &Grid, result: &GridResult, output: usize) -> Option<Self> {
        let output = result.outputs.get(output)?;
        let values = output.values.as_slice();
        Self::of_values(names, spec, result, &output.id, values)
    }

    /// Who is best, as the place among those that compete; none where nobody competes.
    pub fn of_winner(names: Names<'_>, spec: &Grid, result: &GridResult) -> Option<Self> {
        let winner = result.winner.as_ref()?;
        let place = |place: &Option<usize>| place.map_or(f64::NAN, |place| place as f64);
        let values: Vec<f64> = winner.winners.iter().map(place).collect();
        Self::of_values(names, spec, result, &winner.output, &values)
    }

    fn of_values(
        names: Names<'_>,
        spec: &Grid,
        result: &GridResult,
        output: &str,
        values: &[f64],
    ) -> Option<Self> {
        // The last axis of a grid is its fastest, and goes across.
        let axes = result.axes.iter().rev();
        let axes: Vec<_> = axes.map(|axis| PlacedAxis::of(names, axis)).collect();
        let columns = axes.first()?.order.len();
        let cells: Vec<usize> = match axes.as_slice() {
            [across] => across.order.clone(),
            [across, up] => {
                let rows = up.order.iter();
                rows.flat_map(|row| across.order.iter().map(move |at| row * columns + at))
                    .collect()
            }
            _ => return None,
        };
        let levels = spec.contours.iter();
        let levels = levels.filter(|target| target.output == output);
        Some(Self {
            values: cells.iter().map(|cell| values[*cell]).collect(),
            levels: levels.map(|target| target.value.0).collect(),
            output: output.to_owned(),
            axes,
            cells,
        })
    }

    /// How many values lie across.
    pub fn columns(&self) -> usize {
        self.axes[0].data.values.len()
    }

    /// How many values lie up; one where there is but one axis.
    pub fn rows(&self) -> usize {
        self.axes.get(1).map_or(1, |axis| axis.data.values.len())
    }

    /// The value in a column and row.
    pub fn value(&self, column: usize, row: usize) -> f64 {
        let value = self.values.get(row * self.columns() + column);
        value.copied().unwrap_or(f64::NAN)
    }

    /// Which cell of the answer stands in a column and row.
    pub fn cell(&self, column: usize, row: usize) -> Option<usize> {
        self.cells.get(row * self.columns() + column).copied()
    }

    /// The column and row of a cell of the answer.
    pub fn place(&self, cell: usize) -> Option<(usize, usize)> {
        let place = self.cells.iter().position(|other| *other == cell)?;
        Some((place % self.columns(), place / self.columns()))
    }

    /// What the inputs are in a column and row, by key.
    pub fn inputs(&self, column: usize, row: usize) -> Vec<(String, f64)> {
        let places = [column, row].into_iter().zip(&self.axes);
        places
            .filter(|(_, axis)| !axis.is_elements)
            .filter_map(|(place, axis)| Some((axis.key.clone(), *axis.data.values.get(place)?)))
            .collect()
    }

    /// A cell in words: `Price 6.00 $/Mtok, Year 2028`.
    pub fn place_words(&self, column: usize, row: usize) -> String {
        let places = [column, row].into_iter().zip(&self.axes);
        let words = places.map(|(place, axis)| format!("{} {}", axis.data.label, axis.word(place)));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Whether every axis runs along numbers, so that a cell is a case of its own.
    pub fn is_of_numbers(&self) -> bool {
        self.axes.iter().all(|axis| !axis.is_elements)
    }

    /// How many values there are, and how many of them are missing.
    pub fn missing(&self) -> (usize, usize) {
        let missing = self.values.iter().filter(|value| value.is_nan()).count();
        (self.values.len(), missing)
    }

    /// Whether the output is good on one side of zero and bad on the other.
    fn crosses_zero(&self) -> bool {
        self.values.iter().any(|value| *value < 0.0) && self.values.iter().any(|value| *value > 0.0)
    }

    /// The colours that fit the values.
    pub fn shade(&self) -> Shade {
        match self.crosses_zero() && self.levels.iter().all(|level| *level == 0.0) {
            true => Shade::Diverging,
            false => Shade::Sequential,
        }
    }

    /// The values at which lines run through the map.
    fn lines_at(&self) -> Vec<f64> {
        match self.levels.is_empty() && self.crosses_zero() {
            true => vec![0.0],
            false => self.levels.clone(),
        }
    }

    /// Whether an axis runs along elements, between which there is nothing a line could cross.
    fn has_elements(&self) -> bool {
        self.axes.iter().any(|axis| axis.is_elements)
    }

    /// What the sides of the line are called: above, then below.
    pub fn sides(&self, names: Names<'_>) -> Option<[String; 2]> {
        match (self.shade(), self.lines_at().as_slice()) {
            _ if self.has_elements() => None,
            (Shade::Diverging, _) => Some(["earns".to_owned(), "loses".to_owned()]),
            (Shade::Sequential, [level]) => {
                let level = names.value(&self.output, *level);
                Some([format!("above {level}"), format!("below {level}")])
            }
            _ => None,
        }
    }

    /// The output in colour over two inputs.
    pub fn heatmap(&self, names: Names<'_>) -> Option<HeatmapData> {
        let [across, up] = self.axes.as_slice() else {
            return None;
        };
        let axis = |axis: &PlacedAxis| AxisData {
            values: axis.positions(),
            ..axis.data.clone()
        };
        let (x, y) = (axis(across), axis(up));
        let levels = self.lines_at();
        let lines = |level: &f64| {
            contour::lines(&self.values, x.values.len(), &x.values, &y.values, *level)
        };
        Some(HeatmapData {
            title: String::new(),
            output_label: names.label(&self.output),
            unit: names.unit(&self.output).to_owned(),
            percent: names.is_percent(&self.output),
            contours: match self.has_elements() {
                true => Vec::new(),
                false => levels.iter().flat_map(lines).collect(),
            },
            contour_level: levels.first().copied().unwrap_or(0.0),
            here: across.base.zip(up.base),
            values: self.values.clone(),
            x,
            y,
        })
    }

    /// The output as lines over the axis across; of many lines the ends, the one nearest to the
    /// base, and some evenly between.
    pub fn lines(&self, names: Names<'_>) -> LinesData {
        let across = &self.axes[0];
        let xs = match across.uneven {
            true => across.positions(),
            false => across.data.values.clone(),
        };
        let base_row = self.axes.get(1).and_then(nearest_row);
        let line = |row: &usize| Line {
            label: match self.axes.get(1) {
                Some(up) => up.word(*row),
                None => String::new(),
            },
            points: (0..xs.len())
                .map(|column| (xs[column], self.value(column, *row)))
                .collect(),
            strong: self.rows() == 1 || base_row == Some(*row),
            series: None,
        };
        let rows = some_of(self.rows(), base_row);
        LinesData {
            x: across.data.clone(),
            places: match across.uneven {
                true => across.places.clone(),
                false => Vec::new(),
            },
            y_label: names.label(&self.output),
            y_unit: names.unit(&self.output).to_owned(),
            format: names.format(&self.output),
            percent: names.is_percent(&self.output),
            lines: rows.iter().map(line).collect(),
            told_apart_by: self.axes.get(1).map(|up| up.data.label.clone()),
            levels: self
                .lines_at()
                .iter()
                .map(|level| (names.value(&self.output, *level), *level))
                .collect(),
            base_x: position(&across.data.values, across.at_base, across.uneven),
            ..LinesData::default()
        }
    }

    /// The grid as a table for a spreadsheet: tabs between columns, every digit.
    pub fn copy(&self, names: Names<'_>) -> String {
        let across = &self.axes[0];
        let corner = match self.axes.get(1) {
            Some(up) => format!("{} \\ {}", names.head(&up.key), names.head(&across.key)),
            None => names.head(&across.key),
        };
        let exact = |value: &f64| match value.is_nan() {
            true => text::UNAVAILABLE.to_owned(),
            false => text::exact(*value),
        };
        let head = |axis: &PlacedAxis, place: usize| match axis.is_elements {
            true => axis.word(place),
            false => exact(&axis.data.values[place]),
        };
        let heads = (0..self.columns()).map(|column| head(across, column));
        let mut lines = vec![std::iter::once(corner).chain(heads).collect::<Vec<_>>()];
        for row in 0..self.rows() {
            let head = match self.axes.get(1) {
                Some(up) => head(up, row),
                None => names.head(&self.output),
            };
            let cells = (0..self.columns()).map(|column| exact(&self.value(column, row)));
            lines.push(std::iter::once(head).chain(cells).collect());
        }
        let lines = lines.into_iter().map(|line| line.join("\t") + "\n");
        lines.collect()
    }
}

/// What those that compete in a grid are called, in the order of the contest.
pub fn contestants(names: Names<'_>, result: &GridResult) -> Vec<String> {
    let Some(winner) = &result.winner else {
        return Vec::new();
    };
    let of = match winner.among {
        Contest::Profile => "profile",
        Contest::Scenario => "scenario",
    };
    winner.ids.iter().map(|id| names.element(of, id)).collect()
}

fn nearest_row(axis: &PlacedAxis) -> Option<usize> {
    let base = axis.base?;
    let positions = axis.positions();
    (0..positions.len()).min_by(|a, b| {
        let away = |place: usize| (positions[place] - base).abs();
        away(*a).total_cmp(&away(*b))
    })
}

/// Some of so many, evenly from the first to the last, and one that must be among them.
fn some_of(count: usize, must: Option<usize>) -> Vec<usize> {
    let kept = count.min(MOST_LINES);
    let mut some: Vec<usize> = match kept {
        0 | 1 => (0..kept).collect(),
        _ => (0..kept).map(|i| i * (count - 1) / (kept - 1)).collect(),
    };
    if let Some(must) = must
        && !some.contains(&must)
        && let Some(near) = (0..some.len()).min_by_key(|i| some[*i].abs_diff(must))
    {
        some[near] = must;
    }
    some
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackhour_engine::study::grid::GridOutput;
    use rackhour_engine::workbook::{Number, Target, Workbook};

    fn axis(key: &str, values: &[f64], base: f64) -> GridAxis {
        GridAxis {
            key: key.to_owned(),
            unit: "$".to_owned(),
            values: values.to_vec(),
            elements: Vec::new(),
            base,
        }
    }

    fn figure(axes: Vec<GridAxis>, values: &[f64], spec: &Grid) -> GridFigure {
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let result = GridResult {
            axes,
            outputs: vec![GridOutput {
                id: "margin".into(),
                unit: "$".into(),
                values: values.to_vec(),
            }],
            period: None,
            contours: Vec::new(),
            winner: None,
        };
        GridFigure::of(names, spec, &result, 0).unwrap()
    }

    #[test]
    fn a_falling_list_is_drawn_rising_and_cells_keep_their_numbers() {
        let axes = vec![
            axis("up", &[2.0, 1.0], 1.0),
            axis("across", &[5.0, 3.0, 4.0], 4.0),
        ];
        let figure = figure(axes, &[1.0, 2.0, 3.0, 4.0, 5.0, f64::NAN], &Grid::default());
        assert_eq!(figure.axes[0].data.values, [3.0, 4.0, 5.0]);
        assert_eq!(figure.value(0, 0), 5.0);
        assert_eq!(
            (figure.cell(0, 0), figure.place(4)),
            (Some(4), Some((0, 0)))
        );
        assert_eq!(
            figure.inputs(2, 1),
            [("across".to_owned(), 5.0), ("up".to_owned(), 2.0)]
        );
        assert_eq!(figure.missing(), (6, 1));
        assert_eq!(figure.shade(), Shade::Sequential);
    }

    #[test]
    fn what_crosses_zero_earns_and_loses_and_a_target_has_a_line() {
        let axes = || {
            vec![
                axis("up", &[1.0, 2.0], 1.0),
                axis("across", &[1.0, 2.0], 1.5),
            ]
        };
        let values = [-1.0, 1.0, -1.0, 1.0];
        let plain = figure(axes(), &values, &Grid::default());
        assert_eq!(plain.shade(), Shade::Diverging);
        let workbook = Workbook::new("Empty");
        let names = Names {
            workbook: &workbook,
        };
        let map = plain.heatmap(names).unwrap();
        assert_eq!(map.contours, [[(0.5, 0.0), (0.5, 1.0)]]);
        assert_eq!(map.here, Some((0.5, 0.0)));
        let lines = plain.lines(names);
        assert_eq!((lines.lines[0].points[1].0, lines.base_x), (2.0, Some(1.5)));
        let spec = Grid {
            contours: vec![Target {
                output: "margin".into(),
                value: Number(0.5),
            }],
            ..Grid::default()
        };
        let target = figure(axes(), &values, &spec);
        assert_eq!(target.shade(), Shade::Sequential);
        assert_eq!(target.sides(names).unwrap()[0], "above 0.500");
    }

    #[test]
    fn uneven_values_stand_at_equal_distances() {
        let uneven = figure(
            vec![axis("batch", &[1.0, 8.0, 1024.0], 516.0)],
            &[1.0, 2.0, 3.0],
            &Grid::default(),
        );
        assert_eq!(uneven.axes[0].positions(), [0.0, 1.0, 2.0]);
        assert_eq!(uneven.axes[0].base, Some(1.5));
        assert_eq!(uneven.axes[0].places.len(), 3);
        let lines = uneven.lines(Names {
            workbook: &Workbook::new("Empty"),
        });
        assert_eq!(lines.lines[0].points, [(0.0, 1.0), (1.0, 2.0), (2.0, 3.0)]);
    }

    #[test]
    fn of_many_lines_the_ends_and_the_base_are_kept() {
        assert_eq!(some_of(3, None), [0, 1, 2]);
        let some = some_of(201, Some(57));
        assert_eq!((some[0], some[some.len() - 1], some.len()), (0, 200, 7));
        assert!(some.contains(&57));
        assert!(some_of(0, None).is_empty());
    }
}
