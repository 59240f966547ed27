//! One scalar value, owned or borrowed.

use std::sync::Arc;

use crate::{Decimal, Dynamic, Guid, Type};

/// An owned scalar. A null has no type of its own; the column or expression it stands in has.
///
/// Invariant: the value of a string expression is never [`Value::Null`]; a missing string is `""`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Real(f64),
    Decimal(Decimal),
    /// 100 ns ticks since 0001-01-01.
    DateTime(i64),
    /// 100 ns ticks.
    TimeSpan(i64),
    Guid(Guid),
    String(Arc<str>),
    Dynamic(Dynamic),
}

/// A borrowed scalar, as columns hand it out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Real(f64),
    Decimal(Decimal),
    DateTime(i64),
    TimeSpan(i64),
    Guid(Guid),
    String(&'a str),
    Dynamic(&'a Dynamic),
}

impl Value {
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        Value::String(text.into())
    }

    /// What "no value" is in a column of the type: `""` for strings, null otherwise.
    pub fn missing(ty: Type) -> Self {
        match ty {
            Type::String => Value::String("".into()),
            Type::Dynamic => Value::Dynamic(Dynamic::Null),
            _ => Value::Null,
        }
    }

    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Value::Null => ValueRef::Null,
            Value::Bool(v) => ValueRef::Bool(*v),
            Value::Int(v) => ValueRef::Int(*v),
            Value::Long(v) => ValueRef::Long(*v),
            Value::Real(v) => ValueRef::Real(*v),
            Value::Decimal(v) => ValueRef::Decimal(*v),
            Value::DateTime(v) => ValueRef::DateTime(*v),
            Value::TimeSpan(v) => ValueRef::TimeSpan(*v),
            Value::Guid(v) => ValueRef::Guid(*v),
            Value::String(v) => ValueRef::String(v),
            Value::Dynamic(v) => ValueRef::Dynamic(v),
        }
    }

    pub fn is_null(&self) -> bool {
        self.as_ref().is_null()
    }

    /// The type of the value; none for null.
    pub fn ty(&self) -> Option<Type> {
        self.as_ref().ty()
    }
}

impl<'a> ValueRef<'a> {
    pub fn to_owned(self) -> Value {
        match self {
            ValueRef::Null => Value::Null,
            ValueRef::Bool(v) => Value::Bool(v),
            ValueRef::Int(v) => Value::Int(v),
            ValueRef::Long(v) => Value::Long(v),
            ValueRef::Real(v) => Value::Real(v),
            ValueRef::Decimal(v) => Value::Decimal(v),
            ValueRef::DateTime(v) => Value::DateTime(v),
            ValueRef::TimeSpan(v) => Value::TimeSpan(v),
            ValueRef::Guid(v) => Value::Guid(v),
            ValueRef::String(v) => Value::String(v.into()),
            ValueRef::Dynamic(v) => Value::Dynamic(v.clone()),
        }
    }

    /// True for null, and for a dynamic that holds null.
    pub fn is_null(self) -> bool {
        matches!(self, ValueRef::Null | ValueRef::Dynamic(Dynamic::Null))
    }

    pub fn ty(self) -> Option<Type> {
        Some(match self {
            ValueRef::Null => return None,
            ValueRef::Bool(_) => Type::Bool,
            ValueRef::Int(_) => Type::Int,
            ValueRef::Long(_) => Type::Long,
            ValueRef::Real(_) => Type::Real,
            ValueRef::Decimal(_) => Type::Decimal,
            ValueRef::DateTime(_) => Type::DateTime,
            ValueRef::TimeSpan(_) => Type::TimeSpan,
            ValueRef::Guid(_) => Type::Guid,
            ValueRef::String(_) => Type::String,
            ValueRef::Dynamic(_) => Type::Dynamic,
        })
    }

    /// The text of a string value.
    pub fn as_str(self) -> Option<&'a str> {
        match self {
            ValueRef::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number of an int or long.
    pub fn as_long(self) -> Option<i64> {
        match self {
            ValueRef::Int(v) => Some(v.into()),
            ValueRef::Long(v) => Some(v),
            _ => None,
        }
    }

    /// The number of an int, long or real.
    pub fn as_real(self) -> Option<f64> {
        match self {
            ValueRef::Int(v) => Some(v.into()),
            ValueRef::Long(v) => Some(v as f64),
            ValueRef::Real(v) => Some(v),
            _ => None,
        }
    }

    pub fn as_bool(self) -> Option<bool> {
        match self {
            ValueRef::Bool(v) => Some(v),
            _ => None,
        }
    }
}
