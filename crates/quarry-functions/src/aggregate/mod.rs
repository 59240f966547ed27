//! Aggregation functions, one file each or a tight family in one.

mod arg_extreme;
mod binary_all;
mod buildschema;
mod count;
mod dcount;
mod distinct;
mod input;
mod make_list;
mod min_max;
mod percentile;
mod sketch;
mod sum;
mod variance;

use quarry_data::{Column, Datum, Type};

use crate::{Argument, CallContext, CallError, Example, Param, ResultType};

/// An aggregation function, complete.
#[derive(Debug)]
pub struct AggregateFunction {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub summary: &'static str,
    pub signatures: &'static [AggregateSignature],
    pub notes: &'static [&'static str],
    pub examples: &'static [Example],
    pub obsolete: Option<&'static str>,
    pub naming: Naming,
}

impl AggregateFunction {
    /// An aggregation function with nothing said about it yet; records fill in the rest with `..`.
    pub const BASE: Self = Self {
        name: "",
        aliases: &[],
        summary: "",
        signatures: &[],
        notes: &[],
        examples: &[],
        obsolete: None,
        naming: Naming::Argument,
    };
}

/// One overload of an aggregation function.
#[derive(Debug)]
pub struct AggregateSignature {
    pub params: &'static [Param],
    /// The type of the one result column; [`Naming::ArgExtreme`] and the like give several.
    pub result: ResultType,
    pub accumulator: fn(&AggregateCall) -> Result<Box<dyn Accumulator>, CallError>,
}

/// How the result columns are called when the query gives no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `count_`: this and nothing else.
    Fixed(&'static str),
    /// `sum_x` for a column `x`, `sum_` for an expression that is no column.
    Prefix(&'static str),
    /// The name of the argument itself: `take_any(x)` is `x`.
    Argument,
    /// `arg_max(x, a, b)` gives `x`, `a`, `b`; `*` gives all columns.
    ArgExtreme,
    /// `percentile_x_95`, a column for each percentage.
    Percentiles,
}

/// What an accumulator is made for.
#[derive(Clone, Debug)]
pub struct AggregateCall {
    pub arguments: Vec<Argument>,
    /// The types of the result columns.
    pub results: Vec<Type>,
    pub cx: CallContext,
}

/// Which group each row of a batch belongs to.
#[derive(Clone, Copy, Debug)]
pub enum Groups<'a> {
    /// All rows belong to group 0.
    One { rows: usize },
    /// The group of each row.
    Ids(&'a [u32]),
}

/// The running state of one aggregation over all groups.
pub trait Accumulator {
    /// Takes in a batch. `group_count` is how many groups there are by now; it only grows.
    fn update(
        &mut self,
        arguments: &[Datum],
        groups: Groups<'_>,
        group_count: usize,
    ) -> Result<(), CallError>;

    /// The result columns, one row a group.
    fn finish(self: Box<Self>, group_count: usize) -> Vec<Column>;

    /// Bytes held, roughly.
    fn bytes(&self) -> usize;
}

impl Groups<'_> {
    pub fn rows(&self) -> usize {
        match self {
            Self::One { rows } => *rows,
            Self::Ids(ids) => ids.len(),
        }
    }

    #[inline]
    pub fn id(&self, row: usize) -> usize {
        match self {
            Self::One { .. } => 0,
            Self::Ids(ids) => ids[row] as usize,
        }
    }
}

/// Every aggregation function.
pub static TABLE: &[&AggregateFunction] = &[
    &arg_extreme::ARG_MAX,
    &arg_extreme::ARG_MIN,
    &sum::AVG,
    &sum::AVGIF,
    &binary_all::BINARY_ALL_AND,
    &binary_all::BINARY_ALL_OR,
    &binary_all::BINARY_ALL_XOR,
    &buildschema::BUILDSCHEMA,
    &count::COUNT,
    &dcount::COUNT_DISTINCT,
    &dcount::COUNT_DISTINCTIF,
    &count::COUNTIF,
    &variance::COVARIANCE,
    &variance::COVARIANCEIF,
    &variance::COVARIANCEP,
    &variance::COVARIANCEPIF,
    &dcount::DCOUNT,
    &dcount::DCOUNTIF,
    &sketch::HLL,
    &sketch::HLL_IF,
    &sketch::HLL_MERGE,
    &make_list::MAKE_BAG,
    &make_list::MAKE_BAG_IF,
    &make_list::MAKE_LIST,
    &make_list::MAKE_LIST_IF,
    &make_list::MAKE_LIST_WITH_NULLS,
    &make_list::MAKE_SET,
    &make_list::MAKE_SET_IF,
    &min_max::MAX,
    &min_max::MAXIF,
    &min_max::MIN,
    &min_max::MINIF,
    &percentile::PERCENTILE,
    &percentile::PERCENTILES,
    &percentile::PERCENTILES_ARRAY,
    &percentile::PERCENTILESW,
    &percentile::PERCENTILESW_ARRAY,
    &percentile::PERCENTILEW,
    &variance::STDEV,
    &variance::STDEVIF,
    &variance::STDEVP,
    &sum::SUM,
    &sum::SUMIF,
    &arg_extreme::TAKE_ANY,
    &arg_extreme::TAKE_ANYIF,
    &sketch::TDIGEST,
    &sketch::TDIGEST_MERGE,
    &variance::VARIANCE,
    &variance::VARIANCEIF,
    &variance::VARIANCEP,
    &variance::VARIANCEPIF,
];

/// The aggregation function of a name or alias.
pub fn lookup(name: &str) -> Option<&'static AggregateFunction> {
    TABLE.iter().copied().find(|function| function.name == name || function.aliases.contains(&name))
}
