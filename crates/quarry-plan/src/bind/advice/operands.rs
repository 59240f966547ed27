//! Values of the wrong type beside an operator or in a call.

use quarry_data::{Type, timespan};
use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};
use quarry_functions::TypeSet;
use quarry_syntax::ast::{self, BinaryOp, ExprKind, LiteralKind, UnaryOp};

use super::super::Binder;
use super::super::expr::Scalar;
use super::wrap;

fn text_literal(expr: &ast::Expr) -> Option<&str> {
    match &expr.unparenthesized().kind {
        ExprKind::Literal(literal) if literal.kind == LiteralKind::String => Some(&literal.text),
        _ => None,
    }
}

fn is_number(expr: &ast::Expr) -> bool {
    matches!(&expr.kind, ExprKind::Literal(literal) if matches!(literal.kind, LiteralKind::Long | LiteralKind::Real))
}

/// A name, or names with dots between, as in `cmd.exe`.
fn bare_words(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Member { target, .. } => bare_words(target),
        _ => false,
    }
}

impl Binder<'_> {
    /// What to do about an operator between two operands that could not be bound.
    pub(crate) fn advise_binary(
        &mut self,
        mark: usize,
        op: BinaryOp,
        (left, right): (&ast::Expr, &ast::Expr),
        operands: &[Scalar],
    ) {
        let [first, second] = operands else { return };
        let (left_ty, right_ty) = (first.ty, second.ty);
        let compares = matches!(
            op,
            BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::Less
                | BinaryOp::LessOrEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterOrEqual
        );
        self.advise(mark, |found| match found.code {
            Code::UnknownName if found.span().start == right.span.start => {
                if let ExprKind::Name(name) = &right.kind
                    && matches!(name.text.to_ascii_lowercase().as_str(), "null" | "nil" | "none" | "empty")
                {
                    null(found, op, left, right, first);
                } else if left_ty.is(Type::String) && bare_words(right) {
                    set(found, "a text stands in quotes", wrap("put it in quotes", right.span, "\"", "\""));
                }
            }
            Code::OperatorTypes | Code::ExpectedType | Code::ExpectedTypeOf => {
                if compares && left_ty.is(Type::DateTime) {
                    time(found, right, second);
                } else if op == BinaryOp::Add && (left_ty.is(Type::String) || right_ty.is(Type::String)) {
                    joined(found, left, right);
                } else if compares && left_ty.is(Type::String) && second.ty.may_be(Type::is_integer) {
                    set(
                        found,
                        "make a number of it first",
                        wrap("convert with tolong()", left.span, "tolong(", ")"),
                    );
                } else if compares && left_ty.is(Type::Dynamic) {
                    let function = if right_ty.is(Type::String) || right_ty.is(Type::Dynamic) {
                        "tostring"
                    } else {
                        "tolong"
                    };
                    set(
                        found,
                        "say what the dynamic value is: tostring(x), tolong(x), …",
                        wrap(format!("convert with {function}()"), left.span, &format!("{function}("), ")"),
                    );
                } else if !compares
                    && !left_ty.is(Type::String)
                    && !left_ty.is(Type::Dynamic)
                    && right_ty.is(Type::String)
                {
                    text_of(found, left);
                } else if left_ty.is(Type::String) && is_number(right) {
                    set(found, "a text stands in quotes", wrap("put it in quotes", right.span, "\"", "\""));
                }
            }
            _ => {}
        });
    }

    /// A text among conditions: `a has "x" or "y"`.
    pub(crate) fn advise_condition(&mut self, mark: usize, before: Option<&ast::Expr>, operand: &ast::Expr) {
        let Some(ExprKind::Binary { op, left, .. }) = before.map(|before| &before.unparenthesized().kind)
        else {
            return;
        };
        let ExprKind::Name(name) = &left.kind else { return };
        if text_literal(operand).is_none() && !is_number(operand) {
            return;
        }
        let again = format!("{} {} ", name.text, op.text());
        self.advise(mark, |found| {
            set(
                found,
                "each side of 'or' and 'and' is a whole condition",
                Fix::replace("repeat the comparison", Span::at(operand.span.start), again),
            );
        });
    }

    /// What to do about an argument that a function does not take.
    pub(crate) fn advise_argument(&mut self, mark: usize, argument: &ast::Expr, accepts: TypeSet) {
        let takes = |ty| accepts.contains(ty);
        self.advise(mark, |found| match &argument.kind {
            ExprKind::Named { names, value, .. } if takes(Type::Bool) => {
                if let Some(name) = names.last() {
                    let between = Span::new(name.span.end, value.span.start);
                    set(
                        found,
                        "'==' compares, '=' gives a name",
                        Fix::replace("replace by '=='", between, " == "),
                    );
                }
            }
            ExprKind::Literal(literal)
                if takes(Type::TimeSpan)
                    && literal.kind == LiteralKind::String
                    && timespan::parse(&literal.text).is_some()
                    && !literal.text.contains(':') =>
            {
                set(
                    found,
                    "a timespan is written without quotes",
                    Fix::replace(format!("change to {}", literal.text), argument.span, &*literal.text),
                );
            }
            ExprKind::Literal(literal) if takes(Type::TimeSpan) && literal.kind == LiteralKind::Long => {
                set(
                    found,
                    "a timespan has a unit: 7d, 12h, 30m",
                    Fix::replace(
                        format!("change to {}d", literal.text),
                        argument.span,
                        format!("{}d", literal.text),
                    ),
                );
            }
            _ if takes(Type::String) && found.span() == argument.span => text_of(found, argument),
            _ => {}
        });
    }
}

fn set(found: &mut Diagnostic, help: &str, fix: Fix) {
    found.help = Some(help.to_owned());
    found.fixes.push(fix);
}

fn text_of(found: &mut Diagnostic, expr: &ast::Expr) {
    set(found, "make a text of it first", wrap("convert with tostring()", expr.span, "tostring(", ")"));
}

/// `a == null`
fn null(found: &mut Diagnostic, op: BinaryOp, left: &ast::Expr, right: &ast::Expr, first: &Scalar) {
    let text = first.ty.is(Type::String);
    let function = match (op == BinaryOp::NotEqual, text) {
        (false, true) => "isempty",
        (false, false) => "isnull",
        (true, true) => "isnotempty",
        (true, false) => "isnotnull",
    };
    let edits = vec![
        Edit { span: Span::at(left.span.start), replacement: format!("{function}(") },
        Edit { span: Span::new(left.span.end, right.span.end), replacement: ")".to_owned() },
    ];
    set(
        found,
        if text {
            "a text is never null, but it may be empty"
        } else {
            "no value equals null: a function asks for it"
        },
        Fix { title: format!("call {function}()"), edits },
    );
}

/// A datetime beside something else.
fn time(found: &mut Diagnostic, right: &ast::Expr, second: &Scalar) {
    if let Some(text) = text_literal(right) {
        let literal = format!("datetime({text})");
        set(found, "a time is not a text", Fix::replace(format!("change to {literal}"), right.span, literal));
    } else if second.ty.is(Type::TimeSpan) {
        let fix = match &right.kind {
            ExprKind::Unary { op: UnaryOp::Minus, operand, .. } => Fix {
                title: "count back from now with ago()".to_owned(),
                edits: vec![
                    Edit {
                        span: Span::new(right.span.start, operand.span.start),
                        replacement: "ago(".to_owned(),
                    },
                    Edit { span: Span::at(right.span.end), replacement: ")".to_owned() },
                ],
            },
            _ => wrap("count back from now with ago()", right.span, "ago(", ")"),
        };
        set(found, "a timespan is a length, not a point in time", fix);
    } else if second.ty.may_be(Type::is_integer) && !second.ty.is_unknown() {
        found.help = Some("a time is written datetime(2026-01-31)".to_owned());
    }
}

/// `a + b` of texts.
fn joined(found: &mut Diagnostic, left: &ast::Expr, right: &ast::Expr) {
    let edits = vec![
        Edit { span: Span::at(left.span.start), replacement: "strcat(".to_owned() },
        Edit { span: Span::new(left.span.end, right.span.start), replacement: ", ".to_owned() },
        Edit { span: Span::at(right.span.end), replacement: ")".to_owned() },
    ];
    set(found, "use strcat() to join texts", Fix { title: "join with strcat()".to_owned(), edits });
}
