//! Operators on plans built by hand.

use std::sync::Arc;

use quarry_data::{Batch, Catalog, Column, Field, Primitive, Schema, StringColumn, Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Span};
use quarry_plan::{Bound, BoundResult, Expr, Join, JoinColumn, JoinKind, Node, Plan, SortKey};

use crate::{Execution, Limits, QueryContext, Step};

const SPAN: Span = Span::at(0);

fn plan(node: Node, types: &[Type]) -> Plan {
    let fields = types.iter().enumerate().map(|(index, &ty)| Field::new(format!("c{index}"), ty)).collect();
    Plan { node, schema: Arc::new(Schema::new(fields)), span: SPAN }
}

fn longs(values: &[Option<i64>]) -> Column {
    Column::Long(Primitive::from_iter(values.iter().copied()))
}

fn texts(values: &[&str]) -> Column {
    Column::String(StringColumn::from_iter(values.iter().copied()))
}

fn values(columns: Vec<Column>) -> Plan {
    let types: Vec<Type> = columns.iter().map(Column::ty).collect();
    let rows = columns[0].len();
    plan(Node::Values(Batch::new(columns, rows)), &types)
}

fn column(index: usize, ty: Type) -> Expr {
    Expr::column(index, ty, SPAN)
}

/// Runs a plan, pausing at every chance, and gives its rows.
fn run(plan: Plan) -> Vec<Vec<Value>> {
    match try_run(plan, Limits { rows: 1_000_000, memory: 1 << 30 }) {
        Ok(rows) => rows,
        Err(diagnostic) => panic!("{}", diagnostic.message),
    }
}

fn try_run(plan: Plan, limits: Limits) -> Result<Vec<Vec<Value>>, Box<Diagnostic>> {
    let result = BoundResult {
        name: "PrimaryResult".into(),
        columns: Vec::new(),
        open: false,
        visualization: None,
        trace: Vec::new(),
        plan,
    };
    let bound =
        Bound { results: vec![result], shared: Vec::new(), diagnostics: Vec::new(), open: Vec::new() };
    let query = quarry_syntax::parse("").query;
    let cx = QueryContext { now: 0, seed: 1, limits };
    let mut execution = Execution::new(query, bound, Catalog::empty(), &cx, Vec::new());
    let mut asked = 0;
    for _ in 0..100_000 {
        // Every second question is answered with yes, so each step does a little.
        let step = execution.step(&mut || {
            asked += 1;
            asked % 2 == 0
        });
        match step {
            Step::Running(_) => {}
            Step::Failed(diagnostic) => return Err(Box::new(diagnostic)),
            Step::Done(result) => {
                let table = &result.tables[0];
                return Ok(table.batches.iter().flat_map(rows_of).collect());
            }
        }
    }
    panic!("the query does not end")
}

fn rows_of(batch: &Batch) -> Vec<Vec<Value>> {
    (0..batch.rows())
        .map(|row| batch.columns().iter().map(|column| column.value(row).to_owned()).collect())
        .collect()
}

fn first_longs(rows: &[Vec<Value>]) -> Vec<Option<i64>> {
    rows.iter().map(|row| row[0].as_ref().as_long()).collect()
}

#[test]
fn sort_places_nulls_and_is_stable() {
    let input = values(vec![longs(&[Some(2), None, Some(1), Some(2)]), texts(&["a", "b", "c", "d"])]);
    let keys = vec![SortKey { expr: column(0, Type::Long), descending: true, nulls_first: false }];
    let sorted = plan(Node::Sort { input: Box::new(input), keys }, &[Type::Long, Type::String]);
    let rows = run(sorted);
    let names: Vec<&str> = rows.iter().filter_map(|row| row[1].as_ref().as_str()).collect();
    assert_eq!(names, ["a", "d", "c", "b"]);
}

#[test]
fn top_gives_the_head_of_the_sorted_rows() {
    let numbers: Vec<Option<i64>> = (0..100_000).map(|row| Some(row * 7919 % 100_003)).collect();
    let mut expected: Vec<Option<i64>> = numbers.clone();
    expected.sort_unstable();
    let key = SortKey { expr: column(0, Type::Long), descending: false, nulls_first: true };
    let count = Expr::constant(Value::Long(10), Type::Long, SPAN);
    let top = Node::Top { input: Box::new(values(vec![longs(&numbers)])), count, keys: vec![key.clone()] };
    assert_eq!(first_longs(&run(plan(top, &[Type::Long]))), expected[..10]);
    let sort = Node::Sort { input: Box::new(values(vec![longs(&numbers)])), keys: vec![key] };
    assert_eq!(first_longs(&run(plan(sort, &[Type::Long]))), expected);
}

#[test]
fn groups_come_in_order_of_appearance_and_null_is_one() {
    let input = values(vec![longs(&[Some(5), None, Some(5), Some(1), None])]);
    let node =
        Node::Aggregate { input: Box::new(input), keys: vec![column(0, Type::Long)], aggregates: vec![] };
    assert_eq!(first_longs(&run(plan(node, &[Type::Long]))), [Some(5), None, Some(1)]);
}

fn join(kind: JoinKind, output: Vec<JoinColumn>) -> Vec<Vec<Option<i64>>> {
    let left = values(vec![
        longs(&[Some(1), Some(1), None, Some(3)]),
        longs(&[Some(10), Some(11), Some(12), Some(13)]),
    ]);
    let right = values(vec![
        longs(&[Some(1), Some(2), None, Some(1)]),
        longs(&[Some(20), Some(21), Some(22), Some(23)]),
    ]);
    let keys = vec![(column(0, Type::Long), column(0, Type::Long))];
    let types = vec![Type::Long; output.len()];
    let rows =
        run(plan(Node::Join(Box::new(Join { left, right, kind, keys, output, window: None })), &types));
    rows.iter().map(|row| row.iter().map(|value| value.as_ref().as_long()).collect()).collect()
}

#[test]
fn join_kinds() {
    let both = || vec![JoinColumn::Left(1), JoinColumn::Right(1)];
    let pairs = |kind| -> Vec<(Option<i64>, Option<i64>)> {
        join(kind, both()).iter().map(|row| (row[0], row[1])).collect()
    };
    let matched = [(10, 23), (10, 20), (11, 23), (11, 20), (12, 22)].map(|(l, r)| (Some(l), Some(r)));
    assert_eq!(pairs(JoinKind::Inner), matched);
    let unique = [(10, 23), (10, 20), (12, 22)].map(|(l, r)| (Some(l), Some(r)));
    assert_eq!(pairs(JoinKind::InnerUnique), unique);
    let left_outer: Vec<_> = matched.iter().copied().chain([(Some(13), None)]).collect();
    assert_eq!(pairs(JoinKind::LeftOuter), left_outer);
    let right_outer: Vec<_> = matched.iter().copied().chain([(None, Some(21))]).collect();
    assert_eq!(pairs(JoinKind::RightOuter), right_outer);
    let full: Vec<_> = left_outer.into_iter().chain([(None, Some(21))]).collect();
    assert_eq!(pairs(JoinKind::FullOuter), full);
    let lefts = |kind| -> Vec<Option<i64>> {
        join(kind, vec![JoinColumn::Left(1)]).iter().map(|row| row[0]).collect()
    };
    assert_eq!(lefts(JoinKind::LeftSemi), [Some(10), Some(11), Some(12)]);
    assert_eq!(lefts(JoinKind::LeftAnti), [Some(13)]);
    let rights = |kind| -> Vec<Option<i64>> {
        join(kind, vec![JoinColumn::Right(1)]).iter().map(|row| row[0]).collect()
    };
    assert_eq!(rights(JoinKind::RightSemi), [Some(20), Some(22), Some(23)]);
    assert_eq!(rights(JoinKind::RightAnti), [Some(21)]);
}

#[test]
fn join_with_a_small_left_side_gives_the_same_rows() {
    let keys = [Some(1), Some(1), None, Some(3)];
    let mut right: Vec<Option<i64>> = (100..40_100).map(Some).collect();
    right.extend([Some(1), Some(2), None, Some(1)]);
    let numbered = |keys: &[Option<i64>]| {
        let numbers: Vec<Option<i64>> = (0..keys.len() as i64).map(Some).collect();
        values(vec![longs(keys), longs(&numbers)])
    };
    let rows = |kind, output: Vec<JoinColumn>| {
        let on = vec![(column(0, Type::Long), column(0, Type::Long))];
        let types = vec![Type::Long; output.len()];
        let join =
            Join { left: numbered(&keys), right: numbered(&right), kind, keys: on, output, window: None };
        let rows = run(plan(Node::Join(Box::new(join)), &types));
        let mut rows: Vec<Vec<Option<i64>>> =
            rows.iter().map(|row| row.iter().map(|value| value.as_ref().as_long()).collect()).collect();
        rows.sort();
        rows
    };
    let both = || vec![JoinColumn::Left(1), JoinColumn::Right(1)];
    let last = 40_000;
    let unique = [[0, last], [0, last + 3], [2, last + 2]].map(|row| row.map(Some).to_vec());
    assert_eq!(rows(JoinKind::InnerUnique, both()), unique);
    assert_eq!(rows(JoinKind::Inner, both()).len(), 5);
    let outer = rows(JoinKind::LeftOuter, both());
    assert_eq!((outer.len(), &outer[5]), (6, &vec![Some(3), None]));
    assert_eq!(rows(JoinKind::RightOuter, both()).len(), 5 + 40_001);
    assert_eq!(rows(JoinKind::FullOuter, both()).len(), 6 + 40_001);
    assert_eq!(rows(JoinKind::LeftSemi, vec![JoinColumn::Left(1)]), [[Some(0)], [Some(1)], [Some(2)]]);
    assert_eq!(rows(JoinKind::LeftAnti, vec![JoinColumn::Left(1)]), [[Some(3)]]);
    assert_eq!(rows(JoinKind::RightSemi, vec![JoinColumn::Right(1)]).len(), 3);
    assert_eq!(rows(JoinKind::RightAnti, vec![JoinColumn::Right(1)]).len(), 40_001);
}

#[test]
fn range_includes_its_end() {
    let long = |value| Expr::constant(Value::Long(value), Type::Long, SPAN);
    let node = Node::Range { from: long(1), to: long(7), step: long(3) };
    assert_eq!(first_longs(&run(plan(node, &[Type::Long]))), [Some(1), Some(4), Some(7)]);
}

#[test]
fn limits_name_the_operator() {
    let long = |value| Expr::constant(Value::Long(value), Type::Long, SPAN);
    let numbers = || plan(Node::Range { from: long(1), to: long(100_000), step: long(1) }, &[Type::Long]);
    let code = |plan, rows, memory| {
        try_run(plan, Limits { rows, memory }).map_err(|error| (error.code, error.message))
    };
    let (found, message) = code(numbers(), 1000, 1 << 30).expect_err("too many rows");
    assert_eq!(found, Code::RowLimit);
    assert!(message.contains("'range'"), "{message}");
    let keys = vec![SortKey { expr: column(0, Type::Long), descending: true, nulls_first: false }];
    let sort = plan(Node::Sort { input: Box::new(numbers()), keys }, &[Type::Long]);
    let (found, message) = code(sort, 1_000_000, 100_000).expect_err("too much memory");
    assert_eq!(found, Code::MemoryLimit);
    assert!(message.contains("'sort'"), "{message}");
}
