//! `basket`, `autocluster` and `diffpatterns`: values that many rows share.
//!
//! A pattern gives some columns a value and leaves the others open. Only closed patterns are looked at: those
//! to which no value can be added without losing rows.

use std::collections::BTreeSet;

use quarry_data::{Batch, Column, Datum, Value, ValueRef, encode};
use rustc_hash::FxHashMap;

use super::timeline::{Output, wrong};
use super::{Argument, Input};
use crate::error::{RunError, run_error};
use crate::hash::KeyTable;

/// Patterns that are looked at, at most.
const MOST_PATTERNS: usize = 20_000;

/// The rows to look at, column by column as codes.
struct Rows {
    /// The columns of the input that patterns are made of.
    columns: Vec<usize>,
    codes: Vec<Vec<u32>>,
    /// For each column and code a row that has it.
    samples: Vec<Vec<u32>>,
    weights: Vec<f64>,
}

/// A value of a column.
type Item = (usize, u32);

/// A pattern and the rows that have it.
#[derive(Clone, Debug)]
struct Pattern {
    items: Vec<Item>,
    rows: Vec<u32>,
}

impl Rows {
    fn new(input: &Input<'_>, weight: Option<usize>, left_out: &[usize]) -> Result<Self, RunError> {
        let count = input.rows.rows();
        let weights = match weight {
            None => vec![1.0; count],
            Some(column) => {
                input.rows.column(column).iter().map(|value| value.as_real().unwrap_or(0.0)).collect()
            }
        };
        let columns: Vec<usize> = (0..input.schema.len())
            .filter(|column| Some(*column) != weight && !left_out.contains(column))
            .collect();
        let mut codes = Vec::with_capacity(columns.len());
        let mut samples = Vec::with_capacity(columns.len());
        for &column in &columns {
            let values = input.rows.column(column);
            let mut table = KeyTable::new(&[values.ty()]);
            let mut found = Vec::new();
            table.intern(&[Datum::Column(values.clone())], count, &mut found);
            let mut sample = vec![u32::MAX; table.len()];
            for (row, &code) in found.iter().enumerate() {
                let place = &mut sample[code as usize];
                *place = (*place).min(row as u32);
            }
            codes.push(found);
            samples.push(sample);
        }
        Ok(Self { columns, codes, samples, weights })
    }

    fn weight(&self, rows: &[u32]) -> f64 {
        rows.iter().map(|row| self.weights[*row as usize]).sum()
    }

    fn value<'i>(&self, input: &'i Input<'_>, (column, code): Item) -> ValueRef<'i> {
        let row = self.samples[column][code as usize];
        input.rows.column(self.columns[column]).value(row as usize)
    }

    /// Adds all values that every row of the pattern has.
    fn closed(&self, rows: Vec<u32>) -> Pattern {
        let first = rows.first().copied().unwrap_or(0) as usize;
        let shared = |codes: &Vec<u32>| rows.iter().all(|row| codes[*row as usize] == codes[first]);
        let items = self.codes.iter().enumerate().filter(|(_, codes)| shared(codes));
        Pattern { items: items.map(|(column, codes)| (column, codes[first])).collect(), rows }
    }

    /// Rows of a pattern by the values of each other column.
    fn extensions(&self, pattern: &Pattern) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        for (column, codes) in self.codes.iter().enumerate() {
            if pattern.items.iter().any(|(own, _)| *own == column) {
                continue;
            }
            let mut by_code: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
            for &row in &pattern.rows {
                by_code.entry(codes[row as usize]).or_default().push(row);
            }
            found.extend(by_code.into_values());
        }
        found
    }

    /// The closed patterns that `wanted` says yes to for their rows, largest first.
    fn frequent(
        &self,
        input: &Input<'_>,
        most_items: usize,
        wanted: &dyn Fn(&[u32]) -> bool,
    ) -> Result<Vec<Pattern>, RunError> {
        let all: Vec<u32> = (0..self.weights.len() as u32).collect();
        let mut known: BTreeSet<Vec<Item>> = BTreeSet::new();
        let mut open = vec![Pattern { items: Vec::new(), rows: all }];
        let mut patterns = Vec::new();
        while let Some(pattern) = open.pop() {
            for rows in self.extensions(&pattern) {
                if !wanted(&rows) {
                    continue;
                }
                let next = self.closed(rows);
                if next.items.len() > most_items || !known.insert(next.items.clone()) {
                    continue;
                }
                if known.len() > MOST_PATTERNS {
                    let message = format!("there are more than {MOST_PATTERNS} patterns");
                    return Err(run_error(
                        input.span,
                        format!("{message}; raise the threshold or drop columns"),
                    ));
                }
                patterns.push(next.clone());
                open.push(next);
            }
        }
        let size = |pattern: &Pattern| self.weight(&pattern.rows);
        patterns.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.items.cmp(&b.items)));
        Ok(patterns)
    }

    /// The values of a pattern for each column of the input, with wildcards where it has none.
    fn values(&self, input: &Input<'_>, pattern: &Pattern, wildcards: &[Value]) -> Vec<Value> {
        let mut values = Vec::with_capacity(input.schema.len());
        for column in 0..input.schema.len() {
            let own = self.columns.iter().position(|known| *known == column);
            let item = own.and_then(|own| pattern.items.iter().find(|(known, _)| *known == own));
            let ty = input.rows.column(column).ty();
            values.push(match item {
                Some(item) => self.value(input, *item).to_owned(),
                None => wildcards
                    .iter()
                    .find(|value| value.ty() == Some(ty))
                    .cloned()
                    .unwrap_or(Value::missing(ty)),
            });
        }
        values
    }
}

/// The input column that an argument names; `~` and no argument stand for none.
fn column(input: &Input<'_>, position: usize) -> Option<usize> {
    match input.arguments.get(position) {
        Some(Argument::Scalar(_)) => input.column(position).ok(),
        _ => None,
    }
}

/// A constant number; `~` and no argument stand for another.
fn option(input: &Input<'_>, position: usize, otherwise: f64) -> Result<f64, RunError> {
    match input.constant(position)? {
        None => Ok(otherwise),
        Some(Value::String(text)) if &*text == "~" => Ok(otherwise),
        Some(value) => value.as_ref().as_real().ok_or_else(|| wrong(input, position, "a number or '~'")),
    }
}

/// The constants from a position on: what stands for no value, by type.
fn wildcards(input: &Input<'_>, from: usize) -> Result<Vec<Value>, RunError> {
    let mut wildcards = Vec::new();
    for position in from..input.arguments.len() {
        match input.constant(position)? {
            Some(Value::String(text)) if &*text == "~" => {}
            found => wildcards.extend(found),
        }
    }
    Ok(wildcards)
}

/// Percent of a whole, with two digits.
fn percent(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { (part / whole * 10_000.0).round() / 100.0 }
}

/// Segment, count and percentage, and then the values of the pattern.
fn segments(input: &Input<'_>, rows: &Rows, patterns: &[Pattern], wildcards: &[Value]) -> Batch {
    let total: f64 = rows.weights.iter().sum();
    let mut output = Output::new(input);
    for (segment, pattern) in patterns.iter().enumerate() {
        let count = rows.weight(&pattern.rows);
        let first = [
            Value::Long(segment as i64),
            Value::Long(count.round() as i64),
            Value::Real(percent(count, total)),
        ];
        output.push(first.into_iter().chain(rows.values(input, pattern, wildcards)));
    }
    output.finish()
}

/// `basket`: every closed pattern that a share of the rows has.
pub(super) fn basket(input: &Input<'_>) -> Result<Batch, RunError> {
    let threshold = option(input, 0, 0.05)?;
    if !(0.015..=1.0).contains(&threshold) {
        return Err(wrong(input, 0, "a number from 0.015 to 1"));
    }
    let most = option(input, 2, 5.0)?.max(1.0) as usize;
    let rows = Rows::new(input, column(input, 1), &[])?;
    let least = threshold * rows.weights.iter().sum::<f64>();
    let patterns = rows.frequent(input, most, &|found| rows.weight(found) >= least)?;
    Ok(segments(input, &rows, &patterns, &wildcards(input, 3)?))
}

/// `autocluster`: from each of the most frequent values a pattern that grows as long as its score does.
///
/// The score is the weighted geometric mean of the share of rows and the share of columns.
pub(super) fn autocluster(input: &Input<'_>) -> Result<Batch, RunError> {
    let size_weight = option(input, 0, 0.5)?;
    if !(0.0..=1.0).contains(&size_weight) {
        return Err(wrong(input, 0, "a number from 0 to 1"));
    }
    let seeds = option(input, 2, 25.0)?.max(1.0) as usize;
    let rows = Rows::new(input, column(input, 1), &[])?;
    let total: f64 = rows.weights.iter().sum();
    let score = |pattern: &Pattern| {
        let share = rows.weight(&pattern.rows) / total;
        let set = pattern.items.len() as f64 / rows.columns.len() as f64;
        share.powf(size_weight) * set.powf(1.0 - size_weight)
    };
    let all = Pattern { items: Vec::new(), rows: (0..rows.weights.len() as u32).collect() };
    let mut starts: Vec<Pattern> =
        rows.extensions(&all).into_iter().map(|found| rows.closed(found)).collect();
    let size = |pattern: &Pattern| rows.weight(&pattern.rows);
    starts.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.items.cmp(&b.items)));
    let mut best: Vec<(f64, Pattern)> = Vec::new();
    for mut pattern in starts.into_iter().take(seeds) {
        let mut reached = score(&pattern);
        loop {
            let grown = rows.extensions(&pattern).into_iter().map(|found| rows.closed(found));
            let grown = grown.map(|next| (score(&next), next));
            match grown.max_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((better, next)) if better > reached => (reached, pattern) = (better, next),
                _ => break,
            }
        }
        if !best.iter().any(|(_, known)| known.items == pattern.items) {
            best.push((reached, pattern));
        }
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0));
    // A pattern that is mostly told by better ones says nothing new.
    let mut told: BTreeSet<u32> = BTreeSet::new();
    let mut patterns = Vec::new();
    for (_, pattern) in best {
        let fresh = pattern.rows.iter().filter(|row| !told.contains(row)).count();
        if 2 * fresh > pattern.rows.len() {
            told.extend(&pattern.rows);
            patterns.push(pattern);
        }
    }
    Ok(segments(input, &rows, &patterns, &wildcards(input, 3)?))
}

/// `diffpatterns`: patterns that one set of rows has much more often than the other.
pub(super) fn diffpatterns(input: &Input<'_>) -> Result<Batch, RunError> {
    let split = input.column(0)?;
    let texts = |position: usize| -> Result<String, RunError> {
        let value = input.constant(position)?.unwrap_or(Value::Null);
        Ok(encode::display(value.as_ref()))
    };
    let (first, second) = (texts(1)?, texts(2)?);
    let threshold = option(input, 4, 0.05)?;
    if !(0.015..=1.0).contains(&threshold) {
        return Err(wrong(input, 4, "a number from 0.015 to 1"));
    }
    let most = option(input, 5, f64::MAX)?.max(1.0) as usize;
    let side = side_of(input.rows.column(split), &first, &second);
    let rows = Rows::new(input, column(input, 3), &[split])?;
    let sums = |found: &[u32]| {
        let mut sums = [0.0, 0.0];
        for &row in found {
            if let Some(side) = side[row as usize] {
                sums[side] += rows.weights[row as usize];
            }
        }
        sums
    };
    let all: Vec<u32> = (0..rows.weights.len() as u32).collect();
    let totals = sums(&all);
    let shares = |found: &[u32]| {
        let sums = sums(found);
        [percent(sums[0], totals[0]), percent(sums[1], totals[1])]
    };
    let large = |found: &[u32]| shares(found).iter().any(|share| share / 100.0 >= threshold);
    let mut found: Vec<(f64, Pattern)> = rows
        .frequent(input, most, &large)?
        .into_iter()
        .map(|pattern| {
            let [a, b] = shares(&pattern.rows);
            ((a - b).abs(), pattern)
        })
        .filter(|(difference, _)| difference / 100.0 >= threshold)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.items.len().cmp(&a.1.items.len())));
    // Of patterns that hold each other only the one with the greatest difference is told.
    let mut kept: Vec<(f64, Pattern)> = Vec::new();
    for (difference, pattern) in found {
        let within = |a: &Pattern, b: &Pattern| a.items.iter().all(|item| b.items.contains(item));
        if !kept.iter().any(|(_, known)| within(known, &pattern) || within(&pattern, known)) {
            kept.push((difference, pattern));
        }
    }
    let wildcards = wildcards(input, 6)?;
    let mut output = Output::new(input);
    for (segment, (_, pattern)) in kept.iter().enumerate() {
        let counts = sums(&pattern.rows);
        let [a, b] = shares(&pattern.rows);
        let difference = ((a - b).abs() * 100.0).round() / 100.0;
        let figures = [
            Value::Long(segment as i64),
            Value::Long(counts[0].round() as i64),
            Value::Long(counts[1].round() as i64),
            Value::Real(a),
            Value::Real(b),
            Value::Real(difference),
        ];
        let mut values = rows.values(input, pattern, &wildcards);
        values.remove(split);
        output.push(figures.into_iter().chain(values));
    }
    Ok(output.finish())
}

/// For each row whether it belongs to the first or the second set.
fn side_of(column: &Column, first: &str, second: &str) -> Vec<Option<usize>> {
    column
        .iter()
        .map(|value| match encode::display(value) {
            text if text == first => Some(0),
            text if text == second => Some(1),
            _ => None,
        })
        .collect()
}
