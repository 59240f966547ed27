//! Tables as bytes, for the way from one WebAssembly module to another.
//!
//! Columns go as they are: dictionaries once, codes, values and validity bits as runs of little-endian numbers.
//! Both ends are built together, so there is no version; what was cut or damaged on the way is refused.

mod bytes;
mod column;
mod value;

use bytes::{Reader, Writer};

use crate::{Batch, Column, Field, Schema, Table, Type};

/// The table as bytes.
pub fn pack(table: &Table) -> Vec<u8> {
    let mut out = Writer::default();
    out.text(&table.name);
    out.count(table.schema.len());
    out.run(table.segments.iter().map(|segment| segment.rows() as u64));
    for (index, field) in table.schema.fields().iter().enumerate() {
        out.text(&field.name);
        out.byte(field.ty as u8);
        let segments: Vec<&Column> = table.segments.iter().map(|segment| segment.column(index)).collect();
        column::write(field.ty, &segments, &mut out);
    }
    out.finish()
}

/// The table that was packed; `None` when the bytes are not whole.
pub fn unpack(bytes: &[u8]) -> Option<Table> {
    let mut source = Reader::new(bytes);
    let name = source.text()?.to_owned();
    let fields = source.count()?;
    let rows: Vec<usize> =
        source.run::<u64>()?.into_iter().map(|rows| rows.try_into().ok()).collect::<Option<_>>()?;
    let mut schema = Vec::new();
    let mut parts: Vec<Vec<Column>> = vec![Vec::new(); rows.len()];
    for _ in 0..fields {
        let field = source.text()?.to_owned();
        let ty = *Type::ALL.get(usize::from(source.byte()?))?;
        schema.push(Field::new(field, ty));
        let columns = column::read(ty, &rows, &mut source)?;
        for (part, column) in parts.iter_mut().zip(columns) {
            part.push(column);
        }
    }
    let segments = parts.into_iter().zip(rows).map(|(columns, rows)| Batch::new(columns, rows)).collect();
    Some(Table { name: name.into(), schema: Schema::new(schema).into(), segments })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Decimal, Dynamic, Guid, StringColumn, Value, json};

    /// A column of every type with a null, in two segments that share a dictionary.
    fn table() -> Table {
        let decimal = Decimal::parse("1.5").expect("a decimal");
        let dynamic = json::parse(r#"{"a":[1,2.5,"x",null,true],"b":{}}"#).expect("JSON");
        let values = [
            Value::Bool(true),
            Value::Int(-1),
            Value::Long(i64::MIN),
            Value::Real(0.5),
            Value::Decimal(decimal),
            Value::DateTime(5),
            Value::TimeSpan(-5),
            Value::Guid(Guid(7)),
            Value::String("ä".into()),
            Value::Dynamic(dynamic),
        ];
        let fields: Vec<Field> = Type::ALL.iter().map(|ty| Field::new(ty.name(), *ty)).collect();
        let columns: Vec<Column> = Type::ALL
            .iter()
            .zip(&values)
            .map(|(&ty, value)| {
                let parts =
                    [Column::constant(ty, value, 2), Column::missing(ty, 1), Column::constant(ty, value, 1)];
                Column::concat(ty, &parts.iter().collect::<Vec<_>>())
            })
            .collect();
        let all = Batch::new(columns, 4);
        Table {
            name: "T".into(),
            schema: Arc::new(Schema::new(fields)),
            segments: vec![all.slice(0, 1), all.slice(1, 3)],
        }
    }

    fn values(table: &Table) -> Vec<Vec<Value>> {
        let rows = |batch: &Batch| {
            (0..batch.rows())
                .map(|row| batch.columns().iter().map(|column| column.value(row).to_owned()).collect())
                .collect::<Vec<_>>()
        };
        table.segments.iter().flat_map(rows).collect()
    }

    #[test]
    fn a_table_comes_back_as_it_was() {
        let table = table();
        let back = unpack(&pack(&table)).expect("a whole table");
        assert_eq!(back.name, table.name);
        assert_eq!(back.schema, table.schema);
        assert_eq!(values(&back), values(&table));
    }

    #[test]
    fn segments_share_their_dictionary_again() {
        let column = Column::String(StringColumn::constant("x", 4));
        let shared = [column.slice(0, 2), column.slice(2, 2)];
        let table = Table {
            name: "T".into(),
            schema: Arc::new(Schema::new(vec![Field::new("c", Type::String)])),
            segments: shared.into_iter().map(|column| Batch::new(vec![column], 2)).collect(),
        };
        let back = unpack(&pack(&table)).expect("a whole table");
        let columns: Vec<&StringColumn> = back
            .segments
            .iter()
            .map(|segment| match segment.column(0) {
                Column::String(column) => column,
                _ => unreachable!("the column holds strings"),
            })
            .collect();
        assert!(StringColumn::shared_dictionary(&columns).is_some());
    }

    #[test]
    fn what_was_cut_or_damaged_is_refused_or_read_but_never_a_panic() {
        let whole = pack(&table());
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end]).is_none(), "cut at {end}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            if let Some(table) = unpack(&damaged) {
                values(&table);
            }
        }
    }

    #[test]
    fn nesting_beyond_the_limit_is_refused() {
        let mut value = Dynamic::Null;
        for _ in 0..Dynamic::MAX_DEPTH + 2 {
            value = Dynamic::array(vec![value]);
        }
        let table = Table {
            name: "T".into(),
            schema: Arc::new(Schema::new(vec![Field::new("c", Type::Dynamic)])),
            segments: vec![Batch::new(vec![Column::constant(Type::Dynamic, &Value::Dynamic(value), 1)], 1)],
        };
        assert!(unpack(&pack(&table)).is_none());
    }
}
