//! Signatures, types and names as text, for completion, hover and the reference.

use quarry_data::Type;
use quarry_functions::aggregate::{AggregateFunction, AggregateSignature};
use quarry_functions::{Param, ResultType, ScalarFunction, Signature, TypeSet};
use quarry_plan::OutputColumn;

/// `real | long`, or `any`.
pub(crate) fn types(types: TypeSet) -> String {
    let members: Vec<Type> = types.iter().collect();
    if members.len() == Type::ALL.len() {
        return "any".to_owned();
    }
    if types == TypeSet::NUMBER {
        return "number".to_owned();
    }
    members.iter().map(|ty| ty.name()).collect::<Vec<_>>().join(" | ")
}

/// What a call gives, as one word where there is one.
pub(crate) fn result(result: &ResultType, params: &[Param]) -> String {
    match result {
        ResultType::Fixed(ty) => ty.name().to_owned(),
        ResultType::Argument(position) | ResultType::Common(position) => {
            params.get(*position).map_or_else(|| "any".to_owned(), |param| types(param.accepts))
        }
        ResultType::Widest => "number".to_owned(),
        ResultType::Columns(columns) => {
            let columns: Vec<String> =
                columns.iter().map(|(name, ty)| format!("{name}: {}", ty.name())).collect();
            format!("({})", columns.join(", "))
        }
        ResultType::Custom(_) => "any".to_owned(),
    }
}

/// Whether a call may give one of the types.
pub(crate) fn may_give(result: &ResultType, wanted: TypeSet) -> bool {
    match result {
        ResultType::Fixed(ty) => wanted.contains(*ty),
        ResultType::Widest => wanted.iter().any(Type::is_numeric),
        ResultType::Columns(_) => false,
        ResultType::Argument(_) | ResultType::Common(_) | ResultType::Custom(_) => true,
    }
}

/// A parameter as it stands in a signature: `[start]`, `value, …`.
pub(crate) fn param(param: &Param) -> String {
    match (param.min, param.max) {
        (1, 1) => param.name.to_owned(),
        (0, 1) => format!("[{}]", param.name),
        (0, _) => format!("[{}, …]", param.name),
        _ => format!("{}, …", param.name),
    }
}

/// `name(source, start, [length])`
pub(crate) fn call(name: &str, params: &[Param]) -> String {
    let params: Vec<String> = params.iter().map(param).collect();
    format!("{name}({})", params.join(", "))
}

/// The first signature with the type of its result.
pub(crate) fn scalar(function: &ScalarFunction) -> String {
    function
        .signatures
        .first()
        .map_or_else(String::new, |signature| scalar_signature(function.name, signature))
}

pub(crate) fn scalar_signature(name: &str, signature: &Signature) -> String {
    format!("{}: {}", call(name, signature.params), result(&signature.result, signature.params))
}

/// The first signature with the type of its result.
pub(crate) fn aggregate(function: &AggregateFunction) -> String {
    function
        .signatures
        .first()
        .map_or_else(String::new, |signature| aggregate_signature(function.name, signature))
}

pub(crate) fn aggregate_signature(name: &str, signature: &AggregateSignature) -> String {
    format!("{}: {}", call(name, signature.params), result(&signature.result, signature.params))
}

/// The tables whose column this still is.
pub(crate) fn origin(column: &OutputColumn) -> String {
    let mut tables: Vec<&str> = column.origins.iter().map(|origin| &*origin.table).collect();
    tables.dedup();
    match tables.as_slice() {
        [] => "Computed in this query.".to_owned(),
        tables => {
            let renamed = column.origins.first().filter(|origin| origin.column != column.name);
            let called = renamed.map(|origin| format!(", where it is called {}", origin.column));
            format!("Column of {}{}.", tables.join(", "), called.unwrap_or_default())
        }
    }
}

/// Names and types of the first columns.
pub(crate) fn column_list(columns: &[OutputColumn]) -> String {
    const SHOWN: usize = 12;
    let mut list: Vec<String> =
        columns.iter().take(SHOWN).map(|column| format!("{}: {}", column.name, column.ty.name())).collect();
    if columns.len() > SHOWN {
        list.push(format!("… {} more", columns.len() - SHOWN));
    }
    list.join(", ")
}

/// The name as it must be written in a query: `['two words']`.
pub(crate) fn quoted_name(name: &str) -> String {
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '@'))
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain {
        return name.to_owned();
    }
    let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
    format!("['{escaped}']")
}
