//! The types that scalar operators take and give, as the language service declares them.

use quarry_data::Type;
use quarry_functions::TypeSet;

use super::overload::Overload;
use crate::types::{self, Ty};

/// What an operator gives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Gives {
    Fixed(Type),
    Widest,
    /// The type of the operand at this position.
    Operand(usize),
}

/// One overload of an operator. Operands beyond the last have its set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OperatorOverload {
    operands: &'static [TypeSet],
    repeated: bool,
    pub(crate) gives: Gives,
    /// The operands that must have exactly the type of the operand at this position.
    pub(crate) same_as: Option<(usize, usize)>,
}

impl Overload for OperatorOverload {
    fn arity(&self) -> (usize, usize) {
        (self.operands.len(), if self.repeated { usize::MAX } else { self.operands.len() })
    }

    fn accepts(&self, position: usize, _arguments: &[Ty]) -> Option<TypeSet> {
        self.operands
            .get(position)
            .copied()
            .or_else(|| if self.repeated { self.operands.last().copied() } else { None })
    }
}

const fn of(operands: &'static [TypeSet], gives: Gives) -> OperatorOverload {
    OperatorOverload { operands, repeated: false, gives, same_as: None }
}

const fn fixed(operands: &'static [TypeSet], ty: Type) -> OperatorOverload {
    of(operands, Gives::Fixed(ty))
}

const fn list(operands: &'static [TypeSet]) -> OperatorOverload {
    OperatorOverload { operands, repeated: true, gives: Gives::Fixed(Type::Bool), same_as: None }
}

const fn same(operands: &'static [TypeSet], as_operand: usize, from: usize) -> OperatorOverload {
    OperatorOverload {
        operands,
        repeated: false,
        gives: Gives::Fixed(Type::Bool),
        same_as: Some((as_operand, from)),
    }
}

const BOOL: TypeSet = TypeSet::BOOL;
const INT: TypeSet = TypeSet::INT;
const NUMBER: TypeSet = TypeSet::NUMBER;
const NUMBER_OR_BOOL: TypeSet = TypeSet::NUMBER.or(TypeSet::BOOL);
const TIMESPAN: TypeSet = TypeSet::TIMESPAN;
const DATETIME: TypeSet = TypeSet::DATETIME;
const TIME: TypeSet = TypeSet::DATETIME.or(TypeSet::TIMESPAN);
const DYNAMIC: TypeSet = TypeSet::DYNAMIC;
const STRING: TypeSet = TypeSet::STRING;
const TEXT: TypeSet = TypeSet::STRING.or(TypeSet::DYNAMIC);
const SUMMABLE: TypeSet = TypeSet::SUMMABLE;
const ANY: TypeSet = TypeSet::ANY;
const NOT_BOOL: TypeSet = INT
    .or(TypeSet::LONG)
    .or(TypeSet::REAL)
    .or(TypeSet::DECIMAL)
    .or(DATETIME)
    .or(TIMESPAN)
    .or(TypeSet::GUID)
    .or(STRING)
    .or(DYNAMIC);

static ADD: [OperatorOverload; 8] = [
    of(&[NUMBER, NUMBER], Gives::Widest),
    fixed(&[TIMESPAN, TIMESPAN], Type::TimeSpan),
    fixed(&[TIME, TIME], Type::DateTime),
    fixed(&[DYNAMIC, DYNAMIC], Type::Dynamic),
    fixed(&[DYNAMIC, INT], Type::Long),
    fixed(&[INT, DYNAMIC], Type::Long),
    of(&[DYNAMIC, SUMMABLE], Gives::Operand(1)),
    of(&[SUMMABLE, DYNAMIC], Gives::Operand(0)),
];
static SUBTRACT: [OperatorOverload; 12] = [
    of(&[NUMBER, NUMBER], Gives::Widest),
    fixed(&[TIMESPAN, TIMESPAN], Type::TimeSpan),
    fixed(&[DATETIME, DATETIME], Type::TimeSpan),
    fixed(&[DATETIME, DYNAMIC], Type::TimeSpan),
    fixed(&[DYNAMIC, DATETIME], Type::TimeSpan),
    fixed(&[DATETIME, TIMESPAN], Type::DateTime),
    fixed(&[TIMESPAN, DATETIME], Type::DateTime),
    fixed(&[DYNAMIC, DYNAMIC], Type::Dynamic),
    fixed(&[DYNAMIC, INT], Type::Long),
    fixed(&[INT, DYNAMIC], Type::Long),
    of(&[DYNAMIC, SUMMABLE], Gives::Operand(1)),
    of(&[SUMMABLE, DYNAMIC], Gives::Operand(0)),
];
static MULTIPLY: [OperatorOverload; 11] = [
    of(&[NUMBER, NUMBER], Gives::Widest),
    fixed(&[TIMESPAN, TIMESPAN], Type::TimeSpan),
    fixed(&[TIMESPAN, NUMBER], Type::TimeSpan),
    fixed(&[NUMBER, TIMESPAN], Type::TimeSpan),
    fixed(&[DATETIME, NUMBER], Type::DateTime),
    fixed(&[NUMBER, DATETIME], Type::DateTime),
    fixed(&[DYNAMIC, DYNAMIC], Type::Dynamic),
    fixed(&[DYNAMIC, INT], Type::Long),
    fixed(&[INT, DYNAMIC], Type::Long),
    of(&[DYNAMIC, NUMBER], Gives::Operand(1)),
    of(&[NUMBER, DYNAMIC], Gives::Operand(0)),
];
static DIVIDE: [OperatorOverload; 11] = [
    of(&[NUMBER, NUMBER], Gives::Widest),
    fixed(&[TIMESPAN, TIMESPAN], Type::Real),
    fixed(&[TIMESPAN, NUMBER], Type::TimeSpan),
    fixed(&[DATETIME, DATETIME], Type::Real),
    fixed(&[DATETIME, TIMESPAN], Type::Real),
    fixed(&[DATETIME, NUMBER], Type::DateTime),
    fixed(&[DYNAMIC, DYNAMIC], Type::Dynamic),
    fixed(&[DYNAMIC, INT], Type::Long),
    fixed(&[INT, DYNAMIC], Type::Long),
    of(&[DYNAMIC, NUMBER], Gives::Operand(1)),
    of(&[NUMBER, DYNAMIC], Gives::Operand(0)),
];
static MODULO: [OperatorOverload; 11] = [
    of(&[NUMBER, NUMBER], Gives::Widest),
    fixed(&[TIMESPAN, TIMESPAN], Type::TimeSpan),
    fixed(&[TIMESPAN, NUMBER], Type::TimeSpan),
    fixed(&[DATETIME, DATETIME], Type::TimeSpan),
    fixed(&[DATETIME, TIMESPAN], Type::TimeSpan),
    fixed(&[DATETIME, NUMBER], Type::DateTime),
    fixed(&[DYNAMIC, DYNAMIC], Type::Dynamic),
    fixed(&[DYNAMIC, INT], Type::Long),
    fixed(&[INT, DYNAMIC], Type::Long),
    of(&[DYNAMIC, NUMBER], Gives::Operand(1)),
    of(&[NUMBER, DYNAMIC], Gives::Operand(0)),
];
static COMPARE: [OperatorOverload; 7] = [
    fixed(&[BOOL, NUMBER_OR_BOOL], Type::Bool),
    fixed(&[NUMBER, NUMBER_OR_BOOL], Type::Bool),
    fixed(&[TIMESPAN, TIMESPAN], Type::Bool),
    fixed(&[DATETIME, DATETIME], Type::Bool),
    fixed(&[DYNAMIC, DYNAMIC], Type::Bool),
    fixed(&[DYNAMIC, NUMBER], Type::Bool),
    fixed(&[NUMBER, DYNAMIC], Type::Bool),
];
static EQUAL: [OperatorOverload; 2] = [fixed(&[BOOL, ANY], Type::Bool), fixed(&[NOT_BOOL, ANY], Type::Bool)];
static TEXT_TEXT: [OperatorOverload; 2] =
    [fixed(&[TEXT, TEXT], Type::Bool), fixed(&[TypeSet::NONE, TEXT], Type::Bool)];
static TEXT_STRING: [OperatorOverload; 2] =
    [fixed(&[TEXT, STRING], Type::Bool), fixed(&[TypeSet::NONE, STRING], Type::Bool)];
static IN: [OperatorOverload; 2] = [list(&[BOOL, ANY]), list(&[NOT_BOOL, ANY])];
static IN_TEXT: [OperatorOverload; 1] = [list(&[TEXT, ANY])];
static BETWEEN: [OperatorOverload; 5] = [
    fixed(&[NUMBER, NUMBER, NUMBER], Type::Bool),
    same(&[SUMMABLE, SUMMABLE, SUMMABLE], 0, 1),
    fixed(&[DATETIME, DATETIME, TIMESPAN], Type::Bool),
    same(&[NUMBER, DYNAMIC, DYNAMIC], 1, 2),
    same(&[DYNAMIC, NUMBER, NUMBER], 1, 2),
];
static LOGIC: [OperatorOverload; 4] = [
    fixed(&[BOOL, BOOL], Type::Bool),
    fixed(&[DYNAMIC, BOOL], Type::Bool),
    fixed(&[BOOL, DYNAMIC], Type::Bool),
    fixed(&[DYNAMIC, DYNAMIC], Type::Bool),
];
static SIGN: [OperatorOverload; 2] = [of(&[SUMMABLE], Gives::Operand(0)), fixed(&[DYNAMIC], Type::Dynamic)];

/// The overloads of an operator by its sign; `-x` and `+x` are the unary ones.
pub(crate) fn overloads(sign: &str) -> &'static [OperatorOverload] {
    match sign {
        "+" => &ADD,
        "-" => &SUBTRACT,
        "*" => &MULTIPLY,
        "/" => &DIVIDE,
        "%" => &MODULO,
        "<" | "<=" | ">" | ">=" => &COMPARE,
        "==" | "!=" => &EQUAL,
        "has" | "!has" | "has_cs" | "!has_cs" | "hasprefix" | "!hasprefix" | "hasprefix_cs"
        | "!hasprefix_cs" | "hassuffix" | "!hassuffix" | "hassuffix_cs" | "!hassuffix_cs" => &TEXT_STRING,
        "in" | "!in" => &IN,
        "in~" | "!in~" | "has_any" | "has_all" => &IN_TEXT,
        "between" | "!between" => &BETWEEN,
        "and" | "or" => &LOGIC,
        "-x" | "+x" => &SIGN,
        _ => &TEXT_TEXT,
    }
}

/// Whether the operator compares or searches texts.
pub(crate) fn is_text(sign: &str) -> bool {
    !matches!(
        sign,
        "+" | "-"
            | "*"
            | "/"
            | "%"
            | "<"
            | "<="
            | ">"
            | ">="
            | "=="
            | "!="
            | "between"
            | "!between"
            | "and"
            | "or"
            | "-x"
            | "+x"
            | "in"
            | "!in"
    )
}

/// What the overload gives for operands of these types.
pub(crate) fn result(gives: Gives, operands: &[Ty]) -> Ty {
    match gives {
        Gives::Fixed(ty) => Ty::Known(ty),
        Gives::Operand(position) => operands.get(position).copied().unwrap_or(Ty::Unknown),
        Gives::Widest => {
            let known: Vec<Type> = operands.iter().filter_map(|ty| ty.known()).collect();
            if known.len() < operands.len() {
                return Ty::Unknown;
            }
            types::widest(&known).map_or(Ty::Unknown, Ty::Known)
        }
    }
}
