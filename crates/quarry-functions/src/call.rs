//! Runs kernels over batches.

use quarry_data::{Datum, Type, Value};

use crate::{Kernel, Signature};

/// What a call may know besides its arguments.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// `now()`, in ticks.
    pub now: i64,
    /// Where `rand` and `new_guid` start.
    pub seed: u64,
}

/// Why a call can't give a result: a constant argument that makes no sense (a broken regex), or a
/// function that is not implemented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The argument at the position is at fault, as `message` says.
    Argument {
        position: usize,
        message: String,
    },
    UnsupportedRegex {
        position: usize,
        message: String,
    },
    NotImplemented {
        name: String,
    },
}

/// An argument as known before the first row.
#[derive(Clone, Debug)]
pub struct Argument {
    pub ty: Type,
    pub constant: Option<Value>,
}

/// One call in a query: its kernel, prepared constants and dictionary memo, for the life of the query.
pub struct CallSite {
    kernel: Kernel,
    result: Type,
    arguments: Vec<Argument>,
}

impl CallSite {
    /// `result` is the type the binder gave the call.
    pub fn new(signature: &'static Signature, result: Type, arguments: Vec<Argument>) -> Self {
        Self { kernel: signature.kernel, result, arguments }
    }

    /// The values for a batch of `rows` rows; a constant when all arguments are and the kernel allows it.
    pub fn call(
        &mut self,
        _cx: &CallContext,
        _arguments: &[Datum],
        _rows: usize,
    ) -> Result<Datum, CallError> {
        let _ = (&self.kernel, self.result, &self.arguments);
        todo!()
    }
}
