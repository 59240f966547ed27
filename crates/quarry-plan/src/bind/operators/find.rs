//! `find`: rows of any table that meet a condition.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_syntax::ast::{self, FindProject};

use super::super::Binder;
use super::super::expr::{Scalar, convert};
use super::super::parameters::find_word;
use super::search::source_column;
use crate::scope::{Relation, Row};
use crate::types::Ty;
use crate::{Expr, Node, OutputColumn, UnionInput};

impl<'a> Binder<'a> {
    pub(super) fn find(&mut self, find: &'a ast::Find, span: Span) -> Relation {
        self.check_parameters(&find.parameters, &["withsource", "with_source", "datascope"]);
        let tables =
            if find.tables.is_empty() { self.all_tables(span) } else { self.listed_tables(&find.tables) };
        let broken = tables.iter().any(|table| table.broken);
        let whole = self.union_of(tables.clone(), None, span);
        let row = self.row_of(&whole);
        if let Some(predicate) = &find.predicate {
            let check = self.predicate(predicate, &row, false);
            if check.ty.is_unknown() {
                return Relation { broken: true, ..self.open_nothing(span) };
            }
        }
        let used = find.predicate.as_ref().map(|predicate| referenced(predicate, &row)).unwrap_or_default();
        let any = find.predicate.as_ref().is_none_or(searches_everything);
        let tables: Vec<Relation> = tables
            .into_iter()
            .filter(|table| {
                any || find.tables.len() == 1 || used.iter().any(|name| table.position(name).is_some())
            })
            .collect();
        let source = find_word(&find.parameters, "withsource")
            .or_else(|| find_word(&find.parameters, "with_source"))
            .map_or("source_", |(name, _)| name);
        let (columns, packed) = self.find_columns(find, &tables, &used, &row);
        self.found(find, tables, columns, packed, source, broken, span)
    }

    /// The columns that are shown, and whether the rest goes into `pack_`.
    fn find_columns(
        &mut self,
        find: &'a ast::Find,
        tables: &[Relation],
        used: &[Arc<str>],
        row: &Row,
    ) -> (Vec<OutputColumn>, bool) {
        if let Some(FindProject::Columns { columns, pack }) = &find.project {
            let mut shown = Vec::with_capacity(columns.len());
            for (name, ty) in columns {
                let scalar = self.name(name, row);
                if let Some(index) = scalar.column() {
                    let column = row.columns[index].clone();
                    let declared = ty.as_ref().and_then(|ty| Type::from_name(&ty.name.text));
                    shown.push(match declared {
                        Some(ty) if ty != column.ty => OutputColumn::computed(column.name, Ty::Known(ty)),
                        _ => column,
                    });
                }
            }
            return (shown, *pack);
        }
        let mut shown: Vec<OutputColumn> = Vec::new();
        if let Some((first, rest)) = tables.split_first() {
            for column in first.columns.iter() {
                if rest.iter().all(|table| {
                    table.columns.iter().any(|other| other.name == column.name && other.ty == column.ty)
                }) {
                    shown.push(column.clone());
                }
            }
        }
        for name in used {
            if let Some(index) = row.position(name)
                && !shown.iter().any(|column| column.name == *name)
            {
                shown.push(row.columns[index].clone());
            }
        }
        let packed = tables.iter().any(|table| {
            table.columns.iter().any(|column| !shown.iter().any(|known| known.name == column.name))
        });
        (shown, packed)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one operator")]
    fn found(
        &mut self,
        find: &'a ast::Find,
        tables: Vec<Relation>,
        mut columns: Vec<OutputColumn>,
        packed: bool,
        source: &str,
        broken: bool,
        span: Span,
    ) -> Relation {
        let away: Vec<&ast::Name> = find
            .project_away
            .iter()
            .filter_map(|expr| match &expr.kind {
                ast::ExprKind::Name(name) => Some(name),
                _ => None,
            })
            .collect();
        columns.retain(|column| !away.iter().any(|name| *name.text == *column.name));
        let star = find.project_away.iter().any(|expr| matches!(expr.kind, ast::ExprKind::Star));
        let explicit = matches!(&find.project, Some(FindProject::Columns { pack: true, .. }));
        let packed = packed && (!star || explicit) && !away.iter().any(|name| name.text == "pack_");
        if star {
            columns.clear();
        }
        let mut all = vec![source_column(source)];
        all.extend(columns.iter().cloned());
        if packed {
            all.push(OutputColumn::computed("pack_", Ty::Known(Type::Dynamic)));
        }
        let mut inputs = Vec::with_capacity(tables.len());
        for (position, table) in tables.into_iter().enumerate() {
            let name = table.source.clone().unwrap_or_else(|| format!("find_arg{position}").into());
            let plan = self.found_in(find, table, &columns, packed, span);
            let width = columns.len() + usize::from(packed);
            inputs.push(UnionInput {
                plan: plan.plan,
                columns: (0..width).map(Some).collect(),
                source: Some(name),
            });
        }
        let relation = Relation::new(Node::Union { inputs }, all, span);
        Relation { broken, ..relation }
    }

    /// The matching rows of one table, with the shown columns.
    fn found_in(
        &mut self,
        find: &'a ast::Find,
        table: Relation,
        columns: &[OutputColumn],
        packed: bool,
        span: Span,
    ) -> Relation {
        let row = self.row_of(&table);
        let row = Row { broken: true, ..row };
        let mut table = table;
        if let Some(predicate) = &find.predicate {
            self.muted += 1;
            let bound = self.predicate(predicate, &row, false);
            self.muted -= 1;
            self.hidden.clear();
            let predicate = convert(bound.expr, Type::Bool);
            table = table.pass(span, |input| Node::Filter { input, predicate });
        }
        let mut exprs = Vec::with_capacity(columns.len() + 1);
        for column in columns {
            let found = row.position(&column.name);
            exprs.push(match found {
                Some(index) => {
                    let cell = Scalar::new(Expr::column(index, row.columns[index].ty, span));
                    self.converted(cell, column.ty, span).expr
                }
                None => Expr::constant(Value::missing(column.ty), column.ty, span),
            });
        }
        let mut shown = columns.to_vec();
        if packed {
            let mut pairs = Vec::new();
            for (index, column) in row.columns.iter().enumerate() {
                if columns.iter().any(|known| known.name == column.name) {
                    continue;
                }
                let name = Value::String(Arc::clone(&column.name));
                pairs.push(Scalar::new(Expr::constant(name, Type::String, span)));
                pairs.push(Scalar::new(Expr::column(index, column.ty, span)));
            }
            let pack = if pairs.is_empty() {
                Scalar::new(Expr::constant(Value::missing(Type::Dynamic), Type::Dynamic, span))
            } else {
                self.function("bag_pack", pairs, span)
            };
            exprs.push(pack.expr);
            shown.push(OutputColumn::computed("pack_", Ty::Known(Type::Dynamic)));
        }
        table.then(shown, span, |input| Node::Project { input, columns: exprs, window: false })
    }
}

/// The names of the row's columns that an expression refers to, in the order of their places.
fn referenced(expr: &ast::Expr, row: &Row) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    collect(expr, row, &mut names);
    names
}

fn collect(expr: &ast::Expr, row: &Row, names: &mut Vec<Arc<str>>) {
    use ast::ExprKind;
    match &expr.kind {
        ExprKind::Name(name) => {
            if let Some(index) = row.position(&name.text)
                && !names.iter().any(|known| **known == *name.text)
            {
                names.push(Arc::clone(&row.columns[index].name));
            }
        }
        ExprKind::Member { target, .. } => collect(target, row, names),
        ExprKind::Element { target, index } => {
            collect(target, row, names);
            collect(index, row, names);
        }
        ExprKind::Call(call) => call.arguments.iter().for_each(|argument| collect(argument, row, names)),
        ExprKind::Unary { operand, .. } => collect(operand, row, names),
        ExprKind::Binary { left, right, .. } => {
            collect(left, row, names);
            collect(right, row, names);
        }
        ExprKind::And { operands, .. } | ExprKind::Or { operands, .. } => {
            operands.iter().for_each(|operand| collect(operand, row, names));
        }
        ExprKind::In { left, list, .. } => {
            collect(left, row, names);
            list.iter().for_each(|value| collect(value, row, names));
        }
        ExprKind::Between { left, low, high, .. } => {
            collect(left, row, names);
            collect(low, row, names);
            collect(high, row, names);
        }
        ExprKind::Named { value, .. } => collect(value, row, names),
        ExprKind::Parenthesized(inner) => collect(inner, row, names),
        _ => {}
    }
}

/// Whether a condition looks into every column, so that every table counts.
fn searches_everything(expr: &ast::Expr) -> bool {
    use ast::ExprKind;
    match &expr.kind {
        ExprKind::Star => true,
        ExprKind::Literal(literal) => literal.kind == ast::LiteralKind::String,
        ExprKind::Parenthesized(inner) => searches_everything(inner),
        ExprKind::And { operands, .. } | ExprKind::Or { operands, .. } => {
            operands.iter().any(searches_everything)
        }
        ExprKind::Binary { left, .. } => matches!(left.kind, ExprKind::Star),
        ExprKind::In { left, .. } => matches!(left.kind, ExprKind::Star),
        _ => false,
    }
}
