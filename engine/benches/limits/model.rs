//! A generated model of an AI factory: a year in detail, then as many years as asked for.

use std::sync::Arc;

use rackhour_engine::workbook::{
    Assumption, Definition, Number, PeriodLength, Provenance, Quantity, Section, Timeline,
    Variable, Workbook,
};

/// The inputs, all of them plain ratios.
const INPUTS: [(&str, f64); 57] = [
    ("allocation", 0.6),
    ("price_multiple", 1.0),
    ("racks", 1200.0),
    ("spare_share", 0.04),
    ("gpus_per_rack", 72.0),
    ("kw_per_rack", 132.0),
    ("network_kw_share", 0.06),
    ("pue", 1.22),
    ("hours_of_year", 8760.0),
    ("maintenance_share_of_time", 0.02),
    ("failure_share_of_time", 0.03),
    ("tokens_per_second", 95_000.0),
    ("batch", 256.0),
    ("batch_half", 48.0),
    ("reference_size", 37.0),
    ("active_size", 42.0),
    ("size_exponent", 0.85),
    ("training_share", 0.6),
    ("research_share", 0.25),
    ("utilization", 0.55),
    ("paid_share", 0.92),
    ("list_input", 1.1),
    ("list_cached", 0.15),
    ("list_output", 4.2),
    ("share_input", 0.45),
    ("share_cached", 0.35),
    ("volume_discount", 0.12),
    ("channel_discount", 0.07),
    ("bad_debt_share", 0.01),
    ("capex_per_rack", 3.6e6),
    ("building_per_mw", 9.5e6),
    ("network_capex_share", 0.11),
    ("power_price", 68.0),
    ("demand_charge", 95_000.0),
    ("lease_per_mw", 310_000.0),
    ("staff", 140.0),
    ("salary", 185_000.0),
    ("upkeep_share", 0.025),
    ("insurance_share", 0.006),
    ("software_per_gpu", 620.0),
    ("serving_cost_per_mtok", 0.021),
    ("research_cost_per_hour", 2.4),
    ("training_value_per_hour", 3.1),
    ("debt_share", 0.55),
    ("debt_rate", 0.083),
    ("debt_years", 7.0),
    ("tax_rate", 0.24),
    ("discount_rate", 0.105),
    ("depreciation_years", 5.0),
    ("price_deflation", 0.08),
    ("throughput_gain", 0.11),
    ("cost_inflation", 0.028),
    ("elasticity", 1.15),
    ("demand_cover", 0.97),
    ("reinvested_share", 0.018),
    ("residual_share", 0.05),
    ("working_capital_share", 0.03),
];

/// One year: 53 formulas.
const YEAR: [(&str, &str); 53] = [
    ("active_racks", "racks * (1 - spare_share)"),
    ("gpus", "active_racks * gpus_per_rack"),
    (
        "it_mw",
        "active_racks * kw_per_rack * (1 + network_kw_share) / 1000",
    ),
    ("facility_mw", "it_mw * pue"),
    (
        "uptime",
        "(1 - maintenance_share_of_time) * (1 - failure_share_of_time)",
    ),
    ("rack_hours", "active_racks * hours_of_year * uptime"),
    ("batch_efficiency", "batch / (batch + batch_half)"),
    (
        "size_efficiency",
        "POWER(reference_size / active_size, size_exponent)",
    ),
    (
        "sustained_tokens",
        "tokens_per_second * batch_efficiency * size_efficiency",
    ),
    ("mtok_per_rack_hour", "sustained_tokens * 3600 / 1000000"),
    ("inference_hours", "rack_hours * allocation"),
    ("other_hours", "rack_hours - inference_hours"),
    ("training_hours", "other_hours * training_share"),
    ("research_hours", "other_hours * research_share"),
    (
        "idle_hours",
        "other_hours - training_hours - research_hours",
    ),
    ("paid_hours", "inference_hours * utilization * paid_share"),
    ("paid_mtok", "paid_hours * mtok_per_rack_hour"),
    ("share_output", "1 - share_input - share_cached"),
    (
        "list_blend",
        "list_input * share_input + list_cached * share_cached + list_output * share_output",
    ),
    (
        "net_list",
        "list_blend * (1 - volume_discount) * (1 - channel_discount)",
    ),
    ("collected_list", "net_list * (1 - bad_debt_share)"),
    ("price", "collected_list * price_multiple"),
    ("gpu_capex", "racks * capex_per_rack"),
    ("network_capex", "gpu_capex * network_capex_share"),
    ("building_capex", "facility_mw * building_per_mw"),
    ("capex", "gpu_capex + network_capex + building_capex"),
    (
        "power_bill",
        "facility_mw * hours_of_year * uptime * power_price + facility_mw * demand_charge",
    ),
    ("lease", "facility_mw * lease_per_mw"),
    ("staff_cost", "staff * salary"),
    ("upkeep", "capex * upkeep_share"),
    ("insurance", "capex * insurance_share"),
    ("software", "gpus * software_per_gpu"),
    ("gpu_bill", "upkeep + insurance + software"),
    ("fixed_cost", "gpu_bill + power_bill + lease + staff_cost"),
    ("rack_hour_cost", "fixed_cost / rack_hours"),
    ("fixed_per_mtok", "fixed_cost / paid_mtok"),
    ("unit_cost", "fixed_per_mtok + serving_cost_per_mtok"),
    ("margin_per_mtok", "price - unit_cost"),
    (
        "served_cost",
        "fixed_cost + serving_cost_per_mtok * paid_mtok",
    ),
    ("revenue", "paid_mtok * price"),
    ("gross_profit", "revenue - served_cost"),
    ("gross_margin", "gross_profit / revenue"),
    ("gross_profit_per_mw", "gross_profit / facility_mw"),
    ("revenue_per_mw", "revenue / facility_mw"),
    (
        "payback",
        "IF(gross_profit > 0, capex / gross_profit, NA(\"no profit\"))",
    ),
    ("break_even_price", "unit_cost / collected_list"),
    ("tokens_per_watt", "sustained_tokens / (kw_per_rack * pue)"),
    ("mtok_per_mwh", "paid_mtok / (facility_mw * hours_of_year)"),
    ("training_value", "training_hours * training_value_per_hour"),
    ("research_cost", "research_hours * research_cost_per_hour"),
    ("internal_cost", "research_cost - training_value"),
    ("capex_per_mw", "capex / facility_mw"),
    ("working_capital", "revenue * working_capital_share"),
];

/// Every year: 22 rows.
const YEARS: [(&str, &str); 22] = [
    (
        "price_of_year",
        "PREV(price_of_year * (1 - price_deflation), price)",
    ),
    ("gain", "PREV(gain * (1 + throughput_gain), 1)"),
    ("cost_level", "PREV(cost_level * (1 + cost_inflation), 1)"),
    (
        "response",
        "POWER(PREV(price_of_year, price_of_year) / price_of_year, elasticity)",
    ),
    (
        "demand",
        "PREV(demand, paid_mtok * demand_cover) * response",
    ),
    ("capacity", "paid_mtok * gain"),
    ("sold", "MIN(capacity, demand)"),
    ("sales", "sold * price_of_year"),
    (
        "serving_cost",
        "sold * (serving_cost_per_mtok * cost_level)",
    ),
    (
        "ebitda",
        "sales - serving_cost - (fixed_cost + internal_cost) * cost_level",
    ),
    (
        "depreciation",
        "IF(year - FIRST(year) < depreciation_years, capex / depreciation_years, 0)",
    ),
    ("debt", "PREV(debt - repaid, capex * debt_share)"),
    (
        "repaid",
        "IF(year - FIRST(year) < debt_years, capex * debt_share / debt_years, 0)",
    ),
    ("interest", "debt * debt_rate"),
    ("taxable", "ebitda - (depreciation + interest)"),
    ("losses_used", "MAX(0, MIN(PREV(losses, 0), taxable))"),
    (
        "losses",
        "PREV(losses, 0) + MAX(0, 0 - taxable) - losses_used",
    ),
    ("tax", "MAX(0, taxable - losses_used) * tax_rate"),
    (
        "cash",
        "ebitda - tax - capex * reinvested_share * cost_level",
    ),
    (
        "discount",
        "PREV(discount / (1 + discount_rate), 1 / (1 + discount_rate))",
    ),
    ("present", "cash * discount"),
    (
        "cover",
        "IF(repaid + interest > 0, (ebitda - tax) / (repaid + interest), NA(\"no debt\"))",
    ),
];

/// What the whole is worth.
const WHOLE: [(&str, &str); 5] = [
    ("npv", "SUM(present over year) - capex"),
    ("least_cover", "MIN(IFNA(cover, 99) over year)"),
    ("multiple", "SUM(cash over year) / capex"),
    ("flow", "IF(year = FIRST(year), cash - capex, cash)"),
    ("rate", "IRR(flow)"),
];

fn variable(id: &str, over: Option<&str>, definition: Definition) -> Arc<Variable> {
    Arc::new(Variable {
        id: id.to_owned(),
        label: id.to_owned(),
        unit: String::new(),
        section: "rows".to_owned(),
        note: String::new(),
        format: None,
        over: over.map(|axis| vec![axis.to_owned()]),
        definition,
    })
}

/// The model over so many years.
pub(crate) fn workbook(years: usize) -> Workbook {
    let mut workbook = Workbook::new("Limits");
    let (id, label) = ("rows".to_owned(), "Rows".to_owned());
    workbook.sections = vec![Arc::new(Section { id, label })];
    workbook.timeline = Some(Timeline {
        first: "2027".to_owned(),
        count: years,
        step: PeriodLength::Year,
    });
    let given = |value| {
        Definition::Assumption(Assumption {
            value: Quantity::Constant(Number(value)),
            low: None,
            high: None,
            distribution: None,
            valid: None,
            shares: false,
            options: Vec::new(),
            source: Provenance::Assumed("a benchmark".to_owned()),
        })
    };
    let formula = |text: &str| Definition::Formula(text.to_owned());
    let inputs = INPUTS
        .iter()
        .map(|(id, value)| variable(id, None, given(*value)));
    let year = YEAR
        .iter()
        .map(|(id, text)| variable(id, None, formula(text)));
    let years = YEARS
        .iter()
        .map(|(id, text)| variable(id, Some("year"), formula(text)));
    let whole = WHOLE.iter().map(|(id, text)| {
        let over = (*id == "flow").then_some("year");
        variable(id, over, formula(text))
    });
    workbook.variables = inputs.chain(year).chain(years).chain(whole).collect();
    workbook
}

/// An input's value.
pub(crate) fn input(id: &str) -> f64 {
    let found = INPUTS.iter().find(|(name, _)| *name == id);
    found.map_or(f64::NAN, |(_, value)| *value)
}
