//! Short forms for records of functions.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use crate::conversion;
use crate::kernel::Prepared;
use crate::{Argument, ArgumentRule, CallError, Category, Kernel, Param, ResultType};
use crate::{ScalarFunction, Signature, TypeSet};

pub(super) const TEXT: TypeSet = TypeSet::STRING.or(TypeSet::DYNAMIC);

pub(super) const STRINGS: ScalarFunction =
    ScalarFunction { category: Category::String, ..ScalarFunction::BASE };
pub(super) const NETWORK: ScalarFunction =
    ScalarFunction { category: Category::Network, ..ScalarFunction::BASE };

pub(super) const fn sig(params: &'static [Param], result: Type, kernel: Kernel) -> Signature {
    Signature { params, result: ResultType::Fixed(result), kernel }
}

pub(super) const fn param(name: &'static str, accepts: TypeSet, doc: &'static str) -> Param {
    Param::new(name, accepts, doc)
}

pub(super) const fn constant(name: &'static str, accepts: TypeSet, doc: &'static str) -> Param {
    Param::new(name, accepts, doc).rule(ArgumentRule::Constant)
}

/// The text of the argument at the position; `""` when there is none.
pub(super) fn text_at<'a>(arguments: &[ValueRef<'a>], position: usize) -> std::borrow::Cow<'a, str> {
    match arguments.get(position) {
        Some(ValueRef::String(text)) => (*text).into(),
        Some(ValueRef::Dynamic(Dynamic::String(text))) => (&**text).into(),
        Some(other) => conversion::text(*other).into(),
        None => "".into(),
    }
}

/// The whole number at the position, also out of a real or a dynamic.
pub(super) fn long_at(arguments: &[ValueRef<'_>], position: usize) -> Option<i64> {
    arguments.get(position).and_then(|value| conversion::long(*value))
}

/// The number at the position.
pub(super) fn real_at(arguments: &[ValueRef<'_>], position: usize) -> Option<f64> {
    arguments.get(position).and_then(|value| conversion::number(*value))
}

/// The constant text at the position.
pub(super) fn constant_text(arguments: &[Argument], position: usize) -> Option<String> {
    let value = arguments.get(position)?.constant.as_ref()?;
    Some(conversion::text(value.as_ref()))
}

pub(super) fn long_or_null(value: Option<i64>) -> Value {
    value.map_or(Value::Null, Value::Long)
}

pub(super) fn real_or_null(value: Option<f64>) -> Value {
    value.map_or(Value::Null, Value::Real)
}

pub(super) fn bool_or_null(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

pub(super) fn dynamic_or_null(value: Option<Dynamic>) -> Value {
    Value::Dynamic(value.unwrap_or_default())
}

/// A prepared kernel that is a closure over what was prepared.
pub(super) struct Closure<F>(pub(super) F);

impl<F: FnMut(&[ValueRef<'_>]) -> Value> Prepared for Closure<F> {
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value {
        (self.0)(arguments)
    }
}

/// Boxes a closure over what was prepared.
pub(super) fn prepared<F>(f: F) -> Result<Box<dyn Prepared>, CallError>
where
    F: FnMut(&[ValueRef<'_>]) -> Value + 'static,
{
    Ok(Box::new(Closure(f)))
}
