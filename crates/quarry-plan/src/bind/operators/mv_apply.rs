//! `mv-apply`: a pipeline over the elements of each row's arrays.

use quarry_diagnostics::Span;
use quarry_syntax::ast;

use super::super::Binder;
use super::expand::unique;
use crate::scope::Relation;
use crate::{ApplyColumn, MvApply, Node, OutputColumn};

impl<'a> Binder<'a> {
    pub(super) fn mv_apply(&mut self, input: Relation, apply: &'a ast::MvApply, span: Span) -> Relation {
        let expansion = self.expansion(&input, &apply.parameters, &apply.columns, apply.limit.as_ref());
        let mut inner = Relation::new(Node::Input, expansion.columns.clone(), span);
        inner.open = input.open;
        inner.broken = input.broken;
        // The elements come in the order of their array.
        inner.serialized = true;
        let first = self.open_count();
        let body = self.table_stages(inner, &apply.stages, apply.body_span);
        let mut columns: Vec<OutputColumn> = Vec::new();
        let mut output = Vec::new();
        for (index, column) in input.columns.iter().enumerate() {
            if !expansion.applied.contains(&index) {
                columns.push(column.clone());
                output.push(ApplyColumn::Input(index));
            }
        }
        for (index, column) in body.columns.iter().enumerate() {
            match columns.iter().position(|known| known.name == column.name) {
                Some(place) => {
                    columns[place] = column.clone();
                    output[place] = ApplyColumn::Body(index);
                }
                None => {
                    let name = unique(&columns, &column.name);
                    columns.push(column.renamed(name));
                    output.push(ApplyColumn::Body(index));
                }
            }
        }
        let (open, broken) = (input.open.or(body.open), input.broken || body.broken);
        let depth = input.depth + body.depth + 1;
        let body = body.plan;
        let relation = input.then(columns, span, |input| {
            Node::MvApply(Box::new(MvApply { expand: expansion.node(*input), body, output }))
        });
        self.ask_over_parts(first, &relation.plan);
        Relation { open, broken, depth, ..relation }
    }
}
