//! Which source column an output column still is, and which stage dropped or changed it.

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
    pub origins: Arc<[Origin]>,
    /// False when only a run can tell the type; `ty` is then dynamic.
    pub known: bool,
}

/// A column of a source table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub table: Arc<str>,
    pub column: Arc<str>,
    /// The place of the table in the query.
    pub span: Span,
}

/// One stage of a pipeline, with the columns that went in and came out.
#[derive(Clone, Debug, PartialEq)]
pub struct StageTrace {
    /// From the operator's name to its end.
    pub span: Span,
    /// The operator's name in KQL, for example `summarize`.
    pub operator: &'static str,
    pub before: Arc<[OutputColumn]>,
    pub after: Arc<[OutputColumn]>,
    /// The stages of further inputs: the right side of a join, the tables of a union.
    pub others: Vec<Arc<[StageTrace]>>,
}

impl OutputColumn {
    /// A column that was computed.
    pub(crate) fn computed(name: impl Into<Arc<str>>, ty: crate::types::Ty) -> Self {
        Self { name: name.into(), ty: ty.or_dynamic(), origins: Arc::from([]), known: !ty.is_unknown() }
    }

    /// The same column under another name.
    pub(crate) fn renamed(&self, name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), ..self.clone() }
    }

    /// Whether this is still, unchanged, a column called `name` in its source table.
    pub fn is_source(&self, name: &str) -> bool {
        !self.origins.is_empty() && self.origins.iter().all(|origin| &*origin.column == name)
    }

    pub(crate) fn bind_type(&self) -> crate::types::Ty {
        if self.known { crate::types::Ty::Known(self.ty) } else { crate::types::Ty::Unknown }
    }
}

impl StageTrace {
    /// The source columns, by name, that went in unchanged and did not come out unchanged.
    pub fn lost(&self) -> Vec<&OutputColumn> {
        self.before
            .iter()
            .filter(|column| !column.origins.is_empty())
            .filter(|column| {
                !self.after.iter().any(|kept| {
                    kept.origins.iter().any(|origin| column.origins.iter().any(|before| before == origin))
                })
            })
            .collect()
    }
}
