//! `make-series aggregates on column from … to … step … by …`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "make-series",
    syntax: "T | make-series [Name =] aggregate [default = value], … on Column [from start] [to end] step step [by group, …]",
    summary: "Makes arrays of aggregated values along an axis, one row for each group.",
    parameters: &[
        Parameter { name: "aggregate", meaning: "an aggregation function" },
        Parameter { name: "value", meaning: "what stands where there are no rows" },
        Parameter { name: "Column", meaning: "the axis: a datetime or number" },
        Parameter { name: "start, end, step", meaning: "the axis: first value, limit and distance" },
        Parameter { name: "group", meaning: "one series for each" },
    ],
    examples: &[
        "datatable (t:datetime, v:long) [datetime(2020-01-01), 1, datetime(2020-01-03), 2] | make-series s = sum(v) default = 0 on t from datetime(2020-01-01) to datetime(2020-01-04) step 1d",
    ],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let default =
        keyword("default").ignore_then(expect_token(TokenKind::Assign, "=")).ignore_then(expect_expression());
    let aggregate =
        expect_named().then(default.or_not()).map(|(value, default)| SeriesAggregate { value, default });
    let by = keyword("by").ignore_then(list(expect_named(), &[])).or_not().map(Option::unwrap_or_default);
    parameters(&["kind"])
        .then(list(aggregate, &["default", "on"]))
        .then_ignore(expect_keyword("on"))
        .then(expect_expression())
        .then(axis_range().or(axis()))
        .then(by)
        .map(|((((parameters, aggregates), on), axis), by)| {
            let Axis { from, to, step, in_range } = axis;
            Operator::MakeSeries(MakeSeries { parameters, aggregates, on, from, to, step, in_range, by })
        })
        .boxed()
}

struct Axis {
    from: Option<Expr>,
    to: Option<Expr>,
    step: Option<Expr>,
    in_range: bool,
}

/// `from start to end step step`
fn axis<'t>() -> impl Rule<'t, Axis> {
    let from = keyword("from").ignore_then(expect_expression()).or_not();
    let to = keyword("to").ignore_then(expect_expression()).or_not();
    let step = expect_keyword("step").ignore_then(expect_expression());
    from.then(to).then(step).map(|((from, to), step)| Axis { from, to, step: Some(step), in_range: false })
}

/// The older `in range(start, stop, step)`, whose stop is included.
fn axis_range<'t>() -> impl Rule<'t, Axis> {
    keyword("in")
        .ignore_then(expect_keyword("range"))
        .ignore_then(expect_group(TokenKind::LeftParenthesis, list(expect_expression(), &[])))
        .map(|(bounds, _)| {
            let mut bounds = bounds.into_iter();
            Axis { from: bounds.next(), to: bounds.next(), step: bounds.next(), in_range: true }
        })
}
