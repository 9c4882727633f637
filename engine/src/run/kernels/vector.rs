//! Neighbouring lanes in one register of the machine, for each instruction set.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::*;

/// Some neighbouring lanes.
///
/// One can only be loaded or spread where the machine has the instructions, so that whoever has
/// one may use them.
pub(in super::super) trait Vector: Copy {
    /// How many lanes it has: a divisor of sixteen.
    const LANES: usize;

    /// The lanes at a pointer.
    ///
    /// # Safety
    ///
    /// They are there, and the machine has the instructions.
    unsafe fn load(from: *const f64) -> Self;

    /// One value in all lanes.
    ///
    /// # Safety
    ///
    /// The machine has the instructions.
    unsafe fn spread(value: f64) -> Self;

    /// Writes the lanes to a pointer.
    ///
    /// # Safety
    ///
    /// They may be written there.
    unsafe fn store(self, to: *mut f64);

    /// Another value in all lanes.
    #[inline(always)]
    fn all(self, value: f64) -> Self {
        // SAFETY: the machine has the instructions, or there were no such vector.
        unsafe { Self::spread(value) }
    }

    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn over(self, other: Self) -> Self;
    fn negative(self) -> Self;

    /// Lane by lane, one value where this is a number and neither NaN nor infinite, else another.
    fn if_number(self, then: Self, otherwise: Self) -> Self;

    /// This where another value is a number, NaN elsewhere.
    fn where_number(self, other: Self) -> Self {
        other.if_number(self, self.all(f64::NAN))
    }

    /// This where two others are both numbers, NaN elsewhere.
    fn where_numbers(self, a: Self, b: Self) -> Self {
        self.where_number(a).where_number(b)
    }

    /// The other where it is less than this, else this.
    fn or_lesser(self, other: Self) -> Self {
        other.if_less(self, other, self)
    }

    /// The other where it is greater than this, else this.
    fn or_greater(self, other: Self) -> Self {
        self.if_less(other, other, self)
    }

    /// The same where this is less than a bound.
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self;

    /// The same where this is no more than a bound.
    fn if_no_more(self, than: Self, then: Self, otherwise: Self) -> Self;

    /// The same where this equals another.
    fn if_equal(self, to: Self, then: Self, otherwise: Self) -> Self;
}

/// What every machine has: the compiler finds its instructions.
#[derive(Clone, Copy)]
pub(super) struct Pair([f64; 2]);

impl Pair {
    #[inline(always)]
    fn each(self, other: Self, of: impl Fn(f64, f64) -> f64) -> Self {
        Self([of(self.0[0], other.0[0]), of(self.0[1], other.0[1])])
    }

    #[inline(always)]
    fn choose(holds: [bool; 2], then: Self, otherwise: Self) -> Self {
        let one = |lane: usize| match holds[lane] {
            true => then.0[lane],
            false => otherwise.0[lane],
        };
        Self([one(0), one(1)])
    }
}

impl Vector for Pair {
    const LANES: usize = 2;

    #[inline(always)]
    unsafe fn load(from: *const f64) -> Self {
        // SAFETY: the caller vouches for the lanes.
        Self(unsafe { from.cast::<[f64; 2]>().read() })
    }

    #[inline(always)]
    unsafe fn spread(value: f64) -> Self {
        Self([value; 2])
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f64) {
        // SAFETY: the caller vouches for the lanes.
        unsafe { to.cast::<[f64; 2]>().write(self.0) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.each(other, |a, b| a * b)
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.each(other, |a, b| a / b)
    }

    #[inline(always)]
    fn negative(self) -> Self {
        Self(self.0.map(|a| -a))
    }

    #[inline(always)]
    fn if_number(self, then: Self, otherwise: Self) -> Self {
        Self::choose(self.0.map(|a| a.abs() < f64::INFINITY), then, otherwise)
    }

    #[inline(always)]
    fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
        let holds = [self.0[0] < than.0[0], self.0[1] < than.0[1]];
        Self::choose(holds, then, otherwise)
    }

    #[inline(always)]
    fn if_no_more(self, than: Self, then: Self, otherwise: Self) -> Self {
        let holds = [self.0[0] <= than.0[0], self.0[1] <= than.0[1]];
        Self::choose(holds, then, otherwise)
    }

    #[inline(always)]
    fn if_equal(self, to: Self, then: Self, otherwise: Self) -> Self {
        let holds = [self.0[0] == to.0[0], self.0[1] == to.0[1]];
        Self::choose(holds, then, otherwise)
    }
}

/// Defines a vector of the x86 instructions that do the same under other names.
///
/// Every body is sound for one reason: whoever has a vector has its instructions.
#[cfg(target_arch = "x86_64")]
macro_rules! x86 {
    (
        $name:ident($register:ty, $lanes:literal)
        $load:ident $spread:ident $store:ident $add:ident $sub:ident $mul:ident $div:ident $xor:ident
        $min:ident $max:ident
        is_number($a:ident, $then:ident, $otherwise:ident) $is_number:expr;
        compare($b:ident, $holds:ident) $compare:expr;
        $(where_number($value:ident, $of:ident) $where_number:expr;)?
        $(where_numbers($this:ident, $one:ident, $two:ident) $where_numbers:expr;)?
    ) => {
        #[derive(Clone, Copy)]
        pub(super) struct $name($register);

        impl $name {
            #[inline(always)]
            fn compare<const $holds: i32>(self, other: Self, then: Self, otherwise: Self) -> Self {
                let ($a, $b, $then, $otherwise) = (self.0, other.0, then.0, otherwise.0);
                // SAFETY: the machine has the instructions, or there were no such vector.
                Self(unsafe { $compare })
            }
        }

        impl Vector for $name {
            const LANES: usize = $lanes;

            #[inline(always)]
            unsafe fn load(from: *const f64) -> Self {
                // SAFETY: the caller vouches for lanes and instructions.
                Self(unsafe { $load(from) })
            }

            #[inline(always)]
            unsafe fn spread(value: f64) -> Self {
                // SAFETY: the caller vouches for the instructions.
                Self(unsafe { $spread(value) })
            }

            #[inline(always)]
            unsafe fn store(self, to: *mut f64) {
                // SAFETY: the caller vouches for the lanes.
                unsafe { $store(to, self.0) }
            }

            #[inline(always)]
            fn plus(self, other: Self) -> Self {
                // SAFETY: the machine has the instructions, or there were no such vector.
                Self(unsafe { $add(self.0, other.0) })
            }

            #[inline(always)]
            fn minus(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $sub(self.0, other.0) })
            }

            #[inline(always)]
            fn times(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $mul(self.0, other.0) })
            }

            #[inline(always)]
            fn over(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $div(self.0, other.0) })
            }

            #[inline(always)]
            fn negative(self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $xor(self.0, $spread(-0.0)) })
            }

            #[inline(always)]
            fn if_number(self, then: Self, otherwise: Self) -> Self {
                let ($a, $then, $otherwise) = (self.0, then.0, otherwise.0);
                // SAFETY: as above.
                Self(unsafe { $is_number })
            }

            $(#[inline(always)]
            fn where_number(self, $of: Self) -> Self {
                let ($value, $of) = (self.0, $of.0);
                // SAFETY: as above.
                Self(unsafe { $where_number })
            })?

            $(#[inline(always)]
            fn where_numbers($this, $one: Self, $two: Self) -> Self {
                $where_numbers
            })?

            #[inline(always)]
            fn or_lesser(self, other: Self) -> Self {
                // The instruction gives its second operand unless the first is less.
                // SAFETY: as above.
                Self(unsafe { $min(other.0, self.0) })
            }

            #[inline(always)]
            fn or_greater(self, other: Self) -> Self {
                // SAFETY: as above.
                Self(unsafe { $max(other.0, self.0) })
            }

            #[inline(always)]
            fn if_less(self, than: Self, then: Self, otherwise: Self) -> Self {
                self.compare::<_CMP_LT_OQ>(than, then, otherwise)
            }

            #[inline(always)]
            fn if_no_more(self, than: Self, then: Self, otherwise: Self) -> Self {
                self.compare::<_CMP_LE_OQ>(than, then, otherwise)
            }

            #[inline(always)]
            fn if_equal(self, to: Self, then: Self, otherwise: Self) -> Self {
                self.compare::<_CMP_EQ_OQ>(to, then, otherwise)
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
x86! {
    Four(__m256d, 4)
    _mm256_loadu_pd _mm256_set1_pd _mm256_storeu_pd
    _mm256_add_pd _mm256_sub_pd _mm256_mul_pd _mm256_div_pd _mm256_xor_pd
    _mm256_min_pd _mm256_max_pd
    is_number(a, then, otherwise) {
        let size = _mm256_and_pd(a, _mm256_set1_pd(f64::from_bits(i64::MAX as u64)));
        let holds = _mm256_cmp_pd::<_CMP_LT_OQ>(size, _mm256_set1_pd(f64::INFINITY));
        _mm256_blendv_pd(otherwise, then, holds)
    };
    compare(b, HOLDS) _mm256_blendv_pd(otherwise, then, _mm256_cmp_pd::<HOLDS>(a, b));
    where_numbers(self, a, b) {
        // Nothing of a number, and NaN of what is none.
        let nothing = self.all(0.0);
        let (a, b) = (a.times(nothing), b.times(nothing));
        a.compare::<_CMP_UNORD_Q>(b, self.all(f64::NAN), self)
    };
}

/// What to put in the place of a value, by the kind of another, four bits a kind: NaN for NaN,
/// quiet or signalling, and for both infinities; the value itself for all others.
#[cfg(target_arch = "x86_64")]
const NO_NUMBERS: i64 = 0x0033_0033;

#[cfg(target_arch = "x86_64")]
x86! {
    Eight(__m512d, 8)
    _mm512_loadu_pd _mm512_set1_pd _mm512_storeu_pd
    _mm512_add_pd _mm512_sub_pd _mm512_mul_pd _mm512_div_pd _mm512_xor_pd
    _mm512_min_pd _mm512_max_pd
    is_number(a, then, otherwise) {
        // Quiet and signalling NaN, and both infinities.
        _mm512_mask_blend_pd(_mm512_fpclass_pd_mask::<0x99>(a), then, otherwise)
    };
    compare(b, HOLDS) {
        _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<HOLDS>(a, b), otherwise, then)
    };
    where_number(value, of) _mm512_fixupimm_pd::<0>(value, of, _mm512_set1_epi64(NO_NUMBERS));
}
