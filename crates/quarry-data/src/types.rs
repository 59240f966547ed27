//! The scalar types of KQL.

use std::fmt;

/// A scalar type, under its name in KQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    Bool,
    Int,
    Long,
    Real,
    Decimal,
    DateTime,
    TimeSpan,
    Guid,
    String,
    Dynamic,
}

impl Type {
    pub const ALL: [Type; 10] = [
        Type::Bool,
        Type::Int,
        Type::Long,
        Type::Real,
        Type::Decimal,
        Type::DateTime,
        Type::TimeSpan,
        Type::Guid,
        Type::String,
        Type::Dynamic,
    ];

    /// The name as result tables print it.
    pub fn name(self) -> &'static str {
        match self {
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Long => "long",
            Type::Real => "real",
            Type::Decimal => "decimal",
            Type::DateTime => "datetime",
            Type::TimeSpan => "timespan",
            Type::Guid => "guid",
            Type::String => "string",
            Type::Dynamic => "dynamic",
        }
    }

    /// The type of a name or alias (`double`, `date`, `time`, `uuid`, ...), as in
    /// <https://learn.microsoft.com/kusto/query/scalar-data-types>.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "bool" | "boolean" => Type::Bool,
            "int" | "int32" => Type::Int,
            "long" | "int64" => Type::Long,
            "real" | "double" => Type::Real,
            "decimal" => Type::Decimal,
            "datetime" | "date" => Type::DateTime,
            "timespan" | "time" => Type::TimeSpan,
            "guid" | "uuid" | "uniqueid" => Type::Guid,
            "string" => Type::String,
            "dynamic" => Type::Dynamic,
            _ => return None,
        })
    }

    pub fn is_integer(self) -> bool {
        matches!(self, Type::Int | Type::Long)
    }

    pub fn is_numeric(self) -> bool {
        matches!(self, Type::Int | Type::Long | Type::Real | Type::Decimal)
    }

    /// Numbers, timespans and datetimes: what `sum` and `+` take.
    pub fn is_summable(self) -> bool {
        self.is_numeric() || matches!(self, Type::DateTime | Type::TimeSpan)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
