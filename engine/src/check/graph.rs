//! Which rows read which, and in what order they can be computed.
//!
//! A cycle is legal only if every path around it passes `PREV` or `LAG`; a row that looks at a
//! whole series cannot be part of one.

use std::collections::HashMap;

use crate::diagnostic::Span;
use crate::formula::ast::{Ast, Node};
use crate::functions::{Evaluate, Form, Function};

/// How one row reads another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// In an earlier period.
    Earlier,
    /// In the same period.
    Same,
    /// In periods that may be later: a whole series, or a fixed period.
    Whole,
}

/// An arrow from a row to one that it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) to: usize,
    pub(super) reach: Reach,
}

/// Collects the rows that a formula reads, with the farthest reach to each, in order of mention.
pub(super) fn arrows(
    ast: &Ast,
    rows: &HashMap<String, usize>,
    timeline: &str,
    found: &mut Vec<Arrow>,
) {
    collect(
        ast,
        Reach::Same,
        &mut |name, at, reach| {
            let Some(&to) = rows.get(name) else { return };
            let fixed = at
                .iter()
                .any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let reach = if fixed { Reach::Whole } else { reach };
            match found.iter_mut().find(|arrow| arrow.to == to) {
                Some(arrow) => arrow.reach = arrow.reach.max(reach),
                None => found.push(Arrow { to, reach }),
            }
        },
        timeline,
    );
}

type Visit<'a> = dyn FnMut(&str, &[&str], Reach) + 'a;

fn collect(ast: &Ast, reach: Reach, visit: &mut Visit<'_>, timeline: &str) {
    match &ast.node {
        Node::Number { .. } | Node::Text(_) | Node::Boolean(_) | Node::Missing => {}
        Node::Name { name, at } => {
            let at: Vec<_> = at.iter().map(|word| word.text.as_str()).collect();
            visit(name, &at, reach);
        }
        Node::Negate(inner) | Node::Percent(inner) => collect(inner, reach, visit, timeline),
        Node::Binary { left, right, .. } => {
            collect(left, reach, visit, timeline);
            collect(right, reach, visit, timeline);
        }
        Node::Call {
            name,
            arguments,
            over,
        } => {
            let form = Function::named(&name.text).map(|function| function.evaluate);
            for (position, argument) in arguments.iter().enumerate() {
                let inner = match form {
                    Some(Evaluate::Form(Form::Prev | Form::Lag)) if position == 0 => {
                        if reach == Reach::Whole {
                            Reach::Whole
                        } else {
                            Reach::Earlier
                        }
                    }
                    Some(Evaluate::Form(
                        Form::First | Form::Last | Form::Cumulate | Form::Npv | Form::Irr,
                    )) => Reach::Whole,
                    Some(Evaluate::Form(Form::Na)) => {
                        quoted(argument, reach, visit);
                        reach
                    }
                    _ if over.iter().any(|word| word.text == timeline) => Reach::Whole,
                    _ => reach,
                };
                collect(argument, inner, visit, timeline);
            }
        }
    }
}

/// Rows whose values a reason quotes: `NA("needs {required_allocation}")`.
fn quoted(argument: &Ast, reach: Reach, visit: &mut Visit<'_>) {
    if let Node::Text(text) = &argument.node {
        for name in super::reason::quoted_names(text) {
            visit(name, &[], reach);
        }
    }
}

/// Where a formula first names a row of a group outside of `PREV` and `LAG`, or else anywhere.
pub(super) fn mention(ast: &Ast, is_member: &dyn Fn(&str) -> bool) -> Option<Span> {
    let found = |ast: &Ast, deep: bool| -> Option<Span> {
        let mut open = vec![ast];
        let mut first: Option<Span> = None;
        while let Some(ast) = open.pop() {
            match &ast.node {
                Node::Name { name, .. } if is_member(name) => {
                    let is_earlier = first.is_none_or(|first| ast.span < first);
                    first = if is_earlier { Some(ast.span) } else { first };
                }
                Node::Negate(inner) | Node::Percent(inner) => open.push(inner),
                Node::Binary { left, right, .. } => open.extend([&**left, &**right]),
                Node::Call {
                    name, arguments, ..
                } => {
                    let form = Function::named(&name.text).map(|function| function.evaluate);
                    let lags = matches!(form, Some(Evaluate::Form(Form::Prev | Form::Lag)));
                    let skipped = usize::from(lags && !deep);
                    open.extend(arguments.iter().skip(skipped));
                }
                _ => {}
            }
        }
        first
    };
    found(ast, false).or_else(|| found(ast, true))
}

/// The rows in an order in which each group reads only itself and earlier groups (Tarjan 1972).
///
/// Written without recursion, so that a chain of any length is safe.
pub(super) fn groups(arrows: &[Vec<Arrow>]) -> Vec<Vec<usize>> {
    let count = arrows.len();
    let mut search = Search {
        order: vec![usize::MAX; count],
        low: vec![usize::MAX; count],
        on_stack: vec![false; count],
        stack: Vec::new(),
        next: 0,
        groups: Vec::new(),
    };
    for start in 0..count {
        if search.order[start] == usize::MAX {
            search.visit(start, arrows);
        }
    }
    search.groups
}

struct Search {
    order: Vec<usize>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    groups: Vec<Vec<usize>>,
}

impl Search {
    fn visit(&mut self, start: usize, arrows: &[Vec<Arrow>]) {
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((row, edge)) = path.pop() {
            let Some(arrow) = arrows[row].get(edge) else {
                self.leave(row);
                if let Some((parent, _)) = path.last() {
                    self.low[*parent] = self.low[*parent].min(self.low[row]);
                }
                continue;
            };
            path.push((row, edge + 1));
            if self.order[arrow.to] == usize::MAX {
                self.enter(arrow.to);
                path.push((arrow.to, 0));
            } else if self.on_stack[arrow.to] {
                self.low[row] = self.low[row].min(self.order[arrow.to]);
            }
        }
    }

    fn enter(&mut self, row: usize) {
        self.order[row] = self.next;
        self.low[row] = self.next;
        self.next += 1;
        self.stack.push(row);
        self.on_stack[row] = true;
    }

    fn leave(&mut self, row: usize) {
        if self.low[row] != self.order[row] {
            return;
        }
        let mut group = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack[member] = false;
            group.push(member);
            if member == row {
                break;
            }
        }
        group.sort_unstable();
        self.groups.push(group);
    }
}

/// What a group of rows that read one another turned out to be.
pub(super) enum Loop {
    /// One row that does not read itself.
    None,
    /// Legal: the rows in an order in which each can be computed period by period.
    ByPeriod(Vec<usize>),
    /// A row that looks at a whole series of a row that depends on it.
    Whole(usize, usize),
    /// A path of rows that comes back to its start within one period.
    Closed(Vec<usize>),
}

/// Decides whether a group of rows may read one another as they do.
pub(super) fn examine(group: &[usize], arrows: &[Vec<Arrow>]) -> Loop {
    let inside = |arrow: &&Arrow| group.contains(&arrow.to);
    if group.len() == 1 && !arrows[group[0]].iter().any(|arrow| arrow.to == group[0]) {
        return Loop::None;
    }
    for &row in group {
        let whole = arrows[row]
            .iter()
            .filter(inside)
            .find(|arrow| arrow.reach == Reach::Whole);
        if let Some(arrow) = whole {
            return Loop::Whole(row, arrow.to);
        }
    }
    let mut done: Vec<usize> = Vec::new();
    while done.len() < group.len() {
        let waits = |row: usize| {
            arrows[row]
                .iter()
                .filter(inside)
                .find(|arrow| arrow.reach == Reach::Same && !done.contains(&arrow.to))
                .map(|arrow| arrow.to)
        };
        let free: Vec<_> = group
            .iter()
            .copied()
            .filter(|row| !done.contains(row) && waits(*row).is_none())
            .collect();
        if free.is_empty() {
            let start = group.iter().copied().find(|row| !done.contains(row));
            return Loop::Closed(start.map(|start| around(start, waits)).unwrap_or_default());
        }
        done.extend(free);
    }
    Loop::ByPeriod(done)
}

/// Follows the waiting rows until one comes again, and returns the ring.
fn around(start: usize, waits: impl Fn(usize) -> Option<usize>) -> Vec<usize> {
    let mut path = vec![start];
    let mut here = start;
    while let Some(next) = waits(here) {
        if let Some(first) = path.iter().position(|row| *row == next) {
            return path.split_off(first);
        }
        path.push(next);
        here = next;
    }
    path
}
