//! Calls of scalar functions and operators.

use quarry_data::{Datum, Type, Value};
use quarry_diagnostics::Span;
use quarry_functions::{Argument, CallContext, CallSite, Purity, ScalarFunction, Signature};

use super::Node;
use super::rows::Rows;
use crate::error::{RunError, call_error};

/// A call with its arguments; constants among them stay in place from batch to batch.
pub(super) struct Call {
    function: &'static ScalarFunction,
    site: CallSite,
    arguments: Vec<Node>,
    spans: Vec<Span>,
    span: Span,
    /// The arguments of the last batch, whose constants are used again.
    values: Vec<Datum>,
}

impl Call {
    pub(super) fn new(
        function: &'static ScalarFunction,
        signature: &'static Signature,
        result: Type,
        arguments: Vec<(Node, Type, Span)>,
        span: Span,
    ) -> Self {
        let known = arguments
            .iter()
            .map(|(node, ty, _)| Argument { ty: *ty, constant: node.constant().cloned() })
            .collect();
        let site = CallSite::new(signature, result, known);
        let spans = arguments.iter().map(|(_, _, span)| *span).collect();
        let arguments: Vec<Node> = arguments.into_iter().map(|(node, _, _)| node).collect();
        let values = arguments
            .iter()
            .map(|node| Datum::Constant(node.constant().cloned().unwrap_or_default()))
            .collect();
        Self { function, site, arguments, spans, span, values }
    }

    pub(super) fn eval(&mut self, cx: &CallContext, rows: &Rows<'_>) -> Result<Datum, RunError> {
        for (node, value) in self.arguments.iter_mut().zip(&mut self.values) {
            if !matches!(node, Node::Constant(_)) {
                *value = node.eval(cx, rows)?;
            }
        }
        let spans = &self.spans;
        self.site.call(cx, &self.values, rows.len()).map_err(|error| {
            call_error(error, self.function.name, self.span, |position| spans.get(position).copied())
        })
    }

    /// The value when it is the same for the whole query and can be computed now.
    pub(super) fn fold(&mut self, cx: &CallContext) -> Option<Value> {
        let foldable = matches!(self.function.purity, Purity::Pure | Purity::Query | Purity::Run);
        if !foldable || !self.arguments.iter().all(|node| matches!(node, Node::Constant(_))) {
            return None;
        }
        let value = self.site.call(cx, &self.values, 1).ok()?;
        Some(value.value(0).to_owned())
    }
}

impl Node {
    pub(super) fn constant(&self) -> Option<&Value> {
        match self {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }
}
