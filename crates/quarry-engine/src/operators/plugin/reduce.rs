//! `reduce`: texts grouped by the pattern that they share.
//!
//! A text is cut into terms at blanks and other characters that are no letters or digits, and at those that
//! the query adds. Texts with as many terms and the same first term are put together; terms that differ
//! among them, or that hold digits, become `*`. Groups that are smaller than the threshold are `others`.

use std::collections::BTreeMap;

use quarry_data::{Batch, Column, Value, ValueRef};

use super::Input;
use super::timeline::{Output, wrong};
use crate::error::RunError;

/// What becomes of small groups.
const OTHERS: &str = "others";

/// Texts that share a pattern.
#[derive(Default)]
struct Group {
    rows: Vec<u32>,
    /// The terms, none where they differ.
    terms: Vec<Option<String>>,
}

/// Pattern, count and a representative.
pub(super) fn work(input: &Input<'_>) -> Result<Batch, RunError> {
    let texts = texts(input)?;
    let mut output = Output::new(input);
    for (pattern, rows) in patterns(input, &texts)? {
        let representative = match (pattern.as_str(), rows.first()) {
            (OTHERS, _) | (_, None) => "",
            (_, Some(row)) => texts[*row as usize].as_str(),
        };
        let count = Value::Long(rows.len() as i64);
        output.push([Value::string(pattern.clone()), count, Value::string(representative)]);
    }
    Ok(output.finish())
}

/// The rows of the input with their pattern.
pub(super) fn by_source(input: &Input<'_>) -> Result<Batch, RunError> {
    let texts = texts(input)?;
    let mut of_row = vec![""; texts.len()];
    let patterns = patterns(input, &texts)?;
    for (pattern, rows) in &patterns {
        for &row in rows {
            of_row[row as usize] = pattern;
        }
    }
    let column = Column::String(of_row.into_iter().collect());
    let columns = input.rows.columns().iter().cloned().chain([column]).collect();
    Ok(Batch::new(columns, texts.len()))
}

fn texts(input: &Input<'_>) -> Result<Vec<String>, RunError> {
    let (values, _) = input.values(0)?;
    let text = |row| match values.value(row) {
        ValueRef::String(text) => text.to_owned(),
        other => quarry_data::encode::display(other),
    };
    Ok((0..input.rows.rows()).map(text).collect())
}

/// The patterns with their rows, the most frequent first and the rest last.
fn patterns(input: &Input<'_>, texts: &[String]) -> Result<Vec<(String, Vec<u32>)>, RunError> {
    let threshold = match input.constant(1)? {
        Some(Value::Real(threshold)) if (0.0..=1.0).contains(&threshold) => threshold,
        _ => return Err(wrong(input, 1, "a number from 0 to 1")),
    };
    let extra = match input.constant(2)? {
        Some(Value::String(text)) => text.to_string(),
        _ => String::new(),
    };
    let mut groups: BTreeMap<(usize, String), Group> = BTreeMap::new();
    for (row, text) in texts.iter().enumerate() {
        let terms = terms(text, &extra);
        let first = terms.first().filter(|term| !has_digit(term)).copied().unwrap_or("");
        let group = groups.entry((terms.len(), first.to_owned())).or_default();
        if group.rows.is_empty() {
            group.terms = terms.iter().map(|term| (!has_digit(term)).then(|| (*term).to_owned())).collect();
        }
        for (known, term) in group.terms.iter_mut().zip(&terms) {
            if known.as_deref() != Some(*term) {
                *known = None;
            }
        }
        group.rows.push(row as u32);
    }
    let least = threshold * texts.len() as f64;
    let mut found: Vec<(String, Vec<u32>)> = Vec::new();
    let mut others = Vec::new();
    for group in groups.into_values() {
        let told = group.terms.iter().any(Option::is_some);
        if told && group.rows.len() as f64 >= least && group.rows.len() > 1 {
            found.push((pattern(&group.terms), group.rows));
        } else {
            others.extend(group.rows);
        }
    }
    found.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    if !others.is_empty() {
        others.sort_unstable();
        found.push((OTHERS.to_owned(), others));
    }
    Ok(found)
}

fn has_digit(term: &str) -> bool {
    term.bytes().any(|byte| byte.is_ascii_digit())
}

fn terms<'t>(text: &'t str, extra: &str) -> Vec<&'t str> {
    text.split(|c: char| !c.is_alphanumeric() || extra.contains(c)).filter(|term| !term.is_empty()).collect()
}

/// Terms with blanks between them; those that differ are stars, which stand close to what is before them.
fn pattern(terms: &[Option<String>]) -> String {
    let mut pattern = String::new();
    for term in terms {
        match term {
            Some(term) => {
                if !pattern.is_empty() {
                    pattern.push(' ');
                }
                pattern.push_str(term);
            }
            None if pattern.ends_with('*') => {}
            None => pattern.push('*'),
        }
    }
    pattern
}
