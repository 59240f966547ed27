use quarry_diagnostics::Span;

use super::{Operator, Statement};

/// An identifier as written, without the quoting of `['…']`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// An expression, scalar or tabular: KQL's grammar does not tell them apart, the binder does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum ExprKind {
    /// Could not be parsed; a diagnostic says why.
    #[default]
    Error,
    Literal(Literal),
    /// A column, variable, table or function without arguments; `$left`, `$right` and `$__…` too.
    Name(Name),
    /// A table name with `*` in it, as in `union Device*`, or a column pattern of `project-away`.
    Wildcard(Name),
    /// `*` on its own: `count(*)`, `arg_max(x, *)`, `search *`, `where * has "x"`.
    Star,
    /// `target.name`
    Member {
        target: Box<Expr>,
        name: Name,
    },
    /// `target[index]`
    Element {
        target: Box<Expr>,
        index: Box<Expr>,
    },
    /// `name(arguments)`, also `toscalar(…)`, `materialize(…)`, `database(…)`.
    Call(Call),
    /// `target.name(arguments)`: `cluster("c").database("d").T`.
    MemberCall {
        target: Box<Expr>,
        call: Call,
    },
    Unary {
        op: UnaryOp,
        op_span: Span,
        operand: Box<Expr>,
    },
    Binary {
        op: BinaryOp,
        op_span: Span,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// Two or more operands joined by `and`; `op_spans` are those of the keywords between them.
    And {
        operands: Vec<Expr>,
        op_spans: Vec<Span>,
    },
    /// Two or more operands joined by `or`.
    Or {
        operands: Vec<Expr>,
        op_spans: Vec<Span>,
    },
    /// `left in (…)`, `has_any (…)`, ...; one operand that is tabular is a subquery.
    In {
        op: InOp,
        op_span: Span,
        left: Box<Expr>,
        list: Vec<Expr>,
    },
    /// `left between (low .. high)`
    Between {
        negated: bool,
        op_span: Span,
        left: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    /// `name = value` or `(a, b) = value`, where the grammar allows names to be given.
    Named {
        names: Vec<Name>,
        parenthesized: bool,
        value: Box<Expr>,
    },
    Parenthesized(Box<Expr>),
    /// `source | operator | …`
    Pipeline(Box<Pipeline>),
    /// An operator that needs no input: `print`, `range`, `datatable`, `union`, `search`, `find`,
    /// `externaldata`, `evaluate`.
    Source(Box<Operator>),
    /// The types of `to typeof(…)` or a function's tabular parameter.
    TypeOf(TypeName),
}

/// A tabular expression: what comes first and the operators after each `|`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    pub source: Expr,
    /// At least one operator.
    pub stages: Vec<Stage>,
}

/// One `| operator`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    pub operator: Operator,
    /// From the operator's name to its end, without the `|`.
    pub span: Span,
    pub pipe_span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    pub name: Name,
    pub arguments: Vec<Expr>,
    /// From `(` to `)`.
    pub arguments_span: Span,
}

/// A literal; `text` is the decoded string, or what was written, without the type's name and parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub kind: LiteralKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralKind {
    Bool,
    Int,
    Long,
    Real,
    Decimal,
    DateTime,
    TimeSpan,
    Guid,
    String,
    /// `dynamic(…)`: JSON text, in which Kusto's typed literals may stand.
    Dynamic,
    /// A bare word as an option's value: `kind=inner`.
    Token,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeName {
    pub name: Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Minus,
    Plus,
}

/// Binary operators; `negated` string operators are operators of their own, as in the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    /// `=~`
    EqualTilde,
    /// `!~`
    NotEqualTilde,
    Has,
    NotHas,
    HasCs,
    NotHasCs,
    HasPrefix,
    NotHasPrefix,
    HasPrefixCs,
    NotHasPrefixCs,
    HasSuffix,
    NotHasSuffix,
    HasSuffixCs,
    NotHasSuffixCs,
    Like,
    NotLike,
    LikeCs,
    NotLikeCs,
    Contains,
    NotContains,
    ContainsCs,
    NotContainsCs,
    StartsWith,
    NotStartsWith,
    StartsWithCs,
    NotStartsWithCs,
    EndsWith,
    NotEndsWith,
    EndsWithCs,
    NotEndsWithCs,
    /// `matches regex`
    MatchesRegex,
    /// `:` of `search`
    Search,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InOp {
    In,
    NotIn,
    InTilde,
    NotInTilde,
    HasAny,
    HasAll,
}

/// `name : type`, as in `datatable`, `parse` and function parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDeclaration {
    pub name: Name,
    pub ty: TypeName,
}

/// `name = value` before an operator's own arguments: `kind=inner`, `hint.strategy=shuffle`.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// With its dots: `hint.strategy`.
    pub name: Name,
    pub value: Expr,
}

/// A function's body in braces.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Let statements and, last, the expression that is the result.
    pub statements: Vec<Statement>,
    pub span: Span,
}

impl Expr {
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The scalar expressions right inside this one; what is inside a pipeline is not among them.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Error
            | ExprKind::Literal(_)
            | ExprKind::Name(_)
            | ExprKind::Wildcard(_)
            | ExprKind::Star
            | ExprKind::Pipeline(_)
            | ExprKind::Source(_)
            | ExprKind::TypeOf(_) => Vec::new(),
            ExprKind::Member { target, .. } => vec![target],
            ExprKind::Element { target, index } => vec![target, index],
            ExprKind::Call(call) => call.arguments.iter().collect(),
            ExprKind::MemberCall { target, call } => {
                std::iter::once(&**target).chain(&call.arguments).collect()
            }
            ExprKind::Unary { operand, .. } => vec![operand],
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::And { operands, .. } | ExprKind::Or { operands, .. } => operands.iter().collect(),
            ExprKind::In { left, list, .. } => std::iter::once(&**left).chain(list).collect(),
            ExprKind::Between { left, low, high, .. } => vec![left, low, high],
            ExprKind::Named { value, .. } => vec![value],
            ExprKind::Parenthesized(inner) => vec![inner],
        }
    }

    /// Calls `visit` with this expression and every scalar expression in it.
    pub fn walk<'e>(&'e self, visit: &mut dyn FnMut(&'e Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The expression inside any parentheses.
    pub fn unparenthesized(&self) -> &Expr {
        match &self.kind {
            ExprKind::Parenthesized(inner) => inner.unparenthesized(),
            _ => self,
        }
    }
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::EqualTilde => "=~",
            Self::NotEqualTilde => "!~",
            Self::Has => "has",
            Self::NotHas => "!has",
            Self::HasCs => "has_cs",
            Self::NotHasCs => "!has_cs",
            Self::HasPrefix => "hasprefix",
            Self::NotHasPrefix => "!hasprefix",
            Self::HasPrefixCs => "hasprefix_cs",
            Self::NotHasPrefixCs => "!hasprefix_cs",
            Self::HasSuffix => "hassuffix",
            Self::NotHasSuffix => "!hassuffix",
            Self::HasSuffixCs => "hassuffix_cs",
            Self::NotHasSuffixCs => "!hassuffix_cs",
            Self::Like => "like",
            Self::NotLike => "notlike",
            Self::LikeCs => "likecs",
            Self::NotLikeCs => "notlikecs",
            Self::Contains => "contains",
            Self::NotContains => "!contains",
            Self::ContainsCs => "contains_cs",
            Self::NotContainsCs => "!contains_cs",
            Self::StartsWith => "startswith",
            Self::NotStartsWith => "!startswith",
            Self::StartsWithCs => "startswith_cs",
            Self::NotStartsWithCs => "!startswith_cs",
            Self::EndsWith => "endswith",
            Self::NotEndsWith => "!endswith",
            Self::EndsWithCs => "endswith_cs",
            Self::NotEndsWithCs => "!endswith_cs",
            Self::MatchesRegex => "matches regex",
            Self::Search => ":",
        }
    }
}

impl InOp {
    /// The operator as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::NotIn => "!in",
            Self::InTilde => "in~",
            Self::NotInTilde => "!in~",
            Self::HasAny => "has_any",
            Self::HasAll => "has_all",
        }
    }
}
