//! What `iff`, `case` and `coalesce` choose from: values of one type.

use quarry_data::Type;
use quarry_diagnostics::{Code, Diagnostic};

use super::Binder;
use super::expr::{Scalar, convert};
use crate::types::{self, Ty};

impl Binder<'_> {
    /// Says where a value has another type than the first one.
    ///
    /// An int goes with a long and a dynamic with everything, but a long with no real: the service converts
    /// neither here (documentation of `case` and `coalesce`).
    pub(super) fn check_branches(&mut self, function: &str, arguments: &[Scalar]) -> bool {
        if !matches!(function, "iff" | "case" | "coalesce") {
            return true;
        }
        let mut typed = arguments
            .iter()
            .enumerate()
            .filter(|(position, _)| !is_condition(function, *position, arguments.len()))
            .filter_map(|(_, argument)| Some((argument, argument.ty.known()?)))
            .filter(|(_, ty)| *ty != Type::Dynamic);
        let Some((_, first)) = typed.next() else { return true };
        let Some((other, ty)) = typed.find(|(_, ty)| types::promote_int(*ty) != types::promote_int(first))
        else {
            return true;
        };
        let conversion = types::common(first, ty).unwrap_or(Type::String);
        self.report(
            Diagnostic::error(
                Code::ExpectedType,
                other.expr.span,
                format!("{function}() gives values of one type: {first} before, {ty} here"),
            )
            .help(format!("convert all of them with to{conversion}()")),
        );
        false
    }
}

/// The type of the values; dynamics do not count unless there is nothing else.
pub(super) fn common_type(function: &str, tys: &[Ty]) -> Ty {
    let branches: Vec<Ty> = tys
        .iter()
        .enumerate()
        .filter(|(position, _)| !is_condition(function, *position, tys.len()))
        .map(|(_, ty)| *ty)
        .collect();
    if branches.iter().any(|ty| ty.is_unknown()) {
        return Ty::Unknown;
    }
    let plain: Vec<Ty> = branches.iter().copied().filter(|ty| !ty.is(Type::Dynamic)).collect();
    let considered = if plain.is_empty() { branches } else { plain };
    types::common_of(considered).unwrap_or(Ty::Known(Type::Dynamic))
}

/// Conditions as bools, the rest as the common type.
pub(super) fn converted(function: &str, arguments: Vec<Scalar>, result: Type) -> Vec<Scalar> {
    let count = arguments.len();
    let to = |(position, argument): (usize, Scalar)| {
        let ty = if is_condition(function, position, count) { Type::Bool } else { result };
        Scalar::new(convert(argument.expr, ty))
    };
    arguments.into_iter().enumerate().map(to).collect()
}

fn is_condition(function: &str, position: usize, count: usize) -> bool {
    match function {
        "iff" => position == 0,
        "case" => position.is_multiple_of(2) && position + 1 != count,
        _ => false,
    }
}
