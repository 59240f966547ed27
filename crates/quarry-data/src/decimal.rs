//! `decimal`: exact decimal fractions. Kusto has 34 digits, `rust_decimal` 28; only this file knows.

use std::fmt;

use rust_decimal::prelude::ToPrimitive;

/// An exact decimal number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(rust_decimal::Decimal);

impl Decimal {
    /// Reads digits with an optional sign, point and exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let exact = rust_decimal::Decimal::from_str_exact(text);
        exact
            .or_else(|_| text.parse())
            .or_else(|_| rust_decimal::Decimal::from_scientific(text))
            .ok()
            .map(Self)
    }

    pub fn from_real(value: f64) -> Option<Self> {
        rust_decimal::Decimal::try_from(value).ok().map(Self)
    }

    pub fn to_real(self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// The whole part, cut towards zero; none when it does not fit.
    pub fn to_long(self) -> Option<i64> {
        self.0.trunc().to_i64()
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self)
    }

    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self)
    }

    pub fn checked_rem(self, other: Self) -> Option<Self> {
        self.0.checked_rem(other.0).map(Self)
    }

    #[must_use]
    pub fn negated(self) -> Self {
        Self(-self.0)
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
