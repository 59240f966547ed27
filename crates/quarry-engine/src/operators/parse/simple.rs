//! Patterns of plain texts: each is looked for behind the one before.

use std::ops::Range;

use memchr::memmem::Finder;
use quarry_data::Type;
use quarry_plan::ParsePart;

pub(super) struct SimplePattern {
    /// What stands before each text, and the text; the last may have none.
    steps: Vec<Step>,
}

/// Columns and stars up to a text or to the end.
struct Step {
    /// The column in front, and its type.
    column: Option<Type>,
    star: bool,
    text: Option<Anchor>,
}

struct Anchor {
    text: String,
    finder: Finder<'static>,
}

impl SimplePattern {
    pub(super) fn new(parts: &[ParsePart]) -> Self {
        let mut steps = Vec::new();
        let mut step = Step { column: None, star: false, text: None };
        for part in parts {
            match part {
                ParsePart::Star => step.star = true,
                ParsePart::Column(ty) => {
                    // Two columns in a row share no text: the first one ends where it stops making sense.
                    if step.column.is_some() {
                        steps.push(std::mem::replace(
                            &mut step,
                            Step { column: None, star: false, text: None },
                        ));
                    }
                    step.column = Some(*ty);
                }
                ParsePart::Text(text) => {
                    let finder = Finder::new(text.as_bytes()).into_owned();
                    step.text = Some(Anchor { text: text.clone(), finder });
                    steps.push(std::mem::replace(&mut step, Step { column: None, star: false, text: None }));
                }
            }
        }
        steps.push(step);
        Self { steps }
    }

    /// Whether the text matches; fills the span of each column.
    pub(super) fn find(&self, text: &str, spans: &mut [Range<usize>]) -> bool {
        let mut start = 0;
        let mut columns = spans.iter_mut();
        let last = self.steps.len() - 1;
        for (index, step) in self.steps.iter().enumerate() {
            let rest = text.get(start..).unwrap_or("");
            let (end, next) = match &step.text {
                // Nothing follows the last text, so it has to be the end.
                Some(anchor) if index + 1 == last && self.steps[last].is_end() => {
                    match rest.strip_suffix(anchor.text.as_str()) {
                        Some(before) => (start + before.len(), text.len()),
                        None => return false,
                    }
                }
                Some(anchor) => match anchor.finder.find(rest.as_bytes()) {
                    Some(offset) => (start + offset, start + offset + anchor.text.len()),
                    None => return false,
                },
                None => (text.len(), text.len()),
            };
            let between = text.get(start..end).unwrap_or("");
            match step.column {
                None if !step.star && !between.is_empty() => return false,
                None => start = next,
                Some(ty) => {
                    let Some(span) = columns.next() else { return false };
                    let open_end = step.text.is_none() && index != last;
                    let length =
                        if step.star || open_end { typed_prefix(ty, between) } else { between.len() };
                    *span = start..start + length;
                    start = if open_end { start + length } else { next };
                }
            }
        }
        true
    }
}

impl Step {
    fn is_end(&self) -> bool {
        self.column.is_none() && !self.star && self.text.is_none()
    }
}

/// How much of a text belongs to a column of the type when something else may follow.
fn typed_prefix(ty: Type, text: &str) -> usize {
    let numeric = |allowed: fn(char) -> bool| text.find(|c: char| !allowed(c)).unwrap_or(text.len());
    match ty {
        Type::Int | Type::Long => numeric(|c| c.is_ascii_digit() || c == '-' || c == '+'),
        Type::Real | Type::Decimal => {
            numeric(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'))
        }
        Type::Bool => numeric(|c| c.is_ascii_alphanumeric()),
        Type::Guid => numeric(|c| c.is_ascii_hexdigit() || c == '-'),
        Type::DateTime => {
            numeric(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '/' | '.' | '+' | ' '))
        }
        Type::TimeSpan => numeric(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.')),
        Type::String | Type::Dynamic => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::SimplePattern;
    use quarry_data::Type;
    use quarry_plan::ParsePart::{self, Column, Star};

    fn text(text: &str) -> ParsePart {
        ParsePart::Text(text.into())
    }

    fn parse<'t>(parts: &[ParsePart], columns: usize, source: &'t str) -> Option<Vec<&'t str>> {
        let mut spans = vec![0..0; columns];
        SimplePattern::new(parts)
            .find(source, &mut spans)
            .then(|| spans.into_iter().map(|span| &source[span]).collect())
    }

    #[test]
    fn texts_stand_where_the_pattern_says() {
        let parts = [Star, text("a="), Column(Type::Long), Star, text("b="), Column(Type::String)];
        assert_eq!(parse(&parts, 2, "x a=12, c b=rest"), Some(vec!["12", "rest"]));
        assert_eq!(parse(&parts, 2, "x a=12"), None);
        let anchored = [text("id:"), Column(Type::Long), text(";")];
        assert_eq!(parse(&anchored, 1, "id:7;"), Some(vec!["7"]));
        assert_eq!(parse(&anchored, 1, " id:7;"), None);
        assert_eq!(parse(&anchored, 1, "id:7; "), None);
    }
}
