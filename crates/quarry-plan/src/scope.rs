//! What names mean at a place: the columns of the input, and what `let` declared.

use std::rc::Rc;
use std::sync::Arc;

use quarry_data::{Field, Schema};
use quarry_diagnostics::Span;
use quarry_syntax::ast;

use crate::bind::BoundGraph;
use crate::types::Ty;
use crate::{Expr, Node, Of, OutputColumn, Plan, StageTrace};

/// The columns of an input, in order.
pub(crate) type Columns = Arc<[OutputColumn]>;

/// A bound tabular expression.
#[derive(Clone)]
pub(crate) struct Relation {
    pub(crate) plan: Plan,
    /// The columns of the plan, as names see them.
    pub(crate) columns: Columns,
    /// Has further columns that only a run can tell; the span names the stage that brought them.
    pub(crate) open: Option<Span>,
    /// Could not be bound; names that are not found in it are passed over in silence.
    pub(crate) broken: bool,
    /// The rows have an order that window functions may rely on.
    pub(crate) serialized: bool,
    /// How many nodes deep the plan is.
    pub(crate) depth: u32,
    /// The stages so far.
    pub(crate) trace: Vec<StageTrace>,
    /// What `withsource=` calls it.
    pub(crate) source: Option<Arc<str>>,
    /// It is a graph; the plan has no meaning then.
    pub(crate) graph: Option<Box<BoundGraph>>,
}

/// The row that scalar expressions see.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) columns: Columns,
    pub(crate) open: Option<Span>,
    pub(crate) broken: bool,
    /// Tells rows apart, so that an expression over one is not used over another.
    pub(crate) id: u32,
    /// The stages so far, to say which one dropped a column.
    pub(crate) trace: Rc<[StageTrace]>,
}

/// What a `let` name or a parameter stands for.
pub(crate) enum Local<'a> {
    Scalar {
        expr: Expr,
        ty: Ty,
        /// The row that the expression reads, when it reads one.
        row: Option<u32>,
    },
    Table(Box<Relation>),
    Function(LocalFunction<'a>),
    /// The tuple of a `scan` step: its columns begin at this position of the row.
    Step {
        offset: usize,
    },
    /// What `declare pattern` declared.
    Pattern(LocalPattern<'a>),
    /// A node or edge of a graph's pattern.
    Element(Of),
    /// Could not be bound; every use is passed over.
    Broken,
}

#[derive(Clone, Copy)]
pub(crate) struct LocalFunction<'a> {
    pub(crate) function: &'a ast::Function,
    pub(crate) view: bool,
    /// How many names were visible where it was declared.
    pub(crate) visible: usize,
}

#[derive(Clone, Copy)]
pub(crate) struct LocalPattern<'a> {
    pub(crate) pattern: &'a ast::PatternDeclaration,
    /// How many names were visible where it was declared.
    pub(crate) visible: usize,
}

/// A name and what it stands for; shared, since function bodies copy their surroundings.
#[derive(Clone)]
pub(crate) struct Named<'a> {
    pub(crate) name: Arc<str>,
    pub(crate) local: Rc<Local<'a>>,
    /// Where it was declared; nowhere for built-in names.
    pub(crate) span: Span,
}

impl Relation {
    /// A relation with the given columns; the schema of the plan follows them.
    pub(crate) fn new(node: Node, columns: impl Into<Columns>, span: Span) -> Self {
        let columns = columns.into();
        let schema = Arc::new(schema_of(&columns));
        Self {
            plan: Plan { node, schema, span },
            columns,
            open: None,
            broken: false,
            serialized: false,
            depth: 1,
            trace: Vec::new(),
            source: None,
            graph: None,
        }
    }

    /// Stands for what could not be bound.
    pub(crate) fn broken(span: Span) -> Self {
        Self { broken: true, ..Self::new(Node::Error, Vec::new(), span) }
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }

    /// The next stage: a node over this one, with new columns.
    pub(crate) fn then(
        self,
        columns: impl Into<Columns>,
        span: Span,
        node: impl FnOnce(Box<Plan>) -> Node,
    ) -> Self {
        let columns = columns.into();
        let schema = if Arc::ptr_eq(&columns, &self.columns) {
            Arc::clone(&self.plan.schema)
        } else {
            Arc::new(schema_of(&columns))
        };
        let node = node(Box::new(self.plan));
        Self { plan: Plan { node, schema, span }, columns, depth: self.depth + 1, ..self }
    }

    /// The next stage, with the same columns.
    pub(crate) fn pass(self, span: Span, node: impl FnOnce(Box<Plan>) -> Node) -> Self {
        let columns = Arc::clone(&self.columns);
        self.then(columns, span, node)
    }
}

/// The schema of columns.
pub(crate) fn schema_of(columns: &[OutputColumn]) -> Schema {
    Schema::new(columns.iter().map(|column| Field::new(Arc::clone(&column.name), column.ty)).collect())
}

impl Row {
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }
}
