//! `ipv4_lookup` and `ipv6_lookup`: rows of a table by the network that an address lies in.
//!
//! Of several networks the longest prefix wins. Further columns of the lookup table may have to be equal
//! to those of the same name. See <https://learn.microsoft.com/kusto/query/ipv4-lookup-plugin>.

use std::net::{Ipv4Addr, Ipv6Addr};

use quarry_data::column::NO_ROW;
use quarry_data::{Batch, Column, Value, ValueRef};
use quarry_plan::ExprKind;
use rustc_hash::FxHashMap;

use super::{Argument, Input};
use crate::error::{RunError, run_error};

/// Reads an address with or without a prefix length: its bits, aligned to 128, and how many count.
type Parse = fn(&str) -> Option<(u128, u32)>;

pub(super) fn ipv4(input: &Input<'_>) -> Result<Batch, RunError> {
    work(input, parse_v4)
}

pub(super) fn ipv6(input: &Input<'_>) -> Result<Batch, RunError> {
    work(input, parse_v6)
}

fn parse_v4(text: &str) -> Option<(u128, u32)> {
    let (address, prefix) = split(text, 32)?;
    let address: Ipv4Addr = address.parse().ok()?;
    Some((u128::from(u32::from(address)) << 96, prefix))
}

fn parse_v6(text: &str) -> Option<(u128, u32)> {
    if let Some((bits, prefix)) = parse_v4(text) {
        // An IPv4 address is part of ::ffff:0:0/96.
        return Some((0xffff << 32 | bits >> 96, prefix + 96));
    }
    let (address, prefix) = split(text, 128)?;
    let address: Ipv6Addr = address.parse().ok()?;
    Some((u128::from(address), prefix))
}

fn split(text: &str, bits: u32) -> Option<(&str, u32)> {
    match text.trim().split_once('/') {
        None => Some((text.trim(), bits)),
        Some((address, prefix)) => {
            prefix.parse().ok().filter(|&prefix| prefix <= bits).map(|prefix| (address, prefix))
        }
    }
}

fn mask(bits: u128, prefix: u32) -> u128 {
    if prefix == 0 { 0 } else { bits & (u128::MAX << (128 - prefix)) }
}

fn work(input: &Input<'_>, parse: Parse) -> Result<Batch, RunError> {
    let (schema, lookup) = input.table(0)?;
    let (source, _) = input.values(1)?;
    let network = lookup_column(input, 2)?;
    let (extra, unmatched) = options(input)?;
    let networks = lookup.column(network);
    // Rows of the lookup table by prefix length and network.
    let mut rows: FxHashMap<(u32, u128), Vec<u32>> = FxHashMap::default();
    let mut prefixes: Vec<u32> = Vec::new();
    for (row, value) in networks.iter().enumerate() {
        let Some((bits, prefix)) = value.as_str().and_then(parse) else { continue };
        rows.entry((prefix, mask(bits, prefix))).or_default().push(row as u32);
        prefixes.push(prefix);
    }
    prefixes.sort_unstable_by(|left, right| right.cmp(left));
    prefixes.dedup();
    let extra: Vec<(&Column, &Column)> = extra
        .iter()
        .filter_map(|&column| {
            let own = input.schema.position(&schema.fields().get(column)?.name)?;
            Some((input.rows.column(own), lookup.column(column)))
        })
        .collect();
    let mut lefts: Vec<u32> = Vec::new();
    let mut rights: Vec<u32> = Vec::new();
    for row in 0..input.rows.rows() {
        let address = source.value(row).as_str().and_then(parse);
        let found = address.and_then(|(bits, _)| {
            prefixes.iter().find_map(|&prefix| {
                let candidates = rows.get(&(prefix, mask(bits, prefix)))?;
                candidates.iter().copied().find(|&candidate| {
                    extra.iter().all(|(own, other)| own.value(row) == other.value(candidate as usize))
                })
            })
        });
        match found {
            Some(found) => {
                lefts.push(row as u32);
                rights.push(found);
            }
            None if unmatched => {
                lefts.push(row as u32);
                rights.push(NO_ROW);
            }
            None => {}
        }
    }
    let mut columns: Vec<Column> = input.rows.columns().iter().map(|column| column.take(&lefts)).collect();
    // Extra keys are there once: from the source table.
    let shared = |name: &str| extra_names(input, schema).any(|extra| extra == name);
    for (field, column) in schema.fields().iter().zip(lookup.columns()) {
        if !shared(&field.name) {
            columns.push(column.take(&rights));
        }
    }
    columns.truncate(input.output.len());
    Ok(Batch::new(columns, lefts.len()))
}

/// The lookup column that an argument names: by position, or by the name it has in the lookup table.
fn lookup_column(input: &Input<'_>, position: usize) -> Result<usize, RunError> {
    let expr = input.scalar(position)?;
    match (&expr.kind, input.table(0)?) {
        (ExprKind::Column(column), (schema, _)) if *column < schema.len() => Ok(*column),
        _ => Err(run_error(expr.span, "the argument must be a column of the lookup table")),
    }
}

/// Further keys, and whether rows without a network are kept.
fn options(input: &Input<'_>) -> Result<(Vec<usize>, bool), RunError> {
    let mut extra = Vec::new();
    let mut unmatched = false;
    for position in 3..input.arguments.len() {
        match input.arguments.get(position) {
            Some(Argument::Scalar(expr)) if matches!(expr.kind, ExprKind::Column(_)) => {
                extra.push(lookup_column(input, position)?);
            }
            _ => {
                let value = input.constant(position)?.unwrap_or(Value::Null);
                unmatched = matches!(value.as_ref(), ValueRef::Bool(true));
            }
        }
    }
    Ok((extra, unmatched))
}

fn extra_names<'i>(input: &'i Input<'_>, schema: &'i quarry_data::Schema) -> impl Iterator<Item = &'i str> {
    input.arguments.iter().skip(3).filter_map(|argument| match argument {
        Argument::Scalar(quarry_plan::Expr { kind: ExprKind::Column(column), .. }) => {
            schema.fields().get(*column).map(|field| &*field.name)
        }
        Argument::Scalar(_) | Argument::Table { .. } | Argument::Aggregate(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{mask, parse_v4};

    #[test]
    fn addresses_lie_in_networks() {
        let (network, prefix) = parse_v4("5.8.0.0/19").expect("a network");
        let (inside, _) = parse_v4("5.8.1.2").expect("an address");
        let (outside, _) = parse_v4("5.8.32.0").expect("an address");
        assert_eq!(mask(inside, prefix), mask(network, prefix));
        assert_ne!(mask(outside, prefix), mask(network, prefix));
        assert_eq!(parse_v4("5.8.0.0/33"), None);
    }
}
