//! `make_list`, `make_set`, `make_bag` and their other forms: the values of a group in one dynamic.

use std::sync::Arc;

use quarry_data::{Bag, Column, Datum, Dynamic, DynamicColumn, Type, ValueRef};

use super::distinct::{Distinct, Members, NONE};
use super::input::{Condition, PREDICATE, grow};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const DYNAMIC: ResultType = ResultType::Fixed(Type::Dynamic);
const VALUE: Param = Param::new("expr", TypeSet::ANY, "What to collect.");
const BAG: Param = Param::new("expr", TypeSet::DYNAMIC, "A property bag.");
const MAX_SIZE: Param =
    Param::new("maxSize", TypeSet::INTEGER, "How many to collect at the most; 1,048,576 by default.")
        .optional();
/// What the service collects at the most, and by default.
const LIMIT: usize = 1_048_576;

pub(super) static MAKE_LIST: AggregateFunction = AggregateFunction {
    name: "make_list",
    aliases: &["makelist"],
    summary: "Collects the values into an array.",
    signatures: &[AggregateSignature {
        params: &[VALUE, MAX_SIZE],
        result: DYNAMIC,
        accumulator: list::<false>,
    }],
    notes: &["Nulls are left out; the order is that of the input."],
    examples: &[
        Example::new("range x from 1 to 3 step 1 | summarize make_list(x)", "[1,2,3]"),
        Example::new("print x = long(null) | summarize make_list(x)", "[]"),
        Example::new("range x from 1 to 3 step 1 | summarize make_list(x, 2)", "[1,2]"),
    ],
    naming: Naming::Prefix("list_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_LIST_IF: AggregateFunction = AggregateFunction {
    name: "make_list_if",
    summary: "Collects the values of the rows where a condition is true into an array.",
    signatures: &[AggregateSignature {
        params: &[VALUE, PREDICATE, MAX_SIZE],
        result: DYNAMIC,
        accumulator: list::<true>,
    }],
    examples: &[Example::new("range x from 1 to 3 step 1 | summarize make_list_if(x, x > 1)", "[2,3]")],
    naming: Naming::Prefix("list_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_LIST_WITH_NULLS: AggregateFunction = AggregateFunction {
    name: "make_list_with_nulls",
    summary: "Collects the values into an array, nulls too.",
    signatures: &[AggregateSignature { params: &[VALUE], result: DYNAMIC, accumulator: list_with_nulls }],
    examples: &[Example::new(
        "datatable(x:long)[1, long(null), 3] | summarize make_list_with_nulls(x)",
        "[1,null,3]",
    )],
    naming: Naming::Prefix("list_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_SET: AggregateFunction = AggregateFunction {
    name: "make_set",
    aliases: &["makeset"],
    summary: "Collects the distinct values into an array.",
    signatures: &[AggregateSignature {
        params: &[VALUE, MAX_SIZE],
        result: DYNAMIC,
        accumulator: set::<false>,
    }],
    notes: &["Nulls are left out.", "Of an array its elements are collected."],
    examples: &[
        Example::new("datatable(x:string)['a', 'b', 'a'] | summarize make_set(x)", "[\"a\",\"b\"]"),
        Example::new("print x = long(null) | summarize make_set(x)", "[]"),
    ],
    naming: Naming::Prefix("set_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_SET_IF: AggregateFunction = AggregateFunction {
    name: "make_set_if",
    summary: "Collects the distinct values of the rows where a condition is true into an array.",
    signatures: &[AggregateSignature {
        params: &[VALUE, PREDICATE, MAX_SIZE],
        result: DYNAMIC,
        accumulator: set::<true>,
    }],
    examples: &[Example::new("datatable(x:long)[1, 2, 2] | summarize make_set_if(x, x > 1)", "[2]")],
    naming: Naming::Prefix("set_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_BAG: AggregateFunction = AggregateFunction {
    name: "make_bag",
    aliases: &["make_dictionary"],
    summary: "Merges property bags into one.",
    signatures: &[AggregateSignature {
        params: &[BAG, MAX_SIZE],
        result: DYNAMIC,
        accumulator: bag::<false>,
    }],
    notes: &["Of a key that comes again the first value stays; what is no bag is passed over."],
    examples: &[
        Example::new(
            "datatable(x:dynamic)[dynamic({'a': 1}), dynamic({'b': 2})] | summarize make_bag(x)",
            "{\"a\":1,\"b\":2}",
        ),
        Example::new("print x = dynamic(null) | summarize make_bag(x)", "{}"),
    ],
    naming: Naming::Prefix("bag_"),
    ..AggregateFunction::BASE
};

pub(super) static MAKE_BAG_IF: AggregateFunction = AggregateFunction {
    name: "make_bag_if",
    summary: "Merges the property bags of the rows where a condition is true into one.",
    signatures: &[AggregateSignature {
        params: &[BAG, PREDICATE, MAX_SIZE],
        result: DYNAMIC,
        accumulator: bag::<true>,
    }],
    examples: &[Example::new("print x = dynamic({'a': 1}) | summarize make_bag_if(x, false)", "{}")],
    naming: Naming::Prefix("bag_"),
    ..AggregateFunction::BASE
};

/// How many values are collected: the constant argument at the position, or [`LIMIT`].
fn limit(call: &AggregateCall, position: usize) -> usize {
    call.arguments
        .get(position)
        .and_then(|argument| argument.constant.as_ref()?.as_ref().as_long())
        .map_or(LIMIT, |size| usize::try_from(size).unwrap_or(0).min(LIMIT))
}

fn arrays(lists: Vec<Vec<Dynamic>>) -> Vec<Column> {
    vec![Column::Dynamic(lists.into_iter().map(Dynamic::array).collect::<DynamicColumn>())]
}

struct List {
    condition: Option<usize>,
    nulls: bool,
    limit: usize,
    lists: Vec<Vec<Dynamic>>,
    bytes: usize,
}

#[allow(clippy::unnecessary_wraps)]
fn list<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    let limit = limit(call, if IF { 2 } else { 1 });
    Ok(Box::new(List { condition: IF.then_some(1), nulls: false, limit, lists: Vec::new(), bytes: 0 }))
}

#[allow(clippy::unnecessary_wraps)]
fn list_with_nulls(_: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    Ok(Box::new(List { condition: None, nulls: true, limit: LIMIT, lists: Vec::new(), bytes: 0 }))
}

impl Accumulator for List {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        grow(&mut self.lists, group_count, Vec::new());
        for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
            let value = input.value(row);
            let list = &mut self.lists[groups.id(row)];
            if let ValueRef::Dynamic(Dynamic::Array(items)) = value {
                let room = self.limit - list.len();
                self.bytes += size_of::<Dynamic>() * items.len().min(room);
                list.extend(items.iter().take(room).cloned());
            } else if (self.nulls || !value.is_null()) && list.len() < self.limit {
                self.bytes += size_of::<Dynamic>() + value.as_str().map_or(0, str::len);
                list.push(Dynamic::from_value(value));
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.lists, group_count, Vec::new());
        arrays(self.lists)
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

struct Set {
    condition: Option<usize>,
    limit: usize,
    distinct: Distinct,
    members: Members,
    sets: Vec<Vec<u32>>,
}

#[allow(clippy::unnecessary_wraps)]
fn set<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    Ok(Box::new(Set {
        condition: IF.then_some(1),
        limit: limit(call, if IF { 2 } else { 1 }),
        distinct: Distinct::default(),
        members: Members::default(),
        sets: Vec::new(),
    }))
}

impl Accumulator for Set {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        grow(&mut self.sets, group_count, Vec::new());
        let (members, sets, limit) = (&mut self.members, &mut self.sets, self.limit);
        let mut add = |group: usize, number: u32| {
            if number != NONE && sets[group].len() < limit && members.insert(group, number) {
                sets[group].push(number);
            }
        };
        if let Datum::Column(Column::Dynamic(trees)) = input {
            for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
                let group = groups.id(row);
                match trees.get(row) {
                    Dynamic::Array(items) => {
                        for item in items.iter() {
                            add(group, self.distinct.number(ValueRef::Dynamic(item)));
                        }
                    }
                    tree => add(group, self.distinct.number(ValueRef::Dynamic(tree))),
                }
            }
        } else {
            self.distinct.each(input, groups.rows(), |row, number| {
                if condition.holds(row) {
                    add(groups.id(row), number);
                }
            });
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.sets, group_count, Vec::new());
        let distinct = self.distinct;
        let item = |number: u32| match distinct.value(number) {
            // The text is shared with every array that holds it.
            quarry_data::Value::String(text) => Dynamic::String(Arc::clone(text)),
            value => Dynamic::from_value(value.as_ref()),
        };
        arrays(self.sets.into_iter().map(|set| set.into_iter().map(item).collect()).collect())
    }

    fn bytes(&self) -> usize {
        self.distinct.bytes() + self.members.bytes()
    }
}

struct Bags {
    condition: Option<usize>,
    limit: usize,
    bags: Vec<Bag>,
    keys: usize,
}

#[allow(clippy::unnecessary_wraps)]
fn bag<const IF: bool>(call: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    let limit = limit(call, if IF { 2 } else { 1 });
    Ok(Box::new(Bags { condition: IF.then_some(1), limit, bags: Vec::new(), keys: 0 }))
}

impl Accumulator for Bags {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        grow(&mut self.bags, group_count, Bag::default());
        for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
            let ValueRef::Dynamic(Dynamic::Bag(more)) = input.value(row) else { continue };
            let bag = &mut self.bags[groups.id(row)];
            for (key, value) in more.entries() {
                if bag.len() < self.limit && bag.find(key).is_none() {
                    bag.insert(Arc::clone(key), value.clone());
                    self.keys += 1;
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.bags, group_count, Bag::default());
        vec![Column::Dynamic(self.bags.into_iter().map(Dynamic::bag).collect::<DynamicColumn>())]
    }

    fn bytes(&self) -> usize {
        self.keys * 64
    }
}
