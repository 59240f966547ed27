//! IPv4 addresses and ranges, as text or as 32-bit numbers.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{NETWORK, TEXT, bool_or_null, long_at, long_or_null, param, sig, text_at};
use crate::Kernel::{Scalar, Strict};
use crate::{CallContext, Example, Param, ScalarFunction, TypeSet};

const STRING: TypeSet = TypeSet::STRING;
const IP: Param = Param::new("ip", STRING, "An address, with a prefix after `/` if wanted.");
const PREFIX: Param = Param::new("prefix", TypeSet::LONG, "How many bits count at the most, 0 to 32.");
const TWO: &[Param] = &[
    Param::new("ip1", STRING, "An address, with a prefix after `/` if wanted."),
    Param::new("ip2", STRING, "An address, with a prefix after `/` if wanted."),
    PREFIX.optional(),
];

pub(super) static FORMAT_IPV4: ScalarFunction = ScalarFunction {
    name: "format_ipv4",
    summary: "Writes an address; bits after the prefix become 0.",
    signatures: &[sig(
        &[param("ip", TypeSet::ANY, "An address as text or number."), PREFIX.optional()],
        Type::String,
        Scalar(|_, arguments| match formatted(arguments) {
            Some((bits, _)) => Value::string(dotted(bits)),
            None => Value::string(""),
        }),
    )],
    examples: &[
        Example::new("print format_ipv4('192.168.1.255', 24)", "192.168.1.0"),
        Example::new("print format_ipv4(3232236031)", "192.168.1.255"),
        Example::new("print format_ipv4('x')", ""),
    ],
    ..NETWORK
};

pub(super) static FORMAT_IPV4_MASK: ScalarFunction = ScalarFunction {
    name: "format_ipv4_mask",
    summary: "Writes an address with its prefix; bits after the prefix become 0.",
    signatures: &[sig(
        &[param("ip", TypeSet::ANY, "An address as text or number."), PREFIX.optional()],
        Type::String,
        Scalar(|_, arguments| match formatted(arguments) {
            Some((bits, prefix)) => Value::string(format!("{}/{prefix}", dotted(bits))),
            None => Value::string(""),
        }),
    )],
    examples: &[
        Example::new("print format_ipv4_mask('192.168.1.255', 24)", "192.168.1.0/24"),
        Example::new("print format_ipv4_mask(3232236031, 24)", "192.168.1.0/24"),
    ],
    ..NETWORK
};

pub(super) static IPV4_COMPARE: ScalarFunction = ScalarFunction {
    name: "ipv4_compare",
    summary: "Compares two addresses: 0 when equal, 1 when the first is greater, -1 when it is less.",
    signatures: &[sig(TWO, Type::Long, Strict(|_, arguments| long_or_null(compare(arguments))))],
    notes: &["Only the bits of the shortest prefix are compared.", "What is no address gives null."],
    examples: &[
        Example::new("print ipv4_compare('192.168.1.1', '192.168.1.255/24')", "0"),
        Example::new("print ipv4_compare('192.168.1.1', '192.168.1.2')", "-1"),
        Example::new("print ipv4_compare('x', '192.168.1.2')", ""),
    ],
    ..NETWORK
};

pub(super) static IPV4_IS_MATCH: ScalarFunction = ScalarFunction {
    name: "ipv4_is_match",
    summary: "Says whether two addresses are equal up to the shortest prefix.",
    signatures: &[sig(
        TWO,
        Type::Bool,
        Strict(|_, arguments| bool_or_null(compare(arguments).map(|order| order == 0))),
    )],
    examples: &[
        Example::new("print ipv4_is_match('192.168.1.1/24', '192.168.1.255')", "true"),
        Example::new("print ipv4_is_match('192.168.1.1', '192.168.1.2')", "false"),
    ],
    ..NETWORK
};

pub(super) static IPV4_IS_IN_RANGE: ScalarFunction = ScalarFunction {
    name: "ipv4_is_in_range",
    summary: "Says whether an address lies in a range.",
    signatures: &[sig(
        &[IP, param("ip_range", STRING, "An address with a prefix after `/`.")],
        Type::Bool,
        Strict(|_, arguments| bool_or_null(in_range(&text_at(arguments, 0), &text_at(arguments, 1)))),
    )],
    examples: &[
        Example::new("print ipv4_is_in_range('192.168.1.6', '192.168.1.0/24')", "true"),
        Example::new("print ipv4_is_in_range('192.168.1.6', '192.168.1.1')", "false"),
        Example::new("print ipv4_is_in_range('x', '192.168.1.1')", ""),
    ],
    ..NETWORK
};

pub(super) static IPV4_IS_IN_ANY_RANGE: ScalarFunction = ScalarFunction {
    name: "ipv4_is_in_any_range",
    summary: "Says whether an address lies in one of several ranges.",
    signatures: &[
        sig(
            &[param("ip", TEXT, "The address."), param("ranges", TypeSet::DYNAMIC, "An array of ranges.")],
            Type::Bool,
            Strict(in_any_range),
        ),
        sig(
            &[param("ip", TEXT, "The address."), param("range", STRING, "A range.").repeated(1, 32767)],
            Type::Bool,
            Strict(in_any_range),
        ),
    ],
    examples: &[
        Example::new(
            "print ipv4_is_in_any_range('192.168.1.6', dynamic(['10.0.0.0/8', '192.168.0.0/16']))",
            "true",
        ),
        Example::new("print ipv4_is_in_any_range('8.8.8.8', '10.0.0.0/8', '192.168.0.0/16')", "false"),
    ],
    ..NETWORK
};

pub(super) static IPV4_IS_PRIVATE: ScalarFunction = ScalarFunction {
    name: "ipv4_is_private",
    summary: "Says whether an address belongs to a private network: 10/8, 172.16/12 or 192.168/16.",
    signatures: &[sig(
        &[IP],
        Type::Bool,
        Strict(|_, arguments| {
            bool_or_null(
                address(&text_at(arguments, 0))
                    .map(|(bits, _)| bits >> 24 == 10 || bits >> 20 == 0xac1 || bits >> 16 == 0xc0a8),
            )
        }),
    )],
    notes: &["Loopback addresses are not private.", "What is no address gives null."],
    examples: &[
        Example::new("print ipv4_is_private('10.1.2.3/24')", "true"),
        Example::new("print ipv4_is_private('127.0.0.1')", "false"),
        Example::new("print ipv4_is_private('fe80::1')", ""),
    ],
    ..NETWORK
};

pub(super) static IPV4_NETMASK_SUFFIX: ScalarFunction = ScalarFunction {
    name: "ipv4_netmask_suffix",
    summary: "Gives the prefix of an address, 32 when it has none.",
    signatures: &[sig(
        &[IP],
        Type::Long,
        Strict(|_, arguments| long_or_null(address(&text_at(arguments, 0)).map(|(_, prefix)| prefix.into()))),
    )],
    examples: &[
        Example::new("print ipv4_netmask_suffix('192.168.1.1/24')", "24"),
        Example::new("print ipv4_netmask_suffix('192.168.1.1')", "32"),
        Example::new("print ipv4_netmask_suffix('x')", ""),
    ],
    ..NETWORK
};

pub(super) static IPV4_RANGE_TO_CIDR_LIST: ScalarFunction = ScalarFunction {
    name: "ipv4_range_to_cidr_list",
    summary: "Gives the ranges in CIDR form that cover everything from one address to another.",
    signatures: &[sig(
        &[param("start_ip", STRING, "The first address."), param("end_ip", STRING, "The last address.")],
        Type::Dynamic,
        Strict(cidr_list),
    )],
    examples: &[
        Example::new(
            "print ipv4_range_to_cidr_list('1.1.128.0', '1.1.140.255')",
            "[\"1.1.128.0/21\",\"1.1.136.0/22\",\"1.1.140.0/24\"]",
        ),
        Example::new("print ipv4_range_to_cidr_list('1.1.1.1', '1.1.1.1')", "[\"1.1.1.1/32\"]"),
    ],
    ..NETWORK
};

pub(super) static PARSE_IPV4: ScalarFunction = ScalarFunction {
    name: "parse_ipv4",
    summary: "Gives an address as a number; bits after its prefix become 0.",
    signatures: &[sig(
        &[IP],
        Type::Long,
        Strict(|_, arguments| {
            long_or_null(address(&text_at(arguments, 0)).map(|(bits, prefix)| i64::from(bits & mask(prefix))))
        }),
    )],
    examples: &[
        Example::new("print parse_ipv4('192.168.1.1')", "3232235777"),
        Example::new("print parse_ipv4('192.168.1.1/24')", "3232235776"),
        Example::new("print parse_ipv4('x')", ""),
    ],
    ..NETWORK
};

pub(super) static PARSE_IPV4_MASK: ScalarFunction = ScalarFunction {
    name: "parse_ipv4_mask",
    summary: "Gives an address as a number; bits after a prefix become 0.",
    signatures: &[sig(
        &[IP, PREFIX],
        Type::Long,
        Strict(|_, arguments| {
            let prefix = long_at(arguments, 1).and_then(bits);
            long_or_null(
                address(&text_at(arguments, 0))
                    .zip(prefix)
                    .map(|((bits, own), prefix)| i64::from(bits & mask(own.min(prefix)))),
            )
        }),
    )],
    examples: &[
        Example::new("print parse_ipv4_mask('127.0.0.1', 24)", "2130706432"),
        Example::new("print parse_ipv4_mask('127.0.0.1', 40)", ""),
    ],
    ..NETWORK
};

/// A record that looks for addresses in text.
macro_rules! has_function {
    ($static:ident, $name:literal, $summary:literal, $test:expr, [$($example:expr),*]) => {
        pub(super) static $static: ScalarFunction = ScalarFunction {
            name: $name,
            summary: $summary,
            signatures: &[
                sig(
                    &[param("source", TEXT, "The text."), param("ips", TypeSet::DYNAMIC, "An array to look for.")],
                    Type::Bool,
                    Strict(|_, arguments| has_any(arguments, $test)),
                ),
                sig(
                    &[param("source", TEXT, "The text."), param("ip", STRING, "What to look for.").repeated(1, 32767)],
                    Type::Bool,
                    Strict(|_, arguments| has_any(arguments, $test)),
                ),
            ],
            notes: &["An address in the text must be bounded by characters that are no letters or digits."],
            examples: &[$($example),*],
            ..NETWORK
        };
    };
}

has_function!(
    HAS_ANY_IPV4,
    "has_any_ipv4",
    "Says whether a text contains one of several addresses.",
    is_address,
    [
        Example::new("print has_any_ipv4('at 127.0.0.1 GET', dynamic(['1.1.1.1', '127.0.0.1']))", "true"),
        Example::new("print has_any_ipv4('at 127.0.0.1 GET', '127.0.0.256')", "false")
    ]
);
has_function!(
    HAS_ANY_IPV4_PREFIX,
    "has_any_ipv4_prefix",
    "Says whether a text contains an address with one of several starts.",
    is_prefix,
    [
        Example::new("print has_any_ipv4_prefix('at 127.0.0.1 GET', '192.', '127.0.')", "true"),
        Example::new("print has_any_ipv4_prefix('at 127.0.0.1 GET', '127.0')", "false")
    ]
);
has_function!(
    HAS_IPV4,
    "has_ipv4",
    "Says whether a text contains an address.",
    is_address,
    [
        Example::new("print has_ipv4('at 127.0.0.1 GET', '127.0.0.1')", "true"),
        Example::new("print has_ipv4('at04:54127.0.0.1 GET', '127.0.0.1')", "false")
    ]
);
has_function!(
    HAS_IPV4_PREFIX,
    "has_ipv4_prefix",
    "Says whether a text contains an address with a start.",
    is_prefix,
    [
        Example::new("print has_ipv4_prefix('at 127.0.0.1 GET', '127.0.')", "true"),
        Example::new("print has_ipv4_prefix('at 127.0.0.1 GET', '127.0')", "false")
    ]
);

/// The bits of an address and its prefix. Each part is one to three digits.
fn address(text: &str) -> Option<(u32, u32)> {
    let (address, prefix) = match text.trim().split_once('/') {
        Some((address, prefix)) => (address, prefix.parse::<u32>().ok().filter(|prefix| *prefix <= 32)?),
        None => (text.trim(), 32),
    };
    let mut bits = 0u32;
    let mut parts = 0;
    for part in address.split('.') {
        let number = part.parse::<u8>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        bits = bits << 8 | u32::from(number);
        parts += 1;
    }
    (parts == 4).then_some((bits, prefix))
}

fn bits(prefix: i64) -> Option<u32> {
    u32::try_from(prefix).ok().filter(|prefix| *prefix <= 32)
}

fn mask(prefix: u32) -> u32 {
    u32::MAX.checked_shl(32 - prefix).unwrap_or(0)
}

fn dotted(bits: u32) -> String {
    std::net::Ipv4Addr::from(bits).to_string()
}

/// The masked address and its prefix.
fn formatted(arguments: &[ValueRef<'_>]) -> Option<(u32, u32)> {
    let (bits_of_ip, own) = match arguments.first()? {
        number @ (ValueRef::Int(_) | ValueRef::Long(_)) => (u32::try_from(number.as_long()?).ok()?, 32),
        _ => address(&text_at(arguments, 0))?,
    };
    let prefix = match arguments.get(1) {
        None => own,
        Some(_) => own.min(long_at(arguments, 1).and_then(bits)?),
    };
    Some((bits_of_ip & mask(prefix), prefix))
}

fn compare(arguments: &[ValueRef<'_>]) -> Option<i64> {
    let ((left, left_prefix), (right, right_prefix)) =
        (address(&text_at(arguments, 0))?, address(&text_at(arguments, 1))?);
    let most = match arguments.get(2) {
        None => 32,
        Some(_) => long_at(arguments, 2).and_then(bits)?,
    };
    let mask = mask(left_prefix.min(right_prefix).min(most));
    Some((left & mask).cmp(&(right & mask)) as i64)
}

fn in_range(ip: &str, range: &str) -> Option<bool> {
    let ((bits, _), (start, prefix)) = (address(ip)?, address(range)?);
    Some(bits & mask(prefix) == start & mask(prefix))
}

/// The strings after the first argument, or in the array there.
fn each_text(arguments: &[ValueRef<'_>], mut test: impl FnMut(&str) -> bool) -> bool {
    arguments.iter().skip(1).any(|argument| match argument {
        ValueRef::String(text) => test(text),
        ValueRef::Dynamic(Dynamic::Array(items)) => {
            items.iter().any(|item| matches!(item, Dynamic::String(text) if test(text)))
        }
        _ => false,
    })
}

fn in_any_range(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let ip = text_at(arguments, 0);
    if address(&ip).is_none() {
        return Value::Null;
    }
    Value::Bool(each_text(arguments, |range| in_range(&ip, range) == Some(true)))
}

fn cidr_list(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some((start, _)), Some((end, _))) =
        (address(&text_at(arguments, 0)), address(&text_at(arguments, 1)))
    else {
        return Value::Null;
    };
    let mut ranges = Vec::new();
    let mut from = u64::from(start);
    let end = u64::from(end);
    while from <= end {
        let aligned = if from == 0 { 32 } else { from.trailing_zeros().min(32) };
        let fits = (end - from + 1).ilog2();
        let size = aligned.min(fits);
        ranges.push(Dynamic::string(format!("{}/{}", dotted(from as u32), 32 - size)));
        from += 1 << size;
    }
    Value::Dynamic(Dynamic::array(ranges))
}

/// The addresses in a text, bounded by what is no letter or digit.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '.')
        .map(|run| run.trim_matches('.'))
        .filter(|run| address(run).is_some())
}

fn is_address(found: &str, wanted: &str) -> bool {
    address(wanted).is_some_and(|wanted| address(found) == Some(wanted))
}

/// A start ends with a dot, or is a whole address.
fn is_prefix(found: &str, wanted: &str) -> bool {
    if wanted.ends_with('.') { found.starts_with(wanted) } else { is_address(found, wanted) }
}

fn has_any(arguments: &[ValueRef<'_>], test: fn(&str, &str) -> bool) -> Value {
    let text = text_at(arguments, 0);
    Value::Bool(each_text(arguments, |wanted| addresses(&text).any(|found| test(found, wanted))))
}
