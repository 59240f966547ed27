//! Aligned columns for people.

use std::io::{self, Write};

use quarry_data::encode::write_display;
use quarry_data::{Type, ValueRef};
use quarry_engine::{QueryResult, ResultTable};

/// Writes each result table with a header, and how many rows it has. Numbers stand to the right.
pub(super) fn write(result: &QueryResult, out: &mut impl Write) -> io::Result<()> {
    for (position, table) in result.tables.iter().enumerate() {
        if result.tables.len() > 1 {
            writeln!(out, "{}{}", if position > 0 { "\n" } else { "" }, table.name)?;
        }
        write_table(table, out)?;
    }
    Ok(())
}

fn write_table(table: &ResultTable, out: &mut impl Write) -> io::Result<()> {
    let fields = table.schema.fields();
    let header: Vec<String> = fields.iter().map(|field| field.name.to_string()).collect();
    let rows: Vec<Vec<String>> = table
        .batches
        .iter()
        .flat_map(|batch| (0..batch.rows()).map(move |row| (batch, row)))
        .map(|(batch, row)| batch.columns().iter().map(|column| cell(column.value(row))).collect())
        .collect();
    let mut widths: Vec<usize> = header.iter().map(|name| name.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let right: Vec<bool> =
        fields.iter().map(|field| field.ty.is_numeric() || field.ty == Type::TimeSpan).collect();
    write_row(&header, &widths, &right, out)?;
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    write_row(&rule, &widths, &right, out)?;
    for row in &rows {
        write_row(row, &widths, &right, out)?;
    }
    writeln!(out, "({} {})", rows.len(), if rows.len() == 1 { "row" } else { "rows" })
}

fn write_row(cells: &[String], widths: &[usize], right: &[bool], out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for ((cell, width), right) in cells.iter().zip(widths).zip(right) {
        if !line.is_empty() {
            line.push_str("  ");
        }
        let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
        if *right {
            line.push_str(&blanks);
        }
        line.push_str(cell);
        if !*right {
            line.push_str(&blanks);
        }
    }
    writeln!(out, "{}", line.trim_end())
}

/// The text of a value on one line; control characters, which could steer a terminal, are escaped.
fn cell(value: ValueRef<'_>) -> String {
    let mut text = String::new();
    write_display(value, &mut text);
    if !text.contains(char::is_control) {
        return text;
    }
    let escape = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_on_one_line() {
        assert_eq!(cell(ValueRef::String("a\nb\u{1b}[0m ä")), "a\\nb\\u{1b}[0m ä");
        assert_eq!(cell(ValueRef::Null), "");
    }
}
