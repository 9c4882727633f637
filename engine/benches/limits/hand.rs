//! The same grids as loops written by hand: what the engine is measured against.
//!
//! The same operations in the same order, what changes along one axis alone computed once along
//! it, the same results where there is none, and the same instruction set.

#![allow(
    unsafe_code,
    reason = "a function for one instruction set is called where the machine has it"
)]

use rackhour_engine::math;

use crate::model::input;

/// The lanes of one step.
const LANES: usize = 16;

type Lanes = [f64; LANES];

/// What does not change with a cell, by year.
struct Year {
    gain: f64,
    serving: f64,
    level: f64,
    charges: f64,
    reinvested: f64,
    discount: f64,
}

/// The model with its columns laid out.
pub(crate) struct Hand {
    capex: f64,
    collected_list: f64,
    facility_mw: f64,
    years: Vec<Year>,
    paid_mtok: Vec<f64>,
    unit_cost: Vec<f64>,
    served_cost: Vec<f64>,
    /// Year by year, the capacity and the fixed cost of each column.
    capacity: Vec<Vec<f64>>,
    fixed: Vec<Vec<f64>>,
}

impl Hand {
    pub(crate) fn new(years: usize, allocations: &[f64]) -> Self {
        let i = input;
        let active_racks = i("racks") * (1.0 - i("spare_share"));
        let gpus = active_racks * i("gpus_per_rack");
        let it_mw = active_racks * i("kw_per_rack") * (1.0 + i("network_kw_share")) / 1000.0;
        let facility_mw = it_mw * i("pue");
        let uptime = (1.0 - i("maintenance_share_of_time")) * (1.0 - i("failure_share_of_time"));
        let rack_hours = active_racks * i("hours_of_year") * uptime;
        let batch_efficiency = i("batch") / (i("batch") + i("batch_half"));
        let size_efficiency = math::pow(i("reference_size") / i("active_size"), i("size_exponent"));
        let sustained = i("tokens_per_second") * batch_efficiency * size_efficiency;
        let mtok_per_rack_hour = sustained * 3600.0 / 1e6;
        let share_output = 1.0 - i("share_input") - i("share_cached");
        let list_blend = i("list_input") * i("share_input")
            + i("list_cached") * i("share_cached")
            + i("list_output") * share_output;
        let net_list = list_blend * (1.0 - i("volume_discount")) * (1.0 - i("channel_discount"));
        let gpu_capex = i("racks") * i("capex_per_rack");
        let capex =
            gpu_capex + gpu_capex * i("network_capex_share") + facility_mw * i("building_per_mw");
        let power_bill = facility_mw * i("hours_of_year") * uptime * i("power_price")
            + facility_mw * i("demand_charge");
        let gpu_bill =
            capex * i("upkeep_share") + capex * i("insurance_share") + gpus * i("software_per_gpu");
        let staff_cost = i("staff") * i("salary");
        let fixed_cost = gpu_bill + power_bill + facility_mw * i("lease_per_mw") + staff_cost;
        let mut hand = Self {
            capex,
            collected_list: net_list * (1.0 - i("bad_debt_share")),
            facility_mw,
            years: by_year(years, capex),
            paid_mtok: Vec::new(),
            unit_cost: Vec::new(),
            served_cost: Vec::new(),
            capacity: vec![Vec::new(); years],
            fixed: vec![Vec::new(); years],
        };
        for allocation in allocations {
            let inference = rack_hours * allocation;
            let other = rack_hours - inference;
            let value = other * i("training_share") * i("training_value_per_hour");
            let internal = other * i("research_share") * i("research_cost_per_hour") - value;
            let paid = inference * i("utilization") * i("paid_share") * mtok_per_rack_hour;
            hand.paid_mtok.push(paid);
            hand.unit_cost
                .push(fixed_cost / paid + i("serving_cost_per_mtok"));
            hand.served_cost
                .push(fixed_cost + i("serving_cost_per_mtok") * paid);
            for (year, of) in hand.years.iter().enumerate() {
                hand.capacity[year].push(paid * of.gain);
                hand.fixed[year].push((fixed_cost + internal) * of.level);
            }
        }
        hand
    }

    fn price(&self, multiple: f64) -> f64 {
        self.collected_list * multiple
    }
}

fn by_year(years: usize, capex: f64) -> Vec<Year> {
    let i = input;
    let (mut gain, mut level) = (1.0, 1.0);
    let mut debt = capex * i("debt_share");
    let first_debt = debt;
    let mut discount = 1.0 / (1.0 + i("discount_rate"));
    let mut found = Vec::new();
    for year in 0..years {
        let is_before = |end: &str| (year as f64) < i(end);
        let depreciation = match is_before("depreciation_years") {
            true => capex / i("depreciation_years"),
            false => 0.0,
        };
        found.push(Year {
            gain,
            serving: i("serving_cost_per_mtok") * level,
            level,
            charges: depreciation + debt * i("debt_rate"),
            reinvested: capex * i("reinvested_share") * level,
            discount,
        });
        if is_before("debt_years") {
            debt -= first_debt / i("debt_years");
        }
        gain *= 1.0 + i("throughput_gain");
        level *= 1.0 + i("cost_inflation");
        discount /= 1.0 + i("discount_rate");
    }
    found
}

#[inline(always)]
fn each(a: Lanes, b: Lanes, of: impl Fn(f64, f64) -> f64) -> Lanes {
    let mut result = [0.0; LANES];
    for lane in 0..LANES {
        result[lane] = of(a[lane], b[lane]);
    }
    result
}

#[inline(always)]
fn add(a: Lanes, b: Lanes) -> Lanes {
    each(a, b, |a, b| a + b)
}

#[inline(always)]
fn sub(a: Lanes, b: Lanes) -> Lanes {
    each(a, b, |a, b| a - b)
}

#[inline(always)]
fn mul(a: Lanes, b: Lanes) -> Lanes {
    each(a, b, |a, b| a * b)
}

#[inline(always)]
fn is_number(a: f64) -> bool {
    a.abs() < f64::INFINITY
}

#[inline(always)]
fn min(a: Lanes, b: Lanes) -> Lanes {
    each(a, b, |a, b| {
        let least = if b < a { b } else { a };
        if is_number(a) & is_number(b) {
            least
        } else {
            f64::NAN
        }
    })
}

#[inline(always)]
fn max(a: Lanes, b: Lanes) -> Lanes {
    each(a, b, |a, b| {
        let greatest = if a < b { b } else { a };
        if is_number(a) & is_number(b) {
            greatest
        } else {
            f64::NAN
        }
    })
}

#[inline(always)]
fn finite(a: Lanes) -> Lanes {
    each(a, a, |a, _| if is_number(a) { a } else { f64::NAN })
}

#[inline(always)]
fn at(values: &[f64], lane: usize) -> Lanes {
    let mut lanes = [0.0; LANES];
    lanes.copy_from_slice(&values[lane..lane + LANES]);
    lanes
}

#[inline(always)]
fn one(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
    let width = hand.unit_cost.len();
    for (multiple, row) in multiples.iter().zip(planes[0].chunks_exact_mut(width)) {
        let price = hand.price(*multiple);
        for (to, unit_cost) in row.iter_mut().zip(&hand.unit_cost) {
            let margin = price - unit_cost;
            *to = if is_number(margin) { margin } else { f64::NAN };
        }
    }
}

#[inline(always)]
fn six(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
    let width = hand.unit_cost.len();
    let [a, b, c, d, e, f] = planes else { return };
    for (row, multiple) in multiples.iter().enumerate() {
        let price = hand.price(*multiple);
        let cells = row * width..(row + 1) * width;
        let (margin, revenue, profit) = (
            &mut a[cells.clone()],
            &mut b[cells.clone()],
            &mut c[cells.clone()],
        );
        let (share, per_mw, payback) =
            (&mut d[cells.clone()], &mut e[cells.clone()], &mut f[cells]);
        let finite = |a: f64| if is_number(a) { a } else { f64::NAN };
        let columns = (
            &hand.paid_mtok[..width],
            &hand.unit_cost[..width],
            &hand.served_cost[..width],
        );
        for column in 0..width {
            let sales = columns.0[column] * price;
            let earned = sales - columns.2[column];
            margin[column] = finite(price - columns.1[column]);
            revenue[column] = finite(sales);
            profit[column] = finite(earned);
            share[column] = if is_number(sales) {
                finite(earned / sales)
            } else {
                f64::NAN
            };
            per_mw[column] = finite(earned / hand.facility_mw);
            let is_earning = is_number(earned) & (earned > 0.0);
            payback[column] = finite(if is_earning {
                hand.capex / earned
            } else {
                f64::NAN
            });
        }
    }
}

#[inline(always)]
fn npv(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
    let width = hand.unit_cost.len();
    let (elasticity, deflation) = (input("elasticity"), input("price_deflation"));
    let (cover, tax_rate) = (input("demand_cover"), [input("tax_rate"); LANES]);
    let base: Vec<_> = hand.paid_mtok.iter().map(|paid| paid * cover).collect();
    let mut years = vec![(0.0, 0.0); hand.years.len()];
    let zero = [0.0; LANES];
    for (multiple, row) in multiples.iter().zip(planes[0].chunks_exact_mut(width)) {
        let (mut price, mut before) = (hand.price(*multiple), hand.price(*multiple));
        for year in &mut years {
            *year = (price, math::pow(before / price, elasticity));
            before = price;
            price *= 1.0 - deflation;
        }
        let mut start = 0;
        while start < width {
            // The last step begins early enough to be whole.
            let lane = start.min(width - LANES);
            let (mut demand, mut losses, mut sum) = (at(&base, lane), zero, zero);
            for (place, year) in hand.years.iter().enumerate() {
                let (price, response) = years[place];
                demand = mul(demand, [response; LANES]);
                let sold = min(at(&hand.capacity[place], lane), demand);
                let sales = mul(sold, [price; LANES]);
                let serving = mul(sold, [year.serving; LANES]);
                let ebitda = sub(sub(sales, serving), at(&hand.fixed[place], lane));
                let taxable = sub(ebitda, [year.charges; LANES]);
                let used = max(zero, min(losses, taxable));
                losses = sub(add(losses, max(zero, sub(zero, taxable))), used);
                let tax = mul(max(zero, sub(taxable, used)), tax_rate);
                let cash = sub(sub(ebitda, tax), [year.reinvested; LANES]);
                let present = mul(cash, [year.discount; LANES]);
                sum = if place == 0 {
                    present
                } else {
                    add(sum, present)
                };
            }
            row[lane..lane + LANES].copy_from_slice(&finite(sub(sum, [hand.capex; LANES])));
            start += LANES;
        }
    }
}

/// Defines a loop for the best instruction set of the machine.
macro_rules! at_best {
    ($name:ident, $loop:ident, $avx2:ident, $avx512:ident) => {
        pub(crate) fn $name(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
            #[cfg(target_arch = "x86_64")]
            {
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the machine has the instructions.
                    return unsafe { $avx512(hand, multiples, planes) };
                }
                if is_x86_feature_detected!("avx2") {
                    // SAFETY: the machine has the instructions.
                    return unsafe { $avx2(hand, multiples, planes) };
                }
            }
            $loop(hand, multiples, planes);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2")]
        fn $avx2(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
            $loop(hand, multiples, planes);
        }

        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
        fn $avx512(hand: &Hand, multiples: &[f64], planes: &mut [Vec<f64>]) {
            $loop(hand, multiples, planes);
        }
    };
}

at_best!(one_grid, one, one_avx2, one_avx512);
at_best!(six_grid, six, six_avx2, six_avx512);
at_best!(npv_grid, npv, npv_avx2, npv_avx512);
