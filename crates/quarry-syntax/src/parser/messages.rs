//! The wording of syntax errors, in one place.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use crate::token::{Token, TokenKind};

pub(super) fn missing_token(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(Code::MissingToken, place, format!("'{text}' is missing"))
}

pub(super) fn missing(place: Span, what: &str) -> Diagnostic {
    Diagnostic::error(Code::MissingExpression, place, format!("a {what} is missing"))
}

pub(super) fn missing_expression(place: Span, next: Option<Token<'_>>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::MissingExpression, place, "an expression is missing");
    match next {
        Some(token) if token.kind == TokenKind::Word => diagnostic
            .help(format!("'{0}' is a keyword here; if it is meant as a name, write ['{0}']", token.text)),
        _ => diagnostic,
    }
}

/// A keyword that stands where a column is named.
pub(super) fn keyword_as_name(token: Token<'_>) -> Diagnostic {
    let quoted = format!("['{}']", token.text);
    Diagnostic::error(Code::UnexpectedToken, token.span, format!("'{}' is a keyword", token.text))
        .help(format!("as a name, write {quoted}"))
        .fix(Fix::replace(format!("change to {quoted}"), token.span, quoted))
}

pub(super) fn missing_comma(place: Span, next: Token<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::MissingToken, place, "',' is missing");
    if next.kind == TokenKind::Word && crate::operators::find(next.text).is_some() {
        return diagnostic
            .help(format!("a tabular operator such as '{}' needs a '|' before it", next.text))
            .fix(Fix::replace("insert '|'", Span::at(next.span.start), "| "));
    }
    diagnostic.fix(Fix::replace("insert ','", place, ","))
}

pub(super) fn unexpected(token: Token<'_>) -> Diagnostic {
    Diagnostic::error(
        Code::UnexpectedToken,
        token.span,
        format!("'{}' is not expected here", shown(token.text)),
    )
}

/// At most the beginning of a long token.
fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(30).collect();
    if characters.next().is_some() { format!("{head}…") } else { head }
}

pub(super) fn expected_operator(place: Span) -> Diagnostic {
    Diagnostic::error(Code::ExpectedOperator, place, "a tabular operator is expected")
}

pub(super) fn unknown_operator(token: Token<'_>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::ExpectedOperator,
        token.span,
        format!("'{}' is not a tabular operator", shown(token.text)),
    );
    match crate::habits::operator_advice(token.text) {
        Some(advice) => diagnostic.help(advice),
        None => diagnostic,
    }
}

/// `AND` or `&&` in place of `and`.
pub(super) fn other_operator(place: Span, written: &str, word: &str) -> Diagnostic {
    Diagnostic::error(Code::UnexpectedToken, place, format!("'{written}' is not an operator"))
        .help(format!("write '{word}'"))
        .fix(Fix::replace(format!("replace by '{word}'"), place, word))
}

/// What stands between the end of an operator or statement and the next `|` or `;`; `around` is the
/// bracket that is open.
pub(super) fn left_over(place: Span, token: Token<'_>, around: Option<TokenKind>) -> Diagnostic {
    match token.kind {
        TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
            return unexpected(token).help("it closes nothing").fix(Fix::replace(
                "remove it",
                token.span,
                "",
            ));
        }
        _ => {}
    }
    let folded = token.text.to_ascii_lowercase();
    if token.kind == TokenKind::Word && folded != token.text && crate::words::is_scalar_operator(&folded) {
        return other_operator(token.span, token.text, &folded);
    }
    match around {
        Some(TokenKind::LeftParenthesis) => missing_token(place, ")"),
        Some(TokenKind::LeftBracket) => missing_token(place, "]"),
        _ => missing_separator(place, token),
    }
}

/// A `|` or `;` that may be missing before the token.
fn missing_separator(place: Span, token: Token<'_>) -> Diagnostic {
    let before = Span::at(token.span.start);
    if token.text == "let" {
        return Diagnostic::error(Code::MissingToken, place, "';' is missing before 'let'")
            .fix(Fix::replace("insert ';'", before, ";\n"));
    }
    if token.kind == TokenKind::Word && crate::operators::find(token.text).is_some() {
        return Diagnostic::error(
            Code::MissingToken,
            place,
            format!("'|' is missing before '{}'", token.text),
        )
        .fix(Fix::replace("insert '|'", before, "| "));
    }
    let message = format!("'{}' is not expected here", shown(token.text));
    Diagnostic::error(Code::MissingToken, place, message)
        .help("a '|' before an operator or a ';' between statements may be missing")
}

/// `return x` in a function's body.
pub(super) fn return_word(span: Span) -> Diagnostic {
    Diagnostic::error(Code::UnknownName, span, "'return' is not KQL")
        .help("the last expression of a body is what the function gives")
        .fix(Fix::replace("remove it", span, ""))
}

/// `let f(x:long) = {…}`
pub(super) fn function_without_equals(open: Span, assign: Option<Span>) -> Diagnostic {
    let mut edits = vec![Edit { span: Span::at(open.start), replacement: " = ".to_owned() }];
    edits.extend(assign.map(|span| Edit { span, replacement: String::new() }));
    Diagnostic::error(Code::MissingToken, open, "'=' is missing before the parameters")
        .help("let f = (x:long) { … }")
        .fix(Fix { title: "put '=' before the parameters".to_owned(), edits })
}

/// `expression as Name`
pub(super) fn alias(start: usize, value_end: usize, place: Span, name: Span, text: &str) -> Diagnostic {
    let name_first = Edit { span: Span::at(start), replacement: format!("{} = ", name.text(text)) };
    let tail = Edit { span: Span::new(value_end, name.end), replacement: String::new() };
    Diagnostic::error(Code::MissingToken, place, "'as' does not give a name to a column")
        .help("the name comes first: Name = expression")
        .fix(Fix { title: "put the name first".to_owned(), edits: vec![name_first, tail] })
}

/// `=` between two operands.
pub(super) fn single_equals(token: Token<'_>) -> Diagnostic {
    Diagnostic::warning(Code::SingleEquals, token.span, "'=' is read as '==' here")
        .help("'==' compares, '=' gives a name")
        .fix(Fix::replace("replace by '=='", token.span, "=="))
}

/// Deep nesting that is broken too.
pub(super) fn too_deep(place: Span) -> Diagnostic {
    Diagnostic::error(Code::TooDeep, place, "brackets nest deeply here and are not closed")
}

/// A command such as `.show tables`.
pub(super) fn management_command(place: Span) -> Diagnostic {
    Diagnostic::error(Code::NotAvailable, place, "management commands can't be run")
        .help("only queries are understood here")
}

/// `a not in (…)` in place of `a !in (…)`.
pub(super) fn negated_by_word(place: Span, operator: &str) -> Diagnostic {
    other_operator(place, &format!("not {operator}"), &format!("!{operator}"))
}
