//! The tabular operators: for each a file with its documentation and grammar, and a line in the table.

mod as_operator;
mod assert_schema;
mod consume;
mod count;
mod datatable;
mod distinct;
mod evaluate;
mod execute_and_cache;
mod extend;
mod externaldata;
mod facet;
mod find;
mod fork;
mod getschema;
mod graph_mark_components;
mod graph_match;
mod graph_shortest_paths;
mod graph_to_table;
mod graph_where_edges;
mod graph_where_nodes;
mod invoke;
mod join;
mod lookup;
mod make_graph;
mod make_series;
mod mv_apply;
mod mv_expand;
mod parse;
mod parse_kv;
mod parse_where;
mod partition;
mod partition_by;
mod prelude;
mod print;
mod project;
mod project_away;
mod project_by_names;
mod project_keep;
mod project_rename;
mod project_reorder;
mod range;
mod reduce;
mod render;
mod sample;
mod sample_distinct;
mod scan;
mod search;
mod serialize;
mod sort;
mod summarize;
mod take;
mod top;
mod top_hitters;
mod top_nested;
mod union;
mod unsupported;
mod where_operator;

use std::rc::Rc;

use super::state::{Boxed, In, Mistake};
use crate::ast::{MvExpand, Operator};

/// What is known of a tabular operator. Completion, hover and the reference page read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorDefinition {
    pub name: &'static str,
    /// Older or other names.
    pub aliases: &'static [&'static str],
    /// How it is written; `…` stands for repetition, brackets for what may be left out.
    pub syntax: &'static str,
    pub summary: &'static str,
    pub parameters: &'static [Parameter],
    /// Queries that run without any data.
    pub examples: &'static [&'static str],
    /// It may stand after a `|`.
    pub piped: bool,
    /// It may stand first in a tabular expression.
    pub source: bool,
    /// Quarry can run it.
    pub supported: bool,
}

/// A part of an operator's syntax line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    pub meaning: &'static str,
}

/// The base of definitions of operators that stand after a `|`.
const PIPED: OperatorDefinition = OperatorDefinition {
    name: "",
    aliases: &[],
    syntax: "",
    summary: "",
    parameters: &[],
    examples: &[],
    piped: true,
    source: false,
    supported: true,
};

/// The base of definitions of operators that begin a tabular expression.
const SOURCE: OperatorDefinition = OperatorDefinition { piped: false, source: true, ..PIPED };

/// The base of definitions of operators that may stand in both places.
const BOTH: OperatorDefinition = OperatorDefinition { source: true, ..PIPED };

/// Every tabular operator that Quarry reads, by name; `supported` tells whether it runs it too.
pub const TABLE: &[OperatorDefinition] = &[
    as_operator::DEFINITION,
    assert_schema::DEFINITION,
    consume::DEFINITION,
    count::DEFINITION,
    datatable::DEFINITION,
    distinct::DEFINITION,
    evaluate::DEFINITION,
    execute_and_cache::DEFINITION,
    extend::DEFINITION,
    externaldata::DEFINITION,
    facet::DEFINITION,
    find::DEFINITION,
    fork::DEFINITION,
    getschema::DEFINITION,
    graph_mark_components::DEFINITION,
    graph_match::DEFINITION,
    graph_shortest_paths::DEFINITION,
    graph_to_table::DEFINITION,
    graph_where_edges::DEFINITION,
    graph_where_nodes::DEFINITION,
    invoke::DEFINITION,
    join::DEFINITION,
    lookup::DEFINITION,
    make_graph::DEFINITION,
    make_series::DEFINITION,
    mv_apply::DEFINITION,
    mv_expand::DEFINITION,
    parse::DEFINITION,
    parse_kv::DEFINITION,
    parse_where::DEFINITION,
    partition::DEFINITION,
    partition_by::DEFINITION,
    print::DEFINITION,
    project::DEFINITION,
    project_away::DEFINITION,
    project_by_names::DEFINITION,
    project_keep::DEFINITION,
    project_rename::DEFINITION,
    project_reorder::DEFINITION,
    range::DEFINITION,
    reduce::DEFINITION,
    render::DEFINITION,
    sample::DEFINITION,
    sample_distinct::DEFINITION,
    scan::DEFINITION,
    search::DEFINITION,
    serialize::DEFINITION,
    sort::DEFINITION,
    summarize::DEFINITION,
    take::DEFINITION,
    top::DEFINITION,
    top_hitters::DEFINITION,
    top_nested::DEFINITION,
    union::DEFINITION,
    where_operator::DEFINITION,
];

/// Operators of the language that Quarry knows by name only.
pub const UNSUPPORTED: &[OperatorDefinition] = unsupported::DEFINITIONS;

/// The operator of this name or alias, also one that is not supported.
pub fn find(name: &str) -> Option<&'static OperatorDefinition> {
    TABLE
        .iter()
        .chain(UNSUPPORTED)
        .find(|definition| definition.name == name || definition.aliases.contains(&name))
}

/// Parses what follows the operator's name.
pub(super) fn parse<'t>(input: &mut In<'t, '_>, name: &'static str) -> Result<Operator, Mistake> {
    let grammar = Rc::clone(&input.state().grammar);
    let rule = grammar.operators.borrow_mut().entry(name).or_insert_with(|| build(name)).clone();
    input.parse(rule)
}

/// Keeps what an older name of an operator means beyond the operator itself.
pub(super) fn written_as(operator: Operator, name: &str) -> Operator {
    match operator {
        Operator::MvExpand(expand) => Operator::MvExpand(MvExpand { legacy: name == "mvexpand", ..expand }),
        other => other,
    }
}

fn build<'t>(name: &str) -> Boxed<'t, Operator> {
    match name {
        "as" => as_operator::grammar(),
        "assert-schema" => assert_schema::grammar(),
        "consume" => consume::grammar(),
        "count" => count::grammar(),
        "datatable" => datatable::grammar(),
        "distinct" => distinct::grammar(),
        "evaluate" => evaluate::grammar(),
        "execute-and-cache" => execute_and_cache::grammar(),
        "extend" => extend::grammar(),
        "externaldata" => externaldata::grammar(),
        "facet" => facet::grammar(),
        "find" => find::grammar(),
        "fork" => fork::grammar(),
        "getschema" => getschema::grammar(),
        "graph-mark-components" => graph_mark_components::grammar(),
        "graph-match" => graph_match::grammar(),
        "graph-shortest-paths" => graph_shortest_paths::grammar(),
        "graph-to-table" => graph_to_table::grammar(),
        "graph-where-edges" => graph_where_edges::grammar(),
        "graph-where-nodes" => graph_where_nodes::grammar(),
        "invoke" => invoke::grammar(),
        "join" => join::grammar(),
        "lookup" => lookup::grammar(),
        "make-graph" => make_graph::grammar(),
        "make-series" => make_series::grammar(),
        "mv-apply" => mv_apply::grammar(),
        "mv-expand" => mv_expand::grammar(),
        "parse" => parse::grammar(),
        "parse-kv" => parse_kv::grammar(),
        "parse-where" => parse_where::grammar(),
        "partition" => partition::grammar(),
        "partition-by" => partition_by::grammar(),
        "print" => print::grammar(),
        "project" => project::grammar(),
        "project-away" => project_away::grammar(),
        "project-by-names" => project_by_names::grammar(),
        "project-keep" => project_keep::grammar(),
        "project-rename" => project_rename::grammar(),
        "project-reorder" => project_reorder::grammar(),
        "range" => range::grammar(),
        "reduce" => reduce::grammar(),
        "render" => render::grammar(),
        "sample" => sample::grammar(),
        "sample-distinct" => sample_distinct::grammar(),
        "scan" => scan::grammar(),
        "search" => search::grammar(),
        "serialize" => serialize::grammar(),
        "sort" => sort::grammar(),
        "summarize" => summarize::grammar(),
        "take" => take::grammar(),
        "top" => top::grammar(),
        "top-hitters" => top_hitters::grammar(),
        "top-nested" => top_nested::grammar(),
        "union" => union::grammar(),
        "where" => where_operator::grammar(),
        _ => unsupported::grammar(),
    }
}
