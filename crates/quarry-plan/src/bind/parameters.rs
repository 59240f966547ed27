//! Options before an operator's arguments: `kind=inner`, `hint.strategy=shuffle`.

use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr, ExprKind, Parameter};

use super::Binder;

/// The word, number or text that a parameter was given, and its place.
pub(crate) fn word(value: &Expr) -> Option<&str> {
    match &value.unparenthesized().kind {
        ExprKind::Literal(literal) => Some(&literal.text),
        ExprKind::Name(name) => Some(&name.text),
        _ => None,
    }
}

/// The parameter of a name.
pub(crate) fn find<'p>(parameters: &'p [Parameter], name: &str) -> Option<&'p Parameter> {
    parameters.iter().find(|parameter| parameter.name.text == name)
}

/// The word that a parameter was given.
pub(crate) fn find_word<'p>(parameters: &'p [Parameter], name: &str) -> Option<(&'p str, Span)> {
    let parameter = find(parameters, name)?;
    word(&parameter.value).map(|word| (word, parameter.value.span))
}

/// Whether a parameter was given as true.
pub(crate) fn is_true(parameters: &[Parameter], name: &str) -> bool {
    find_word(parameters, name).is_some_and(|(word, _)| word.eq_ignore_ascii_case("true") || word == "1")
}

impl Binder<'_> {
    /// Refuses parameters that the operator does not have. Hints are accepted and have no effect: there
    /// is only one process.
    pub(crate) fn check_parameters(&mut self, parameters: &[Parameter], known: &[&str]) {
        for parameter in parameters {
            let name = parameter.name.text.as_str();
            if known.contains(&name) || name.starts_with("hint.") || name.starts_with("__") {
                continue;
            }
            self.unknown(
                Code::UnknownName,
                "parameter of this operator",
                &parameter.name,
                known.iter().copied(),
            );
        }
    }

    /// The word of a parameter that has to be one of some, the first without it.
    pub(crate) fn choice(
        &mut self,
        parameters: &[Parameter],
        name: &str,
        words: &[&'static str],
    ) -> &'static str {
        let given = find_word(parameters, name);
        let chosen = given.and_then(|(given, _)| words.iter().find(|word| **word == given));
        if let (None, Some(parameter)) = (chosen, find(parameters, name)) {
            let span = parameter.value.span;
            let given = word(&parameter.value).unwrap_or("this");
            let message = format!("'{name}' can't be {given}; it is one of {}", words.join(", "));
            self.error(Code::ExpectedType, span, message);
        }
        chosen.copied().unwrap_or_else(|| words.first().copied().unwrap_or(""))
    }
}
