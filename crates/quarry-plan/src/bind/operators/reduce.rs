//! `reduce`: texts grouped by the pattern that they share.

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{Expr, Parameter};

use super::super::Binder;
use super::super::parameters::{find, find_word};
use super::super::projection::known;
use crate::scope::Relation;
use crate::{Expr as BoundExpr, Node, OutputColumn, PluginArgument, PluginCall};

impl<'a> Binder<'a> {
    pub(super) fn reduce(
        &mut self,
        input: Relation,
        parameters: &'a [Parameter],
        by: &'a Expr,
        with: &'a [Parameter],
        span: Span,
    ) -> Relation {
        self.check_parameters(parameters, &["kind"]);
        self.check_parameters(with, &["threshold", "characters"]);
        let row = self.input_row(&input);
        let source = self.scalar_of(by, &row, Code::ExpectedTypeOf, "a string", |ty| ty == Type::String);
        let nowhere = self.no_row();
        let mut arguments = vec![PluginArgument::Scalar(source.expr)];
        let threshold = match find(with, "threshold") {
            Some(threshold) => {
                let scalar = self.scalar(&threshold.value, &nowhere);
                self.converted(scalar, Type::Real, threshold.value.span).expr
            }
            None => BoundExpr::constant(Value::Real(0.1), Type::Real, span),
        };
        arguments.push(PluginArgument::Scalar(threshold));
        let characters = match find(with, "characters") {
            Some(characters) => self.scalar(&characters.value, &nowhere).expr,
            None => BoundExpr::constant(Value::string(""), Type::String, span),
        };
        arguments.push(PluginArgument::Scalar(characters));
        let by_source = matches!(find_word(parameters, "kind"), Some(("source", _)));
        let pattern = OutputColumn::computed("Pattern", known(Type::String));
        let (name, columns) = if by_source {
            let mut columns = input.columns.to_vec();
            columns.push(pattern);
            ("reduce_source", columns)
        } else {
            let count = OutputColumn::computed("Count", known(Type::Long));
            let representative = OutputColumn::computed("Representative", known(Type::String));
            ("reduce", vec![pattern, count, representative])
        };
        let relation = input.then(columns, span, |input| Node::Plugin {
            input: Some(input),
            call: PluginCall { name, arguments },
        });
        Relation { open: None, serialized: false, ..relation }
    }
}
