//! Literals to values.

use std::sync::Arc;

use quarry_data::{Bag, Decimal, Dynamic, Guid, Type, Value, datetime, json, real, timespan};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Literal, LiteralKind};

use super::Binder;
use super::expr::Scalar;
use crate::Expr;

impl Binder<'_> {
    /// The value of a literal; `datetime()` is the current time.
    pub(crate) fn literal(&mut self, literal: &Literal, span: Span) -> Scalar {
        let ty = literal_type(literal.kind);
        if literal.kind == LiteralKind::DateTime && literal.text.trim().is_empty() {
            return self.function("now", Vec::new(), span);
        }
        match value(literal) {
            Some(value) => Scalar::new(Expr::constant(value, ty, span)),
            None => {
                self.error(Code::ExpectedType, span, format!("'{}' is not a valid {ty}", literal.text));
                Scalar::unknown(span)
            }
        }
    }
}

pub(crate) fn literal_type(kind: LiteralKind) -> Type {
    match kind {
        LiteralKind::Bool => Type::Bool,
        LiteralKind::Int => Type::Int,
        LiteralKind::Long => Type::Long,
        LiteralKind::Real => Type::Real,
        LiteralKind::Decimal => Type::Decimal,
        LiteralKind::DateTime => Type::DateTime,
        LiteralKind::TimeSpan => Type::TimeSpan,
        LiteralKind::Guid => Type::Guid,
        LiteralKind::String | LiteralKind::Token => Type::String,
        LiteralKind::Dynamic => Type::Dynamic,
    }
}

/// The value of a literal; none when its text is not one of its type.
pub(crate) fn value(literal: &Literal) -> Option<Value> {
    // `datetime("2020-01-01")` and `guid('…')` may have quotes of their own.
    let text = literal.text.trim().trim_matches(['"', '\'']);
    let ty = literal_type(literal.kind);
    if literal.text.trim() == "null" && !matches!(literal.kind, LiteralKind::String | LiteralKind::Token) {
        return Some(Value::missing(ty));
    }
    Some(match literal.kind {
        LiteralKind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            _ => return None,
        },
        LiteralKind::Int => Value::Int(i32::try_from(integer(text)?).ok()?),
        LiteralKind::Long => integer(text).map_or(Value::Null, Value::Long),
        LiteralKind::Real => Value::Real(real::parse(text)?),
        LiteralKind::Decimal => Decimal::parse(text).map_or(Value::Null, Value::Decimal),
        LiteralKind::DateTime => Value::DateTime(parse_datetime(unquoted(text))?),
        LiteralKind::TimeSpan => Value::TimeSpan(parse_timespan(unquoted(text))?),
        LiteralKind::Guid => Value::Guid(Guid::parse(unquoted(text))?),
        LiteralKind::String | LiteralKind::Token => Value::string(literal.text.as_str()),
        LiteralKind::Dynamic => Value::Dynamic(dynamic(literal.text.trim())),
    })
}

/// `datetime("2020-01-01")` may be written with quotes.
fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// A length of time, also with its unit apart as in `time(15 seconds)`.
fn parse_timespan(text: &str) -> Option<i64> {
    timespan::parse(text).or_else(|| {
        let (number, unit) = text.split_once(' ')?;
        let unit = unit.trim_start();
        unit.starts_with(|c: char| c.is_ascii_alphabetic())
            .then(|| timespan::parse(&format!("{number}{unit}")))?
    })
}

/// A point in time, also as `datetime(2025, 6, 14)` and `datetime(2025 - 06 - 14)`.
fn parse_datetime(text: &str) -> Option<i64> {
    let close_up = || text.split('-').map(str::trim).collect::<Vec<_>>().join("-");
    datetime::parse(text).or_else(|| datetime::parse(&close_up())).or_else(|| {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let (Some(year), Some(month), Some(day)) = (parts.first(), parts.get(1), parts.get(2)) else {
            return None;
        };
        let time = |position: usize| parts.get(position).map_or(Ok(0), |part| part.parse::<u32>());
        datetime::from_civil(datetime::Civil {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
            hour: time(3).ok()?,
            minute: time(4).ok()?,
            second: time(5).ok()?,
            ticks: 0,
        })
    })
}

fn integer(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let magnitude = match hex {
        Some(hex) => i128::from_str_radix(hex, 16).ok()?,
        None => digits.parse::<i128>().ok()?,
    };
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// JSON with Kusto's literals in it; text that is neither is a string.
fn dynamic(text: &str) -> Dynamic {
    if let Ok(value) = json::parse(text) {
        return value;
    }
    let mut reader = Reader { text, at: 0 };
    match reader.value(0) {
        Some(value) if reader.rest().trim().is_empty() => value,
        _ => Dynamic::string(text),
    }
}

/// Reads what stands in `dynamic(…)` beyond JSON: typed literals, single quotes, timespans.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.space();
        let found = self.rest().starts_with(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn value(&mut self, depth: usize) -> Option<Dynamic> {
        if depth >= Dynamic::MAX_DEPTH {
            return None;
        }
        self.space();
        match self.rest().chars().next()? {
            '[' => self.array(depth),
            '{' => self.bag(depth),
            '"' | '\'' | '@' => self.string().map(Dynamic::string),
            _ => self.word(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Dynamic> {
        self.eat('[');
        let mut items = Vec::new();
        if self.eat(']') {
            return Some(Dynamic::array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(']') {
                return Some(Dynamic::array(items));
            }
            if !self.eat(',') {
                return None;
            }
            if self.eat(']') {
                return Some(Dynamic::array(items));
            }
        }
    }

    fn bag(&mut self, depth: usize) -> Option<Dynamic> {
        self.eat('{');
        let mut bag = Bag::default();
        if self.eat('}') {
            return Some(Dynamic::bag(bag));
        }
        loop {
            self.space();
            let key: Arc<str> = self.string()?.into();
            if !self.eat(':') {
                return None;
            }
            bag.insert(key, self.value(depth + 1)?);
            if self.eat('}') {
                return Some(Dynamic::bag(bag));
            }
            if !self.eat(',') {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let verbatim = self.eat('@');
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''))?;
        self.at += 1;
        let mut out = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, c)) = chars.next() {
            if c == quote {
                self.at += offset + 1;
                return Some(out);
            }
            match c {
                '\\' if !verbatim => match chars.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    'r' => out.push('\r'),
                    other => out.push(other),
                },
                other => out.push(other),
            }
        }
        None
    }

    /// A number, a word, a typed literal such as `datetime(2020-01-01)`, or a timespan such as `1d`.
    fn word(&mut self) -> Option<Dynamic> {
        let rest = self.rest();
        let end = rest.find([',', ']', '}', '(', ' ', '\n', '\t', '\r']).unwrap_or(rest.len());
        let word = &rest[..end];
        if rest[end..].starts_with('(') {
            let close = rest[end..].find(')')? + end;
            let inner = rest[end + 1..close].trim();
            self.at += close + 1;
            let kind = match Type::from_name(word)? {
                Type::Bool => LiteralKind::Bool,
                Type::Int => LiteralKind::Int,
                Type::Long => LiteralKind::Long,
                Type::Real => LiteralKind::Real,
                Type::Decimal => LiteralKind::Decimal,
                Type::DateTime => LiteralKind::DateTime,
                Type::TimeSpan => LiteralKind::TimeSpan,
                Type::Guid => LiteralKind::Guid,
                Type::String | Type::Dynamic => return None,
            };
            let value = value(&Literal { kind, text: inner.to_owned() })?;
            return Some(Dynamic::from_value(value.as_ref()));
        }
        self.at += end;
        match word {
            "null" => return Some(Dynamic::Null),
            "true" => return Some(Dynamic::Bool(true)),
            "false" => return Some(Dynamic::Bool(false)),
            _ => {}
        }
        if let Some(value) = integer(word) {
            return Some(Dynamic::Long(value));
        }
        if let Ok(value) = word.parse::<f64>() {
            return Some(Dynamic::Real(value));
        }
        timespan::parse(word).map(Dynamic::TimeSpan)
    }
}
