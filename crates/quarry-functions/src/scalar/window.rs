//! Window functions: they see the rows around. Their input is one batch with all rows in order.

use quarry_data::{Column, ColumnBuilder, Datum, Type, Value, ValueRef, order};

use super::declare::{constant, param};
use crate::Kernel::Columns;
use crate::{
    ArgumentRule, CallContext, CallError, Category, Example, Param, Purity, ResultType, ScalarFunction,
    Signature, TypeSet,
};

const BASE: ScalarFunction =
    ScalarFunction { category: Category::Window, purity: Purity::Window, ..ScalarFunction::BASE };
const LONG: ResultType = ResultType::Fixed(Type::Long);
const SAME: ResultType = ResultType::Argument(0);
const RESTART: Param =
    Param::new("restart", TypeSet::BOOL, "Where it is true, counting begins anew.").optional();
const NEIGHBOUR: &[Param] = &[
    Param::new("column", TypeSet::ANY, "The column.").rule(ArgumentRule::Column),
    Param::new("offset", TypeSet::LONG, "How many rows away; 1 by default.").optional(),
    constant("default_value", TypeSet::ANY, "The value where there is no such row; null by default.")
        .optional(),
];

pub(super) static NEXT: ScalarFunction = ScalarFunction {
    name: "next",
    summary: "Gives the value of a column some rows further down.",
    signatures: &[Signature {
        params: NEIGHBOUR,
        result: SAME,
        kernel: Columns(|_, arguments, rows| neighbour(arguments, rows, 1)),
    }],
    examples: &[Example::new("range x from 1 to 3 step 1 | serialize | extend y = next(x) | project y", "2")],
    ..BASE
};

pub(super) static PREV: ScalarFunction = ScalarFunction {
    name: "prev",
    summary: "Gives the value of a column some rows further up.",
    signatures: &[Signature {
        params: NEIGHBOUR,
        result: SAME,
        kernel: Columns(|_, arguments, rows| neighbour(arguments, rows, -1)),
    }],
    examples: &[Example::new(
        "range x from 1 to 3 step 1 | serialize | extend y = prev(x, 1, 0) | project y",
        "0",
    )],
    ..BASE
};

pub(super) static ROW_CUMSUM: ScalarFunction = ScalarFunction {
    name: "row_cumsum",
    summary: "Adds a column up, row by row.",
    signatures: &[Signature {
        params: &[param("term", TypeSet::NUMBER, "What to add up."), RESTART],
        result: SAME,
        kernel: Columns(cumsum),
    }],
    examples: &[Example::new(
        "range x from 1 to 3 step 1 | serialize s = row_cumsum(x) | summarize max(s)",
        "6",
    )],
    ..BASE
};

pub(super) static ROW_NUMBER: ScalarFunction = ScalarFunction {
    name: "row_number",
    summary: "Numbers the rows.",
    signatures: &[Signature {
        params: &[param("startingIndex", TypeSet::LONG, "Where to begin; 1 by default.").optional(), RESTART],
        result: LONG,
        kernel: Columns(number),
    }],
    examples: &[Example::new(
        "range x from 7 to 9 step 1 | serialize n = row_number() | summarize max(n)",
        "3",
    )],
    ..BASE
};

pub(super) static ROW_RANK_DENSE: ScalarFunction = ScalarFunction {
    name: "row_rank_dense",
    aliases: &["row_rank"],
    summary: "Numbers the runs of equal values.",
    signatures: &[Signature {
        params: &[param("term", TypeSet::NOT_DYNAMIC, "The value to rank by."), RESTART],
        result: LONG,
        kernel: Columns(|_, arguments, rows| Ok(rank(arguments, rows, true))),
    }],
    examples: &[Example::new(
        "datatable(x:long)[5, 5, 7] | sort by x asc | extend r = row_rank_dense(x) | summarize max(r)",
        "2",
    )],
    ..BASE
};

pub(super) static ROW_RANK_MIN: ScalarFunction = ScalarFunction {
    name: "row_rank_min",
    summary: "Gives each row the number of the first row of its run of equal values.",
    signatures: &[Signature {
        params: &[param("term", TypeSet::NOT_DYNAMIC, "The value to rank by."), RESTART],
        result: LONG,
        kernel: Columns(|_, arguments, rows| Ok(rank(arguments, rows, false))),
    }],
    examples: &[Example::new(
        "datatable(x:long)[5, 5, 7] | sort by x asc | extend r = row_rank_min(x) | summarize max(r)",
        "3",
    )],
    ..BASE
};

pub(super) static ROW_WINDOW_SESSION: ScalarFunction = ScalarFunction {
    name: "row_window_session",
    summary: "Gives the start of the session that a row belongs to.",
    signatures: &[Signature {
        params: &[
            param("expr", TypeSet::DATETIME, "The time of the row."),
            param("maxDistanceFromFirst", TypeSet::TIMESPAN, "How long a session may last."),
            param("maxDistanceBetweenNeighbors", TypeSet::TIMESPAN, "How long a gap in a session may be."),
            RESTART,
        ],
        result: SAME,
        kernel: Columns(session),
    }],
    examples: &[Example::new(
        "datatable(t:datetime)[datetime(2024-01-01 10:00), datetime(2024-01-01 10:05)] | sort by t asc | extend s = row_window_session(t, 1h, 10m) | summarize dcount(s)",
        "1",
    )],
    ..BASE
};

/// Whether counting begins anew at a row.
fn restarts(arguments: &[Datum], position: usize, row: usize) -> bool {
    arguments.get(position).is_some_and(|flag| flag.value(row).as_bool() == Some(true))
}

fn neighbour(arguments: &[Datum], rows: usize, direction: i64) -> Result<Datum, CallError> {
    let Some(source) = arguments.first() else { return Ok(Datum::Constant(Value::Null)) };
    let default = arguments.get(2).map_or(ValueRef::Null, |value| value.value(0));
    let ty = match source {
        Datum::Column(column) => column.ty(),
        Datum::Constant(value) => value.ty().unwrap_or(Type::Dynamic),
    };
    let mut builder = ColumnBuilder::with_capacity(ty, rows);
    for row in 0..rows {
        let offset = arguments.get(1).map_or(Some(1), |offset| offset.value(row).as_long());
        let place = offset
            .and_then(|offset| offset.checked_mul(direction)?.checked_add(row as i64))
            .and_then(|place| usize::try_from(place).ok())
            .filter(|place| *place < rows);
        let value = place.map_or(default, |place| source.value(place));
        builder.push(crate::call::fit(ValueRef::to_owned(value), ty).as_ref());
    }
    Ok(Datum::Column(builder.finish()))
}

fn number(_: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
    let start = arguments.first().and_then(|start| start.value(0).as_long()).unwrap_or(1);
    let mut next = start;
    let numbers = (0..rows).map(|row| {
        if restarts(arguments, 1, row) {
            next = start;
        }
        next += 1;
        next - 1
    });
    Ok(Datum::Column(Column::Long(numbers.collect())))
}

fn cumsum(_: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
    let Some(term) = arguments.first() else { return Ok(Datum::Constant(Value::Null)) };
    let whole = match term {
        Datum::Column(column) => column.ty().is_integer(),
        Datum::Constant(value) => value.ty().is_some_and(Type::is_integer),
    };
    let (mut longs, mut reals) = (0i64, 0.0);
    let ty = match term {
        Datum::Column(column) => column.ty(),
        Datum::Constant(value) => value.ty().unwrap_or(Type::Long),
    };
    let mut builder = ColumnBuilder::with_capacity(ty, rows);
    for row in 0..rows {
        if restarts(arguments, 1, row) {
            (longs, reals) = (0, 0.0);
        }
        let value = term.value(row);
        let sum = if whole {
            longs = longs.wrapping_add(value.as_long().unwrap_or(0));
            Value::Long(longs)
        } else {
            reals += crate::conversion::number(value).unwrap_or(0.0);
            Value::Real(reals)
        };
        builder.push(crate::call::fit(sum, ty).as_ref());
    }
    Ok(Datum::Column(builder.finish()))
}

fn rank(arguments: &[Datum], rows: usize, dense: bool) -> Datum {
    let Some(term) = arguments.first() else { return Datum::Constant(Value::Null) };
    let (mut rank, mut since_restart) = (0i64, 0i64);
    let ranks = (0..rows).map(|row| {
        let restart = restarts(arguments, 1, row);
        if restart || row == 0 {
            (rank, since_restart) = (1, 1);
            return rank;
        }
        since_restart += 1;
        if !order::same_group(term.value(row - 1), term.value(row)) {
            rank = if dense { rank + 1 } else { since_restart };
        }
        rank
    });
    Datum::Column(Column::Long(ranks.collect()))
}

fn session(_: &CallContext, arguments: &[Datum], rows: usize) -> Result<Datum, CallError> {
    let [time, from_first, between, ..] = arguments else { return Ok(Datum::Constant(Value::Null)) };
    let ticks = |datum: &Datum, row: usize| match datum.value(row) {
        ValueRef::DateTime(v) | ValueRef::TimeSpan(v) => Some(v),
        _ => None,
    };
    let mut current: Option<(i64, i64)> = None;
    let starts = (0..rows).map(|row| {
        let now = ticks(time, row)?;
        let start = match current {
            Some((start, last))
                if !restarts(arguments, 3, row)
                    && ticks(from_first, row).is_some_and(|most| now - start <= most)
                    && ticks(between, row).is_some_and(|most| now - last <= most) =>
            {
                start
            }
            _ => now,
        };
        current = Some((start, now));
        Some(start)
    });
    Ok(Datum::Column(Column::DateTime(starts.collect())))
}
