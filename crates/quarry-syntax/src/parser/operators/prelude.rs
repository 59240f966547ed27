//! What the operators' grammars are made of.

pub(super) use chumsky::prelude::{IterParser, Parser, choice, custom};

pub(super) use super::{BOTH, OperatorDefinition, PIPED, Parameter, SOURCE};
pub(super) use crate::ast::*;
pub(super) use crate::lexer::string;
pub(super) use crate::parser::clauses::*;
pub(super) use crate::parser::combine::*;
pub(super) use crate::parser::expr::*;
pub(super) use crate::parser::literal;
pub(super) use crate::parser::messages;
pub(super) use crate::parser::primary::call;
pub(super) use crate::parser::query::*;
pub(super) use crate::parser::state::*;
pub(super) use crate::parser::types::*;
pub(super) use crate::token::TokenKind;
