//! `render chart with (properties)`

use super::prelude::*;

pub(crate) const DEFINITION: OperatorDefinition = OperatorDefinition {
    name: "render",
    syntax: "T | render chart [with (property = value, …)]",
    summary: "Says how the result is to be drawn. The rows stay as they are.",
    parameters: &[
        Parameter { name: "chart", meaning: "timechart, columnchart, piechart, table and others" },
        Parameter { name: "property", meaning: "title, xcolumn, ycolumns, series, kind and others" },
    ],
    examples: &["print a = 1 | render table"],
    ..PIPED
};

pub(super) fn grammar<'t>() -> Boxed<'t, Operator> {
    let properties = with_properties().then(parameters(RENDER)).map(|(mut with, mut older)| {
        with.append(&mut older);
        with
    });
    expect_name()
        .then(parameters(RENDER))
        .then(properties)
        .map(|((chart, mut older), mut properties)| {
            properties.append(&mut older);
            Operator::Render(Render { chart, properties })
        })
        .boxed()
}

/// Properties that old queries write without `with (…)`.
const RENDER: &[&str] = &[
    "accumulate",
    "anomalycolumns",
    "kind",
    "legend",
    "series",
    "title",
    "xaxis",
    "xcolumn",
    "xtitle",
    "yaxis",
    "ycolumns",
    "ymax",
    "ymin",
    "ysplit",
    "ytitle",
];
