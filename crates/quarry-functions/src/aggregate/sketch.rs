//! `hll`, `tdigest` and their merging forms: sketches that are kept and read later.

use quarry_data::{Column, Datum, Dynamic, Type, ValueRef};

use super::input::{Condition, PREDICATE, grow, real};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::sketch::{Digest, HyperLogLog};
use crate::{CallError, Example, Param, ResultType, TypeSet, conversion};

const VALUE: Param = Param::new("expr", TypeSet::ANY, "The values.");
const SUMMABLE: Param = Param::new("expr", TypeSet::SUMMABLE, "The values.");
const ACCURACY: Param =
    Param::new("accuracy", TypeSet::INTEGER, "0 to 4; more is never less exact.").optional();
const WEIGHT: Param = Param::new("weight", TypeSet::INTEGER, "How often each value counts.").optional();
const SKETCH: Param = Param::new("sketch", TypeSet::DYNAMIC, "The sketches to merge.");
const DYNAMIC: ResultType = ResultType::Fixed(Type::Dynamic);

pub(super) static HLL: AggregateFunction = AggregateFunction {
    name: "hll",
    summary: "Keeps what is needed to count distinct values later; dcount_hll reads it.",
    signatures: &[AggregateSignature {
        params: &[VALUE, ACCURACY],
        result: DYNAMIC,
        accumulator: hll::<false>,
    }],
    notes: &[
        "Up to some hundred distinct values the count is exact, then an estimate; of no values it is null.",
    ],
    examples: &[
        Example::new("range x from 1 to 5 step 1 | summarize h = hll(x) | project dcount_hll(h)", "5"),
        Example::new("datatable(x: long)[] | summarize h = hll(x) | project isnull(h)", "true"),
    ],
    naming: Naming::Prefix("hll_"),
    ..AggregateFunction::BASE
};

pub(super) static HLL_IF: AggregateFunction = AggregateFunction {
    name: "hll_if",
    summary: "Keeps what is needed to count distinct values of the rows where a condition is true.",
    signatures: &[AggregateSignature {
        params: &[VALUE, PREDICATE, ACCURACY],
        result: DYNAMIC,
        accumulator: hll::<true>,
    }],
    examples: &[Example::new(
        "range x from 1 to 5 step 1 | summarize h = hll_if(x, x > 2) | project dcount_hll(h)",
        "3",
    )],
    naming: Naming::Prefix("hll_if_"),
    ..AggregateFunction::BASE
};

pub(super) static HLL_MERGE: AggregateFunction = AggregateFunction {
    name: "hll_merge",
    summary: "Merges results of hll.",
    signatures: &[AggregateSignature {
        params: &[SKETCH],
        result: DYNAMIC,
        accumulator: |_| Ok(boxed::<HyperLogLog>(None, true)),
    }],
    examples: &[Example::new(
        "range x from 1 to 6 step 1 | summarize h = hll(x) by x % 2 | summarize m = hll_merge(h) | project dcount_hll(m)",
        "6",
    )],
    naming: Naming::Prefix("hll_merge_"),
    ..AggregateFunction::BASE
};

pub(super) static TDIGEST: AggregateFunction = AggregateFunction {
    name: "tdigest",
    summary: "Keeps what is needed to give percentiles later; percentile_tdigest reads it.",
    signatures: &[AggregateSignature {
        params: &[SUMMABLE, WEIGHT],
        result: DYNAMIC,
        accumulator: |_| Ok(boxed::<Digest>(None, false)),
    }],
    notes: &["Up to some thousand values the percentiles are exact, then estimates."],
    examples: &[Example::new(
        "range x from 1 to 100 step 1 | summarize t = tdigest(x) | project toreal(percentile_tdigest(t, 95))",
        "95",
    )],
    naming: Naming::Prefix("tdigest_"),
    ..AggregateFunction::BASE
};

pub(super) static TDIGEST_MERGE: AggregateFunction = AggregateFunction {
    name: "tdigest_merge",
    aliases: &["merge_tdigest"],
    summary: "Merges results of tdigest.",
    signatures: &[AggregateSignature {
        params: &[SKETCH],
        result: DYNAMIC,
        accumulator: |_| Ok(boxed::<Digest>(None, true)),
    }],
    examples: &[Example::new(
        "range x from 1 to 100 step 1 | summarize t = tdigest(x) by x % 2 | summarize m = tdigest_merge(t) | project toreal(percentile_tdigest(m, 100))",
        "100",
    )],
    naming: Naming::Prefix("tdigest_merge_"),
    ..AggregateFunction::BASE
};

#[allow(clippy::unnecessary_wraps)]
fn hll<const IF: bool>(_: &AggregateCall) -> Result<Box<dyn Accumulator>, CallError> {
    Ok(boxed::<HyperLogLog>(IF.then_some(1), false))
}

fn boxed<S: Sketch + 'static>(condition: Option<usize>, merging: bool) -> Box<dyn Accumulator> {
    Box::new(Sketches::<S> { condition, merging, sketches: Vec::new() })
}

/// What both kinds of sketches can do.
trait Sketch: Clone + Default {
    fn take(&mut self, value: ValueRef<'_>, weight: f64);
    fn join(&mut self, tree: &Dynamic);
    fn write(&mut self) -> Dynamic;
    fn size(&self) -> usize;
}

impl Sketch for HyperLogLog {
    fn take(&mut self, value: ValueRef<'_>, _: f64) {
        match value {
            ValueRef::String(text) => self.insert(text.as_bytes()),
            other => self.insert(conversion::text(other).as_bytes()),
        }
    }

    fn join(&mut self, tree: &Dynamic) {
        self.merge(tree);
    }

    fn write(&mut self) -> Dynamic {
        self.to_dynamic()
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}

impl Sketch for Digest {
    fn take(&mut self, value: ValueRef<'_>, weight: f64) {
        if let Some(value) = real(value) {
            self.insert(value, weight);
        }
    }

    fn join(&mut self, tree: &Dynamic) {
        self.merge(tree);
    }

    fn write(&mut self) -> Dynamic {
        Self::write(self)
    }

    fn size(&self) -> usize {
        self.bytes()
    }
}

struct Sketches<S> {
    condition: Option<usize>,
    merging: bool,
    /// None for a group without values.
    sketches: Vec<Option<S>>,
}

impl<S: Sketch> Accumulator for Sketches<S> {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        let Some(input) = arguments.first() else { return Ok(()) };
        let condition = Condition::new(arguments, self.condition);
        grow(&mut self.sketches, group_count, None);
        for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
            let sketch = &mut self.sketches[groups.id(row)];
            match input.value(row) {
                value if value.is_null() => {}
                ValueRef::Dynamic(tree) if self.merging => sketch.get_or_insert_default().join(tree),
                value => {
                    let weight = match arguments.get(1) {
                        Some(weight) if self.condition.is_none() => real(weight.value(row)).unwrap_or(0.0),
                        _ => 1.0,
                    };
                    sketch.get_or_insert_default().take(value, weight);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.sketches, group_count, None);
        let sketches = self.sketches.iter_mut();
        vec![Column::Dynamic(
            sketches.map(|sketch| sketch.as_mut().map_or(Dynamic::Null, Sketch::write)).collect(),
        )]
    }

    fn bytes(&self) -> usize {
        self.sketches.iter().flatten().map(Sketch::size).sum()
    }
}
