//! Numbers in files: read exactly, or not at all.

/// A whole number in the one form that prints back the same: no plus sign, no leading zeros, no `-0`.
#[inline]
pub(crate) fn canonical_long(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    match digits {
        [] | [b'0', _, ..] => return None,
        [b'0'] if negative => return None,
        _ => {}
    }
    if digits.len() > 18 {
        return if digits.iter().all(u8::is_ascii_digit) { text.parse().ok() } else { None };
    }
    let mut value = 0_i64;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// A whole number as files of a known schema may write it: also with leading zeros, a plus sign, as `0x`
/// hexadecimal or with a fraction of zeros.
pub(crate) fn long(text: &str) -> Option<i64> {
    canonical_long(text).or_else(|| lenient_long(text.trim()))
}

#[cold]
fn lenient_long(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let digits = !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        return if digits { u64::from_str_radix(hex, 16).ok().map(u64::cast_signed) } else { None };
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

/// Whether the text is a decimal fraction that a 64-bit float can stand for: `0.5`, `-12.25`, `1.5E+10`.
/// Without a point it is none, since `1E5` may well be an id; with leading zeros or more than 17 digits
/// neither, since they would be lost.
pub(crate) fn is_real(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let Some((whole, fraction)) = mantissa.split_once('.') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() > 18 {
        return false;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return false;
    }
    exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        digits(unsigned) && unsigned.len() <= 3
    })
}

/// What stands for the reals that no digits can write, as Quarry and Kusto print them.
pub(crate) fn beyond_digits(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A real by its text, if it is not too large.
pub(crate) fn written_real(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite()).or_else(|| beyond_digits(text))
}

/// Truth values: `true` and `false` in any case, and `1` and `0`.
#[inline]
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => word_boolean(text.trim()),
    }
}

/// `true` or `false` in any case.
pub(crate) fn word_boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longs_are_exact_or_refused() {
        for (text, value) in [
            ("0", 0),
            ("-1", -1),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("123456789012345678", 123_456_789_012_345_678),
        ] {
            assert_eq!(canonical_long(text), Some(value));
        }
        for text in ["", "-", "-0", "007", "+5", "1E5", "9223372036854775808", "1 ", "12a", "１"] {
            assert_eq!(canonical_long(text), None, "{text}");
        }
        assert_eq!(long("0x1c90"), Some(0x1c90));
        assert_eq!(long(" 007 "), Some(7));
        assert_eq!(long("5.00"), Some(5));
        assert_eq!(long("5.5"), None);
    }

    #[test]
    fn reals_need_a_point() {
        for text in ["0.5", "-12.25", "1.5E+10", "100.0"] {
            assert!(is_real(text), "{text}");
        }
        for text in ["1E5", "00.5", "1.", ".5", "1.2.3", "1,5", "NaN", "0.12345678901234567890"] {
            assert!(!is_real(text), "{text}");
        }
    }
}
