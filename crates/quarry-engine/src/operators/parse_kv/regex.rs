//! Keys and values by a regular expression: its first group is a key, its second the value.

use std::sync::Arc;

use quarry_diagnostics::Span;
use regex::Regex;

use crate::error::{RunError, regex_error, run_error};

pub(super) struct RegexScanner {
    keys: Vec<Arc<str>>,
    regex: Regex,
}

impl RegexScanner {
    pub(super) fn new(parse: &quarry_plan::ParseKv, regex: &str, span: Span) -> Result<Self, RunError> {
        let regex = Regex::new(regex).map_err(|error| regex_error(&error, span))?;
        if regex.captures_len() != 3 {
            return Err(run_error(span, "the regular expression must have two groups, for key and value"));
        }
        Ok(Self { keys: parse.columns.iter().map(|(name, _)| Arc::clone(name)).collect(), regex })
    }

    /// The value of each key, none where the key is not there.
    pub(super) fn values(&self, text: &str) -> Vec<Option<String>> {
        let mut values: Vec<Option<String>> = vec![None; self.keys.len()];
        for found in self.regex.captures_iter(text) {
            let (Some(key), Some(value)) = (found.get(1), found.get(2)) else { continue };
            let place = self.keys.iter().position(|known| **known == *key.as_str().trim());
            if let Some(slot) = place.and_then(|place| values.get_mut(place))
                && slot.is_none()
            {
                *slot = Some(value.as_str().trim().to_owned());
            }
        }
        values
    }
}
