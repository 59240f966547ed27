//! Classes for highlighting: those of the tokens, made finer by what the names mean.

use std::collections::HashMap;

use quarry_diagnostics::Span;
use quarry_plan::{BindContext, ScopeNameKind};
use quarry_syntax::{TokenClass, tokenize};

use crate::bound::Analysis;
use crate::names::{self, Role};

/// A stretch of text and its class. Blanks have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classified {
    pub span: Span,
    pub class: Class,
}

/// How a stretch of text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    Keyword,
    /// A sign or word between operands.
    Operator,
    String,
    Number,
    Comment,
    Punctuation,
    Table,
    Column,
    /// A value, table or parameter that the query names.
    Variable,
    Function,
    Aggregate,
    Plugin,
    /// A property of a dynamic value.
    Property,
    /// A name that means nothing known.
    Name,
    /// A character without a meaning.
    Unknown,
}

impl Class {
    /// A word for style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Operator => "operator",
            Self::String => "string",
            Self::Number => "number",
            Self::Comment => "comment",
            Self::Punctuation => "punctuation",
            Self::Table => "table",
            Self::Column => "column",
            Self::Variable => "variable",
            Self::Function => "function",
            Self::Aggregate => "aggregate",
            Self::Plugin => "plugin",
            Self::Property => "property",
            Self::Name => "name",
            Self::Unknown => "unknown",
        }
    }
}

/// The classes of a whole text, in order.
pub fn classify(text: &str, cx: &BindContext<'_>) -> Vec<Classified> {
    let analysis = Analysis::new(text, cx);
    let meant = meanings(&analysis, cx);
    tokenize(text)
        .into_iter()
        .map(|token| {
            let class = meant.get(&token.span.start).copied().unwrap_or(match token.class() {
                TokenClass::Keyword => Class::Keyword,
                TokenClass::Operator => Class::Operator,
                TokenClass::String => Class::String,
                TokenClass::Number => Class::Number,
                TokenClass::Comment => Class::Comment,
                TokenClass::Name => Class::Name,
                TokenClass::Punctuation => Class::Punctuation,
                TokenClass::Unknown => Class::Unknown,
            });
            Classified { span: token.span, class }
        })
        .collect()
}

/// What the names of the query mean, by where they begin.
fn meanings(analysis: &Analysis<'_>, cx: &BindContext<'_>) -> HashMap<usize, Class> {
    let mut meant = HashMap::new();
    names::visit(&analysis.parsed.query, &mut |name, role| {
        let class = match role {
            Role::Call => match quarry_functions::aggregate::lookup(&name.text) {
                Some(_) => Class::Aggregate,
                None => Class::Function,
            },
            Role::Plugin => Class::Plugin,
            Role::LetName | Role::FunctionParameter => Class::Variable,
            Role::Column => Class::Column,
            Role::Member => Class::Property,
            Role::OperatorParameter | Role::Word => Class::Keyword,
            Role::Reference => reference(analysis, &name.text, name.span.start, cx),
        };
        meant.insert(name.span.start, class);
    });
    meant
}

/// A column of the input, else a name of the query, else a table.
fn reference(analysis: &Analysis<'_>, name: &str, offset: usize, cx: &BindContext<'_>) -> Class {
    if analysis.column(name, offset).is_some() {
        return Class::Column;
    }
    if let Some(declared) = analysis.declaration(name, offset) {
        return match declared.kind {
            ScopeNameKind::Function { .. } => Class::Function,
            ScopeNameKind::Scalar(_) | ScopeNameKind::Table(_) => Class::Variable,
        };
    }
    if name.contains('*') || cx.catalog.schema(name).is_some() {
        return Class::Table;
    }
    if name.starts_with('$') { Class::Keyword } else { Class::Name }
}
