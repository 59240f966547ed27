//! Completion: what may stand at the cursor, best first.

mod candidates;
mod place;
mod rank;

use quarry_diagnostics::Span;
use quarry_plan::BindContext;

use crate::cursor::Cursor;

/// What can be put in at a place of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// The part of the text that the chosen item replaces: the word at the cursor.
    pub span: Span,
    /// Best first.
    pub items: Vec<Completion>,
}

/// One thing that can be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is shown and matched.
    pub label: String,
    pub kind: CompletionKind,
    /// A few words beside the label: a type, a signature.
    pub detail: String,
    /// A sentence or two.
    pub doc: String,
    /// What replaces the word at the cursor.
    pub insert: String,
    /// Where the cursor goes, in bytes of `insert`.
    pub caret: usize,
    /// The smaller, the better; items are in this order.
    pub rank: u32,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CompletionKind {
    Table,
    Column,
    /// A name of the query itself: a scalar, table or function of `let`.
    Variable,
    Function,
    Aggregate,
    Plugin,
    /// A tabular operator.
    Operator,
    /// What stands between two operands.
    ScalarOperator,
    Keyword,
    /// `name=` in front of an operator's arguments.
    Parameter,
    Type,
    /// A literal or the value of a parameter.
    Value,
}

impl CompletionKind {
    /// A word for style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column => "column",
            Self::Variable => "variable",
            Self::Function => "function",
            Self::Aggregate => "aggregate",
            Self::Plugin => "plugin",
            Self::Operator => "operator",
            Self::ScalarOperator => "scalar-operator",
            Self::Keyword => "keyword",
            Self::Parameter => "parameter",
            Self::Type => "type",
            Self::Value => "value",
        }
    }
}

/// What can be put in at a byte of the text.
pub fn complete(text: &str, offset: usize, cx: &BindContext<'_>) -> Completions {
    let mut cursor = Cursor::new(text, offset);
    let expected = place::expected(text, &mut cursor);
    let mut items = candidates::collect(text, &cursor, &expected, cx);
    items.sort_by_key(|item| item.rank);
    Completions { span: cursor.word, items }
}
