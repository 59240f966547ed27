use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{Purity, ScalarFunction, Signature};

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

impl Expr {
    /// The expressions right inside this one.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Column(_) | ExprKind::Constant(_) | ExprKind::Scalar(_) => Vec::new(),
            ExprKind::Call { arguments, .. } => arguments.iter().collect(),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().collect(),
            ExprKind::Convert(inner) => vec![inner],
            ExprKind::Property { target, .. } => vec![target],
            ExprKind::Element { target, index } => vec![target, index],
            ExprKind::InShared { operand, .. } => vec![operand],
        }
    }

    pub(crate) fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            ExprKind::Column(_) | ExprKind::Constant(_) | ExprKind::Scalar(_) => Vec::new(),
            ExprKind::Call { arguments, .. } => arguments.iter_mut().collect(),
            ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().collect(),
            ExprKind::Convert(inner) => vec![inner],
            ExprKind::Property { target, .. } => vec![target],
            ExprKind::Element { target, index } => vec![target, index],
            ExprKind::InShared { operand, .. } => vec![operand],
        }
    }

    /// Calls `visit` with every expression in this one, itself first.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// Calls `change` with every column's position in it.
    pub(crate) fn change_columns(&mut self, change: &mut dyn FnMut(&mut usize)) {
        if let ExprKind::Column(index) = &mut self.kind {
            change(index);
        }
        for child in self.children_mut() {
            child.change_columns(change);
        }
    }

    /// How many expressions there are in this one, itself included.
    pub(crate) fn size(&self) -> usize {
        let mut size = 0;
        self.walk(&mut |_| size += 1);
        size
    }

    /// How deeply expressions are nested in this one.
    pub(crate) fn depth(&self) -> usize {
        1 + self.children().into_iter().map(Expr::depth).max().unwrap_or(0)
    }

    /// Whether the expression depends on the row that it is evaluated for.
    pub fn reads_row(&self) -> bool {
        let mut reads = false;
        self.walk(&mut |expr| reads |= matches!(expr.kind, ExprKind::Column(_)));
        reads
    }

    /// Whether the expression looks at other rows, as `prev` does.
    pub fn looks_around(&self) -> bool {
        self.window_call().is_some()
    }

    /// The place of the first call that looks at other rows.
    pub(crate) fn window_call(&self) -> Option<Span> {
        let mut place = None;
        self.walk(&mut |expr| {
            if let ExprKind::Call { function, .. } = &expr.kind
                && function.purity == Purity::Window
            {
                place.get_or_insert(expr.span);
            }
        });
        place
    }

    /// Whether the expression gives something else each time, as `rand` does.
    pub(crate) fn is_volatile(&self) -> bool {
        let mut volatile = false;
        self.walk(&mut |expr| {
            if let ExprKind::Call { function, .. } = &expr.kind {
                volatile |= matches!(function.purity, Purity::Window | Purity::Row);
            }
        });
        volatile
    }
}
