//! The texts of a column, each distinct one once where the column says which are the same.

use quarry_data::{Column, StringColumn};
use rustc_hash::FxHashMap;

/// Texts, and for each row of the column which of them it holds.
pub(super) struct Texts<'c> {
    pub(super) texts: Vec<&'c str>,
    rows: Option<Vec<u32>>,
}

impl<'c> Texts<'c> {
    /// A column that is not of strings has no text.
    pub(super) fn of(column: &'c Column) -> Self {
        match column {
            Column::String(StringColumn::Dictionary { codes, dictionary }) => {
                let mut known: FxHashMap<u32, u32> = FxHashMap::default();
                let mut texts: Vec<&str> = Vec::new();
                let rows = codes
                    .iter()
                    .map(|&code| {
                        *known.entry(code).or_insert_with(|| {
                            texts.push(dictionary.get(code));
                            (texts.len() - 1) as u32
                        })
                    })
                    .collect();
                Self { texts, rows: Some(rows) }
            }
            Column::String(column) => Self { texts: column.iter().collect(), rows: None },
            other => Self { texts: vec![""; other.len()], rows: None },
        }
    }

    /// A column of one value a text as a column of one value a row.
    pub(super) fn column(&self, column: &Column) -> Column {
        match &self.rows {
            Some(rows) => column.take(rows),
            None => column.clone(),
        }
    }

    /// What is known of each text for each row.
    pub(super) fn flags(&self, flags: &[bool]) -> Vec<bool> {
        match &self.rows {
            Some(rows) => rows.iter().map(|&row| flags[row as usize]).collect(),
            None => flags.to_vec(),
        }
    }
}
