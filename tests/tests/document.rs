//! The document: what a file may hold, what is refused and how, and that nothing is ever lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rackhour_engine::math::{Rate, crf, irr, npv, pmt, power_integer, sign_changes};
use rackhour_engine::workbook::edit::{Edit, Overlay};
use rackhour_engine::workbook::history::History;
use rackhour_engine::workbook::{
    Action, Change, Definition, Falsifiers, Number, Quantity, Study, StudySpec, Target, Workbook,
    file,
};

const SAMPLE: &str = r#"(
    format: 1,
    title: "A small factory",
    timeline: (first: "2027", count: 3, step: year),
    indexes: [
        (
            id: "use",
            label: "Use",
            elements: [
                (id: "inference", label: "Inference"),
                (id: "training", label: "Training"),
                (id: "research", label: "Research"),
                (id: "idle", label: "Idle"),
                (id: "improvement", label: "Improvement"),
            ],
        ),
    ],
    sources: [
        (id: "report", title: "The \"rack-hour\" report, don't lose it", evidence: press),
    ],
    curves: [
        (
            id: "frontier",
            label: "Frontier",
            input_unit: "tok/s",
            output_unit: "tok/s",
            interpolation: linear,
            points: [(24.42, 3148), (30, 2000.5)],
            source: from("report"),
        ),
    ],
    variables: [
        (
            id: "allocation",
            label: "Allocation",
            unit: "",
            section: "supply",
            over: ["use"],
            definition: assumption((
                value: elements({
                    "inference": 0.4,
                    "training": 0.25,
                    "research": 0.2,
                    "idle": 0.1,
                    "improvement": 0.05,
                }),
                shares: true,
                source: from("report"),
            )),
        ),
        (
            id: "yearly_allocation",
            label: "Allocation by year",
            unit: "",
            section: "supply",
            over: ["use", "year"],
            definition: assumption((
                value: elements({
                    "inference": 0.5,
                    "training": 0.3,
                    "research": 0.1,
                    "idle": 0.1,
                    "improvement": 0,
                }),
                shares: true,
                source: assumed("a test"),
            )),
        ),
        (
            id: "price",
            label: "Price",
            unit: "$/Mtok",
            section: "price",
            over: ["year"],
            definition: assumption((
                value: growth(first: 8, rate: -0.5),
                low: constant(1),
                high: constant(10),
                valid: (0, 100),
                source: from("report"),
            )),
        ),
        (
            id: "revenue",
            label: "Revenue",
            unit: "$",
            section: "price",
            definition: formula("IF(price > 0, price, NA(\"no price\"))"),
        ),
        (
            id: "orders",
            label: "Orders",
            unit: "rack",
            section: "supply",
            over: ["year"],
            definition: irregular([value(1), formula("2 [rack]"), value(-0.5)]),
        ),
    ],
    profiles: [
        (
            id: "lab",
            label: "Lab",
            changes: [
                (key: "price", action: scale(1.5)),
            ],
        ),
    ],
    scenarios: [
        (id: "story", label: "Story"),
    ],
)
"#;

fn sample() -> Workbook {
    file::parse(SAMPLE).unwrap()
}

/// A folder that is removed when the test ends, and a workbook file in it.
fn folder_with(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.ron");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn canonical_text_stays_as_it_is() {
    assert_eq!(file::print(&sample()), SAMPLE);
}

#[test]
fn saving_and_loading_give_the_same_bytes() {
    let (folder, path) = folder_with(b"the previous version");
    let workbook = sample();
    file::save(&path, &workbook).unwrap();
    let first = fs::read(&path).unwrap();
    let loaded = file::read(&path).unwrap();
    assert_eq!(loaded, workbook);
    assert_eq!(
        fs::read(file::backup_path(&path)).unwrap(),
        b"the previous version"
    );
    file::save(&path, &loaded).unwrap();
    assert_eq!(fs::read(&path).unwrap(), first);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        2,
        "only the file and its backup"
    );
}

#[cfg(unix)]
#[test]
fn saving_keeps_permissions_and_follows_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (folder, path) = folder_with(b"");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.ron");
    symlink(&path, &link).unwrap();
    file::save(&link, &sample()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(mode(&path), 0o640);
    assert_eq!(file::read(&path).unwrap(), sample());
    let new = folder.path().join("new.ron");
    file::save(&new, &sample()).unwrap();
    assert_eq!(mode(&new) & 0o600, 0o600);
    assert!(!file::backup_path(&new).exists());
}

#[test]
fn what_cannot_be_saved_says_so_and_changes_nothing() {
    let (folder, path) = folder_with(b"kept");
    let mut broken = sample();
    std::sync::Arc::make_mut(&mut broken.variables[0]).id = "h100".into();
    let error = file::save(&path, &broken).unwrap_err();
    assert_eq!(
        error.message,
        "the workbook holds something that could not be read back"
    );
    assert_eq!(fs::read(&path).unwrap(), b"kept");
    let error = file::save(&folder.path().join("none/model.ron"), &sample()).unwrap_err();
    assert_eq!(error.message, "there is no such folder");
    let error = file::save(folder.path(), &sample()).unwrap_err();
    assert_eq!(error.message, "this is a folder");
}

/// Loads bytes from a file and gives the whole message, without the file's name.
fn refusal(bytes: &[u8]) -> String {
    let (_folder, path) = folder_with(bytes);
    let message = file::read(&path).unwrap_err().to_string();
    message.replace(&path.display().to_string(), "model.ron")
}

#[test]
fn load_errors_name_file_line_and_remedy() {
    let replaced = |from: &str, to: &str| {
        assert!(SAMPLE.contains(from), "{from}");
        refusal(SAMPLE.replacen(from, to, 1).as_bytes())
    };
    for (message, expected) in [
        (
            refusal(
                SAMPLE
                    .split_inclusive("shares: tr")
                    .next()
                    .unwrap()
                    .as_bytes(),
            ),
            "cannot open model.ron, line 47, column 25: the file ends too early\n  hint: a closing \
             bracket or quotation mark is missing, or the file was cut off: restore a copy, such \
             as the `.bak` beside it",
        ),
        (
            refusal(b"PK\x03\x04\0\0binary"),
            "cannot open model.ron: the file is not a text, so it is no workbook\n  hint: open a \
             `.ron` workbook",
        ),
        (
            refusal(b"(format: 1, title: \"\xff\xfe\")"),
            "cannot open model.ron: the file is not a text, so it is no workbook\n  hint: open a \
             `.ron` workbook",
        ),
        (
            replaced("format: 1,\n", "format: 2,\n    plugins: <new syntax>,\n"),
            "cannot open model.ron, line 2: the file was written by a newer Rackhour (format 2; \
             this one reads 1)\n  hint: update Rackhour to open it",
        ),
        (
            replaced("format: 1", "format: 0"),
            "cannot open model.ron, line 2: there is no format 0\n  hint: write `format: 1`",
        ),
        (
            replaced("constant(1)", "constant(NaN)"),
            "cannot open model.ron, line 77, column 34: expected a finite number, found NaN\n  \
             hint: write a number; what is not known stays out of the file",
        ),
        (
            replaced("constant(10)", "constant(-inf)"),
            "cannot open model.ron, line 78, column 36: expected a finite number, found -inf\n  \
             hint: write a number; what is not known stays out of the file",
        ),
        (
            replaced("constant(10)", "constant(1e999)"),
            "cannot open model.ron, line 78, column 37: expected a finite number, found inf\n  \
             hint: write a number; what is not known stays out of the file",
        ),
        (
            replaced("label: \"Price\"", "lable: \"Price\""),
            "cannot open model.ron, line 71, column 18: unknown field `lable`\n  hint: did you \
             mean `label`?",
        ),
        (
            replaced("press", "rumour"),
            "cannot open model.ron, line 19, column 90: unknown word `rumour`\n  hint: choose \
             among `filing`, `measured`, `analyst`, `vendor`, `list_price`, `press`, `derived`",
        ),
        (
            replaced("label: \"Price\",", ""),
            "cannot open model.ron, line 82, column 9: the field `label` is missing\n  hint: add \
             `label: …`",
        ),
        (
            replaced("label: \"Price\",", "label: \"Price\", label: \"Price\","),
            "cannot open model.ron, line 71, column 34: the field `label` is given twice\n  hint: \
             remove one of the two",
        ),
        (
            replaced("id: \"price\"", "id: \"revenue\""),
            "cannot open model.ron, line 84: the name `revenue` is taken twice\n  hint: rename \
             one of the two",
        ),
        (
            replaced("id: \"price\"", "id: \"frontier\""),
            "cannot open model.ron, line 70: the name `frontier` is taken twice\n  hint: rename \
             one of the two",
        ),
        (
            replaced("id: \"price\"", "id: \"gb200\""),
            "cannot open model.ron, line 70: `gb200` reads as a spreadsheet cell\n  hint: add a \
             word, such as `gb200_nvl72`",
        ),
        (
            replaced("id: \"idle\"", "id: \"2028\""),
            "cannot open model.ron, line 13: `2028` is not a name\n  hint: use lower-case \
             letters, digits and `_`, starting with a letter",
        ),
        (
            replaced("\"training\": 0.25", "\"inference\": 0.25"),
            "cannot open model.ron, line 43, column 21: `inference` is given twice\n  hint: remove one \
             of the two",
        ),
    ] {
        assert_eq!(message, expected);
    }
}

#[test]
fn files_that_are_none_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &Path| file::read(path).unwrap_err().message;
    assert_eq!(
        message(&folder.path().join("absent.ron")),
        "there is no such file"
    );
    assert_eq!(message(folder.path()), "this is a folder");
    let sparse = folder.path().join("sparse.ron");
    fs::File::create(&sparse)
        .unwrap()
        .set_len(100 * 1024 * 1024)
        .unwrap();
    let expected = "the file has 100 MB, more than a workbook can have (16 MB)";
    assert_eq!(message(&sparse), expected);
    if cfg!(unix) {
        assert_eq!(
            message(Path::new("/dev/null")),
            "this is not an ordinary file"
        );
    }
    let empty = refusal(b" \n");
    assert_eq!(
        empty.lines().next(),
        Some("cannot open model.ron: the file is empty")
    );
}

#[test]
fn deep_nesting_is_refused_without_harm() {
    for open in ["(", "[", "{", "table({\"a\": ", "Some("] {
        let value = format!("constant({})", open.repeat(100_000));
        let text = SAMPLE.replacen("constant(1)", &value, 1);
        assert!(file::parse(&text).is_err(), "{open}");
        assert!(file::parse(&open.repeat(100_000)).is_err(), "{open}");
    }
    let nested = format!(
        "{}constant(1){}",
        "table({\"a\": ".repeat(1000),
        "})".repeat(1000)
    );
    let error = file::parse(&SAMPLE.replacen("constant(1)", &nested, 1)).unwrap_err();
    assert_eq!(error.message, "brackets are nested too deeply");
}

fn set(key: &str, value: f64) -> Edit {
    Edit::SetValue {
        key: key.into(),
        quantity: Quantity::Constant(Number(value)),
    }
}

/// The value of an assumption after an edit.
fn value_after(edit: &Edit, name: &str) -> Result<Quantity, String> {
    let mut workbook = sample();
    let before = workbook.clone();
    if let Err(refusal) = edit.apply(&mut workbook) {
        assert_eq!(workbook, before);
        return Err(refusal.to_string());
    }
    let row = workbook
        .variables
        .iter()
        .find(|row| row.id == name)
        .unwrap();
    match &row.definition {
        Definition::Assumption(assumption) => Ok(assumption.value.clone()),
        other => panic!("{other:?}"),
    }
}

fn numbers(quantity: &Quantity) -> Vec<f64> {
    match quantity {
        Quantity::Constant(number) => vec![number.0],
        Quantity::Elements(pairs) => pairs.iter().map(|(_, number)| number.0).collect(),
        Quantity::Table(pairs) => pairs.iter().flat_map(|(_, inner)| numbers(inner)).collect(),
        Quantity::Series(values) => values.iter().map(|number| number.0).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn setting_one_share_scales_the_others() {
    let value = value_after(&set("allocation[inference]", 0.65), "allocation").unwrap();
    let expected = [65.0, 14.583333, 11.666667, 5.833333, 2.916667];
    for (found, expected) in numbers(&value).iter().zip(expected) {
        assert!((found * 100.0 - expected).abs() < 5e-7, "{found}");
    }
    let refused = value_after(&set("allocation[inference]", 1.2), "allocation").unwrap_err();
    assert_eq!(
        refused,
        "the shares that are set sum to 120 %; lower one of them: shares sum to 100 %"
    );
}

#[test]
fn setting_a_share_in_one_period_leaves_the_others() {
    let edit = set("yearly_allocation[inference,2028]", 0.75);
    let values = numbers(&value_after(&edit, "yearly_allocation").unwrap());
    let expected = [
        [0.5, 0.75, 0.5],
        [0.3, 0.15, 0.3],
        [0.1, 0.05, 0.1],
        [0.1, 0.05, 0.1],
        [0.0, 0.0, 0.0],
    ];
    for (found, expected) in values.iter().zip(expected.as_flattened()) {
        assert!((found - expected).abs() < 1e-15, "{values:?}");
    }
}

#[test]
fn setting_one_period_opens_a_series() {
    let value = value_after(&set("price[2028]", 5.0), "price").unwrap();
    assert_eq!(numbers(&value), [8.0, 5.0, 2.0]);
    let mut workbook = sample();
    set("orders[2028]", 7.0).apply(&mut workbook).unwrap();
    assert!(file::print(&workbook).contains("irregular([value(1), value(7), value(-0.5)])"));
}

#[test]
fn values_that_overflow_are_refused() {
    let mut workbook = sample();
    let growth = Quantity::Growth {
        first: Number(1e200),
        rate: Number(1e200),
    };
    Edit::SetValue {
        key: "price".into(),
        quantity: growth,
    }
    .apply(&mut workbook)
    .unwrap();
    let refusal = set("price[2027]", 1.0).apply(&mut workbook).unwrap_err();
    assert_eq!(refusal.message, "expected a finite number");
}

#[test]
fn edits_that_cannot_be_made_say_why() {
    let overlay = |key: &str, profile: Option<&str>| Edit::SetOverlay {
        layer: Overlay::Scenario("story".into()),
        change: Change {
            key: key.into(),
            profile: profile.map(str::to_owned),
            action: Action::Scale(Number(2.0)),
            source: None,
        },
    };
    let clear = |layer| Edit::ClearOverlay {
        layer,
        key: "price".into(),
        profile: None,
    };
    let row = |id: &str| {
        let mut row = sample().variables[3].clone();
        std::sync::Arc::make_mut(&mut row).id = id.into();
        Edit::InsertVariable {
            after: None,
            variable: row,
        }
    };
    for (edit, expected) in [
        (
            set("pirce", 1.0),
            "there is no row `pirce`; did you mean `price`?",
        ),
        (
            set("price", f64::NAN),
            "expected a finite number; write a number, such as `0.5` or `1e6`",
        ),
        (
            set("revenue", 1.0),
            "`revenue` is a formula, so it has no value to set; change the formula, or override its \
             result in a profile or scenario",
        ),
        (
            set("price[2035]", 1.0),
            "`2035` is outside the timeline; choose a year from 2027 to 2029",
        ),
        (
            set("price[2028Q1]", 1.0),
            "`2028Q1` is a quarter, but the periods are years; write a year such as `2028`",
        ),
        (
            set("price[idle]", 1.0),
            "`price` has no element `idle`; leave the element out",
        ),
        (
            set("allocation[trainign]", 1.0),
            "`allocation` has no element `trainign`; did you mean `training`?",
        ),
        (
            set("allocation[2028]", 1.0),
            "`allocation` has no period `2028`; choose among `inference`, `training`, `research`, `idle`, `improvement`",
        ),
        (
            set("orders", 1.0),
            "`orders` has an entry of its own for each period; set one period at a time: `orders[2028]`",
        ),
        (row("use"), "the name `use` is taken; choose another name"),
        (
            row("fy26"),
            "`fy26` reads as a spreadsheet cell; add a word, such as `fy26_value`",
        ),
        (
            overlay("prices", None),
            "there is no row `prices`; did you mean `price`?",
        ),
        (
            overlay("price", Some("labs")),
            "there is no profile `labs`; did you mean `lab`?",
        ),
        (
            clear(Overlay::Scenario("story".into())),
            "`price` is not changed there; choose a change of this profile or scenario",
        ),
        (
            clear(Overlay::Scenario("tale".into())),
            "there is no scenario `tale`; choose a scenario of this workbook",
        ),
    ] {
        assert_eq!(value_after(&edit, "price").unwrap_err(), expected);
    }
}

#[test]
fn overlays_replace_changes_with_the_same_key() {
    let mut workbook = sample();
    let layer = Overlay::Profile("lab".into());
    let change = |key: &str, factor| Change {
        key: key.into(),
        profile: None,
        action: Action::Scale(Number(factor)),
        source: None,
    };
    for change in [change(" price ", 2.0), change("price[ 2028 ]", 3.0)] {
        Edit::SetOverlay {
            layer: layer.clone(),
            change,
        }
        .apply(&mut workbook)
        .unwrap();
    }
    assert_eq!(
        workbook.profiles[0].changes,
        [change("price", 2.0), change("price[2028]", 3.0)]
    );
    for key in ["price", "price[2028]"] {
        let edit = Edit::ClearOverlay {
            layer: layer.clone(),
            key: key.into(),
            profile: None,
        };
        edit.apply(&mut workbook).unwrap();
    }
    assert!(workbook.profiles[0].changes.is_empty());
}

#[test]
fn owner_finance_has_the_known_figures() {
    let near = |found: f64, expected: f64, digits: i32| {
        assert!(
            (found - expected).abs() <= 0.5000001 * power_integer(10.0, -digits),
            "{found}, not {expected}"
        );
    };
    let flows = [230.0, 230.0, 230.0, 230.0, 330.0];
    near(npv(0.10, &flows) - 1000.0, -66.026911, 6);
    let Rate::One(rate) = irr(&[-1000.0, 230.0, 230.0, 230.0, 230.0, 330.0]) else {
        panic!()
    };
    near(rate * 100.0, 7.507490, 6);
    near(-pmt(0.09, 5.0, 600.0), 154.255474, 6);
    for (life, factor) in [
        (3.0, 0.381052),
        (5.0, 0.243891),
        (7.0, 0.185553),
        (14.0, 0.114345),
    ] {
        near(crf(0.07, life), factor, 6);
    }
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1e6..1e6),
        any::<f64>().prop_filter("finite", |x| x.is_finite()),
        Just(-0.0),
        Just(f64::MAX),
        Just(5e-324),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z\"'\\\\\n\r\t#/*(),é\u{301}\u{0}−]{0,40}"
    ]
}

fn any_study(id: &str, label: String, output: &str, value: f64) -> std::sync::Arc<Study> {
    let target = Target {
        output: output.into(),
        value: Number(value),
    };
    let spec = StudySpec::Falsifiers(Falsifiers {
        target,
        inputs: Vec::new(),
        period: None,
    });
    std::sync::Arc::new(Study {
        id: id.into(),
        label,
        note: String::new(),
        profile: None,
        scenario: None,
        spec,
    })
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let name = || prop::sample::select(vec!["allocation", "price", "revenue", "orders", "nowhere"]);
    let key = prop::sample::select(vec![
        "price",
        "price[2028]",
        "allocation[idle]",
        "yearly_allocation[training]",
        "yearly_allocation[training,2029]",
        "yearly_allocation[2027]",
        "orders[2029]",
        "revenue",
    ]);
    let period = prop::sample::select(vec!["2027", "2029", "1999", "soon"]);
    let layer = || {
        let profile = Overlay::Profile("lab".into());
        prop::sample::select(vec![profile, Overlay::Scenario("story".into())])
    };
    let shares = prop_oneof![0.0..1.0, any_number()];
    let change = (key.clone(), any_number(), any::<bool>()).prop_map(|(key, value, is_scale)| {
        let value = Number(value);
        let action = if is_scale {
            Action::Scale(value)
        } else {
            Action::Set(Quantity::Constant(value))
        };
        Change {
            key: key.into(),
            profile: None,
            action,
            source: None,
        }
    });
    prop_oneof![
        (key.clone(), shares).prop_map(|(key, value)| set(key, value)),
        (name(), period, any_text()).prop_map(|(name, period, text)| Edit::SetEntry {
            name: name.into(),
            period: period.into(),
            text
        }),
        (name(), any_text()).prop_map(|(name, text)| Edit::SetFormula {
            name: name.into(),
            text
        }),
        (name(), any_text()).prop_map(|(name, text)| Edit::SetLabel {
            name: name.into(),
            text
        }),
        (name(), any_text()).prop_map(|(name, text)| Edit::SetUnit {
            name: name.into(),
            text
        }),
        (name(), any_text()).prop_map(|(name, text)| Edit::SetNote {
            name: name.into(),
            text
        }),
        (name(), any_text()).prop_map(|(name, label)| {
            let mut row = (*sample().variables[2]).clone();
            (row.id, row.label) = ("added_row".into(), label);
            Edit::InsertVariable {
                after: Some(name.into()),
                variable: row.into(),
            }
        }),
        name().prop_map(|name| Edit::RemoveVariable { name: name.into() }),
        (any_text(), name(), any_number()).prop_map(|(label, output, value)| Edit::InsertStudy {
            study: any_study("added_study", label, output, value)
        }),
        (any_text(), name(), any_number()).prop_map(|(label, output, value)| Edit::SetStudy {
            study: any_study("added_study", label, output, value)
        }),
        any_text().prop_map(|text| Edit::SetStudyLabel {
            id: "added_study".into(),
            text
        }),
        Just(Edit::RemoveStudy {
            id: "added_study".into()
        }),
        (layer(), change).prop_map(|(layer, change)| Edit::SetOverlay { layer, change }),
        (layer(), key).prop_map(|(layer, key)| Edit::ClearOverlay {
            layer,
            key: key.into(),
            profile: None
        }),
    ]
}

proptest! {
    /// Whatever is done can be undone to the byte, done again, saved and read back.
    #[test]
    fn undo_restores_the_bytes(edits in prop::collection::vec(any_edit(), 1..12)) {
        let mut history = History::new(sample());
        let mut texts = vec![file::print(history.current())];
        for edit in &edits {
            let before = history.current().clone();
            match history.apply("Edit", edit) {
                Err(_) => prop_assert_eq!(&before, history.current()),
                Ok(()) if before == *history.current() => {}
                Ok(()) => texts.push(file::print(history.current())),
            }
        }
        let last = file::parse(&file::print(history.current())).unwrap();
        prop_assert_eq!(&last, &**history.current());
        for text in texts.iter().rev().skip(1) {
            prop_assert!(history.undo().is_some());
            prop_assert_eq!(&file::print(history.current()), text);
        }
        prop_assert!(!history.is_changed() && !history.can_undo());
        while history.redo().is_some() {}
        prop_assert_eq!(Some(&file::print(history.current())), texts.last());
    }

    /// An edit survives the journal.
    #[test]
    fn edits_are_written_and_read_back(edit in any_edit()) {
        let text = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&text).unwrap(), edit);
    }

    /// Reading never panics, whatever is cut out of a file or put into it.
    #[test]
    fn damaged_files_are_read_or_refused(
        at in 0..SAMPLE.len(),
        cut in 0_usize..40,
        junk in any_text(),
    ) {
        let (mut start, mut end) = (at, (at + cut).min(SAMPLE.len()));
        while !SAMPLE.is_char_boundary(start) { start -= 1; }
        while !SAMPLE.is_char_boundary(end) { end += 1; }
        let text = format!("{}{junk}{}", &SAMPLE[..start], &SAMPLE[end..]);
        if let Ok(workbook) = file::parse(&text) {
            let printed = file::print(&workbook);
            prop_assert_eq!(file::print(&file::parse(&printed).unwrap()), printed);
        }
    }

    /// At the rate of return, flows are worth nothing; one change of sign has one rate or none.
    #[test]
    fn flows_are_worth_nothing_at_their_rate(
        outlay in 1.0..1e6_f64,
        incomes in prop::collection::vec(0.0..1e5_f64, 1..60),
    ) {
        let mut flows = vec![-outlay];
        flows.extend(incomes);
        let size: f64 = flows.iter().map(|flow| flow.abs()).sum();
        match irr(&flows) {
            Rate::One(rate) => {
                prop_assert!(-0.95 < rate && rate < 10.0);
                let discounted: Vec<f64> = (0..flows.len())
                    .map(|t| flows[t] / power_integer(1.0 + rate, t as i32))
                    .collect();
                let size: f64 = discounted.iter().map(|flow| flow.abs()).sum();
                prop_assert!(discounted.iter().sum::<f64>().abs() <= 1e-12 * size);
            }
            other => {
                prop_assert_eq!(other, Rate::None);
                prop_assert!(sign_changes(&flows) == 0 || npv(9.999, &flows) > 0.0
                    || npv(-0.9499, &flows) < 1e-9 * size);
            }
        }
    }

    /// Several changes of sign never give a rate that does not fit.
    #[test]
    fn rates_of_mixed_flows_fit(flows in prop::collection::vec(-100.0..100.0_f64, 3..12)) {
        if let Rate::One(rate) | Rate::OneOfSeveral(rate) = irr(&flows) {
            let discounted: Vec<f64> =
                flows.iter().enumerate().map(|(t, flow)| flow / power_integer(1.0 + rate, t as i32)).collect();
            let size: f64 = discounted.iter().map(|flow| flow.abs()).sum();
            prop_assert!(discounted.iter().sum::<f64>().abs() <= 1e-11 * size);
        }
    }
}
