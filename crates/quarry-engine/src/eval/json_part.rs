//! `parse_json` where only some properties of the result are looked at.

use std::sync::Arc;

use quarry_data::json::{TextCache, Wanted, parse_part};
use quarry_data::{Column, Datum, Dynamic, DynamicColumn, StringColumn, StringDictionary, Value};
use quarry_functions::CallContext;

use super::Node;
use super::path::Trees;
use super::rows::Rows;
use crate::error::RunError;

pub(super) struct JsonPart {
    text: Node,
    wanted: Wanted,
    cache: TextCache,
    /// The last dictionary and what was read from it, since batches share it.
    known: Option<(Arc<StringDictionary>, Trees)>,
}

impl JsonPart {
    pub(super) fn new(text: Node, wanted: Wanted) -> Self {
        Self { text, wanted, cache: TextCache::default(), known: None }
    }

    pub(super) fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        let text = self.text.eval(cx, rows)?;
        let (wanted, cache) = (&self.wanted, &mut self.cache);
        // Text that is no JSON has no properties, so null does for it.
        let mut read = |text: &str| match text {
            "" => Dynamic::Null,
            text => parse_part(text, wanted, cache).unwrap_or_default(),
        };
        Ok(match text {
            Datum::Column(Column::String(StringColumn::Dictionary { codes, dictionary })) => {
                let values = match &self.known {
                    Some((last, values)) if Arc::ptr_eq(last, &dictionary) => Some(Arc::clone(values)),
                    _ if dictionary.len() <= 2 * rows.len() => {
                        let values: Trees = Arc::new(dictionary.iter().map(&mut read).collect());
                        self.known = Some((Arc::clone(&dictionary), Arc::clone(&values)));
                        Some(values)
                    }
                    _ => None,
                };
                let column = match values {
                    Some(values) => DynamicColumn::Dictionary { codes, values },
                    None => codes.iter().map(|&code| read(dictionary.get(code))).collect(),
                };
                Datum::Column(Column::Dynamic(column))
            }
            Datum::Column(Column::String(column)) => {
                Datum::Column(Column::Dynamic(column.iter().map(read).collect()))
            }
            Datum::Constant(Value::String(text)) => Datum::Constant(Value::Dynamic(read(&text))),
            Datum::Constant(_) | Datum::Column(_) => Datum::Constant(Value::Dynamic(Dynamic::Null)),
        })
    }
}
