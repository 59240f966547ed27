//! JSON documents and NDJSON.

use std::io::{self, Write};

use quarry_data::encode::write_json;
use quarry_data::json::write_string;
use quarry_engine::{QueryResult, ResultTable};

/// Writes `{"tables":[{"name","columns":[{"name","type"}],"rows":[[…]]}]}`.
pub(super) fn write_document(result: &QueryResult, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"tables\":[")?;
    for (position, table) in result.tables.iter().enumerate() {
        let mut head = String::from(if position > 0 { "," } else { "" });
        write_head(table, &mut head);
        out.write_all(head.as_bytes())?;
        write_rows(table, out)?;
        out.write_all(b"]}")?;
    }
    out.write_all(b"]}\n")
}

fn write_head(table: &ResultTable, head: &mut String) {
    head.push_str("{\"name\":");
    write_string(&table.name, head);
    head.push_str(",\"columns\":[");
    for (position, field) in table.schema.fields().iter().enumerate() {
        head.push_str(if position > 0 { ",{\"name\":" } else { "{\"name\":" });
        write_string(&field.name, head);
        head.push_str(",\"type\":");
        write_string(field.ty.name(), head);
        head.push('}');
    }
    head.push_str("],\"rows\":[");
}

fn write_rows(table: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    let mut separator = "[";
    for batch in &table.batches {
        for row in 0..batch.rows() {
            line.clear();
            line.push_str(separator);
            separator = ",\n[";
            for (position, column) in batch.columns().iter().enumerate() {
                if position > 0 {
                    line.push(',');
                }
                write_json(column.value(row), &mut line);
            }
            line.push(']');
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// Writes an object a row; the rows of several result tables follow one another.
pub(super) fn write_lines(result: &QueryResult, out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for table in &result.tables {
        let keys: Vec<String> = table
            .schema
            .fields()
            .iter()
            .map(|field| {
                let mut key = String::new();
                write_string(&field.name, &mut key);
                key
            })
            .collect();
        for batch in &table.batches {
            for row in 0..batch.rows() {
                line.clear();
                line.push('{');
                for (position, (key, column)) in keys.iter().zip(batch.columns()).enumerate() {
                    if position > 0 {
                        line.push(',');
                    }
                    line.push_str(key);
                    line.push(':');
                    write_json(column.value(row), &mut line);
                }
                line.push_str("}\n");
                out.write_all(line.as_bytes())?;
            }
        }
    }
    Ok(())
}
