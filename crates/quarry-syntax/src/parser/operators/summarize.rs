//! `summarize aggregates by groups`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "summarize",
    syntax: "T | summarize [Name =] aggregate, … [by [Name =] group, …]",
    summary: "Makes one row for each group, with aggregated values.",
    parameters: &[
        Parameter { name: "aggregate", meaning: "aggregation functions, also in expressions" },
        Parameter { name: "group", meaning: "columns or expressions whose values make the groups" },
    ],
    examples: &[
        "datatable (u:string, n:long) [\"ada\", 1, \"bob\", 2, \"ada\", 3] | summarize total = sum(n) by u",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let by = keyword("by").then(list(expect_named(), &[])).or_not();
    parameters(&[])
        .then(aggregates())
        .then(by)
        .map(|((parameters, aggregates), by)| {
            let (by_span, by) = by.map_or((None, Vec::new()), |(span, by)| (Some(span), by));
            Operator::Summarize(Summarize { parameters, aggregates, by, by_span })
        })
        .boxed()
}

/// Aggregates may be left out when there are groups.
fn aggregates<'t>() -> impl Rule<'t, Vec<Expr>> {
    let list = list(expect_named(), &[]);
    custom(
        move |input: &mut In<'t, '_>| {
            if peek_word(input, "by") { Ok(Vec::new()) } else { input.parse(&list) }
        },
    )
}
