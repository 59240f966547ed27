//! The columns of plugins that follow from their arguments.

use quarry_data::Type;
use quarry_syntax::ast::{Call, ExprKind};

use crate::scope::Relation;
use crate::types::Ty;
use crate::{OutputColumn, PluginArgument};

/// Where a plugin has its columns from.
struct Source<'s> {
    call: &'s Call,
    /// The input columns that the arguments name.
    columns: &'s [Option<usize>],
    arguments: &'s [PluginArgument],
    input: &'s Relation,
}

/// Names and types of figures.
type Figures = &'static [(&'static str, Type)];

/// The columns of a plugin; None for one that is not listed here.
pub(super) fn of(
    name: &str,
    call: &Call,
    columns: &[Option<usize>],
    arguments: &[PluginArgument],
    input: &Relation,
) -> Option<Vec<OutputColumn>> {
    let source = Source { call, columns, arguments, input };
    Some(match name {
        "active_users_count" => source.timeline(8, &[("dcount", Type::Long)]),
        "activity_counts_metrics" => source.timeline(
            5,
            &[
                ("count", Type::Long),
                ("dcount", Type::Long),
                ("new_dcount", Type::Long),
                ("aggregated_dcount", Type::Long),
            ],
        ),
        "activity_engagement" => source.timeline(
            if arguments.len() > 4 { 6 } else { 4 },
            &[
                ("dcount_activities_inner", Type::Long),
                ("dcount_activities_outer", Type::Long),
                ("activity_ratio", Type::Real),
            ],
        ),
        "activity_metrics" => source.timeline(
            if arguments.len() > 3 { 5 } else { 3 },
            &[
                ("dcount_values", Type::Long),
                ("dcount_newvalues", Type::Long),
                ("retention_rate", Type::Real),
                ("churn_rate", Type::Real),
            ],
        ),
        "new_activity_metrics" => source.cohorts(),
        "session_count" => source.timeline(6, &[("count_sessions", Type::Long)]),
        "sliding_window_counts" => source.timeline(6, &[("Count", Type::Long), ("Dcount", Type::Long)]),
        "rolling_percentile" => source.rolling_percentile(),
        "funnel_sequence_completion" => {
            let mut columns = source.named(&[1, 5]);
            columns.extend(computed(&[("Period", Type::TimeSpan), ("dcount", Type::Long)]));
            columns
        }
        "sequence_detect" => source.sequences(),
        "estimate_rows_count" => computed(&[("EstimatedRowsCount", Type::Long)]),
        _ => return None,
    })
}

pub(super) fn computed(figures: &[(&str, Type)]) -> Vec<OutputColumn> {
    figures.iter().map(|(name, ty)| OutputColumn::computed(*name, Ty::Known(*ty))).collect()
}

impl Source<'_> {
    /// The input columns that arguments name.
    fn named(&self, positions: &[usize]) -> Vec<OutputColumn> {
        let place = |position: &usize| self.columns.get(*position).copied().flatten();
        positions.iter().filter_map(place).map(|index| self.input.columns[index].clone()).collect()
    }

    /// The dimensions, which are the arguments from a position on.
    fn dimensions(&self, from: usize) -> Vec<OutputColumn> {
        self.named(&(from..self.columns.len()).collect::<Vec<_>>())
    }

    /// The timeline, the dimensions, and figures.
    fn timeline(&self, dimensions: usize, figures: Figures) -> Vec<OutputColumn> {
        let mut columns = self.named(&[1]);
        columns.extend(self.dimensions(dimensions));
        columns.extend(computed(figures));
        columns
    }

    fn cohorts(&self) -> Vec<OutputColumn> {
        let timeline = self.named(&[1]);
        let mut columns: Vec<OutputColumn> = ["from", "to"]
            .iter()
            .flat_map(|side| {
                timeline.iter().map(move |column| column.renamed(format!("{side}_{}", column.name)))
            })
            .collect();
        columns.extend(self.dimensions(5));
        columns.extend(computed(&[
            ("dcount_new_values", Type::Long),
            ("dcount_retained_values", Type::Long),
            ("dcount_churn_values", Type::Long),
            ("retention_rate", Type::Real),
            ("churn_rate", Type::Real),
        ]));
        columns
    }

    /// `rolling_3_percentile_val_50`, in the type of the values.
    fn rolling_percentile(&self) -> Vec<OutputColumn> {
        let text = |position: usize| match self.arguments.get(position) {
            Some(PluginArgument::Scalar(expr)) => {
                expr.as_constant().map(|value| quarry_data::encode::display(value.as_ref()))
            }
            _ => None,
        };
        let value = self.named(&[0]);
        let name = value.first().map(|column| &*column.name).unwrap_or_default();
        let (width, percentage) = (text(4).unwrap_or_default(), text(1).unwrap_or_default());
        let ty = value.first().map_or(Type::Real, |column| column.ty);
        let mut columns = self.named(&[2]);
        columns.extend(self.dimensions(5));
        columns.push(OutputColumn::computed(
            format!("rolling_{width}_percentile_{name}_{percentage}"),
            Ty::Known(ty),
        ));
        columns
    }

    /// The dimensions, a time for each condition, and how long it took.
    fn sequences(&self) -> Vec<OutputColumn> {
        let timeline = self.named(&[0]);
        let time = timeline.first();
        let mut columns = Vec::new();
        let mut times = Vec::new();
        for (position, argument) in self.call.arguments.iter().enumerate().skip(3) {
            let is_condition = match self.arguments.get(position) {
                Some(PluginArgument::Scalar(expr)) => expr.ty == Type::Bool,
                _ => false,
            };
            if !is_condition {
                columns.extend(self.named(&[position]));
                continue;
            }
            let given = match &argument.kind {
                ExprKind::Named { names, .. } => names.first().map(|name| name.text.clone()),
                _ => None,
            };
            let given = given.unwrap_or_else(|| format!("Expr{}", times.len() + 1));
            let time = time.map(|time| time.renamed(format!("{given}_{}", time.name)));
            times.extend(time);
        }
        columns.extend(times);
        let is_time = time.is_none_or(|time| matches!(time.ty, Type::DateTime | Type::TimeSpan));
        columns.extend(computed(&[("Duration", if is_time { Type::TimeSpan } else { Type::Long })]));
        columns
    }
}
