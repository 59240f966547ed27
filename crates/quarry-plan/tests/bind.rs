//! What binding tells besides the plan: where columns come from, which stage dropped them, what is in
//! scope where, and how plans are rewritten.

use std::sync::Arc;

use quarry_data::{Catalog, Field, Schema, Type};
use quarry_diagnostics::Diagnostic;
use quarry_plan::{
    BindContext, Bound, BoundResult, Node, Plan, Resolved, ScopeNameKind, Scopes, bind, bind_resolved,
    bind_with_scopes,
};

fn catalog() -> Catalog {
    let mut catalog = Catalog::empty();
    let fields = [
        ("Timestamp", Type::DateTime),
        ("DeviceId", Type::String),
        ("FileName", Type::String),
        ("ReportId", Type::Long),
        ("AdditionalFields", Type::Dynamic),
    ];
    let schema = Schema::new(fields.map(|(name, ty)| Field::new(name, ty)).into());
    catalog.declare("Events", Arc::new(schema));
    catalog
}

fn bound(query: &str) -> Bound {
    let parsed = quarry_syntax::parse(query);
    assert!(!parsed.diagnostics.iter().any(Diagnostic::is_error), "{:?}", parsed.diagnostics);
    let bound = bind(&parsed.query, &BindContext { catalog: &catalog(), now: 0 });
    let errors: Vec<&Diagnostic> = bound.diagnostics.iter().filter(|known| known.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    bound
}

fn result(query: &str) -> BoundResult {
    bound(query).results.remove(0)
}

fn scopes(query: &str) -> Scopes {
    let parsed = quarry_syntax::parse(query);
    bind_with_scopes(&parsed.query, &BindContext { catalog: &catalog(), now: 0 }).1
}

/// Whether a result column is still the source column of the same name.
fn is_source(result: &BoundResult, name: &str) -> bool {
    result.columns.iter().any(|column| &*column.name == name && column.is_source(name))
}

fn names(columns: &[quarry_plan::OutputColumn]) -> Vec<&str> {
    columns.iter().map(|column| &*column.name).collect()
}

#[test]
fn plain_columns_keep_their_source() {
    let kept = result(r#"Events | where FileName == "a" | extend x = 1 | project Timestamp, DeviceId, x"#);
    assert!(is_source(&kept, "Timestamp") && is_source(&kept, "DeviceId"));
    let renamed = result("Events | project-rename Device = DeviceId");
    assert!(renamed.columns.iter().any(|column| &*column.name == "Device" && column.is_source("DeviceId")));
    let computed = result("Events | extend DeviceId = \"x\"");
    assert!(!is_source(&computed, "DeviceId"));
}

#[test]
fn the_row_of_arg_max_is_a_source_row() {
    let row = result("Events | summarize arg_max(Timestamp, *) by DeviceId");
    for name in ["Timestamp", "DeviceId", "ReportId", "FileName"] {
        assert!(is_source(&row, name), "{name}");
    }
    let latest = result("Events | summarize Timestamp = max(Timestamp) by DeviceId");
    assert!(is_source(&latest, "DeviceId") && !is_source(&latest, "Timestamp"));
}

#[test]
fn a_union_keeps_what_all_tables_keep() {
    let both = result("Events | union (Events | extend FileName = \"x\")");
    assert!(is_source(&both, "DeviceId") && !is_source(&both, "FileName"));
}

#[test]
fn the_stage_that_dropped_a_column_is_known() {
    let query =
        "let Found = Events | where ReportId > 1 | summarize n = count() by DeviceId; Found | where n > 2";
    let found = result(query);
    let lost: Vec<(&str, Vec<&str>)> = found
        .trace
        .iter()
        .filter(|stage| !stage.lost().is_empty())
        .map(|stage| (stage.operator, stage.lost().into_iter().map(|column| &*column.name).collect()))
        .collect();
    assert_eq!(lost, [("summarize", vec!["Timestamp", "FileName", "ReportId", "AdditionalFields"])]);
    let stage = found.trace.iter().find(|stage| stage.operator == "summarize").expect("a stage");
    assert!(stage.span.text(query).starts_with("summarize n"));
}

#[test]
fn the_right_side_of_a_join_is_traced_too() {
    let joined = result("Events | join kind=inner (Events | project DeviceId, FileName) on DeviceId");
    let stage = joined.trace.last().expect("a stage");
    assert_eq!(stage.operator, "join");
    assert_eq!(stage.others.len(), 1);
    assert_eq!(stage.others[0][0].operator, "project");
}

#[test]
fn scopes_tell_the_columns_of_each_stage() {
    let query = "Events | project DeviceId, n = 1 | where ";
    let scopes = scopes(query);
    assert_eq!(names(&scopes.at(query, 10).columns).len(), 5);
    assert_eq!(names(&scopes.at(query, query.len()).columns), ["DeviceId", "n"]);
}

#[test]
fn scopes_tell_both_sides_of_a_join() {
    let query = "Events | join kind=inner (Events | project DeviceId, x = 1) on DeviceId";
    let scope = scopes(query).at(query, query.len());
    assert_eq!(scope.columns.len(), 5);
    assert_eq!(names(&scope.right.expect("a right side")), ["DeviceId", "x"]);
}

#[test]
fn scopes_tell_names_after_their_statement() {
    let query = "let limit = 5; let f = (x: long) { x + 1 }; Events | where ReportId > f(limit)";
    let scopes = scopes(query);
    let at = |offset: usize| {
        let scope = scopes.at(query, offset);
        scope.names.iter().map(|name| name.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(at(query.len()), ["limit", "f"]);
    assert_eq!(at(query.find("x + 1").expect("the body")), ["limit", "x"]);
    let limit = scopes.names().iter().find(|name| &*name.name == "limit").expect("the name");
    assert_eq!(limit.kind, ScopeNameKind::Scalar(Type::Long));
}

#[test]
fn sources_read_only_what_is_used() {
    let plan = result("Events | where FileName == \"a\" | summarize count() by DeviceId").plan;
    let Some(columns) = source_columns(&plan) else { panic!("no source in {plan:?}") };
    assert_eq!(columns, [1, 2]);
}

#[test]
fn filters_move_below_stages_that_keep_their_columns() {
    let plan = result("Events | extend x = FileName has \"a\" | sort by x | where ReportId == 7").plan;
    assert!(!matches!(plan.node, Node::Filter { .. }), "{plan:?}");
    assert!(has_filter_over_source(&plan), "{plan:?}");
}

#[test]
fn sort_and_take_become_top() {
    let plan = result("Events | sort by ReportId desc | project DeviceId | take 3").plan;
    let Node::Project { input, .. } = &plan.node else { panic!("{plan:?}") };
    assert!(matches!(input.node, Node::Top { .. }), "{plan:?}");
}

#[test]
fn open_stages_are_bound_again_with_their_columns() {
    let query = "Events | evaluate bag_unpack(AdditionalFields) | where Extra == 1";
    let first = bound(query);
    assert!(first.results[0].open);
    let stage = first.open[0].span;
    let parsed = quarry_syntax::parse(query);
    let schema = Schema::new(vec![Field::new("DeviceId", Type::String), Field::new("Extra", Type::Long)]);
    let resolved = Resolved::from([(stage, vec![Arc::new(schema)])]);
    let again = bind_resolved(&parsed.query, &BindContext { catalog: &catalog(), now: 0 }, &resolved);
    assert!(again.open.is_empty() && !again.results[0].open);
    assert_eq!(names(&again.results[0].columns), ["DeviceId", "Extra"]);
}

fn source_columns(plan: &Plan) -> Option<Vec<usize>> {
    match &plan.node {
        Node::Source { columns, .. } => Some(columns.clone()),
        Node::Filter { input, .. } | Node::Project { input, .. } | Node::Aggregate { input, .. } => {
            source_columns(input)
        }
        _ => None,
    }
}

fn has_filter_over_source(plan: &Plan) -> bool {
    match &plan.node {
        Node::Filter { input, .. } => matches!(input.node, Node::Source { .. }),
        Node::Project { input, .. } | Node::Sort { input, .. } => has_filter_over_source(input),
        _ => false,
    }
}

/// The join of a plan, wherever it stands.
fn join_of(plan: &Plan) -> &quarry_plan::Join {
    match &plan.node {
        Node::Join(join) => join,
        Node::Filter { input, .. } | Node::Project { input, .. } | Node::Aggregate { input, .. } => {
            join_of(input)
        }
        other => panic!("no join: {other:?}"),
    }
}

#[test]
fn a_filter_on_the_difference_of_two_times_is_the_window_of_the_join() {
    let window = |condition: &str| {
        let query = format!(
            "Events | join kind=inner (Events | project DeviceId, Later = Timestamp) on DeviceId | where {condition} | count"
        );
        let plan = result(&query).plan;
        join_of(&plan).window.map(|window| (window.low, window.high))
    };
    const SECOND: i64 = 10_000_000;
    assert_eq!(window("Later between (Timestamp .. 5s)"), Some((0, 5 * SECOND)));
    assert_eq!(window("Timestamp - Later < 3s"), Some((-3 * SECOND, i64::MAX)));
    assert_eq!(window("abs(Later - Timestamp) <= 1s"), Some((-SECOND, SECOND)));
    assert_eq!(
        window("datetime_diff('second', Later, Timestamp) between (0 .. 2)"),
        Some((-SECOND, 3 * SECOND))
    );
    assert_eq!(window("Later > Timestamp or FileName == 'x'"), None);
    assert_eq!(window("Later !between (Timestamp .. 5s)"), None);
    assert_eq!(window("Later > ago(1d)"), None);
}
