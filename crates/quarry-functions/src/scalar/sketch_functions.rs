//! Reading and merging the sketches that `hll` and `tdigest` make.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{dynamic_or_null, long_or_null, param, real_at, real_or_null, sig};
use crate::Kernel::{Scalar, Strict};
use crate::sketch::{Digest, HyperLogLog};
use crate::{CallContext, Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Dynamic, ..ScalarFunction::BASE };
const HLL: Param = param("hll", TypeSet::DYNAMIC, "What hll gave.");
const DIGEST: Param = param("tdigest", TypeSet::DYNAMIC, "What tdigest gave.");

pub(super) static DCOUNT_HLL: ScalarFunction = ScalarFunction {
    name: "dcount_hll",
    summary: "Gives the number of distinct values from what hll gave.",
    signatures: &[sig(&[HLL], Type::Long, Strict(|_, arguments| long_or_null(count(arguments))))],
    examples: &[
        Example::new("range x from 1 to 5 step 1 | summarize h = hll(x) | project dcount_hll(h)", "5"),
        Example::new("print dcount_hll(dynamic([1]))", ""),
    ],
    ..BASE
};

fn count(arguments: &[ValueRef<'_>]) -> Option<i64> {
    let ValueRef::Dynamic(tree) = arguments.first()? else { return None };
    let mut sketch = HyperLogLog::default();
    sketch.merge(tree).then(|| sketch.estimate())
}

pub(super) static HLL_MERGE: ScalarFunction = ScalarFunction {
    name: "hll_merge",
    summary: "Merges several results of hll.",
    signatures: &[sig(&[HLL.repeated(2, 16)], Type::Dynamic, Scalar(hll_merge))],
    examples: &[Example::new(
        "range x from 1 to 5 step 1 | summarize a = hll(x), b = hll(x + 3) | project dcount_hll(hll_merge(a, b))",
        "8",
    )],
    ..BASE
};

fn hll_merge(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let mut sketch = HyperLogLog::default();
    let mut any = false;
    for argument in arguments {
        if let ValueRef::Dynamic(tree) = argument {
            any |= sketch.merge(tree);
        }
    }
    dynamic_or_null(any.then(|| sketch.to_dynamic()))
}

pub(super) static TDIGEST_MERGE: ScalarFunction = ScalarFunction {
    name: "tdigest_merge",
    aliases: &["merge_tdigest"],
    summary: "Merges several results of tdigest.",
    signatures: &[sig(&[DIGEST.repeated(2, 16)], Type::Dynamic, Scalar(tdigest_merge))],
    examples: &[Example::new(
        "range x from 1 to 5 step 1 | summarize a = tdigest(x), b = tdigest(x + 5) | project toreal(percentile_tdigest(tdigest_merge(a, b), 100))",
        "10",
    )],
    ..BASE
};

fn tdigest_merge(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let mut digest = Digest::default();
    let mut any = false;
    for argument in arguments {
        if let ValueRef::Dynamic(tree) = argument {
            any |= digest.merge(tree);
        }
    }
    dynamic_or_null(any.then(|| digest.write()))
}

pub(super) static PERCENTILE_TDIGEST: ScalarFunction = ScalarFunction {
    name: "percentile_tdigest",
    summary: "Gives a percentile from what tdigest gave.",
    signatures: &[sig(
        &[DIGEST, param("percentile", TypeSet::NUMBER, "A percentage from 0 to 100.")],
        Type::Dynamic,
        Strict(|_, arguments| {
            let value = digest(arguments).zip(real_at(arguments, 1));
            dynamic_or_null(value.and_then(|(digest, wanted)| digest.percentile(wanted)).map(Dynamic::Real))
        }),
    )],
    examples: &[
        Example::new(
            "range x from 1 to 100 step 1 | summarize t = tdigest(x) | project toreal(percentile_tdigest(t, 95))",
            "95",
        ),
        Example::new("print percentile_tdigest(dynamic([1]), 50)", ""),
    ],
    ..BASE
};

pub(super) static PERCENTILES_ARRAY_TDIGEST: ScalarFunction = ScalarFunction {
    name: "percentiles_array_tdigest",
    summary: "Gives several percentiles from what tdigest gave.",
    signatures: &[
        sig(
            &[DIGEST, param("percentile", TypeSet::NUMBER, "A percentage from 0 to 100.").repeated(1, 32767)],
            Type::Dynamic,
            Strict(percentiles),
        ),
        sig(
            &[DIGEST, param("percentiles", TypeSet::DYNAMIC, "An array of percentages.")],
            Type::Dynamic,
            Strict(percentiles),
        ),
    ],
    examples: &[Example::new(
        "range x from 1 to 100 step 1 | summarize t = tdigest(x) | project tostring(percentiles_array_tdigest(t, 5, 50))",
        "[5.0,50.0]",
    )],
    ..BASE
};

fn percentiles(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let wanted: Vec<f64> = match arguments.get(1) {
        Some(ValueRef::Dynamic(Dynamic::Array(items))) => {
            items.iter().filter_map(|item| crate::conversion::number(ValueRef::Dynamic(item))).collect()
        }
        _ => arguments.iter().skip(1).filter_map(|value| crate::conversion::number(*value)).collect(),
    };
    dynamic_or_null(digest(arguments).map(|digest| {
        let value = |wanted| digest.percentile(wanted).map_or(Dynamic::Null, Dynamic::Real);
        Dynamic::array(wanted.into_iter().map(value).collect())
    }))
}

pub(super) static RANK_TDIGEST: ScalarFunction = ScalarFunction {
    name: "rank_tdigest",
    summary: "Says how many of the values in a digest lie at or below a value.",
    signatures: &[sig(
        &[DIGEST, param("value", TypeSet::ANY, "The value.")],
        Type::Real,
        Strict(|_, arguments| {
            let pair = digest(arguments).zip(real_at(arguments, 1));
            real_or_null(pair.map(|(digest, value)| digest.rank(value)))
        }),
    )],
    examples: &[Example::new(
        "range x from 1 to 1000 step 1 | summarize t = tdigest(x) | project rank_tdigest(t, 685)",
        "685",
    )],
    ..BASE
};

pub(super) static PERCENTRANK_TDIGEST: ScalarFunction = ScalarFunction {
    name: "percentrank_tdigest",
    summary: "Gives the share of the values in a digest that lie at or below a value, in percent.",
    signatures: &[sig(
        &[DIGEST, param("value", TypeSet::ANY, "The value.")],
        Type::Real,
        Strict(|_, arguments| {
            let pair = digest(arguments).zip(real_at(arguments, 1));
            real_or_null(pair.map(|(digest, value)| digest.rank(value) * 100.0 / digest.total()))
        }),
    )],
    examples: &[Example::new(
        "range x from 1 to 1000 step 1 | summarize t = tdigest(x) | project percentrank_tdigest(t, 500)",
        "50",
    )],
    ..BASE
};

fn digest(arguments: &[ValueRef<'_>]) -> Option<Digest> {
    let ValueRef::Dynamic(tree) = arguments.first()? else { return None };
    let mut digest = Digest::default();
    digest.merge(tree).then(|| {
        digest.compress();
        digest
    })
}

/// The signature of a test of a sketch.
macro_rules! valid {
    ($param:expr, $sketch:ident) => {
        &[sig(
            &[$param, param("value", TypeSet::ANY, "A value of the type that went in.").optional()],
            Type::Bool,
            Scalar(|_, arguments| {
                let tree = match arguments.first() {
                    Some(ValueRef::Dynamic(tree)) => Some(*tree),
                    _ => None,
                };
                Value::Bool(tree.is_some_and(|tree| $sketch::default().merge(tree)))
            }),
        )]
    };
}

pub(super) static HLL_ISVALID: ScalarFunction = ScalarFunction {
    name: "hll_isvalid",
    summary: "Tells whether a dynamic is what hll gives.",
    signatures: valid!(HLL, HyperLogLog),
    examples: &[Example::new("print hll_isvalid(dynamic([1]), 1)", "false")],
    ..BASE
};

pub(super) static TDIGEST_ISVALID: ScalarFunction = ScalarFunction {
    name: "tdigest_isvalid",
    summary: "Tells whether a dynamic is what tdigest gives.",
    signatures: valid!(DIGEST, Digest),
    examples: &[Example::new("print tdigest_isvalid(dynamic([1]), 1)", "false")],
    ..BASE
};
