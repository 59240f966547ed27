//! Signature help: the call around the cursor and the argument that is being typed.

use quarry_functions::{Param, aggregate, plugin, scalar};
use quarry_plan::{BindContext, ScopeNameKind};
use quarry_syntax::TokenKind;

use crate::cursor::{Cursor, Frame};
use crate::{hover, label, scope};

/// The signatures of the function whose arguments are being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureHelp {
    pub signatures: Vec<SignatureInfo>,
    /// The signature that fits the arguments so far.
    pub active: usize,
    /// The position of the argument at the cursor, counted from 0.
    pub argument: usize,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureInfo {
    /// `substring(source, start, [length]): string`
    pub label: String,
    pub doc: String,
    pub parameters: Vec<ParameterInfo>,
    /// The parameter that the argument at the cursor belongs to.
    pub active_parameter: Option<usize>,
}

/// One parameter of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterInfo {
    /// As it stands in the label of the signature.
    pub label: String,
    pub doc: String,
}

/// The call around a byte of the text, if there is one.
pub fn signature_help(text: &str, offset: usize, cx: &BindContext<'_>) -> Option<SignatureHelp> {
    let cursor = Cursor::new(text, offset);
    // The parser refuses deeper nesting as well.
    if cursor.open_brackets().len() > quarry_syntax::limits::MAX_DEPTH {
        return None;
    }
    // From the innermost brackets outwards to the first that belong to a call.
    for open in cursor.open_brackets().into_iter().rev() {
        let bracket = cursor.before.get(open)?;
        let name = open.checked_sub(1).and_then(|before| cursor.before.get(before));
        let called = name.filter(|name| {
            bracket.kind == TokenKind::LeftParenthesis
                && name.kind == TokenKind::Word
                && name.span.end == bracket.span.start
        });
        if let Some(name) = called {
            let argument = arguments_before(&cursor, open);
            let found = of_call(text, name.text, name.span.start, argument, cx);
            if found.is_some() {
                return found;
            }
        }
        if bracket.kind == TokenKind::LeftBrace {
            return None;
        }
    }
    None
}

/// The commas of the brackets in front of the cursor.
fn arguments_before(cursor: &Cursor<'_>, open: usize) -> usize {
    let segment = cursor.segment(Frame { open: Some(open), start: open + 1 });
    segment.parts.iter().filter(|part| part.is(TokenKind::Comma)).count()
}

fn of_call(
    text: &str,
    name: &str,
    start: usize,
    argument: usize,
    cx: &BindContext<'_>,
) -> Option<SignatureHelp> {
    let signatures: Vec<SignatureInfo> = if let Some(own) = own_function(text, name, start, argument, cx) {
        vec![own]
    } else if let Some(function) = aggregate::lookup(name) {
        let of = |signature: &aggregate::AggregateSignature| {
            let label = label::aggregate_signature(function.name, signature);
            info(label, function.summary, signature.params, argument)
        };
        function.signatures.iter().map(of).collect()
    } else if let Some(function) = scalar::lookup(name) {
        let of = |signature: &quarry_functions::Signature| {
            info(
                label::scalar_signature(function.name, signature),
                function.summary,
                signature.params,
                argument,
            )
        };
        function.signatures.iter().map(of).collect()
    } else {
        let plugin = plugin::lookup(name)?;
        let of = |params: &&'static [Param]| {
            info(label::call(plugin.name, params), plugin.summary, params, argument)
        };
        plugin.signatures.iter().map(of).collect()
    };
    let fits = |signature: &SignatureInfo| signature.active_parameter.is_some();
    let active = signatures.iter().position(fits).unwrap_or(0);
    (!signatures.is_empty()).then_some(SignatureHelp { signatures, active, argument })
}

fn info(label: String, summary: &str, params: &[Param], argument: usize) -> SignatureInfo {
    let last_repeats = params.last().is_some_and(|param| param.max > 1);
    let active = if argument < params.len() {
        Some(argument)
    } else if last_repeats {
        params.len().checked_sub(1)
    } else {
        None
    };
    SignatureInfo {
        label,
        doc: summary.to_owned(),
        parameters: params
            .iter()
            .map(|param| ParameterInfo { label: label::param(param), doc: hover::describe(param) })
            .collect(),
        active_parameter: active,
    }
}

/// A function that the query itself declares.
fn own_function(
    text: &str,
    name: &str,
    start: usize,
    argument: usize,
    cx: &BindContext<'_>,
) -> Option<SignatureInfo> {
    let names = scope::names_at(text, start, cx);
    let declared = names.iter().rev().find(|declared| &*declared.name == name)?;
    let ScopeNameKind::Function { parameters, .. } = &declared.kind else { return None };
    Some(SignatureInfo {
        label: format!("{name}({})", parameters.join(", ")),
        doc: "A function of this query.".to_owned(),
        parameters: parameters
            .iter()
            .map(|parameter| ParameterInfo { label: parameter.clone(), doc: String::new() })
            .collect(),
        active_parameter: (argument < parameters.len()).then_some(argument),
    })
}
