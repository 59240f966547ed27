//! `scan`: sequences of rows, matched step by step.

use std::sync::Arc;

use quarry_data::{Type, Value};
use quarry_diagnostics::{Code, Span};
use quarry_syntax::ast::{self, ExprKind};

use super::super::Binder;
use super::super::expr::convert;
use super::super::parameters::find_word;
use crate::scope::{Local, Relation, Row};
use crate::types::Ty;
use crate::{Expr, Node, OutputColumn, Scan, ScanOutput, ScanStep};

impl<'a> Binder<'a> {
    pub(super) fn scan(&mut self, input: Relation, scan: &'a ast::Scan, span: Span) -> Relation {
        self.check_parameters(&scan.parameters, &["with_match_id", "with_step_name"]);
        let outer_row = self.input_row(&input);
        let keys = scan.order_by.iter().map(|key| self.sort_key(key, &outer_row)).collect::<Vec<_>>();
        let partition_by = scan.partition_by.iter().map(|key| self.scalar(key, &outer_row).expr).collect();
        let mut columns: Vec<OutputColumn> = input.columns.to_vec();
        let mut declared = Vec::with_capacity(scan.declare.len());
        for (column, default) in &scan.declare {
            let bound = self.declared_columns(std::slice::from_ref(column)).remove(0);
            let default = match default {
                Some(default) => {
                    let scalar = self.scalar(default, &outer_row);
                    self.converted(scalar, bound.ty, default.span).expr
                }
                None => Expr::constant(Value::missing(bound.ty), bound.ty, column.name.span),
            };
            declared.push(default);
            columns.push(bound);
        }
        let width = columns.len();
        let steps = self.scan_steps(scan, &input, &columns, width);
        let match_id = find_word(&scan.parameters, "with_match_id").map(|(name, _)| name.to_owned());
        let with_match_id = match_id.is_some();
        if let Some(name) = match_id {
            columns.push(OutputColumn::computed(name, Ty::Known(Type::Long)));
        }
        let sorted =
            if keys.is_empty() { input } else { input.pass(span, |input| Node::Sort { input, keys }) };
        let relation = sorted.then(columns, span, |input| {
            Node::Scan(Box::new(Scan { input: *input, partition_by, declared, with_match_id, steps }))
        });
        Relation { serialized: true, ..relation }
    }

    /// The steps; their expressions see the row, then every step's state.
    fn scan_steps(
        &mut self,
        scan: &'a ast::Scan,
        input: &Relation,
        columns: &[OutputColumn],
        width: usize,
    ) -> Vec<ScanStep> {
        let mut wide = columns.to_vec();
        for _ in &scan.steps {
            wide.extend(columns.iter().map(|column| column.renamed("")));
        }
        let row = Row { columns: Arc::from(wide), ..self.input_row(input) };
        let outer = self.locals.len();
        for (index, step) in scan.steps.iter().enumerate() {
            self.declare(&step.name.text, step.name.span, Local::Step { offset: width * (index + 1) });
        }
        let mut steps = Vec::with_capacity(scan.steps.len());
        for step in &scan.steps {
            let condition = self.condition(&step.condition, &row);
            let mut assignments = Vec::with_capacity(step.assignments.len());
            for assignment in &step.assignments {
                let ExprKind::Named { names, value, .. } = &assignment.kind else { continue };
                let Some(name) = names.first() else { continue };
                let declared = input.columns.len()..width;
                match columns[declared.clone()].iter().position(|column| *column.name == *name.text) {
                    Some(place) => {
                        let scalar = self.scalar(value, &row);
                        let ty = columns[input.columns.len() + place].ty;
                        let value = self.converted(scalar, ty, value.span).expr;
                        assignments.push((place, convert(value, ty)));
                    }
                    None => {
                        let known: Vec<Arc<str>> =
                            columns[declared].iter().map(|column| Arc::clone(&column.name)).collect();
                        self.unknown(
                            Code::UnknownName,
                            "declared column",
                            name,
                            known.iter().map(|name| &**name),
                        );
                    }
                }
            }
            let output = match step.output.as_ref().map(|name| name.text.as_str()) {
                Some("last") => ScanOutput::Last,
                Some("none") => ScanOutput::None,
                _ => ScanOutput::All,
            };
            steps.push(ScanStep { optional: step.optional, output, condition, assignments });
        }
        self.locals.truncate(outer);
        self.refuse_window(&steps);
        steps
    }
    /// A step has the state of earlier rows instead.
    fn refuse_window(&mut self, steps: &[ScanStep]) {
        for step in steps {
            let exprs =
                std::iter::once(&step.condition).chain(step.assignments.iter().map(|(_, value)| value));
            for expr in exprs.filter(|expr| expr.looks_around()) {
                self.error(
                    Code::ExpectedType,
                    expr.span,
                    "a step of scan can't look at other rows; use a step's state",
                );
            }
        }
    }
}
