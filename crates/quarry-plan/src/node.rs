//! The nodes of a bound plan. KQL has about fifty tabular operators; they bind to these.
//!
//! Columns are positions in the input; names are only there for results and for explaining.

use std::sync::Arc;

use quarry_data::catalog::Attachment;
use quarry_data::{Batch, Schema, Type};
use quarry_diagnostics::Span;
use quarry_functions::aggregate::{AggregateFunction, AggregateSignature};

use crate::{Expr, GraphRead};

/// Position in [`crate::Bound::shared`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SharedId(pub usize);

/// A bound plan node with the schema of what it gives.
#[derive(Clone, Debug)]
pub struct Plan {
    pub node: Node,
    pub schema: Arc<Schema>,
    /// The stage of the query that it comes from, for messages and statistics.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Node {
    /// Could not be bound; running it is a mistake of ours.
    Error,
    /// Reads the columns at `columns` of a catalog table, in that order.
    Source {
        table: Arc<str>,
        columns: Vec<usize>,
    },
    /// `externaldata` from attached files.
    External(Box<External>),
    /// Rows that are known already: `datatable`, `print` of constants.
    Values(Batch),
    /// `range`: from, to and step are constants or [`crate::ExprKind::Scalar`] of one type.
    Range {
        from: Expr,
        to: Expr,
        step: Expr,
    },
    /// The result of a shared plan.
    Shared(SharedId),
    Filter {
        input: Box<Plan>,
        predicate: Expr,
    },
    /// The output columns as expressions over the input; `window` when one of them looks at other rows, so
    /// that the whole input must be there at once.
    Project {
        input: Box<Plan>,
        columns: Vec<Expr>,
        window: bool,
    },
    /// Group keys first, then the results of each aggregate.
    Aggregate {
        input: Box<Plan>,
        keys: Vec<Expr>,
        aggregates: Vec<Aggregate>,
    },
    Sort {
        input: Box<Plan>,
        keys: Vec<SortKey>,
    },
    Take {
        input: Box<Plan>,
        count: Expr,
    },
    /// Sort and take in one.
    Top {
        input: Box<Plan>,
        count: Expr,
        keys: Vec<SortKey>,
    },
    Sample {
        input: Box<Plan>,
        count: Expr,
    },
    Join(Box<Join>),
    Union {
        inputs: Vec<UnionInput>,
    },
    Parse(Box<Parse>),
    ParseKv(Box<ParseKv>),
    MvExpand(Box<MvExpand>),
    MvApply(Box<MvApply>),
    MakeSeries(Box<MakeSeries>),
    /// Runs `body` for each distinct value of `by`, with [`Node::Input`] as those rows.
    Partition {
        input: Box<Plan>,
        by: Expr,
        body: Box<Plan>,
    },
    /// The rows that an enclosing [`Node::Partition`] or [`Node::MvApply`] hands in.
    Input,
    TopNested {
        input: Box<Plan>,
        levels: Vec<TopNestedLevel>,
    },
    Scan(Box<Scan>),
    /// A table made of a graph.
    Graph(Box<GraphRead>),
    Plugin {
        input: Option<Box<Plan>>,
        call: PluginCall,
    },
    /// Passes the input on and tells a warning that is only known at run time.
    Warn {
        input: Box<Plan>,
        message: String,
    },
}

/// `externaldata`: files one after the other, each read into the columns of the plan's schema.
#[derive(Clone, Debug)]
pub struct External {
    pub files: Vec<Arc<Attachment>>,
    pub format: ExternalFormat,
    /// `ignoreFirstRecord`: the first record of each file is a header.
    pub skip_first: bool,
}

/// How a file of `externaldata` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalFormat {
    /// Fields by position, with this between them.
    Delimited(u8),
    /// One value a line.
    Lines,
    /// One value in all.
    Whole,
    /// Fields by name.
    Json,
}

#[derive(Clone, Debug)]
pub struct Aggregate {
    pub function: &'static AggregateFunction,
    pub signature: &'static AggregateSignature,
    pub arguments: Vec<Expr>,
    /// The types of its result columns.
    pub results: Vec<Type>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct SortKey {
    pub expr: Expr,
    pub descending: bool,
    pub nulls_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Inner, after the left side was reduced to one row a key.
    InnerUnique,
    Inner,
    LeftOuter,
    RightOuter,
    FullOuter,
    LeftSemi,
    RightSemi,
    LeftAnti,
    RightAnti,
}

#[derive(Clone, Debug)]
pub struct Join {
    pub left: Plan,
    pub right: Plan,
    pub kind: JoinKind,
    /// Pairs that must be equal, over the left and the right input, of one type each.
    pub keys: Vec<(Expr, Expr)>,
    /// The output columns by side and position.
    pub output: Vec<JoinColumn>,
    /// Pairs of rows outside of it need not be given. Only of inner joins.
    pub window: Option<JoinWindow>,
}

/// Bounds of the difference of two datetime columns: `low <= right - left <= high`, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinWindow {
    /// Columns of the left and of the right input.
    pub left: usize,
    pub right: usize,
    pub low: i64,
    /// `i64::MAX` when there is no bound, as `i64::MIN` for `low`.
    pub high: i64,
}

impl JoinWindow {
    /// The same with the sides in each other's place.
    #[must_use]
    pub fn swapped(self) -> Self {
        let negated = |bound: i64| bound.checked_neg().unwrap_or(i64::MAX);
        let low = if self.high == i64::MAX { i64::MIN } else { negated(self.high) };
        Self { left: self.right, right: self.left, low, high: negated(self.low) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinColumn {
    Left(usize),
    Right(usize),
    /// The left value, or the right one where there is no left row: the key of `lookup` and the like.
    Either {
        left: usize,
        right: usize,
    },
}

#[derive(Clone, Debug)]
pub struct UnionInput {
    pub plan: Plan,
    /// For each output column the input's column, or none for a missing value. Types already agree.
    pub columns: Vec<Option<usize>>,
    /// What `withsource=` prints for these rows; its column is the first of the output.
    pub source: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseKind {
    Simple,
    Regex,
    Relaxed,
}

/// `parse` and `parse-where`: the input's columns, then or among them the parsed ones.
#[derive(Clone, Debug)]
pub struct Parse {
    pub input: Plan,
    pub source: Expr,
    pub kind: ParseKind,
    /// RE2 flags: `i`, `s`, `m`, `U`.
    pub flags: String,
    pub pattern: Vec<ParsePart>,
    /// `parse-where`: rows that do not match are dropped.
    pub only_matches: bool,
    /// For each output column, the input's column or the parsed column at that position.
    pub output: Vec<ParsedColumn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParsedColumn {
    Input(usize),
    Parsed(usize),
}

#[derive(Clone, Debug)]
pub enum ParsePart {
    Star,
    Text(String),
    /// The next parsed column, of this type.
    Column(Type),
}

#[derive(Clone, Debug)]
pub struct ParseKv {
    pub input: Plan,
    pub source: Expr,
    /// Keys that are looked for, appended to the input's columns.
    pub columns: Vec<(Arc<str>, Type)>,
    /// Both delimiters are empty when any character that is no letter or digit is one.
    pub pair_delimiter: String,
    pub kv_delimiter: String,
    pub quotes: Vec<(String, String)>,
    pub escape: Option<String>,
    pub greedy: bool,
    /// A regular expression whose first group is a key and whose second is its value, in place of the
    /// delimiters.
    pub regex: Option<String>,
}

/// `mv-expand`: the expanded expressions replace or follow the input's columns.
#[derive(Clone, Debug)]
pub struct MvExpand {
    pub input: Plan,
    pub columns: Vec<ExpandColumn>,
    /// Position of each expanded column in the output; other outputs are input columns in order.
    pub output: Vec<ExpandedColumn>,
    pub kind: BagExpansion,
    pub limit: Option<Expr>,
}

#[derive(Clone, Debug)]
pub struct ExpandColumn {
    pub value: Expr,
    /// The type after `to typeof`; dynamic without it.
    pub ty: Type,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpandedColumn {
    Input(usize),
    Expanded(usize),
    /// `with_itemindex`
    ItemIndex,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BagExpansion {
    /// Each property becomes a bag with one entry.
    Bag,
    /// Each property becomes an array of key and value.
    Array,
}

/// `mv-apply`: `body` runs on the expanded rows of each input row and sees [`Node::Input`] with the schema
/// that `mv-expand` would give.
#[derive(Clone, Debug)]
pub struct MvApply {
    pub expand: MvExpand,
    pub body: Plan,
    /// For each output column, the input row's column or the body's.
    pub output: Vec<ApplyColumn>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyColumn {
    Input(usize),
    Body(usize),
}

/// `make-series`: keys, then one array a aggregate, then the array of steps, as `schema` orders them.
#[derive(Clone, Debug)]
pub struct MakeSeries {
    pub input: Plan,
    pub keys: Vec<Expr>,
    pub aggregates: Vec<(Aggregate, Expr)>,
    pub on: Expr,
    pub from: Option<Expr>,
    pub to: Option<Expr>,
    pub step: Expr,
    /// `kind=nonempty`: without keys and rows there is still one series, of defaults.
    pub nonempty: bool,
}

#[derive(Clone, Debug)]
pub struct TopNestedLevel {
    pub count: Option<Expr>,
    pub of: Expr,
    pub with_others: Option<Expr>,
    pub by: Aggregate,
    pub descending: bool,
}

/// `scan`; its rows are the input's columns, then the declared ones.
#[derive(Clone, Debug)]
pub struct Scan {
    pub input: Plan,
    pub partition_by: Vec<Expr>,
    /// Defaults of the declared columns.
    pub declared: Vec<Expr>,
    /// The name of the column that numbers the matches.
    pub with_match_id: bool,
    pub steps: Vec<ScanStep>,
}

/// A step of `scan`. Expressions see the input's columns, the declared columns, and then for each step in
/// order all of these once more as the step's state.
#[derive(Clone, Debug)]
pub struct ScanStep {
    pub optional: bool,
    pub output: ScanOutput,
    pub condition: Expr,
    /// Declared column and its new value.
    pub assignments: Vec<(usize, Expr)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanOutput {
    All,
    Last,
    None,
}

#[derive(Clone, Debug)]
pub struct PluginCall {
    pub name: &'static str,
    pub arguments: Vec<PluginArgument>,
}

#[derive(Clone, Debug)]
pub enum PluginArgument {
    Scalar(Expr),
    Plan(Plan),
    Aggregate(Aggregate),
}

/// What `render` asks the page to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visualization {
    pub chart: String,
    /// Properties as written: `title`, `kind`, `xcolumn`, `ycolumns`, `series`, …
    pub properties: Vec<(String, String)>,
}
