//! Which cases `--profile`, `--scenario` and `--set` ask for.

use rackhour_engine::check::{Case, Layers};
use rackhour_engine::workbook::Study;

use super::open::Opened;
use super::{CaseArguments, Failure, did_you_mean, set};

impl CaseArguments {
    /// The cases asked for; where none is, the one that a study is about.
    pub(super) fn layers_of(&self, opened: &Opened, study: &Study) -> Result<Vec<Layers>, Failure> {
        let or = |asked: &[String], own: &Option<String>| match asked {
            [] => own.iter().cloned().collect(),
            asked => asked.to_vec(),
        };
        let own = Self {
            profile: or(&self.profile, &study.profile),
            scenario: or(&self.scenario, &study.scenario),
            set: self.set.clone(),
        };
        own.layers(opened)
    }

    /// The cases asked for, profiles varying slowest.
    pub(super) fn layers(&self, opened: &Opened) -> Result<Vec<Layers>, Failure> {
        let workbook = &opened.workbook;
        let profiles: Vec<_> = workbook.profiles.iter().map(|p| p.id.as_str()).collect();
        let scenarios: Vec<_> = workbook.scenarios.iter().map(|s| s.id.as_str()).collect();
        let chosen_profiles = match self.profile.is_empty() {
            true => vec![profiles.first().copied()],
            false => chosen("profile", &self.profile, &profiles, &[])?,
        };
        let chosen_scenarios = match self.scenario.is_empty() {
            true => vec![None],
            false => chosen("scenario", &self.scenario, &scenarios, &[None])?,
        };
        let set = self
            .set
            .iter()
            .map(|text| set::change(opened, text))
            .collect::<Result<Vec<_>, _>>()?;
        let mut all = Vec::new();
        for profile in &chosen_profiles {
            for scenario in &chosen_scenarios {
                let case = Case {
                    profile: profile.map(str::to_owned),
                    scenario: scenario.map(str::to_owned),
                };
                let layers = Layers {
                    set: set.clone(),
                    ..Layers::of(case)
                };
                set::fit(opened, &layers, &self.set)?;
                all.push(layers);
            }
        }
        Ok(all)
    }
}

/// A case in words: `neocloud · base`.
pub(super) fn name(case: &Case) -> String {
    let profile = case.profile.as_deref().unwrap_or("no profile");
    let scenario = case.scenario.as_deref().unwrap_or("base");
    format!("{profile} · {scenario}")
}

/// The items asked for; `all` means each, those in `before` first, and `base` means none.
fn chosen<'a>(
    kind: &str,
    asked: &[String],
    known: &[&'a str],
    before: &[Option<&'a str>],
) -> Result<Vec<Option<&'a str>>, Failure> {
    let mut chosen = Vec::new();
    for id in asked {
        match known.iter().find(|known| *known == id) {
            Some(found) => chosen.push(Some(*found)),
            None if id == "all" => {
                chosen.extend(before);
                chosen.extend(known.iter().copied().map(Some));
                if chosen.is_empty() {
                    chosen.push(None);
                }
            }
            None if id == "base" && !before.is_empty() => chosen.push(None),
            None => {
                let near = did_you_mean(id, known.iter().copied());
                return Err(Failure::Usage(format!("there is no {kind} `{id}`{near}")));
            }
        }
    }
    Ok(chosen)
}
