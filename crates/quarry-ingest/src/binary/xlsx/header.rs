//! Which rows of a sheet are its header, and what the columns are called.

use calamine::Dimensions;

use super::sheet::{Cells, Value};

/// The most rows that a header may take.
const MOST_ROWS: usize = 5;

/// The header of a sheet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The name of each column; some have none.
    pub(super) names: Vec<String>,
    /// The row behind the header.
    pub(super) end: usize,
    /// A line above the header that is no part of it.
    pub(super) title: Option<String>,
}

/// Finds the header: the first row, without a title that stands alone above it, and the rows that cells of it
/// reach into. `numbers` are the numbers of the rows in the sheet.
pub(super) fn find(columns: &[Cells], numbers: &[u32], merged: &[Dimensions]) -> Header {
    let filled = |row: usize| columns.iter().filter(|cells| cells.get(row) != Value::Empty).count();
    let is_title = filled(0) == 1 && filled(1) > 1;
    let start = usize::from(is_title);
    let title = is_title.then(|| text(columns, numbers, merged, 0).into_iter().find(|name| !name.is_empty()));
    let first = numbers.get(start).copied().unwrap_or(0);
    let last = merged
        .iter()
        .filter(|merged| merged.start.0 == first)
        // What reaches further down belongs to the rows as much as to the header.
        .filter(|merged| merged.end.0.saturating_sub(first) < MOST_ROWS as u32)
        .map(|merged| merged.end.0)
        .max()
        .unwrap_or(first);
    let mut names: Vec<String> = vec![String::new(); columns.len()];
    let mut end = start;
    for row in start..(start + MOST_ROWS).min(numbers.len()) {
        if numbers.get(row).is_none_or(|number| *number > last) {
            break;
        }
        end = row + 1;
        for (name, part) in names.iter_mut().zip(text(columns, numbers, merged, row)) {
            if !part.is_empty() && *name != part {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(&part);
            }
        }
    }
    Header { names, end, title: title.flatten() }
}

/// The texts of a row; cells that are merged into one all have its text.
fn text(columns: &[Cells], numbers: &[u32], merged: &[Dimensions], row: usize) -> Vec<String> {
    let mut texts: Vec<String> = columns
        .iter()
        .map(|cells| {
            let mut text = String::new();
            cells.write(cells.get(row), &mut text);
            text.trim().to_owned()
        })
        .collect();
    let number = numbers.get(row).copied().unwrap_or(0);
    for region in merged.iter().filter(|region| region.start.0 == number) {
        let (from, to) = (region.start.1 as usize, region.end.1 as usize);
        let Some(value) = texts.get(from).cloned() else { continue };
        for text in texts.iter_mut().take(to.saturating_add(1)).skip(from) {
            text.clone_from(&value);
        }
    }
    texts
}
