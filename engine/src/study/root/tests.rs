//! Functions whose roots are known in closed form.

use super::*;

const PLACES: usize = 257;

fn even(from: f64, to: f64) -> Vec<f64> {
    let step = |place: usize| from + (to - from) * (place as f64 / (PLACES as f64 - 1.0));
    (0..PLACES).map(step).collect()
}

fn found(from: f64, to: f64, target: f64, f: impl Fn(f64) -> f64) -> Found {
    let at = |asked: &[(usize, f64)]| {
        let value = |x: f64| Some(f(x)).filter(|value| value.is_finite());
        Ok(asked
            .iter()
            .map(|(_, x)| value(*x).unwrap_or(f64::NAN))
            .collect())
    };
    solve(&[even(from, to)], target, &at).unwrap().remove(0)
}

/// Where a function meets a target, and how.
fn meets(from: f64, to: f64, target: f64, f: impl Fn(f64) -> f64) -> Vec<(f64, Contact)> {
    let found = found(from, to, target, f);
    let meetings = found.meetings.iter();
    meetings.map(|one| (one.at.x, one.contact)).collect()
}

fn near(found: &[(f64, Contact)], expected: &[(f64, Contact)], within: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((x, contact), (known, kind)) in found.iter().zip(expected) {
        assert!((x - known).abs() <= within * known.abs(), "{x} {known}");
        assert_eq!(contact, kind, "{found:?}");
    }
}

use Contact::{Crosses, Jumps, Rests, Touches};

#[test]
fn roots_are_found_to_the_last_digits() {
    near(
        &meets(0.0, 10.0, 7.0, |x| 3.0 * x - 2.0),
        &[(3.0, Crosses)],
        1e-15,
    );
    let both = [(-2.0_f64.sqrt(), Crosses), (2.0_f64.sqrt(), Crosses)];
    near(&meets(-5.0, 7.0, 2.0, |x| x * x), &both, 1e-15);
    near(
        &meets(0.1, 9.0, 0.0, |x| 1.0 - 1.7 / x),
        &[(1.7, Crosses)],
        1e-15,
    );
    near(&meets(1.0, 2e6, 1e3, f64::sqrt), &[(1e6, Crosses)], 1e-15);
    // Steep, flat, and steep beyond all bounds at the root itself.
    let high = |x: f64| (0..19).fold(1.0, |power, _| power * x);
    near(
        &meets(0.0, 3.0, 5.0, high),
        &[(crate::math::pow(5.0, 1.0 / 19.0), Crosses)],
        1e-15,
    );
    near(
        &meets(-1.0, 2.0, 0.0, |x| (x - 0.7).cbrt()),
        &[(0.7, Crosses)],
        1e-15,
    );
    near(
        &meets(-1.0, 3.0, 0.0, |x| (x - 0.7) * (x - 0.7) * (x - 0.7)),
        &[(0.7, Crosses)],
        1e-4,
    );
}

#[test]
fn roots_nearer_than_places_are_found() {
    let (one, other) = (3.0 - 1e-4, 3.0 + 1e-4);
    let found = meets(0.0, 10.0, 0.0, |x| (x - one) * (x - other));
    near(&found, &[(one, Crosses), (other, Crosses)], 1e-12);
}

#[test]
fn a_root_on_a_place_hides_no_other_beside_it() {
    let found = meets(0.0, 8.0, 0.0, |x| (x - 3.0) * (x - 3.01));
    near(&found, &[(3.0, Crosses), (3.01, Crosses)], 1e-14);
    let found = meets(0.0, 8.0, 0.0, |x| x * (x - 0.01));
    near(&found, &[(0.0, Crosses), (0.01, Crosses)], 1e-14);
}

#[test]
fn a_tangent_is_a_root() {
    near(
        &meets(0.0, 10.0, 0.0, |x| x * x - 6.2 * x + 9.61),
        &[(3.1, Touches)],
        1e-8,
    );
    near(
        &meets(0.0, 10.0, 5.0, |x| 5.0 - (x - 3.3) * (x - 3.3)),
        &[(3.3, Touches)],
        1e-8,
    );
    near(
        &meets(0.0, 10.0, 0.0, |x| (x - 3.3).abs()),
        &[(3.3, Touches)],
        1e-9,
    );
    // On a place of the scan.
    near(
        &meets(0.0, 8.0, 0.0, |x| (x - 3.0) * (x - 3.0)),
        &[(3.0, Touches)],
        0.0,
    );
}

#[test]
fn near_misses_are_no_roots() {
    assert_eq!(meets(-1.0, 1.3, 0.0, |x| x * x + 1e-9), []);
    assert_eq!(meets(0.0, 40.0, 0.0, |x| crate::math::exp(-x)), []);
    assert_eq!(meets(0.0, 4.0, 3.0, |_| 3.000_001), []);
}

#[test]
fn poles_and_steps_are_jumps() {
    near(
        &meets(0.0, 10.0, 0.0, |x| 1.0 / (x - 3.3)),
        &[(3.3, Jumps)],
        1e-15,
    );
    near(&meets(-1.0, 1.0, 0.5, |x| 1.0 / x), &[(0.0, Jumps)], 0.0);
    let step = |x: f64| if x < 3.3 { -1.0 } else { 2.0 };
    near(&meets(0.0, 10.0, 0.0, step), &[(3.3, Jumps)], 1e-15);
    let found = found(0.0, 10.0, 0.0, step);
    assert_eq!(
        (found.meetings[0].at.value, found.meetings[0].beyond),
        (-1.0, 2.0)
    );
    // A root and a pole of one function.
    let both = [(2.2, Crosses), (3.3, Jumps)];
    near(
        &meets(0.0, 10.0, 0.0, |x| (x - 2.2) / (x - 3.3)),
        &both,
        1e-14,
    );
}

#[test]
fn roots_beside_a_pole_are_found() {
    // Of these poles a scan and its halving hit the second.
    for (from, to, pole) in [(0.0, 10.0, 3.3), (0.0, 8.0, 3.0), (-1.0, 1.5, 0.1)] {
        for target in [-1e6, 1e6, 1e3] {
            let f = |x: f64| 1.0 / (x - pole);
            let root = (pole + 1.0 / target, Crosses);
            // The pole itself leaps over every target.
            let mut both = [root, (pole, Jumps)];
            both.sort_by(|one, other| one.0.total_cmp(&other.0));
            near(&meets(from, to, target, f), &both, 1e-14);
            let extent = found(from, to, target, f).extent;
            assert_eq!(extent, Some((f64::NEG_INFINITY, f64::INFINITY)), "{pole}");
        }
    }
    // What is steep or steps, and what passes zero, stays bounded.
    let steep = |x: f64| (1e6 * (x - 3.3)).atan();
    assert!(found(0.0, 10.0, 9.0, steep).extent.unwrap().1 < 2.0);
    let step = |x: f64| if x < 3.3 { x - 5.0 } else { 7.0 - x };
    assert!(found(0.0, 10.0, 9.0, step).extent.unwrap().1 < 4.0);
}

#[test]
fn roots_beside_stretches_without_values_are_found() {
    // The root is nearer to the edge than the next place is.
    let edge = 3.301;
    let f = |x: f64| if x < edge { f64::NAN } else { 3.305 - x };
    near(&meets(0.0, 10.0, 0.0, f), &[(3.305, Crosses)], 1e-15);
    // It is the edge.
    near(&meets(-1.0, 3.1, 0.0, f64::sqrt), &[(0.0, Crosses)], 0.0);
    near(
        &meets(-1.0, 3.1, 0.0, |x| (x - 0.7).sqrt()),
        &[(0.7, Crosses)],
        1e-15,
    );
    // The sign changes across a gap, which is no root.
    let gap = |x: f64| {
        if (3.301..3.302).contains(&x) {
            f64::NAN
        } else {
            x - 3.3015
        }
    };
    assert_eq!(meets(0.0, 10.0, 0.0, gap), []);
    let wide = |x: f64| {
        if (3.0..4.0).contains(&x) {
            f64::NAN
        } else {
            x - 3.5
        }
    };
    assert_eq!(meets(0.0, 10.0, 0.0, wide), []);
    assert_eq!(meets(0.0, 10.0, 0.0, |_| f64::NAN), []);
}

#[test]
fn ends_count() {
    near(&meets(0.0, 1.0, 3.0, |x| 3.0 * x), &[(1.0, Crosses)], 0.0);
    near(&meets(0.0, 1.0, 0.0, |x| 3.0 * x), &[(0.0, Crosses)], 0.0);
    // An end that is a root but for rounding.
    near(&meets(0.0, 0.3, 0.1 + 0.2, |x| x), &[(0.3, Crosses)], 0.0);
}

#[test]
fn a_stretch_at_the_target_is_given_by_its_ends() {
    let f = |x: f64| (x - 3.3).max(0.0);
    near(
        &meets(0.0, 10.0, 0.0, f),
        &[(0.0, Rests), (3.3, Rests)],
        1e-15,
    );
    let f = |x: f64| (x - 3.3).min(0.0) + (x - 5.5).max(0.0);
    near(
        &meets(0.0, 10.0, 0.0, f),
        &[(3.3, Rests), (5.5, Rests)],
        1e-15,
    );
    near(
        &meets(1.0, 2.0, 7.0, |_| 7.0),
        &[(1.0, Rests), (2.0, Rests)],
        0.0,
    );
}

#[test]
fn extremes_lie_between_places() {
    let found = found(0.0, 10.0, 9.0, |x| 2.0 - (x - 3.3) * (x - 3.3));
    let (least, most) = found.extent.unwrap();
    assert_eq!(least, 2.0 - 6.7 * 6.7);
    assert!((most - 2.0).abs() < 1e-12 && most <= 2.0);
}

#[test]
fn lanes_do_not_know_of_each_other() {
    let alone = |lane: usize| found(0.0, 10.0, 1.0, move |x| (x - lane as f64) * x);
    let at = |asked: &[(usize, f64)]| {
        Ok(asked
            .iter()
            .map(|(lane, x)| (x - *lane as f64) * x)
            .collect())
    };
    let together = solve(&vec![even(0.0, 10.0); 5], 1.0, &at).unwrap();
    for (lane, found) in together.iter().enumerate() {
        assert_eq!(*found, alone(lane));
    }
}
