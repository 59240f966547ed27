//! `join` and `lookup`: rows of two tables side by side.

use std::collections::HashMap;
use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};
use quarry_syntax::ast::{self, BinaryOp, ExprKind};

use super::super::Binder;
use super::super::advice::first_word;
use super::super::expr::convert;
use super::super::parameters::find_word;
use crate::names::UniqueNames;
use crate::scope::{Relation, Row};
use crate::types;
use crate::{Expr, Join, JoinColumn, JoinKind, Node, OutputColumn, StageTrace};

/// The two sides of a join, for its `on` clause.
struct Sides {
    left: Row,
    right: Row,
}

/// A condition: both sides' expressions, and the right column that the left one makes superfluous.
struct Key {
    left: Expr,
    right: Expr,
    right_column: Option<usize>,
    /// Both types are known.
    known: bool,
}

impl Sides {
    /// Whether the types of both columns are known.
    fn known(&self, left: &Expr, right: &Expr) -> bool {
        let known = |row: &Row, expr: &Expr| {
            column_of(expr).and_then(|index| row.columns.get(index)).is_none_or(|column| column.known)
        };
        known(&self.left, left) && known(&self.right, right)
    }
}

impl<'a> Binder<'a> {
    pub(super) fn join(&mut self, input: Relation, join: &'a ast::Join, span: Span) -> Relation {
        self.check_parameters(&join.parameters, &["kind", "withsource"]);
        let kind = self.join_kind(&join.parameters, span);
        let right = self.join_right(&join.right);
        let keys = self.join_keys(&input, &right, join);
        let output: Vec<JoinColumn> = match kind {
            JoinKind::LeftSemi | JoinKind::LeftAnti => lefts(&input),
            JoinKind::RightSemi | JoinKind::RightAnti => rights(&right),
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::RightOuter
            | JoinKind::FullOuter => lefts(&input).into_iter().chain(rights(&right)).collect(),
        };
        self.joined(input, right, kind, keys, output, span)
    }

    pub(super) fn lookup(&mut self, input: Relation, join: &'a ast::Join, span: Span) -> Relation {
        self.check_parameters(&join.parameters, &["kind"]);
        let kind = match find_word(&join.parameters, "kind") {
            None | Some(("leftouter", _)) => JoinKind::LeftOuter,
            Some(("inner", _)) => JoinKind::Inner,
            Some((other, place)) => {
                self.error(Code::ExpectedType, place, format!("'{other}' is not a kind of lookup"));
                JoinKind::LeftOuter
            }
        };
        let right = self.join_right(&join.right);
        let keys = self.join_keys(&input, &right, join);
        let dropped: Vec<usize> = keys.iter().filter_map(|key| key.right_column).collect();
        let output = lefts(&input)
            .into_iter()
            .chain((0..right.columns.len()).filter(|index| !dropped.contains(index)).map(JoinColumn::Right))
            .collect();
        self.joined(input, right, kind, keys, output, span)
    }

    fn join_right(&mut self, right: &'a ast::Expr) -> Relation {
        let aggregates = self.aggregates.take();
        let relation = self.tabular(right);
        self.aggregates = aggregates;
        relation
    }

    fn join_kind(&mut self, parameters: &'a [ast::Parameter], span: Span) -> JoinKind {
        let Some((word, place)) = find_word(parameters, "kind") else {
            self.hint_innerunique(span);
            return JoinKind::InnerUnique;
        };
        match word {
            "innerunique" => JoinKind::InnerUnique,
            "inner" => JoinKind::Inner,
            "leftouter" => JoinKind::LeftOuter,
            "rightouter" => JoinKind::RightOuter,
            "fullouter" => JoinKind::FullOuter,
            "leftsemi" => JoinKind::LeftSemi,
            "rightsemi" => JoinKind::RightSemi,
            "leftanti" | "anti" | "leftantisemi" => JoinKind::LeftAnti,
            "rightanti" | "rightantisemi" => JoinKind::RightAnti,
            other => {
                let kinds = [
                    "inner",
                    "innerunique",
                    "leftouter",
                    "rightouter",
                    "fullouter",
                    "leftsemi",
                    "rightsemi",
                    "leftanti",
                    "rightanti",
                ];
                let meant = match other {
                    "left" | "outer" | "left_outer" => Some("leftouter"),
                    "right" => Some("rightouter"),
                    "full" => Some("fullouter"),
                    "semi" => Some("leftsemi"),
                    _ => None,
                };
                let name = ast::Name { text: other.to_owned(), span: place };
                if let Some(meant) = meant {
                    self.report(
                        Diagnostic::error(
                            Code::ExpectedType,
                            place,
                            format!("'{other}' is not a known kind of join"),
                        )
                        .help(format!("did you mean '{meant}'?"))
                        .fix(Fix::replace(
                            format!("change to '{meant}'"),
                            place,
                            meant,
                        )),
                    );
                    return JoinKind::Inner;
                }
                self.unknown(Code::ExpectedType, "kind of join", &name, kinds);
                JoinKind::Inner
            }
        }
    }

    /// A join without a kind drops rows of the left side that share a key.
    fn hint_innerunique(&mut self, span: Span) {
        let word = first_word(span, "join");
        self.report(
            Diagnostic::info(
                Code::JoinWithoutKind,
                word,
                "a join without a kind is 'innerunique': of left rows with the same key, one is kept",
            )
            .help("say kind=inner to get every match")
            .fix(Fix::replace("add kind=inner", Span::at(word.end), " kind=inner")),
        );
    }

    fn join_keys(&mut self, left: &Relation, right: &Relation, join: &'a ast::Join) -> Vec<Key> {
        let sides = Sides { left: self.row_of(left), right: self.row_of(right) };
        if let Some(scopes) = &mut self.scopes
            && let (Some(first), Some(last)) = (join.on.first(), join.on.last())
        {
            scopes.stage(first.span.to(last.span), &left.columns, Some(&right.columns), false);
        }
        let mut keys = Vec::new();
        for condition in &join.on {
            self.join_condition(condition, &sides, &mut keys);
        }
        keys
    }

    fn join_condition(&mut self, condition: &'a ast::Expr, sides: &Sides, keys: &mut Vec<Key>) {
        match &condition.unparenthesized().kind {
            ExprKind::Error => {}
            ExprKind::And { operands, .. } => {
                for operand in operands {
                    self.join_condition(operand, sides, keys);
                }
            }
            ExprKind::Name(name) => keys.extend(self.common_column(name, sides)),
            ExprKind::Binary { op: BinaryOp::Equal, left, right, .. } => {
                if self.sides_without_prefix(left, right) {
                    return;
                }
                let left_key = self.join_operand(left, sides);
                let right_key = self.join_operand(right, sides);
                if let (Some((left_side, left_key)), Some((right_side, right_key))) = (left_key, right_key) {
                    keys.extend(self.key_pair(
                        left,
                        right,
                        (left_side, left_key),
                        (right_side, right_key),
                        sides,
                    ));
                }
            }
            _ => {
                self.error(
                    Code::JoinOperand,
                    condition.span,
                    "a join matches equal columns: a common column, or $left.a == $right.b",
                );
            }
        }
    }

    /// `on a == b`: says once how the sides are told apart.
    fn sides_without_prefix(&mut self, left: &'a ast::Expr, right: &'a ast::Expr) -> bool {
        let bare = |expr: &'a ast::Expr, side: &str| match &expr.unparenthesized().kind {
            ExprKind::Name(name) => Some((
                name.text.as_str(),
                Edit { span: Span::at(name.span.start), replacement: format!("${side}.") },
            )),
            ExprKind::Member { target, name } => match &target.kind {
                ExprKind::Name(prefix) if prefix.text == side => Some((
                    name.text.as_str(),
                    Edit { span: Span::at(prefix.span.start), replacement: "$".to_owned() },
                )),
                _ => None,
            },
            _ => None,
        };
        let (left_name, right_name) = (bare(left, "left"), bare(right, "right"));
        let same = left_name.as_ref().map(|(name, _)| *name) == right_name.as_ref().map(|(name, _)| *name);
        let edits: Vec<Edit> = left_name.iter().chain(&right_name).map(|(_, edit)| edit.clone()).collect();
        if edits.is_empty() {
            return false;
        }
        let place = if left_name.is_some() { left.span } else { right.span };
        let name = left_name.or(right_name).map_or("", |(name, _)| name);
        let help = if same {
            format!("write on {name}, or $left.{name} == $right.{name}")
        } else {
            "write $left.a == $right.b".to_owned()
        };
        self.report(
            Diagnostic::error(
                Code::JoinOperand,
                place,
                "a side of a join condition is a column of $left or $right",
            )
            .help(help)
            .fix(Fix { title: "say which side is meant".to_owned(), edits }),
        );
        true
    }

    fn common_column(&mut self, name: &'a ast::Name, sides: &Sides) -> Option<Key> {
        let left = self.side_column(&sides.left, name);
        let right = self.side_column(&sides.right, name);
        match (left, right) {
            (Some(left), Some(right)) => {
                let known = sides.known(&left, &right);
                let mut key = Key { right_column: column_of(&right), known, left, right };
                self.agree(&mut key, name.span, true)?;
                Some(key)
            }
            (None, None) if sides.left.broken || sides.right.broken => None,
            (None, None) => {
                let row = Row { broken: false, ..sides.left.clone() };
                if self.local(&name.text).is_some() {
                    self.error(Code::ExpectedColumn, name.span, "a column is expected here");
                } else {
                    self.unknown_column(name, &row);
                }
                None
            }
            (found, _) => {
                let (lacks, row) =
                    if found.is_some() { ("right", &sides.right) } else { ("left", &sides.left) };
                if !row.broken {
                    self.error(
                        Code::UnknownName,
                        name.span,
                        format!("the {lacks} side has no column '{}'", name.text),
                    );
                }
                None
            }
        }
    }

    fn side_column(&mut self, side: &Row, name: &ast::Name) -> Option<Expr> {
        match side.position(&name.text) {
            Some(index) => Some(Expr::column(index, side.columns[index].ty, name.span)),
            None => {
                if let Some(stage) = side.open {
                    self.infer(stage, &name.text);
                }
                None
            }
        }
    }

    /// `$left.a` or `$right.a`: the side and its column.
    fn join_operand(&mut self, operand: &'a ast::Expr, sides: &Sides) -> Option<(bool, Expr)> {
        let bare = operand.unparenthesized();
        let (side, name) = match &bare.kind {
            ExprKind::Member { target, name } => match &target.kind {
                ExprKind::Name(side) => (side.text.as_str(), name.clone()),
                _ => ("", name.clone()),
            },
            ExprKind::Element { target, index } => match (&target.kind, &index.unparenthesized().kind) {
                (ExprKind::Name(side), ExprKind::Literal(literal)) => {
                    (side.text.as_str(), ast::Name { text: literal.text.clone(), span: index.span })
                }
                _ => ("", ast::Name { text: String::new(), span: bare.span }),
            },
            ExprKind::Error => return None,
            _ => ("", ast::Name { text: String::new(), span: bare.span }),
        };
        let is_left = match side {
            "$left" => true,
            "$right" => false,
            _ => {
                self.error(
                    Code::JoinOperand,
                    operand.span,
                    "a side of a join condition is a column of $left or $right",
                );
                return None;
            }
        };
        let row = if is_left { &sides.left } else { &sides.right };
        match self.side_column(row, &name) {
            Some(column) => Some((is_left, column)),
            None => {
                if !row.broken && row.open.is_none() {
                    self.unknown_column(&name, row);
                }
                None
            }
        }
    }

    fn key_pair(
        &mut self,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        first: (bool, Expr),
        second: (bool, Expr),
        sides: &Sides,
    ) -> Option<Key> {
        let (left_key, right_key) = match (first.0, second.0) {
            (true, false) => (first.1, second.1),
            (false, true) => (second.1, first.1),
            (true, true) => {
                self.error(
                    Code::JoinOperand,
                    right.span,
                    "this side of the condition must be a column of $right",
                );
                return None;
            }
            (false, false) => {
                self.error(
                    Code::JoinOperand,
                    left.span,
                    "this side of the condition must be a column of $left",
                );
                return None;
            }
        };
        let known = sides.known(&left_key, &right_key);
        let mut key = Key { right_column: column_of(&right_key), known, left: left_key, right: right_key };
        self.agree(&mut key, left.span.to(right.span), false)?;
        Some(key)
    }

    /// Brings both sides of a condition to one type.
    fn agree(&mut self, key: &mut Key, span: Span, exact: bool) -> Option<()> {
        let (left, right) = (key.left.ty, key.right.ty);
        if left == right {
            return Some(());
        }
        if !key.known {
            key.left = convert(key.left.clone(), Type::Dynamic);
            key.right = convert(key.right.clone(), Type::Dynamic);
            return Some(());
        }
        let common = types::common(left, right);
        if exact || common.is_none() {
            self.error(
                Code::JoinOperand,
                span,
                format!("the sides have different types: {left} and {right}"),
            );
            return None;
        }
        let ty = common?;
        let (left, right) = (key.left.clone(), key.right.clone());
        key.left = convert(left, ty);
        key.right = convert(right, ty);
        Some(())
    }

    fn joined(
        &mut self,
        input: Relation,
        right: Relation,
        kind: JoinKind,
        keys: Vec<Key>,
        output: Vec<JoinColumn>,
        span: Span,
    ) -> Relation {
        let columns = joined_columns(&input, &right, &output);
        let open = match kind {
            JoinKind::LeftSemi | JoinKind::LeftAnti => input.open,
            JoinKind::RightSemi | JoinKind::RightAnti => right.open,
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::RightOuter
            | JoinKind::FullOuter => input.open.or(right.open),
        };
        let broken = input.broken || right.broken;
        let keys = keys.into_iter().map(|key| (key.left, key.right)).collect();
        let others = vec![Arc::from(right.trace)];
        let depth = input.depth.max(right.depth) + 1;
        let right = right.plan;
        let relation = input.then(columns, span, |left| {
            Node::Join(Box::new(Join { left: *left, right, kind, keys, output, window: None }))
        });
        with_others(Relation { open, broken, depth, serialized: false, ..relation }, others)
    }
}

/// Hands the stages of further inputs to the stage that is being bound.
pub(crate) fn with_others(mut relation: Relation, others: Vec<Arc<[StageTrace]>>) -> Relation {
    relation.trace.push(StageTrace {
        span: Span::at(0),
        operator: "",
        before: Arc::from([]),
        after: Arc::from([]),
        others,
    });
    relation
}

fn lefts(relation: &Relation) -> Vec<JoinColumn> {
    (0..relation.columns.len()).map(JoinColumn::Left).collect()
}

fn rights(relation: &Relation) -> Vec<JoinColumn> {
    (0..relation.columns.len()).map(JoinColumn::Right).collect()
}

fn column_of(expr: &Expr) -> Option<usize> {
    match expr.kind {
        crate::ExprKind::Column(index) => Some(index),
        _ => None,
    }
}

/// The columns of both sides, with unique names.
fn joined_columns(left: &Relation, right: &Relation, output: &[JoinColumn]) -> Vec<OutputColumn> {
    unique_columns(output.iter().map(|column| match column {
        JoinColumn::Left(index) | JoinColumn::Either { left: index, .. } => &left.columns[*index],
        JoinColumn::Right(index) => &right.columns[*index],
    }))
}

/// Of columns with the same name, the later ones get a number that no column has.
pub(crate) fn unique_columns<'c>(columns: impl IntoIterator<Item = &'c OutputColumn>) -> Vec<OutputColumn> {
    let all: Vec<&OutputColumn> = columns.into_iter().collect();
    let mut first: HashMap<&Arc<str>, usize> = HashMap::new();
    let mut unique = UniqueNames::default();
    for (index, column) in all.iter().enumerate() {
        first.entry(&column.name).or_insert(index);
        unique.add(&column.name);
    }
    all.iter()
        .enumerate()
        .map(|(index, column)| match first.get(&column.name) {
            Some(at) if *at != index => column.renamed(unique.get_or_add(&column.name, None)),
            _ => (*column).clone(),
        })
        .collect()
}
