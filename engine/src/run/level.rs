//! The instruction sets that the loops are built for.

use super::kernels::at_level;

/// An instruction set that this machine has. All of them give the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(Set);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Set {
    Baseline,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// What every machine of this kind has.
    pub const BASELINE: Self = Self(Set::Baseline);

    /// Those that this machine has, the quickest last.
    ///
    /// ```
    /// use rackhour_engine::run::Level;
    /// assert_eq!(Level::all().first(), Some(&Level::BASELINE));
    /// ```
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::BASELINE];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Self(Set::Avx2));
            }
            let has_512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            if has_512 {
                all.push(Self(Set::Avx512));
            }
        }
        all
    }

    /// The quickest that this machine has.
    pub fn best() -> Self {
        Self::all().pop().unwrap_or(Self::BASELINE)
    }

    /// Does some work with the code that is compiled for this instruction set.
    ///
    /// That is the code of the closure itself and of what is inlined into it, so a closure marked
    /// `#[inline(always)]` gains most.
    ///
    /// ```
    /// use rackhour_engine::run::Level;
    /// let mut values = [1.0, 2.0, 3.0];
    /// Level::best().run(
    ///     #[inline(always)]
    ///     || values.iter_mut().for_each(|value| *value *= 2.0),
    /// );
    /// assert_eq!(values, [2.0, 4.0, 6.0]);
    /// ```
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        at_level(self, work)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self.0 {
            Set::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Set::Avx512 => "AVX-512",
        }
    }

    /// Its place among the loops of a kernel.
    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }
}
