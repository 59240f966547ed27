//! The shapes that kernels come in. Few shapes keep the machine code small.

use quarry_data::{Datum, Dynamic, Value, ValueRef};

use crate::{Argument, CallContext, CallError};

/// What a function does. Unless said otherwise, a null argument gives a null without a call.
#[derive(Clone, Copy)]
pub enum Kernel {
    /// Appends the result to the text of the row. Called once a distinct value.
    StrToStr(fn(&str, &mut String)),
    StrToLong(fn(&str) -> Option<i64>),
    StrToBool(fn(&str) -> bool),
    StrToDynamic(fn(&str) -> Dynamic),
    /// Also timespans and datetimes, as their ticks.
    LongToLong(fn(i64) -> Option<i64>),
    LongLongToLong(fn(i64, i64) -> Option<i64>),
    RealToReal(fn(f64) -> f64),
    RealRealToReal(fn(f64, f64) -> f64),
    /// Any scalars; called only when no argument is null.
    Strict(fn(&CallContext, &[ValueRef<'_>]) -> Value),
    /// Any scalars, nulls too.
    Scalar(fn(&CallContext, &[ValueRef<'_>]) -> Value),
    /// Looks at the arguments that are constant once (compiles a regex, folds a needle), then tests or
    /// computes rows with what it returns.
    Prepared(Prepare),
    /// Whole columns, nulls too.
    Columns(fn(&CallContext, &[Datum], usize) -> Result<Datum, CallError>),
    /// Known by name and signature; running it is refused.
    NotImplemented,
}

/// Makes a prepared kernel from the arguments as they are known before the first row.
pub type Prepare = fn(&CallContext, &[Argument]) -> Result<Box<dyn Prepared>, CallError>;

/// A kernel with its constants worked in, for the life of a query.
pub trait Prepared {
    /// The value for the arguments of one row; constants are among them, and nulls too.
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value;

    /// The values of `rows` rows; override it where whole columns are faster.
    fn columns(&mut self, _arguments: &[Datum], _rows: usize) -> Option<Result<Datum, CallError>> {
        None
    }
}

impl std::fmt::Debug for Kernel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::StrToStr(_) => "StrToStr",
            Self::StrToLong(_) => "StrToLong",
            Self::StrToBool(_) => "StrToBool",
            Self::StrToDynamic(_) => "StrToDynamic",
            Self::LongToLong(_) => "LongToLong",
            Self::LongLongToLong(_) => "LongLongToLong",
            Self::RealToReal(_) => "RealToReal",
            Self::RealRealToReal(_) => "RealRealToReal",
            Self::Strict(_) => "Strict",
            Self::Scalar(_) => "Scalar",
            Self::Prepared(_) => "Prepared",
            Self::Columns(_) => "Columns",
            Self::NotImplemented => "NotImplemented",
        })
    }
}
