//! Unsigned 256-bit numbers, as far as decimal arithmetic needs them.

/// Four 64-bit limbs, the highest first, so that the derived order is that of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wide([u64; 4]);

/// `10^exponent`, up to the 38 that fit.
pub(super) fn power_of_ten(exponent: u32) -> u128 {
    10_u128.pow(exponent)
}

/// Decimal digits of a number; 0 has one.
pub(super) fn digit_count(number: u128) -> u32 {
    number.checked_ilog10().unwrap_or(0) + 1
}

impl From<u128> for Wide {
    fn from(number: u128) -> Self {
        Self([0, 0, (number >> 64) as u64, number as u64])
    }
}

impl Wide {
    pub(super) fn product(left: u128, right: u128) -> Self {
        let low = Self::from(left).times_small(right as u64);
        let high = Self::from(left).times_small((right >> 64) as u64);
        low.plus(Self([high.0[1], high.0[2], high.0[3], 0]))
    }

    pub(super) fn times_small(self, factor: u64) -> Self {
        let mut limbs = self.0;
        let mut carry = 0;
        for limb in limbs.iter_mut().rev() {
            let product = u128::from(*limb) * u128::from(factor) + carry;
            *limb = product as u64;
            carry = product >> 64;
        }
        debug_assert_eq!(carry, 0, "256 bits are enough");
        Self(limbs)
    }

    pub(super) fn times_power_of_ten(self, exponent: u32) -> Self {
        let (whole, rest) = (exponent / 19, exponent % 19);
        let scaled = (0..whole).fold(self, |number, _| number.times_small(10_u64.pow(19)));
        scaled.times_small(10_u64.pow(rest))
    }

    pub(super) fn plus_small(self, summand: u64) -> Self {
        self.plus(Self([0, 0, 0, summand]))
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let mut limbs = self.0;
        let mut carry = false;
        for (limb, summand) in limbs.iter_mut().zip(other.0).rev() {
            let (sum, first) = limb.overflowing_add(summand);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
        Self(limbs)
    }

    /// The difference; `other` must not be larger.
    pub(super) fn minus(self, other: Self) -> Self {
        let mut limbs = self.0;
        let mut borrow = false;
        for (limb, subtrahend) in limbs.iter_mut().zip(other.0).rev() {
            let (difference, first) = limb.overflowing_sub(subtrahend);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            *limb = difference;
            borrow = first || second;
        }
        Self(limbs)
    }

    fn divide_small(self, divisor: u64) -> (Self, u64) {
        let mut limbs = self.0;
        let mut rest = 0;
        for limb in &mut limbs {
            let dividend = rest << 64 | u128::from(*limb);
            *limb = (dividend / u128::from(divisor)) as u64;
            rest = dividend % u128::from(divisor);
        }
        (Self(limbs), rest as u64)
    }

    /// Quotient and rest, bit by bit; the divisor has at most 127 bits.
    pub(super) fn divide(self, divisor: u128) -> (Self, u128) {
        let mut quotient = [0; 4];
        let mut rest = 0_u128;
        for (limb, result) in self.0.iter().zip(&mut quotient) {
            for bit in (0..64).rev() {
                rest = rest << 1 | u128::from(limb >> bit & 1);
                if rest >= divisor {
                    rest -= divisor;
                    *result |= 1 << bit;
                }
            }
        }
        (Self(quotient), rest)
    }

    /// The number when it has at most 128 bits.
    fn narrow(self) -> Option<u128> {
        let [0, 0, high, low] = self.0 else { return None };
        Some(u128::from(high) << 64 | u128::from(low))
    }

    /// The leading `digits` digits, rounded half to even, and how many digits were cut off. `sticky` says
    /// that the number is a little more than is told.
    pub(super) fn to_digits(self, digits: u32, sticky: bool) -> (u128, u32) {
        let limit = power_of_ten(digits);
        let (mut number, mut cut, mut sticky, mut last) = (self, 0, sticky, 0);
        while number.narrow().is_none_or(|number| number >= limit) {
            sticky |= last != 0;
            (number, last) = number.divide_small(10);
            cut += 1;
        }
        let kept = number.narrow().unwrap_or(0);
        let up = last > 5 || last == 5 && (sticky || kept % 2 == 1);
        let kept = kept + u128::from(up);
        if kept == limit { (kept / 10, cut + 1) } else { (kept, cut) }
    }
}
