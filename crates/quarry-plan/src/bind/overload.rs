//! Which overload fits arguments best, after the language service's rules.

use quarry_data::Type;
use quarry_functions::{Param, Signature, TypeSet};

use crate::types::{self, Ty};

/// How well an argument fits a parameter; later is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    None,
    Unknown,
    Promoted,
    NotType,
    OneOfMany,
    Scalar,
    Summable,
    Number,
    Integer,
    Exact,
}

/// Something with parameters.
pub(crate) trait Overload {
    /// The fewest and most arguments.
    fn arity(&self) -> (usize, usize);

    /// What the parameter of the argument at `position` takes; `arguments` are all of them.
    fn accepts(&self, position: usize, arguments: &[Ty]) -> Option<TypeSet>;
}

impl Overload for Signature {
    fn arity(&self) -> (usize, usize) {
        self.arity()
    }

    fn accepts(&self, position: usize, arguments: &[Ty]) -> Option<TypeSet> {
        param(self.params, position, arguments).map(|param| param.accepts)
    }
}

/// The parameter that the argument at a position belongs to. A repeated parameter takes all arguments
/// that those after it leave over; an optional one after it is only there when the last argument fits it.
pub(crate) fn param<'p>(params: &'p [Param], position: usize, arguments: &[Ty]) -> Option<&'p Param> {
    let Some(repeated) = params.iter().position(|param| param.max > 1) else { return params.get(position) };
    if position <= repeated {
        return params.get(position);
    }
    let after = params.get(repeated + 1..).unwrap_or_default();
    if let ([last], Some(ty)) = (after, arguments.last())
        && position + 1 == arguments.len()
        && (last.min > 0 || fit(last.accepts, *ty) != Fit::None)
    {
        return Some(last);
    }
    params.get(repeated)
}

/// How well a type fits a set of types.
pub(crate) fn fit(accepts: TypeSet, ty: Ty) -> Fit {
    let Ty::Known(ty) = ty else { return Fit::Unknown };
    if accepts.contains(ty) {
        return if accepts == TypeSet::of(ty) {
            Fit::Exact
        } else if accepts == TypeSet::INTEGER {
            Fit::Integer
        } else if accepts == TypeSet::NUMBER {
            Fit::Number
        } else if accepts == TypeSet::SUMMABLE {
            Fit::Summable
        } else if accepts == TypeSet::ANY {
            Fit::Scalar
        } else if accepts.iter().count() > Type::ALL.len() / 2 {
            Fit::NotType
        } else {
            Fit::OneOfMany
        };
    }
    if accepts.iter().any(|to| types::promotes(ty, to)) { Fit::Promoted } else { Fit::None }
}

/// Positions of the overloads that fit best: one when the choice is clear, several when it is not.
pub(crate) fn best<O: Overload>(overloads: &[O], arguments: &[Ty]) -> Vec<usize> {
    if overloads.len() <= 1 {
        return (0..overloads.len()).collect();
    }
    let count = arguments.len();
    let fits_count = |overload: &O| {
        let (min, max) = overload.arity();
        (min..=max).contains(&count)
    };
    let mut candidates: Vec<usize> =
        (0..overloads.len()).filter(|&index| fits_count(&overloads[index])).collect();
    if candidates.is_empty() {
        let most = overloads.iter().map(|overload| overload.arity().1).max().unwrap_or(0);
        candidates = (0..overloads.len())
            .filter(|&index| {
                let (min, max) = overloads[index].arity();
                (min..=max).contains(&most)
            })
            .collect();
    }
    let matching = |index: usize| match_count(&overloads[index], arguments);
    let most = candidates.iter().map(|&index| matching(index)).max().unwrap_or(0);
    candidates.retain(|&index| matching(index) == most);
    let Some((&first, rest)) = candidates.split_first() else { return candidates };
    let mut clear = first;
    for &other in rest {
        match compare(&overloads[other], &overloads[clear], arguments) {
            std::cmp::Ordering::Greater => clear = other,
            std::cmp::Ordering::Equal => return candidates,
            std::cmp::Ordering::Less => {}
        }
    }
    let beaten =
        |&other: &usize| other == clear || compare(&overloads[clear], &overloads[other], arguments).is_gt();
    if candidates.iter().all(beaten) { vec![clear] } else { candidates }
}

fn fits<O: Overload>(overload: &O, arguments: &[Ty]) -> Vec<Fit> {
    let one = |(position, &ty): (usize, &Ty)| {
        overload.accepts(position, arguments).map_or(Fit::None, |accepts| fit(accepts, ty))
    };
    arguments.iter().enumerate().map(one).collect()
}

fn match_count<O: Overload>(overload: &O, arguments: &[Ty]) -> usize {
    fits(overload, arguments).into_iter().filter(|&fit| fit != Fit::None).count()
}

/// Compares by the worst fitting argument, then by the best.
fn compare<O: Overload>(a: &O, b: &O, arguments: &[Ty]) -> std::cmp::Ordering {
    let (a, b) = (fits(a, arguments), fits(b, arguments));
    let worst = |fits: &[Fit]| fits.iter().copied().min().unwrap_or(Fit::Exact);
    let top = |fits: &[Fit]| fits.iter().copied().max().unwrap_or(Fit::None);
    worst(&a).cmp(&worst(&b)).then_with(|| top(&a).cmp(&top(&b)))
}

/// What it costs to hand a value of type `from` to a parameter; none when it can't be.
fn cost(accepts: TypeSet, from: Type) -> Option<(u32, Type)> {
    if accepts.contains(from) {
        return Some((0, from));
    }
    let promoted = [Type::Long, Type::Real, Type::Decimal]
        .into_iter()
        .filter(|&to| accepts.contains(to) && types::promotes(from, to))
        .enumerate()
        .map(|(rank, to)| (1 + rank as u32, to))
        .next();
    if promoted.is_some() {
        return promoted;
    }
    if from == Type::Bool && accepts.contains(Type::Long) {
        return Some((6, Type::Long));
    }
    if from == Type::Dynamic {
        let to = accepts.iter().min_by_key(|&to| match to {
            Type::String => 0,
            Type::Real => 1,
            Type::Long => 2,
            _ => 3,
        })?;
        return Some((20, to));
    }
    accepts.contains(Type::Dynamic).then_some((10, Type::Dynamic))
}

/// The signature to run for arguments of these types, and what each argument is converted to.
pub(crate) fn kernel<'s>(
    signatures: &'s [Signature],
    arguments: &[Type],
) -> Option<(&'s Signature, Vec<Type>)> {
    let known: Vec<Ty> = arguments.iter().map(|&ty| Ty::Known(ty)).collect();
    let mut best: Option<(u32, &Signature, Vec<Type>)> = None;
    for signature in signatures {
        let (min, max) = signature.arity();
        if !(min..=max).contains(&arguments.len()) {
            continue;
        }
        let mut total = 0;
        let mut targets = Vec::with_capacity(arguments.len());
        for (position, &from) in arguments.iter().enumerate() {
            let found = param(signature.params, position, &known);
            let Some((price, to)) = found.and_then(|param| cost(param.accepts, from)) else { break };
            total += price;
            targets.push(to);
        }
        if targets.len() == arguments.len() && best.as_ref().is_none_or(|(least, ..)| total < *least) {
            best = Some((total, signature, targets));
        }
    }
    best.map(|(_, signature, targets)| (signature, targets))
}
