//! `pivot`: a column for each value of a column, with an aggregate for each combination of the others.
//!
//! Which columns there are depends on the data, unless the query says it. See
//! <https://learn.microsoft.com/kusto/query/pivot-plugin>.

use quarry_data::{Batch, Column, Datum, Field, Primitive, Schema, Type, encode};
use quarry_functions::Groups;
use quarry_plan::{Aggregate, ExprKind};

use super::{Argument, Input};
use crate::error::{RunError, run_error};
use crate::hash::KeyTable;
use crate::operators::aggregate::State;
use crate::operators::columns::used_columns;

/// What the arguments say: the column to turn, the aggregate, and the columns that stay.
struct Options<'a> {
    pivot: usize,
    aggregate: Option<&'a Aggregate>,
    kept: Vec<usize>,
}

impl<'a> Options<'a> {
    fn new(input: &'a Input<'_>) -> Result<Self, RunError> {
        let pivot = input.column(0)?;
        let mut aggregate = None;
        let mut kept = Vec::new();
        for argument in input.arguments.iter().skip(1) {
            match argument {
                Argument::Aggregate(found) => aggregate = Some(found),
                Argument::Scalar(expr) => match expr.kind {
                    ExprKind::Column(column) => kept.push(column),
                    _ => return Err(run_error(expr.span, "the argument must be a column")),
                },
                Argument::Table { .. } => return Err(run_error(input.span, "a table is not expected here")),
            }
        }
        if kept.is_empty() {
            let used = aggregate.map(|aggregate| used_columns(&aggregate.arguments)).unwrap_or_default();
            kept =
                (0..input.schema.len()).filter(|column| *column != pivot && !used.contains(column)).collect();
        }
        Ok(Self { pivot, aggregate, kept })
    }

    fn result_type(&self) -> Type {
        self.aggregate.and_then(|aggregate| aggregate.results.first().copied()).unwrap_or(Type::Long)
    }
}

/// The columns that the data asks for: values in the order of first appearance.
pub(super) fn schema(input: &Input<'_>) -> Result<Schema, RunError> {
    let options = Options::new(input)?;
    let mut fields: Vec<Field> =
        options.kept.iter().map(|&column| input.schema.fields()[column].clone()).collect();
    let (_, names) = turned(input, options.pivot);
    fields.extend(names.into_iter().map(|name| Field::new(name, options.result_type())));
    Ok(Schema::new(fields))
}

/// The number of each row's pivot value, and the values as texts.
fn turned(input: &Input<'_>, pivot: usize) -> (Vec<u32>, Vec<String>) {
    let column = input.rows.column(pivot);
    let mut table = KeyTable::new(&[column.ty()]);
    let mut ids = Vec::new();
    table.intern(&[Datum::Column(column.clone())], input.rows.rows(), &mut ids);
    let values = table.columns();
    let names = values.iter().flat_map(Column::iter).map(encode::display).collect();
    (ids, names)
}

pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let options = Options::new(input)?;
    let (values, names) = turned(input, options.pivot);
    let kept: Vec<Datum> =
        options.kept.iter().map(|&column| Datum::Column(input.rows.column(column).clone())).collect();
    let types: Vec<Type> = options.kept.iter().map(|&column| input.schema.fields()[column].ty).collect();
    let mut table = KeyTable::new(&types);
    let mut groups = Vec::new();
    table.intern(&kept, input.rows.rows(), &mut groups);
    let count = if input.rows.rows() == 0 { 0 } else { table.len() };
    let width = names.len().max(1);
    let cells: Vec<u32> =
        groups.iter().zip(&values).map(|(&group, &value)| group * width as u32 + value).collect();
    let results = match options.aggregate {
        Some(aggregate) => {
            let mut state = State::new(&input.compile, aggregate)?;
            state.update(input.call(), &input.rows, Groups::Ids(&cells), count * width)?;
            state.finish(count * width).into_iter().next()
        }
        None => {
            let mut counts = vec![0i64; count * width];
            for &cell in &cells {
                counts[cell as usize] += 1;
            }
            Some(Column::Long(Primitive::new(counts, None)))
        }
    };
    let mut available: Vec<(String, Column)> = options
        .kept
        .iter()
        .zip(table.columns())
        .map(|(&column, values)| (input.schema.fields()[column].name.to_string(), values))
        .collect();
    if let Some(results) = results {
        for (value, name) in names.into_iter().enumerate() {
            let cells: Vec<u32> = (0..count).map(|group| (group * width + value) as u32).collect();
            available.push((name, results.take(&cells)));
        }
    }
    let columns = input
        .output
        .fields()
        .iter()
        .map(|field| {
            let found =
                available.iter().find(|(name, column)| **name == *field.name && column.ty() == field.ty);
            found.map_or_else(|| Column::missing(field.ty, count), |(_, column)| column.slice(0, count))
        })
        .collect();
    Ok(Batch::new(columns, count))
}
