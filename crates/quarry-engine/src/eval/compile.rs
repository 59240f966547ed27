//! Bound expressions to compiled ones.

use std::sync::Arc;

use quarry_data::{Batch, Datum, Schema, Value};
use quarry_functions::CallContext;
use quarry_plan::{Expr, ExprKind, SharedId};

use super::call::Call;
use super::json_part::JsonPart;
use super::member::Member;
use super::path::{Element, Property};
use super::{Converter, Node};
use crate::demand::{JsonDemand, reads_json};
use crate::error::{RunError, internal};

/// The rows of a shared plan.
#[derive(Clone, Debug)]
pub(crate) struct SharedResult {
    pub(crate) schema: Arc<Schema>,
    pub(crate) batches: Vec<Batch>,
}

/// What compiling an expression may know.
#[derive(Clone, Copy)]
pub(crate) struct Compile<'a> {
    pub(crate) call: &'a CallContext,
    /// Results of the shared plans that have run.
    pub(crate) shared: &'a [Arc<SharedResult>],
    pub(crate) json: &'a JsonDemand,
}

impl Compile<'_> {
    pub(super) fn node(&self, expr: &Expr) -> Result<Node, RunError> {
        Ok(match &expr.kind {
            ExprKind::Column(index) => Node::Column(*index),
            ExprKind::Constant(value) => Node::Constant(value.clone()),
            ExprKind::Call { arguments, .. }
                if reads_json(expr) && self.json.of(expr.span).is_some() && arguments.len() == 1 =>
            {
                let wanted = self.json.of(expr.span).cloned().unwrap_or_default();
                Node::JsonPart(Box::new(JsonPart::new(self.node(&arguments[0])?, wanted)))
            }
            ExprKind::Call { function, signature, arguments } => {
                let mut compiled = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    compiled.push((self.node(argument)?, argument.ty, argument.span));
                }
                let mut call = Call::new(function, signature, expr.ty, compiled, expr.span);
                match call.fold(self.call) {
                    Some(value) => Node::Constant(value),
                    None => Node::Call(Box::new(call)),
                }
            }
            ExprKind::And(terms) => Node::And(self.nodes(terms)?),
            ExprKind::Or(terms) => Node::Or(self.nodes(terms)?),
            ExprKind::Convert(operand) => self.convert(operand, expr)?,
            ExprKind::Property { target, name } => {
                Node::Property(Box::new(Property::new(self.node(target)?, Arc::clone(name))))
            }
            ExprKind::Element { target, index } => {
                Node::Element(Box::new(Element::new(self.node(target)?, self.node(index)?)))
            }
            ExprKind::Scalar(id) => Node::Constant(self.scalar(*id, expr)?),
            ExprKind::InShared { sign, operand, shared } => {
                let shared = self.shared(*shared, expr)?;
                Node::Member(Box::new(Member::new(self, sign, operand, shared, expr.span)?))
            }
        })
    }

    fn nodes(&self, exprs: &[Expr]) -> Result<Vec<Node>, RunError> {
        exprs.iter().map(|expr| self.node(expr)).collect()
    }

    fn convert(&self, operand: &Expr, expr: &Expr) -> Result<Node, RunError> {
        let mut converter = Converter::new(operand.ty, expr.ty, expr.span)?;
        let node = self.node(operand)?;
        if let Node::Constant(value) = &node {
            let converted = converter.convert(self.call, Datum::Constant(value.clone()), 1)?;
            return Ok(Node::Constant(converted.value(0).to_owned()));
        }
        Ok(Node::Convert(Box::new((node, converter))))
    }

    fn shared(&self, id: SharedId, expr: &Expr) -> Result<&SharedResult, RunError> {
        let shared = self.shared.get(id.0).map(|shared| &**shared);
        shared.ok_or_else(|| internal(expr.span, "a shared part is used before it has run"))
    }

    fn scalar(&self, id: SharedId, expr: &Expr) -> Result<Value, RunError> {
        let shared = self.shared(id, expr)?;
        let first = shared.batches.iter().find(|batch| batch.rows() > 0);
        let column = first.and_then(|batch| batch.columns().first());
        Ok(column.map_or_else(|| Value::missing(expr.ty), |column| column.value(0).to_owned()))
    }
}
