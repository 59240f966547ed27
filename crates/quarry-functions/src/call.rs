//! Runs kernels over batches.

use std::sync::Arc;

use quarry_data::{Column, ColumnBuilder, Datum, Dynamic, Primitive, StringBuilder, StringColumn, Type};
use quarry_data::{Value, ValueRef, encode};

use crate::kernel::Prepared;
use crate::locations::Locations;
use crate::memo::Memo;
use crate::operand;
use crate::{Kernel, Signature};

/// What a call may know besides its arguments.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// `now()`, in ticks.
    pub now: i64,
    /// Where `rand` and `new_guid` start.
    pub seed: u64,
    /// Where addresses are, for those who loaded a database of that.
    pub locations: Option<Arc<Locations>>,
}

/// Why a call can't give a result: a constant argument that makes no sense (a broken regex), or a
/// function that is not implemented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The argument at the position is at fault, as `message` says.
    Argument {
        position: usize,
        message: String,
    },
    UnsupportedRegex {
        position: usize,
        message: String,
    },
    /// `name` is empty when only the caller knows it.
    NotImplemented {
        name: String,
    },
}

/// An argument as known before the first row.
#[derive(Clone, Debug)]
pub struct Argument {
    pub ty: Type,
    pub constant: Option<Value>,
}

/// One call in a query: its kernel, prepared constants and dictionary memo, for the life of the query.
pub struct CallSite {
    kernel: Kernel,
    result: Type,
    arguments: Vec<Argument>,
    prepared: Option<Box<dyn Prepared>>,
    memo: Memo,
}

impl CallSite {
    /// `result` is the type the binder gave the call.
    pub fn new(signature: &'static Signature, result: Type, arguments: Vec<Argument>) -> Self {
        Self { kernel: signature.kernel, result, arguments, prepared: None, memo: Memo::default() }
    }

    /// The values for a batch of `rows` rows; a constant when all arguments are and the kernel allows it.
    ///
    /// # Errors
    /// When a constant argument makes no sense or the function is not implemented.
    pub fn call(&mut self, cx: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
        match self.kernel {
            Kernel::NotImplemented => return Err(CallError::NotImplemented { name: String::new() }),
            Kernel::Columns(kernel) => return kernel(cx, arguments, rows),
            Kernel::Prepared(prepare) => {
                let prepared = match &mut self.prepared {
                    Some(prepared) => prepared,
                    none => none.insert(prepare(cx, &self.arguments)?),
                };
                if let Some(result) = prepared.columns(arguments, rows) {
                    return result;
                }
            }
            _ => {}
        }
        if arguments.iter().all(|argument| matches!(argument, Datum::Constant(_))) {
            let values: Vec<ValueRef<'_>> = arguments.iter().map(|argument| argument.value(0)).collect();
            let value = fit(self.run(cx, &values), self.result);
            return Ok(Datum::Constant(value));
        }
        if let Some(result) = self.numbers(arguments) {
            return Ok(result);
        }
        let Self { memo, kernel, prepared, result, .. } = self;
        let mut runner = Runner { kernel: *kernel, prepared: prepared.as_deref_mut(), result: *result };
        if let Some(column) =
            memo.call(arguments, rows, *result, &mut |arguments, rows| runner.column(cx, arguments, rows))
        {
            return Ok(Datum::Column(column));
        }
        Ok(Datum::Column(runner.column(cx, arguments, rows)))
    }

    fn run(&mut self, cx: &CallContext, values: &[ValueRef<'_>]) -> Value {
        let prepared = self.prepared.as_deref_mut();
        Runner { kernel: self.kernel, prepared, result: self.result }.row(cx, values)
    }

    /// The kernels over numbers, as loops over slices.
    fn numbers(&self, arguments: &[Datum]) -> Option<Datum> {
        Some(match (self.kernel, arguments) {
            (Kernel::LongToLong(f), [only]) => self.whole(operand::longs(only).map_checked(f), false),
            (Kernel::LongLongToLong(f), [left, right]) => {
                let (left, right) = (operand::longs(left), operand::longs(right));
                let constant = left.is_constant() && right.is_constant();
                self.whole(operand::zip_checked(&left, &right, f).values, constant)
            }
            (Kernel::RealToReal(f), [only]) => self.fraction(operand::reals(only).map(f), false),
            (Kernel::RealRealToReal(f), [left, right]) => {
                let (left, right) = (operand::reals(left), operand::reals(right));
                let constant = left.is_constant() && right.is_constant();
                self.fraction(operand::zip(&left, &right, f).values, constant)
            }
            _ => return None,
        })
    }

    /// Whole numbers in the column type of the result.
    fn whole(&self, values: Primitive<i64>, constant: bool) -> Datum {
        let column = match self.result {
            Type::DateTime => Column::DateTime(values),
            Type::TimeSpan => Column::TimeSpan(values),
            Type::Int => Column::Int(values.iter().map(|v| v.and_then(|v| i32::try_from(v).ok())).collect()),
            Type::Real => Column::Real(values.iter().map(|v| v.map(|v| v as f64)).collect()),
            _ => Column::Long(values),
        };
        operand::datum(column, constant)
    }

    fn fraction(&self, values: Primitive<f64>, constant: bool) -> Datum {
        let column = Column::Real(values);
        if self.result == Type::Real {
            return operand::datum(column, constant);
        }
        let mut builder = ColumnBuilder::with_capacity(self.result, column.len());
        for value in column.iter() {
            builder.push(fit(value.to_owned(), self.result).as_ref());
        }
        operand::datum(builder.finish(), constant)
    }
}

/// A kernel that sees one row at a time.
struct Runner<'a> {
    kernel: Kernel,
    prepared: Option<&'a mut (dyn Prepared + 'static)>,
    result: Type,
}

impl Runner<'_> {
    /// The value of one row.
    fn row(&mut self, cx: &CallContext, values: &[ValueRef<'_>]) -> Value {
        match self.kernel {
            Kernel::Scalar(f) => return f(cx, values),
            Kernel::Prepared(_) => {
                return match &mut self.prepared {
                    Some(prepared) => prepared.scalar(values),
                    None => Value::Null,
                };
            }
            _ => {}
        }
        if values.iter().any(|value| value.is_null()) {
            return Value::missing(self.result);
        }
        match (self.kernel, values) {
            (Kernel::Strict(f), _) => f(cx, values),
            (Kernel::StrToStr(f), [only]) => with_text(*only, |text| {
                let mut out = String::new();
                f(text, &mut out);
                Value::string(out)
            }),
            (Kernel::StrToLong(f), [only]) => {
                with_text(*only, |text| f(text).map_or(Value::Null, Value::Long))
            }
            (Kernel::StrToBool(f), [only]) => with_text(*only, |text| Value::Bool(f(text))),
            (Kernel::StrToDynamic(f), [only]) => with_text(*only, |text| Value::Dynamic(f(text))),
            (Kernel::LongToLong(f), [only]) => {
                operand::long(*only).and_then(f).map_or(Value::Null, Value::Long)
            }
            (Kernel::LongLongToLong(f), [left, right]) => match (operand::long(*left), operand::long(*right))
            {
                (Some(left), Some(right)) => f(left, right).map_or(Value::Null, Value::Long),
                _ => Value::Null,
            },
            (Kernel::RealToReal(f), [only]) => {
                operand::real(*only).map_or(Value::Null, |v| Value::Real(f(v)))
            }
            (Kernel::RealRealToReal(f), [left, right]) => match (operand::real(*left), operand::real(*right))
            {
                (Some(left), Some(right)) => Value::Real(f(left, right)),
                _ => Value::Null,
            },
            _ => Value::missing(self.result),
        }
    }

    /// The values of a batch.
    fn column(&mut self, cx: &CallContext, arguments: &[Datum], rows: usize) -> Column {
        if let [Datum::Column(Column::String(texts))] = arguments
            && let Some(column) = self.texts(texts)
        {
            return column;
        }
        let mut builder = ColumnBuilder::with_capacity(self.result, rows);
        let mut values: Vec<ValueRef<'_>> = Vec::with_capacity(arguments.len());
        for row in 0..rows {
            values.clear();
            values.extend(arguments.iter().map(|argument| argument.value(row)));
            let value = self.row(cx, &values);
            builder.push(fit(value, self.result).as_ref());
        }
        builder.finish()
    }

    /// The kernels from text, without a value in between.
    fn texts(&self, texts: &StringColumn) -> Option<Column> {
        Some(match (self.kernel, self.result) {
            (Kernel::StrToStr(f), Type::String) => {
                let mut builder = StringBuilder::with_capacity(texts.len());
                for text in texts.iter() {
                    builder.push_with(|out| f(text, out));
                }
                Column::String(builder.finish())
            }
            (Kernel::StrToLong(f), Type::Long) => Column::Long(texts.iter().map(f).collect()),
            (Kernel::StrToBool(f), Type::Bool) => Column::Bool(texts.iter().map(f).collect()),
            (Kernel::StrToDynamic(f), Type::Dynamic) => Column::Dynamic(texts.iter().map(f).collect()),
            _ => return None,
        })
    }
}

/// Hands a value to `f` as text, as `tostring` gives it.
pub(crate) fn with_text<R>(value: ValueRef<'_>, f: impl FnOnce(&str) -> R) -> R {
    match value {
        ValueRef::String(text) => f(text),
        ValueRef::Dynamic(Dynamic::String(text)) => f(text),
        other => {
            let mut text = String::new();
            encode::write_tostring(other, &mut text);
            f(&text)
        }
    }
}

/// The value in the type of the column it goes to; null when it does not fit there.
pub(crate) fn fit(value: Value, ty: Type) -> Value {
    if value.ty() == Some(ty) {
        return value;
    }
    match (ty, &value) {
        (Type::Dynamic, other) => Value::Dynamic(Dynamic::from_value(other.as_ref())),
        (Type::Int, Value::Long(v)) => i32::try_from(*v).map_or(Value::Null, Value::Int),
        (Type::Long, Value::Int(v)) => Value::Long((*v).into()),
        (Type::Real, Value::Int(_) | Value::Long(_) | Value::Decimal(_)) => {
            operand::real(value.as_ref()).map_or(Value::Null, Value::Real)
        }
        (Type::Decimal, Value::Int(_) | Value::Long(_) | Value::Real(_)) => {
            operand::decimal(value.as_ref()).map_or(Value::Null, Value::Decimal)
        }
        (Type::DateTime, Value::Long(v)) => Value::DateTime(*v),
        (Type::TimeSpan, Value::Long(v)) => Value::TimeSpan(*v),
        (Type::Long, Value::DateTime(v) | Value::TimeSpan(v)) => Value::Long(*v),
        (Type::Int | Type::Long, Value::Real(v)) => fit(Value::Long(*v as i64), ty),
        _ => Value::missing(ty),
    }
}
