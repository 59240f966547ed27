//! Functions about the service, its storage and its graphs, which have no counterpart in one process; and
//! `assert` and `around`.

use quarry_data::{Datum, Type, Value, ValueRef};

use super::declare::{bool_or_null, param, sig};
use crate::Kernel::{Columns, NotImplemented, Strict};
use crate::operand::{bools, real};
use crate::{CallContext, CallError, Category, Example, ResultType, ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Metadata, ..ScalarFunction::BASE };

pub(super) static ASSERT: ScalarFunction = ScalarFunction {
    name: "assert",
    category: Category::Conditional,
    summary: "Gives true where a condition is true, and ends the query with a message where it is not.",
    signatures: &[sig(
        &[
            param("predicate", TypeSet::BOOL, "The condition."),
            param("message", TypeSet::STRING, "The message."),
        ],
        Type::Bool,
        Columns(assert),
    )],
    examples: &[Example::new("print assert(1 < 2, 'order')", "true")],
    ..BASE
};

fn assert(_: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
    let [predicate, message] = arguments else { return Ok(Datum::Constant(Value::Null)) };
    let condition = bools(predicate);
    let rows = if condition.is_constant() { rows.min(1) } else { rows };
    match (0..rows).find(|row| condition.get(*row) != Some(true)) {
        Some(row) => {
            let message = crate::conversion::text(message.value(row));
            Err(CallError::Argument { position: 0, message: format!("the assertion failed: {message}") })
        }
        None => Ok(predicate.clone()),
    }
}

pub(super) static AROUND: ScalarFunction = ScalarFunction {
    name: "around",
    category: Category::Math,
    summary: "Tells whether a value lies within a distance of a center.",
    signatures: &[sig(
        &[
            param("value", TypeSet::SUMMABLE, "The value to test."),
            param("center", TypeSet::SUMMABLE, "The center of the range."),
            param("delta", TypeSet::SUMMABLE, "How far the range reaches to each side."),
        ],
        Type::Bool,
        Strict(around),
    )],
    examples: &[
        Example::new("print around(10.5, 10, 1)", "true"),
        Example::new("print around(datetime(2021-01-01 01:32), datetime(2021-01-01 01:30), 1m)", "false"),
        Example::new("print around(long(null), 10, 1)", ""),
    ],
    ..BASE
};

fn around(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let number = |position: usize| arguments.get(position).and_then(|value| real(*value));
    bool_or_null(
        number(0)
            .zip(number(1))
            .zip(number(2))
            .map(|((value, center), delta)| value >= center - delta && value <= center + delta),
    )
}

/// A function that is known and refused.
const fn refused(
    name: &'static str,
    summary: &'static str,
    signatures: &'static [Signature],
) -> ScalarFunction {
    ScalarFunction { name, summary, signatures, ..BASE }
}

const ELEMENT: crate::Param =
    param("pattern_element", TypeSet::ANY, "A node or edge of the pattern.").optional();
const CURSOR: crate::Param = param("cursor", TypeSet::STRING, "A position in the order of ingestion.");

pub(super) static ALL: ScalarFunction = refused(
    "all",
    "Tells whether a condition holds for every element of a path in a graph.",
    &[sig(
        &[
            param("pattern_element", TypeSet::ANY, "An edge of the pattern that stands for a path."),
            param("expression", TypeSet::BOOL, "The condition on each element."),
        ],
        Type::Bool,
        NotImplemented,
    )],
);

pub(super) static ANY: ScalarFunction = refused(
    "any",
    "Tells whether a condition holds for at least one element of a path in a graph.",
    &[sig(
        &[
            param("pattern_element", TypeSet::ANY, "An edge of the pattern that stands for a path."),
            param("expression", TypeSet::BOOL, "The condition on each element."),
        ],
        Type::Bool,
        NotImplemented,
    )],
);

pub(super) static CURRENT_CLUSTER_ENDPOINT: ScalarFunction = refused(
    "current_cluster_endpoint",
    "Names the cluster that runs the query.",
    &[sig(&[], Type::String, NotImplemented)],
);

pub(super) static CURRENT_DATABASE: ScalarFunction = refused(
    "current_database",
    "Names the database of the query.",
    &[sig(&[], Type::String, NotImplemented)],
);

pub(super) static CURRENT_NODE_ID: ScalarFunction = refused(
    "current_node_id",
    "Names the machine of the cluster that works on the row.",
    &[sig(&[], Type::String, NotImplemented)],
);

pub(super) static CURRENT_PRINCIPAL: ScalarFunction =
    refused("current_principal", "Names who runs the query.", &[sig(&[], Type::String, NotImplemented)]);

pub(super) static CURRENT_PRINCIPAL_DETAILS: ScalarFunction = refused(
    "current_principal_details",
    "Describes who runs the query.",
    &[sig(&[], Type::Dynamic, NotImplemented)],
);

pub(super) static CURRENT_PRINCIPAL_IS_MEMBER_OF: ScalarFunction = refused(
    "current_principal_is_member_of",
    "Tells whether who runs the query belongs to a group.",
    &[sig(
        &[param("group", TypeSet::STRING.or(TypeSet::DYNAMIC), "A group or several.").repeated(1, 64)],
        Type::Bool,
        NotImplemented,
    )],
);

pub(super) static CURSOR_AFTER: ScalarFunction = refused(
    "cursor_after",
    "Tells whether a record was ingested after a cursor.",
    &[sig(&[CURSOR], Type::Bool, NotImplemented)],
);

pub(super) static CURSOR_BEFORE_OR_AT: ScalarFunction = refused(
    "cursor_before_or_at",
    "Tells whether a record was ingested before a cursor or at it.",
    &[sig(&[CURSOR], Type::Bool, NotImplemented)],
);

pub(super) static CURSOR_CURRENT: ScalarFunction = ScalarFunction {
    aliases: &["current_cursor"],
    ..refused(
        "cursor_current",
        "Gives the cursor of the database as it stands.",
        &[sig(&[], Type::String, NotImplemented)],
    )
};

pub(super) static EXTENT_ID: ScalarFunction = ScalarFunction {
    aliases: &["extentid"],
    ..refused(
        "extent_id",
        "Names the storage unit that a record lies in.",
        &[sig(&[], Type::Guid, NotImplemented)],
    )
};

pub(super) static EXTENT_TAGS: ScalarFunction = refused(
    "extent_tags",
    "Gives the tags of the storage unit that a record lies in.",
    &[sig(&[], Type::Dynamic, NotImplemented)],
);

pub(super) static INNER_NODES: ScalarFunction = refused(
    "inner_nodes",
    "Gives the nodes inside a path of a graph.",
    &[sig(
        &[param("edge", TypeSet::ANY, "The edge that stands for the path.")],
        Type::Dynamic,
        NotImplemented,
    )],
);

pub(super) static LABELS: ScalarFunction = refused(
    "labels",
    "Gives the labels of a node or edge of a graph.",
    &[sig(&[ELEMENT], Type::Dynamic, NotImplemented)],
);

pub(super) static MAP: ScalarFunction = refused(
    "map",
    "Computes an expression for every element of a path in a graph.",
    &[sig(
        &[
            param("pattern_element", TypeSet::ANY, "An edge of the pattern that stands for a path."),
            param("expression", TypeSet::ANY, "What to compute for each element."),
        ],
        Type::Dynamic,
        NotImplemented,
    )],
);

pub(super) static NODE_DEGREE_IN: ScalarFunction = refused(
    "node_degree_in",
    "Counts the edges that lead into a node of a graph.",
    &[sig(&[ELEMENT], Type::Long, NotImplemented)],
);

pub(super) static NODE_DEGREE_OUT: ScalarFunction = refused(
    "node_degree_out",
    "Counts the edges that lead out of a node of a graph.",
    &[sig(&[ELEMENT], Type::Long, NotImplemented)],
);

pub(super) static NODE_ID: ScalarFunction = refused(
    "node_id",
    "Gives the identity of a node of a graph.",
    &[sig(&[ELEMENT], Type::String, NotImplemented)],
);

pub(super) static ROW_ID: ScalarFunction =
    refused("row_id", "Names a record of the storage.", &[sig(&[], Type::String, NotImplemented)]);

pub(super) static ROWSTORE_ORDINAL_RANGE: ScalarFunction = refused(
    "rowstore_ordinal_range",
    "Gives where a record lies in the row store.",
    &[sig(&[], Type::Dynamic, NotImplemented)],
);

pub(super) static BIN_AUTO: ScalarFunction = refused(
    "bin_auto",
    "Rounds down to a multiple of the bin size that a query property names.",
    &[Signature {
        params: &[param("value", TypeSet::SUMMABLE, "The value to round.")],
        result: ResultType::Argument(0),
        kernel: NotImplemented,
    }],
);
