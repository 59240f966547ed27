//! Plugins that reshape rows or look them up.

use super::Plugin;
use crate::{ArgumentRule, Example, Param, TypeSet};

pub(super) static BAG_UNPACK: Plugin = Plugin {
    name: "bag_unpack",
    summary: "Makes a column of each property of a bag.",
    signatures: &[&[
        Param::new("column", TypeSet::ANY, "The bag.").rule(ArgumentRule::Column),
        Param::new("column_prefix", TypeSet::STRING, "What the new names begin with.")
            .optional()
            .rule(ArgumentRule::Literal),
    ]],
    examples: &[Example::new("datatable(d: dynamic)[dynamic({'a': 1})] | evaluate bag_unpack(d)", "1")],
    implemented: true,
};

pub(super) static ESTIMATE_ROWS_COUNT: Plugin = Plugin {
    name: "estimate_rows_count",
    summary: "Estimates the number of rows.",
    signatures: &[&[]],
    examples: &[],
    implemented: true,
};

pub(super) static GEO_LINE_LOOKUP: Plugin = Plugin {
    name: "geo_line_lookup",
    summary: "Joins each point with the lines of a table that pass near it.",
    signatures: &[&[
        Param::new("LookupTable", TypeSet::NONE, "The table to look up in."),
        Param::new("LookupLineKey", TypeSet::DYNAMIC, "Lookup line key.").rule(ArgumentRule::Name),
        Param::new("SourceLongitude", TypeSet::ANY, "Source longitude.").rule(ArgumentRule::Column),
        Param::new("SourceLatitude", TypeSet::ANY, "Source latitude.").rule(ArgumentRule::Column),
        Param::new("radius", TypeSet::REAL, "The distance in meters.").rule(ArgumentRule::Literal),
        Param::new("return_unmatched", TypeSet::BOOL, "Whether rows without a match are kept.")
            .optional()
            .rule(ArgumentRule::Literal),
        Param::new("lookup_area_radius", TypeSet::REAL, "Lookup area radius.")
            .optional()
            .rule(ArgumentRule::Literal),
        Param::new("return_lookup_key", TypeSet::BOOL, "Return lookup key.")
            .optional()
            .rule(ArgumentRule::Literal),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static GEO_POLYGON_LOOKUP: Plugin = Plugin {
    name: "geo_polygon_lookup",
    summary: "Joins each point with the polygons of a table that contain it.",
    signatures: &[&[
        Param::new("LookupTable", TypeSet::NONE, "The table to look up in."),
        Param::new("LookupPolygonKey", TypeSet::DYNAMIC, "Lookup polygon key.").rule(ArgumentRule::Name),
        Param::new("SourceLongitude", TypeSet::ANY, "Source longitude.").rule(ArgumentRule::Column),
        Param::new("SourceLatitude", TypeSet::ANY, "Source latitude.").rule(ArgumentRule::Column),
        Param::new("radius", TypeSet::REAL, "The distance in meters.").optional().rule(ArgumentRule::Literal),
        Param::new("return_unmatched", TypeSet::BOOL, "Whether rows without a match are kept.")
            .optional()
            .rule(ArgumentRule::Literal),
        Param::new("lookup_area_radius", TypeSet::REAL, "Lookup area radius.")
            .optional()
            .rule(ArgumentRule::Literal),
        Param::new("return_lookup_key", TypeSet::BOOL, "Return lookup key.")
            .optional()
            .rule(ArgumentRule::Literal),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static IDENTITY: Plugin = Plugin {
    name: "identity",
    summary: "Gives the rows as they are.",
    signatures: &[&[]],
    examples: &[],
    implemented: true,
};

pub(super) static IDENTITY_V3: Plugin = Plugin {
    name: "identity_v3",
    summary: "Gives the rows as they are, or fails, to test the service.",
    signatures: &[&[
        Param::new("mode", TypeSet::STRING, "Mode.").rule(ArgumentRule::Constant),
        Param::new("exceptionText", TypeSet::STRING, "Exception text.").rule(ArgumentRule::Constant),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static IPV4_LOOKUP: Plugin = Plugin {
    name: "ipv4_lookup",
    summary: "Joins each IPv4 address with the network of a table that contains it.",
    signatures: &[&[
        Param::new("LookupTable", TypeSet::NONE, "The table to look up in."),
        Param::new("SourceIPv4Key", TypeSet::ANY, "The address.").rule(ArgumentRule::Column),
        Param::new("IPv4LookupKey", TypeSet::ANY, "The column of networks.").rule(ArgumentRule::Name),
        Param::new("ExtraKey", TypeSet::ANY, "Another column that must be equal.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Name),
        Param::new("return_unmatched", TypeSet::BOOL, "Whether rows without a match are kept.")
            .optional()
            .rule(ArgumentRule::Literal),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static IPV6_LOOKUP: Plugin = Plugin {
    name: "ipv6_lookup",
    summary: "Joins each IP address with the network of a table that contains it.",
    signatures: &[&[
        Param::new("LookupTable", TypeSet::NONE, "The table to look up in."),
        Param::new("SourceIPv6Key", TypeSet::ANY, "The address.").rule(ArgumentRule::Column),
        Param::new("IPv6LookupKey", TypeSet::ANY, "The column of networks.").rule(ArgumentRule::Name),
        Param::new("return_unmatched", TypeSet::BOOL, "Whether rows without a match are kept.")
            .optional()
            .rule(ArgumentRule::Literal),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static NARROW: Plugin = Plugin {
    name: "narrow",
    summary: "Turns each row into rows of row number, column name and value.",
    signatures: &[&[]],
    examples: &[Example::new("print a = 1 | evaluate narrow() | project Value", "1")],
    implemented: true,
};

pub(super) static PIVOT: Plugin = Plugin {
    name: "pivot",
    summary: "Turns the values of a column into columns, and aggregates the rest under them.",
    signatures: &[&[
        Param::new("pivotColumn", TypeSet::NOT_DYNAMIC, "The column whose values become columns.")
            .rule(ArgumentRule::Column),
        Param::new("aggregateFunction", TypeSet::ANY, "What is computed under each; count() when absent.")
            .optional(),
        Param::new("columnName", TypeSet::ANY, "A column to group by.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[Example::new("datatable(k: string)['x', 'x'] | evaluate pivot(k)", "2")],
    implemented: true,
};

pub(super) static PREVIEW: Plugin = Plugin {
    name: "preview",
    summary: "Gives the first rows, and how many there are in a second table.",
    signatures: &[&[Param::new("NumberOfRows", TypeSet::INTEGER, "How many rows.")]],
    examples: &[Example::new("range x from 1 to 9 step 1 | evaluate preview(1)", "1")],
    implemented: true,
};

pub(super) static ROWS_NEAR: Plugin = Plugin {
    name: "rows_near",
    summary: "Gives the rows around those where a condition is true.",
    signatures: &[&[
        Param::new("Condition", TypeSet::BOOL, "The condition."),
        Param::new("NumRows", TypeSet::INTEGER, "How many rows before and after.")
            .rule(ArgumentRule::Constant),
        Param::new("NumRowsAfter", TypeSet::INTEGER, "How many rows after, when that differs.")
            .optional()
            .rule(ArgumentRule::Constant),
    ]],
    examples: &[Example::new(
        "range x from 1 to 9 step 1 | sort by x asc | evaluate rows_near(x == 5, 1)",
        "4",
    )],
    implemented: true,
};
