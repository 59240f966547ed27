use quarry_diagnostics::Span;

use super::{Body, ColumnDeclaration, Expr, Literal, Name, TypeName};

/// A whole text: statements separated by `;`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub statements: Vec<Statement>,
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
