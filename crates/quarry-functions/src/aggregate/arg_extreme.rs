//! `arg_max`, `arg_min`, `take_any` and `take_anyif`: values of one row of each group.
//!
//! Winners are kept as places in held batches. A batch is held while it has winners; batches that lost
//! most of theirs are packed, so that memory follows the number of groups and not of rows.

use std::cmp::Ordering;

use quarry_data::{Batch, Column, Datum, Rows, Type, Value, column::NO_ROW, rows};

use super::input::{Condition, PREDICATE, grow};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{ArgumentRule, CallError, Example, Param, ResultType, TypeSet};

const RETURNED: Param = Param::new("returned", TypeSet::ANY, "What to give of the row; * for every column.")
    .repeated(0, 32767)
    .rule(ArgumentRule::StarAllowed);

pub(super) static ARG_MAX: AggregateFunction = AggregateFunction {
    name: "arg_max",
    aliases: &["argmax"],
    summary: "Finds the row with the greatest value and gives values of it.",
    signatures: &[AggregateSignature {
        params: &[Param::new("maximized", TypeSet::ANY, "What must be greatest."), RETURNED],
        result: ResultType::Argument(0),
        accumulator: arg_max,
    }],
    notes: &["Nulls lose against any value.", "Of rows with the same value the first is taken."],
    examples: &[
        Example::new(
            "datatable(x:long, y:string)[1, 'a', 2, 'b'] | summarize arg_max(x, y) | project y",
            "b",
        ),
        Example::new("datatable(x:long, y:string)[1, 'a', 2, 'b'] | summarize arg_max(x, *)", "2"),
    ],
    naming: Naming::ArgExtreme,
    ..AggregateFunction::BASE
};

pub(super) static ARG_MIN: AggregateFunction = AggregateFunction {
    name: "arg_min",
    aliases: &["argmin"],
    summary: "Finds the row with the least value and gives values of it.",
    signatures: &[AggregateSignature {
        params: &[Param::new("minimized", TypeSet::ANY, "What must be least."), RETURNED],
        result: ResultType::Argument(0),
        accumulator: arg_min,
    }],
    notes: &["Nulls lose against any value.", "Of rows with the same value the first is taken."],
    examples: &[
        Example::new(
            "datatable(x:long, y:string)[1, 'a', 2, 'b'] | summarize arg_min(x, y) | project y",
            "a",
        ),
        Example::new("datatable(x:long, y:string)[1, 'a', 2, 'b'] | summarize arg_min(x, *)", "1"),
    ],
    naming: Naming::ArgExtreme,
    ..AggregateFunction::BASE
};

pub(super) static TAKE_ANY: AggregateFunction = AggregateFunction {
    name: "take_any",
    aliases: &["any"],
    summary: "Gives values of any row, preferring one where they are not empty.",
    signatures: &[AggregateSignature {
        params: &[Param::new("expr", TypeSet::ANY, "What to give; * for every column.")
            .repeated(1, 32767)
            .rule(ArgumentRule::StarAllowed)],
        result: ResultType::Argument(0),
        accumulator: take_any,
    }],
    examples: &[
        Example::new("datatable(x:long)[long(null), 7] | summarize take_any(x)", "7"),
        Example::new("print x = long(null) | summarize take_any(x)", ""),
    ],
    naming: Naming::Argument,
    ..AggregateFunction::BASE
};

pub(super) static TAKE_ANYIF: AggregateFunction = AggregateFunction {
    name: "take_anyif",
    aliases: &["anyif"],
    summary: "Gives a value of any row where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[Param::new("expr", TypeSet::ANY, "What to give."), PREDICATE],
        result: ResultType::Argument(0),
        accumulator: take_anyif,
    }],
    examples: &[
        Example::new("range x from 1 to 3 step 1 | summarize take_anyif(x, x > 2)", "3"),
        Example::new("range x from 1 to 3 step 1 | summarize take_anyif(x, x > 3)", ""),
    ],
    naming: Naming::Argument,
    ..AggregateFunction::BASE
};

/// How a row wins.
#[derive(Clone, Copy)]
enum Contest {
    /// By the first argument's value.
    Extreme(Ordering),
    /// The first row, or the first where the first argument is not empty.
    Any,
}

/// The best row of a group so far.
#[derive(Clone)]
struct Winner {
    /// The value that it won with; null and `""` are beaten by anything.
    value: Value,
    whole: i64,
    /// The number of the held row, [`NO_ROW`] before there is one.
    row: u32,
}

impl Winner {
    const NONE: Self = Self { value: Value::Null, whole: 0, row: NO_ROW };

    fn taken(&self) -> bool {
        self.row != NO_ROW
    }
}

/// Batches that are held, at most, before the winners are packed together.
const MOST_BATCHES: usize = 4_096;

struct Winners {
    contest: Contest,
    condition: Option<usize>,
    results: Vec<Type>,
    winners: Vec<Winner>,
    /// The batches that winners came in.
    held: Rows,
}

fn arg_max(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, Contest::Extreme(Ordering::Greater), None)
}

fn arg_min(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, Contest::Extreme(Ordering::Less), None)
}

fn take_any(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, Contest::Any, None)
}

fn take_anyif(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    new(call, Contest::Any, Some(1))
}

#[allow(clippy::unnecessary_wraps)]
fn new(
    call: &AggregateCall,
    contest: Contest,
    condition: Option<usize>,
) -> Result<Box<dyn Accumulator>, CallError> {
    let results = call.results.clone();
    let held = Rows::new(results.clone());
    Ok(Box::new(Winners { contest, condition, results, winners: Vec::new(), held }))
}

impl Accumulator for Winners {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        grow(&mut self.winners, group_count, Winner::NONE);
        let condition = Condition::new(arguments, self.condition);
        let won = self.contend(input, groups, condition);
        if won {
            self.hold(arguments, groups.rows());
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.winners, group_count, Winner::NONE);
        let rows: Vec<u32> = self.winners.iter().map(|winner| winner.row).collect();
        self.held.take(&rows).into_columns()
    }

    fn bytes(&self) -> usize {
        self.winners.len() * size_of::<Winner>() + self.held.len() * self.results.len() * 8
    }
}

impl Winners {
    /// Lets the rows of a batch contend; true when one of them leads its group afterwards.
    fn contend(&mut self, input: &Datum, groups: Groups<'_>, condition: Condition<'_>) -> bool {
        let batch = self.held.batches().len();
        let mut won = false;
        if let (Contest::Extreme(better), Datum::Column(Column::Long(column) | Column::DateTime(column))) =
            (self.contest, input)
        {
            for row in 0..groups.rows() {
                let winner = &mut self.winners[groups.id(row)];
                // A held null has the value `Null`; whole numbers are marked by `Bool`.
                let known = matches!(winner.value, Value::Bool(_));
                let takes = match column.get(row) {
                    Some(value) => !known || value.cmp(&winner.whole) == better,
                    None => !winner.taken(),
                };
                if takes {
                    let value = column.get(row);
                    winner.value = value.map_or(Value::Null, |_| Value::Bool(true));
                    winner.whole = value.unwrap_or_default();
                    winner.row = rows::id(batch, row);
                    won = true;
                }
            }
            return won;
        }
        for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
            let winner = &mut self.winners[groups.id(row)];
            let value = input.value(row);
            let empty = value.is_null();
            let takes = !winner.taken()
                || !empty
                    && match self.contest {
                        Contest::Any => winner.value.is_null(),
                        Contest::Extreme(better) => {
                            super::min_max::beats(value, winner.value.as_ref(), better)
                        }
                    };
            if takes {
                *winner = Winner { value: value.to_owned(), whole: 0, row: rows::id(batch, row) };
                won = true;
            }
        }
        won
    }

    /// Keeps the values of a batch that has winners.
    fn hold(&mut self, arguments: &[Datum], rows: usize) {
        let columns = arguments
            .iter()
            .zip(&self.results)
            .map(|(argument, ty)| argument.clone().into_column(*ty, rows))
            .collect();
        self.held.append(Batch::new(columns, rows));
        if self.held.len() > 65_536 + 4 * self.winners.len() || self.held.batches().len() > MOST_BATCHES {
            self.pack();
        }
    }

    /// Lets go of the rows that have lost.
    fn pack(&mut self) {
        let taken = |index: &u32| self.winners[*index as usize].taken();
        let mut order: Vec<u32> = (0..self.winners.len() as u32).filter(taken).collect();
        order.sort_unstable_by_key(|index| self.winners[*index as usize].row);
        let rows: Vec<u32> = order.iter().map(|index| self.winners[*index as usize].row).collect();
        let kept = self.held.take(&rows);
        self.held = Rows::new(self.results.clone());
        self.held.append(kept);
        for (row, index) in self.held.ids().zip(&order) {
            self.winners[*index as usize].row = row;
        }
    }
}
