//! Joins whose rows must lie near each other in time: `join … on DeviceId | where T2 between (T1 .. 5m)`.
//!
//! The filter behind such a join bounds the difference of a datetime of the right and one of the left side. The
//! join is told, and pairs only rows within the bounds; the filter stays and decides the ends.

use quarry_data::{Type, Value, datetime};

use crate::{Expr, ExprKind, Join, JoinColumn, JoinKind, JoinWindow, Node, Plan};

/// Larger constants could make a sum of ticks wrap around.
const LARGEST_OFFSET: i128 = 1 << 62;

/// Tells the join below the filter at the top of a plan what the filter bounds.
pub(crate) fn narrow(plan: &mut Plan) {
    let Node::Filter { input, predicate } = &mut plan.node else { return };
    let mut columns: Option<Vec<Expr>> = None;
    let join = match &mut input.node {
        Node::Join(join) => join,
        // What the stage in between computes is looked through.
        Node::Project { input, columns: computed, window: false } => match &mut input.node {
            Node::Join(join) => {
                columns = Some(computed.clone());
                join
            }
            _ => return,
        },
        _ => return,
    };
    if !matches!(join.kind, JoinKind::Inner | JoinKind::InnerUnique) || join.window.is_some() {
        return;
    }
    let parts = match &predicate.kind {
        ExprKind::And(parts) => parts.as_slice(),
        _ => std::slice::from_ref(&*predicate),
    };
    let view = View { columns: columns.as_deref() };
    let bounds: Vec<Bound> =
        parts.iter().flat_map(|part| view.facts(part)).filter_map(Linear::bound).collect();
    join.window = windows(join, &bounds)
        .into_iter()
        .max_by_key(|window| u8::from(window.low > i64::MIN) + u8::from(window.high < i64::MAX));
}

/// `columns[plus] - columns[minus] >= least`, in ticks.
struct Bound {
    plus: usize,
    minus: usize,
    least: i64,
}

/// The window of every pair of columns that is bounded.
fn windows(join: &Join, bounds: &[Bound]) -> Vec<JoinWindow> {
    let mut windows: Vec<JoinWindow> = Vec::new();
    for &Bound { plus, minus, least } in bounds {
        let window = match (join.output.get(plus), join.output.get(minus)) {
            (Some(&JoinColumn::Right(right)), Some(&JoinColumn::Left(left))) => {
                JoinWindow { left, right, low: least, high: i64::MAX }
            }
            (Some(&JoinColumn::Left(left)), Some(&JoinColumn::Right(right))) => {
                JoinWindow { left, right, low: i64::MIN, high: -least }
            }
            _ => continue,
        };
        match windows.iter_mut().find(|known| (known.left, known.right) == (window.left, window.right)) {
            Some(known) => {
                known.low = known.low.max(window.low);
                known.high = known.high.min(window.high);
            }
            None => windows.push(window),
        }
    }
    windows
}

/// Reads conditions on the join's output, through what a stage computes of it.
struct View<'a> {
    columns: Option<&'a [Expr]>,
}

/// A sum of datetime columns, each added or taken away once, and ticks. As a count of `unit`s it is exact but
/// for less than `slack` ticks: `datetime_diff` counts borders.
#[derive(Clone, Default)]
struct Linear {
    plus: Vec<usize>,
    minus: Vec<usize>,
    ticks: i128,
    unit: i128,
    slack: i128,
}

impl View<'_> {
    /// What is not below zero where the condition holds.
    fn facts(&self, condition: &Expr) -> Vec<Linear> {
        let ExprKind::Call { function, arguments, .. } = &condition.kind else { return Vec::new() };
        match (function.name, arguments.as_slice()) {
            (">" | ">=", [high, low]) | ("<" | "<=", [low, high]) => self.at_least(high, low),
            ("==", [left, right]) => [self.at_least(left, right), self.at_least(right, left)].concat(),
            ("between", [value, low, high]) => {
                let mut facts = self.at_least(value, low);
                match (value.ty, high.ty, self.linear(low), self.linear(value), self.linear(high)) {
                    // A timespan counts from the low end.
                    (Type::DateTime, Type::TimeSpan, Some(low), Some(value), Some(span)) => {
                        facts.push(low.plus(&span, 1).plus(&value, -1));
                    }
                    (Type::DateTime, Type::TimeSpan, ..) => {}
                    _ => facts.extend(self.at_least(high, value)),
                }
                facts
            }
            _ => Vec::new(),
        }
    }

    /// `high - low`; where the low side is an `abs`, with either sign of what stands in it.
    fn at_least(&self, high: &Expr, low: &Expr) -> Vec<Linear> {
        let signs: &[i128] = if absolute(low).is_some() { &[-1, 1] } else { &[-1] };
        let Some((high, low)) = self.linear(high).zip(self.linear(absolute(low).unwrap_or(low))) else {
            return Vec::new();
        };
        signs.iter().map(|&sign| high.clone().plus(&low, sign)).collect()
    }

    fn linear(&self, expr: &Expr) -> Option<Linear> {
        self.linear_of(expr, self.columns)
    }

    fn linear_of(&self, expr: &Expr, columns: Option<&[Expr]>) -> Option<Linear> {
        match &expr.kind {
            ExprKind::Column(index) => match columns {
                Some(columns) => self.linear_of(columns.get(*index)?, None),
                None => (expr.ty == Type::DateTime).then(|| Linear {
                    plus: vec![*index],
                    unit: 1,
                    ..Linear::default()
                }),
            },
            ExprKind::Constant(Value::TimeSpan(ticks) | Value::DateTime(ticks)) => (i128::from(*ticks).abs()
                <= LARGEST_OFFSET)
                .then(|| Linear { ticks: i128::from(*ticks), unit: 1, ..Linear::default() }),
            // A count of units, until it meets its unit.
            ExprKind::Constant(Value::Long(count)) => Some(Linear::count(*count)),
            ExprKind::Constant(Value::Int(count)) => Some(Linear::count((*count).into())),
            ExprKind::Convert(inner) if inner.ty == Type::Int && expr.ty == Type::Long => {
                self.linear_of(inner, columns)
            }
            ExprKind::Call { function, arguments, .. } => match (function.name, arguments.as_slice()) {
                ("+", [left, right]) if is_time(expr.ty) => {
                    Some(self.linear_of(left, columns)?.plus(&self.linear_of(right, columns)?, 1))
                }
                ("-", [left, right]) if is_time(expr.ty) => {
                    Some(self.linear_of(left, columns)?.plus(&self.linear_of(right, columns)?, -1))
                }
                ("datetime_diff", [unit, left, right]) => {
                    let unit = ticks_of(unit.as_constant()?)?;
                    let difference =
                        self.linear_of(left, columns)?.plus(&self.linear_of(right, columns)?, -1);
                    Some(Linear { unit, slack: unit, ..difference })
                }
                _ => None,
            },
            _ => None,
        }
    }
}

fn is_time(ty: Type) -> bool {
    matches!(ty, Type::DateTime | Type::TimeSpan)
}

/// What stands in `abs(…)`.
fn absolute(expr: &Expr) -> Option<&Expr> {
    match &expr.kind {
        ExprKind::Call { function, arguments, .. } if function.name == "abs" => arguments.first(),
        ExprKind::Convert(inner) => absolute(inner),
        _ => None,
    }
}

/// The ticks of a unit of `datetime_diff` that always has as many.
fn ticks_of(unit: &Value) -> Option<i128> {
    let Value::String(name) = unit else { return None };
    let ticks = match name.to_ascii_lowercase().as_str() {
        "week" => 7 * datetime::TICKS_PER_DAY,
        "day" => datetime::TICKS_PER_DAY,
        "hour" => datetime::TICKS_PER_DAY / 24,
        "minute" => datetime::TICKS_PER_DAY / 1_440,
        "second" => datetime::TICKS_PER_DAY / 86_400,
        "millisecond" => datetime::TICKS_PER_DAY / 86_400_000,
        _ => return None,
    };
    Some(i128::from(ticks))
}

impl Linear {
    fn count(count: i64) -> Self {
        Self { ticks: count.into(), ..Self::default() }
    }

    /// The sum with another, `sign` times; a bare count takes the other's unit.
    fn plus(mut self, other: &Self, sign: i128) -> Self {
        let unit = self.unit.max(other.unit);
        let scale =
            |one: &Self| if one.unit == 0 { one.ticks.saturating_mul(unit.max(1)) } else { one.ticks };
        let ticks = scale(&self) + sign * scale(other);
        let (plus, minus) = if sign > 0 { (&other.plus, &other.minus) } else { (&other.minus, &other.plus) };
        self.plus.extend(plus);
        self.minus.extend(minus);
        Self { ticks, unit, slack: self.slack + other.slack, ..self }
    }

    /// What `self >= 0` says of the one pair of columns in it.
    fn bound(self) -> Option<Bound> {
        let (&[plus], &[minus]) = (self.plus.as_slice(), self.minus.as_slice()) else { return None };
        let least = -(self.ticks + self.slack);
        (least.abs() <= LARGEST_OFFSET).then_some(Bound { plus, minus, least: least as i64 })
    }
}
