//! The names that result columns get when the query gives none, as the language service does it.

use std::collections::HashMap;
use std::sync::Arc;

use quarry_functions::aggregate::{self, AggregateFunction, Naming};
use quarry_functions::scalar;
use quarry_syntax::ast::{Call, Expr, ExprKind, LiteralKind};

/// Names in use; a name that is taken gets a number.
#[derive(Default)]
pub(crate) struct UniqueNames {
    /// The last number given out for a name.
    taken: HashMap<Arc<str>, u32>,
}

impl UniqueNames {
    pub(crate) fn add(&mut self, name: &Arc<str>) {
        self.taken.entry(Arc::clone(name)).or_insert(0);
    }

    /// The name itself when it is free, else `base` (or the name) with the next free number.
    pub(crate) fn get_or_add(&mut self, name: &Arc<str>, base: Option<&str>) -> Arc<str> {
        let Some(last) = self.taken.get(name).copied() else {
            self.taken.insert(Arc::clone(name), 0);
            return Arc::clone(name);
        };
        let base = base.unwrap_or(name);
        let mut suffix = last + 1;
        loop {
            let candidate: Arc<str> = format!("{base}{suffix}").into();
            if !self.taken.contains_key(&candidate) {
                self.taken.insert(Arc::clone(name), suffix);
                self.taken.insert(Arc::clone(&candidate), 0);
                return candidate;
            }
            suffix += 1;
        }
    }
}

/// How a scalar function names its result.
enum FunctionNaming {
    FirstArgument,
    OnlyArgument,
    Prefix(&'static str),
    PrefixOnly(&'static str),
    /// `column_ifexists("x", …)` is `x` when there is such a column.
    ColumnIfExists,
    None,
}

fn naming(function: &str) -> FunctionNaming {
    match function {
        "split"
        | "tostring"
        | "tohex"
        | "todynamic"
        | "toobject"
        | "tolong"
        | "toint"
        | "toreal"
        | "todouble"
        | "todatetime"
        | "totimespan"
        | "totime"
        | "tobool"
        | "toboolean"
        | "todecimal"
        | "toguid"
        | "parse_csv"
        | "parsejson"
        | "parse_json"
        | "parse_xml"
        | "format_datetime"
        | "format_timespan"
        | "startofday"
        | "bin"
        | "floor"
        | "bin_at"
        | "bin_auto"
        | "binary_and"
        | "binary_or"
        | "binary_xor"
        | "binary_not"
        | "binary_shift_right"
        | "binary_shift_left"
        | "bitset_count_ones"
        | "series_fir"
        | "series_outliers"
        | "series_iir"
        | "series_fill_backward"
        | "series_fill_forward"
        | "series_fill_const"
        | "series_fill_linear"
        | "round"
        | "ceiling"
        | "pow"
        | "sqrt"
        | "log"
        | "log2"
        | "log10"
        | "exp"
        | "exp2"
        | "exp10"
        | "cos"
        | "sin"
        | "tan"
        | "acos"
        | "asin"
        | "atan"
        | "atan2"
        | "abs"
        | "rand"
        | "gamma"
        | "loggamma"
        | "datetime_to_locale_string"
        | "prev"
        | "next" => FunctionNaming::FirstArgument,
        "make_datetime" | "make_timespan" => FunctionNaming::OnlyArgument,
        "strlen" => FunctionNaming::Prefix("strlen"),
        "string_size" => FunctionNaming::Prefix("string_size"),
        "gettype" => FunctionNaming::Prefix("type"),
        "treepath" => FunctionNaming::Prefix("tree"),
        "repeat" => FunctionNaming::Prefix("repeat"),
        "percentile_tdigest" | "percentiles_array_tdigest" => FunctionNaming::Prefix("percentile_tdigest"),
        "dcount_hll" => FunctionNaming::Prefix("dcount_hll"),
        "tdigest_merge" | "merge_tdigest" => FunctionNaming::PrefixOnly("tdigests_merge_result"),
        "hll_merge" => FunctionNaming::PrefixOnly("hll_merged_result"),
        "column_ifexists" | "columnifexists" => FunctionNaming::ColumnIfExists,
        _ => FunctionNaming::None,
    }
}

/// The name of an expression, or none where a column would be called `Column1`.
///
/// `has_column` tells whether the input has a column.
pub(crate) fn of_expression(expr: &Expr, has_column: &dyn Fn(&str) -> bool) -> Option<String> {
    match &expr.kind {
        ExprKind::Parenthesized(inner) => of_expression(inner, has_column),
        ExprKind::Name(name) | ExprKind::Wildcard(name) => Some(name.text.clone()),
        ExprKind::Member { target, name } => {
            if let ExprKind::Name(side) = &target.kind
                && matches!(side.text.as_str(), "$left" | "$right")
            {
                return Some(name.text.clone());
            }
            Some(path(of_expression(target, has_column), &name.text))
        }
        ExprKind::Element { target, index } => match &index.unparenthesized().kind {
            ExprKind::Literal(literal)
                if matches!(literal.kind, LiteralKind::String | LiteralKind::Long | LiteralKind::Int) =>
            {
                Some(path(of_expression(target, has_column), &literal.text))
            }
            _ => of_expression(target, has_column).map(|name| format!("{name}_")),
        },
        ExprKind::Named { names, .. } => names.first().map(|name| name.text.clone()),
        ExprKind::Call(call) => {
            let first = || call.arguments.first().and_then(|argument| of_expression(argument, has_column));
            if let Some(function) = aggregate::lookup(&call.name.text)
                && scalar::lookup(&call.name.text).is_none()
            {
                return of_aggregate(function, call, has_column);
            }
            match naming(&call.name.text) {
                FunctionNaming::FirstArgument => first(),
                FunctionNaming::OnlyArgument if call.arguments.len() == 1 => first(),
                FunctionNaming::OnlyArgument | FunctionNaming::None => None,
                FunctionNaming::Prefix(prefix) => Some(format!("{prefix}_{}", first().unwrap_or_default())),
                FunctionNaming::PrefixOnly(prefix) => Some(prefix.to_owned()),
                FunctionNaming::ColumnIfExists => match &call.arguments.first()?.unparenthesized().kind {
                    ExprKind::Literal(literal) if has_column(&literal.text) => Some(literal.text.clone()),
                    _ => None,
                },
            }
        }
        _ => None,
    }
}

/// The name of the result column of an aggregation.
pub(crate) fn of_aggregate(
    function: &AggregateFunction,
    call: &Call,
    has_column: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let first = || call.arguments.first().and_then(|argument| of_expression(argument, has_column));
    match function.naming {
        // The prefix ends with its underscore.
        Naming::Fixed(prefix) | Naming::Prefix(prefix) => {
            Some(format!("{prefix}{}", first().unwrap_or_default()))
        }
        // The older spelling puts its name in front.
        Naming::Argument if matches!(call.name.text.as_str(), "any" | "anyif") => {
            Some(format!("{}_{}", call.name.text, first().unwrap_or_default()))
        }
        Naming::Argument | Naming::ArgExtreme => first(),
        Naming::Percentiles => percentile(function.name, call, has_column, percent_position(function.name)),
    }
}

/// Where the percentages begin among the arguments of a percentile function.
pub(crate) fn percent_position(function: &str) -> usize {
    if function.starts_with("percentilew") || function.starts_with("percentilesw") { 2 } else { 1 }
}

/// The name of the column for the percentage at a position of the arguments.
pub(crate) fn percentile(
    function: &str,
    call: &Call,
    has_column: &dyn Fn(&str) -> bool,
    position: usize,
) -> Option<String> {
    let value = call.arguments.first().and_then(|argument| of_expression(argument, has_column));
    let value = value.unwrap_or_default();
    if function.ends_with("_array") {
        return Some(format!("percentiles_{value}"));
    }
    let percent = match &call.arguments.get(position)?.unparenthesized().kind {
        ExprKind::Literal(literal) => fragment(&literal.text),
        _ => String::new(),
    };
    Some(format!("percentile_{value}_{percent}"))
}

fn path(left: Option<String>, right: &str) -> String {
    match left {
        Some(left) if !left.trim().is_empty() => format!("{left}_{right}"),
        _ => right.to_owned(),
    }
}

/// A literal as a part of a column name: `percentile(x, 99.9)` is `percentile_x_99_9`.
fn fragment(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect()
}
