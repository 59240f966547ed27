//! `mv-expand`: a row for each element of an array or property bag; several are expanded side by side.
//!
//! A null gives one row, an empty array or bag none. `to typeof` casts and does not parse: an element of
//! another type becomes null. See <https://learn.microsoft.com/kusto/query/mv-expand-operator>.

use std::sync::Arc;

use quarry_data::{BATCH_ROWS, Batch, Column, Datum, Dynamic, Primitive, Type, ValueRef};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;
use quarry_plan::{BagExpansion, ExpandedColumn};

use super::Build;
use crate::error::RunError;
use crate::eval::{Converter, Evaluator};
use crate::run::{BoxedOperator, Operator, Pull, Run, pull};

struct MvExpand {
    input: BoxedOperator,
    expander: Expander,
    /// The batch that is being expanded, its values, and the next row.
    current: Option<(Batch, Vec<Datum>, usize)>,
}

/// Expands rows.
pub(super) struct Expander {
    columns: Vec<(Evaluator, Converter, Type)>,
    output: Vec<ExpandedColumn>,
    kind: BagExpansion,
    limit: usize,
}

/// Expanded rows, and the row of the input that each comes from.
pub(super) struct Expanded {
    pub(super) rows: Batch,
    pub(super) sources: Vec<u32>,
    /// The first row that is not expanded.
    pub(super) next: usize,
}

pub(super) fn build(
    cx: &Build,
    expand: &quarry_plan::MvExpand,
    span: Span,
) -> Result<BoxedOperator, RunError> {
    let expander = Expander::new(cx, expand, span)?;
    Ok(Box::new(MvExpand { input: cx.operator(&expand.input)?, expander, current: None }))
}

impl Operator for MvExpand {
    fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        loop {
            if run.paused() {
                return Ok(Pull::Pending);
            }
            let Some((batch, values, row)) = &mut self.current else {
                let batch = pull!(self.input, run, else { return Ok(Pull::Done) });
                let values = self.expander.values(&run.state.call, &batch)?;
                self.current = Some((batch, values, 0));
                continue;
            };
            let expanded = self.expander.expand(&run.state.call, batch, values, *row, BATCH_ROWS)?;
            *row = expanded.next;
            if *row >= batch.rows() {
                self.current = None;
            }
            if expanded.rows.rows() > 0 {
                return Ok(Pull::Batch(expanded.rows));
            }
        }
    }
}

impl Expander {
    pub(super) fn new(cx: &Build, expand: &quarry_plan::MvExpand, span: Span) -> Result<Self, RunError> {
        let mut columns = Vec::with_capacity(expand.columns.len());
        for column in &expand.columns {
            let converter = Converter::new(Type::Dynamic, column.ty, span)?;
            columns.push((Evaluator::new(&column.value, &cx.compile())?, converter, column.ty));
        }
        let limit = match &expand.limit {
            Some(limit) => cx.count(limit)?,
            None => usize::MAX,
        };
        Ok(Self { columns, output: expand.output.clone(), kind: expand.kind, limit })
    }

    /// What is to be expanded in the rows of a batch.
    pub(super) fn values(&mut self, cx: &CallContext, batch: &Batch) -> Result<Vec<Datum>, RunError> {
        self.columns.iter_mut().map(|(value, _, _)| value.eval(cx, batch)).collect()
    }

    /// Expands the rows from `first` on, until there are about `wanted` rows.
    pub(super) fn expand(
        &mut self,
        cx: &CallContext,
        batch: &Batch,
        values: &[Datum],
        first: usize,
        wanted: usize,
    ) -> Result<Expanded, RunError> {
        let mut sources: Vec<u32> = Vec::new();
        let mut indices: Vec<i64> = Vec::new();
        let mut elements: Vec<Vec<Dynamic>> = vec![Vec::new(); values.len()];
        let mut row = first;
        while row < batch.rows() && sources.len() < wanted {
            let count = values.iter().map(|value| count(value.value(row))).max().unwrap_or(0);
            let count = count.min(self.limit);
            for (column, value) in elements.iter_mut().zip(values) {
                let value = value.value(row);
                column.extend((0..count).map(|index| element(value, index, self.kind)));
            }
            sources.resize(sources.len() + count, row as u32);
            indices.extend(0..count as i64);
            row += 1;
        }
        let mut expanded = Vec::with_capacity(elements.len());
        for (column, (_, converter, ty)) in elements.into_iter().zip(&mut self.columns) {
            let ty = *ty;
            let cast = column.into_iter().map(|value| cast(value, ty)).collect();
            let value = converter.convert(cx, Datum::Column(Column::Dynamic(cast)), sources.len())?;
            expanded.push(value.into_column(ty, sources.len()));
        }
        let columns = self
            .output
            .iter()
            .map(|column| match column {
                ExpandedColumn::Input(index) => batch.column(*index).take(&sources),
                ExpandedColumn::Expanded(index) => expanded[*index].clone(),
                ExpandedColumn::ItemIndex => Column::Long(Primitive::new(indices.clone(), None)),
            })
            .collect();
        Ok(Expanded { rows: Batch::new(columns, sources.len()), sources, next: row })
    }
}

fn count(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::Dynamic(Dynamic::Array(items)) => items.len(),
        ValueRef::Dynamic(Dynamic::Bag(bag)) => bag.len(),
        _ => 1,
    }
}

fn element(value: ValueRef<'_>, index: usize, kind: BagExpansion) -> Dynamic {
    match value {
        ValueRef::Dynamic(Dynamic::Array(items)) => items.get(index).cloned().unwrap_or_default(),
        ValueRef::Dynamic(Dynamic::Bag(bag)) => match (bag.entries().get(index), kind) {
            (None, _) => Dynamic::Null,
            (Some((key, value)), BagExpansion::Bag) => {
                Dynamic::bag(quarry_data::Bag::from_entries([(Arc::clone(key), value.clone())]))
            }
            (Some((key, value)), BagExpansion::Array) => {
                Dynamic::array(vec![Dynamic::String(Arc::clone(key)), value.clone()])
            }
        },
        other if index == 0 => Dynamic::from_value(other),
        _ => Dynamic::Null,
    }
}

/// The element, or null when it is not of the type that is asked for. Dates and spans come as text in
/// JSON, so text is left to the conversion for these.
fn cast(value: Dynamic, ty: Type) -> Dynamic {
    let numeric = matches!(ty, Type::Bool | Type::Int | Type::Long | Type::Real | Type::Decimal);
    match value {
        Dynamic::String(_) if numeric => Dynamic::Null,
        other => other,
    }
}
