//! The help beside the centre: keys, functions, glossary and a tour of the templates.

use egui::accesskit::Role;
use egui::{
    Align, Button, Frame, Id, Label, Layout, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};
use rackhour_engine::functions::{self, Function, Group};

use super::{Ctx, empty_ui, keys};
use crate::command::{Action, Command};
use crate::help::{Help, HelpAct, HelpPage, Term, glossary};
use crate::templates::{self, Card};
use crate::theme::Theme;

/// Draws the help.
pub(super) fn help_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let help = &ctx.view.window.help;
    let padding = theme.sizes.padding as i8;
    Frame::NONE.inner_margin(padding).show(ui, |ui| {
        head_ui(ctx, help, ui);
        ui.add_space(theme.sizes.grid);
        search_ui(ctx, help, ui);
        ui.add_space(theme.sizes.grid);
        ScrollArea::vertical()
            .id_salt(help.page.title())
            .auto_shrink([false, false])
            .show(ui, |ui| {
                let found = match help.page {
                    HelpPage::Keys => keys::keys_ui(help, ui),
                    HelpPage::Functions => functions_ui(help, ui),
                    HelpPage::Glossary => glossary_ui(help, ui),
                    HelpPage::Templates => tour_ui(ctx, help, ui),
                };
                if found == 0 {
                    empty_ui("Nothing here holds this text; try a shorter one", ui);
                }
            });
    });
}

fn send(ctx: &Ctx<'_>, act: HelpAct) {
    ctx.commands.send(Action::Help(act));
}

fn head_ui(ctx: &Ctx<'_>, help: &Help, ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for page in HelpPage::ALL {
            let on = page == help.page;
            let text = RichText::new(page.title());
            let text = if on { text.font(theme.strong()) } else { text };
            let response = ui.add(Button::selectable(on, text).min_size(vec2(0.0, 24.0)));
            response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, page.title()));
            if response.clicked() {
                send(ctx, HelpAct::Page(page));
            }
        }
    });
}

fn search_ui(ctx: &Ctx<'_>, help: &Help, ui: &mut Ui) {
    let mut text = help.search.clone();
    let line = vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(line, Layout::right_to_left(Align::Center), |ui| {
        if ui.button("Close").clicked() {
            ctx.commands.run(Command::Help);
        }
        let edit = TextEdit::singleline(&mut text)
            .id(Id::unique("search in help"))
            .hint_text("Search")
            .desired_width(ui.available_width());
        ui.add(edit).accessible_name("Search in help");
    });
    if text != help.search {
        send(ctx, HelpAct::Search(text));
    }
}

/// Every function that fits, under its heading; tells how many.
fn functions_ui(help: &Help, ui: &mut Ui) -> usize {
    let theme = Theme::of(ui);
    let fits = |function: &&Function| help.finds(&[&function.signature(), function.summary]);
    // A name that is looked for exactly is that of one function.
    let named = Function::named(help.search.trim());
    let (mut group, mut count): (Option<Group>, usize) = (None, 0);
    for function in functions::TABLE.iter().filter(fits) {
        if named.is_some_and(|named| named.name != function.name) {
            continue;
        }
        if group.replace(function.group) != Some(function.group) {
            ui.add_space(theme.sizes.grid);
            ui.label(RichText::new(function.group.heading()).font(theme.heading()));
        }
        function_ui(function, ui);
        count += 1;
    }
    count
}

fn function_ui(function: &Function, ui: &mut Ui) {
    let theme = Theme::of(ui);
    let muted = |text: String| Label::new(RichText::new(text).color(theme.muted)).wrap();
    ui.add(Label::new(RichText::new(function.signature()).font(theme.strong())).wrap());
    ui.add(Label::new(function.summary.replace('`', "")).wrap());
    let (example, value) = function.example;
    ui.add(muted(format!("{example} is {value}")));
    let names = function.parameters.iter().map(|parameter| parameter.name);
    let names: Vec<_> = names.map(str::to_owned).collect();
    let spreadsheet = match function.spelling(&names) {
        Some(spelling) => format!("In a spreadsheet: {spelling}"),
        None => "In a spreadsheet: the cells of the periods".to_owned(),
    };
    ui.add(muted(spreadsheet));
    ui.add_space(2.0 * theme.sizes.grid);
}

fn glossary_ui(help: &Help, ui: &mut Ui) -> usize {
    let theme = Theme::of(ui);
    let fits = |term: &&Term| help.finds(&[&term.term, &term.meaning]);
    // What is called so stands before what only mentions it.
    let (called, mention): (Vec<&Term>, Vec<&Term>) = glossary()
        .iter()
        .filter(fits)
        .partition(|term| help.finds(&[&term.term]));
    let count = called.len() + mention.len();
    for term in called.into_iter().chain(mention) {
        ui.label(RichText::new(&term.term).font(theme.strong()));
        ui.add(Label::new(&term.meaning).wrap());
        ui.add_space(2.0 * theme.sizes.grid);
    }
    count
}

fn tour_ui(ctx: &Ctx<'_>, help: &Help, ui: &mut Ui) -> usize {
    let all = templates::TEMPLATES.iter().zip(templates::cards());
    let mut count = 0;
    for (place, (template, card)) in all.enumerate() {
        let texts = [
            &card.title,
            &card.question,
            template.tries[0],
            template.tries[1],
            template.tries[2],
        ];
        if help.finds(&texts) {
            card_ui(ctx, place, card, &template.tries, ui);
            count += 1;
        }
    }
    count
}

fn card_ui(ctx: &Ctx<'_>, place: usize, card: &Card, tries: &[&str], ui: &mut Ui) {
    let theme = Theme::of(ui);
    ui.add(Label::new(RichText::new(&card.title).font(theme.strong())).wrap());
    ui.add(Label::new(RichText::new(&card.question).color(theme.muted)).wrap());
    for (number, step) in tries.iter().enumerate() {
        ui.add(Label::new(format!("{}. {step}.", number + 1)).wrap());
    }
    let button = ui.add_enabled(ctx.view.dialog.is_none(), Button::new("Open"));
    let name = format!("Open {}", card.title);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if button.clicked() {
        send(ctx, HelpAct::Open(place));
    }
    ui.add_space(theme.sizes.group_gap);
}
