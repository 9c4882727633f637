//! What imports would do, as cases: spreadsheets that are made here, bound, and read again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rackhour_engine::check::{Case, Checked, Layers, check};
use rackhour_engine::excel::interpret::Answers;
use rackhour_engine::excel::offer::{Offer, offers};
use rackhour_engine::excel::propose::{
    Bind, ByHand, Found, Model, NewRow, Proposal, Target, When, bind, create, propose,
};
use rackhour_engine::excel::read::{Watch, read};
use rackhour_engine::excel::refresh::follow;
use rackhour_engine::excel::understand::understand;
use rackhour_engine::excel::{Area, At, Book, DataTable, Extras, Line, SavedScenario, lines};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::key::Key;
use rackhour_engine::workbook::{Gaps, Number, Quantity, Role, Workbook, file};
use rust_xlsxwriter::{Format, Formula};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proposals")
}

/// A spreadsheet of the sheets that a case writes down.
fn book(text: &[&str]) -> Book {
    let mut book = rust_xlsxwriter::Workbook::new();
    let percent = Format::new().set_num_format("0%");
    let mut sheet = None;
    let mut row = 0;
    for line in text {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            sheet = Some(book.add_worksheet().set_name(name).unwrap());
            row = 0;
            continue;
        }
        let sheet = sheet.as_mut().unwrap();
        for (column, cell) in (0..).zip(line.split('|')) {
            let cell = cell.trim();
            let number = cell.parse::<f64>();
            let share = cell
                .strip_suffix('%')
                .and_then(|cell| cell.parse::<f64>().ok());
            match (number, share, cell.strip_prefix('='), cell.starts_with('#')) {
                (Ok(number), ..) => drop(sheet.write(row, column, number).unwrap()),
                (_, Some(share), ..) => {
                    let share = share / 100.0;
                    sheet
                        .write_with_format(row, column, share, &percent)
                        .unwrap();
                }
                (.., Some(formula), _) => {
                    let (formula, result) = formula.split_once(':').unwrap();
                    let formula = Formula::new(formula).set_result(result);
                    sheet.write_formula(row, column, formula).unwrap();
                }
                (.., true) => {
                    let formula = Formula::new("1/0").set_result(cell);
                    sheet.write_formula(row, column, formula).unwrap();
                }
                _ if cell.is_empty() => {}
                _ => drop(sheet.write(row, column, cell).unwrap()),
            }
        }
        row += 1;
    }
    let bytes = book.save_to_buffer().unwrap();
    read("DCF.xlsx", &bytes, &Watch::default()).unwrap()
}

/// What a case says besides its spreadsheet.
struct Asked<'a> {
    binds: Vec<&'a str>,
    answers: Answers,
    hand: Vec<(&'a str, f64)>,
    when: When,
}

impl<'a> Asked<'a> {
    fn read(lines: &[&'a str]) -> Self {
        let layers = Layers::of(Case {
            profile: Some("neocloud".into()),
            scenario: None,
        });
        let mut asked = Self {
            binds: Vec::new(),
            answers: Answers::default(),
            hand: Vec::new(),
            when: When {
                imported: "2026-11-21".into(),
                modified: "2026-11-20T17:05:00Z".into(),
                program: "0.1.0".into(),
                path: "../DCF.xlsx".into(),
                layers,
                ..When::default()
            },
        };
        for line in lines {
            match line.split_once(' ').unwrap_or((line, "")) {
                ("bind", rest) => asked.binds.push(rest),
                ("answer", rest) => asked.answers.add(rest).unwrap(),
                ("leave", key) => drop(asked.when.left.insert(Target::base(key))),
                ("replace", _) => asked.when.by_hand = ByHand::Replace,
                ("hand", rest) => {
                    let (key, value) = rest.split_once(" = ").unwrap();
                    asked.hand.push((key, value.parse().unwrap()));
                }
                other => panic!("{other:?}"),
            }
        }
        asked
    }
}

fn bound(model: &Model<'_>, lines: &[Line], asked: &str) -> Bind {
    let (rest, gaps) = asked.split_once("; ").unwrap_or((asked, ""));
    let (label, to) = rest.split_once(" -> ").unwrap();
    let at = lines.iter().position(|line| line.label == label);
    let at = at.unwrap_or_else(|| panic!("no line {label} in {lines:#?}"));
    let line = (at, &lines[at]);
    let mut bound = match to.strip_prefix("new ") {
        Some(unit) => {
            let row = NewRow {
                label: label.to_owned(),
                unit: unit.to_owned(),
                section: "rent".into(),
                taken: Vec::new(),
            };
            create(model, line, &row)
        }
        None => {
            let key = Key::parse(to).unwrap();
            bind(model, line, &key.name, key.at.first().map(String::as_str))
        }
    };
    bound.gaps = match gaps {
        "hold" => Gaps::Hold,
        "interpolate" => Gaps::Interpolate,
        _ => Gaps::Leave,
    };
    bound
}

/// One spreadsheet that is read: what it would do, and the workbook after it.
fn stage(workbook: &mut Workbook, text: &[&str], is_first: bool) -> String {
    let split = text.iter().position(|line| {
        let word = line.split(' ').next().unwrap();
        ["bind", "answer", "leave", "replace", "hand"].contains(&word)
    });
    let (table, asked) = text.split_at(split.unwrap_or(text.len()));
    let asked = Asked::read(asked);
    for (key, value) in &asked.hand {
        let quantity = Quantity::Constant(Number(*value));
        let key = (*key).to_owned();
        Edit::SetValue { key, quantity }.apply(workbook).unwrap();
    }
    let book = book(table);
    let before = Arc::new(workbook.clone());
    let checked = Checked::new(&before);
    let model = Model {
        workbook: &before,
        checked: &checked,
    };
    let proposal = if is_first {
        let mut all: Vec<Line> = Vec::new();
        for sheet in &book.sheets {
            all.extend(lines(&book, sheet, &understand(&book, sheet)));
        }
        let binds = asked.binds.iter();
        let binds: Vec<_> = binds.map(|asked| bound(&model, &all, asked)).collect();
        let found = Found {
            book: &book,
            lines: &all,
            answers: &asked.answers,
        };
        propose(&model, &found, &binds, &asked.when)
    } else {
        let import = &before.imports[0];
        follow(import, &book).propose(&model, import, &book, &asked.when)
    };
    apply(workbook, &proposal);
    report(&proposal, workbook)
}

/// Applies a proposal, and holds the workbook to what was promised.
fn apply(workbook: &mut Workbook, proposal: &Proposal) {
    for edit in &proposal.edits {
        edit.apply(workbook).unwrap();
    }
    assert_eq!(file::parse(&file::print(workbook)).as_ref(), Ok(&*workbook));
    if proposal.edits.is_empty() {
        return;
    }
    for change in proposal.changes.iter().filter(|change| change.is_applied) {
        let Target { key, layer, role } = &change.target;
        let held = workbook.held(key, layer.as_ref(), *role);
        assert_eq!(held, Some(Number(change.new)), "{key} {layer:?} {role:?}");
    }
    let import = workbook
        .imports
        .iter()
        .find(|import| Some(&import.id) == proposal.import.as_ref().map(|import| &import.id));
    assert_eq!(import.map(|import| &**import), proposal.import.as_ref());
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".into(), |value| {
        ((value * 1e9).round() / 1e9).to_string()
    })
}

fn report(proposal: &Proposal, workbook: &Workbook) -> String {
    let mut text = String::new();
    for asked in &proposal.questions {
        let choices: Vec<_> = asked
            .question
            .choices
            .iter()
            .map(|choice| choice.id)
            .collect();
        let choices = choices.join(", ");
        writeln!(text, "asks {}: {} ({choices})", asked.key, asked.question).unwrap();
    }
    for change in &proposal.changes {
        let layer = match &change.target.layer {
            None => String::new(),
            Some(Overlay::Profile(id) | Overlay::Scenario(id)) => format!(" in {id}"),
        };
        let role = format!("{:?}", change.target.role)
            .to_lowercase()
            .replace("value", "");
        let (old, new) = (number(change.old), number(Some(change.new)));
        let mark = if change.is_applied {
            ""
        } else {
            "not applied: "
        };
        let flags: Vec<_> = change
            .flags
            .iter()
            .map(|flag| format!("{flag:?}"))
            .collect();
        let line = format!(
            "{mark}{}{layer} {role} {old} → {new} {} ({}!{}) {}",
            change.target.key,
            change.unit,
            change.sheet,
            change.cell,
            flags.join(", ")
        );
        writeln!(
            text,
            "{}",
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        )
        .unwrap();
    }
    for problem in &proposal.problems {
        writeln!(text, "problem: {problem}").unwrap();
    }
    for remark in &proposal.remarks {
        writeln!(text, "remark: {remark}").unwrap();
    }
    for effect in proposal
        .effects
        .iter()
        .filter(|effect| effect.before != effect.after)
    {
        let (before, after) = (number(effect.before), number(effect.after));
        writeln!(
            text,
            "effect: {} {before} → {after} {}",
            effect.label, effect.unit
        )
        .unwrap();
    }
    let edits: Vec<_> = proposal.edits.iter().map(edit).collect();
    let edits = match edits.as_slice() {
        [] => "none".to_owned(),
        edits => edits.join(", "),
    };
    writeln!(text, "edits: {edits}").unwrap();
    let bindings = workbook.imports.iter().flat_map(|import| &import.bindings);
    for binding in bindings {
        let cells: Vec<_> = binding
            .cells
            .iter()
            .map(|cell| {
                let earlier = if cell.earlier.is_some() {
                    " (earlier)"
                } else {
                    ""
                };
                format!("{} {}{earlier}", cell.cell, cell.key)
            })
            .collect();
        let (sheet, label) = (&binding.sheet, &binding.label);
        writeln!(text, "kept: {sheet}!{label}: {}", cells.join(", ")).unwrap();
    }
    text
}

/// An edit by its name and what it is about.
fn edit(edit: &Edit) -> String {
    match edit {
        Edit::SetValue { key, .. } => key.clone(),
        Edit::SetRange { name, .. } => format!("range of {name}"),
        Edit::SetSource { name, .. } => format!("source of {name}"),
        Edit::SetOverlay { change, .. } => format!("overlay of {}", change.key),
        Edit::InsertSource { source } => format!("new source {}", source.id),
        Edit::PutSource { source } => format!("source {}", source.id),
        Edit::InsertScenario { scenario } => {
            format!("new scenario {} \"{}\"", scenario.id, scenario.label)
        }
        Edit::InsertVariable { after, variable } => {
            format!(
                "new row {} after {after:?} {:?}",
                variable.id, variable.definition
            )
        }
        Edit::PutImport { import } => format!("import {}", import.id),
        other => format!("{other:?}"),
    }
}

/// A case with what it gives in place of what it expects.
fn ran(case: &str) -> String {
    let mut workbook = file::read(&folder().join("model.ron")).unwrap();
    let mut written = String::new();
    for (number, part) in case.split("\nthen\n").enumerate() {
        let input: Vec<_> = part.lines().take_while(|line| *line != "===").collect();
        let report = stage(&mut workbook, &input, number == 0);
        let then = if number == 0 { "" } else { "then\n" };
        written += &format!("{then}{}\n===\n{report}", input.join("\n"));
    }
    written
}

#[test]
fn every_case_gives_what_it_expects() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for name in ["first.txt", "again.txt"] {
        let path = folder().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let mut written = Vec::new();
        for case in text.split("--- ").filter(|case| !case.trim().is_empty()) {
            let (title, rest) = case.split_once('\n').unwrap();
            let rest = rest.trim_end_matches('\n').to_owned() + "\n";
            let found = ran(&rest);
            if found != rest {
                wrong += &format!("--- {title}\n{found}\n");
            }
            written.push(format!("--- {title}\n{found}"));
            count += 1;
        }
        if update {
            fs::write(&path, written.join("\n")).unwrap();
        }
    }
    assert!(count > 35, "{count}");
    assert!(update || wrong.is_empty(), "{wrong}");
}

/// A spreadsheet with a saved scenario, and with what-if tables over bound and unbound cells.
fn with_extras() -> Book {
    let table = [
        "[Inputs]",
        "Parameter | Unit | Value",
        "GPU-hour price | $/gpu/h | 3.5",
        "Share of hours in use | % | 65",
        "Power | kW | 12",
        "",
        "x | 2 | 3 | 4",
        "40 | 1 | 1 | 1",
        "80 | 1 | 1 | 1",
    ];
    let mut book = book(&table);
    let at = |cell: &str| At::read(cell).unwrap();
    let saved = |name: &str, inputs: &[(&str, &str)]| SavedScenario {
        name: name.to_owned(),
        inputs: inputs
            .iter()
            .map(|(cell, text)| (at(cell), (*text).to_owned()))
            .collect(),
    };
    let table = |column: &str| DataTable {
        area: Area::read("B7:D8").unwrap(),
        row_input: Some(at("C2")),
        column_input: Some(at(column)),
    };
    book.sheets[0].extras = Some(Extras {
        scenarios: vec![
            saved(
                "Bull",
                &[("C2", "6"), ("C3", "80"), ("C4", "9"), ("C9", "x")],
            ),
            saved("BEAR", &[("C2", "1.5")]),
            saved("Power crisis", &[("C4", "30")]),
        ],
        data_tables: vec![table("C3"), table("C4")],
        ..Extras::default()
    });
    book
}

#[test]
fn scenarios_and_tables_of_a_file_are_offered() {
    let workbook = Arc::new(file::read(&folder().join("model.ron")).unwrap());
    let checked = Checked::new(&workbook);
    let model = Model {
        workbook: &workbook,
        checked: &checked,
    };
    let book = with_extras();
    let lines = lines(&book, &book.sheets[0], &understand(&book, &book.sheets[0]));
    let answers = Answers::default();
    let found = Found {
        book: &book,
        lines: &lines,
        answers: &answers,
    };
    let asked = [
        "GPU-hour price -> rent",
        "Share of hours in use -> utilisation",
    ];
    let binds: Vec<_> = asked
        .iter()
        .map(|asked| bound(&model, &lines, asked))
        .collect();
    let (offers, remarks) = offers(&model, &found, &binds);
    assert_eq!(
        remarks,
        [
            "Inputs has the scenario Power crisis: bind the cells that it changes to take it",
            "Inputs has a what-if table at B7:D8: bind the cells that it moves to take it as a study",
        ]
    );
    let [bull, bear, grid] = offers.as_slice() else {
        panic!("{offers:#?}");
    };
    let Offer::Scenario {
        changes, left_out, ..
    } = bull
    else {
        panic!("{bull:?}");
    };
    let keys: Vec<_> = changes.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["rent", "utilisation"]);
    let left: Vec<_> = left_out.iter().map(At::to_string).collect();
    assert_eq!(left, ["C4", "C9"]);
    assert_eq!(
        grid,
        &Offer::Grid {
            label: "DCF.xlsx, Inputs!B7:D8".into(),
            axes: vec![
                ("utilisation".into(), vec![0.4, 0.8]),
                ("rent".into(), vec![2.0, 3.0, 4.0]),
            ],
        }
    );
    let mut after = Workbook::clone(&workbook);
    for edit in [bull, bear, grid]
        .iter()
        .flat_map(|offer| offer.edits(&model, "bill"))
    {
        edit.apply(&mut after).unwrap();
    }
    let held = |key: &str, scenario: &str| {
        let layer = Overlay::Scenario(scenario.into());
        let held = after.held(key, Some(&layer), Role::Value);
        held.map(|number| number.0)
    };
    assert_eq!(held("rent", "bull"), Some(6.0));
    assert_eq!(held("utilisation", "bull"), Some(0.8));
    // The case of a name does not make another scenario.
    assert_eq!(held("rent", "bear"), Some(1.5));
    assert_eq!(after.scenarios.len(), 2);
    assert_eq!(after.studies[0].label, "DCF.xlsx, Inputs!B7:D8");
    let errors = check(&after).1.into_iter().filter(|found| found.is_error());
    assert_eq!(errors.count(), 0);
}
