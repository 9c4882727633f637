//! The pane of sources: where numbers come from, what each feeds, and what has no source at all.

mod details;
mod trace;

use egui::accesskit::Role;
use egui::{
    Button, CentralPanel, ComboBox, Frame, Margin, Panel, RichText, TextEdit, Ui, WidgetInfo,
};
use rackhour_engine::workbook::{Definition, Evidence, Id, Provenance, Source};

use super::list_keys::{ListKey, list_keys, stepped};
use super::{Ctx, command_button, empty_ui};
use crate::command::{Action, Command};
use crate::registers::dates::{STALE_MONTHS, is_stale, last_day};
use crate::registers::{Ask, RegisterAct, SourceFilter, SourcesView};
use crate::session::{KINDS, evidence_label};
use crate::text;
use crate::theme::Theme;
use crate::widgets::table::{Cell, Column, Kind, Table};

const HEADS: [(&str, Kind); 7] = [
    ("Source", Kind::Words),
    ("Evidence", Kind::Words),
    ("Date", Kind::Words),
    ("Feeds", Kind::Words),
    ("Headlines", Kind::Words),
    ("Publisher", Kind::Words),
    ("Link", Kind::Words),
];

/// Draws the pane.
pub(super) fn sources_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let view = &ctx.view.registers.sources;
    let shown = ctx.session.shown_sources(view, &ctx.view.today);
    keys_ui(ctx, &shown, ui);
    let is_list = !matches!(
        view.only,
        SourceFilter::Unsourced | SourceFilter::VendorTrace
    );
    let selected = view.selected.as_ref().filter(|_| is_list);
    let sources = ctx.session.workbook().sources.iter().enumerate();
    let in_hand = sources
        .into_iter()
        .find(|(_, source)| Some(&source.id) == selected);
    if let Some((place, source)) = in_hand {
        let margin = Margin::symmetric(12, 8);
        Panel::bottom("source in hand")
            .resizable(true)
            .default_size(232.0)
            .size_range(120.0..=520.0)
            .frame(Frame::NONE.fill(theme.panel).inner_margin(margin))
            .show(ui, |ui| details::details_ui(ctx, place, source, ui));
    }
    let frame = Frame::NONE.inner_margin(Margin::same(12));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        head_ui(ctx, ui);
        ui.add_space(4.0);
        match view.only {
            SourceFilter::Unsourced => unsourced_ui(ctx, ui),
            SourceFilter::VendorTrace => trace::trace_ui(ctx, ui),
            _ => list_ui(ctx, &shown, ui),
        }
    });
}

fn look(ctx: &Ctx<'_>, change: impl FnOnce(&mut SourcesView)) {
    let mut view = ctx.view.registers.sources.clone();
    change(&mut view);
    send(ctx, RegisterAct::Sources(view));
}

fn send(ctx: &Ctx<'_>, act: RegisterAct) {
    ctx.commands.send(Action::Register(act));
}

fn keys_ui(ctx: &Ctx<'_>, shown: &[(usize, &Source)], ui: &Ui) {
    let selected = ctx.view.registers.sources.selected.as_ref();
    let here = shown
        .iter()
        .position(|(_, source)| Some(&source.id) == selected);
    for key in list_keys(ctx, "Sources", ui) {
        match (key, here.map(|here| shown[here].1.id.clone())) {
            (ListKey::Step(by), _) => {
                if let Some(place) = stepped(here, by, shown.len()) {
                    look(ctx, |view| view.selected = Some(shown[place].1.id.clone()));
                }
            }
            (ListKey::Open, Some(id)) => send(ctx, RegisterAct::Ask(Ask::EditSource(id))),
            (ListKey::Delete, Some(id)) => send(ctx, RegisterAct::Ask(Ask::DeleteSource(id))),
            (ListKey::Copy, _) => copy(ctx, shown, ui),
            _ => {}
        }
    }
}

fn head_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let view = &ctx.view.registers.sources;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("Sources").font(theme.heading()));
        let case = format!("What rests on them in {}", ctx.session.case_label());
        ui.label(RichText::new(case).color(theme.muted));
    });
    ui.horizontal_wrapped(|ui| {
        let (all, today) = (&ctx.session.workbook().sources, &ctx.view.today);
        let count = |fits: &dyn Fn(&Source) -> bool| all.iter().filter(|one| fits(one)).count();
        let facts = ctx.session.facts();
        let unused = facts
            .sources
            .iter()
            .filter(|facts| facts.citations.is_empty());
        let filters = [
            (SourceFilter::All, "All", all.len()),
            (
                SourceFilter::Kind(Evidence::Vendor),
                "Vendor claims",
                count(&|source| source.evidence == Evidence::Vendor),
            ),
            (
                SourceFilter::NoDate,
                "No date",
                count(&|source| source.date.is_empty()),
            ),
            (
                SourceFilter::Stale,
                "Old",
                count(&|source| is_stale(&source.date, today) == Some(true)),
            ),
            (SourceFilter::Unused, "Not cited", unused.count()),
            (
                SourceFilter::Unsourced,
                "Unsourced assumptions",
                facts.unsourced.len(),
            ),
        ];
        for (only, title, count) in filters {
            filter_ui(ctx, only, &format!("{title} {count}"), ui);
        }
        filter_ui(ctx, SourceFilter::VendorTrace, "Trace vendor claims", ui);
        kinds_ui(ctx, ui);
    });
    ui.horizontal_wrapped(|ui| {
        let mut find = view.find.clone();
        let edit = TextEdit::singleline(&mut find)
            .hint_text("Find a source")
            .desired_width(200.0);
        ui.add(edit).accessible_name("Find a source");
        if find != view.find {
            look(ctx, |view| view.find = find);
        }
        command_button(ctx, Command::NewSource, ui);
        let shown = ctx.session.shown_sources(view, &ctx.view.today);
        let button = ui.add_enabled(!shown.is_empty(), Button::new("Copy table"));
        if button.on_hover_text("Copy for a spreadsheet").clicked() {
            copy(ctx, &shown, ui);
        }
    });
}

fn filter_ui(ctx: &Ctx<'_>, only: SourceFilter, title: &str, ui: &mut Ui) {
    let on = ctx.view.registers.sources.only == only;
    let hint = match only {
        SourceFilter::Stale => format!("Dated more than {STALE_MONTHS} months before today"),
        SourceFilter::Unsourced => "Assumptions that state a reason and no source".to_owned(),
        SourceFilter::VendorTrace => {
            "From a result to the vendors' claims behind it, row by row".to_owned()
        }
        _ => String::new(),
    };
    let mut button = ui.add(Button::selectable(on, title));
    button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, title));
    if !hint.is_empty() {
        button = button.on_hover_text(hint);
    }
    if button.clicked() {
        look(ctx, |view| view.only = only);
    }
}

/// The sources of one kind of evidence.
fn kinds_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let only = ctx.view.registers.sources.only;
    let title = match only {
        SourceFilter::Kind(kind) => evidence_label(kind),
        _ => "Any evidence",
    };
    let list = ComboBox::from_id_salt("kind of evidence")
        .selected_text(title)
        .show_ui(ui, |ui| {
            let any = !matches!(only, SourceFilter::Kind(_));
            if ui.selectable_label(any, "Any evidence").clicked() {
                look(ctx, |view| view.only = SourceFilter::All);
            }
            for kind in KINDS {
                let on = only == SourceFilter::Kind(kind);
                if ui.selectable_label(on, evidence_label(kind)).clicked() {
                    look(ctx, |view| view.only = SourceFilter::Kind(kind));
                }
            }
        });
    list.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, "Kind of evidence");
        info.current_text_value = Some(title.to_owned());
        info
    });
}

fn list_ui(ctx: &Ctx<'_>, shown: &[(usize, &Source)], ui: &mut Ui) {
    if ctx.session.workbook().sources.is_empty() {
        let words = "Where numbers come from stands here. Add a source, then choose it in the \
                     properties of the rows that it feeds";
        return empty_ui(words, ui);
    }
    if shown.is_empty() {
        return empty_ui("No source fits; choose All to see the others", ui);
    }
    let theme = Theme::of(ui);
    let columns = HEADS.map(|(head, kind)| Column {
        head: head.to_owned(),
        kind,
    });
    let selected = ctx.view.registers.sources.selected.as_ref();
    let here = shown
        .iter()
        .position(|(_, source)| Some(&source.id) == selected);
    let cell = |row: usize, column: usize| {
        let (place, source) = shown[row];
        let found = cell(ctx, place, source, column, theme);
        match here == Some(row) {
            true => found.ground(theme.selection()),
            false => found,
        }
    };
    let table = Table {
        name: "List of sources",
        columns: &columns,
        rows: shown.len(),
        cell: &cell,
        selected: here.map(|row| (row, 0)),
        height: ui.available_height(),
    };
    if let Some((row, _)) = table.show(ui) {
        look(ctx, |view| view.selected = Some(shown[row].1.id.clone()));
    }
}

fn cell(ctx: &Ctx<'_>, place: usize, source: &Source, column: usize, theme: &Theme) -> Cell {
    let facts = ctx.session.facts().sources.get(place);
    let missing = || Cell::new("not recorded").color(theme.muted);
    match column {
        0 => Cell::new(&source.title).hover(&source.note),
        1 => evidence_cell(source.evidence, theme),
        2 => date_cell(ctx, source, theme),
        3 => {
            let count = facts.map_or(0, |facts| facts.citations.len());
            match count {
                0 => Cell::new("nothing").color(theme.muted),
                count => Cell::new(text::count(count, "value", "values")),
            }
        }
        4 => {
            let count = facts.map_or(0, |facts| facts.headlines.len());
            match count {
                0 => Cell::new("none").color(theme.muted),
                count => Cell::new(text::count(count, "result", "results")),
            }
        }
        5 if source.publisher.is_empty() => missing(),
        5 => Cell::new(&source.publisher),
        _ if source.link.is_empty() => missing(),
        _ => Cell::new(&source.link).hover(&source.link),
    }
}

/// The date, marked where it is missing, cannot be read or is old.
fn date_cell(ctx: &Ctx<'_>, source: &Source, theme: &Theme) -> Cell {
    if source.date.is_empty() {
        return Cell::new("▲ no date")
            .color(theme.warns)
            .hover("It is not known when this was true; add the date");
    }
    if last_day(&source.date).is_none() {
        return Cell::new(format!("▲ {}", source.date))
            .color(theme.warns)
            .hover("This is no date, so nothing is known of its age; write 2026-05-22, 2026-05 or 2026");
    }
    match is_stale(&source.date, &ctx.view.today) {
        Some(true) => Cell::new(format!("▲ {} old", source.date))
            .color(theme.warns)
            .hover(format!(
                "More than {STALE_MONTHS} months ago; look for a newer one"
            )),
        _ => Cell::new(&source.date),
    }
}

/// The kind of evidence; a vendor's claim is marked by a sign as well.
fn evidence_cell(kind: Evidence, theme: &Theme) -> Cell {
    let label = evidence_label(kind);
    match kind {
        Evidence::Vendor => Cell::new(format!("▲ {label}")).color(theme.warns),
        _ => Cell::new(label),
    }
}

/// What is assumed for a reason and without a source.
fn unsourced_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let wanted = ctx.view.registers.sources.find.to_lowercase();
    let rows = ctx.session.facts().unsourced.iter();
    let rows: Vec<(&Id, String, &str)> = rows
        .map(|id| (id, ctx.session.label(id), reason(ctx, id)))
        .filter(|(_, label, reason)| {
            label.to_lowercase().contains(&wanted) || reason.to_lowercase().contains(&wanted)
        })
        .collect();
    if rows.is_empty() {
        return empty_ui("Every assumption that fits has a source", ui);
    }
    let columns = [
        ("Assumption", Kind::Words),
        ("Value", Kind::Numbers),
        ("Unit", Kind::Words),
        ("Why it is assumed", Kind::Words),
    ]
    .map(|(head, kind)| Column {
        head: head.to_owned(),
        kind,
    });
    let names = ctx.session.names();
    let cell = |row: usize, column: usize| {
        let (id, label, reason) = &rows[row];
        match column {
            0 => Cell::new(label).hover("Click to see the row"),
            1 => Cell::new(value(ctx, id)),
            2 => Cell::new(text::unit_label(names.unit(id))).color(theme.muted),
            _ => Cell::new(*reason).hover(*reason),
        }
    };
    let table = Table {
        name: "Unsourced assumptions",
        columns: &columns,
        rows: rows.len(),
        cell: &cell,
        selected: None,
        height: ui.available_height(),
    };
    if let Some((row, _)) = table.show(ui) {
        ctx.commands.send(Action::GoTo(rows[row].0.clone()));
    }
}

/// Why a row is assumed.
fn reason<'a>(ctx: &Ctx<'a>, id: &str) -> &'a str {
    match ctx.session.variable(id).map(|row| &row.definition) {
        Some(Definition::Assumption(given)) => match &given.source {
            Provenance::Assumed(reason) => reason,
            Provenance::From(_) => "",
        },
        _ => "",
    }
}

/// The value of a row, or how many it has.
fn value(ctx: &Ctx<'_>, id: &str) -> String {
    match ctx.session.results().row(id) {
        Some(row) if row.values.len() > 1 => text::count(row.values.len(), "value", "values"),
        Some(row) => {
            let cell = ctx.session.sheet().first_cell(row);
            ctx.session.shown(&cell).text()
        }
        None => text::UNAVAILABLE.to_owned(),
    }
}

/// Copies the list as it is shown.
fn copy(ctx: &Ctx<'_>, shown: &[(usize, &Source)], ui: &Ui) {
    let theme = Theme::of(ui);
    let heads = HEADS.map(|(head, _)| head);
    let mut lines = vec![heads.join("\t")];
    for (place, source) in shown {
        let cells = (0..HEADS.len()).map(|column| match column {
            1 => evidence_label(source.evidence).to_owned(),
            2 => source.date.clone(),
            column => cell(ctx, *place, source, column, theme).text,
        });
        let clean = cells.map(|cell| cell.replace(['\t', '\n'], " "));
        lines.push(clean.collect::<Vec<_>>().join("\t"));
    }
    ui.copy_text(lines.join("\n") + "\n");
    let what = text::count(shown.len(), "source", "sources");
    send(ctx, RegisterAct::Copied(what));
}
