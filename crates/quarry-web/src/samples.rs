//! Data that comes with the page. It is part of the worker's module, so that loading it asks no server and
//! its content is covered by the module's integrity.

/// Some tables and the query to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub name: &'static str,
    /// File names, whose stems are the tables' names, and NDJSON texts.
    pub files: &'static [(&'static str, &'static str)],
}

/// All samples.
pub const SAMPLES: &[Sample] = &[Sample {
    name: "local-admin",
    files: &[
        (
            "DeviceProcessEvents.ndjson",
            include_str!("../../../www/samples/local-admin/DeviceProcessEvents.ndjson"),
        ),
        ("DeviceEvents.ndjson", include_str!("../../../www/samples/local-admin/DeviceEvents.ndjson")),
        (
            "DeviceLogonEvents.ndjson",
            include_str!("../../../www/samples/local-admin/DeviceLogonEvents.ndjson"),
        ),
    ],
}];

/// The sample of that name.
pub fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}
