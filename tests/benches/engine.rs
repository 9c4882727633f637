//! How long the engine takes, stage by stage, on the Abilene workbook, and as a whole on the ten-year
//! model of four operators: `cargo bench -p rackhour-tests`.

use std::fs;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::ItemsCount;
use rackhour_engine::check::{Case, Checked, Layers, Resolved, Typed, cases, check, resolve};
use rackhour_engine::compile::{Tape, compile};
use rackhour_engine::formula;
use rackhour_engine::run::{
    Cases, Class, Level, Program, Progress, Source, evaluate, evaluate_all,
};
use rackhour_engine::study::grid::Plan;
use rackhour_engine::workbook::edit::Edit;
use rackhour_engine::workbook::{
    Axis, AxisValues, Definition, Grid, Number, Quantity, Workbook, file,
};
use rackhour_tests::program::root;

fn main() {
    divan::main();
}

/// What every benchmark reads, made once.
struct Model {
    text: String,
    workbook: Workbook,
    typed: Typed,
    layers: Layers,
}

static ABILENE: LazyLock<Model> = LazyLock::new(|| model("stargate-abilene"));

static FACTORY: LazyLock<Model> = LazyLock::new(|| model("ai-factory"));

fn model(name: &str) -> Model {
    let path = root().join(format!("workbooks/{name}.ron"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let workbook = file::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let (typed, _) = check(&workbook);
    let first = |ids: Option<&String>| ids.cloned();
    let layers = Layers::of(Case {
        profile: first(workbook.profiles.first().map(|profile| &profile.id)),
        scenario: first(workbook.scenarios.first().map(|scenario| &scenario.id)),
    });
    Model {
        text,
        workbook,
        typed,
        layers,
    }
}

fn formulas(workbook: &Workbook) -> Vec<&str> {
    let variables = workbook.variables.iter();
    variables
        .filter_map(|variable| match &variable.definition {
            Definition::Formula(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn resolved(model: &Model) -> Vec<Resolved> {
    let rows = 0..model.typed.rows.len();
    rows.map(|row| resolve(&model.workbook, &model.typed, &model.layers, row).0)
        .collect()
}

/// Every slot of every row.
fn slots(typed: &Typed) -> Vec<(usize, usize)> {
    (0..typed.rows.len())
        .flat_map(|row| (0..typed.slots(row)).map(move |slot| (row, slot)))
        .collect()
}

fn values(tape: &Tape, resolved: &[Resolved]) -> Vec<f64> {
    let inputs = tape.inputs.iter();
    inputs.map(|key| key.value(&resolved[key.row])).collect()
}

/// Text to document.
#[divan::bench]
fn parse_workbook(bencher: Bencher<'_, '_>) {
    let text = &ABILENE.text;
    bencher.bench(|| file::parse(black_box(text)));
}

/// Text to tree, every formula.
#[divan::bench]
fn parse_formulas(bencher: Bencher<'_, '_>) {
    let formulas = formulas(&ABILENE.workbook);
    bencher.counter(ItemsCount::new(formulas.len())).bench(|| {
        formulas
            .iter()
            .map(|text| formula::parse(text))
            .collect::<Vec<_>>()
    });
}

/// Document to meaning.
#[divan::bench]
fn check_workbook(bencher: Bencher<'_, '_>) {
    bencher.bench(|| check(black_box(&ABILENE.workbook)));
}

/// What profile and scenario give every row.
#[divan::bench]
fn resolve_layers(bencher: Bencher<'_, '_>) {
    bencher.bench(|| resolved(black_box(&ABILENE)));
}

/// Meaning to tape, every slot of every row.
#[divan::bench]
fn compile_every_row(bencher: Bencher<'_, '_>) {
    let (resolved, slots) = (resolved(&ABILENE), slots(&ABILENE.typed));
    bencher.bench(|| compile(&ABILENE.typed, black_box(&resolved), &slots));
}

/// One case with its layers and reasons, as the window and the command line see it.
#[divan::bench]
fn one_case_by_reference(bencher: Bencher<'_, '_>) {
    let Model {
        workbook,
        typed,
        layers,
        ..
    } = &*ABILENE;
    bencher.bench(|| evaluate(workbook, typed, black_box(layers)));
}

/// One case through a tape that is already compiled.
#[divan::bench]
fn one_case_by_tape(bencher: Bencher<'_, '_>) {
    let (resolved, slots) = (resolved(&ABILENE), slots(&ABILENE.typed));
    let tape = compile(&ABILENE.typed, &resolved, &slots);
    let values = values(&tape, &resolved);
    let columns = values.iter().map(std::slice::from_ref);
    let inputs: Vec<_> = columns.map(Source::Lanes).collect();
    let program = Program::new(&tape, &vec![Class::Lane; inputs.len()]);
    let mut machine = program.machine(Level::best());
    let mut outputs = vec![0.0; slots.len()];
    bencher.bench_local(|| {
        let mut outputs: Vec<_> = outputs.chunks_mut(1).collect();
        machine.run(&inputs, 1, &mut outputs);
    });
}

/// A thousand allocations times a thousand prices; 0 threads stands for one per core.
#[divan::bench(args = [1, 0], sample_count = 20)]
fn grid_of_a_million_cells(bencher: Bencher<'_, '_>, threads: usize) {
    let axis = |key: &str, from: f64, to: f64| Axis {
        key: key.to_owned(),
        values: AxisValues::Linear {
            from: Number(from),
            to: Number(to),
            count: 1000,
        },
    };
    let grid = Grid {
        axes: vec![
            axis("allocation[inference]", 0.1, 0.95),
            axis("realized_price", 1.0, 15.0),
        ],
        outputs: vec!["margin_per_mtok".to_owned()],
        ..Grid::default()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if threads == 0 { cores } else { threads };
    let Model {
        workbook, typed, ..
    } = &*ABILENE;
    let layers = Layers::default();
    bencher.counter(ItemsCount::new(1_000_000_usize)).bench(|| {
        let plan = Plan::new(workbook, typed, &layers, &grid);
        plan.map(|plan| plan.run(threads, &Progress::default()))
    });
}

/// Document to text.
#[divan::bench]
fn print_workbook(bencher: Bencher<'_, '_>) {
    bencher.bench(|| file::print(black_box(&ABILENE.workbook)));
}

/// Document to disk, whole or not at all.
#[divan::bench]
fn save_workbook(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("saved.ron");
    bencher.bench_local(|| file::save(&path, &ABILENE.workbook));
}

/// Ten years, four profiles, every scenario: from text to every value and whether checks hold.
#[divan::bench]
fn open_the_factory_and_compute_every_case(bencher: Bencher<'_, '_>) {
    let text = &FACTORY.text;
    bencher.bench(|| {
        let workbook = file::parse(black_box(text))?;
        let (typed, _) = check(&workbook);
        let layers = cases(&workbook).into_iter().map(Layers::of).collect();
        Ok::<_, file::LoadError>(Cases::new(&workbook, &typed, layers))
    });
}

/// The same with the words: why each missing value is missing, and what each failed check found;
/// 0 threads stands for one per core.
#[divan::bench(args = [1, 0])]
fn open_the_factory_and_explain_every_case(bencher: Bencher<'_, '_>, threads: usize) {
    let text = &FACTORY.text;
    bencher.bench(|| {
        let workbook = file::parse(black_box(text))?;
        let (typed, _) = check(&workbook);
        let layers = cases(&workbook).into_iter().map(Layers::of).collect();
        Ok::<_, file::LoadError>(evaluate_all(&workbook, &typed, layers, threads))
    });
}

/// The parts of it: document, meaning, values of every case, and what remains is reasons.
#[divan::bench]
fn parse_the_factory(bencher: Bencher<'_, '_>) {
    bencher.bench(|| file::parse(black_box(&FACTORY.text)));
}

#[divan::bench]
fn check_the_factory(bencher: Bencher<'_, '_>) {
    bencher.bench(|| check(black_box(&FACTORY.workbook)));
}

#[divan::bench]
fn values_of_every_case_of_the_factory(bencher: Bencher<'_, '_>) {
    let Model {
        workbook, typed, ..
    } = &*FACTORY;
    bencher.bench(|| {
        let layers = cases(workbook).into_iter().map(Layers::of).collect();
        Cases::new(workbook, typed, layers)
    });
}

#[divan::bench]
fn one_case_of_the_factory(bencher: Bencher<'_, '_>) {
    let Model {
        workbook,
        typed,
        layers,
        ..
    } = &*FACTORY;
    bencher.bench(|| evaluate(workbook, typed, black_box(layers)));
}

/// One value changes, and every row of all four profiles follows.
#[divan::bench]
fn one_edit_in_every_profile_of_the_factory(bencher: Bencher<'_, '_>) {
    let mut workbook = Arc::new(FACTORY.workbook.clone());
    let mut checked = Checked::new(&workbook);
    let profiles = workbook.profiles.iter().map(|profile| Case {
        profile: Some(profile.id.clone()),
        scenario: None,
    });
    let layers = profiles.map(Layers::of).collect();
    let mut cases = Cases::over(checked.base(), &workbook, checked.typed(), layers);
    let row = checked.typed().position("gpus_per_rack");
    let row = row.unwrap_or_default();
    let mut gpus = 72.0;
    bencher.bench_local(|| {
        gpus = if gpus == 72.0 { 64.0 } else { 72.0 };
        let edit = Edit::SetValue {
            key: "gpus_per_rack".to_owned(),
            quantity: Quantity::Constant(Number(gpus)),
        };
        let mut next = (*workbook).clone();
        let done = edit.apply(&mut next);
        workbook = Arc::new(next);
        checked = checked.again(&workbook);
        cases.again(checked.base(), &workbook, checked.typed());
        done.map(|()| cases.value(3, row, 0))
    });
}
