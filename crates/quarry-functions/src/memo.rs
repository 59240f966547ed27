//! Results by dictionary code, so that each distinct value is worked on once a query.

use std::sync::Arc;

use quarry_data::{Column, Datum, Dynamic, DynamicColumn, StringColumn, StringDictionary, Type};

/// How many values a dictionary may have for each row at hand to be worked through as a whole. Above that,
/// a filter has left so few rows that only theirs are.
const VALUES_PER_ROW: usize = 64;

/// The results for the last dictionary seen.
#[derive(Default)]
pub(crate) struct Memo {
    known: Option<(Dictionary, Column)>,
}

#[derive(Clone)]
enum Dictionary {
    Texts(Arc<StringDictionary>),
    Trees(Arc<Vec<Dynamic>>),
}

impl Dictionary {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Texts(left), Self::Texts(right)) => Arc::ptr_eq(left, right),
            (Self::Trees(left), Self::Trees(right)) => Arc::ptr_eq(left, right),
            (Self::Texts(_), Self::Trees(_)) | (Self::Trees(_), Self::Texts(_)) => false,
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Trees(values) => values.len(),
        }
    }

    fn column(&self) -> Column {
        let codes: Vec<u32> = (0..self.len() as u32).collect();
        let codes = codes.into();
        match self {
            Self::Texts(texts) => {
                Column::String(StringColumn::Dictionary { codes, dictionary: Arc::clone(texts) })
            }
            Self::Trees(values) => {
                Column::Dynamic(DynamicColumn::Dictionary { codes, values: Arc::clone(values) })
            }
        }
    }
}

/// The dictionary and codes of an argument.
fn dictionary(datum: &Datum) -> Option<(Dictionary, &[u32])> {
    match datum {
        Datum::Column(Column::String(StringColumn::Dictionary { codes, dictionary })) => {
            Some((Dictionary::Texts(Arc::clone(dictionary)), codes))
        }
        Datum::Column(Column::Dynamic(DynamicColumn::Dictionary { codes, values })) => {
            Some((Dictionary::Trees(Arc::clone(values)), codes))
        }
        _ => None,
    }
}

impl Memo {
    /// The results by codes, when the only column among the arguments is dictionary encoded; `run` computes
    /// them for columns of distinct values.
    pub(crate) fn call(
        &mut self,
        arguments: &[Datum],
        rows: usize,
        result: Type,
        run: &mut dyn FnMut(&[Datum], usize) -> Column,
    ) -> Option<Column> {
        let mut columns = arguments.iter().enumerate().filter(|(_, datum)| datum.as_constant().is_none());
        let (position, datum) = columns.next()?;
        if columns.next().is_some() {
            return None;
        }
        let (dictionary, codes) = dictionary(datum)?;
        if let Some((known, results)) = &self.known
            && known.same(&dictionary)
        {
            return Some(results.take(codes));
        }
        let mut arguments = arguments.to_vec();
        let values = dictionary.column();
        if dictionary.len() > rows.saturating_mul(VALUES_PER_ROW) {
            let (distinct, places) = distinct(codes);
            let rows = distinct.len();
            arguments[position] = Datum::Column(values.take(&distinct));
            return Some(shared(run(&arguments, rows), result).take(&places));
        }
        arguments[position] = Datum::Column(values);
        let results = shared(run(&arguments, dictionary.len()), result);
        let column = results.take(codes);
        self.known = Some((dictionary, results));
        Some(column)
    }
}

/// The distinct codes, and the place of each row's code among them.
fn distinct(codes: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut known = rustc_hash::FxHashMap::default();
    let mut distinct = Vec::new();
    let places = codes
        .iter()
        .map(|&code| {
            *known.entry(code).or_insert_with(|| {
                distinct.push(code);
                distinct.len() as u32 - 1
            })
        })
        .collect();
    (distinct, places)
}

/// Texts and trees as codes, so that taking rows moves only codes.
fn shared(column: Column, result: Type) -> Column {
    match (column, result) {
        (Column::String(texts), Type::String) => {
            let (codes, dictionary) = texts.encoded();
            Column::String(StringColumn::Dictionary { codes, dictionary })
        }
        (Column::Dynamic(DynamicColumn::Plain(values)), Type::Dynamic) => {
            let codes: Vec<u32> = (0..values.len() as u32).collect();
            let values = Arc::new(values.to_vec());
            Column::Dynamic(DynamicColumn::Dictionary { codes: codes.into(), values })
        }
        (other, _) => other,
    }
}
