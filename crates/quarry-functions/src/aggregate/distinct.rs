//! Numbers distinct values, so that sets hold numbers and not values.

use std::hash::Hasher;
use std::sync::Arc;

use quarry_data::{
    Column, Datum, Dynamic, DynamicColumn, StringColumn, StringDictionary, Value, ValueRef, order,
};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

/// Gives each distinct value a number, in the order of first appearance.
#[derive(Default)]
pub(super) struct Distinct {
    values: Vec<Value>,
    texts: FxHashMap<Arc<str>, u32>,
    longs: FxHashMap<i64, u32>,
    /// Values of other types by hash; values with one hash are compared.
    others: FxHashMap<u64, Vec<u32>>,
    /// The numbers of a dictionary's codes, as far as they were met.
    text_codes: Codes<StringDictionary>,
    tree_codes: Codes<Vec<Dynamic>>,
}

/// The numbers that the codes of one dictionary stand for.
struct Codes<D> {
    dictionary: Option<Arc<D>>,
    numbers: Vec<u32>,
}

/// A code whose value was not met yet.
const UNKNOWN: u32 = u32::MAX;
/// The number of null and of values that count as none.
pub(super) const NONE: u32 = u32::MAX - 1;

impl<D> Default for Codes<D> {
    fn default() -> Self {
        Self { dictionary: None, numbers: Vec::new() }
    }
}

impl<D> Codes<D> {
    /// Forgets the codes of another dictionary.
    fn turn_to(&mut self, dictionary: &Arc<D>, len: usize) {
        if self.dictionary.as_ref().is_none_or(|known| !Arc::ptr_eq(known, dictionary)) {
            self.dictionary = Some(Arc::clone(dictionary));
            self.numbers.clear();
            self.numbers.resize(len, UNKNOWN);
        }
    }
}

impl Distinct {
    /// Calls `f` with the row and the number of its value; nulls have the number [`NONE`].
    pub(super) fn each(&mut self, datum: &Datum, rows: usize, mut f: impl FnMut(usize, u32)) {
        match datum {
            Datum::Column(Column::String(StringColumn::Dictionary { codes, dictionary })) => {
                let mut known = std::mem::take(&mut self.text_codes);
                known.turn_to(dictionary, dictionary.len());
                for (row, code) in codes.iter().enumerate() {
                    let number = &mut known.numbers[*code as usize];
                    if *number == UNKNOWN {
                        *number = self.text(dictionary.get(*code));
                    }
                    f(row, *number);
                }
                self.text_codes = known;
            }
            Datum::Column(Column::Dynamic(DynamicColumn::Dictionary { codes, values })) => {
                let mut known = std::mem::take(&mut self.tree_codes);
                known.turn_to(values, values.len());
                for (row, code) in codes.iter().enumerate() {
                    let number = &mut known.numbers[*code as usize];
                    if *number == UNKNOWN {
                        *number = self.number(ValueRef::Dynamic(&values[*code as usize]));
                    }
                    f(row, *number);
                }
                self.tree_codes = known;
            }
            Datum::Constant(value) => {
                let number = self.number(value.as_ref());
                (0..rows).for_each(|row| f(row, number));
            }
            Datum::Column(column) => {
                for row in 0..rows {
                    let number = self.number(column.value(row));
                    f(row, number);
                }
            }
        }
    }

    /// The value of a number.
    pub(super) fn value(&self, number: u32) -> &Value {
        &self.values[number as usize]
    }

    /// The number of a value.
    pub(super) fn number(&mut self, value: ValueRef<'_>) -> u32 {
        match value {
            ValueRef::Null | ValueRef::Dynamic(Dynamic::Null) => NONE,
            ValueRef::String(text) => self.text(text),
            ValueRef::Long(v) | ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => self.long(v, value),
            ValueRef::Int(v) => self.long(v.into(), value),
            other => self.other(other),
        }
    }

    fn add(&mut self, value: ValueRef<'_>) -> u32 {
        let number = u32::try_from(self.values.len()).ok().filter(|number| *number < NONE);
        self.values.push(value.to_owned());
        number.expect("there are fewer distinct values than four thousand million")
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        let number = self.add(ValueRef::String(text));
        if let Value::String(owned) = &self.values[number as usize] {
            self.texts.insert(Arc::clone(owned), number);
        }
        number
    }

    fn long(&mut self, key: i64, value: ValueRef<'_>) -> u32 {
        if let Some(number) = self.longs.get(&key) {
            return *number;
        }
        let number = self.add(value);
        self.longs.insert(key, number);
        number
    }

    fn other(&mut self, value: ValueRef<'_>) -> u32 {
        let mut hasher = FxHasher::default();
        order::hash(value, &mut hasher);
        let hash = hasher.finish();
        let known = self.others.get(&hash).and_then(|numbers| {
            numbers.iter().find(|number| order::same_group(self.values[**number as usize].as_ref(), value))
        });
        if let Some(number) = known {
            return *number;
        }
        let number = self.add(value);
        self.others.entry(hash).or_default().push(number);
        number
    }

    pub(super) fn bytes(&self) -> usize {
        self.values.len() * 64
    }
}

/// Which values each group has.
#[derive(Default)]
pub(super) struct Members(FxHashSet<u64>);

impl Members {
    /// True when the group did not have the value yet.
    #[inline]
    pub(super) fn insert(&mut self, group: usize, number: u32) -> bool {
        self.0.insert((group as u64) << 32 | u64::from(number))
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * 9
    }
}
