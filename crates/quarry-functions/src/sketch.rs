//! Sketches that travel as dynamics: HyperLogLog for distinct counts, t-digests for percentiles.
//!
//! A HyperLogLog is `[[1024, 14], [register, …], [value, …]]` with the registers that are set; a t-digest is
//! `[[7], [mean, …], [weight, …]]` in ascending order. A digest is exact up to [`CENTROIDS`] values.

use quarry_data::Dynamic;
use rustc_hash::FxHashMap;

/// Bits of a hash that choose the register.
const REGISTER_BITS: u32 = 14;
const REGISTERS: f64 = (1u32 << REGISTER_BITS) as f64;
/// Centroids that a digest keeps at the most when it is read.
const CENTROIDS: usize = 4096;

/// Counts distinct values, with an error below one percent.
#[derive(Clone, Debug, Default)]
pub(crate) struct HyperLogLog {
    registers: FxHashMap<u16, u8>,
}

impl HyperLogLog {
    pub(crate) fn insert(&mut self, text: &[u8]) {
        let hash = xxhash_rust::xxh64::xxh64(text, 0);
        let register = (hash >> (64 - REGISTER_BITS)) as u16;
        let rank = ((hash << REGISTER_BITS).leading_zeros() + 1).min(64 - REGISTER_BITS + 1) as u8;
        self.raise(register, rank);
    }

    fn raise(&mut self, register: u16, rank: u8) {
        let known = self.registers.entry(register).or_default();
        *known = (*known).max(rank);
    }

    /// Takes in a sketch; false when the dynamic is none.
    pub(crate) fn merge(&mut self, tree: &Dynamic) -> bool {
        let Some([_, registers, ranks]) = parts(tree) else { return false };
        for pair in registers.iter().zip(ranks) {
            if let (Dynamic::Long(register), Dynamic::Long(rank)) = pair
                && let (Ok(register), Ok(rank)) = (u16::try_from(*register), u8::try_from(*rank))
            {
                self.raise(register & ((1 << REGISTER_BITS) - 1), rank);
            }
        }
        true
    }

    pub(crate) fn estimate(&self) -> i64 {
        let empty = REGISTERS - self.registers.len() as f64;
        let linear = REGISTERS * (REGISTERS / empty).ln();
        if empty > 0.0 && linear <= 2.5 * REGISTERS {
            return linear.round() as i64;
        }
        // The order of the sum is that of the registers, so that it is the same each time.
        let sum: f64 = self.sorted().iter().map(|(_, rank)| (-f64::from(*rank)).exp2()).sum::<f64>() + empty;
        let alpha = 0.7213 / (1.0 + 1.079 / REGISTERS);
        (alpha * REGISTERS * REGISTERS / sum).round() as i64
    }

    fn sorted(&self) -> Vec<(u16, u8)> {
        let mut registers: Vec<(u16, u8)> =
            self.registers.iter().map(|(register, rank)| (*register, *rank)).collect();
        registers.sort_unstable();
        registers
    }

    pub(crate) fn to_dynamic(&self) -> Dynamic {
        let registers = self.sorted();
        Dynamic::array(vec![
            Dynamic::array(vec![Dynamic::Long(1024), Dynamic::Long(REGISTER_BITS.into())]),
            Dynamic::array(registers.iter().map(|(register, _)| Dynamic::Long((*register).into())).collect()),
            Dynamic::array(registers.iter().map(|(_, rank)| Dynamic::Long((*rank).into())).collect()),
        ])
    }

    pub(crate) fn bytes(&self) -> usize {
        self.registers.len() * 4
    }
}

/// Values and their weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Digest {
    centroids: Vec<(f64, f64)>,
}

impl Digest {
    pub(crate) fn insert(&mut self, value: f64, weight: f64) {
        if weight > 0.0 && !value.is_nan() {
            self.centroids.push((value, weight));
            if self.centroids.len() >= 4 * CENTROIDS {
                self.compress();
            }
        }
    }

    /// Takes in a sketch; false when the dynamic is none.
    pub(crate) fn merge(&mut self, tree: &Dynamic) -> bool {
        let Some([_, means, weights]) = parts(tree) else { return false };
        for (mean, weight) in means.iter().zip(weights) {
            let number = |value| crate::conversion::number(crate::conversion::unwrapped(value));
            if let (Some(mean), Some(weight)) = (number(mean), number(weight)) {
                self.insert(mean, weight);
            }
        }
        true
    }

    /// Sorts, and joins neighbours until few enough are left.
    pub(crate) fn compress(&mut self) {
        self.centroids.sort_by(|left, right| left.0.total_cmp(&right.0));
        while self.centroids.len() > CENTROIDS {
            let joined = |pair: &[(f64, f64)]| match pair {
                [(a, first), (b, second)] => {
                    let weight = first + second;
                    ((a * first + b * second) / weight, weight)
                }
                [only, ..] => *only,
                [] => (0.0, 0.0),
            };
            self.centroids = self.centroids.chunks(2).map(joined).collect();
        }
    }

    /// The value that the share of the weight lies at or below. The digest must be compressed.
    pub(crate) fn percentile(&self, percentage: f64) -> Option<f64> {
        let total: f64 = self.centroids.iter().map(|(_, weight)| weight).sum();
        let wanted = total * percentage.clamp(0.0, 100.0) / 100.0;
        let mut passed = 0.0;
        for (mean, weight) in &self.centroids {
            passed += weight;
            if passed >= wanted && passed > 0.0 {
                return Some(*mean);
            }
        }
        self.centroids.last().map(|(mean, _)| *mean)
    }

    /// The weight of the values at or below a value.
    pub(crate) fn rank(&self, value: f64) -> f64 {
        self.centroids.iter().filter(|(mean, _)| *mean <= value).map(|(_, weight)| weight).sum()
    }

    pub(crate) fn total(&self) -> f64 {
        self.centroids.iter().map(|(_, weight)| weight).sum()
    }

    pub(crate) fn write(&mut self) -> Dynamic {
        self.compress();
        Dynamic::array(vec![
            Dynamic::array(vec![Dynamic::Long(7)]),
            Dynamic::array(self.centroids.iter().map(|(mean, _)| Dynamic::Real(*mean)).collect()),
            Dynamic::array(self.centroids.iter().map(|(_, weight)| Dynamic::Real(*weight)).collect()),
        ])
    }

    pub(crate) fn bytes(&self) -> usize {
        self.centroids.len() * size_of::<(f64, f64)>()
    }
}

/// The three arrays of a sketch.
fn parts(tree: &Dynamic) -> Option<[&[Dynamic]; 3]> {
    let Dynamic::Array(parts) = tree else { return None };
    match &**parts {
        [Dynamic::Array(head), Dynamic::Array(first), Dynamic::Array(second)] => Some([head, first, second]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_exact() {
        let mut sketch = HyperLogLog::default();
        for number in 0..100 {
            sketch.insert(format!("{number}").as_bytes());
        }
        let mut copy = HyperLogLog::default();
        assert!(copy.merge(&sketch.to_dynamic()));
        assert_eq!((sketch.estimate() - 100).abs(), 0);
        assert_eq!(copy.estimate(), sketch.estimate());
    }

    #[test]
    fn large_counts_are_near() {
        let mut sketch = HyperLogLog::default();
        for number in 0..200_000 {
            sketch.insert(format!("{number}").as_bytes());
        }
        assert!((sketch.estimate() - 200_000).abs() < 4_000, "{}", sketch.estimate());
    }
}
