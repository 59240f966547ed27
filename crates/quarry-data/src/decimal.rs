//! `decimal`: exact decimal fractions with 34 digits, as in IEEE 754 decimal128.

mod wide;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use wide::{Wide, digit_count, power_of_ten};

/// Digits that a number keeps; more are rounded half to even.
const DIGITS: u32 = 34;
const MIN_EXPONENT: i32 = -6176;
const MAX_EXPONENT: i32 = 6111;
const COEFFICIENT_BITS: u32 = 113;

/// An exact decimal number: `coefficient · 10^exponent`. Trailing zeros are kept, but do not count when
/// numbers are compared: 1.50 equals 1.5.
///
/// From the top: a bit for the sign, 14 bits for the exponent, 113 bits for the coefficient.
#[derive(Clone, Copy)]
pub struct Decimal(u128);

/// A number taken apart.
#[derive(Clone, Copy)]
struct Parts {
    negative: bool,
    coefficient: u128,
    exponent: i32,
}

impl Decimal {
    /// The number as it is kept.
    pub(crate) fn bits(self) -> u128 {
        self.0
    }

    /// The number of [`Self::bits`]; `None` for bits that are none.
    pub(crate) fn from_bits(bits: u128) -> Option<Self> {
        let exponent = (bits >> COEFFICIENT_BITS & 0x3fff) as i32 + MIN_EXPONENT;
        let coefficient = bits & ((1 << COEFFICIENT_BITS) - 1);
        (exponent <= MAX_EXPONENT && coefficient < power_of_ten(DIGITS)).then_some(Self(bits))
    }

    /// Reads digits with an optional sign, point and exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().ok()?.into()),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut value = Wide::from(0);
        let mut exponent: i32 = exponent;
        let mut sticky = false;
        for (digits, step) in [(whole, 0), (fraction, -1)] {
            for digit in digits.bytes() {
                if !digit.is_ascii_digit() {
                    return None;
                }
                // A few digits more than are kept decide how to round; the rest only whether it is a tie.
                if value < Wide::from(power_of_ten(DIGITS + 2)) {
                    value = value.times_small(10).plus_small(u64::from(digit - b'0'));
                    exponent += step;
                } else {
                    sticky |= digit != b'0';
                    exponent += step + 1;
                }
            }
        }
        rounded(negative, value, exponent, sticky)
    }

    /// The number that the shortest text of the real means: 0.1 is exactly 0.1. None for `NaN` and
    /// infinity.
    pub fn from_real(value: f64) -> Option<Self> {
        Self::parse(&format!("{value:e}"))
    }

    /// The nearest real.
    pub fn to_real(self) -> f64 {
        let Parts { negative, coefficient, exponent } = self.parts();
        let sign = if negative { "-" } else { "" };
        format!("{sign}{coefficient}e{exponent}").parse().unwrap_or(f64::NAN)
    }

    /// The whole part, cut towards zero; none when it does not fit.
    pub fn to_long(self) -> Option<i64> {
        let Parts { negative, coefficient, exponent } = self.truncated().parts();
        if coefficient == 0 {
            return Some(0);
        }
        let scale = 10_i128.checked_pow(u32::try_from(exponent).ok()?)?;
        let size = i128::try_from(coefficient).ok()?.checked_mul(scale)?;
        i64::try_from(if negative { -size } else { size }).ok()
    }

    pub fn is_zero(self) -> bool {
        self.parts().coefficient == 0
    }

    pub fn is_negative(self) -> bool {
        self.parts().negative
    }

    #[must_use]
    pub fn abs(self) -> Self {
        Parts { negative: false, ..self.parts() }.pack()
    }

    #[must_use]
    pub fn negated(self) -> Self {
        let parts = self.parts();
        Parts { negative: !parts.negative && parts.coefficient > 0, ..parts }.pack()
    }

    /// Without the digits after the point.
    #[must_use]
    pub fn truncated(self) -> Self {
        self.quantized(0, |_, _| false)
    }

    /// The largest whole number that is not above.
    #[must_use]
    pub fn floor(self) -> Self {
        self.quantized(0, |negative, rest| negative && rest != Rest::Zero)
    }

    /// The smallest whole number that is not below.
    #[must_use]
    pub fn ceiling(self) -> Self {
        self.quantized(0, |negative, rest| !negative && rest != Rest::Zero)
    }

    /// Rounded to `digits` after the point, or before it when negative; halves go away from zero.
    #[must_use]
    pub fn round(self, digits: i32) -> Self {
        self.quantized(-digits.clamp(-6000, 6000), |_, rest| matches!(rest, Rest::Half | Rest::AboveHalf))
    }

    /// None when the result is out of range, as for all arithmetic here.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let (mut high, mut low) = (self.parts(), other.parts());
        if high.exponent < low.exponent {
            std::mem::swap(&mut high, &mut low);
        }
        if high.coefficient == 0 && low.coefficient == 0 {
            return Some(Parts { negative: high.negative && low.negative, ..low }.pack());
        }
        if high.coefficient == 0 {
            return Some(low.pack());
        }
        if low.coefficient == 0 {
            // Zeros are added as far as there is room, since 1 + 0.00 is 1.00.
            let zeros = (DIGITS - digit_count(high.coefficient)).min(high.exponent.abs_diff(low.exponent));
            let coefficient = high.coefficient * power_of_ten(zeros);
            return Some(Parts { coefficient, exponent: high.exponent - zeros as i32, ..high }.pack());
        }
        let zeros = (DIGITS - digit_count(high.coefficient)).min(high.exponent.abs_diff(low.exponent));
        high.coefficient *= power_of_ten(zeros);
        high.exponent -= zeros as i32;
        let distance = high.exponent.abs_diff(low.exponent);
        if distance > DIGITS + 2 {
            return Some(high.pack());
        }
        let left = Wide::product(high.coefficient, power_of_ten(distance));
        let right = Wide::from(low.coefficient);
        let (negative, sum) = if high.negative == low.negative {
            (high.negative, left.plus(right))
        } else if left >= right {
            (high.negative && left != right, left.minus(right))
        } else {
            (low.negative, right.minus(left))
        };
        rounded(negative, sum, low.exponent, false)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    pub fn checked_mul(self, other: Self) -> Option<Self> {
        let (left, right) = (self.parts(), other.parts());
        let product = Wide::product(left.coefficient, right.coefficient);
        rounded(left.negative != right.negative, product, left.exponent + right.exponent, false)
    }

    /// None also for a division by zero.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        let (left, right) = (self.parts(), other.parts());
        if right.coefficient == 0 {
            return None;
        }
        if left.coefficient == 0 {
            return Some(Self::default());
        }
        let negative = left.negative != right.negative;
        // Enough zeros for one digit more than is kept.
        let zeros = DIGITS + 1 + digit_count(right.coefficient) - digit_count(left.coefficient);
        let dividend = Wide::from(left.coefficient).times_power_of_ten(zeros);
        let (quotient, rest) = dividend.divide(right.coefficient);
        let exponent = left.exponent - right.exponent - zeros as i32;
        let quotient = rounded(negative, quotient, exponent, rest != 0)?;
        Some(if rest == 0 { quotient.without_zeros(left.exponent - right.exponent) } else { quotient })
    }

    /// What division towards zero leaves, with the sign of the dividend. None also for a zero divisor.
    pub fn checked_rem(self, other: Self) -> Option<Self> {
        let (left, right) = (self.parts(), other.parts());
        if right.coefficient == 0 {
            return None;
        }
        let distance = left.exponent.abs_diff(right.exponent);
        let (coefficient, exponent) = if left.exponent >= right.exponent {
            let shifted = |rest: u128, _| rest * 10 % right.coefficient;
            ((0..distance).fold(left.coefficient % right.coefficient, shifted), right.exponent)
        } else {
            let scale = if distance > DIGITS { None } else { Some(power_of_ten(distance)) };
            let divisor = scale.and_then(|scale| right.coefficient.checked_mul(scale));
            (divisor.map_or(left.coefficient, |divisor| left.coefficient % divisor), left.exponent)
        };
        Some(Parts { negative: left.negative && coefficient > 0, coefficient, exponent }.pack())
    }

    fn parts(self) -> Parts {
        Parts {
            negative: self.0 >> 127 == 1,
            exponent: (self.0 >> COEFFICIENT_BITS & 0x3fff) as i32 + MIN_EXPONENT,
            coefficient: self.0 & ((1 << COEFFICIENT_BITS) - 1),
        }
    }

    /// Without zeros at the end, as far as the exponent stays at most `limit`.
    fn without_zeros(self, limit: i32) -> Self {
        let mut parts = self.parts();
        while parts.exponent < limit && parts.coefficient.is_multiple_of(10) && parts.coefficient > 0 {
            parts.coefficient /= 10;
            parts.exponent += 1;
        }
        parts.pack()
    }

    /// The multiple of `10^exponent` towards zero, or the next one away from it when `away` says so.
    fn quantized(self, exponent: i32, away: fn(bool, Rest) -> bool) -> Self {
        let parts = self.parts();
        let Some(places) = u32::try_from(exponent - parts.exponent).ok().filter(|places| *places > 0) else {
            return self;
        };
        let (kept, rest) = if places > DIGITS {
            (0, if parts.coefficient == 0 { Rest::Zero } else { Rest::BelowHalf })
        } else {
            let scale = power_of_ten(places);
            (parts.coefficient / scale, Rest::of(parts.coefficient % scale, scale))
        };
        let coefficient = kept + u128::from(away(parts.negative, rest));
        Parts { negative: parts.negative && coefficient > 0, coefficient, exponent }.pack()
    }
}

/// How much digits that are cut off amount to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    Zero,
    BelowHalf,
    Half,
    AboveHalf,
}

impl Rest {
    fn of(rest: u128, scale: u128) -> Self {
        if rest == 0 {
            return Self::Zero;
        }
        match (rest * 2).cmp(&scale) {
            Ordering::Less => Self::BelowHalf,
            Ordering::Equal => Self::Half,
            Ordering::Greater => Self::AboveHalf,
        }
    }
}

impl Parts {
    fn pack(self) -> Decimal {
        let sign = u128::from(self.negative) << 127;
        let exponent = (self.exponent - MIN_EXPONENT) as u128;
        Decimal(sign | exponent << COEFFICIENT_BITS | self.coefficient)
    }
}

/// The number with at most 34 digits; `sticky` says that it is a little more than `value` tells. None when
/// the exponent is out of range.
fn rounded(negative: bool, value: Wide, exponent: i32, sticky: bool) -> Option<Decimal> {
    let (mut coefficient, cut) = value.to_digits(DIGITS, sticky);
    let mut exponent = exponent + cut as i32;
    if coefficient == 0 {
        let exponent = exponent.clamp(MIN_EXPONENT, 0);
        return Some(Parts { negative: false, coefficient, exponent }.pack());
    }
    while exponent > MAX_EXPONENT && coefficient < power_of_ten(DIGITS - 1) {
        coefficient *= 10;
        exponent -= 1;
    }
    while exponent < MIN_EXPONENT && coefficient > 0 {
        coefficient /= 10;
        exponent += 1;
    }
    let exponent = if coefficient == 0 { 0 } else { exponent };
    (exponent <= MAX_EXPONENT).then(|| Parts { negative, coefficient, exponent }.pack())
}

impl Default for Decimal {
    fn default() -> Self {
        Self::from(0)
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Parts { negative: value < 0, coefficient: value.unsigned_abs().into(), exponent: 0 }.pack()
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (self.parts(), other.parts());
        let sign = |parts: &Parts| match (parts.coefficient, parts.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        let by_size = || {
            let magnitude = |parts: &Parts| digit_count(parts.coefficient) as i32 + parts.exponent;
            let sizes = magnitude(&left).cmp(&magnitude(&right));
            sizes.then_with(|| {
                let lowest = left.exponent.min(right.exponent);
                let scaled = |parts: &Parts| {
                    Wide::product(parts.coefficient, power_of_ten(parts.exponent.abs_diff(lowest)))
                };
                scaled(&left).cmp(&scaled(&right))
            })
        };
        sign(&left).cmp(&sign(&right)).then_with(|| match sign(&left) {
            0 => Ordering::Equal,
            -1 => by_size().reverse(),
            _ => by_size(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let parts = self.without_zeros(MAX_EXPONENT).parts();
        let zero = parts.coefficient == 0;
        let canonical = if zero { Self::default() } else { parts.pack() };
        canonical.0.hash(state);
    }
}

impl fmt::Display for Decimal {
    /// Plain digits, with an exponent only where a number has very many zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { negative, coefficient, exponent } = self.parts();
        if negative {
            f.write_str("-")?;
        }
        let digits = coefficient.to_string();
        let point = digits.len() as i32 + exponent;
        match exponent {
            0 => f.write_str(&digits),
            1..=34 if coefficient == 0 => f.write_str("0"),
            1..=34 => write!(f, "{digits}{}", "0".repeat(exponent.unsigned_abs() as usize)),
            _ if exponent < 0 && point > 0 => {
                let (whole, fraction) = digits.split_at(point as usize);
                write!(f, "{whole}.{fraction}")
            }
            _ if (-40..=0).contains(&point) => {
                write!(f, "0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
            }
            _ => {
                let (first, others) = digits.split_at(1);
                let dot = if others.is_empty() { "" } else { "." };
                write!(f, "{first}{dot}{others}E{:+}", point - 1)
            }
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustc_hash::FxHasher;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn computed(left: &str, operator: char, right: &str) -> String {
        let (left, right) = (decimal(left), decimal(right));
        let result = match operator {
            '+' => left.checked_add(right),
            '-' => left.checked_sub(right),
            '*' => left.checked_mul(right),
            '/' => left.checked_div(right),
            _ => left.checked_rem(right),
        };
        result.map_or("none".into(), |result| result.to_string())
    }

    #[test]
    fn numbers_are_read_and_printed() {
        for (text, expected) in [
            ("1.50", "1.50"),
            ("-0.001", "-0.001"),
            (" +7 ", "7"),
            ("1e3", "1000"),
            ("1.5E-3", "0.0015"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0.0", "0.0"),
            ("3.14159265358979323846264338327950288419", "3.141592653589793238462643383279503"),
            ("12345678901234567890123456789012345", "12345678901234567890123456789012340"),
            ("12345678901234567890123456789012355", "12345678901234567890123456789012360"),
            ("1e-60", "1E-60"),
            ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
            (
                "1234567890123456789012345678901234e30",
                "1234567890123456789012345678901234000000000000000000000000000000",
            ),
            ("1.25e90", "1.25E+90"),
        ] {
            assert_eq!(decimal(text).to_string(), expected, "{text}");
        }
        for text in ["", "-", ".", "1e", "1e99999", "abc", "1.2.3", "1_0", "NaN", "1e7000"] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn arithmetic_is_exact_or_rounded_to_34_digits() {
        for (left, operator, right, expected) in [
            ("0.1", '+', "0.2", "0.3"),
            ("1", '+', "0.00", "1.00"),
            ("1.1", '-', "1.1", "0.0"),
            ("1", '-', "3", "-2"),
            ("-5", '+', "3.5", "-1.5"),
            ("1", '+', "1e-40", "1.000000000000000000000000000000000"),
            ("1e33", '+', "0.5", "1000000000000000000000000000000000"),
            ("9999999999999999999999999999999999", '+', "1", "10000000000000000000000000000000000"),
            ("1", '/', "3", "0.3333333333333333333333333333333333"),
            ("2", '/', "3", "0.6666666666666666666666666666666667"),
            ("10", '/', "4", "2.5"),
            ("100", '/', "10", "10"),
            ("1", '/', "0", "none"),
            ("0", '/', "7", "0"),
            ("2147483648", '*', "2", "4294967296"),
            ("1.5", '*', "-1.5", "-2.25"),
            (
                "9999999999999999999999999999999999",
                '*',
                "9999999999999999999999999999999999",
                "99999999999999999999999999999999980000000000000000000000000000000000",
            ),
            ("10", '%', "3", "1"),
            ("-10", '%', "3", "-1"),
            ("5.5", '%', "2", "1.5"),
            ("1e20", '%', "7", "2"),
            ("0.5", '%', "1e30", "0.5"),
        ] {
            assert_eq!(computed(left, operator, right), expected, "{left} {operator} {right}");
        }
        assert_eq!(computed("9e6111", '*', "9e6111"), "none");
    }

    #[test]
    fn equal_numbers_have_equal_hashes() {
        let hashed = |number: Decimal| {
            let mut state = FxHasher::default();
            number.hash(&mut state);
            state.finish()
        };
        for (left, right) in [("1.50", "1.5"), ("100", "1e2"), ("0", "0.000")] {
            assert_eq!(decimal(left), decimal(right));
            assert_eq!(hashed(decimal(left)), hashed(decimal(right)));
        }
    }

    #[test]
    fn numbers_are_ordered() {
        let texts =
            ["-1e40", "-2", "-1.5", "-0.1", "0", "1e-50", "0.09", "0.1", "1", "1.01", "9", "10", "1e40"];
        for (left_at, left) in texts.iter().enumerate() {
            for (right_at, right) in texts.iter().enumerate() {
                assert_eq!(decimal(left).cmp(&decimal(right)), left_at.cmp(&right_at), "{left} {right}");
            }
        }
    }

    #[test]
    fn numbers_are_rounded_and_converted() {
        assert_eq!(decimal("-1.5").floor().to_string(), "-2");
        assert_eq!(decimal("-1.5").ceiling().to_string(), "-1");
        assert_eq!(decimal("2.5").round(0).to_string(), "3");
        assert_eq!(decimal("2.345").round(2).to_string(), "2.35");
        assert_eq!(decimal("1250").round(-2).to_string(), "1300");
        assert_eq!(decimal("9.99").to_long(), Some(9));
        assert_eq!(decimal("-9223372036854775808").to_long(), Some(i64::MIN));
        assert_eq!(decimal("9223372036854775808").to_long(), None);
        assert_eq!(decimal("0.1").to_real(), 0.1);
        assert_eq!(Decimal::from_real(0.1), Some(decimal("0.1")));
        assert_eq!(Decimal::from_real(f64::NAN), None);
    }
}
