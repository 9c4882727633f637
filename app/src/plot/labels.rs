//! Labels that keep out of each other's way.

use egui::{Pos2, Rangef, Rect, Vec2, pos2, vec2};

/// Spreads things of these heights along a column, each as near as it can be to where it belongs.
///
/// Gives the centre of each, in the order of `wanted`. They keep their order and do not overlap;
/// where the column is too short for that they share what there is.
pub(super) fn spread_column(wanted: &[f32], heights: &[f32], column: Rangef) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut centres = vec![0.0; wanted.len()];
    let mut free = column.min;
    for &i in &order {
        let half = heights[i] / 2.0;
        centres[i] = wanted[i].max(free + half);
        free = centres[i] + half;
    }
    // What has been pushed past the end pushes back.
    let mut free = column.max;
    for &i in order.iter().rev() {
        let half = heights[i] / 2.0;
        centres[i] = centres[i].min(free - half);
        free = centres[i] - half;
    }
    centres
}

/// Finds places for labels beside points, away from what is already there.
pub(super) struct Places {
    area: Rect,
    taken: Vec<Rect>,
    points: Vec<Pos2>,
}

impl Places {
    /// Places within `area` that avoid covering `points`.
    pub(super) fn new(area: Rect, points: Vec<Pos2>) -> Self {
        Self {
            area,
            taken: Vec::new(),
            points,
        }
    }

    /// Marks something as occupied.
    pub(super) fn take(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// The best place for a label of this size beside `point`, which is then occupied.
    pub(super) fn place(&mut self, point: Pos2, size: Vec2) -> Rect {
        let gap = 7.0;
        let candidates = [
            (1.0, -1.0),
            (-1.0, 1.0),
            (-1.0, -1.0),
            (1.0, 1.0),
            (0.0, -1.0),
            (0.0, 1.0),
        ];
        let rects = [1.0, 2.5, 4.0].into_iter().flat_map(|far| {
            candidates.map(|(x, y)| {
                let away = vec2(x * (size.x / 2.0 + gap), y * (size.y / 2.0 + gap * far));
                Rect::from_center_size(point + away, size)
            })
        });
        let costs = rects
            .enumerate()
            .map(|(rank, rect)| (self.cost(rect) + 2.0 * rank as f32, rect));
        let best = costs.min_by(|(a, _), (b, _)| a.total_cmp(b));
        let rect = best.map_or(Rect::from_min_size(point, size), |(_, rect)| rect);
        let rect = within(rect, self.area);
        self.take(rect);
        rect
    }

    /// How bad a place is: overlaps are worst, then leaving the area, then covering a line.
    fn cost(&self, rect: Rect) -> f32 {
        let room = rect.expand(2.0);
        let overlaps = self
            .taken
            .iter()
            .filter(|taken| taken.intersects(room))
            .count() as f32;
        let covered = self
            .points
            .iter()
            .filter(|&&point| room.contains(point))
            .count() as f32;
        let outside = if self.area.contains_rect(rect) {
            0.0
        } else {
            1.0
        };
        overlaps * 1000.0 + outside * 500.0 + covered.min(50.0)
    }
}

/// `rect` moved into `area` as far as it fits.
fn within(rect: Rect, area: Rect) -> Rect {
    let shift =
        |low: f32, high: f32, from: f32, to: f32| (from - low).max(0.0) + (to - high).min(0.0);
    rect.translate(vec2(
        shift(rect.left(), rect.right(), area.left(), area.right()),
        shift(rect.top(), rect.bottom(), area.top(), area.bottom()),
    ))
}

/// The parts of a line that lie within `area`. A point that is not a number interrupts the line.
pub(super) fn clip(points: impl IntoIterator<Item = Option<Pos2>>, area: Rect) -> Vec<Vec<Pos2>> {
    let mut runs: Vec<Vec<Pos2>> = Vec::new();
    let mut last: Option<Pos2> = None;
    for point in points {
        if let (Some(from), Some(to)) = (last, point)
            && let Some((from, to)) = clip_piece(from, to, area)
        {
            match runs.last_mut().filter(|run| run.last() == Some(&from)) {
                Some(run) => run.push(to),
                None => runs.push(vec![from, to]),
            }
        }
        last = point;
    }
    runs
}

/// The part of a straight piece within `area` (Liang and Barsky 1984).
fn clip_piece(from: Pos2, to: Pos2, area: Rect) -> Option<(Pos2, Pos2)> {
    let way = to - from;
    let (mut start, mut end) = (0.0_f32, 1.0_f32);
    for (speed, room) in [
        (-way.x, from.x - area.left()),
        (way.x, area.right() - from.x),
        (-way.y, from.y - area.top()),
        (way.y, area.bottom() - from.y),
    ] {
        if speed == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            start = start.max(room / speed);
        } else {
            end = end.min(room / speed);
        }
    }
    let at = |share: f32| pos2(from.x + share * way.x, from.y + share * way.y);
    // The ends themselves stay as they are, so that runs join exactly.
    let first = if start == 0.0 { from } else { at(start) };
    let second = if end == 1.0 { to } else { at(end) };
    (start <= end).then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_spread() {
        let column = Rangef::new(0.0, 100.0);
        assert_eq!(
            spread_column(&[50.0, 20.0], &[10.0; 2], column),
            [50.0, 20.0]
        );
        assert_eq!(
            spread_column(&[50.0, 52.0], &[10.0; 2], column),
            [50.0, 60.0]
        );
        assert_eq!(
            spread_column(&[99.0, 98.0], &[10.0; 2], column),
            [95.0, 85.0]
        );
        assert_eq!(spread_column(&[-5.0], &[10.0], column), [5.0]);
        assert!(spread_column(&[], &[], column).is_empty());
    }

    #[test]
    fn labels_do_not_overlap() {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(300.0, 200.0));
        let mut places = Places::new(area, Vec::new());
        let size = vec2(40.0, 14.0);
        let placed: Vec<Rect> = [
            pos2(100.0, 100.0),
            pos2(104.0, 100.0),
            pos2(299.0, 1.0),
            pos2(96.0, 101.0),
        ]
        .into_iter()
        .map(|point| places.place(point, size))
        .collect();
        for (i, rect) in placed.iter().enumerate() {
            assert!(area.contains_rect(*rect), "{rect:?}");
            assert!(
                placed[..i].iter().all(|other| !other.intersects(*rect)),
                "{placed:?}"
            );
        }
    }

    #[test]
    fn lines_are_clipped() {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(10.0, 10.0));
        let points = [pos2(-5.0, 5.0), pos2(5.0, 5.0), pos2(5.0, 1e7)].map(Some);
        assert_eq!(
            clip(points, area),
            [[pos2(0.0, 5.0), pos2(5.0, 5.0), pos2(5.0, 10.0)]]
        );
        let gap = [
            Some(pos2(1.0, 1.0)),
            Some(pos2(2.0, 1.0)),
            None,
            Some(pos2(3.0, 1.0)),
        ];
        assert_eq!(clip(gap, area), [[pos2(1.0, 1.0), pos2(2.0, 1.0)]]);
        assert!(clip([Some(pos2(-9.0, 0.0)), Some(pos2(-1.0, 20.0))], area).is_empty());
    }
}
