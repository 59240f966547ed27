//! `partition by column (operators)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "partition",
    syntax: "T | partition [hint.strategy=strategy] by Column (operators)",
    summary: "Runs operators on the rows of each value of a column, and puts the results together.",
    parameters: &[
        Parameter { name: "Column", meaning: "the column whose values make the parts" },
        Parameter { name: "operators", meaning: "what to do with each part" },
    ],
    examples: &["datatable (g:string, v:long) [\"a\", 1, \"a\", 2, \"b\", 3] | partition by g (top 1 by v)"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    parameters(&[]).then_ignore(expect_keyword("by")).then(parts()).map(operator).boxed()
}

/// The column and what is done with each part.
pub(super) fn parts<'t>() -> impl Rule<'t, (Expr, PartitionBody)> {
    let stages = stage_group().map(|(stages, span)| PartitionBody::Stages { stages, span });
    let query = group(TokenKind::LeftBrace, expect_pipeline())
        .map(|(query, _)| PartitionBody::Query(Box::new(query)));
    let column = expect_name().map(|name| {
        let span = name.span;
        Expr::new(ExprKind::Name(name), span)
    });
    column.then_ignore(parameters(&[])).then(query.or(stages))
}

pub(super) fn operator(
    (parameters, (by, body)): (Vec<crate::ast::Parameter>, (Expr, PartitionBody)),
) -> Operator {
    Operator::Partition(Partition { parameters, by, body })
}
