//! Uses of a name that the query declares, and renaming it.

use quarry_diagnostics::{Edit, Fix, Span};
use quarry_plan::{BindContext, ScopeName};

use crate::bound::{Analysis, touches};
use crate::names::{self, Role};

/// Why a name can't be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// No name that the query declares stands there.
    NotAName,
    /// The new name is none: letters, digits and underscores, not beginning with a digit.
    Invalid,
    /// The new name is in use where the old one is.
    Taken,
}

impl RenameError {
    /// What to tell the user.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotAName => "Only names that the query itself declares can be changed.",
            Self::Invalid => "A name has letters, digits and underscores, and does not begin with a digit.",
            Self::Taken => "The query uses this name already.",
        }
    }
}

/// Every place of the name at a byte of the text, its declaration first. Empty when the query does not
/// declare it.
pub fn references(text: &str, offset: usize, cx: &BindContext<'_>) -> Vec<Span> {
    let analysis = Analysis::new(text, cx);
    declaration_at(&analysis, offset).map_or_else(Vec::new, |declared| uses(&analysis, declared))
}

/// The edits that give the name at a byte of the text another spelling everywhere.
pub fn rename(text: &str, offset: usize, new: &str, cx: &BindContext<'_>) -> Result<Fix, RenameError> {
    let analysis = Analysis::new(text, cx);
    let declared = declaration_at(&analysis, offset).ok_or(RenameError::NotAName)?;
    if !is_name(new) {
        return Err(RenameError::Invalid);
    }
    let spans = uses(&analysis, declared);
    if *declared.name != *new && is_taken(&analysis, &spans, declared, new, cx) {
        return Err(RenameError::Taken);
    }
    let edits = spans.into_iter().map(|span| Edit { span, replacement: new.to_owned() }).collect();
    Ok(Fix { title: format!("Rename '{}' to '{new}'", declared.name), edits })
}

/// The declaration of the name that stands at the place.
fn declaration_at<'a>(analysis: &'a Analysis<'_>, offset: usize) -> Option<&'a ScopeName> {
    let all = analysis.scopes.names();
    all.iter().find(|declared| touches(declared.declared, offset)).or_else(|| {
        all.iter().find(|declared| uses(analysis, declared).iter().any(|span| touches(*span, offset)))
    })
}

/// The places of a declared name: where it is declared, then where it is used.
fn uses(analysis: &Analysis<'_>, declared: &ScopeName) -> Vec<Span> {
    let mut spans = vec![declared.declared];
    names::visit(&analysis.parsed.query, &mut |name, role| {
        let refers = *name.text == *declared.name
            && matches!(role, Role::Reference | Role::Call)
            && name.span != declared.declared
            // A column of the same name is meant where the input has one.
            && (role == Role::Call || analysis.column(&name.text, name.span.start).is_none())
            && analysis
                .declaration(&name.text, name.span.start)
                .is_some_and(|meant| meant.declared == declared.declared);
        if refers {
            spans.push(name.span);
        }
    });
    spans
}

/// Whether the new name means something at one of the places already.
fn is_taken(
    analysis: &Analysis<'_>,
    spans: &[Span],
    declared: &ScopeName,
    new: &str,
    cx: &BindContext<'_>,
) -> bool {
    let table_used = cx.catalog.schema(new).is_some();
    let mut used = false;
    names::visit(&analysis.parsed.query, &mut |name, role| {
        used |= name.text == new
            && matches!(role, Role::Reference | Role::Call | Role::LetName | Role::FunctionParameter)
            && touches(declared.visible, name.span.start);
    });
    used || table_used || spans.iter().any(|span| analysis.column(new, span.start).is_some())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !matches!(text, "and" | "or" | "by" | "on" | "in" | "let" | "set" | "true" | "false")
}
