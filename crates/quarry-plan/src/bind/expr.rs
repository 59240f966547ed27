//! Scalar expressions.

use std::rc::Rc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_functions::operator;
use quarry_syntax::ast::{self, BinaryOp, UnaryOp};

use super::{Binder, operator_types, overload};
use crate::rewrite::fold;
use crate::scope::{Local, Row};
use crate::types::{self, Ty};
use crate::{Expr, ExprKind, SharedId};

/// A bound scalar expression.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) expr: Expr,
    pub(crate) ty: Ty,
}

impl Scalar {
    /// Stands for what could not be bound; accepted everywhere.
    pub(crate) fn unknown(span: Span) -> Self {
        Self { expr: Expr::constant(Value::missing(Type::Dynamic), Type::Dynamic, span), ty: Ty::Unknown }
    }

    pub(crate) fn new(expr: Expr) -> Self {
        Self { ty: Ty::Known(expr.ty), expr }
    }

    /// The input's column that this is, unchanged.
    pub(crate) fn column(&self) -> Option<usize> {
        match self.expr.kind {
            ExprKind::Column(index) => Some(index),
            _ => None,
        }
    }
}

/// Converts an expression, unless it has the type already.
pub(crate) fn convert(expr: Expr, ty: Type) -> Expr {
    if expr.ty == ty {
        return expr;
    }
    let span = expr.span;
    fold::conversion(Expr { kind: ExprKind::Convert(Box::new(expr)), ty, span })
}

impl<'a> Binder<'a> {
    pub(crate) fn scalar(&mut self, expr: &'a ast::Expr, row: &Row) -> Scalar {
        let span = expr.span;
        match &expr.kind {
            ast::ExprKind::Error => Scalar::unknown(span),
            ast::ExprKind::Literal(literal) => self.literal(literal, span),
            ast::ExprKind::Name(name) => self.name(name, row),
            ast::ExprKind::Wildcard(name) => {
                self.error(
                    Code::ExpectedColumn,
                    span,
                    format!("the pattern '{}' is not allowed here", name.text),
                );
                Scalar::unknown(span)
            }
            ast::ExprKind::Star => {
                self.error(Code::ExpectedColumn, span, "'*' is not allowed here");
                Scalar::unknown(span)
            }
            ast::ExprKind::Member { target, name } => self.member(target, name, row, span),
            ast::ExprKind::Element { target, index } => self.element(target, index, row, span),
            ast::ExprKind::Call(call) => self.call(call, row, span),
            ast::ExprKind::Unary { op, op_span, operand } => self.unary(*op, *op_span, operand, row, span),
            ast::ExprKind::Binary { op, op_span, left, right } => {
                self.binary(*op, *op_span, left, right, row, span)
            }
            ast::ExprKind::And { operands, .. } => self.logic("and", operands, row, span),
            ast::ExprKind::Or { operands, .. } => self.logic("or", operands, row, span),
            ast::ExprKind::In { op, op_span, left, list } => {
                self.in_list(*op, *op_span, left, list, row, span)
            }
            ast::ExprKind::Between { negated, op_span, left, low, high } => {
                let sign = if *negated { "!between" } else { "between" };
                let operands = [left, low, high].map(|operand| self.scalar(operand, row));
                self.operator(sign, operands.into(), *op_span, span)
            }
            ast::ExprKind::Named { value, .. } => self.scalar(value, row),
            ast::ExprKind::Parenthesized(inner) => self.scalar(inner, row),
            ast::ExprKind::MemberCall { .. } | ast::ExprKind::Pipeline(_) | ast::ExprKind::Source(_) => {
                let relation = self.tabular(expr);
                if !relation.broken {
                    self.error(Code::ExpectedType, span, "a scalar is expected here, not a table");
                }
                Scalar::unknown(span)
            }
            ast::ExprKind::TypeOf(name) => {
                self.error(Code::ExpectedType, name.name.span, "a value is expected here, not a type");
                Scalar::unknown(span)
            }
        }
    }

    /// A scalar that must have a type from a test; `wanted` names it in the message.
    pub(crate) fn scalar_of(
        &mut self,
        expr: &'a ast::Expr,
        row: &Row,
        code: Code,
        wanted: &str,
        test: impl Fn(Type) -> bool,
    ) -> Scalar {
        let scalar = self.scalar(expr, row);
        if !scalar.ty.may_be(test) {
            self.expected(code, expr.span, wanted, scalar.ty);
            return Scalar::unknown(expr.span);
        }
        scalar
    }

    pub(crate) fn expected(&mut self, code: Code, span: Span, wanted: &str, got: Ty) {
        self.error(code, span, format!("{wanted} is expected here, not {}", article(got.or_dynamic())));
    }

    /// A condition.
    pub(crate) fn condition(&mut self, expr: &'a ast::Expr, row: &Row) -> Expr {
        let scalar = self.scalar_of(expr, row, Code::ExpectedTypeOf, "a condition", |ty| ty == Type::Bool);
        convert(scalar.expr, Type::Bool)
    }

    pub(crate) fn name(&mut self, name: &'a ast::Name, row: &Row) -> Scalar {
        if let Some(index) = row.position(&name.text) {
            return self.column(index, row, name.span);
        }
        if let Some(local) = self.local(&name.text) {
            return self.local_scalar(name, &local, row);
        }
        if row.broken {
            return Scalar::unknown(name.span);
        }
        if self.cx.catalog.schema(&name.text).is_some() {
            self.error(
                Code::ExpectedType,
                name.span,
                format!("'{}' is a table, a scalar is expected here", name.text),
            );
            return Scalar::unknown(name.span);
        }
        if quarry_functions::scalar::lookup(&name.text).is_some()
            || quarry_functions::aggregate::lookup(&name.text).is_some()
        {
            self.function_without_parentheses(name, row);
            return Scalar::unknown(name.span);
        }
        if let Some(stage) = row.open
            && self.infer(stage, &name.text)
        {
            return Scalar::unknown(name.span);
        }
        self.unknown_column(name, row);
        Scalar::unknown(name.span)
    }

    /// The column at a position; inside aggregations, the group key that it is.
    fn column(&mut self, index: usize, row: &Row, span: Span) -> Scalar {
        let column = &row.columns[index];
        let ty = column.bind_type();
        if self.aggregates.is_some() {
            return self.column_among_aggregates(index, column.ty, ty, &column.name, span);
        }
        Scalar { expr: Expr::column(index, column.ty, span), ty }
    }

    fn local_scalar(&mut self, name: &'a ast::Name, local: &Rc<Local<'a>>, row: &Row) -> Scalar {
        match &**local {
            Local::Scalar { expr, ty, row: needed } => {
                if needed.is_some_and(|needed| needed != row.id) {
                    self.error(
                        Code::NotImplemented,
                        name.span,
                        format!("'{}' depends on the rows of another table", name.text),
                    );
                    return Scalar::unknown(name.span);
                }
                Scalar { expr: Expr { span: name.span, ..expr.clone() }, ty: *ty }
            }
            Local::Function(function) if function.function.parameters.is_empty() => {
                self.call_local_scalar(*function, name, &[], row, name.span)
            }
            Local::Function(_) => {
                self.error(
                    Code::ExpectedArgumentList,
                    name.span,
                    format!("the function '{}' needs its arguments", name.text),
                );
                Scalar::unknown(name.span)
            }
            Local::Table(relation) => {
                if !relation.broken {
                    self.error(
                        Code::ExpectedType,
                        name.span,
                        format!("'{}' is a table, a scalar is expected here", name.text),
                    );
                }
                Scalar::unknown(name.span)
            }
            Local::Element(of) => self.element_value(*of, name),
            Local::Pattern(_) => self.pattern_alone(name),
            Local::Step { .. } | Local::Broken => Scalar::unknown(name.span),
        }
    }

    fn member(&mut self, target: &'a ast::Expr, name: &'a ast::Name, row: &Row, span: Span) -> Scalar {
        if let ast::ExprKind::Name(step) = &target.kind
            && row.position(&step.text).is_none()
            && let Some(local) = self.local(&step.text)
        {
            match &*local {
                Local::Step { offset } => return self.step_column(*offset, name, row),
                Local::Element(of) => return self.element_property(*of, step, name),
                _ => {}
            }
        }
        let target_span = target.span;
        let bound = self.scalar(target, row);
        match bound.ty {
            Ty::Unknown | Ty::Known(Type::Dynamic) => {
                let ty = if bound.ty.is_unknown() { Ty::Unknown } else { Ty::Known(Type::Dynamic) };
                let target = convert(bound.expr, Type::Dynamic);
                let kind = ExprKind::Property { target: Box::new(target), name: name.text.as_str().into() };
                Scalar { expr: fold::access(Expr { kind, ty: Type::Dynamic, span }), ty }
            }
            Ty::Known(ty) => {
                if name.text.is_empty() {
                    return Scalar::unknown(span);
                }
                let mut diagnostic = Diagnostic::error(
                    Code::UnknownName,
                    name.span,
                    format!("'{}': {} has no properties", name.text, article(ty)),
                );
                if ty == Type::String {
                    let edits = Fix {
                        title: "parse it as JSON".to_owned(),
                        edits: vec![
                            quarry_diagnostics::Edit {
                                span: Span::at(target_span.start),
                                replacement: "parse_json(".to_owned(),
                            },
                            quarry_diagnostics::Edit {
                                span: Span::at(target_span.end),
                                replacement: ")".to_owned(),
                            },
                        ],
                    };
                    diagnostic = diagnostic.help("parse the text first: parse_json(…)").fix(edits);
                }
                self.report(diagnostic);
                Scalar::unknown(span)
            }
        }
    }

    fn step_column(&mut self, offset: usize, name: &'a ast::Name, row: &Row) -> Scalar {
        // The row of a scan step is the input and declared columns, then the same once for each step.
        let width = row.columns.iter().position(|column| column.name.is_empty()).unwrap_or(row.columns.len());
        match row.columns[..width].iter().position(|column| *column.name == *name.text) {
            Some(index) => {
                let column = &row.columns[index];
                Scalar { expr: Expr::column(offset + index, column.ty, name.span), ty: column.bind_type() }
            }
            None => {
                self.unknown_column(name, row);
                Scalar::unknown(name.span)
            }
        }
    }

    fn element(&mut self, target: &'a ast::Expr, index: &'a ast::Expr, row: &Row, span: Span) -> Scalar {
        let bound = self.scalar(target, row);
        let position = self.scalar(index, row);
        match bound.ty {
            Ty::Unknown | Ty::Known(Type::Dynamic) => {
                let unknown = bound.ty.is_unknown();
                if !position.ty.may_be(|ty| ty.is_integer() || matches!(ty, Type::String | Type::Dynamic)) {
                    self.expected(
                        Code::ExpectedType,
                        index.span,
                        "a position or a property's name",
                        position.ty,
                    );
                    return Scalar::unknown(span);
                }
                let index = if position.ty.is(Type::Int) {
                    convert(position.expr, Type::Long)
                } else {
                    position.expr
                };
                let target = Box::new(convert(bound.expr, Type::Dynamic));
                let kind = ExprKind::Element { target, index: Box::new(index) };
                let ty = if unknown { Ty::Unknown } else { Ty::Known(Type::Dynamic) };
                Scalar { expr: fold::access(Expr { kind, ty: Type::Dynamic, span }), ty }
            }
            Ty::Known(ty) => {
                self.error(
                    Code::ElementAccess,
                    Span::new(target.span.end, span.end),
                    format!("{} has no elements", article(ty)),
                );
                Scalar::unknown(span)
            }
        }
    }

    fn unary(&mut self, op: UnaryOp, op_span: Span, operand: &'a ast::Expr, row: &Row, span: Span) -> Scalar {
        // The smallest long has no positive counterpart, so its digits alone are no long.
        if op == UnaryOp::Minus
            && let ast::ExprKind::Literal(literal) = &operand.kind
            && literal.kind == ast::LiteralKind::Long
            && literal.text.trim() == "9223372036854775808"
        {
            return Scalar::new(Expr::constant(Value::Long(i64::MIN), Type::Long, span));
        }
        let bound = self.scalar(operand, row);
        let constant = bound.expr.as_constant().is_some();
        let sign = match op {
            UnaryOp::Minus => "-x",
            UnaryOp::Plus => "+x",
        };
        let widened = match bound.ty {
            Ty::Known(Type::Int) if !constant => Scalar::new(convert(bound.expr, Type::Long)),
            _ => bound,
        };
        if op == UnaryOp::Plus && widened.ty.may_be(|ty| ty.is_summable() || ty == Type::Dynamic) {
            return widened;
        }
        self.operator(sign, vec![widened], op_span, span)
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        row: &Row,
        span: Span,
    ) -> Scalar {
        if matches!(left.kind, ast::ExprKind::Star) {
            return self.any_column(op, op_span, right, row, span);
        }
        let mark = self.mark();
        let operands = vec![self.scalar(left, row), self.scalar(right, row)];
        let bound = operands.clone();
        let sign = if op == BinaryOp::Search { "has" } else { op.text() };
        let result = self.operator(sign, operands, op_span, span);
        if self.is_sound(mark) {
            self.hint_contains(op, op_span, &bound);
            self.hint_comparison(op, op_span, right, &bound, row);
        } else {
            self.advise_binary(mark, op, (left, right), &bound);
        }
        result
    }

    /// `* has "x"`: holds when it does for any column.
    fn any_column(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        right: &'a ast::Expr,
        row: &Row,
        span: Span,
    ) -> Scalar {
        let needle = self.scalar(right, row);
        if needle.ty.is_unknown() {
            return Scalar::unknown(span);
        }
        let sign = if op == BinaryOp::Search { "has" } else { op.text() };
        let mut conditions = Vec::new();
        for (index, column) in row.columns.iter().enumerate() {
            let text = match column.ty {
                Type::String => Expr::column(index, Type::String, span),
                ty if sign == "==" || sign == "!=" => {
                    if !needle.ty.is(ty) {
                        continue;
                    }
                    Expr::column(index, ty, span)
                }
                ty => {
                    let column = Scalar::new(Expr::column(index, ty, span));
                    self.function("tostring", vec![column], span).expr
                }
            };
            conditions.push(self.operator(sign, vec![Scalar::new(text), needle.clone()], op_span, span).expr);
        }
        // A negated operator holds for all columns.
        Scalar::new(fold::logic(sign.starts_with('!'), conditions, span))
    }

    fn logic(&mut self, sign: &'static str, operands: &'a [ast::Expr], row: &Row, span: Span) -> Scalar {
        let bound: Vec<Scalar> = operands.iter().map(|operand| self.scalar(operand, row)).collect();
        let mut conditions = Vec::with_capacity(bound.len());
        for (position, scalar) in bound.into_iter().enumerate() {
            if !scalar.ty.may_be(|ty| matches!(ty, Type::Bool | Type::Dynamic)) {
                let place = operands.get(position).map_or(span, |operand| operand.span);
                let mark = self.mark();
                self.expected(Code::ExpectedType, place, &format!("a condition for '{sign}'"), scalar.ty);
                let before = position.checked_sub(1).and_then(|before| operands.get(before));
                if let Some(operand) = operands.get(position) {
                    self.advise_condition(mark, before, operand);
                }
                continue;
            }
            conditions.push(convert(scalar.expr, Type::Bool));
        }
        Scalar::new(fold::logic(sign == "and", conditions, span))
    }

    /// A scalar operator over bound operands: checks their types by the service's rules, picks the kernel
    /// and folds constants.
    pub(crate) fn operator(
        &mut self,
        sign: &'static str,
        operands: Vec<Scalar>,
        op_span: Span,
        span: Span,
    ) -> Scalar {
        let tys: Vec<Ty> = operands.iter().map(|operand| operand.ty).collect();
        let overloads = operator_types::overloads(sign);
        let unknown = tys.iter().any(|ty| ty.is_unknown());
        if tys.len() == 2 && tys.iter().all(|ty| ty.is(Type::Dynamic)) && compares(sign) {
            self.two_dynamics(sign, op_span);
            return Scalar::unknown(span);
        }
        let best = overload::best(overloads, &tys);
        let result = match best.as_slice() {
            [only] => {
                let chosen = &overloads[*only];
                if !self.check_operands(sign, chosen, &operands, &tys, op_span) {
                    return Scalar {
                        ty: operator_types::result(chosen.gives, &tys),
                        ..Scalar::unknown(span)
                    };
                }
                operator_types::result(chosen.gives, &tys)
            }
            _ if unknown => {
                let mut results =
                    best.iter().map(|&index| operator_types::result(overloads[index].gives, &tys));
                let first = results.next().unwrap_or(Ty::Unknown);
                if results.all(|result| result == first) { first } else { Ty::Unknown }
            }
            _ => {
                self.operator_undefined(sign, &tys, op_span);
                return Scalar::unknown(span);
            }
        };
        let expr = self.operator_call(sign, operands, result, op_span, span);
        Scalar { ty: result, expr }
    }

    /// The service passes this, but its engine refuses to compare or compute two dynamics.
    fn two_dynamics(&mut self, sign: &str, op_span: Span) {
        self.report(
            Diagnostic::error(
                Code::OperatorTypes,
                op_span,
                format!("'{sign}' is not defined for two dynamics"),
            )
            .help("say what one of them is: tostring(x), tolong(x), …"),
        );
    }

    fn check_operands(
        &mut self,
        sign: &str,
        chosen: &operator_types::OperatorOverload,
        operands: &[Scalar],
        tys: &[Ty],
        op_span: Span,
    ) -> bool {
        use overload::{Fit, Overload};
        for (position, operand) in operands.iter().enumerate() {
            let accepts = chosen.accepts(position, tys).unwrap_or(quarry_functions::TypeSet::ANY);
            if overload::fit(accepts, operand.ty) != Fit::None {
                continue;
            }
            // The service blames the sign of a text operator, and the operand of any other.
            if operator_types::is_text(sign) {
                self.operator_undefined(sign, tys, op_span);
            } else {
                self.expected(
                    Code::ExpectedType,
                    operand.expr.span,
                    &super::call::set_name(accepts),
                    operand.ty,
                );
            }
            return false;
        }
        if let Some((from, first)) = chosen.same_as
            && let Some(Ty::Known(ty)) = tys.get(from)
        {
            for operand in operands.iter().skip(first) {
                if !operand.ty.may_be(|other| other == *ty || types::promotes(other, *ty)) {
                    self.expected(Code::ExpectedTypeOf, operand.expr.span, &article(*ty), operand.ty);
                    return false;
                }
            }
        }
        true
    }

    fn operator_undefined(&mut self, sign: &str, tys: &[Ty], op_span: Span) {
        let names: Vec<&str> = tys.iter().map(|ty| ty.or_dynamic().name()).collect();
        let shown = sign.trim_end_matches('x');
        let mut diagnostic = Diagnostic::error(
            Code::OperatorTypes,
            op_span,
            format!("'{shown}' is not defined for {}", names.join(" and ")),
        );
        if shown == "+" && tys.iter().any(|ty| ty.is(Type::String)) {
            diagnostic = diagnostic.help("use strcat() to join texts");
        }
        self.report(diagnostic);
    }

    /// The call that an operator is at run time.
    fn operator_call(
        &mut self,
        sign: &'static str,
        operands: Vec<Scalar>,
        result: Ty,
        op_span: Span,
        span: Span,
    ) -> Expr {
        let result = result.or_dynamic();
        let Some(function) = operator::lookup(sign) else {
            self.not_implemented(op_span, sign);
            return Expr::constant(Value::missing(result), result, span);
        };
        let types: Vec<Type> = operands.iter().map(|operand| operand.expr.ty).collect();
        let Some((signature, targets)) = overload::kernel(function.signatures, &types) else {
            self.not_implemented(op_span, sign);
            return Expr::constant(Value::missing(result), result, span);
        };
        let arguments = operands
            .into_iter()
            .zip(&targets)
            .map(|(operand, &target)| convert(operand.expr, target))
            .collect();
        let own = super::call::result_type(signature, &targets).unwrap_or(result);
        let call = self.folded(function, signature, arguments, own, span);
        convert(call, result)
    }

    /// An operator that the binder itself puts in.
    pub(crate) fn operator_over(&mut self, sign: &'static str, operands: Vec<Scalar>, span: Span) -> Scalar {
        self.operator(sign, operands, span, span)
    }

    /// The first cell of a shared plan.
    pub(crate) fn shared_scalar(&self, shared: SharedId, ty: Type, span: Span) -> Expr {
        Expr { kind: ExprKind::Scalar(shared), ty, span }
    }
}

/// Whether an operator compares or computes values of one type.
fn compares(sign: &str) -> bool {
    matches!(sign, "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%")
}

/// "a string", "an int".
pub(crate) fn article(ty: Type) -> String {
    let article = if matches!(ty, Type::Int) { "an" } else { "a" };
    format!("{article} {ty}")
}
