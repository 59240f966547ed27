//! CSV after RFC 4180, with a header; lines end with CR LF.

use std::io::{self, Write};

use quarry_data::encode::write_display;
use quarry_engine::QueryResult;

/// Writes the result tables one after the other, an empty line between them.
pub(super) fn write(result: &QueryResult, out: &mut impl Write) -> io::Result<()> {
    let (mut line, mut cell) = (String::new(), String::new());
    for (position, table) in result.tables.iter().enumerate() {
        line.clear();
        if position > 0 {
            line.push_str("\r\n");
        }
        for (position, field) in table.schema.fields().iter().enumerate() {
            push_field(position, &field.name, &mut line);
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())?;
        for batch in &table.batches {
            for row in 0..batch.rows() {
                line.clear();
                for (position, column) in batch.columns().iter().enumerate() {
                    cell.clear();
                    write_display(column.value(row), &mut cell);
                    push_field(position, &cell, &mut line);
                }
                line.push_str("\r\n");
                out.write_all(line.as_bytes())?;
            }
        }
    }
    Ok(())
}

/// Appends a field, in quotes where RFC 4180 asks for them.
fn push_field(position: usize, text: &str, line: &mut String) {
    if position > 0 {
        line.push(',');
    }
    if !text.contains(['"', ',', '\r', '\n']) {
        line.push_str(text);
        return;
    }
    line.push('"');
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::push_field;

    #[test]
    fn fields_are_quoted_when_needed() {
        let mut line = String::new();
        for (position, text) in ["plain", "", "a,b", "say \"hi\"", "two\nlines"].into_iter().enumerate() {
            push_field(position, text, &mut line);
        }
        assert_eq!(line, "plain,,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"");
    }
}
