//! Which source column an output column still is.

use std::sync::Arc;

use quarry_data::Type;
use quarry_diagnostics::Span;

/// A column of a result, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputColumn {
    pub name: Arc<str>,
    pub ty: Type,
    /// The source columns that this one carries unchanged: one for an ordinary query, several for a union,
    /// none when it was computed.
    pub origins: Vec<Origin>,
}

/// A column of a source table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub table: Arc<str>,
    pub column: Arc<str>,
    /// The place of the table in the query.
    pub span: Span,
}
