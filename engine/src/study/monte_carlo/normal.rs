//! The standard normal distribution: its quantiles and its distribution function.

use crate::math;

/// How far from one half the central approximation holds.
const CENTRE: f64 = 0.425;

/// The values of both polynomials of a rational approximation, constant terms first.
type Rational = ([f64; 8], [f64; 8]);

/// Around the middle, in `0.425² − (p − ½)²`.
const CENTRAL: Rational = (
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);

/// In the tails, in `√(−ln p) − 1.6`.
const TAIL: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

/// Far out, in `√(−ln p) − 5`.
const FAR: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[inline(always)]
fn rational((above, below): &Rational, x: f64) -> f64 {
    let horner = |terms: &[f64; 8]| {
        let terms = terms.iter().rev();
        terms.fold(0.0, |value, term| value * x + term)
    };
    horner(above) / horner(below)
}

#[inline(always)]
fn central(distance: f64) -> f64 {
    distance * rational(&CENTRAL, CENTRE * CENTRE - distance * distance)
}

/// How far out a quantile in a tail lies, seen from the nearer end; not for subnormal numbers.
#[inline(always)]
fn tail(nearer: f64) -> (f64, f64) {
    let root = (-ln(nearer)).sqrt();
    (root, rational(&TAIL, root - 1.6))
}

/// Beyond this root, another approximation holds.
const BORDER: f64 = 5.0;

fn far(nearer: f64) -> f64 {
    rational(&FAR, math::sqrt(-math::ln(nearer)) - BORDER)
}

/// The natural logarithm of a positive normal number, without a branch so that the compiler can use
/// wide registers: the reduction and polynomial of FreeBSD's `e_log.c`.
#[inline(always)]
fn ln(x: f64) -> f64 {
    const ROOT_HALF: u64 = 0x3FE6_A09E_0000_0000;
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
    const SHIFTER: u64 = 0x4330_0000_0000_0000;
    const LN2: (f64, f64) = (6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10);
    let bits = x.to_bits() + (ONE - ROOT_HALF);
    let exponent = f64::from_bits(SHIFTER | bits >> 52) - (f64::from_bits(SHIFTER) + 1023.0);
    let f = f64::from_bits((bits & MANTISSA) + ROOT_HALF) - 1.0;
    let half = 0.5 * f * f;
    let s = f / (2.0 + f);
    let (z, w) = (s * s, s * s * (s * s));
    let even = w
        * (0.399_999_999_994_094_2 + w * (0.222_221_984_321_497_84 + w * 0.153_138_376_992_093_73));
    let odd = z
        * (0.666_666_666_666_673_5
            + w * (0.285_714_287_436_623_9
                + w * (0.181_835_721_616_180_5 + w * 0.147_981_986_051_165_86)));
    s * (half + (even + odd)) + exponent * LN2.1 - half + f + exponent * LN2.0
}

/// The value below which a standard normal variable lies with probability `p`.
///
/// Wichura's algorithm AS 241 (PPND16), accurate to about 1 part in 10^16; infinite at 0 and 1.
pub(super) fn quantile(p: f64) -> f64 {
    if (p - 0.5).abs() <= CENTRE {
        return central(p - 0.5);
    }
    if !(0.0 < p && p < 1.0) {
        return if p <= 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let nearer = if p < 0.5 { p } else { 1.0 - p };
    let (root, size) = tail(nearer.max(f64::MIN_POSITIVE));
    let size = if root <= BORDER { size } else { far(nearer) };
    size.copysign(p - 0.5)
}

/// How many values are turned into quantiles together.
const TOGETHER: usize = 256;

/// How many lanes a loop over the tails handles at least.
const LANES: usize = 16;

/// Turns probabilities strictly between 0 and 1 into [`quantile`]s, to the same bits.
///
/// The central formula runs over every value without a branch; the few in the tails are gathered
/// and done again.
#[inline(always)]
pub(super) fn quantiles(values: &mut [f64]) {
    let (mut places, mut tails) = ([0_u8; TOGETHER], [0.0; TOGETHER]);
    for values in values.chunks_mut(TOGETHER) {
        let mut count = 0;
        for (place, value) in values.iter().enumerate() {
            places[count] = place as u8;
            tails[count] = *value;
            count += usize::from((*value - 0.5).abs() > CENTRE);
        }
        for value in values.iter_mut() {
            *value = central(*value - 0.5);
        }
        // Lanes beyond the count hold what is no longer needed.
        let upto = count.next_multiple_of(LANES);
        tails[count..upto].fill(0.25);
        for lanes in tails[..upto].chunks_exact_mut(LANES) {
            in_tail(lanes);
        }
        for (place, value) in places[..count].iter().zip(&tails) {
            values[usize::from(*place)] = *value;
        }
    }
}

/// Quantiles of probabilities in the tails.
#[inline(always)]
fn in_tail(lanes: &mut [f64]) {
    let (mut found, mut roots) = ([0.0; LANES], [0.0; LANES]);
    for ((found, at), p) in found.iter_mut().zip(&mut roots).zip(lanes.iter()) {
        let nearer = if *p < 0.5 { *p } else { 1.0 - *p };
        let (root, size) = tail(nearer);
        *found = size.copysign(*p - 0.5);
        *at = root;
    }
    if roots.iter().any(|root| *root > BORDER) {
        // One in a hundred thousand million.
        lanes.iter_mut().for_each(|p| *p = quantile(*p));
    } else {
        lanes.copy_from_slice(&found);
    }
}

/// The probability that a standard normal variable is at most `x`.
pub(super) fn cumulative(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles as tables of the normal distribution print them.
    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, expected) in [
            (0.5, 0.0),
            (0.75, 0.674_489_750_196_081_7),
            (0.9, 1.281_551_565_544_600_5),
            (0.95, 1.644_853_626_951_472_2),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_841),
            (0.999, 3.090_232_306_167_813_5),
            (1e-10, -6.361_340_902_404_056),
        ] {
            let found = quantile(p);
            assert!(
                (found - expected).abs() <= 1e-14 * expected.abs(),
                "{p} {found}"
            );
        }
        assert_eq!(quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn a_quantile_undoes_the_distribution_function() {
        for step in 1..4000 {
            let p = f64::from(step) / 4000.0;
            assert!((cumulative(quantile(p)) - p).abs() <= 4e-16, "{p}");
        }
        for power in 1..300 {
            let p = math::power_integer(10.0, -power);
            assert!((cumulative(quantile(p)) / p - 1.0).abs() <= 1e-12, "{p}");
        }
    }

    #[test]
    fn the_logarithm_is_the_usual_one() {
        for step in 1..20_000 {
            let x = f64::from(step) / 20_000.0;
            assert!(
                (ln(x) - math::ln(x)).abs() <= f64::EPSILON * math::ln(x).abs(),
                "{x}"
            );
        }
    }

    #[test]
    fn many_at_once_have_the_bits_of_one() {
        let mut all: Vec<_> = (1..1000).map(|step| f64::from(step) / 1000.0).collect();
        all.extend([
            1e-300,
            1e-12,
            1.0 - 1e-12,
            2e-11,
            1.0 - f64::EPSILON / 2.0,
            5e-324,
        ]);
        all.extend((1..600).map(|step| f64::from(step) / 1e5));
        let mut found = all.clone();
        quantiles(&mut found);
        for (p, found) in all.into_iter().zip(found) {
            assert_eq!(found.to_bits(), quantile(p).to_bits());
        }
    }
}
