//! Tests of tables: what is seen of cells that have too little room.

use egui::Shape;
use egui::epaint::ClippedShape;

use super::super::testing::Window;
use super::layout::{Width, fitted};
use super::*;

/// What is painted of a table, a column of names and another one, in a window of 200 by 100 points.
fn painted(name: &str, (kind, head, text): (Kind, &str, &str)) -> Vec<ClippedShape> {
    let columns = [("Signal", Kind::Words), (head, kind)].map(|(head, kind)| Column {
        head: head.to_owned(),
        kind,
    });
    let cell = |_: usize, column: usize| match column {
        0 => Cell::new(name),
        _ => Cell::new(text),
    };
    let table = Table {
        name: "List",
        columns: &columns,
        rows: 2,
        cell: &cell,
        selected: None,
        height: 80.0,
    };
    Window::new().shapes(|ui| {
        table.show(ui);
    })
}

#[test]
fn columns_give_up_what_they_can_spare_only_where_that_is_enough() {
    let widths = [(100.0, 100.0), (200.0, 100.0), (150.0, 100.0)];
    let widths = widths.map(|(whole, least)| Width { whole, least });
    let cases = [
        (500.0, [100.0, 200.0, 150.0]),
        (375.0, [100.0, 150.0, 125.0]),
        (300.0, [100.0; 3]),
        (299.0, [100.0, 200.0, 150.0]),
    ];
    for (room, expected) in cases {
        assert_eq!(fitted(&widths, room), expected, "{room}");
    }
    // The head of a number makes way for it.
    let texts: Vec<_> = painted(
        "Power",
        (
            Kind::Numbers,
            "Frontier lab (rents its racks), base case",
            "1,388.89",
        ),
    )
    .into_iter()
    .filter_map(|shape| match shape.shape {
        Shape::Text(words) => Some(words.galley),
        _ => None,
    })
    .collect();
    let number = texts.iter().find(|galley| galley.text() == "1,388.89");
    assert!(number.is_some());
    assert!(texts.iter().any(|galley| galley.elided));
}

#[test]
fn what_is_cut_at_the_edge_says_so() {
    let cases = [
        (Kind::Words, "Expected by", "overdue since 2026-06-30"),
        (Kind::Numbers, "Value in a long unit", "1,234,567,890.12"),
    ];
    for (kind, head, text) in cases {
        let mut texts = Vec::new();
        for shape in painted("A name that takes room", (kind, head, text)) {
            if let Shape::Text(words) = &shape.shape {
                let place = words.visual_bounding_rect();
                let edge = shape.clip_rect.right() + 0.5;
                assert!(place.left() > edge || place.right() <= edge, "{place:?}");
                texts.push((words.galley.text().to_owned(), words.galley.elided));
            }
        }
        let whole = |text: &str| texts.contains(&(text.to_owned(), false));
        assert!(whole("A name that takes room"), "{texts:?}");
        assert!(!whole(text) && !whole(head), "{texts:?}");
    }
}
