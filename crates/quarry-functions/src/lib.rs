//! Scalar functions, scalar operators, aggregation functions and plugins: signature, documentation,
//! examples and kernel of each, side by side in one file.
//!
//! One table feeds the binder, completion, hover, the reference page and the example tests; nothing
//! about a function is written twice. A kernel sees scalars or columns; nulls, constants, batch loops
//! and the dictionary memo are the work of [`CallSite`].

pub mod aggregate;
mod call;
mod conversion;
mod def;
mod geo;
mod kernel;
mod locations;
mod memo;
mod operand;
pub mod operator;
pub mod plugin;
pub mod scalar;
mod sketch;
mod text;

pub use aggregate::{Accumulator, AggregateCall, AggregateFunction, Groups};
pub use call::{Argument, CallContext, CallError, CallSite};
pub use def::{
    ArgumentRule, Category, Example, Param, Purity, ResultType, ScalarFunction, Signature, TypeSet,
};
pub use kernel::{Kernel, Prepare, Prepared};
pub use locations::Locations;
