//! Statements and the whole text.

use chumsky::prelude::*;

use super::combine::{
    any_name, at_pipeline_end, expect_group, expect_name, expect_token, group, keyword, lazy, name,
    optional_list, skip_group, skip_stage, take, token,
};
use super::expr::expect_expression;
use super::literal;
use super::messages;
use super::query::expect_pipeline;
use super::state::{
    Boxed, In, Mistake, Rule, ahead, in_place_of_next, index, peek_kind, peek_word, report, span_since,
};
use super::types::expect_type;
use crate::ast::{
    Body, Function, FunctionParameter, Literal, LiteralKind, Name, ParameterType, PatternCase,
    PatternDeclaration, Statement, StatementKind,
};
use crate::token::TokenKind;

/// Statements separated by `;`, up to the end of the text or the brace around them.
pub(super) fn statements<'t>() -> impl Rule<'t, Vec<Statement>> {
    lazy(|grammar| &grammar.statements, build)
}

fn build<'t>() -> Boxed<'t, Vec<Statement>> {
    let statement = choice((
        let_statement(),
        set_statement(),
        declare(),
        declare_pattern(),
        unsupported(),
        management_command(),
        expression(),
    ))
    .boxed();
    custom(move |input: &mut In<'t, '_>| {
        let mut statements = Vec::new();
        loop {
            while take(input, |token| token.kind == TokenKind::Semicolon).is_some() {}
            if at_pipeline_end(input) {
                return Ok(statements);
            }
            if let Some(word) =
                input.peek().filter(|token| token.kind == TokenKind::Word && token.text == "return")
                && super::combine::expression_ahead(input, 1)
            {
                report(input, messages::return_word(word.span));
                input.skip();
            }
            let start = index(input);
            input.state().statement = start;
            let kind = input.parse(&statement)?;
            let span = span_since(input, start);
            statements.push(Statement { kind, span });
            finish(input, start);
        }
    })
    .boxed()
}

/// Reports what is left over after a statement and passes over it. After a mistake in the statement it
/// belongs to that mistake. A `let` begins the next statement even when the `;` is missing.
fn finish<'t>(input: &mut In<'t, '_>, start: usize) {
    if at_pipeline_end(input) {
        return;
    }
    let place = in_place_of_next(input);
    let Some(token) = input.peek() else { return };
    if input.state().reported_at.is_none_or(|place| place < start) {
        let around = input.state().groups.last().map(|group| group.open);
        report(input, messages::left_over(place, token, around));
    }
    while !at_pipeline_end(input) && !peek_word(input, "let") {
        if !skip_stage(input) {
            take(input, |token| token.kind == TokenKind::Pipe);
        }
    }
}

fn expression<'t>() -> impl Rule<'t, StatementKind> {
    expect_pipeline().map(StatementKind::Expression)
}

fn let_statement<'t>() -> impl Rule<'t, StatementKind> {
    let head = keyword("let").ignore_then(expect_name());
    let equals = expect_token(TokenKind::Assign, "=");
    let function_parts = parameters().then(body_with_equals()).boxed();
    let function = function().boxed();
    let value = expect_pipeline().boxed();
    custom(move |input: &mut In<'t, '_>| {
        let name = input.parse(&head)?;
        if let Some(function) = function_without_equals(input, &function_parts)? {
            return Ok(StatementKind::LetFunction { name, view: false, function });
        }
        input.parse(&equals)?;
        let view = peek_word(input, "view")
            && ahead(input, 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        if view {
            input.skip();
        }
        if view || at_function(input) {
            let function = input.parse(&function)?;
            return Ok(StatementKind::LetFunction { name, view, function });
        }
        if let Some(name) = entity_group(input) {
            return Ok(StatementKind::Unsupported { name });
        }
        Ok(StatementKind::Let { name, value: input.parse(&value)? })
    })
}

/// The body of `let f(x:long) = {…}`, where the `=` stands at the wrong place.
fn body_with_equals<'t>() -> impl Rule<'t, Body> {
    token(TokenKind::Assign)
        .or_not()
        .ignore_then(expect_group(TokenKind::LeftBrace, statements()))
        .map(|(statements, span)| Body { statements, span })
}

/// `let f(x:long) {…}`: the `=` belongs before the parameters.
fn function_without_equals<'t>(
    input: &mut In<'t, '_>,
    parts: &Boxed<'t, (Vec<FunctionParameter>, Body)>,
) -> Result<Option<Function>, Mistake> {
    let Some(open) = input.peek().filter(|token| token.kind == TokenKind::LeftParenthesis) else {
        return Ok(None);
    };
    let start = index(input);
    let Some(partner) = input.state().partners.get(start).copied().flatten() else { return Ok(None) };
    let behind = ahead(input, partner - start + 1);
    let assign = behind.filter(|token| token.kind == TokenKind::Assign);
    if assign.is_none() && behind.is_none_or(|token| token.kind != TokenKind::LeftBrace) {
        return Ok(None);
    }
    report(input, messages::function_without_equals(open.span, assign.map(|token| token.span)));
    let (parameters, body) = input.parse(parts)?;
    Ok(Some(Function { parameters, body }))
}

/// Whether parentheses with a brace after them are next, or, when they are never closed, `(name:`.
fn at_function<'t>(input: &mut In<'t, '_>) -> bool {
    if peek_kind(input) != Some(TokenKind::LeftParenthesis) {
        return false;
    }
    let start = index(input);
    match input.state().partners.get(start).copied().flatten() {
        Some(partner) => {
            ahead(input, partner - start + 1).is_some_and(|next| next.kind == TokenKind::LeftBrace)
        }
        None => {
            ahead(input, 1).is_some_and(|next| next.kind == TokenKind::Word)
                && ahead(input, 2).is_some_and(|next| next.kind == TokenKind::Colon)
        }
    }
}

/// `(parameters) { body }`
fn function<'t>() -> impl Rule<'t, Function> {
    let body = expect_group(TokenKind::LeftBrace, statements());
    parameters()
        .then(body)
        .map(|(parameters, (statements, span))| Function { parameters, body: Body { statements, span } })
}

fn parameters<'t>() -> impl Rule<'t, Vec<FunctionParameter>> {
    group(TokenKind::LeftParenthesis, optional_list(parameter(), &[])).map(|(parameters, _)| parameters)
}

fn parameter<'t>() -> impl Rule<'t, FunctionParameter> {
    let open = token(TokenKind::Star).map(|_| (Vec::new(), true));
    let columns = optional_list(super::types::column_declaration(), &[]).map(|columns| (columns, false));
    let tabular = group(TokenKind::LeftParenthesis, open.or(columns))
        .map(|((columns, open), _)| ParameterType::Tabular { columns, open });
    let default = token(TokenKind::Assign).ignore_then(expect_expression()).or_not();
    any_name()
        .or(expect_name())
        .then_ignore(expect_token(TokenKind::Colon, ":"))
        .then(tabular.or(expect_type().map(ParameterType::Scalar)))
        .then(default)
        .map(|((name, ty), default)| FunctionParameter { name, ty, default })
        .boxed()
}

/// `set name = value`
fn set_statement<'t>() -> impl Rule<'t, StatementKind> {
    let value = custom(|input: &mut In<'t, '_>| {
        let token = input.peek().ok_or(Mistake::NoMatch)?;
        let value = literal::read(token).or_else(|| {
            (token.kind == TokenKind::Word)
                .then(|| Literal { kind: LiteralKind::Token, text: token.text.to_owned() })
        });
        let value = value.ok_or(Mistake::NoMatch)?;
        input.skip();
        Ok(value)
    });
    keyword("set")
        .ignore_then(name())
        .then(token(TokenKind::Assign).ignore_then(value).or_not())
        .map(|(name, value)| StatementKind::Set { name, value })
}

/// `declare query_parameters(…)`
fn declare<'t>() -> impl Rule<'t, StatementKind> {
    keyword("declare")
        .ignore_then(keyword("query_parameters"))
        .ignore_then(parameters())
        .map(StatementKind::DeclareParameters)
}

/// `declare pattern name = (argument:string)[path:string] { (values).[value] = { query }; … }`
fn declare_pattern<'t>() -> impl Rule<'t, StatementKind> {
    let path = group(TokenKind::LeftBracket, optional_list(parameter(), &[])).map(|(path, _)| path).or_not();
    let cases = expect_group(TokenKind::LeftBrace, pattern_case().repeated().collect::<Vec<_>>())
        .map(|(cases, _)| cases);
    let mapping = token(TokenKind::Assign).ignore_then(parameters()).then(path).then(cases).or_not();
    let head = custom(|input: &mut In<'t, '_>| {
        if !peek_word(input, "declare") || ahead(input, 1).is_none_or(|next| next.text != "pattern") {
            return Err(Mistake::NoMatch);
        }
        input.skip();
        input.skip();
        Ok(())
    });
    head.ignore_then(expect_name()).then(mapping).map(|(name, mapping)| {
        let ((arguments, path), cases) = mapping.unwrap_or_default();
        let path = path.unwrap_or_default().into_iter().next();
        StatementKind::DeclarePattern(PatternDeclaration { name, arguments, path, cases })
    })
}

/// `("a").["b"] = { query };`
fn pattern_case<'t>() -> impl Rule<'t, PatternCase> {
    let arguments = group(TokenKind::LeftParenthesis, optional_list(expect_expression(), &[]))
        .map(|(arguments, _)| arguments);
    let path = token(TokenKind::Dot)
        .ignore_then(expect_group(TokenKind::LeftBracket, expect_expression()))
        .map(|(path, _)| path)
        .or_not();
    let body = expect_token(TokenKind::Assign, "=")
        .ignore_then(expect_group(TokenKind::LeftBrace, statements()))
        .then_ignore(token(TokenKind::Semicolon).or_not());
    let case = arguments.then(path).then(body).boxed();
    custom(move |input: &mut In<'t, '_>| {
        let start = index(input);
        let ((arguments, path), (statements, span)) = input.parse(&case)?;
        let query = Function { parameters: Vec::new(), body: Body { statements, span } };
        Ok(PatternCase { arguments, path, query, span: span_since(input, start) })
    })
}

/// `.show tables`: not a query.
fn management_command<'t>() -> impl Rule<'t, StatementKind> {
    custom(|input: &mut In<'t, '_>| {
        let dot = input.peek().filter(|token| token.kind == TokenKind::Dot).ok_or(Mistake::NoMatch)?;
        report(input, messages::management_command(dot.span));
        while !at_pipeline_end(input) {
            input.skip();
        }
        Ok(StatementKind::Error)
    })
}

/// Passes over `entity_group [cluster("a").database("b"), …]`; its word.
fn entity_group(input: &mut In<'_, '_>) -> Option<Name> {
    let word = input.peek().filter(|token| token.text == "entity_group")?;
    ahead(input, 1).filter(|next| next.kind == TokenKind::LeftBracket)?;
    input.skip();
    skip_group(input);
    Some(Name { text: word.text.to_owned(), span: word.span })
}

/// Statements that name other databases or change what a query may see.
fn unsupported<'t>() -> impl Rule<'t, StatementKind> {
    custom(|input: &mut In<'t, '_>| {
        let first = input.peek().filter(|token| token.kind == TokenKind::Word).ok_or(Mistake::NoMatch)?;
        let second = ahead(input, 1).map_or("", |token| token.text);
        let known = matches!((first.text, second), ("alias", "database") | ("restrict", "access"));
        if !known {
            return Err(Mistake::NoMatch);
        }
        let name = Name { text: first.text.to_owned(), span: first.span };
        while !at_pipeline_end(input) {
            match peek_kind(input) {
                Some(TokenKind::LeftParenthesis | TokenKind::LeftBrace | TokenKind::LeftBracket) => {
                    skip_group(input);
                }
                _ => input.skip(),
            }
        }
        Ok(StatementKind::Unsupported { name })
    })
}
