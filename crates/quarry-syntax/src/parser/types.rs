//! Types and column declarations.

use chumsky::prelude::*;

use super::combine::{any_name, expect_group, expect_name, expect_token, loose_list};
use super::messages;
use super::state::{In, Mistake, Rule, after_previous, report};
use crate::ast::{ColumnDeclaration, Name, TypeName};
use crate::token::TokenKind;

/// A type's name.
pub(super) fn type_name<'t>() -> impl Rule<'t, TypeName> {
    custom(|input: &mut In<'t, '_>| {
        let token = input.peek().filter(|token| token.kind == TokenKind::Word).ok_or(Mistake::NoMatch)?;
        input.skip();
        Ok(TypeName { name: Name { text: token.text.to_owned(), span: token.span } })
    })
}

/// A type's name, or a report that it is missing.
pub(super) fn expect_type<'t>() -> impl Rule<'t, TypeName> {
    type_name().or(custom(|input: &mut In<'t, '_>| {
        let place = after_previous(input);
        report(input, messages::missing(place, "type"));
        Ok(TypeName { name: Name { text: String::new(), span: place } })
    }))
}

/// `name:type`
pub(super) fn column_declaration<'t>() -> impl Rule<'t, ColumnDeclaration> {
    any_name()
        .or(expect_name())
        .then_ignore(expect_token(TokenKind::Colon, ":"))
        .then(expect_type())
        .map(|(name, ty)| ColumnDeclaration { name, ty })
}

/// `(name:type, …)`
pub(super) fn column_declarations<'t>() -> impl Rule<'t, Vec<ColumnDeclaration>> {
    expect_group(TokenKind::LeftParenthesis, loose_list(column_declaration())).map(|(columns, _)| columns)
}

/// `(name:type, …)`, in which a `*`, here none, stands for other columns.
pub(super) fn row_schema<'t>() -> impl Rule<'t, Vec<Option<ColumnDeclaration>>> {
    let star = super::combine::token(TokenKind::Star).map(|_| None);
    let columns = super::combine::optional_list(star.or(column_declaration().map(Some)), &[]);
    expect_group(TokenKind::LeftParenthesis, columns).map(|(columns, _)| columns)
}

/// `typeof(type)`
pub(super) fn expect_type_of<'t>() -> impl Rule<'t, TypeName> {
    super::combine::expect_keyword("typeof")
        .ignore_then(expect_group(TokenKind::LeftParenthesis, expect_type()))
        .map(|(ty, _)| ty)
}
