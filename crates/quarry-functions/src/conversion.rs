//! Conversion of one scalar to another type, as `tolong`, `tostring`, `todatetime`, … do it.
//!
//! What cannot be converted is null, or `""` for strings; see
//! <https://learn.microsoft.com/kusto/query/scalar-functions#conversion-functions>.

use quarry_data::{Decimal, Dynamic, Guid, Type, Value, ValueRef, datetime, encode, json, real, timespan};

/// The value as `ty`.
pub(crate) fn convert(value: ValueRef<'_>, ty: Type) -> Value {
    match ty {
        Type::Bool => boolean(value).map_or(Value::Null, Value::Bool),
        Type::Int => int(value).map_or(Value::Null, Value::Int),
        Type::Long => long(value).map_or(Value::Null, Value::Long),
        Type::Real => number(value).map_or(Value::Null, Value::Real),
        Type::Decimal => decimal(value).map_or(Value::Null, Value::Decimal),
        Type::DateTime => date(value).map_or(Value::Null, Value::DateTime),
        Type::TimeSpan => span(value).map_or(Value::Null, Value::TimeSpan),
        Type::Guid => guid(value).map_or(Value::Null, Value::Guid),
        Type::String => Value::string(text(value)),
        Type::Dynamic => Value::Dynamic(dynamic(value)),
    }
}

/// A scalar in a dynamic as that scalar; an array or a bag stays dynamic.
pub(crate) fn unwrapped(value: &Dynamic) -> ValueRef<'_> {
    match value {
        Dynamic::Null => ValueRef::Null,
        Dynamic::Bool(v) => ValueRef::Bool(*v),
        Dynamic::Long(v) => ValueRef::Long(*v),
        Dynamic::Real(v) => ValueRef::Real(*v),
        Dynamic::Decimal(v) => ValueRef::Decimal(*v),
        Dynamic::DateTime(v) => ValueRef::DateTime(*v),
        Dynamic::TimeSpan(v) => ValueRef::TimeSpan(*v),
        Dynamic::Guid(v) => ValueRef::Guid(*v),
        Dynamic::String(v) => ValueRef::String(v),
        Dynamic::Array(_) | Dynamic::Bag(_) => ValueRef::Dynamic(value),
    }
}

fn scalar(value: ValueRef<'_>) -> ValueRef<'_> {
    match value {
        ValueRef::Dynamic(inner) => unwrapped(inner),
        other => other,
    }
}

pub(crate) fn boolean(value: ValueRef<'_>) -> Option<bool> {
    match scalar(value) {
        ValueRef::Bool(v) => Some(v),
        ValueRef::Int(v) => Some(v != 0),
        ValueRef::Long(v) => Some(v != 0),
        ValueRef::Real(v) => Some(v != 0.0),
        ValueRef::Decimal(v) => Some(v != Decimal::default()),
        ValueRef::String(text) => {
            let text = text.trim();
            if text.eq_ignore_ascii_case("true") {
                Some(true)
            } else if text.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                parse_long(text).map(|v| v != 0)
            }
        }
        _ => None,
    }
}

/// Out of a dynamic, a whole number keeps its lower 32 bits and a real goes to the nearest int; elsewhere
/// what does not fit is null.
fn int(value: ValueRef<'_>) -> Option<i32> {
    match value {
        ValueRef::Dynamic(Dynamic::Long(v)) => Some(*v as i32),
        ValueRef::Dynamic(Dynamic::Real(v)) if v.is_finite() => Some(*v as i32),
        other => long(other).and_then(|v| i32::try_from(v).ok()),
    }
}

/// Reals are cut towards zero, and those that are too large go to the nearest long; times give their ticks.
pub(crate) fn long(value: ValueRef<'_>) -> Option<i64> {
    match scalar(value) {
        ValueRef::Bool(v) => Some(v.into()),
        ValueRef::Int(v) => Some(v.into()),
        ValueRef::Long(v) | ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v),
        ValueRef::Real(v) if v.is_nan() || v.is_infinite() => None,
        ValueRef::Real(v) => Some(v as i64),
        ValueRef::Decimal(v) => v.to_long(),
        ValueRef::String(text) => parse_long(text),
        _ => None,
    }
}

pub(crate) fn number(value: ValueRef<'_>) -> Option<f64> {
    match scalar(value) {
        ValueRef::Bool(v) => Some(f64::from(u8::from(v))),
        ValueRef::Int(v) => Some(v.into()),
        ValueRef::Long(v) | ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v as f64),
        ValueRef::Real(v) => Some(v),
        ValueRef::Decimal(v) => Some(v.to_real()),
        ValueRef::String(text) => real::parse(text),
        _ => None,
    }
}

pub(crate) fn decimal(value: ValueRef<'_>) -> Option<Decimal> {
    match scalar(value) {
        ValueRef::Bool(v) => Some(i64::from(v).into()),
        ValueRef::Int(v) => Some(i64::from(v).into()),
        ValueRef::Long(v) => Some(v.into()),
        ValueRef::Real(v) => Decimal::from_real(v),
        ValueRef::Decimal(v) => Some(v),
        ValueRef::String(text) => Decimal::parse(text),
        _ => None,
    }
}

/// Numbers are ticks since the year 1.
pub(crate) fn date(value: ValueRef<'_>) -> Option<i64> {
    match scalar(value) {
        ValueRef::DateTime(v) => Some(v),
        ValueRef::Int(v) => datetime::checked(v.into()),
        ValueRef::Long(v) | ValueRef::TimeSpan(v) => datetime::checked(v),
        ValueRef::Real(v) => datetime::checked(v as i64),
        ValueRef::Decimal(v) => v.to_long().and_then(datetime::checked),
        ValueRef::String(text) => datetime::parse(text),
        _ => None,
    }
}

/// Numbers are ticks.
pub(crate) fn span(value: ValueRef<'_>) -> Option<i64> {
    match scalar(value) {
        ValueRef::TimeSpan(v) | ValueRef::Long(v) | ValueRef::DateTime(v) => Some(v),
        ValueRef::Int(v) => Some(v.into()),
        ValueRef::Real(v) if v.is_finite() => Some(v as i64),
        ValueRef::Decimal(v) => v.to_long(),
        ValueRef::String(text) => timespan::parse(text),
        _ => None,
    }
}

pub(crate) fn guid(value: ValueRef<'_>) -> Option<Guid> {
    match scalar(value) {
        ValueRef::Guid(v) => Some(v),
        ValueRef::String(text) => Guid::parse(text),
        _ => None,
    }
}

pub(crate) fn text(value: ValueRef<'_>) -> String {
    let mut text = String::new();
    encode::write_tostring(value, &mut text);
    text
}

/// Strings are read as JSON; what is no JSON stays a string.
pub(crate) fn dynamic(value: ValueRef<'_>) -> Dynamic {
    match value {
        ValueRef::String(text) => parse_dynamic(text),
        other => Dynamic::from_value(other),
    }
}

pub(crate) fn parse_dynamic(text: &str) -> Dynamic {
    if text.is_empty() {
        return Dynamic::Null;
    }
    json::parse(text).unwrap_or_else(|_| Dynamic::string(text))
}

/// A whole number in decimal digits or, after `0x`, in hexadecimal ones.
pub(crate) fn parse_long(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        let plain = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = if plain { u64::from_str_radix(hex, 16).ok()? as i64 } else { return None };
        return Some(if negative { value.wrapping_neg() } else { value });
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Whether a value counts as no text: null, `""`, a dynamic that is either.
pub(crate) fn is_empty(value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::String(text) => text.is_empty(),
        ValueRef::Dynamic(Dynamic::String(text)) => text.is_empty(),
        other => other.is_null(),
    }
}
