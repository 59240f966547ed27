//! A column over all segments of its table: the values that rows share first, then each segment's rows.

use std::sync::Arc;

use super::bytes::{Fixed, Reader, Writer};
use super::value;
use crate::{
    Bitmap, Buffer, Column, Decimal, Dynamic, DynamicColumn, Guid, Primitive, StringColumn, StringDictionary,
    Type,
};

/// Before the rows of a string or dynamic segment that holds its own values; others hold codes.
const PLAIN: u8 = 0;
const CODES: u8 = 1;

/// Writes the parts of a column of type `ty`, one a segment.
pub(super) fn write(ty: Type, parts: &[&Column], out: &mut Writer) {
    match ty {
        Type::String => write_shared(&dictionaries(parts), write_dictionary, out),
        Type::Dynamic => write_shared(&value_lists(parts), |list, out| write_values(list, out), out),
        _ => {}
    }
    let texts = dictionaries(parts);
    let values = value_lists(parts);
    for part in parts {
        match part {
            Column::Bool(inner) => write_fixed(inner, |v| v, out),
            Column::Int(inner) => write_fixed(inner, |v| v, out),
            Column::Long(inner) | Column::DateTime(inner) | Column::TimeSpan(inner) => {
                write_fixed(inner, |v| v, out);
            }
            Column::Real(inner) => write_fixed(inner, |v| v, out),
            Column::Decimal(inner) => write_fixed(inner, Decimal::bits, out),
            Column::Guid(inner) => write_fixed(inner, |v| v.0, out),
            Column::String(StringColumn::Dictionary { codes, dictionary }) => {
                write_codes(codes, place(&texts, dictionary), out);
            }
            Column::String(StringColumn::Plain { offsets, text }) => {
                out.byte(PLAIN);
                let (start, end) = (offsets[0], offsets[offsets.len() - 1]);
                out.text(text.get(start as usize..end as usize).unwrap_or(""));
                out.run(offsets.iter().map(|at| at - start));
            }
            Column::Dynamic(DynamicColumn::Dictionary { codes, values: list }) => {
                write_codes(codes, place(&values, list), out);
            }
            Column::Dynamic(DynamicColumn::Plain(list)) => {
                out.byte(PLAIN);
                write_values(list, out);
            }
        }
    }
}

/// Reads a column of type `ty` whose segments have so many rows.
pub(super) fn read(ty: Type, rows: &[usize], source: &mut Reader<'_>) -> Option<Vec<Column>> {
    let mut texts = Vec::new();
    let mut values = Vec::new();
    match ty {
        Type::String => texts = read_shared(source, read_dictionary)?,
        Type::Dynamic => values = read_shared(source, read_values)?,
        _ => {}
    }
    let part = |&rows: &usize| {
        let column = match ty {
            Type::Bool => Column::Bool(read_fixed(source, Some)?),
            Type::Int => Column::Int(read_fixed(source, Some)?),
            Type::Long => Column::Long(read_fixed(source, Some)?),
            Type::Real => Column::Real(read_fixed(source, Some)?),
            Type::Decimal => Column::Decimal(read_fixed(source, Decimal::from_bits)?),
            Type::DateTime => Column::DateTime(read_fixed(source, Some)?),
            Type::TimeSpan => Column::TimeSpan(read_fixed(source, Some)?),
            Type::Guid => Column::Guid(read_fixed(source, |bits| Some(Guid(bits)))?),
            Type::String => Column::String(read_strings(source, &texts)?),
            Type::Dynamic => Column::Dynamic(read_dynamics(source, &values)?),
        };
        (column.len() == rows).then_some(column)
    };
    rows.iter().map(part).collect()
}

/// The dictionaries of a string column, each once.
fn dictionaries(parts: &[&Column]) -> Vec<Arc<StringDictionary>> {
    distinct(parts.iter().filter_map(|part| match part {
        Column::String(StringColumn::Dictionary { dictionary, .. }) => Some(dictionary),
        _ => None,
    }))
}

/// The lists of shared values of a dynamic column, each once.
fn value_lists(parts: &[&Column]) -> Vec<Arc<Vec<Dynamic>>> {
    distinct(parts.iter().filter_map(|part| match part {
        Column::Dynamic(DynamicColumn::Dictionary { values, .. }) => Some(values),
        _ => None,
    }))
}

fn distinct<'a, T: 'a>(shared: impl Iterator<Item = &'a Arc<T>>) -> Vec<Arc<T>> {
    let mut known: Vec<Arc<T>> = Vec::new();
    for one in shared {
        if !known.iter().any(|other| Arc::ptr_eq(other, one)) {
            known.push(Arc::clone(one));
        }
    }
    known
}

fn place<T>(known: &[Arc<T>], one: &Arc<T>) -> usize {
    known.iter().position(|other| Arc::ptr_eq(other, one)).expect("all that is shared was listed")
}

fn write_shared<T>(shared: &[Arc<T>], write: impl Fn(&T, &mut Writer), out: &mut Writer) {
    out.count(shared.len());
    shared.iter().for_each(|one| write(one, out));
}

fn read_shared<T>(
    source: &mut Reader<'_>,
    mut read: impl FnMut(&mut Reader<'_>) -> Option<T>,
) -> Option<Vec<Arc<T>>> {
    let count = source.count()?;
    (0..count).map(|_| read(source).map(Arc::new)).collect()
}

fn write_dictionary(dictionary: &StringDictionary, out: &mut Writer) {
    out.text(dictionary.text());
    out.run(dictionary.offsets().iter().copied());
}

fn read_dictionary(source: &mut Reader<'_>) -> Option<StringDictionary> {
    let text = source.text()?;
    StringDictionary::try_from_parts(source.run()?, text.to_owned())
}

fn write_values(values: &[Dynamic], out: &mut Writer) {
    out.count(values.len());
    values.iter().for_each(|item| value::write(item, out));
}

fn read_values(source: &mut Reader<'_>) -> Option<Vec<Dynamic>> {
    let count = source.count()?;
    (0..count).map(|_| value::read(source)).collect()
}

fn write_codes(codes: &Buffer<u32>, shared: usize, out: &mut Writer) {
    out.byte(CODES);
    out.count(shared);
    out.run(codes.iter().copied());
}

/// Codes and what they stand for; `None` when a code stands for nothing.
fn read_codes<T>(
    source: &mut Reader<'_>,
    shared: &[Arc<T>],
    len: impl Fn(&T) -> usize,
) -> Option<(Buffer<u32>, Arc<T>)> {
    let place: u64 = source.one()?;
    let shared = shared.get(usize::try_from(place).ok()?)?;
    let codes: Vec<u32> = source.run()?;
    let known = len(shared);
    codes.iter().all(|code| (*code as usize) < known).then(|| (codes.into(), Arc::clone(shared)))
}

fn read_strings(source: &mut Reader<'_>, shared: &[Arc<StringDictionary>]) -> Option<StringColumn> {
    match source.byte()? {
        CODES => {
            let (codes, dictionary) = read_codes(source, shared, StringDictionary::len)?;
            Some(StringColumn::Dictionary { codes, dictionary })
        }
        PLAIN => {
            let text = source.text()?;
            StringColumn::try_from_parts(source.run()?, text.to_owned())
        }
        _ => None,
    }
}

fn read_dynamics(source: &mut Reader<'_>, shared: &[Arc<Vec<Dynamic>>]) -> Option<DynamicColumn> {
    match source.byte()? {
        CODES => {
            let (codes, values) = read_codes(source, shared, Vec::len)?;
            Some(DynamicColumn::Dictionary { codes, values })
        }
        PLAIN => Some(DynamicColumn::Plain(read_values(source)?.into())),
        _ => None,
    }
}

fn write_fixed<T: Copy + Default, F: Fixed>(column: &Primitive<T>, form: impl Fn(T) -> F, out: &mut Writer) {
    out.run(column.values().iter().map(|&value| form(value)));
    match column.validity() {
        None => out.byte(0),
        Some(bits) => {
            out.byte(1);
            bits.iter().for_each(|bit| out.one(bit));
        }
    }
}

fn read_fixed<T: Copy + Default, F: Fixed>(
    source: &mut Reader<'_>,
    form: impl Fn(F) -> Option<T>,
) -> Option<Primitive<T>> {
    let values: Vec<T> = source.run()?.into_iter().map(form).collect::<Option<_>>()?;
    let validity: Option<Bitmap> = match source.byte()? {
        0 => None,
        _ => Some((0..values.len()).map(|_| source.one::<bool>()).collect::<Option<_>>()?),
    };
    Some(Primitive::new(values, validity))
}
