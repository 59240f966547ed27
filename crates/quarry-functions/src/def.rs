//! What a function is, apart from what it does.

use quarry_data::Type;

use crate::Kernel;

/// A scalar function or scalar operator, complete.
#[derive(Debug)]
pub struct ScalarFunction {
    /// The name as it is called, or the operator's sign.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    pub category: Category,
    /// One sentence: what it gives.
    pub summary: &'static str,
    /// The overloads; the binder takes the first that fits best.
    pub signatures: &'static [Signature],
    /// Rules and traps worth knowing, a sentence each.
    pub notes: &'static [&'static str],
    pub examples: &'static [Example],
    /// The function to use instead, when this one is obsolete.
    pub obsolete: Option<&'static str>,
    /// Why the function finds nothing without a database of locations; calls are then warned of it.
    pub unavailable: Option<&'static str>,
    pub purity: Purity,
}

/// One overload.
#[derive(Debug)]
pub struct Signature {
    pub params: &'static [Param],
    pub result: ResultType,
    pub kernel: Kernel,
}

/// One parameter.
#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    pub accepts: TypeSet,
    /// How often it may be given: 1 and 1 for an ordinary parameter, 0 and 1 for an optional one.
    pub min: u16,
    pub max: u16,
    pub rule: ArgumentRule,
    pub doc: &'static str,
}

/// What an argument must be besides its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentRule {
    Any,
    /// Known before the query reads data.
    Constant,
    /// Written out.
    Literal,
    /// The name of a column.
    Column,
    /// A bare column name that need not exist, as in `column_ifexists`.
    Name,
    /// `*` is allowed.
    StarAllowed,
}

/// The type of a call.
#[derive(Clone, Copy)]
pub enum ResultType {
    Fixed(Type),
    /// The type of the argument at this position.
    Argument(usize),
    /// The common type of all arguments from this position on; they are converted to it.
    Common(usize),
    /// The wider of the numeric argument types.
    Widest,
    /// Several columns, each with the end of its automatic name and its type. The kernel gives a dynamic
    /// array with an element for each.
    Columns(&'static [(&'static str, Type)]),
    /// Computed from the argument types.
    Custom(fn(&[Type]) -> Type),
}

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeSet(u16);

/// Whether a call may be computed once and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purity {
    /// The same arguments give the same result.
    Pure,
    /// The same for a whole query: `now`.
    Query,
    /// The same for a whole query, and only to be told when it runs: it asks files that are loaded.
    Run,
    /// Anew for every row: `rand`, `new_guid`.
    Row,
    /// Depends on the rows around, so the input must be serialized: `prev`, `row_number`.
    Window,
}

/// What a function works on; groups the reference page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    Operator,
    String,
    Conversion,
    DateTime,
    Math,
    Conditional,
    Dynamic,
    Hash,
    Network,
    Binary,
    Series,
    Geospatial,
    Window,
    Metadata,
}

/// A query that prints a value, and the value as text.
#[derive(Debug)]
pub struct Example {
    /// `print …`, or a whole query.
    pub query: &'static str,
    /// The first cell of the first row, as the command line's CSV prints it.
    pub result: &'static str,
}

impl TypeSet {
    pub const NONE: Self = Self(0);
    pub const BOOL: Self = Self::of(Type::Bool);
    pub const INT: Self = Self::of(Type::Int);
    pub const LONG: Self = Self::of(Type::Long);
    pub const REAL: Self = Self::of(Type::Real);
    pub const DECIMAL: Self = Self::of(Type::Decimal);
    pub const DATETIME: Self = Self::of(Type::DateTime);
    pub const TIMESPAN: Self = Self::of(Type::TimeSpan);
    pub const GUID: Self = Self::of(Type::Guid);
    pub const STRING: Self = Self::of(Type::String);
    pub const DYNAMIC: Self = Self::of(Type::Dynamic);
    pub const INTEGER: Self = Self::INT.or(Self::LONG);
    pub const NUMBER: Self = Self::INTEGER.or(Self::REAL).or(Self::DECIMAL);
    pub const SUMMABLE: Self = Self::NUMBER.or(Self::DATETIME).or(Self::TIMESPAN);
    pub const ANY: Self = Self((1 << Type::ALL.len()) - 1);
    pub const NOT_DYNAMIC: Self = Self(Self::ANY.0 & !Self::DYNAMIC.0);

    pub const fn of(ty: Type) -> Self {
        Self(1 << ty as u16)
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub const fn contains(self, ty: Type) -> bool {
        self.0 & (1 << ty as u16) != 0
    }

    /// The members in the order of [`Type::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |ty| self.contains(*ty))
    }
}

impl ScalarFunction {
    /// A pure function with nothing said about it yet; records fill in the rest with `..`.
    pub const BASE: Self = Self {
        name: "",
        aliases: &[],
        category: Category::Math,
        summary: "",
        signatures: &[],
        notes: &[],
        examples: &[],
        obsolete: None,
        unavailable: None,
        purity: Purity::Pure,
    };
}

impl Example {
    pub const fn new(query: &'static str, result: &'static str) -> Self {
        Self { query, result }
    }
}

impl Param {
    pub const fn new(name: &'static str, accepts: TypeSet, doc: &'static str) -> Self {
        Self { name, accepts, min: 1, max: 1, rule: ArgumentRule::Any, doc }
    }

    #[must_use]
    pub const fn optional(self) -> Self {
        Self { min: 0, ..self }
    }

    /// May be given `min` to `max` times; only the last parameter.
    #[must_use]
    pub const fn repeated(self, min: u16, max: u16) -> Self {
        Self { min, max, ..self }
    }

    #[must_use]
    pub const fn rule(self, rule: ArgumentRule) -> Self {
        Self { rule, ..self }
    }
}

impl Signature {
    /// The fewest and most arguments.
    pub fn arity(&self) -> (usize, usize) {
        let min = self.params.iter().map(|param| usize::from(param.min)).sum();
        let max = self.params.iter().map(|param| usize::from(param.max)).sum();
        (min, max)
    }

    /// The parameter that the argument at `position` belongs to, when `count` are given. Repeated
    /// parameters stand last, so the position alone decides.
    pub fn param(&self, position: usize) -> Option<&'static Param> {
        self.params.get(position).or_else(|| self.params.last().filter(|param| param.max > 1))
    }
}

impl std::fmt::Debug for ResultType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(ty) => write!(f, "Fixed({ty})"),
            Self::Argument(position) => write!(f, "Argument({position})"),
            Self::Common(from) => write!(f, "Common({from})"),
            Self::Widest => f.write_str("Widest"),
            Self::Columns(columns) => write!(f, "Columns({})", columns.len()),
            Self::Custom(_) => f.write_str("Custom"),
        }
    }
}
