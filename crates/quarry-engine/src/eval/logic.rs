//! `and` and `or` with three-valued logic, on the rows that are still in question.

use quarry_data::{Column, Datum, Primitive, Value};
use quarry_functions::CallContext;

use super::Node;
use super::rows::Rows;
use crate::error::RunError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Connective {
    And,
    Or,
}

impl Connective {
    /// The value of a term that decides the whole.
    fn decisive(self) -> bool {
        self == Self::Or
    }
}

/// The rows, of the batch behind `rows`, for which a condition's value is true.
pub(super) fn true_rows(value: &Datum, rows: &Rows<'_>) -> Vec<u32> {
    match value {
        Datum::Constant(Value::Bool(true)) => (0..rows.len()).map(|row| rows.base(row)).collect(),
        Datum::Constant(_) => Vec::new(),
        Datum::Column(Column::Bool(bits)) => {
            let mut chosen = Vec::with_capacity(rows.len());
            let values = bits.values();
            if bits.validity().is_none() {
                // Writing always and advancing by the bit avoids a branch a row.
                chosen.resize(rows.len(), 0);
                let mut count = 0;
                for (row, &bit) in values.iter().enumerate() {
                    chosen[count] = rows.base(row);
                    count += usize::from(bit);
                }
                chosen.truncate(count);
            } else {
                chosen.extend(
                    (0..values.len()).filter(|&row| bits.get(row) == Some(true)).map(|row| rows.base(row)),
                );
            }
            chosen
        }
        Datum::Column(other) => (0..other.len())
            .filter(|&row| other.value(row).as_bool() == Some(true))
            .map(|row| rows.base(row))
            .collect(),
    }
}

pub(super) fn select_and(
    terms: &mut [Node],
    cx: &CallContext,
    rows: &Rows<'_>,
) -> Result<Vec<u32>, RunError> {
    let batch = rows.batch();
    let mut chosen: Vec<u32> = (0..rows.len()).map(|row| rows.base(row)).collect();
    for term in terms {
        if chosen.is_empty() {
            break;
        }
        let view = Rows::chosen(batch, &chosen);
        chosen = if chosen.len() == batch.rows() {
            term.select(cx, &Rows::all(batch))?
        } else if view.dense() {
            let of_all = term.select(cx, &Rows::all(batch))?;
            intersect(&chosen, &of_all)
        } else {
            term.select(cx, &view)?
        };
    }
    Ok(chosen)
}

pub(super) fn select_or(terms: &mut [Node], cx: &CallContext, rows: &Rows<'_>) -> Result<Vec<u32>, RunError> {
    let batch = rows.batch();
    let mut open: Vec<u32> = (0..rows.len()).map(|row| rows.base(row)).collect();
    let mut chosen: Vec<u32> = Vec::new();
    for term in terms {
        if open.is_empty() {
            break;
        }
        let found = if open.len() == batch.rows() {
            term.select(cx, &Rows::all(batch))?
        } else {
            term.select(cx, &Rows::chosen(batch, &open))?
        };
        open = subtract(&open, &found);
        chosen.extend(found);
    }
    chosen.sort_unstable();
    Ok(chosen)
}

/// Rows that are in both; both ascend.
fn intersect(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut right = right.iter().copied().peekable();
    left.iter()
        .copied()
        .filter(|row| {
            while right.next_if(|other| other < row).is_some() {}
            right.next_if_eq(row).is_some()
        })
        .collect()
}

/// Rows of `left` that are not in `right`; both ascend.
fn subtract(left: &[u32], right: &[u32]) -> Vec<u32> {
    let mut right = right.iter().copied().peekable();
    left.iter()
        .copied()
        .filter(|row| {
            while right.next_if(|other| other < row).is_some() {}
            right.next_if_eq(row).is_none()
        })
        .collect()
}

/// The value of the whole for each row: decided by one decisive term, else null if any term is null.
pub(super) fn eval(
    terms: &mut [Node],
    connective: Connective,
    cx: &CallContext,
    rows: &Rows<'_>,
) -> Result<Datum, RunError> {
    let decisive = connective.decisive();
    let batch = rows.batch();
    let mut values: Vec<Option<bool>> = vec![Some(!decisive); rows.len()];
    let mut open: Vec<u32> = (0..rows.len() as u32).collect();
    for term in terms {
        if open.is_empty() {
            break;
        }
        let base: Vec<u32> = open.iter().map(|&row| rows.base(row as usize)).collect();
        let value = if base.len() == batch.rows() {
            term.eval(cx, &Rows::all(batch))?
        } else {
            term.eval(cx, &Rows::chosen(batch, &base))?
        };
        let mut position = 0;
        open.retain(|&row| {
            let bit = value.value(position).as_bool();
            position += 1;
            if bit == Some(decisive) || bit.is_none() {
                values[row as usize] = bit;
            }
            bit != Some(decisive)
        });
    }
    Ok(Datum::Column(Column::Bool(Primitive::from_iter(values))))
}

#[cfg(test)]
mod tests {
    use super::{intersect, subtract};

    #[test]
    fn sets_of_ascending_rows() {
        assert_eq!(intersect(&[1, 3, 5, 7], &[0, 3, 4, 7, 9]), [3, 7]);
        assert_eq!(subtract(&[1, 3, 5, 7], &[0, 3, 4, 7, 9]), [1, 5]);
    }
}
