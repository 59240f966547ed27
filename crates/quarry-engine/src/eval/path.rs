//! Paths into dynamic values: `a.b`, `a["b"]`, `a[0]`.

use std::sync::Arc;

use quarry_data::{Column, Datum, Dynamic, DynamicColumn, Value, ValueRef};
use quarry_functions::CallContext;

use super::Node;
use super::rows::Rows;
use crate::error::RunError;

/// The distinct values of a dynamic column.
pub(super) type Trees = Arc<Vec<Dynamic>>;

/// `target.name`, looked up once for each distinct value where the target has codes.
pub(super) struct Property {
    target: Node,
    name: Arc<str>,
    /// The last dictionary and its properties, since batches share it.
    known: Option<(Trees, Trees)>,
}

/// `target[index]`
pub(super) struct Element {
    target: Node,
    index: Node,
}

impl Property {
    pub(super) fn new(target: Node, name: Arc<str>) -> Self {
        Self { target, name, known: None }
    }

    pub(super) fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        let target = self.target.eval(cx, rows)?;
        let name = &*self.name;
        let find = |value: &Dynamic| value.property(name).cloned().unwrap_or_default();
        Ok(match target {
            Datum::Constant(Value::Dynamic(value)) => Datum::Constant(Value::Dynamic(find(&value))),
            Datum::Column(Column::Dynamic(DynamicColumn::Dictionary { codes, values })) => {
                let known = match &self.known {
                    Some((last, known)) if Arc::ptr_eq(last, &values) => Some(Arc::clone(known)),
                    _ if values.len() <= 2 * rows.len() => {
                        let found: Trees = Arc::new(values.iter().map(find).collect());
                        self.known = Some((Arc::clone(&values), Arc::clone(&found)));
                        Some(found)
                    }
                    _ => None,
                };
                let column = match known {
                    Some(values) => DynamicColumn::Dictionary { codes, values },
                    None => codes.iter().map(|&code| find(&values[code as usize])).collect(),
                };
                Datum::Column(Column::Dynamic(column))
            }
            Datum::Column(Column::Dynamic(column)) => {
                Datum::Column(Column::Dynamic(column.iter().map(find).collect()))
            }
            Datum::Constant(_) | Datum::Column(_) => Datum::Constant(Value::Dynamic(Dynamic::Null)),
        })
    }
}

impl Element {
    pub(super) fn new(target: Node, index: Node) -> Self {
        Self { target, index }
    }

    pub(super) fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        let target = self.target.eval(cx, rows)?;
        let index = self.index.eval(cx, rows)?;
        let element = |row: usize| match target.value(row) {
            ValueRef::Dynamic(value) => find(value, index.value(row)).cloned().unwrap_or_default(),
            _ => Dynamic::Null,
        };
        if target.as_constant().is_some() && index.as_constant().is_some() {
            return Ok(Datum::Constant(Value::Dynamic(element(0))));
        }
        Ok(Datum::Column(Column::Dynamic((0..rows.len()).map(element).collect())))
    }
}

/// The element at a position, or the property of a name; a dynamic index is what it holds.
fn find<'v>(value: &'v Dynamic, index: ValueRef<'_>) -> Option<&'v Dynamic> {
    match index {
        ValueRef::String(name) => value.property(name),
        ValueRef::Dynamic(Dynamic::String(name)) => value.property(name),
        ValueRef::Dynamic(Dynamic::Long(position)) => value.element(*position),
        other => value.element(other.as_long()?),
    }
}
