//! What hunters use most: the order of completions that match equally well.
//!
//! The lists follow counts over some thousand public hunting queries.

use quarry_data::Type;

const OPERATORS: &[&str] = &[
    "where",
    "extend",
    "project",
    "summarize",
    "join",
    "sort",
    "distinct",
    "mv-expand",
    "project-reorder",
    "union",
    "render",
    "project-away",
    "top",
    "invoke",
    "mv-apply",
    "parse",
    "evaluate",
    "project-rename",
    "take",
    "lookup",
    "count",
    "search",
    "make-series",
];

const STRING_SIGNS: &[&str] = &[
    "==",
    "has_any",
    "contains",
    "in",
    "has",
    "=~",
    "!=",
    "endswith",
    "startswith",
    "in~",
    "matches regex",
    "!in",
    "!contains",
    "!has",
    "has_all",
    "!~",
];

const ORDER_SIGNS: &[&str] = &[">", ">=", "<", "<=", "==", "between", "-", "+", "!="];

const FUNCTIONS: &[&str] = &[
    "ago",
    "tostring",
    "parse_json",
    "isnotempty",
    "not",
    "todynamic",
    "iff",
    "split",
    "bin",
    "strcat",
    "extract",
    "tolower",
    "case",
    "isempty",
    "array_length",
    "now",
    "toint",
    "datetime_diff",
    "pack_array",
    "startofday",
    "ingestion_time",
    "todatetime",
    "coalesce",
    "replace_string",
    "substring",
    "strlen",
    "strcat_array",
    "ipv4_is_private",
    "set_has_element",
    "replace_regex",
    "bag_pack",
    "isnotnull",
    "array_sort_asc",
    "todouble",
    "abs",
    "parse_url",
    "trim",
    "pack_all",
    "parse_xml",
    "bag_keys",
    "extract_all",
    "round",
    "base64_decode_tostring",
    "series_decompose_anomalies",
    "indexof",
    "tolong",
    "toupper",
    "toreal",
    "countof",
    "isnull",
    "array_concat",
];

const AGGREGATES: &[&str] = &[
    "count",
    "make_set",
    "arg_max",
    "dcount",
    "max",
    "min",
    "make_list",
    "countif",
    "arg_min",
    "sum",
    "make_set_if",
    "dcountif",
    "take_any",
    "make_bag",
    "avg",
    "percentiles",
    "take_anyif",
    "count_distinct",
    "make_list_if",
    "percentile",
];

/// The place of a tabular operator among the most used ones.
pub(crate) fn operator(name: &str) -> Option<usize> {
    OPERATORS.iter().position(|known| *known == name)
}

/// The place of an operator's sign behind an operand of this type.
pub(crate) fn sign(sign: &str, operand: Option<Type>) -> Option<usize> {
    let ordered = operand.is_some_and(|ty| ty.is_summable());
    let signs = if ordered { ORDER_SIGNS } else { STRING_SIGNS };
    signs.iter().position(|known| *known == sign)
}

/// The place of a scalar function among the most used ones.
pub(crate) fn function(name: &str) -> Option<usize> {
    FUNCTIONS.iter().position(|known| *known == name)
}

/// The place of an aggregation function among the most used ones.
pub(crate) fn aggregate(name: &str) -> Option<usize> {
    AGGREGATES.iter().position(|known| *known == name)
}
