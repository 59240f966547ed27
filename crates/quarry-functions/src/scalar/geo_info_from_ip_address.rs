//! `geo_info_from_ip_address`: where an address is, for those who have a table of that.

use quarry_data::{Dynamic, Type, Value};

use crate::{Category, Example, Kernel, Param, ResultType, ScalarFunction, Signature, TypeSet};

pub(super) static DEF: ScalarFunction = ScalarFunction {
    name: "geo_info_from_ip_address",
    category: Category::Network,
    summary: "Looks up country, state, city and coordinates of an address.",
    signatures: &[Signature {
        params: &[Param::new("ip", TypeSet::STRING, "An IPv4 or IPv6 address.")],
        result: ResultType::Fixed(Type::Dynamic),
        kernel: Kernel::Scalar(|_, _| Value::Dynamic(Dynamic::Null)),
    }],
    notes: &["Quarry has no table of locations, so that nothing is found: the result is null, as for an \
              address that the service does not know."],
    examples: &[Example::new("print isnull(geo_info_from_ip_address('203.0.113.1'))", "true")],
    unavailable: Some("Quarry has no table of locations; every address is unknown"),
    ..ScalarFunction::BASE
};
