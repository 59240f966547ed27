//! Punycode (RFC 3492), the ASCII form of international domain names.

use quarry_data::Type;

use super::declare::{STRINGS, param, sig};
use crate::Kernel::StrToStr;
use crate::{Example, Param, ScalarFunction, TypeSet};

const TEXT: &[Param] = &[param("string", TypeSet::STRING, "The text.")];
const PREFIX: &str = "xn--";

pub(super) static PUNYCODE_DOMAIN_FROM_STRING: ScalarFunction = ScalarFunction {
    name: "punycode_domain_from_string",
    summary: "Writes each label of an ASCII domain name in its own script.",
    signatures: &[sig(TEXT, Type::String, StrToStr(|text, out| labels(text, out, decode_label)))],
    notes: &["It decodes, unlike punycode_from_string."],
    examples: &[
        Example::new("print punycode_domain_from_string('xn--bcher-kva.example')", "bücher.example"),
        Example::new("print punycode_domain_from_string('example.com')", "example.com"),
    ],
    ..STRINGS
};

pub(super) static PUNYCODE_DOMAIN_TO_STRING: ScalarFunction = ScalarFunction {
    name: "punycode_domain_to_string",
    summary: "Writes each label of a domain name in ASCII.",
    signatures: &[sig(TEXT, Type::String, StrToStr(|text, out| labels(text, out, encode_label)))],
    notes: &["It encodes, unlike punycode_to_string."],
    examples: &[
        Example::new("print punycode_domain_to_string('bücher.example')", "xn--bcher-kva.example"),
        Example::new("print punycode_domain_to_string('example.com')", "example.com"),
        Example::new("print punycode_domain_to_string('')", ""),
    ],
    ..STRINGS
};

pub(super) static PUNYCODE_FROM_STRING: ScalarFunction = ScalarFunction {
    name: "punycode_from_string",
    summary: "Encodes text as Punycode, without a prefix.",
    signatures: &[sig(
        TEXT,
        Type::String,
        StrToStr(|text, out| out.push_str(&encode(text).unwrap_or_default())),
    )],
    examples: &[
        Example::new("print punycode_from_string('bücher')", "bcher-kva"),
        Example::new("print punycode_from_string('')", ""),
    ],
    ..STRINGS
};

pub(super) static PUNYCODE_TO_STRING: ScalarFunction = ScalarFunction {
    name: "punycode_to_string",
    summary: "Decodes Punycode that has no prefix.",
    signatures: &[sig(
        TEXT,
        Type::String,
        StrToStr(|text, out| out.push_str(&decode(text).unwrap_or_default())),
    )],
    notes: &["What is not Punycode gives an empty string."],
    examples: &[
        Example::new("print punycode_to_string('bcher-kva')", "bücher"),
        Example::new("print punycode_to_string('ü')", ""),
    ],
    ..STRINGS
};

fn labels(text: &str, out: &mut String, convert: fn(&str, &mut String)) {
    for (position, label) in text.split(['.', '。']).enumerate() {
        if position > 0 {
            out.push('.');
        }
        convert(label, out);
    }
}

fn encode_label(label: &str, out: &mut String) {
    match encode(label) {
        Some(encoded) if !label.is_ascii() => {
            out.push_str(PREFIX);
            out.push_str(&encoded);
        }
        _ => out.push_str(label),
    }
}

fn decode_label(label: &str, out: &mut String) {
    match label.strip_prefix(PREFIX).and_then(decode) {
        Some(decoded) => out.push_str(&decoded),
        None => out.push_str(label),
    }
}

const BASE: u32 = 36;

/// The threshold of a digit at a place.
fn threshold(place: u32, bias: u32) -> u32 {
    place.saturating_sub(bias).clamp(1, 26)
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut places = 0;
    while delta > (BASE - 1) * 26 / 2 {
        delta /= BASE - 1;
        places += BASE;
    }
    places + BASE * delta / (delta + 38)
}

fn digit(value: u32) -> char {
    char::from(if value < 26 { b'a' + value as u8 } else { b'0' + (value - 26) as u8 })
}

fn value(digit: char) -> Option<u32> {
    Some(match digit {
        'a'..='z' => digit as u32 - 'a' as u32,
        'A'..='Z' => digit as u32 - 'A' as u32,
        '0'..='9' => digit as u32 - '0' as u32 + 26,
        _ => return None,
    })
}

/// None when a number grows too large.
fn encode(text: &str) -> Option<String> {
    let mut out: String = text.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    if basic > 0 && basic < text.chars().count() as u32 {
        out.push('-');
    }
    let count = u32::try_from(text.chars().count()).ok()?;
    let (mut next, mut delta, mut bias, mut handled) = (128u32, 0u32, 72u32, basic);
    while handled < count {
        let point = text.chars().map(u32::from).filter(|point| *point >= next).min()?;
        delta = delta.checked_add((point - next).checked_mul(handled + 1)?)?;
        next = point;
        for c in text.chars().map(u32::from) {
            if c < next {
                delta = delta.checked_add(1)?;
            }
            if c == next {
                push_number(delta, bias, &mut out);
                bias = adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.checked_add(1)?;
        next += 1;
    }
    Some(out)
}

fn push_number(number: u32, bias: u32, out: &mut String) {
    let (mut rest, mut place) = (number, BASE);
    loop {
        let threshold = threshold(place, bias);
        if rest < threshold {
            break;
        }
        out.push(digit(threshold + (rest - threshold) % (BASE - threshold)));
        rest = (rest - threshold) / (BASE - threshold);
        place += BASE;
    }
    out.push(digit(rest));
}

/// None when the text is not Punycode.
fn decode(text: &str) -> Option<String> {
    let (basic, digits) = text.rsplit_once('-').unwrap_or(("", text));
    if !basic.is_ascii() {
        return None;
    }
    let mut out: Vec<char> = basic.chars().collect();
    let (mut point, mut index, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = digits.chars().peekable();
    while digits.peek().is_some() {
        let (before, mut weight, mut place) = (index, 1u32, BASE);
        loop {
            let digit = value(digits.next()?)?;
            index = index.checked_add(digit.checked_mul(weight)?)?;
            let threshold = threshold(place, bias);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            place += BASE;
        }
        let length = u32::try_from(out.len()).ok()? + 1;
        bias = adapt(index - before, length, before == 0);
        point = point.checked_add(index / length)?;
        index %= length;
        out.insert(index as usize, char::from_u32(point)?);
        index += 1;
    }
    Some(out.into_iter().collect())
}
