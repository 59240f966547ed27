//! Types while binding: what promotes to what, common types, and types that are only known at run time.

use quarry_data::Type;

/// A type as far as it is known while binding.
///
/// `Unknown` is the type of columns that only a run can tell (`bag_unpack`) and of everything that could
/// not be bound; it is accepted everywhere, so one mistake gives one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Known(Type),
    Unknown,
}

impl Ty {
    pub(crate) fn known(self) -> Option<Type> {
        match self {
            Ty::Known(ty) => Some(ty),
            Ty::Unknown => None,
        }
    }

    /// The type that expressions carry: what is unknown runs as a dynamic.
    pub(crate) fn or_dynamic(self) -> Type {
        self.known().unwrap_or(Type::Dynamic)
    }

    pub(crate) fn is(self, ty: Type) -> bool {
        self == Ty::Known(ty)
    }

    pub(crate) fn is_unknown(self) -> bool {
        self == Ty::Unknown
    }

    /// Holds for unknown types too.
    pub(crate) fn may_be(self, test: impl Fn(Type) -> bool) -> bool {
        self.known().is_none_or(test)
    }
}

/// Whether a value of `from` is taken where `to` is wanted: int, long, real, decimal in that order.
pub(crate) fn promotes(from: Type, to: Type) -> bool {
    matches!(
        (from, to),
        (Type::Int, Type::Long | Type::Real | Type::Decimal)
            | (Type::Long, Type::Real | Type::Decimal)
            | (Type::Real, Type::Decimal)
    )
}

/// The type that both can be converted to; a dynamic wins over everything.
pub(crate) fn common(a: Type, b: Type) -> Option<Type> {
    if a == b || promotes(b, a) {
        Some(a)
    } else if a == Type::Dynamic || b == Type::Dynamic {
        Some(Type::Dynamic)
    } else if promotes(a, b) {
        Some(b)
    } else {
        None
    }
}

/// The common type of all known ones; `Unknown` when any is, none when two do not go together.
pub(crate) fn common_of(types: impl IntoIterator<Item = Ty>) -> Option<Ty> {
    let mut result: Option<Type> = None;
    for ty in types {
        match (ty, result) {
            (Ty::Unknown, _) => return Some(Ty::Unknown),
            (Ty::Known(ty), None) => result = Some(ty),
            (Ty::Known(ty), Some(so_far)) => result = Some(common(so_far, ty)?),
        }
    }
    result.map(Ty::Known)
}

/// The widest of the numbers among the types, with int as long.
pub(crate) fn widest(types: &[Type]) -> Option<Type> {
    let widest = types.iter().copied().filter(|ty| ty.is_numeric()).reduce(|a, b| common(a, b).unwrap_or(a));
    widest.map(promote_int)
}

/// Int becomes long, as in arithmetic and `sum`.
pub(crate) fn promote_int(ty: Type) -> Type {
    if ty == Type::Int { Type::Long } else { ty }
}

/// What `min`, `max`, `sort` and `<` take.
pub(crate) fn is_orderable(ty: Type) -> bool {
    ty != Type::Dynamic
}
