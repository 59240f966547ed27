//! Expressions over batches: compiled once for a query, evaluated batch by batch.
//!
//! Constants are folded while compiling. Conditions are evaluated on the rows that are still in question,
//! so an expensive test behind a cheap one sees few rows.

mod call;
mod compile;
mod convert;
mod json_part;
mod logic;
mod member;
mod path;
mod rows;

use quarry_data::{Batch, Column, Datum, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;

use crate::error::{RunError, internal};

use call::Call;
pub(crate) use compile::{Compile, SharedResult};
pub(crate) use convert::Converter;
use json_part::JsonPart;
use member::Member;
use path::{Element, Property};
use rows::Rows;

/// A compiled expression.
pub(crate) struct Evaluator {
    node: Node,
    ty: Type,
    span: Span,
}

/// A compiled expression's parts.
enum Node {
    Column(usize),
    Constant(Value),
    Call(Box<Call>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Convert(Box<(Node, Converter)>),
    JsonPart(Box<JsonPart>),
    Property(Box<Property>),
    Element(Box<Element>),
    Member(Box<Member>),
}

impl Evaluator {
    pub(crate) fn new(expr: &quarry_plan::Expr, cx: &Compile<'_>) -> Result<Self, RunError> {
        Ok(Self { node: cx.node(expr)?, ty: expr.ty, span: expr.span })
    }

    /// Evaluators of several expressions.
    pub(crate) fn all<'e>(
        exprs: impl IntoIterator<Item = &'e quarry_plan::Expr>,
        cx: &Compile<'_>,
    ) -> Result<Vec<Self>, RunError> {
        exprs.into_iter().map(|expr| Self::new(expr, cx)).collect()
    }

    pub(crate) fn ty(&self) -> Type {
        self.ty
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The value, when it is the same for all rows.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match &self.node {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// The values for a batch, of the type of the expression.
    pub(crate) fn eval(&mut self, cx: &CallContext, batch: &Batch) -> Result<Datum, RunError> {
        let value = self.node.eval(cx, &Rows::all(batch))?;
        if !fits(&value, self.ty) {
            return Err(internal(self.span, &format!("a value is not of the type {} here", self.ty)));
        }
        Ok(value)
    }

    pub(crate) fn column(&mut self, cx: &CallContext, batch: &Batch) -> Result<Column, RunError> {
        Ok(self.eval(cx, batch)?.into_column(self.ty, batch.rows()))
    }

    /// The rows for which the condition is true, in order.
    pub(crate) fn select(&mut self, cx: &CallContext, batch: &Batch) -> Result<Vec<u32>, RunError> {
        self.node.select(cx, &Rows::all(batch))
    }
}

/// Whether a value can stand in a column of the type.
fn fits(value: &Datum, ty: Type) -> bool {
    match value {
        Datum::Column(column) => column.ty() == ty,
        Datum::Constant(value) => match (value.ty(), ty) {
            (None, _) | (_, Type::Dynamic) => true,
            (Some(Type::Int), Type::Long | Type::Real | Type::Decimal) => true,
            (Some(Type::Long), Type::Real | Type::Decimal) => true,
            (Some(found), ty) => found == ty,
        },
    }
}

impl Node {
    fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        match self {
            Node::Column(index) => Ok(Datum::Column(rows.column(*index))),
            Node::Constant(value) => Ok(Datum::Constant(value.clone())),
            Node::Call(call) => call.eval(cx, rows),
            Node::And(terms) => logic::eval(terms, logic::Connective::And, cx, rows),
            Node::Or(terms) => logic::eval(terms, logic::Connective::Or, cx, rows),
            Node::Convert(parts) => {
                let (operand, converter) = &mut **parts;
                let value = operand.eval(cx, rows)?;
                converter.convert(cx, value, rows.len())
            }
            Node::JsonPart(part) => part.eval(cx, rows),
            Node::Property(property) => property.eval(cx, rows),
            Node::Element(element) => element.eval(cx, rows),
            Node::Member(member) => member.eval(cx, rows),
        }
    }

    fn select(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Vec<u32>, RunError> {
        match self {
            Node::And(terms) => logic::select_and(terms, cx, rows),
            Node::Or(terms) => logic::select_or(terms, cx, rows),
            _ => Ok(logic::true_rows(&self.eval(cx, rows)?, rows)),
        }
    }
}
