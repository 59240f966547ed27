//! Patterns of regular expressions: one expression with a group for each column.
//!
//! A text column takes as much as it can, or as little with the flag `U`; `*` takes as little as it can.

use std::fmt::Write as _;
use std::ops::Range;

use quarry_data::Type;
use quarry_diagnostics::Span;
use quarry_plan::ParsePart;
use regex::{CaptureLocations, Regex};

use crate::error::{RunError, regex_error};

pub(super) struct RegexPattern {
    regex: Regex,
    locations: CaptureLocations,
    /// The number of each column's group; the texts may have groups of their own.
    groups: Vec<usize>,
}

impl RegexPattern {
    pub(super) fn new(parts: &[ParsePart], flags: &str, span: Span) -> Result<Self, RunError> {
        let expression = expression(parts, flags);
        let regex = Regex::new(&expression).map_err(|error| regex_error(&error, span))?;
        let groups = regex
            .capture_names()
            .enumerate()
            .filter(|(_, name)| name.is_some_and(|name| name.starts_with(GROUP)))
            .map(|(index, _)| index)
            .collect();
        let locations = regex.capture_locations();
        Ok(Self { regex, locations, groups })
    }

    /// Whether the text matches; fills the span of each column.
    pub(super) fn find(&mut self, text: &str, spans: &mut [Range<usize>]) -> bool {
        if self.regex.captures_read(&mut self.locations, text).is_none() {
            return false;
        }
        for (span, &group) in spans.iter_mut().zip(&self.groups) {
            *span = self.locations.get(group).map_or(0..0, |(start, end)| start..end);
        }
        true
    }
}

/// How the names of the columns' groups start; not a likely name in a query.
const GROUP: &str = "parsed_column_";

fn expression(parts: &[ParsePart], flags: &str) -> String {
    let mut expression = String::new();
    let known: String = flags.chars().filter(|flag| "imsUx".contains(*flag)).collect();
    if !known.is_empty() {
        expression = format!("(?{known})");
    }
    let mut columns = 0;
    for (index, part) in parts.iter().enumerate() {
        let outermost = index == 0 || index + 1 == parts.len();
        match part {
            // The search starts and ends anywhere, so a star there says nothing.
            ParsePart::Star if outermost => {}
            ParsePart::Star => expression.push_str("(?-U:.*?)"),
            ParsePart::Text(text) => {
                let _ = write!(expression, "(?:{text})");
            }
            ParsePart::Column(ty) => {
                let inside = match ty {
                    Type::Int | Type::Long => r"(?-U:[-+]?\d+)",
                    Type::Real | Type::Decimal => r"(?-U:[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)",
                    _ => ".*",
                };
                let _ = write!(expression, "(?P<{GROUP}{columns}>{inside})");
                columns += 1;
            }
        }
    }
    expression
}

#[cfg(test)]
mod tests {
    use super::RegexPattern;
    use quarry_data::Type;
    use quarry_diagnostics::Span;
    use quarry_plan::ParsePart::{self, Column, Star};

    fn parse<'t>(parts: &[ParsePart], flags: &str, source: &'t str) -> Option<&'t str> {
        let mut spans = vec![0..0; 1];
        let mut pattern = RegexPattern::new(parts, flags, Span::at(0)).expect("a valid pattern");
        pattern.find(source, &mut spans).then(|| &source[spans[0].clone()])
    }

    #[test]
    fn columns_are_greedy_unless_the_flag_says_otherwise() {
        let parts = [
            Star,
            ParsePart::Text("user ".into()),
            Column(Type::String),
            ParsePart::Text(" ".into()),
            Star,
            ParsePart::Text("/ad".into()),
        ];
        let command = "net  USER bob secret /ADD";
        assert_eq!(parse(&parts, "iU", command), Some("bob"));
        assert_eq!(parse(&parts, "i", command), Some("bob secret"));
        assert_eq!(parse(&parts, "", command), None);
    }
}
