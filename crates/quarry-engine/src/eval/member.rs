//! `operand in (subquery)` and its relatives.

use quarry_data::{Column, Datum, Primitive, Value, ValueRef};
use quarry_diagnostics::Span;
use quarry_functions::{Argument, CallContext, CallSite, operator, scalar};
use quarry_plan::Expr;

use super::rows::Rows;
use super::{Compile, Converter, Node, SharedResult};
use crate::error::{RunError, call_error, not_implemented};
use crate::hash::{Interner, NONE};

/// A test of the operand against the first column of a shared result.
pub(super) struct Member {
    operand: Node,
    test: Test,
    span: Span,
}

enum Test {
    /// Equality with any value; `lower` folds the operand's case first.
    Set { set: Box<Interner>, lower: Option<CallSite>, negated: bool },
    /// An operator that takes the values as arguments after the operand.
    Operator { site: CallSite, values: Vec<Datum> },
}

impl Member {
    pub(super) fn new(
        cx: &Compile<'_>,
        sign: &'static str,
        operand: &Expr,
        shared: &SharedResult,
        span: Span,
    ) -> Result<Self, RunError> {
        let node = cx.node(operand)?;
        let columns = first_columns(cx, operand, shared, span)?;
        let test = match sign {
            "in" | "!in" => set(cx, operand, &columns, None, sign == "!in"),
            "in~" | "!in~" => {
                let lower = tolower(operand, span)?;
                set(cx, operand, &columns, Some(lower), sign == "!in~")
            }
            _ => operator_test(sign, operand, &columns, span)?,
        };
        Ok(Self { operand: node, test, span })
    }

    pub(super) fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        let operand = self.operand.eval(cx, rows)?;
        match &mut self.test {
            Test::Set { set, lower, negated } => {
                let operand = match lower {
                    Some(site) => call(site, cx, &[operand], rows.len(), self.span)?,
                    None => operand,
                };
                let mut ids = Vec::new();
                set.find(&operand, rows.len(), &mut ids);
                let bits: Primitive<bool> = ids.iter().map(|&id| (id != NONE) != *negated).collect();
                Ok(Datum::Column(Column::Bool(bits)))
            }
            Test::Operator { site, values } => {
                if let Some(first) = values.first_mut() {
                    *first = operand;
                }
                call(site, cx, values, rows.len(), self.span)
            }
        }
    }
}

/// The first columns of the shared batches, in the operand's type.
fn first_columns(
    cx: &Compile<'_>,
    operand: &Expr,
    shared: &SharedResult,
    span: Span,
) -> Result<Vec<Column>, RunError> {
    let Some(field) = shared.schema.fields().first() else { return Ok(Vec::new()) };
    let mut converter = Converter::new(field.ty, operand.ty, span)?;
    let mut columns = Vec::with_capacity(shared.batches.len());
    for batch in &shared.batches {
        if let Some(column) = batch.columns().first() {
            let converted = converter.convert(cx.call, Datum::Column(column.clone()), batch.rows())?;
            columns.push(converted.into_column(operand.ty, batch.rows()));
        }
    }
    Ok(columns)
}

fn set(
    cx: &Compile<'_>,
    operand: &Expr,
    columns: &[Column],
    mut lower: Option<CallSite>,
    negated: bool,
) -> Test {
    let mut set = Box::new(Interner::new(operand.ty));
    let mut ids = Vec::new();
    for column in columns {
        let rows = column.len();
        let mut value = Datum::Column(column.clone());
        if let Some(site) = &mut lower
            && let Ok(folded) = site.call(cx.call, std::slice::from_ref(&value), rows)
        {
            value = folded;
        }
        ids.clear();
        set.intern(&value, rows, &mut ids);
    }
    Test::Set { set, lower, negated }
}

fn tolower(operand: &Expr, span: Span) -> Result<CallSite, RunError> {
    let signature = scalar::lookup("tolower").and_then(|function| function.signatures.first());
    let signature = signature.ok_or_else(|| not_implemented(span, "tolower"))?;
    Ok(CallSite::new(signature, operand.ty, vec![Argument { ty: operand.ty, constant: None }]))
}

fn operator_test(
    sign: &'static str,
    operand: &Expr,
    columns: &[Column],
    span: Span,
) -> Result<Test, RunError> {
    let signature = operator::lookup(sign).and_then(|operator| {
        operator.signatures.iter().find(|signature| {
            signature.params.first().is_some_and(|param| param.accepts.contains(operand.ty))
        })
    });
    let signature = signature.ok_or_else(|| not_implemented(span, sign))?;
    let mut known = vec![Argument { ty: operand.ty, constant: None }];
    let mut values = vec![Datum::Constant(Value::Null)];
    for value in columns.iter().flat_map(Column::iter).map(ValueRef::to_owned) {
        known.push(Argument { ty: operand.ty, constant: Some(value.clone()) });
        values.push(Datum::Constant(value));
    }
    Ok(Test::Operator { site: CallSite::new(signature, quarry_data::Type::Bool, known), values })
}

fn call(
    site: &mut CallSite,
    cx: &CallContext,
    arguments: &[Datum],
    rows: usize,
    span: Span,
) -> Result<Datum, RunError> {
    site.call(cx, arguments, rows).map_err(|error| call_error(error, "in", span, |_| None))
}
