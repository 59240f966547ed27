//! `real`: how Kusto reads and prints floating point numbers.

mod grisu;

/// Reads a number as `toreal` does, exponents included, and `NaN`, `inf` and `Infinity` in the spellings
/// that Kusto knows: small, or with a capital in front.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let named = unsigned.as_bytes().first()?.is_ascii_alphabetic();
    if named && !matches!(unsigned, "NaN" | "nan" | "Inf" | "inf" | "Infinity" | "infinity") {
        return None;
    }
    text.parse().ok()
}

/// Writes a number as `tostring` does: `1.0`, `0.1`, `1e30`, `NaN`, `inf`.
pub fn format(value: f64) -> String {
    let mut text = String::with_capacity(24);
    write(value, &mut text);
    text
}

/// Appends a number as `tostring` writes it.
///
/// The digits are those of Kusto's engine, which are the fewest that read back as the same number but not
/// always the closest: `0.1 + 0.2` is `0.30000000000000007`.
pub fn write(value: f64, out: &mut String) {
    if !value.is_finite() {
        out.push_str(if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        });
        return;
    }
    if value.is_sign_negative() {
        out.push('-');
    }
    if value == 0.0 {
        out.push_str("0.0");
        return;
    }
    let (digits, exponent) = grisu::digits(value.abs());
    lay_out(digits.as_str(), exponent, out);
}

/// Appends the shortest and closest digits, as result tables show a number: `1.0`, `0.1`, `1e30`, `NaN`,
/// `Infinity`.
pub fn write_shortest(value: f64, out: &mut String) {
    if !value.is_finite() {
        out.push_str(if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        });
        return;
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("`{:e}` writes an exponent");
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
    out.push_str(sign);
    if value == 0.0 {
        out.push_str("0.0");
        return;
    }
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().expect("`{:e}` writes a number as exponent");
    lay_out(&digits, exponent - (digits.len() as i32 - 1), out);
}

/// Appends `digits · 10^exponent`, plain from 1e-6 up to 21 digits before the point.
fn lay_out(digits: &str, exponent: i32, out: &mut String) {
    use std::fmt::Write;
    let point = digits.len() as i32 + exponent;
    let (first, others) = digits.split_at(1);
    match point {
        1..=21 if exponent >= 0 => {
            out.push_str(digits);
            out.extend(std::iter::repeat_n('0', exponent as usize));
            out.push_str(".0");
        }
        1..=21 => {
            let (whole, fraction) = digits.split_at(point as usize);
            out.push_str(whole);
            out.push('.');
            out.push_str(fraction);
        }
        -5..=0 => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
            out.push_str(digits);
        }
        _ => {
            out.push_str(first);
            if !others.is_empty() {
                out.push('.');
                out.push_str(others);
            }
            write!(out, "e{}", point - 1).expect("writing to a string can't fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_kusto_does() {
        for (value, expected) in [
            (1.0, "1.0"),
            (-0.0, "-0.0"),
            (0.1, "0.1"),
            (1.5, "1.5"),
            (0.1 + 0.2, "0.30000000000000007"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e16, "10000000000000000.0"),
            (1e30, "1e30"),
            (1.25e-7, "1.25e-7"),
            (0.000_001, "0.000001"),
            (123_456.789, "123456.789"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(format(value), expected);
        }
    }

    #[test]
    fn results_show_the_closest_digits() {
        let mut text = String::new();
        for value in [0.1 + 0.2, -0.0, 1e21, 2.5e-9, 1234.5, f64::INFINITY] {
            write_shortest(value, &mut text);
            text.push(' ');
        }
        assert_eq!(text, "0.30000000000000004 -0.0 1e21 2.5e-9 1234.5 Infinity ");
    }

    #[test]
    fn what_is_printed_reads_back() {
        let mut bits: u64 = 0x9e37_79b9_7f4a_7c15;
        for _ in 0..100_000 {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = f64::from_bits(bits);
            if value.is_finite() {
                assert_eq!(format(value).parse::<f64>().unwrap().to_bits(), bits, "{value:e}");
            }
        }
    }

    #[test]
    fn special_values_are_read_in_two_spellings() {
        assert!(parse("  NaN  ").unwrap().is_nan());
        assert!(parse("nan").unwrap().is_nan());
        assert_eq!(parse("-inf"), Some(f64::NEG_INFINITY));
        assert_eq!(parse("+Infinity"), Some(f64::INFINITY));
        for text in ["INF", "1_000", "0b101", "0x1F", "abc", "", " ", "1e", "--1", "NANO"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
