//! `bag_unpack`: a column for each property of a bag.
//!
//! Which columns there are depends on the data, unless the query says it. New columns come in the order of
//! their names; a property named like the unpacked column takes its place. See
//! <https://learn.microsoft.com/kusto/query/bag-unpack-plugin>.

use std::collections::BTreeMap;
use std::sync::Arc;

use quarry_data::{Batch, Column, Datum, Dynamic, DynamicColumn, Field, Schema, Type, Value, ValueRef};

use super::Input;
use crate::error::{RunError, run_error};
use crate::eval::Converter;

/// What the arguments say.
struct Options {
    column: usize,
    prefix: String,
    conflict: Conflict,
    ignored: Vec<Arc<str>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Conflict {
    Error,
    ReplaceSource,
    KeepSource,
}

impl Options {
    fn new(input: &Input<'_>) -> Result<Self, RunError> {
        let mut options = Self {
            column: input.column(0)?,
            prefix: String::new(),
            conflict: Conflict::Error,
            ignored: Vec::new(),
        };
        // Prefix, conflict and ignored properties may come by name, so each is known by what it is.
        for position in 1..input.arguments.len() {
            match input.constant(position)? {
                Some(Value::String(text)) => match &*text {
                    "error" => options.conflict = Conflict::Error,
                    "replace_source" => options.conflict = Conflict::ReplaceSource,
                    "keep_source" => options.conflict = Conflict::KeepSource,
                    prefix => prefix.clone_into(&mut options.prefix),
                },
                Some(Value::Dynamic(Dynamic::Array(names))) => {
                    options.ignored = names
                        .iter()
                        .filter_map(|name| match name {
                            Dynamic::String(name) => Some(Arc::clone(name)),
                            _ => None,
                        })
                        .collect();
                }
                _ => {}
            }
        }
        Ok(options)
    }
}

/// The columns that the data asks for.
pub(super) fn schema(input: &Input<'_>) -> Result<Schema, RunError> {
    let options = Options::new(input)?;
    let mut found: BTreeMap<String, Option<Type>> = BTreeMap::new();
    if let Column::Dynamic(column) = input.rows.column(options.column) {
        for value in distinct(column) {
            let Dynamic::Bag(bag) = value else { continue };
            for (key, value) in bag.entries() {
                if options.ignored.contains(key) {
                    continue;
                }
                let slot = found.entry(format!("{}{key}", options.prefix)).or_insert(None);
                match (*slot, type_of(value)) {
                    (_, None) => {}
                    (None, ty) => *slot = ty,
                    (Some(known), Some(ty)) if known == ty => {}
                    _ => *slot = Some(Type::Dynamic),
                }
            }
        }
    }
    let mut fields = Vec::new();
    for (index, field) in input.schema.fields().iter().enumerate() {
        let property = found.get(&*field.name).copied();
        match (property, options.conflict) {
            (None, _) if index == options.column => {}
            (Some(ty), _) if index == options.column => {
                fields.push(Field::new(Arc::clone(&field.name), ty.unwrap_or(Type::Dynamic)));
            }
            (None, _) => fields.push(field.clone()),
            // The column comes among the new ones, whichever of the two it is.
            (Some(_), Conflict::KeepSource) => {
                found.insert(field.name.to_string(), Some(field.ty));
                continue;
            }
            (Some(_), Conflict::ReplaceSource) => continue,
            (Some(_), Conflict::Error) => {
                let message = format!("the property '{}' is also the name of a column", field.name);
                return Err(run_error(input.span, message));
            }
        }
        found.remove(&*field.name);
    }
    fields.extend(found.into_iter().map(|(name, ty)| Field::new(name, ty.unwrap_or(Type::Dynamic))));
    Ok(Schema::new(fields))
}

/// The values that may stand in the column, each at least once.
fn distinct(column: &DynamicColumn) -> Box<dyn Iterator<Item = &Dynamic> + '_> {
    match column {
        DynamicColumn::Dictionary { codes, values } if codes.len() >= values.len() => {
            let mut used = vec![false; values.len()];
            for &code in codes.iter() {
                used[code as usize] = true;
            }
            Box::new(values.iter().zip(used).filter(|(_, used)| *used).map(|(value, _)| value))
        }
        _ => Box::new(column.iter()),
    }
}

fn type_of(value: &Dynamic) -> Option<Type> {
    Some(match value {
        Dynamic::Null => return None,
        Dynamic::Bool(_) => Type::Bool,
        Dynamic::Long(_) => Type::Long,
        Dynamic::Real(_) => Type::Real,
        Dynamic::Decimal(_) => Type::Decimal,
        Dynamic::DateTime(_) => Type::DateTime,
        Dynamic::TimeSpan(_) => Type::TimeSpan,
        Dynamic::Guid(_) => Type::Guid,
        Dynamic::String(_) => Type::String,
        Dynamic::Array(_) | Dynamic::Bag(_) => Type::Dynamic,
    })
}

pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let options = Options::new(input)?;
    let bags = input.rows.column(options.column);
    let rows = input.rows.rows();
    let mut columns = Vec::with_capacity(input.output.len());
    for field in input.output.fields() {
        let own = input.schema.position(&field.name).filter(|own| *own != options.column);
        let key = field.name.strip_prefix(options.prefix.as_str());
        let is_property = key.is_some_and(|key| {
            bags.iter().any(|bag| matches!(bag, ValueRef::Dynamic(bag) if bag.property(key).is_some()))
        });
        if let Some(own) = own
            && !(options.conflict == Conflict::ReplaceSource && is_property)
        {
            columns.push(input.rows.column(own).clone());
            continue;
        }
        let key = key.unwrap_or("");
        let values: DynamicColumn = bags
            .iter()
            .map(|bag| match bag {
                ValueRef::Dynamic(bag) => bag.property(key).cloned().unwrap_or_default(),
                _ => Dynamic::Null,
            })
            .collect();
        let mut converter = Converter::new(Type::Dynamic, field.ty, input.span)?;
        let value = converter.convert(input.call(), Datum::Column(Column::Dynamic(values)), rows)?;
        columns.push(value.into_column(field.ty, rows));
    }
    Ok(Batch::new(columns, rows))
}
