use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{ScalarFunction, Signature};

use crate::SharedId;

/// A typed scalar expression over the columns of one input.
#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Type,
    /// Where it stands in the query, for messages at run time.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// The input's column at this position.
    Column(usize),
    Constant(Value),
    /// A scalar function or operator. Arguments are already converted to what the signature takes.
    Call {
        function: &'static ScalarFunction,
        signature: &'static Signature,
        arguments: Vec<Expr>,
    },
    /// Two or more conditions; evaluated left to right on the rows still in question.
    And(Vec<Expr>),
    Or(Vec<Expr>),
    /// To the type of the expression: int to long, number to real or decimal, anything to dynamic, and
    /// dynamic to anything by the rules of `tolong`, `tostring`, …
    Convert(Box<Expr>),
    /// `target.name` of a dynamic.
    Property {
        target: Box<Expr>,
        name: Arc<str>,
    },
    /// `target[index]` of a dynamic; the index is a long or a string.
    Element {
        target: Box<Expr>,
        index: Box<Expr>,
    },
    /// The first cell of a shared plan's result, as `toscalar` gives it; null when there is none.
    Scalar(SharedId),
    /// `operand in (subquery)` and the like; the sign is that of the operator (`in`, `!in~`, `has_any`, …).
    InShared {
        sign: &'static str,
        operand: Box<Expr>,
        shared: SharedId,
    },
}

impl Expr {
    pub fn column(index: usize, ty: Type, span: Span) -> Self {
        Self { kind: ExprKind::Column(index), ty, span }
    }

    pub fn constant(value: Value, ty: Type, span: Span) -> Self {
        Self { kind: ExprKind::Constant(value), ty, span }
    }

    pub fn as_constant(&self) -> Option<&Value> {
        match &self.kind {
            ExprKind::Constant(value) => Some(value),
            _ => None,
        }
    }
}
