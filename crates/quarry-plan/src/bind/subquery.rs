//! Tables inside scalar expressions: `in (…)`, `toscalar(…)`.

use quarry_data::Type;
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, InOp};

use super::Binder;
use super::expr::{Scalar, convert};
use crate::scope::{Local, LocalFunction, Row};
use crate::types::{self, Ty};
use crate::{Expr, ExprKind};

/// How deeply names are followed to tell tables from scalars.
const MAX_FOLLOW: usize = 32;

impl<'a> Binder<'a> {
    pub(crate) fn in_list(
        &mut self,
        op: InOp,
        op_span: Span,
        left: &'a ast::Expr,
        list: &'a [ast::Expr],
        row: &Row,
        span: Span,
    ) -> Scalar {
        let sign = op.text();
        if let [only] = list
            && self.is_subquery(only, row)
        {
            let operand = self.scalar(left, row);
            return self.in_subquery(sign, operand, only, op_span, span);
        }
        if matches!(left.kind, ast::ExprKind::Star) {
            let values: Vec<Scalar> = list.iter().map(|value| self.scalar(value, row)).collect();
            return self.any_column_in(sign, values, row, op_span, span);
        }
        let mut operands = Vec::with_capacity(list.len() + 1);
        let mark = self.mark();
        operands.push(self.scalar(left, row));
        for value in list {
            operands.push(self.scalar(value, row));
        }
        if self.is_sound(mark)
            && let Some(left) = operands.first()
        {
            let left = left.clone();
            self.hint_list(op, op_span, &left, list, row);
        }
        self.operator(sign, operands, op_span, span)
    }

    /// `* has_any (…)`: holds when it does for any text column.
    fn any_column_in(
        &mut self,
        sign: &'static str,
        values: Vec<Scalar>,
        row: &Row,
        op_span: Span,
        span: Span,
    ) -> Scalar {
        let mut conditions = Vec::new();
        for (index, column) in row.columns.iter().enumerate() {
            if column.ty != Type::String {
                continue;
            }
            let mut operands = vec![Scalar::new(Expr::column(index, column.ty, span))];
            operands.extend(values.iter().cloned());
            conditions.push(self.operator(sign, operands, op_span, span).expr);
        }
        Scalar::new(crate::rewrite::fold::logic(false, conditions, span))
    }

    fn in_subquery(
        &mut self,
        sign: &'static str,
        operand: Scalar,
        table: &'a ast::Expr,
        op_span: Span,
        span: Span,
    ) -> Scalar {
        let relation = self.tabular(table);
        let broken = Scalar { ty: Ty::Known(Type::Bool), ..Scalar::unknown(span) };
        if matches!(sign, "in~" | "!in~" | "has_any" | "has_all")
            && !operand.ty.may_be(|ty| matches!(ty, Type::String | Type::Dynamic))
        {
            self.expected(Code::ExpectedType, operand.expr.span, "string or dynamic", operand.ty);
            return broken;
        }
        let _ = op_span;
        let Some(first) = relation.columns.first() else { return broken };
        if relation.broken || operand.ty.is_unknown() {
            return broken;
        }
        let wanted = first.ty;
        let operand = match types::common(operand.expr.ty, wanted) {
            Some(ty) if ty == wanted && types::promotes(operand.expr.ty, ty) => convert(operand.expr, ty),
            _ => operand.expr,
        };
        let Some(shared) = self.shared_for_expression(relation.plan, table.span) else { return broken };
        let kind = ExprKind::InShared { sign, operand: Box::new(operand), shared };
        Scalar::new(Expr { kind, ty: Type::Bool, span })
    }

    pub(crate) fn first_cell(&mut self, call: &'a ast::Call, span: Span) -> Scalar {
        if !self.check_count("toscalar", call.name.span, std::iter::once((1, 1)), call.arguments.len()) {
            return Scalar::unknown(span);
        }
        let argument = &call.arguments[0];
        if !self.is_tabular(argument) {
            let row = self.no_row();
            let scope = self.aggregates.take();
            let scalar = self.scalar(argument, &row);
            self.aggregates = scope;
            return scalar;
        }
        let scope = self.aggregates.take();
        let relation = self.tabular(argument);
        self.aggregates = scope;
        let Some(first) = relation.columns.first() else {
            if !relation.broken {
                self.error(Code::ExpectedTabular, argument.span, "the table has no columns");
            }
            return Scalar::unknown(span);
        };
        let ty = first.bind_type();
        if relation.broken {
            return Scalar { ty, ..Scalar::unknown(span) };
        }
        let Some(shared) = self.shared_for_expression(relation.plan, argument.span) else {
            return Scalar { ty, ..Scalar::unknown(span) };
        };
        Scalar { expr: self.shared_scalar(shared, ty.or_dynamic(), span), ty }
    }

    /// Whether the only element of a list is a table. Columns come before tables of the same name.
    fn is_subquery(&self, expr: &ast::Expr, row: &Row) -> bool {
        if let ast::ExprKind::Name(name) = &expr.unparenthesized().kind
            && row.position(&name.text).is_some()
        {
            return false;
        }
        self.is_tabular(expr)
    }

    /// Whether an expression gives a table, without binding it.
    pub(crate) fn is_tabular(&self, expr: &ast::Expr) -> bool {
        self.tabular_at(expr, &[], MAX_FOLLOW)
    }

    pub(crate) fn body_is_tabular(&self, function: LocalFunction<'a>) -> bool {
        self.body_tabular_at(function.function, &[], MAX_FOLLOW)
    }

    /// Whether the body of a function that is being declared gives a table.
    pub(crate) fn declares_table(&self, function: &ast::Function) -> bool {
        self.body_tabular_at(function, &[], MAX_FOLLOW)
    }

    fn body_tabular_at(&self, function: &ast::Function, outer: &[&ast::Function], depth: usize) -> bool {
        if depth == 0 || outer.iter().any(|known| std::ptr::eq(*known, function)) {
            return false;
        }
        let mut within: Vec<&ast::Function> = outer.to_vec();
        within.push(function);
        match function.body.statements.last().map(|statement| &statement.kind) {
            Some(ast::StatementKind::Expression(result)) => self.tabular_at(result, &within, depth - 1),
            _ => false,
        }
    }

    fn tabular_at(&self, expr: &ast::Expr, within: &[&ast::Function], depth: usize) -> bool {
        if depth == 0 {
            return false;
        }
        match &expr.kind {
            ast::ExprKind::Pipeline(_) | ast::ExprKind::Source(_) | ast::ExprKind::Wildcard(_) => true,
            ast::ExprKind::Parenthesized(inner) => self.tabular_at(inner, within, depth - 1),
            ast::ExprKind::Name(name) => self.name_is_tabular(&name.text, within, depth),
            ast::ExprKind::Call(call) => {
                let name = call.name.text.as_str();
                self.name_is_tabular_function(name, within, depth)
                    .unwrap_or_else(|| super::table::is_table_function(name))
            }
            ast::ExprKind::Member { target, .. } | ast::ExprKind::Element { target, .. } => {
                super::table::is_place(target) || self.is_pattern_call(target)
            }
            ast::ExprKind::MemberCall { target, .. } => super::table::is_place(target),
            _ => false,
        }
    }

    fn is_pattern_call(&self, target: &ast::Expr) -> bool {
        let ast::ExprKind::Call(call) = &target.kind else { return false };
        self.local(&call.name.text).is_some_and(|local| matches!(&*local, Local::Pattern(_)))
    }

    fn name_is_tabular(&self, name: &str, within: &[&ast::Function], depth: usize) -> bool {
        if let Some(found) = self.name_is_tabular_function(name, within, depth) {
            return found;
        }
        self.cx.catalog.schema(name).is_some()
    }

    /// What a name that the query declares gives; none when it declares no such name.
    fn name_is_tabular_function(&self, name: &str, within: &[&ast::Function], depth: usize) -> Option<bool> {
        for function in within.iter().rev() {
            for statement in &function.body.statements {
                match &statement.kind {
                    ast::StatementKind::Let { name: declared, value } if declared.text == name => {
                        return Some(self.tabular_at(value, within, depth - 1));
                    }
                    ast::StatementKind::LetFunction { name: declared, function, .. }
                        if declared.text == name =>
                    {
                        return Some(self.body_tabular_at(function, within, depth - 1));
                    }
                    _ => {}
                }
            }
            if let Some(parameter) = function.parameters.iter().find(|parameter| parameter.name.text == name)
            {
                return Some(matches!(parameter.ty, ast::ParameterType::Tabular { .. }));
            }
        }
        match &*self.local(name)? {
            Local::Table(_) => Some(true),
            Local::Function(function) => Some(self.body_tabular_at(function.function, &[], depth - 1)),
            Local::Pattern(_) => Some(true),
            Local::Scalar { .. } | Local::Step { .. } | Local::Element(_) => Some(false),
            Local::Broken => None,
        }
    }
}
