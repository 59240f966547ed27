//! The JSON form of result values that the command line, the page and the embedding API share.

use crate::json::{self, display as put, quoted};
use crate::{Dynamic, ValueRef, datetime, real, timespan};

/// Writes one value: numbers as numbers (`"NaN"`, `"Infinity"`, `"-Infinity"` as strings), datetime
/// `"2020-01-01T00:00:00.0000000Z"`, timespan `"[-][d.]hh:mm:ss[.fffffff]"`, dynamic as JSON, guid
/// lower-case, decimal as string, null as null.
pub fn write_json(value: ValueRef<'_>, out: &mut String) {
    match value {
        ValueRef::Null => out.push_str("null"),
        ValueRef::Bool(v) => put(v, out),
        ValueRef::Int(v) => put(v, out),
        ValueRef::Long(v) => put(v, out),
        ValueRef::Real(v) if v.is_finite() => real::write_shortest(v, out),
        ValueRef::Real(v) => quoted(out, |out| real::write_shortest(v, out)),
        ValueRef::Decimal(v) => quoted(out, |out| put(v, out)),
        ValueRef::DateTime(v) => quoted(out, |out| datetime::write(v, out)),
        ValueRef::TimeSpan(v) => quoted(out, |out| timespan::write(v, out)),
        ValueRef::Guid(v) => quoted(out, |out| put(v, out)),
        ValueRef::String(v) => json::write_string(v, out),
        ValueRef::Dynamic(v) => json::write(v, out),
    }
}

/// The text of a value as a grid cell or CSV field shows it; null is empty.
pub fn display(value: ValueRef<'_>) -> String {
    let mut text = String::new();
    write_display(value, &mut text);
    text
}

/// Appends the text of a value as a grid cell or CSV field shows it: strings as they are, also those in
/// a dynamic; whole reals without `.0`; arrays and bags as JSON; null as nothing.
pub fn write_display(value: ValueRef<'_>, out: &mut String) {
    match value {
        ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => {}
        ValueRef::Bool(v) => put(v, out),
        ValueRef::Int(v) => put(v, out),
        ValueRef::Long(v) => put(v, out),
        ValueRef::Real(v) => {
            real::write_shortest(v, out);
            if out.ends_with(".0") {
                out.truncate(out.len() - 2);
            }
        }
        ValueRef::Decimal(v) => put(v, out),
        ValueRef::DateTime(v) => datetime::write(v, out),
        ValueRef::TimeSpan(v) => timespan::write(v, out),
        ValueRef::Guid(v) => put(v, out),
        ValueRef::String(v) => out.push_str(v),
        ValueRef::Dynamic(v) => write_text(v, out),
    }
}

/// Appends what `tostring` gives for a scalar: `True` and `False`, reals with Kusto's own digits, strings
/// in a dynamic without quotes, null as nothing.
pub fn write_tostring(value: ValueRef<'_>, out: &mut String) {
    match value {
        ValueRef::Bool(v) => out.push_str(if v { "True" } else { "False" }),
        ValueRef::Real(v) => real::write(v, out),
        other => write_display(other, out),
    }
}

/// A dynamic as text: the text itself of a scalar with a text form, JSON otherwise.
fn write_text(value: &Dynamic, out: &mut String) {
    match value {
        Dynamic::String(v) => out.push_str(v),
        Dynamic::DateTime(v) => datetime::write(*v, out),
        Dynamic::TimeSpan(v) => timespan::write(*v, out),
        Dynamic::Guid(v) => put(v, out),
        Dynamic::Decimal(v) => put(v, out),
        other => json::write(other, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Value;

    #[test]
    fn values_have_their_json_form() {
        for (value, expected) in [
            (Value::Null, "null"),
            (Value::Real(1.0), "1.0"),
            (Value::Real(f64::NEG_INFINITY), "\"-Infinity\""),
            (Value::DateTime(0), "\"0001-01-01T00:00:00.0000000Z\""),
            (Value::TimeSpan(-1), "\"-00:00:00.0000001\""),
            (Value::Decimal(crate::Decimal::parse("1.50").unwrap()), "\"1.50\""),
            (Value::string("a\"b"), "\"a\\\"b\""),
            (Value::Dynamic(Dynamic::array(vec![Dynamic::Real(f64::NAN)])), "[\"NaN\"]"),
        ] {
            let mut out = String::new();
            write_json(value.as_ref(), &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn tostring_differs_from_what_a_grid_shows() {
        let mut out = String::new();
        write_tostring(ValueRef::Bool(true), &mut out);
        write_tostring(ValueRef::Dynamic(&Dynamic::Bool(true)), &mut out);
        write_display(ValueRef::Bool(true), &mut out);
        write_tostring(ValueRef::Real(1.0), &mut out);
        write_display(ValueRef::Real(1.0), &mut out);
        assert_eq!(out, "Truetruetrue1.01");
    }
}
