//! IPv6 addresses, and IPv4 ones mapped into them.

use std::net::{Ipv4Addr, Ipv6Addr};

use quarry_data::{Dynamic, Type, Value, ValueRef};

use crate::Kernel::Strict;
use crate::{CallContext, Category, Example, Param, ResultType, ScalarFunction, Signature, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Network, ..ScalarFunction::BASE };
const IP: Param = Param::new("ip", TypeSet::STRING, "An address, with a prefix after `/` if wanted.");
const TWO: &[Param] = &[
    Param::new("ip1", TypeSet::STRING, "An address, with a prefix after `/` if wanted."),
    Param::new("ip2", TypeSet::STRING, "An address, with a prefix after `/` if wanted."),
    Param::new("prefix", TypeSet::LONG, "How many bits to compare at the most, 0 to 128.").optional(),
];
const BOOL: ResultType = ResultType::Fixed(Type::Bool);
const STRING: ResultType = ResultType::Fixed(Type::String);

pub(super) static IPV6_COMPARE: ScalarFunction = ScalarFunction {
    name: "ipv6_compare",
    summary: "Compares two addresses: 0 when equal, 1 when the first is greater, -1 when it is less.",
    signatures: &[Signature { params: TWO, result: ResultType::Fixed(Type::Long), kernel: Strict(compare) }],
    notes: &["Only the bits of the shortest prefix are compared.", "What is no address gives null."],
    examples: &[
        Example::new("print ipv6_compare('fe80::1', 'fe80::2')", "-1"),
        Example::new("print ipv6_compare('fe80::1/64', 'fe80::2')", "0"),
        Example::new("print ipv6_compare('x', 'fe80::2')", ""),
    ],
    ..BASE
};

pub(super) static IPV6_IS_MATCH: ScalarFunction = ScalarFunction {
    name: "ipv6_is_match",
    summary: "Says whether two addresses are equal up to the shortest prefix.",
    signatures: &[Signature {
        params: TWO,
        result: BOOL,
        kernel: Strict(|cx, arguments| match compare(cx, arguments) {
            Value::Long(order) => Value::Bool(order == 0),
            other => other,
        }),
    }],
    examples: &[
        Example::new("print ipv6_is_match('192.168.1.1', '::ffff:c0a8:0101')", "true"),
        Example::new("print ipv6_is_match('fe80::1', 'fe80::2')", "false"),
    ],
    ..BASE
};

pub(super) static IPV6_IS_IN_RANGE: ScalarFunction = ScalarFunction {
    name: "ipv6_is_in_range",
    summary: "Says whether an address lies in a range.",
    signatures: &[Signature {
        params: &[
            Param::new("ip_address", TypeSet::STRING, "The address."),
            Param::new("ip_range", TypeSet::STRING, "An address with a prefix after `/`."),
        ],
        result: BOOL,
        kernel: Strict(|_, arguments| match arguments {
            [ValueRef::String(ip), ValueRef::String(range)] => {
                in_range(ip, range).map_or(Value::Null, Value::Bool)
            }
            _ => Value::Null,
        }),
    }],
    examples: &[
        Example::new("print ipv6_is_in_range('fe80::1', 'fe80::/16')", "true"),
        Example::new("print ipv6_is_in_range('fe80::1', 'nothing')", ""),
    ],
    ..BASE
};

pub(super) static IPV6_IS_IN_ANY_RANGE: ScalarFunction = ScalarFunction {
    name: "ipv6_is_in_any_range",
    summary: "Says whether an address lies in one of several ranges.",
    signatures: &[
        Signature {
            params: &[
                Param::new("ip_address", TypeSet::STRING, "The address."),
                Param::new("ip_ranges", TypeSet::DYNAMIC, "An array of ranges."),
            ],
            result: BOOL,
            kernel: Strict(in_any_range),
        },
        Signature {
            params: &[
                Param::new("ip_address", TypeSet::STRING, "The address."),
                Param::new("ip_range", TypeSet::STRING, "A range.").repeated(1, 32767),
            ],
            result: BOOL,
            kernel: Strict(in_any_range),
        },
    ],
    examples: &[
        Example::new("print ipv6_is_in_any_range('fe80::1', dynamic(['ff00::/8', 'fe80::/16']))", "true"),
        Example::new("print ipv6_is_in_any_range('fe80::1', 'ff00::/8', 'aa00::/8')", "false"),
    ],
    ..BASE
};

pub(super) static PARSE_IPV6: ScalarFunction = ScalarFunction {
    name: "parse_ipv6",
    summary: "Writes an address in its long form; bits after its prefix become 0.",
    signatures: &[Signature {
        params: &[IP],
        result: STRING,
        kernel: Strict(|_, arguments| match arguments {
            [ValueRef::String(ip)] => {
                address(ip).map_or(Value::string(""), |(bits, prefix)| long_form(bits & mask(prefix)))
            }
            _ => Value::string(""),
        }),
    }],
    notes: &["IPv4 addresses are mapped into IPv6.", "What is no address gives an empty string."],
    examples: &[
        Example::new(
            "print parse_ipv6('fe80::85d:e82c:9446:7994')",
            "fe80:0000:0000:0000:085d:e82c:9446:7994",
        ),
        Example::new("print parse_ipv6('192.168.255.255/24')", "0000:0000:0000:0000:0000:ffff:c0a8:ff00"),
        Example::new("print parse_ipv6('x')", ""),
    ],
    ..BASE
};

pub(super) static PARSE_IPV6_MASK: ScalarFunction = ScalarFunction {
    name: "parse_ipv6_mask",
    summary: "Writes an address in its long form; bits after a prefix become 0.",
    signatures: &[Signature {
        params: &[IP, Param::new("prefix", TypeSet::LONG, "How many bits to keep at the most, 0 to 128.")],
        result: STRING,
        kernel: Strict(|_, arguments| match arguments {
            [ValueRef::String(ip), prefix] => match (address(ip), prefix.as_long().and_then(bits)) {
                (Some((bits, own)), Some(prefix)) => long_form(bits & mask(own.min(prefix))),
                _ => Value::string(""),
            },
            _ => Value::string(""),
        }),
    }],
    examples: &[
        Example::new(
            "print parse_ipv6_mask('192.168.255.255', 120)",
            "0000:0000:0000:0000:0000:ffff:c0a8:ff00",
        ),
        Example::new(
            "print parse_ipv6_mask('::192.168.255.255/24', 128)",
            "0000:0000:0000:0000:0000:ffff:c0a8:ff00",
        ),
        Example::new("print parse_ipv6_mask('x', 120)", ""),
    ],
    ..BASE
};

/// The 128 bits of an address and the length of its prefix; IPv4 addresses are mapped.
fn address(text: &str) -> Option<(u128, u32)> {
    let (address, prefix) = match text.trim().split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
        None => (text.trim(), None),
    };
    // `::192.168.0.1` is the IPv4 address written as IPv6.
    let address = address.strip_prefix("::").filter(|rest| rest.contains('.')).unwrap_or(address);
    if let Ok(v4) = address.parse::<Ipv4Addr>() {
        let prefix = prefix.unwrap_or(32);
        return (prefix <= 32).then(|| (u128::from(v4.to_ipv6_mapped()), prefix + 96));
    }
    let bits = u128::from(address.parse::<Ipv6Addr>().ok()?);
    let prefix = prefix.unwrap_or(128);
    (prefix <= 128).then_some((bits, prefix))
}

fn bits(prefix: i64) -> Option<u32> {
    u32::try_from(prefix).ok().filter(|prefix| *prefix <= 128)
}

fn mask(prefix: u32) -> u128 {
    u128::MAX.checked_shl(128 - prefix).unwrap_or(0)
}

fn long_form(bits: u128) -> Value {
    let segments = Ipv6Addr::from(bits).segments();
    Value::string(segments.map(|segment| format!("{segment:04x}")).join(":"))
}

fn compare(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(ValueRef::String(left)), Some(ValueRef::String(right))) = (arguments.first(), arguments.get(1))
    else {
        return Value::Null;
    };
    let most = match arguments.get(2) {
        None => Some(128),
        Some(prefix) => prefix.as_long().and_then(bits),
    };
    match (address(left), address(right), most) {
        (Some((left, left_prefix)), Some((right, right_prefix)), Some(most)) => {
            let mask = mask(left_prefix.min(right_prefix).min(most));
            Value::Long((left & mask).cmp(&(right & mask)) as i64)
        }
        _ => Value::Null,
    }
}

fn in_range(ip: &str, range: &str) -> Option<bool> {
    let ((ip, _), (start, prefix)) = (address(ip)?, address(range)?);
    Some(ip & mask(prefix) == start & mask(prefix))
}

fn in_any_range(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some((ValueRef::String(ip), ranges)) = arguments.split_first() else { return Value::Null };
    if address(ip).is_none() {
        return Value::Null;
    }
    let within = |range: &str| in_range(ip, range) == Some(true);
    Value::Bool(ranges.iter().any(|range| match range {
        ValueRef::String(range) => within(range),
        ValueRef::Dynamic(Dynamic::Array(items)) => {
            items.iter().any(|item| matches!(item, Dynamic::String(range) if within(range)))
        }
        _ => false,
    }))
}
