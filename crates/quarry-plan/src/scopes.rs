//! What was in scope at which place of the text: for completion, hover and rename.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::Span;

use crate::OutputColumn;

/// Everything that was in scope anywhere, by place.
#[derive(Clone, Debug, Default)]
pub struct Scopes {
    /// In the order of binding; inner places come after the outer ones that hold them.
    entries: Vec<Entry>,
    names: Vec<ScopeName>,
}

#[derive(Clone, Debug)]
struct Entry {
    span: Span,
    columns: Arc<[OutputColumn]>,
    /// The right side, inside the `on` clause of a join.
    right: Option<Arc<[OutputColumn]>>,
    aggregates: bool,
}

/// What is in scope at one place.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The columns of the input; empty where a table is expected.
    pub columns: Arc<[OutputColumn]>,
    /// The columns of the right side, inside the `on` clause of a join.
    pub right: Option<Arc<[OutputColumn]>>,
    /// Aggregation functions may be called here.
    pub aggregates: bool,
    /// Names that `let`, parameters and `as` declare before this place.
    pub names: Vec<ScopeName>,
}

/// A name that the query declares.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeName {
    pub name: Arc<str>,
    pub kind: ScopeNameKind,
    /// Where it was declared.
    pub declared: Span,
    /// The places where it can be used.
    pub visible: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ScopeNameKind {
    Scalar(Type),
    Table(Arc<[OutputColumn]>),
    Function { parameters: Vec<String>, tabular: bool },
}

impl Scopes {
    pub(crate) fn stage(
        &mut self,
        span: Span,
        columns: &Arc<[OutputColumn]>,
        right: Option<&Arc<[OutputColumn]>>,
        aggregates: bool,
    ) {
        self.entries.push(Entry { span, columns: Arc::clone(columns), right: right.cloned(), aggregates });
    }

    pub(crate) fn name(&mut self, name: ScopeName) {
        self.names.push(name);
    }

    /// What is in scope at a byte of the text that was bound. A place at the end of a stage belongs to the
    /// stage, blanks after it included.
    pub fn at(&self, text: &str, offset: usize) -> Scope {
        let before = text.get(..offset).unwrap_or(text).trim_end();
        let names = self.names.iter().filter(|name| holds(name.visible, offset)).cloned().collect();
        if before.ends_with(';') {
            return Scope { names, ..Scope::default() };
        }
        let exact = self.entries.iter().rev().filter(|entry| holds(entry.span, offset));
        let innermost = exact.min_by_key(|entry| entry.span.len()).or_else(|| {
            let near = self.entries.iter().rev().filter(|entry| holds(entry.span, before.len()));
            near.min_by_key(|entry| entry.span.len())
        });
        match innermost {
            Some(entry) => Scope {
                columns: Arc::clone(&entry.columns),
                right: entry.right.clone(),
                aggregates: entry.aggregates,
                names,
            },
            None => Scope { names, ..Scope::default() },
        }
    }

    /// Every name that the query declares.
    pub fn names(&self) -> &[ScopeName] {
        &self.names
    }
}

fn holds(span: Span, offset: usize) -> bool {
    span.start <= offset && offset <= span.end
}
