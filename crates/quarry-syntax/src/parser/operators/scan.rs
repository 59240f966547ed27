//! `scan declare (…) with (steps)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "scan",
    syntax: "T | scan [with_match_id=Name] [declare (Column:type [= value], …)] with (step Name [output=all|last|none]: condition [=> Column = value, …]; …)",
    summary: "Finds sequences of rows that follow steps.",
    parameters: &[
        Parameter { name: "Column", meaning: "columns that the steps fill" },
        Parameter {
            name: "condition",
            meaning: "when a row takes the step; earlier steps' values are Name.Column",
        },
    ],
    examples: &[
        "range x from 1 to 3 step 1 | scan declare (total:long = 0) with (step s: true => total = x + s.total;)",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let order = keyword("order").ignore_then(expect_keyword("by")).ignore_then(list(sort_key(), SCAN));
    let partition =
        keyword("partition").ignore_then(expect_keyword("by")).ignore_then(list(expect_named(), SCAN));
    let default = token(TokenKind::Assign).ignore_then(expect_expression()).or_not();
    let declared = optional_list(column_declaration().then(default), &[]);
    let declare = keyword("declare").ignore_then(expect_group(TokenKind::LeftParenthesis, declared));
    let steps = step().separated_by(token(TokenKind::Semicolon)).allow_trailing().collect::<Vec<_>>();
    parameters(&["with_match_id", "kind"])
        .then(order.or_not())
        .then(partition.or_not())
        .then(declare.or_not())
        .then_ignore(expect_keyword("with"))
        .then(expect_group(TokenKind::LeftParenthesis, steps))
        .map(|((((parameters, order_by), partition_by), declare), (steps, _))| {
            Operator::Scan(Scan {
                parameters,
                order_by: order_by.unwrap_or_default(),
                partition_by: partition_by.unwrap_or_default(),
                declare: declare.map(|(columns, _)| columns).unwrap_or_default(),
                steps,
            })
        })
        .boxed()
}

/// Words that go on with the operator after a list.
const SCAN: &[&str] = &["order", "partition", "declare", "with"];

/// `step name optional output=all: condition => column = value`
fn step<'t>() -> impl Rule<'t, ScanStep> {
    let output =
        keyword("output").ignore_then(expect_token(TokenKind::Assign, "=")).ignore_then(expect_name());
    let assignments = token(TokenKind::Arrow).ignore_then(list(expect_named(), &[])).or_not();
    keyword("step")
        .ignore_then(expect_name())
        .then(keyword("optional").or_not())
        .then(output.or_not())
        .then_ignore(expect_token(TokenKind::Colon, ":"))
        .then(expect_expression())
        .then(assignments)
        .map(|((((name, optional), output), condition), assignments)| ScanStep {
            name,
            optional: optional.is_some(),
            output,
            condition,
            assignments: assignments.unwrap_or_default(),
        })
        .boxed()
}
