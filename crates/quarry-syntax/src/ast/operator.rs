use quarry_diagnostics::Span;

use super::{Call, ColumnDeclaration, Expr, Name, Parameter, TypeName};

/// A tabular operator.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// Could not be parsed; a diagnostic says why.
    Error,
    /// Known to the language, not to Quarry. The parser passes over its arguments.
    Unsupported(Name),
    As {
        name: Name,
        parameters: Vec<Parameter>,
    },
    AssertSchema {
        columns: Vec<ColumnDeclaration>,
        /// The table may have other columns too.
        others: bool,
    },
    Consume,
    Count {
        as_name: Option<Name>,
    },
    Datatable(Datatable),
    Distinct {
        columns: Vec<Expr>,
    },
    Evaluate {
        parameters: Vec<Parameter>,
        call: Call,
        /// The columns that come out; a `*`, here none, stands for those that come in.
        schema: Option<Vec<Option<ColumnDeclaration>>>,
    },
    ExecuteAndCache,
    Extend {
        columns: Vec<Expr>,
    },
    Externaldata(Externaldata),
    Facet {
        columns: Vec<Expr>,
        /// The operators of `with (…)`, which apply to the input.
        with: Option<Vec<super::Stage>>,
    },
    Find(Find),
    Fork {
        branches: Vec<ForkBranch>,
    },
    Getschema,
    /// The operators of graphs; `name` is the keyword.
    Graph {
        name: Name,
        graph: super::Graph,
    },
    /// The function gets the input as its first argument.
    Invoke {
        call: Call,
    },
    Join(Join),
    Lookup(Join),
    MakeSeries(MakeSeries),
    MvApply(MvApply),
    MvExpand(MvExpand),
    Parse(Parse),
    ParseWhere(Parse),
    ParseKv(ParseKv),
    Partition(Partition),
    Print {
        columns: Vec<Expr>,
    },
    Project {
        columns: Vec<Expr>,
    },
    /// Names and patterns with `*`.
    ProjectAway {
        columns: Vec<Expr>,
    },
    /// Constant names and arrays of them.
    ProjectByNames {
        names: Vec<Expr>,
    },
    ProjectKeep {
        columns: Vec<Expr>,
    },
    /// Each is `new = old` ([`super::ExprKind::Named`]).
    ProjectRename {
        columns: Vec<Expr>,
    },
    ProjectReorder {
        columns: Vec<ReorderColumn>,
    },
    Range {
        column: Name,
        from: Expr,
        to: Expr,
        step: Expr,
    },
    Reduce {
        parameters: Vec<Parameter>,
        by: Expr,
        with: Vec<Parameter>,
    },
    Render(Render),
    Sample {
        count: Expr,
    },
    SampleDistinct {
        count: Expr,
        of: Expr,
    },
    Scan(Scan),
    Search(Search),
    Serialize {
        columns: Vec<Expr>,
    },
    Sort {
        parameters: Vec<Parameter>,
        by: Vec<SortKey>,
        by_span: Option<Span>,
    },
    Summarize(Summarize),
    Take {
        parameters: Vec<Parameter>,
        count: Expr,
    },
    Top {
        parameters: Vec<Parameter>,
        count: Expr,
        by: SortKey,
    },
    TopHitters {
        count: Expr,
        of: Expr,
        by: Option<Expr>,
    },
    TopNested {
        levels: Vec<TopNestedLevel>,
    },
    Union(Union),
    Where {
        predicate: Expr,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Datatable {
    pub columns: Vec<ColumnDeclaration>,
    /// Row by row.
    pub values: Vec<Expr>,
    /// From `[` to `]`.
    pub values_span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Externaldata {
    pub columns: Vec<ColumnDeclaration>,
    pub addresses: Vec<Expr>,
    pub properties: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    pub parameters: Vec<Parameter>,
    /// Tables after `in`; empty means all.
    pub tables: Vec<Expr>,
    pub predicate: Option<Expr>,
    pub project: Option<FindProject>,
    pub project_away: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FindProject {
    /// `project-smart`
    Smart,
    /// Columns, with a type where one was given; `pack` packs the rest into `pack_`.
    Columns { columns: Vec<(Name, Option<TypeName>)>, pack: bool },
}

#[derive(Clone, Debug, PartialEq)]
pub struct ForkBranch {
    pub name: Option<Name>,
    /// A pipeline on [`super::ExprKind::Source`] of nothing: its stages apply to the input.
    pub stages: Vec<super::Stage>,
    pub span: Span,
}

/// `join` and `lookup`.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    pub parameters: Vec<Parameter>,
    pub right: Box<Expr>,
    /// Columns or `$left.a == $right.b`; empty when the clause is missing.
    pub on: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MakeSeries {
    pub parameters: Vec<Parameter>,
    pub aggregates: Vec<SeriesAggregate>,
    pub on: Expr,
    pub from: Option<Expr>,
    pub to: Option<Expr>,
    /// The step; for the older `in range(a, b, c)` form, c.
    pub step: Option<Expr>,
    /// The older `in range(…)` form was used.
    pub in_range: bool,
    pub by: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SeriesAggregate {
    pub value: Expr,
    pub default: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ExpandColumn {
    /// A column or `name = expression`.
    pub value: Expr,
    /// `to typeof(type)`
    pub ty: Option<TypeName>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MvExpand {
    pub parameters: Vec<Parameter>,
    pub columns: Vec<ExpandColumn>,
    pub limit: Option<Expr>,
    /// It was written `mvexpand`, the older form with a smaller limit.
    pub legacy: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MvApply {
    pub parameters: Vec<Parameter>,
    pub columns: Vec<ExpandColumn>,
    pub limit: Option<Expr>,
    /// The subquery's stages on the expanded rows.
    pub stages: Vec<super::Stage>,
    pub body_span: Span,
}

/// `parse` and `parse-where`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parse {
    /// `kind=…`, `flags=…`
    pub parameters: Vec<Parameter>,
    pub source: Expr,
    pub pattern: Vec<ParsePart>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ParsePart {
    /// `*`: skips text.
    Star(Span),
    /// Text, or a regular expression with `kind=regex`.
    Text { text: String, span: Span },
    /// A column that the text between its neighbours goes to.
    Column { name: Name, ty: Option<TypeName> },
}

#[derive(Clone, Debug, PartialEq)]
pub struct ParseKv {
    pub source: Expr,
    pub columns: Vec<ColumnDeclaration>,
    /// After `with`: `pair_delimiter`, `kv_delimiter`, `quote`, `escape`, `greedy`.
    pub properties: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    pub parameters: Vec<Parameter>,
    pub by: Expr,
    pub body: PartitionBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PartitionBody {
    /// `( stages )`
    Stages { stages: Vec<super::Stage>, span: Span },
    /// `{ query }`, which names its source itself.
    Query(Box<Expr>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReorderColumn {
    /// A name or pattern.
    pub column: Expr,
    pub order: Option<ReorderOrder>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReorderOrder {
    Asc,
    Desc,
    GrannyAsc,
    GrannyDesc,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Render {
    /// `timechart`, `piechart`, ...
    pub chart: Name,
    /// `with (title=…, …)`, and the older form without parentheses.
    pub properties: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    pub parameters: Vec<Parameter>,
    pub order_by: Vec<SortKey>,
    pub partition_by: Vec<Expr>,
    pub declare: Vec<(ColumnDeclaration, Option<Expr>)>,
    pub steps: Vec<ScanStep>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScanStep {
    pub name: Name,
    pub optional: bool,
    /// `output = all | last | none`
    pub output: Option<Name>,
    pub condition: Expr,
    /// `name = value` after `=>`.
    pub assignments: Vec<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    pub parameters: Vec<Parameter>,
    /// Tables after `in`; empty means all, or the input.
    pub tables: Vec<Expr>,
    pub predicate: Expr,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    pub expr: Expr,
    pub order: Option<SortOrder>,
    pub nulls: Option<NullsOrder>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortOrder {
    Asc,
    Desc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NullsOrder {
    First,
    Last,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Summarize {
    pub parameters: Vec<Parameter>,
    pub aggregates: Vec<Expr>,
    pub by: Vec<Expr>,
    /// The keyword `by`.
    pub by_span: Option<Span>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TopNestedLevel {
    pub count: Option<Expr>,
    pub of: Expr,
    pub with_others: Option<Expr>,
    pub by: SortKey,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    pub parameters: Vec<Parameter>,
    /// Tables, wildcards and tabular expressions; the input, if any, comes before them.
    pub tables: Vec<Expr>,
}
