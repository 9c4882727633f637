//! The workbooks that come with the program: what each answers, and what to try in it.

use std::sync::LazyLock;

use rackhour_engine::check::{self, Case, Layers};
use rackhour_engine::run;
use rackhour_engine::workbook::{Workbook, file};

use crate::text;

/// A workbook that comes with the program.
pub struct Template {
    /// Its text.
    text: &'static str,
    /// The row that is its headline, and the profile in which it is.
    headline: (&'static str, Option<&'static str>),
    /// Things to try, each a step that shows what the workbook is for.
    pub tries: [&'static str; 3],
}

/// What is known of a template before it is opened.
#[derive(Debug)]
pub struct Card {
    /// What it is called.
    pub title: String,
    /// What it answers.
    pub question: String,
    /// The label of its headline, and the value with its unit.
    pub headline: Option<(String, String)>,
}

/// Every template, the one that a window opens with first.
pub const TEMPLATES: [Template; 6] = [
    Template {
        text: include_str!("../../workbooks/stargate-abilene.ron"),
        headline: ("fixed_cost_per_mtok", None),
        tries: [
            "In Figures, drag the share that serves outside users and watch the cost of a token cross the price",
            "Choose the scenario Rent 4 $/GPU-h and read in the inspector which rows it changes",
            "Select Margin per token and choose Study, Set to…, to see what it takes to break even",
        ],
    },
    Template {
        text: include_str!("../../workbooks/ai-factory.ron"),
        headline: ("project_irr", Some("neocloud")),
        tries: [
            "Go through the four profiles in the top bar: the formulas stay, the lens changes",
            "Open Compare to see the four operators beside each other, and what does not apply to whom",
            "Open Studies and run the falsifiers: what would break the thesis, and how far away it is",
        ],
    },
    Template {
        text: include_str!("../../workbooks/build-rent-api.ron"),
        headline: ("owned_cost_per_mtok", None),
        tries: [
            "In Figures, find the utilisation at which an owned rack is cheaper than the API",
            "Change the price of the API and see which of the three ways is cheapest",
            "Open Compare to set the scenarios beside each other",
        ],
    },
    Template {
        text: include_str!("../../workbooks/gigawatt-tiers.ron"),
        headline: ("annual_revenue", None),
        tries: [
            "Move power from one price tier to another: the shares keep their sum",
            "Choose another generation of hardware and compare revenue per watt and per dollar",
            "Select a result and read in the inspector which vendor's claims it rests on",
        ],
    },
    Template {
        text: include_str!("../../workbooks/inference-payback.ron"),
        headline: ("final_coverage", None),
        tries: [
            "Follow the funnel of demand from all tokens to those that are sold above their cost",
            "Look at the payback stack: which layers of revenue would have to carry the buildout",
            "In the heatmap, find the line along which the buildout is just repaid",
        ],
    },
    Template {
        text: include_str!("../../workbooks/token-pnl.ron"),
        headline: ("margin_per_mtok", None),
        tries: [
            "Drag the batch down until the margin turns, and read why there is no break-even volume then",
            "Compare the gross with the fully loaded margin",
            "Type another price and see how many tokens repay the training run",
        ],
    },
];

impl Template {
    /// The workbook.
    pub fn workbook(&self) -> Workbook {
        // A test reads them all; the empty workbook only keeps this total.
        file::parse(self.text).unwrap_or_else(|_| Workbook::new("New workbook"))
    }

    fn card(&self) -> Card {
        let workbook = self.workbook();
        Card {
            headline: self.headline(&workbook),
            title: workbook.title,
            question: workbook.question,
        }
    }

    /// The label of the headline and its value: the first of a row that has several.
    fn headline(&self, workbook: &Workbook) -> Option<(String, String)> {
        let (row, profile) = self.headline;
        let variable = workbook.variable(row)?;
        let (typed, _) = check::check(workbook);
        let case = Case {
            profile: profile.map(str::to_owned),
            ..Case::default()
        };
        let results = run::evaluate(workbook, &typed, &Layers::of(case));
        let values = &results.row(row)?.values;
        let value = values.iter().find(|value| !value.is_nan())?;
        let value = text::with_unit(*value, &variable.unit, variable.format);
        let label = match workbook
            .profiles
            .iter()
            .find(|known| Some(known.id.as_str()) == profile)
        {
            Some(profile) => format!("{}, {}", variable.label, profile.label.to_lowercase()),
            None => variable.label.clone(),
        };
        Some((label, value))
    }
}

/// What is known of every template, in the order of [`TEMPLATES`]; worked out when first asked for.
pub fn cards() -> &'static [Card] {
    static CARDS: LazyLock<Vec<Card>> =
        LazyLock::new(|| TEMPLATES.iter().map(Template::card).collect());
    &CARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_says_what_it_answers_and_has_a_headline() {
        for (template, card) in TEMPLATES.iter().zip(cards()) {
            assert!(file::parse(template.text).is_ok(), "{}", card.title);
            assert!(card.question.ends_with('?'), "{}", card.title);
            let (label, value) = card.headline.as_ref().unwrap();
            assert!(
                !label.is_empty() && value != text::UNAVAILABLE,
                "{label} {value}"
            );
        }
    }
}
