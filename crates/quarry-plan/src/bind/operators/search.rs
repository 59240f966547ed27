//! `search`: a text in any column of any table.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, ExprKind, LiteralKind};

use super::super::Binder;
use super::super::advice::first_word;
use super::super::expr::{Scalar, convert};
use super::super::parameters::find_word;
use crate::rewrite::fold;
use crate::scope::{Relation, Row};
use crate::types::Ty;
use crate::{Expr, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn search(
        &mut self,
        input: Option<Relation>,
        search: &'a ast::Search,
        span: Span,
    ) -> Relation {
        self.check_parameters(&search.parameters, &["kind"]);
        let cased = matches!(find_word(&search.parameters, "kind"), Some(("case_sensitive", _)));
        let tables = match (input, search.tables.is_empty()) {
            (Some(input), true) => vec![input],
            (_, false) => self.listed_tables(&search.tables),
            (None, true) => {
                self.hint_every_table(first_word(span, "search"), "search");
                self.all_tables(span)
            }
        };
        let broken = tables.iter().any(|table| table.broken);
        let mut matched = Vec::with_capacity(tables.len());
        let whole = self.union_of(tables.clone(), None, span);
        let row = self.row_of(&whole);
        let check = self.predicate(&search.predicate, &row, cased);
        let failed = check.ty.is_unknown();
        for table in tables {
            // Each table is searched by itself, so that only its own columns count.
            let row = self.row_of(&table);
            let row = Row { broken: true, ..row };
            self.muted += 1;
            let predicate = self.predicate(&search.predicate, &row, cased);
            self.muted -= 1;
            let predicate = convert(predicate.expr, Type::Bool);
            let source = table.source.clone();
            let filtered = table.pass(span, |input| Node::Filter { input, predicate });
            matched.push(Relation { source, ..filtered });
        }
        self.hidden.clear();
        let relation = self.searched(matched, span);
        Relation { broken: broken || failed, ..relation }
    }

    /// A condition in which a bare text means "in any column".
    pub(crate) fn predicate(&mut self, expr: &'a ast::Expr, row: &Row, cased: bool) -> Scalar {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Parenthesized(inner) => self.predicate(inner, row, cased),
            ExprKind::Star => Scalar::new(Expr::constant(Value::Bool(true), Type::Bool, span)),
            ExprKind::And { operands, .. } | ExprKind::Or { operands, .. } => {
                let and = matches!(expr.kind, ExprKind::And { .. });
                let mut parts = Vec::with_capacity(operands.len());
                let mut unknown = false;
                for operand in operands {
                    let part = self.predicate(operand, row, cased);
                    unknown |= part.ty.is_unknown();
                    parts.push(convert(part.expr, Type::Bool));
                }
                let ty = if unknown { Ty::Unknown } else { Ty::Known(Type::Bool) };
                Scalar { expr: fold::logic(and, parts, span), ty }
            }
            ExprKind::Call(call) if call.name.text == "not" && call.arguments.len() == 1 => {
                let inner = self.predicate(&call.arguments[0], row, cased);
                self.function("not", vec![inner], span)
            }
            ExprKind::Literal(literal) if literal.kind == LiteralKind::String => {
                self.term_anywhere(&literal.text, row, cased, span)
            }
            _ => {
                let scalar = self.scalar(expr, row);
                if !scalar.ty.may_be(|ty| ty == Type::Bool) {
                    self.expected(Code::ExpectedTypeOf, span, "a condition", scalar.ty);
                    return Scalar::unknown(span);
                }
                scalar
            }
        }
    }

    /// A term in any column; `*` at its ends stands for any text.
    fn term_anywhere(&mut self, text: &str, row: &Row, cased: bool, span: Span) -> Scalar {
        let starts = text.starts_with('*');
        let ends = text.len() > 1 && text.ends_with('*');
        let bare = text.trim_matches('*');
        if bare.is_empty() {
            return Scalar::new(Expr::constant(Value::Bool(true), Type::Bool, span));
        }
        let sign = match (starts, ends, cased) {
            (true, true, false) => "contains",
            (true, true, true) => "contains_cs",
            (true, false, false) => "hassuffix",
            (true, false, true) => "hassuffix_cs",
            (false, true, false) => "hasprefix",
            (false, true, true) => "hasprefix_cs",
            (false, false, false) => "has",
            (false, false, true) => "has_cs",
        };
        let needle = Scalar::new(Expr::constant(Value::string(bare), Type::String, span));
        let mut conditions = Vec::new();
        for (index, column) in row.columns.iter().enumerate() {
            if !may_show(column.ty, bare) {
                continue;
            }
            let cell = Scalar::new(Expr::column(index, column.ty, span));
            let cell =
                if column.ty == Type::String { cell } else { self.function("tostring", vec![cell], span) };
            conditions.push(self.operator_named(sign, vec![cell, needle.clone()], span).expr);
        }
        if conditions.is_empty() {
            return Scalar::new(Expr::constant(Value::Bool(false), Type::Bool, span));
        }
        Scalar::new(fold::logic(false, conditions, span))
    }

    fn operator_named(&mut self, sign: &'static str, operands: Vec<Scalar>, span: Span) -> Scalar {
        Binder::operator_over(self, sign, operands, span)
    }

    /// The tables of a list: names, patterns and queries.
    pub(crate) fn listed_tables(&mut self, tables: &'a [ast::Expr]) -> Vec<Relation> {
        let mut all = Vec::new();
        for table in tables {
            match &table.unparenthesized().kind {
                ExprKind::Wildcard(pattern) => {
                    let found = self.matching_tables(pattern);
                    if found.is_empty() {
                        all.push(self.tabular(table));
                    }
                    all.extend(found);
                }
                ExprKind::Star => all.extend(self.all_tables(table.span)),
                _ => all.push(self.tabular(table)),
            }
        }
        all
    }

    /// Every table there is, and every view that the query declares. When it declares some and no table is
    /// loaded, the known tables, all empty, say nothing and stay away.
    pub(crate) fn all_tables(&mut self, span: Span) -> Vec<Relation> {
        let views = self.matching_views("*", span);
        let names: Vec<Arc<str>> = self.cx.catalog.names().into_iter().cloned().collect();
        let loaded = self.cx.catalog.loaded().next().is_some();
        let mut tables: Vec<Relation> = match views.is_empty() || loaded {
            true => names.iter().filter_map(|name| self.catalog_table(name, span)).collect(),
            false => Vec::new(),
        };
        tables.extend(views);
        tables
    }
}

/// Whether the text of a value of the type can contain the term: a date has no `mimikatz` in it.
fn may_show(ty: Type, term: &str) -> bool {
    let characters = match ty {
        Type::Int | Type::Long => "-",
        Type::DateTime => "-:.TZtz",
        Type::TimeSpan => "-:.",
        Type::Decimal => "-+.eE",
        Type::Real => "-+.aefintyAEFINTY",
        Type::Bool => "aeflrstuAEFLRSTU",
        Type::Guid => "-abcdefABCDEF",
        Type::String | Type::Dynamic => return true,
    };
    term.chars().all(|c| c.is_ascii_digit() || characters.contains(c))
}

/// A column for the name of the table that a row comes from.
pub(crate) fn source_column(name: &str) -> OutputColumn {
    OutputColumn::computed(name, Ty::Known(Type::String))
}
