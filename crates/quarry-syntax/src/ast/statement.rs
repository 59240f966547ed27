use quarry_diagnostics::Span;

use super::{Body, ColumnDeclaration, Expr, Literal, Name, TypeName};

/// A whole text: statements separated by `;`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub statements: Vec<Statement>,
    /// The parts of stages behind a syntax error: what could be said of names there follows from that error.
    pub garbled: Vec<Span>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub kind: StatementKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StatementKind {
    Error,
    /// `let name = expression`
    Let {
        name: Name,
        value: Expr,
    },
    /// `let name = (parameters) { body }`, or `let name = view () { … }`
    LetFunction {
        name: Name,
        view: bool,
        function: Function,
    },
    /// `set name = value`
    Set {
        name: Name,
        value: Option<Literal>,
    },
    /// `declare query_parameters(name:type = default, …)`
    DeclareParameters(Vec<FunctionParameter>),
    /// `declare pattern name = (argument:string)[path:string] { … }`
    DeclarePattern(PatternDeclaration),
    /// A query, or an expression that names one.
    Expression(Expr),
    /// A statement that is known but not supported, such as `alias` or `restrict`; `name` is its keyword.
    Unsupported {
        name: Name,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    pub parameters: Vec<FunctionParameter>,
    pub body: Body,
}

/// Texts that stand for tables: `name("a").b` is the table that the pattern gives for `("a").["b"]`.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternDeclaration {
    pub name: Name,
    pub arguments: Vec<FunctionParameter>,
    /// The name and type in brackets behind the arguments.
    pub path: Option<FunctionParameter>,
    /// Empty when the pattern is only declared.
    pub cases: Vec<PatternCase>,
}

/// `("a").["b"] = { query }`
#[derive(Clone, Debug, PartialEq)]
pub struct PatternCase {
    pub arguments: Vec<Expr>,
    pub path: Option<Expr>,
    /// The query, as a function without parameters.
    pub query: Function,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FunctionParameter {
    pub name: Name,
    pub ty: ParameterType,
    pub default: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ParameterType {
    Scalar(TypeName),
    /// `T:(a:long, b:string)`; `open` for `T:(*)`, which takes any table.
    Tabular {
        columns: Vec<ColumnDeclaration>,
        open: bool,
    },
}
