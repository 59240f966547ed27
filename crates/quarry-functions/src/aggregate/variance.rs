//! Variance, standard deviation and covariance, of samples and of whole populations.

use quarry_data::{Column, Datum, Primitive, Type, ValueRef};

use super::input::{Condition, PREDICATE, grow, real};
use super::{Accumulator, AggregateCall, AggregateFunction, AggregateSignature, Groups, Naming};
use crate::{CallError, Example, Param, ResultType, TypeSet};

const VALUE: Param = Param::new("expr", TypeSet::SUMMABLE.or(TypeSet::DYNAMIC), "The numbers.");
const X: Param = Param::new("expr_x", TypeSet::SUMMABLE, "The first numbers.");
const Y: Param = Param::new("expr_y", TypeSet::SUMMABLE, "The second numbers.");

/// What is made of the moments of a group.
#[derive(Clone, Copy)]
struct Kind {
    /// Two arguments instead of one.
    pair: bool,
    /// All values are there, so the divisor is the count itself.
    population: bool,
    root: bool,
}

/// Count, means and the sum of products of the deviations, kept by Welford's method.
#[derive(Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean_x: f64,
    mean_y: f64,
    products: f64,
}

struct Variance {
    kind: Kind,
    condition: Option<usize>,
    moments: Vec<Moments>,
}

macro_rules! variance_function {
    ($static:ident, $name:literal, $summary:literal, $params:expr, $kind:expr, $query:literal => $result:literal) => {
        pub(super) static $static: AggregateFunction = AggregateFunction {
            name: $name,
            summary: $summary,
            signatures: &[AggregateSignature {
                params: $params,
                result: ResultType::Fixed(Type::Real),
                accumulator: |call| new(call, $kind),
            }],
            notes: &["Nulls are passed over."],
            examples: &[Example::new($query, $result)],
            naming: Naming::Prefix(concat!($name, "_")),
            ..AggregateFunction::BASE
        };
    };
}

const SAMPLE: Kind = Kind { pair: false, population: false, root: false };
const POPULATION: Kind = Kind { pair: false, population: true, root: false };
const SAMPLE_ROOT: Kind = Kind { pair: false, population: false, root: true };
const POPULATION_ROOT: Kind = Kind { pair: false, population: true, root: true };
const SAMPLE_PAIR: Kind = Kind { pair: true, population: false, root: false };
const POPULATION_PAIR: Kind = Kind { pair: true, population: true, root: false };

variance_function!(COVARIANCE, "covariance", "Gives the covariance of two samples.", &[X, Y], SAMPLE_PAIR,
    "range x from 1 to 3 step 1 | summarize covariance(x, 2 * x)" => "2");
variance_function!(COVARIANCEIF, "covarianceif", "Gives the covariance of two samples where a condition is true.",
    &[X, Y, PREDICATE], SAMPLE_PAIR,
    "range x from 1 to 4 step 1 | summarize covarianceif(x, 2 * x, x < 4)" => "2");
variance_function!(COVARIANCEP, "covariancep", "Gives the covariance of two populations.", &[X, Y], POPULATION_PAIR,
    "range x from 1 to 2 step 1 | summarize covariancep(x, 2 * x)" => "0.5");
variance_function!(COVARIANCEPIF, "covariancepif", "Gives the covariance of two populations where a condition is true.",
    &[X, Y, PREDICATE], POPULATION_PAIR,
    "range x from 1 to 4 step 1 | summarize covariancepif(x, 2 * x, x < 3)" => "0.5");
variance_function!(STDEV, "stdev", "Gives the standard deviation of a sample.", &[VALUE], SAMPLE_ROOT,
    "range x from 1 to 3 step 1 | summarize stdev(x)" => "1");
variance_function!(STDEVIF, "stdevif", "Gives the standard deviation of a sample where a condition is true.",
    &[VALUE, PREDICATE], SAMPLE_ROOT,
    "range x from 1 to 9 step 1 | summarize stdevif(x, x < 4)" => "1");
variance_function!(STDEVP, "stdevp", "Gives the standard deviation of a population.", &[VALUE], POPULATION_ROOT,
    "range x from 1 to 3 step 2 | summarize stdevp(x)" => "1");
variance_function!(VARIANCE, "variance", "Gives the variance of a sample.", &[VALUE], SAMPLE,
    "range x from 1 to 5 step 1 | summarize variance(x)" => "2.5");
variance_function!(VARIANCEIF, "varianceif", "Gives the variance of a sample where a condition is true.",
    &[VALUE, PREDICATE], SAMPLE,
    "range x from 1 to 9 step 1 | summarize varianceif(x, x < 6)" => "2.5");
variance_function!(VARIANCEP, "variancep", "Gives the variance of a population.", &[VALUE], POPULATION,
    "range x from 1 to 5 step 1 | summarize variancep(x)" => "2");
variance_function!(VARIANCEPIF, "variancepif", "Gives the variance of a population where a condition is true.",
    &[VALUE, PREDICATE], POPULATION,
    "range x from 1 to 9 step 1 | summarize variancepif(x, x < 6)" => "2");

#[allow(clippy::unnecessary_wraps)]
fn new(call: &AggregateCall, kind: Kind) -> Result<Box<dyn Accumulator>, CallError> {
    let values = if kind.pair { 2 } else { 1 };
    let condition = (call.arguments.len() > values).then_some(values);
    Ok(Box::new(Variance { kind, condition, moments: Vec::new() }))
}

impl Moments {
    fn add(&mut self, x: f64, y: f64) {
        self.count += 1.0;
        let from_x = x - self.mean_x;
        self.mean_x += from_x / self.count;
        self.mean_y += (y - self.mean_y) / self.count;
        self.products += from_x * (y - self.mean_y);
    }

    fn result(self, kind: Kind) -> Option<f64> {
        if self.count == 0.0 {
            // The default value of these aggregates is 0, that of all others null.
            return (!kind.population && !kind.pair).then_some(0.0);
        }
        let divisor = if kind.population { self.count } else { self.count - 1.0 };
        let variance = if divisor > 0.0 { self.products / divisor } else { 0.0 };
        Some(if kind.root { variance.sqrt() } else { variance })
    }
}

impl Accumulator for Variance {
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError> {
        grow(&mut self.moments, group_count, Moments::default());
        let condition = Condition::new(arguments, self.condition);
        let Some(x) = arguments.first() else { return Ok(()) };
        let y = if self.kind.pair { arguments.get(1) } else { None };
        let number = |datum: &Datum, row: usize| match datum.value(row) {
            ValueRef::Real(v) => Some(v),
            other => real(other),
        };
        for row in (0..groups.rows()).filter(|row| condition.holds(*row)) {
            let Some(left) = number(x, row) else { continue };
            let Some(right) = y.map_or(Some(left), |y| number(y, row)) else { continue };
            self.moments[groups.id(row)].add(left, right);
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, group_count: usize) -> Vec<Column> {
        grow(&mut self.moments, group_count, Moments::default());
        let kind = self.kind;
        vec![Column::Real(
            self.moments.into_iter().map(|moments| moments.result(kind)).collect::<Primitive<f64>>(),
        )]
    }

    fn bytes(&self) -> usize {
        self.moments.len() * size_of::<Moments>()
    }
}
