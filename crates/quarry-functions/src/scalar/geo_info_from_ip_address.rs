//! `geo_info_from_ip_address`: where an address is, for those who bring a database of that.

use std::net::IpAddr;

use quarry_data::{Dynamic, Type, Value, ValueRef};

use crate::{
    CallContext, Category, Example, Kernel, Param, Purity, ResultType, ScalarFunction, Signature, TypeSet,
};

pub(super) static DEF: ScalarFunction = ScalarFunction {
    name: "geo_info_from_ip_address",
    category: Category::Network,
    summary: "Looks up country, state, city and coordinates of an address.",
    signatures: &[Signature {
        params: &[Param::new("ip", TypeSet::STRING, "An IPv4 or IPv6 address.")],
        result: ResultType::Fixed(Type::Dynamic),
        kernel: Kernel::Scalar(geo_info),
    }],
    notes: &[
        "The locations come from a database in MaxMind's format (.mmdb), as GeoLite2 City, that you load like \
         any other file. Without one, nothing is found: the result is null, as for an address that the \
         service does not know.",
        "The database may know more or less of an address than the service's own; what it does not know is \
         left out.",
    ],
    examples: &[Example::new("print isnull(geo_info_from_ip_address('203.0.113.1'))", "true")],
    unavailable: Some("no database of locations is loaded; load a .mmdb file such as GeoLite2 City"),
    purity: Purity::Run,
    ..ScalarFunction::BASE
};

fn geo_info(cx: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let found = match (&cx.locations, arguments) {
        (Some(locations), [ValueRef::String(text)]) => {
            text.trim().parse::<IpAddr>().ok().and_then(|address| locations.find(address.to_canonical()))
        }
        _ => None,
    };
    Value::Dynamic(found.unwrap_or(Dynamic::Null))
}
