//! `dcount_intersect` and `funnel_sequence`: plugins that become several columns or tables.

use quarry_data::{Type, Value};
use quarry_diagnostics::Span;
use quarry_syntax::ast::Call;

use super::super::Binder;
use super::super::expr::Scalar;
use super::columns::computed;
use crate::scope::{Relation, Row};
use crate::{Expr, Node, OutputColumn, PluginArgument};

/// Sets that can be intersected: the terms double with each.
const MOST_SETS: usize = 8;

impl<'a> Binder<'a> {
    /// How many values the first, the first two, … sets share: by inclusion and exclusion of their unions.
    pub(super) fn dcount_intersect(
        &mut self,
        input: Relation,
        call: &'a Call,
        row: &Row,
        span: Span,
    ) -> Relation {
        let sets: Vec<Scalar> = call.arguments.iter().map(|argument| self.scalar(argument, row)).collect();
        if sets.len() > MOST_SETS {
            let message = format!("dcount_intersect takes at most {MOST_SETS} sets here");
            self.error(quarry_diagnostics::Code::NotImplemented, call.name.span, message);
            return Relation::broken(span);
        }
        let mut columns: Vec<OutputColumn> = input.columns.to_vec();
        let mut exprs: Vec<Expr> =
            columns.iter().enumerate().map(|(index, column)| Expr::column(index, column.ty, span)).collect();
        for last in 0..sets.len() {
            let mut total: Option<Scalar> = None;
            for chosen in 1..1usize << (last + 1) {
                let some = (0..=last).filter(|set| chosen >> set & 1 == 1).map(|set| sets[set].clone());
                let merged = some.reduce(|a, b| self.function("hll_merge", vec![a, b], span));
                let Some(merged) = merged else { continue };
                let count = self.function("dcount_hll", vec![merged], span);
                let sign = if chosen.count_ones() % 2 == 1 { "+" } else { "-" };
                total = Some(match total {
                    None => count,
                    Some(total) => self.operator(sign, vec![total, count], span, span),
                });
            }
            let value = total.unwrap_or_else(|| Scalar::new(Expr::constant(Value::Null, Type::Long, span)));
            columns.push(OutputColumn::computed(format!("s{last}"), value.ty));
            exprs.push(value.expr);
        }
        let relation =
            input.then(columns, span, |input| Node::Project { input, columns: exprs, window: false });
        Relation { open: None, serialized: false, ..relation }
    }

    /// Three tables: what comes before and after, what comes before, and what comes after.
    pub(super) fn funnel_sequence(
        &mut self,
        input: Relation,
        call: &'a Call,
        row: &Row,
        span: Span,
    ) -> Relation {
        let parts = self.plugin_arguments(call, row);
        let timeline = parts.columns.get(1).copied().flatten().map(|index| input.columns[index].clone());
        let shared = self.shared_table(input, span);
        let tables = [(0, &["prev", "next"][..]), (1, &["prev"]), (2, &["next"])].map(|(table, sides)| {
            let mut columns: Vec<OutputColumn> = timeline.iter().cloned().collect();
            columns.extend(sides.iter().flat_map(|side| computed(&[(*side, Type::String)])));
            columns.extend(computed(&[("dcount", Type::Long), ("samples", Type::Dynamic)]));
            let mut arguments = parts.arguments.clone();
            let number = Expr::constant(Value::Long(table), Type::Long, span);
            arguments.push(PluginArgument::Scalar(number));
            self.plugin_stage(shared.clone(), "funnel_sequence", arguments, columns, span)
        });
        let first = tables[0].clone();
        let name = |index: usize| match index {
            0 => "PrimaryResult".to_owned(),
            index => format!("PrimaryResult_{index}"),
        };
        self.branches = tables.into_iter().enumerate().map(|(index, table)| (name(index), table)).collect();
        first
    }
}
