//! What runs a program on one thread: its registers, and the values that outlast a block.

use super::kernels::{LANES, Motion, Offsets, Scalar, Streams, scalar};
use super::level::Level;
use super::memory::Memory;
use super::program::{Home, Part, Program};
use super::segment::{Room, Segment};

/// Where the values of an input come from.
#[derive(Clone, Copy)]
pub enum Source<'a> {
    /// One value in all cases.
    Value(f64),
    /// One per case, or per column.
    Lanes(&'a [f64]),
    /// Along an axis: place `p` has `values[p / stride % values.len()]`.
    Along {
        /// The values on the axis.
        values: &'a [f64],
        /// How many places have the same value before the next follows.
        stride: usize,
    },
    /// From a function that fills in the values of neighbouring cells, from one on.
    Cells(&'a (dyn Fn(usize, &mut [f64]) + Sync)),
}

impl Source<'_> {
    /// The value at a place, if it is known place by place.
    pub(super) fn at(&self, place: usize) -> f64 {
        match self {
            Self::Value(value) => *value,
            Self::Lanes(values) => values.get(place).copied().unwrap_or(f64::NAN),
            Self::Along { values, stride } if !values.is_empty() => {
                values[place / (*stride).max(1) % values.len()]
            }
            Self::Along { .. } | Self::Cells(_) => f64::NAN,
        }
    }

    /// The values of some places where they stand together in memory.
    fn lanes(&self, first: usize, count: usize) -> Option<&[f64]> {
        match self {
            Self::Lanes(values) => values.get(first..first + count),
            _ => None,
        }
    }

    /// The values from a place on, those that are no numbers unavailable.
    fn fill(&self, first: usize, to: &mut [f64]) {
        match self {
            Self::Lanes(values) if first + to.len() <= values.len() => {
                to.copy_from_slice(&values[first..first + to.len()]);
            }
            Self::Cells(fill) => fill(first, to),
            source => {
                for (place, to) in to.iter_mut().enumerate() {
                    *to = source.at(first + place);
                }
            }
        }
        for value in to {
            *value = available(*value);
        }
    }
}

/// A rectangle of cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first_row: usize,
    pub(super) rows: usize,
    pub(super) first_column: usize,
    pub(super) columns: usize,
    /// How many columns the whole has.
    pub(super) width: usize,
}

impl Area {
    fn first_cell(&self) -> usize {
        self.first_row * self.width + self.first_column
    }
}

/// Runs a [`Program`] on one thread and keeps its memory from run to run.
pub struct Machine<'p> {
    program: &'p Program,
    level: Level,
    block: usize,
    /// What is the same in all cases.
    values: Vec<f64>,
    /// What loops read of it, in all lanes; before it the values of the row at hand.
    scalars: Vec<Scalar>,
    /// The fixed inputs for which the scalars hold.
    fixed: Option<Vec<u64>>,
    columns: Memory,
    /// The columns, by the first and their number, for which the streams hold.
    held: Option<(usize, usize)>,
    rows: Memory,
    registers: Memory,
    lanes: Memory,
    results: Memory,
    room: Room,
}

/// Rows of fewer columns are padded where they are no multiple of sixteen.
const NARROW: usize = 256;

impl<'p> Machine<'p> {
    pub(super) fn new(program: &'p Program, level: Level) -> Self {
        Self {
            program,
            level,
            block: program.block(),
            values: program.scalars.clone(),
            scalars: vec![scalar(f64::NAN); program.rows.streams() + program.read.len()],
            fixed: None,
            columns: Memory::default(),
            held: None,
            rows: Memory::default(),
            registers: Memory::default(),
            lanes: Memory::default(),
            results: Memory::default(),
            room: Room::default(),
        }
    }

    /// Another number of lanes that run together, rounded up to a multiple of sixteen. Results do
    /// not depend on it.
    #[must_use]
    pub fn with_block(mut self, lanes: usize) -> Self {
        self.block = lanes.max(1).next_multiple_of(LANES);
        self
    }

    /// Runs so many cases side by side and writes the values of each output, NaN where unavailable.
    ///
    /// `inputs` are in the order of [`Tape::inputs`](crate::compile::Tape::inputs), `outputs` in
    /// that of [`Tape::outputs`](crate::compile::Tape::outputs) and as long as there are cases.
    /// What follows from fixed inputs alone is computed again only when one of them changes.
    ///
    /// # Panics
    ///
    /// If an output is shorter than the number of cases.
    pub fn run(&mut self, inputs: &[Source<'_>], lanes: usize, outputs: &mut [&mut [f64]]) {
        let area = Area {
            rows: 1,
            columns: lanes,
            width: lanes,
            ..Area::default()
        };
        self.held = None;
        self.run_area(area, inputs, outputs);
    }

    /// Runs a rectangle of cells; each output gets its rows one after the other.
    ///
    /// Between two calls the sources of columns stay as they are.
    pub(super) fn run_area(
        &mut self,
        area: Area,
        inputs: &[Source<'_>],
        outputs: &mut [&mut [f64]],
    ) {
        if area.rows == 0 || area.columns == 0 {
            return;
        }
        if area.rows > 1 && !self.program.lanes.is_empty() {
            return self.run_row_by_row(area, inputs, outputs);
        }
        self.prepare_fixed(inputs);
        self.prepare_columns(area, inputs);
        self.prepare_rows(area, inputs);
        if self.program.results > 0 {
            self.run_mixed(area, inputs, outputs);
        }
        self.hand_out(area, inputs, outputs);
    }

    /// What changes with every cell is laid out for one row at a time.
    fn run_row_by_row(&mut self, area: Area, inputs: &[Source<'_>], outputs: &mut [&mut [f64]]) {
        for row in 0..area.rows {
            let one = Area {
                first_row: area.first_row + row,
                rows: 1,
                ..area
            };
            let cells = row * area.columns..(row + 1) * area.columns;
            let outputs = outputs.iter_mut();
            let mut outputs: Vec<_> = outputs.map(|output| &mut output[cells.clone()]).collect();
            self.run_area(one, inputs, &mut outputs);
        }
    }

    fn prepare_fixed(&mut self, inputs: &[Source<'_>]) {
        let fixed = self.program.fixed.iter();
        let value = |(input, _): &(usize, u32)| inputs.get(*input).map_or(f64::NAN, |i| i.at(0));
        let values: Vec<_> = fixed.map(value).collect();
        let bits = || values.iter().map(|value| value.to_bits());
        if self
            .fixed
            .as_ref()
            .is_some_and(|held| bits().eq(held.iter().copied()))
        {
            return;
        }
        self.fixed = Some(bits().collect());
        self.held = None;
        for ((_, place), value) in self.program.fixed.iter().zip(values) {
            self.values[*place as usize] = available(value);
        }
        let mut operands = Vec::new();
        for uniform in &self.program.uniform {
            operands.clear();
            let places = uniform.operands.iter();
            operands.extend(places.map(|place| self.values[*place as usize]));
            let value = uniform.op.apply(&operands, &self.program.curves);
            self.values[uniform.to as usize] = value;
        }
        let read = &mut self.scalars[self.program.rows.streams()..];
        for (to, place) in read.iter_mut().zip(&self.program.read) {
            *to = scalar(self.values[*place as usize]);
        }
    }

    fn prepare_columns(&mut self, area: Area, inputs: &[Source<'_>]) {
        let held = Some((area.first_column, area.columns));
        if self.held == held {
            return;
        }
        let mut streams = std::mem::take(&mut self.columns);
        let part = &self.program.columns;
        self.run_part(
            part,
            (area.first_column, area.columns),
            inputs,
            &mut streams,
        );
        self.columns = streams;
        self.held = held;
    }

    fn prepare_rows(&mut self, area: Area, inputs: &[Source<'_>]) {
        let mut streams = std::mem::take(&mut self.rows);
        let part = &self.program.rows;
        self.run_part(part, (area.first_row, area.rows), inputs, &mut streams);
        self.rows = streams;
    }

    /// Computes what changes along one axis alone, over some places on it.
    fn run_part(
        &mut self,
        part: &Part,
        (first, count): (usize, usize),
        inputs: &[Source<'_>],
        memory: &mut Memory,
    ) {
        let padded = count.next_multiple_of(LANES);
        let memory = memory.at_least(part.streams() * padded);
        let mut registers = std::mem::take(&mut self.registers);
        let mut streams = Streams::with_capacity(part.streams() + part.segment.registers);
        let mut chunks = memory.chunks_exact_mut(padded);
        for (input, to) in part.inputs.iter().zip(&mut chunks) {
            fill(inputs.get(*input), first, &mut to[..count]);
            streams.read(to, Motion::Column);
        }
        for to in chunks.take(part.kept) {
            streams.write(to, Motion::Column);
        }
        self.lend(&mut registers, &part.segment, &mut streams);
        for column in (0..padded).step_by(self.block) {
            let lanes = self.block.min(padded - column);
            self.run_block(
                &part.segment,
                &streams,
                (Offsets { column, cell: 0 }, lanes),
            );
        }
        drop(streams);
        self.registers = registers;
    }

    /// Computes what changes with both axes or with every case.
    ///
    /// Results go straight to the outputs. Narrow rows that are no multiple of sixteen go through
    /// memory of their own, in which they are padded.
    fn run_mixed(&mut self, area: Area, inputs: &[Source<'_>], outputs: &mut [&mut [f64]]) {
        let padded = area.columns.next_multiple_of(LANES);
        let pads = self.pads(area);
        let mut lanes = std::mem::take(&mut self.lanes);
        let mut results = std::mem::take(&mut self.results);
        let mut registers = std::mem::take(&mut self.registers);
        let columns = std::mem::take(&mut self.columns);
        self.lay_out_lanes(area, inputs, &mut lanes);
        let program = self.program;
        let mut streams = Streams::with_capacity(
            program.columns.streams() + program.lanes.len() + program.results,
        );
        for column in columns
            .values()
            .chunks_exact(padded)
            .take(program.columns.streams())
        {
            streams.read(column, Motion::Column);
        }
        for (input, copy) in program
            .lanes
            .iter()
            .zip(lanes.values().chunks_exact(padded))
        {
            match inputs.get(*input) {
                Some(source) if !pads => {
                    let given = source.lanes(area.first_cell(), area.columns);
                    streams.read(given.unwrap_or(copy), Motion::Column);
                }
                _ => streams.read(copy, Motion::Column),
            }
        }
        let stride = if pads {
            let size = area.rows * padded;
            let results = results.at_least(program.results * size);
            for result in results.chunks_exact_mut(size).take(program.results) {
                streams.write(result, Motion::Cell);
            }
            padded
        } else {
            for output in first_outputs(program, outputs) {
                streams.write(output, Motion::Cell);
            }
            area.columns
        };
        self.lend(&mut registers, &program.mixed, &mut streams);
        self.run_rows(area, stride, &streams);
        drop(streams);
        if pads {
            copy_padded(area, results.values(), first_outputs(program, outputs));
        }
        (self.lanes, self.results) = (lanes, results);
        (self.registers, self.columns) = (registers, columns);
    }

    /// Whether rows are padded.
    fn pads(&self, area: Area) -> bool {
        !area.columns.is_multiple_of(LANES) && area.columns < NARROW.min(self.block)
    }

    /// Copies the inputs that change with every case to where sixteen lanes can be read.
    fn lay_out_lanes(&self, area: Area, inputs: &[Source<'_>], lanes: &mut Memory) {
        let padded = area.columns.next_multiple_of(LANES);
        let first = area.first_cell();
        let lanes = lanes.at_least(self.program.lanes.len() * padded);
        let pads = self.pads(area);
        for (input, to) in self
            .program
            .lanes
            .iter()
            .zip(lanes.chunks_exact_mut(padded))
        {
            match inputs.get(*input) {
                Some(source) if !pads && source.lanes(first, area.columns).is_some() => {}
                source => fill(source, first, &mut to[..area.columns]),
            }
        }
    }

    /// Runs the mixed segment row by row, each with the values of its row as scalars.
    fn run_rows(&mut self, area: Area, stride: usize, streams: &Streams<'_>) {
        let padded = area.rows.next_multiple_of(LANES);
        let count = self.program.rows.streams();
        for row in 0..area.rows {
            let values = self
                .rows
                .values()
                .chunks_exact(padded)
                .map(|stream| stream[row]);
            for (place, value) in self.scalars[..count].iter_mut().zip(values) {
                *place = scalar(value);
            }
            let mut start = 0;
            while start < stride {
                let (column, lanes) = self.next_block(start, stride);
                let cell = row * stride + column;
                let at = (Offsets { column, cell }, lanes);
                self.run_block(&self.program.mixed, streams, at);
                start = column + lanes;
            }
        }
    }

    /// The first lane of the next block of a row, and how many lanes it has.
    fn next_block(&self, start: usize, columns: usize) -> (usize, usize) {
        let rest = columns - start;
        if rest >= self.block {
            (start, self.block)
        } else if rest.is_multiple_of(LANES) {
            (start, rest)
        } else if start == 0 {
            (0, rest / LANES * LANES)
        } else {
            // Begins early enough to be whole, and computes some lanes again.
            let lanes = rest.next_multiple_of(LANES);
            (columns - lanes, lanes)
        }
    }

    /// Hands out what is no result of the mixed segment, or one of its results again.
    fn hand_out(&self, area: Area, inputs: &[Source<'_>], outputs: &mut [&mut [f64]]) {
        let cells = area.rows * area.columns;
        for place in 0..outputs.len().min(self.program.outputs.len()) {
            let (before, rest) = outputs.split_at_mut(place);
            let output = &mut rest[0][..cells];
            let rows = output.chunks_exact_mut(area.columns);
            match self.program.outputs[place] {
                Home::Scalar(place) => output.fill(self.values[place as usize]),
                Home::Column(stream) => {
                    let padded = area.columns.next_multiple_of(LANES);
                    let from = &self.columns.values()[stream as usize * padded..][..area.columns];
                    rows.for_each(|to| to.copy_from_slice(from));
                }
                Home::Row(stream) => {
                    let padded = area.rows.next_multiple_of(LANES);
                    let from = &self.rows.values()[stream as usize * padded..];
                    rows.zip(from).for_each(|(to, value)| to.fill(*value));
                }
                Home::Lane(lane) => {
                    let source = inputs.get(self.program.lanes[lane as usize]);
                    fill(source, area.first_cell(), output);
                }
                Home::Result(result) => {
                    let first = self.program.first_outputs[result as usize];
                    if first < place {
                        output.copy_from_slice(&before[first][..cells]);
                    }
                }
                Home::Inner => output.fill(f64::NAN),
            }
        }
    }

    fn run_block(&mut self, segment: &Segment, streams: &Streams<'_>, at: (Offsets, usize)) {
        let given = (streams, self.scalars.as_slice());
        segment.run(self.level, &self.program.curves, given, at, &mut self.room);
    }

    /// Adds the registers of a segment to its streams.
    fn lend<'a>(&self, memory: &'a mut Memory, segment: &Segment, streams: &mut Streams<'a>) {
        let memory = memory.at_least(segment.registers * self.block);
        for register in memory.chunks_exact_mut(self.block).take(segment.registers) {
            streams.write(register, Motion::Still);
        }
    }
}

/// Copies padded rows of results to where they belong.
fn copy_padded<'a>(area: Area, results: &[f64], outputs: impl Iterator<Item = &'a mut [f64]>) {
    let padded = area.columns.next_multiple_of(LANES);
    for (result, output) in results.chunks_exact(area.rows * padded).zip(outputs) {
        let rows = result.chunks_exact(padded);
        for (from, to) in rows.zip(output.chunks_exact_mut(area.columns)) {
            to.copy_from_slice(&from[..area.columns]);
        }
    }
}

/// The outputs that the results of the mixed segment go to, in the order of the results.
fn first_outputs<'a>(
    program: &Program,
    outputs: &'a mut [&mut [f64]],
) -> impl Iterator<Item = &'a mut [f64]> {
    let mut outputs: Vec<_> = outputs
        .iter_mut()
        .map(|output| Some(&mut **output))
        .collect();
    let places = program.first_outputs.clone();
    places
        .into_iter()
        .filter_map(move |place| outputs.get_mut(place)?.take())
}

/// Fills in the values of an input; one that is not given is unavailable.
fn fill(source: Option<&Source<'_>>, first: usize, to: &mut [f64]) {
    match source {
        Some(source) => source.fill(first, to),
        None => to.fill(f64::NAN),
    }
}

fn available(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}
