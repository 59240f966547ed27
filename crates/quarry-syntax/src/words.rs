//! The words of the language that are not free names everywhere.

use crate::ast::{BinaryOp, InOp};

/// Keywords with a dash in them: the lexer makes one word of each.
pub(crate) const DASHED: &[&str] = &[
    "assert-schema",
    "execute-and-cache",
    "granny-asc",
    "granny-desc",
    "graph-mark-components",
    "graph-match",
    "graph-merge",
    "graph-shortest-paths",
    "graph-to-table",
    "graph-where-edges",
    "graph-where-nodes",
    "macro-expand",
    "make-graph",
    "make-series",
    "mv-apply",
    "mv-expand",
    "parse-kv",
    "parse-where",
    "partition-by",
    "partitioned-by",
    "project-away",
    "project-by-names",
    "project-keep",
    "project-rename",
    "project-reorder",
    "project-smart",
    "sample-distinct",
    "top-hitters",
    "top-nested",
];

/// Names of types that a literal in parentheses may follow, as in `datetime(2020-01-01)`.
pub(crate) const TYPED_LITERALS: &[&str] = &[
    "bool", "boolean", "date", "datetime", "decimal", "double", "guid", "int", "int32", "int64", "long",
    "real", "time", "timespan", "uniqueid", "uuid",
];

/// Units of timespan literals, as in `1d`.
pub(crate) const TIME_UNITS: &[&str] = &[
    "d",
    "day",
    "days",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "m",
    "min",
    "mins",
    "minute",
    "minutes",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "ms",
    "milli",
    "millis",
    "millisecond",
    "milliseconds",
    "micro",
    "micros",
    "microsecond",
    "microseconds",
    "nano",
    "nanos",
    "nanosecond",
    "nanoseconds",
    "tick",
    "ticks",
];

/// Words that are keywords wherever they are not names, besides the operators' names.
const KEYWORDS: &[&str] = &[
    "alias",
    "asc",
    "by",
    "database",
    "declare",
    "default",
    "desc",
    "dynamic",
    "false",
    "first",
    "from",
    "hidden",
    "in",
    "kind",
    "last",
    "let",
    "materialize",
    "nulls",
    "of",
    "on",
    "pack",
    "partition",
    "pattern",
    "query_parameters",
    "restrict",
    "set",
    "step",
    "to",
    "toscalar",
    "totable",
    "true",
    "typeof",
    "view",
    "with",
    "withsource",
];

/// Whether the word is a keyword of a statement or tabular operator.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok() || crate::operators::find(word).is_some()
}

/// Whether the word stands between two operands: `and`, `has`, `between`.
pub(crate) fn is_scalar_operator(word: &str) -> bool {
    matches!(word, "and" | "or" | "between" | "matches" | "in")
        || binary_operator(word).is_some()
        || list_operator(word).is_some()
}

/// Words that can't begin an expression, since they must mean something else there.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(word, "by" | "dynamic" | "let" | "on") || is_scalar_operator(word)
}

/// Words that name a column only as `['first']`: the service keeps them for `nulls first`.
pub(crate) fn is_quoted_name(word: &str) -> bool {
    matches!(word, "first" | "last")
}

/// The operator that a word between two operands means; old spellings too.
pub(crate) fn binary_operator(word: &str) -> Option<BinaryOp> {
    Some(match word {
        "has" => BinaryOp::Has,
        "!has" | "nothas" => BinaryOp::NotHas,
        "has_cs" => BinaryOp::HasCs,
        "!has_cs" => BinaryOp::NotHasCs,
        "hasprefix" => BinaryOp::HasPrefix,
        "!hasprefix" => BinaryOp::NotHasPrefix,
        "hasprefix_cs" => BinaryOp::HasPrefixCs,
        "!hasprefix_cs" => BinaryOp::NotHasPrefixCs,
        "hassuffix" => BinaryOp::HasSuffix,
        "!hassuffix" => BinaryOp::NotHasSuffix,
        "hassuffix_cs" => BinaryOp::HasSuffixCs,
        "!hassuffix_cs" => BinaryOp::NotHasSuffixCs,
        "like" => BinaryOp::Like,
        "notlike" | "!like" => BinaryOp::NotLike,
        "likecs" => BinaryOp::LikeCs,
        "notlikecs" | "!likecs" => BinaryOp::NotLikeCs,
        "contains" => BinaryOp::Contains,
        "!contains" | "notcontains" => BinaryOp::NotContains,
        "contains_cs" | "containscs" => BinaryOp::ContainsCs,
        "!contains_cs" | "notcontainscs" | "!containscs" => BinaryOp::NotContainsCs,
        "startswith" => BinaryOp::StartsWith,
        "!startswith" => BinaryOp::NotStartsWith,
        "startswith_cs" => BinaryOp::StartsWithCs,
        "!startswith_cs" => BinaryOp::NotStartsWithCs,
        "endswith" => BinaryOp::EndsWith,
        "!endswith" => BinaryOp::NotEndsWith,
        "endswith_cs" => BinaryOp::EndsWithCs,
        "!endswith_cs" => BinaryOp::NotEndsWithCs,
        _ => return None,
    })
}

/// The operator that takes a list in parentheses.
pub(crate) fn list_operator(word: &str) -> Option<InOp> {
    Some(match word {
        "in" => InOp::In,
        "!in" => InOp::NotIn,
        "in~" => InOp::InTilde,
        "!in~" => InOp::NotInTilde,
        "has_any" => InOp::HasAny,
        "has_all" => InOp::HasAll,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn keywords_are_sorted_for_the_search() {
        assert!(super::KEYWORDS.is_sorted());
    }
}
