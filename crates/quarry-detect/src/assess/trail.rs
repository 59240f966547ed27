//! Follows a column from its source table through the stages of a query.

use quarry_diagnostics::{Edit, Fix, Span};
use quarry_plan::{BoundResult, OutputColumn, StageTrace};
use quarry_syntax::{TokenKind, tokenize};

use super::{ColumnState, StagePlace};

/// The stages of one result and the text that they stand in.
pub(super) struct Trail<'a> {
    text: &'a str,
    stages: &'a [StageTrace],
    columns: &'a [OutputColumn],
}

/// What a stage does to a column that it does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passage {
    /// Hands all columns on.
    Keeps,
    /// Hands on what its list names.
    Lists,
    /// Makes columns of its own.
    Replaces,
}

impl<'a> Trail<'a> {
    pub(super) fn new(text: &'a str, result: &'a BoundResult) -> Self {
        Self { text, stages: &result.trace, columns: &result.columns }
    }

    /// All columns that were ever in scope, those of the result last.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &'a OutputColumn> {
        self.stages.iter().flat_map(|stage| stage.before.iter()).chain(self.columns)
    }

    /// What became of the source column of that name.
    pub(super) fn state(&self, name: &str) -> ColumnState {
        if self.columns.iter().any(|column| is_source(column, name)) {
            return ColumnState::Present;
        }
        let changed = self.columns.iter().any(|column| &*column.name == name);
        match (self.last_loss(name), changed) {
            (place, true) => ColumnState::Changed(place.and_then(|index| self.place(index))),
            (Some(index), false) => self.place(index).map_or(ColumnState::NeverThere, ColumnState::Dropped),
            (None, false) => ColumnState::NeverThere,
        }
    }

    /// Edits that carry these dropped columns to the end; those that cannot be carried are left out.
    pub(super) fn fix(&self, names: &[&str]) -> Option<Fix> {
        let mut added: Vec<(usize, Vec<&str>)> = Vec::new();
        let mut carried = Vec::new();
        for &name in names {
            let Some(stages) = self.lists_to_mend(name) else { continue };
            carried.push(name);
            for index in stages {
                match added.iter_mut().find(|(stage, _)| *stage == index) {
                    Some((_, columns)) => columns.push(name),
                    None => added.push((index, vec![name])),
                }
            }
        }
        let edits: Vec<Edit> =
            added.iter().filter_map(|(index, columns)| self.append(*index, columns)).collect();
        let title = format!("keep {}", spoken(&carried));
        (!edits.is_empty()).then_some(Fix { title, edits })
    }

    /// The last stage that takes the source column in and does not hand it on.
    fn last_loss(&self, name: &str) -> Option<usize> {
        let holds = |columns: &[OutputColumn]| columns.iter().any(|column| is_source(column, name));
        self.stages.iter().rposition(|stage| holds(&stage.before) && !holds(&stage.after))
    }

    fn place(&self, index: usize) -> Option<StagePlace> {
        let stage = self.stages.get(index)?;
        let span = Span::new(stage.span.start, stage.span.start + stage.operator.len());
        Some(StagePlace { operator: stage.operator.to_owned(), span })
    }

    /// The stages that must name the column; none when a stage has no list that it could stand in.
    fn lists_to_mend(&self, name: &str) -> Option<Vec<usize>> {
        let first = self.last_loss(name)?;
        let mut lists = Vec::new();
        for (index, stage) in self.stages.iter().enumerate().skip(first) {
            match passage(stage.operator) {
                Passage::Keeps if index > first => {}
                Passage::Lists => lists.push(index),
                Passage::Keeps | Passage::Replaces => return None,
            }
        }
        Some(lists)
    }

    /// Puts names at the end of a stage's list.
    fn append(&self, index: usize, names: &[&str]) -> Option<Edit> {
        let stage = self.stages.get(index)?;
        let text = stage.span.text(self.text);
        let list = names.join(", ");
        let ends = tokenize(text)
            .iter()
            .filter(|token| token.kind != TokenKind::Comment)
            .map(|token| token.span.end)
            .max()?;
        let lead = if stage.operator == "summarize" && !has_by(text) { " by " } else { ", " };
        Some(Edit { span: Span::at(stage.span.start + ends), replacement: format!("{lead}{list}") })
    }
}

/// Whether the column is still what a source table calls so.
fn is_source(column: &OutputColumn, name: &str) -> bool {
    &*column.name == name
        && !column.origins.is_empty()
        && column.origins.iter().all(|origin| &*origin.column == name)
}

fn passage(operator: &str) -> Passage {
    match operator {
        "summarize" | "project" | "project-keep" | "distinct" => Passage::Lists,
        "where" | "filter" | "extend" | "sort" | "order" | "take" | "limit" | "top" | "parse"
        | "parse-where" | "parse-kv" | "mv-expand" | "mv-apply" | "join" | "lookup" | "serialize" | "as"
        | "sample" | "project-rename" | "project-reorder" | "union" | "render" | "invoke" | "partition"
        | "consume" => Passage::Keeps,
        _ => Passage::Replaces,
    }
}

/// Whether a `summarize` groups: a `by` outside of all brackets.
fn has_by(text: &str) -> bool {
    let mut depth = 0_usize;
    tokenize(text).iter().any(|token| {
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
                depth = depth.saturating_sub(1)
            }
            _ => {}
        }
        depth == 0 && token.text == "by"
    })
}

/// `A`, `A and B`, `A, B and C`.
pub(super) fn spoken(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
