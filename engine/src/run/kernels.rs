//! The inner loops: every operation over sixteen lanes at a time, at the instruction set at hand.
//!
//! This is the only room that leaves what the compiler can check. A loop reads and writes lanes
//! through pointers, because a result may take the place of an operand, which two slices cannot
//! express. What makes it sound stands together here: [`Streams`] holds where each lane array is
//! and how long it is, [`Step`] can only be made with as many operands as its loop reads, and
//! [`Step::run`] looks at every length before it starts the loop.
//!
//! Nothing is reassociated and no multiplication is fused with an addition, so each instruction
//! set gives the same bits.

#![allow(
    unsafe_code,
    reason = "a result may take the place of an operand, which slices cannot express"
)]

mod levels;
mod vector;

use std::marker::PhantomData;

use super::level::Level;

use vector::Pair;
#[cfg(target_arch = "x86_64")]
use vector::{Eight, Four};

pub(super) use levels::at_level;
pub(super) use vector::Vector;

/// How many lanes a loop handles at a time. Arrays of lanes are read in multiples of it.
pub(super) const LANES: usize = 16;

/// The values of neighbouring lanes.
pub(super) type Lanes = [f64; LANES];

/// The most operands that a loop of arithmetic reads.
pub(super) const MOST: usize = 4;

/// One value in all lanes, as a loop reads it.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Scalar([f64; WIDEST]);

/// How many vectors a loop handles before it looks again where its operands are.
const AT_ONCE: usize = 2;

/// As many lanes as the widest vectors have that are handled at once.
const WIDEST: usize = 8 * AT_ONCE;

/// A value in all lanes.
pub(super) const fn scalar(value: f64) -> Scalar {
    Scalar([value; WIDEST])
}

impl Scalar {
    /// The value.
    pub(super) const fn value(&self) -> f64 {
        self.0[0]
    }
}

/// A formula over lanes, put together from types so that each makes one loop.
pub(super) trait Expression {
    /// How many operands it has.
    const COUNT: usize;

    /// The values of the lanes that come so many after one.
    ///
    /// # Safety
    ///
    /// Every operand up to the count has those lanes, and the machine the vector's instructions.
    unsafe fn at<V: Vector>(operands: &Operands, lane: usize, after: usize) -> V;
}

/// The operands of a loop. One that is the same in all lanes has a mask of zero, so that the same
/// few lanes are read again and again.
pub(super) struct Operands {
    starts: [*const f64; MOST],
    masks: [usize; MOST],
}

/// An operand, by its position.
pub(super) struct Leaf<const POSITION: usize>;

impl<const POSITION: usize> Expression for Leaf<POSITION> {
    const COUNT: usize = POSITION + 1;

    #[inline(always)]
    unsafe fn at<V: Vector>(operands: &Operands, lane: usize, after: usize) -> V {
        let lane = lane & operands.masks[POSITION];
        // SAFETY: the caller vouches for the operand and its lanes.
        unsafe { V::load(operands.starts[POSITION].add(lane).add(after)) }
    }
}

const fn greatest(a: usize, b: usize) -> usize {
    if a < b { b } else { a }
}

/// What is done to one value.
pub(super) trait Unary {
    /// The result in some lanes.
    fn of<V: Vector>(a: V) -> V;
}

/// What is done to two values.
pub(super) trait Binary {
    /// The result in some lanes.
    fn of<V: Vector>(a: V, b: V) -> V;
}

/// An operation on one formula.
pub(super) struct With<O, A>(PhantomData<(O, A)>);

/// An operation on two formulas.
pub(super) struct Both<O, A, B>(PhantomData<(O, A, B)>);

/// The second formula where the first is other than zero, else the third.
pub(super) struct Choice<C, A, B>(PhantomData<(C, A, B)>);

impl<O: Unary, A: Expression> Expression for With<O, A> {
    const COUNT: usize = A::COUNT;

    #[inline(always)]
    unsafe fn at<V: Vector>(operands: &Operands, lane: usize, after: usize) -> V {
        // SAFETY: handed on.
        O::of(unsafe { A::at(operands, lane, after) })
    }
}

impl<O: Binary, A: Expression, B: Expression> Expression for Both<O, A, B> {
    const COUNT: usize = greatest(A::COUNT, B::COUNT);

    #[inline(always)]
    unsafe fn at<V: Vector>(operands: &Operands, lane: usize, after: usize) -> V {
        // SAFETY: handed on.
        let (a, b) = unsafe { (A::at(operands, lane, after), B::at(operands, lane, after)) };
        O::of(a, b)
    }
}

impl<C: Expression, A: Expression, B: Expression> Expression for Choice<C, A, B> {
    const COUNT: usize = greatest(C::COUNT, greatest(A::COUNT, B::COUNT));

    #[inline(always)]
    unsafe fn at<V: Vector>(operands: &Operands, lane: usize, after: usize) -> V {
        // SAFETY: handed on.
        let c = unsafe { C::at::<V>(operands, lane, after) };
        // SAFETY: handed on.
        let (a, b) = unsafe { (A::at(operands, lane, after), B::at(operands, lane, after)) };
        let taken = c.if_equal(c.all(0.0), b, a);
        taken.where_number(c)
    }
}

/// A loop over lanes: where the result goes, the operands, and how many lanes.
type Loop = unsafe fn(*mut f64, &Operands, usize);

#[inline(always)]
unsafe fn sweep<V: Vector, E: Expression>(to: *mut f64, operands: &Operands, lanes: usize) {
    let mut lane = 0;
    while lane < lanes {
        for vector in 0..AT_ONCE {
            let after = vector * V::LANES;
            // SAFETY: `Step::run` has looked at the operands and their lengths, and that lanes are
            // a multiple of sixteen. Whatever is written has been read before.
            unsafe { E::at::<V>(operands, lane, after).store(to.add(lane).add(after)) };
        }
        lane += AT_ONCE * V::LANES;
    }
}

unsafe fn baseline<E: Expression>(to: *mut f64, operands: &Operands, lanes: usize) {
    // SAFETY: handed on.
    unsafe { sweep::<Pair, E>(to, operands, lanes) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<E: Expression>(to: *mut f64, operands: &Operands, lanes: usize) {
    // SAFETY: handed on; the machine has the instructions, or there were no such level.
    unsafe { sweep::<Four, E>(to, operands, lanes) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl")]
unsafe fn avx512<E: Expression>(to: *mut f64, operands: &Operands, lanes: usize) {
    // SAFETY: handed on; the machine has the instructions, or there were no such level.
    unsafe { sweep::<Eight, E>(to, operands, lanes) }
}

/// One formula's loop for each instruction set.
#[derive(Clone, Copy)]
pub(super) struct Kernel {
    loops: [Loop; 3],
    count: usize,
}

impl Kernel {
    /// The loops of a formula of at most [`MOST`] operands.
    pub(super) fn of<E: Expression>() -> Self {
        #[cfg(target_arch = "x86_64")]
        let loops: [Loop; 3] = [baseline::<E>, avx2::<E>, avx512::<E>];
        #[cfg(not(target_arch = "x86_64"))]
        let loops: [Loop; 3] = [baseline::<E>; 3];
        const { assert!(E::COUNT <= MOST) }
        Self {
            loops,
            count: E::COUNT,
        }
    }
}

/// A whole series of operands over sixteen lanes: what NPV, IRR and the functions work on.
///
/// The first slice has the operands, operand by operand; the second is room of any length.
pub(super) trait Series: Sync + Send {
    /// The result in sixteen lanes.
    fn of(&self, operands: &[Lanes], room: &mut Vec<f64>) -> Lanes;
}

/// Carries a series out on sixteen lanes, at an instruction set of the machine.
pub(super) fn carry_out<S: Series>(
    series: &S,
    level: Level,
    operands: &[Lanes],
    room: &mut Vec<f64>,
) -> Lanes {
    at_level(
        level,
        #[inline(always)]
        || series.of(operands, room),
    )
}

/// Where an operand is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// One value in all lanes, by its position among the scalars.
    Scalar(u32),
    /// One per lane, in one of the streams.
    Stream(u32),
}

/// How a stream moves as a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Motion {
    /// It stands still: a register, written anew for each block.
    Still,
    /// It goes on with the columns.
    Column,
    /// It goes on with the cells.
    Cell,
}

/// The first lane of a block, for each kind of stream.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Offsets {
    /// Among the columns.
    pub(super) column: usize,
    /// Among the cells.
    pub(super) cell: usize,
}

#[derive(Clone, Copy)]
struct Stream {
    start: *mut f64,
    length: usize,
    motion: Motion,
    is_written: bool,
}

/// The lane arrays of a run: registers, what is read and what is written, borrowed for its time.
pub(super) struct Streams<'a> {
    streams: Vec<Stream>,
    borrowed: PhantomData<&'a mut [f64]>,
}

impl<'a> Streams<'a> {
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            streams: Vec::with_capacity(count),
            borrowed: PhantomData,
        }
    }

    /// An array that is only read.
    pub(super) fn read(&mut self, values: &'a [f64], motion: Motion) {
        self.streams.push(Stream {
            start: values.as_ptr().cast_mut(),
            length: values.len(),
            motion,
            is_written: false,
        });
    }

    /// An array that is written, and may be read after.
    pub(super) fn write(&mut self, values: &'a mut [f64], motion: Motion) {
        self.streams.push(Stream {
            start: values.as_mut_ptr(),
            length: values.len(),
            motion,
            is_written: true,
        });
    }

    /// The lanes of a stream from the offset on.
    ///
    /// # Panics
    ///
    /// If the stream has not so many lanes: the room that calls has made a mistake.
    #[inline]
    fn lanes(&self, stream: u32, offsets: Offsets, lanes: usize) -> (*mut f64, bool) {
        let stream = &self.streams[stream as usize];
        let from = match stream.motion {
            Motion::Still => 0,
            Motion::Column => offsets.column,
            Motion::Cell => offsets.cell,
        };
        assert!(from + lanes <= stream.length, "a block leaves its stream");
        // SAFETY: `from` is within the array, as has just been seen.
        (unsafe { stream.start.add(from) }, stream.is_written)
    }

    fn target(&self, to: u32, offsets: Offsets, lanes: usize) -> *mut f64 {
        let (start, is_written) = self.lanes(to, offsets, lanes);
        assert!(is_written, "a stream that is read is not written");
        start
    }
}

/// One loop with its operands and the stream that gets the result.
pub(super) struct Step {
    kernel: Kernel,
    operands: [Place; MOST],
    to: u32,
}

impl Step {
    /// `None` where there are not as many operands as the loop reads.
    pub(super) fn new(kernel: Kernel, operands: &[Place], to: u32) -> Option<Self> {
        let mut places = [Place::Scalar(0); MOST];
        for (place, operand) in places.iter_mut().zip(operands) {
            *place = *operand;
        }
        (operands.len() == kernel.count).then_some(Self {
            kernel,
            operands: places,
            to,
        })
    }

    /// Runs the loop over a block whose lanes are a multiple of sixteen.
    #[inline]
    pub(super) fn run(
        &self,
        level: Level,
        streams: &Streams<'_>,
        scalars: &[Scalar],
        offsets: Offsets,
        lanes: usize,
    ) {
        assert!(lanes.is_multiple_of(LANES), "lanes come in sixteens");
        let mut operands = Operands {
            starts: [std::ptr::null(); MOST],
            masks: [0; MOST],
        };
        for (position, place) in self.operands[..self.kernel.count].iter().enumerate() {
            let (start, mask) = match place {
                Place::Scalar(scalar) => (scalars[*scalar as usize].0.as_ptr(), 0),
                Place::Stream(stream) => {
                    let start = streams.lanes(*stream, offsets, lanes).0;
                    (start.cast_const(), usize::MAX)
                }
            };
            operands.starts[position] = start;
            operands.masks[position] = mask;
        }
        let to = streams.target(self.to, offsets, lanes);
        // SAFETY: there are as many operands as the loop reads, a scalar is as wide as the widest
        // vectors that are handled at once, every stream has these lanes, the target may be
        // written, and a level can only be one that the machine has.
        unsafe { self.kernel.loops[level.place()](to, &operands, lanes) }
    }
}

/// Runs a series over a block, sixteen lanes at a time; `operands` and `room` are kept for reuse.
pub(super) fn run_series<S: Series>(
    series: &S,
    (places, to): (&[Place], u32),
    level: Level,
    (streams, scalars): (&Streams<'_>, &[Scalar]),
    (offsets, lanes): (Offsets, usize),
    (operands, room): (&mut Vec<Lanes>, &mut Vec<f64>),
) {
    assert!(lanes.is_multiple_of(LANES), "lanes come in sixteens");
    let target = streams.target(to, offsets, lanes);
    operands.clear();
    operands.extend(places.iter().map(|place| match place {
        Place::Scalar(scalar) => [scalars[*scalar as usize].value(); LANES],
        Place::Stream(_) => [f64::NAN; LANES],
    }));
    let read: Vec<_> = places
        .iter()
        .enumerate()
        .filter_map(|(operand, place)| match place {
            Place::Scalar(_) => None,
            Place::Stream(stream) => Some((operand, streams.lanes(*stream, offsets, lanes).0)),
        })
        .collect();
    for lane in (0..lanes).step_by(LANES) {
        for (operand, start) in &read {
            // SAFETY: the stream has these lanes, as has been seen above.
            operands[*operand] = unsafe { start.add(lane).cast::<Lanes>().read() };
        }
        let result = carry_out(series, level, operands, room);
        // SAFETY: the target has these lanes and may be written; no reference to them exists.
        unsafe { target.add(lane).cast::<Lanes>().write(result) };
    }
}
