//! `in`, `!in`, `in~`, `!in~`, `has_any` and `has_all`: tests against a list.
//!
//! The list is the further arguments; a dynamic array among them stands for its elements. A null is in no
//! list, and so passes `!in`.

use quarry_data::{Column, Datum, Dynamic, Primitive, Type, Value, ValueRef};
use rustc_hash::FxHashSet;

use super::equality::same;
use crate::conversion;
use crate::kernel::Prepared;
use crate::operand;
use crate::text::{Needles, Texts, Verdicts, fold};
use crate::{Argument, CallError, Category, Example, Kernel, Param, ResultType};
use crate::{ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Operator, ..ScalarFunction::BASE };
const TEXT: TypeSet = TypeSet::STRING.or(TypeSet::DYNAMIC);
const LIST: Param =
    Param::new("list", TypeSet::ANY, "A value, or a dynamic array of values.").repeated(1, 32767);
const ANY: &[Param] = &[Param::new("value", TypeSet::ANY, "The value to look for."), LIST];
const TEXTS: &[Param] = &[Param::new("text", TEXT, "The text to test."), LIST];
/// Up to how many numbers are compared one by one.
const FEW: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    In,
    InTilde,
    HasAny,
    HasAll,
}

const fn signature(params: &'static [Param], kernel: crate::Prepare) -> Signature {
    Signature { params, result: ResultType::Fixed(Type::Bool), kernel: Kernel::Prepared(kernel) }
}

pub(super) static IN: ScalarFunction = ScalarFunction {
    name: "in",
    summary: "Tells whether a value equals one of a list, with regard to case.",
    signatures: &[signature(ANY, |_, a| Ok(Test::prepare(Kind::In, false, a)))],
    examples: &[
        Example::new("print 'b' in ('a', 'b')", "true"),
        Example::new("print 'B' in ('a', 'b')", "false"),
        Example::new("print 2 in (dynamic([1, 2]))", "true"),
        Example::new("print long(null) in (1, 2)", "false"),
    ],
    ..BASE
};

pub(super) static NOT_IN: ScalarFunction = ScalarFunction {
    name: "!in",
    summary: "Tells whether a value equals none of a list, with regard to case.",
    signatures: &[signature(ANY, |_, a| Ok(Test::prepare(Kind::In, true, a)))],
    examples: &[
        Example::new("print 'B' !in ('a', 'b')", "true"),
        Example::new("print 2 !in (1, 2)", "false"),
        Example::new("print long(null) !in (1, 2)", "true"),
    ],
    ..BASE
};

pub(super) static IN_TILDE: ScalarFunction = ScalarFunction {
    name: "in~",
    summary: "Tells whether a string equals one of a list, ignoring case.",
    signatures: &[signature(ANY, |_, a| Ok(Test::prepare(Kind::InTilde, false, a)))],
    examples: &[
        Example::new("print 'CMD.exe' in~ ('cmd.exe', 'net.exe')", "true"),
        Example::new("print '' in~ ('cmd.exe')", "false"),
    ],
    ..BASE
};

pub(super) static NOT_IN_TILDE: ScalarFunction = ScalarFunction {
    name: "!in~",
    summary: "Tells whether a string equals none of a list, ignoring case.",
    signatures: &[signature(ANY, |_, a| Ok(Test::prepare(Kind::InTilde, true, a)))],
    examples: &[
        Example::new("print 'CMD.exe' !in~ ('cmd.exe')", "false"),
        Example::new("print 'sc.exe' !in~ ('cmd.exe')", "true"),
    ],
    ..BASE
};

pub(super) static HAS_ANY: ScalarFunction = ScalarFunction {
    name: "has_any",
    summary: "Tells whether a text has at least one of several terms, ignoring case.",
    signatures: &[signature(TEXTS, |_, a| Ok(Test::prepare(Kind::HasAny, false, a)))],
    examples: &[
        Example::new("print 'net user eve /add' has_any ('whoami', 'NET')", "true"),
        Example::new("print 'network' has_any ('net', 'work')", "false"),
        Example::new("print 'a b' has_any (dynamic(['b']))", "true"),
    ],
    ..BASE
};

pub(super) static HAS_ALL: ScalarFunction = ScalarFunction {
    name: "has_all",
    summary: "Tells whether a text has every one of several terms, ignoring case.",
    signatures: &[signature(TEXTS, |_, a| Ok(Test::prepare(Kind::HasAll, false, a)))],
    examples: &[
        Example::new("print 'net user eve /add' has_all ('NET', 'add')", "true"),
        Example::new("print 'net user eve' has_all ('net', 'add')", "false"),
    ],
    ..BASE
};

/// The values of a list in the operand's type.
enum Set {
    Texts(Box<dyn Texts>),
    Longs(Vec<i64>),
    ManyLongs(FxHashSet<i64>),
    Values(Vec<Value>),
}

struct Test {
    kind: Kind,
    negated: bool,
    ty: Type,
    /// None when the list comes with the row.
    set: Option<Set>,
    verdicts: Verdicts,
}

/// Texts of which a value must be one.
struct Members {
    texts: FxHashSet<Box<str>>,
    lengths: Vec<bool>,
    folded: bool,
    scratch: String,
}

/// Longest text whose length is remembered.
const LENGTHS: usize = 256;

impl Members {
    fn new(texts: Vec<String>, folded: bool) -> Self {
        let texts: FxHashSet<Box<str>> = texts
            .into_iter()
            .map(|text| if folded { fold::folded(&text).into() } else { text.into_boxed_str() })
            .collect();
        let mut lengths = vec![false; LENGTHS];
        let longest = lengths.len() - 1;
        lengths[longest] = true;
        // The order does not matter: bits are set.
        #[allow(clippy::iter_over_hash_type)]
        for text in &texts {
            lengths[text.len().min(longest)] = true;
        }
        Self { texts, lengths, folded, scratch: String::new() }
    }
}

impl Texts for Members {
    fn test(&mut self, text: &str) -> bool {
        // Folding may change the length of text outside ASCII only.
        if !self.lengths[text.len().min(LENGTHS - 1)] && (!self.folded || text.is_ascii()) {
            return false;
        }
        if !self.folded {
            return self.texts.contains(text);
        }
        self.scratch.clear();
        fold::fold_into(text, &mut self.scratch);
        self.texts.contains(self.scratch.as_str())
    }
}

/// The values of a list, arrays taken apart.
fn elements<'a>(list: impl Iterator<Item = ValueRef<'a>>) -> Vec<Value> {
    let mut values = Vec::new();
    for value in list {
        match value {
            ValueRef::Dynamic(Dynamic::Array(items)) => {
                values.extend(items.iter().map(|item| conversion::unwrapped(item).to_owned()));
            }
            ValueRef::Dynamic(inner) => values.push(conversion::unwrapped(inner).to_owned()),
            other => values.push(other.to_owned()),
        }
    }
    values.retain(|value| !value.is_null());
    values
}

impl Set {
    fn new(kind: Kind, ty: Type, values: Vec<Value>) -> Self {
        let texts = || values.iter().map(|value| conversion::text(value.as_ref())).collect::<Vec<String>>();
        match kind {
            Kind::HasAny | Kind::HasAll => {
                Self::Texts(Box::new(Needles::new(&texts(), kind == Kind::HasAll)))
            }
            Kind::InTilde => Self::Texts(Box::new(Members::new(texts(), true))),
            Kind::In => match ty {
                Type::String => Self::Texts(Box::new(Members::new(texts(), false))),
                Type::Int | Type::Long | Type::DateTime | Type::TimeSpan => match longs(ty, &values) {
                    Some(longs) if longs.len() <= FEW => Self::Longs(longs),
                    Some(longs) => Self::ManyLongs(longs.into_iter().collect()),
                    None => Self::Values(values),
                },
                _ => Self::Values(values),
            },
        }
    }

    fn contains(&mut self, value: ValueRef<'_>) -> bool {
        match self {
            Self::Texts(texts) => Verdicts::one(texts.as_mut(), value),
            Self::Longs(longs) => operand::long(value).is_some_and(|value| longs.contains(&value)),
            Self::ManyLongs(longs) => operand::long(value).is_some_and(|value| longs.contains(&value)),
            Self::Values(values) => {
                !value.is_null() && values.iter().any(|wanted| same(value, wanted.as_ref()))
            }
        }
    }
}

/// The list as whole numbers or ticks; none when one of them is something else.
fn longs(ty: Type, values: &[Value]) -> Option<Vec<i64>> {
    let of_type = |value: &Value| match (ty, value) {
        (Type::Int | Type::Long, Value::Int(_) | Value::Long(_)) => operand::long(value.as_ref()),
        (Type::DateTime, Value::DateTime(v)) | (Type::TimeSpan, Value::TimeSpan(v)) => Some(*v),
        _ => None,
    };
    values.iter().map(of_type).collect()
}

impl Test {
    fn prepare(kind: Kind, negated: bool, arguments: &[Argument]) -> Box<dyn Prepared> {
        let ty = arguments.first().map_or(Type::String, |argument| argument.ty);
        let list: Option<Vec<&Value>> =
            arguments.iter().skip(1).map(|argument| argument.constant.as_ref()).collect();
        let set = list.map(|list| Set::new(kind, ty, elements(list.into_iter().map(Value::as_ref))));
        Box::new(Self { kind, negated, ty, set, verdicts: Verdicts::default() })
    }
}

impl Prepared for Test {
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value {
        let Some((value, list)) = arguments.split_first() else { return Value::Null };
        let found = match &mut self.set {
            Some(set) => set.contains(*value),
            None => Set::new(self.kind, self.ty, elements(list.iter().copied())).contains(*value),
        };
        Value::Bool(found != self.negated)
    }

    fn columns(&mut self, arguments: &[Datum], _rows: usize) -> Option<Result<Datum, CallError>> {
        let Some(Datum::Column(column)) = arguments.first() else { return None };
        let negated = self.negated;
        let result = match (self.set.as_mut()?, column) {
            (Set::Texts(texts), Column::String(_)) => self.verdicts.test(texts.as_mut(), column, negated),
            (
                Set::Longs(longs),
                Column::Long(values) | Column::DateTime(values) | Column::TimeSpan(values),
            ) => numbers(values, negated, |value| longs.contains(&value)),
            (Set::Longs(longs), Column::Int(values)) => {
                numbers(values, negated, |value| longs.contains(&i64::from(value)))
            }
            (Set::ManyLongs(longs), Column::Long(values)) => {
                numbers(values, negated, |value| longs.contains(&value))
            }
            _ => return None,
        };
        Some(Ok(Datum::Column(result)))
    }
}

fn numbers<T: Copy + Default>(column: &Primitive<T>, negated: bool, found: impl Fn(T) -> bool) -> Column {
    let hits = column.iter().map(|value| value.is_some_and(&found) != negated);
    Column::Bool(Primitive::new(hits.collect::<Vec<bool>>(), None))
}
