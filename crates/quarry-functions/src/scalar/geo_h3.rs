//! H3 cells.

use h3o::{CellIndex, LatLng, Resolution};
use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{long_at, param, real_at, sig, text_at};
use super::geo_point::point_at;
use crate::Kernel::Strict;
use crate::geo::shape;
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const CELL: Param = param("h3cell", TypeSet::STRING, "The token of an H3 cell.");
const RESOLUTION: Param = param("resolution", TypeSet::NUMBER, "0, the largest cells, to 15.").optional();
/// Rings that are given at the most.
const RINGS: u32 = 142;
/// Levels below a cell that its children may lie.
const DESCENT: u8 = 5;

fn cell_at(arguments: &[ValueRef<'_>]) -> Option<CellIndex> {
    text_at(arguments, 0).parse().ok()
}

/// The resolution at the position, or another when there is none.
fn resolution_at(arguments: &[ValueRef<'_>], position: usize, otherwise: u8) -> Option<Resolution> {
    let wanted = long_at(arguments, position).unwrap_or(otherwise.into());
    u8::try_from(wanted).ok().and_then(|wanted| Resolution::try_from(wanted).ok())
}

fn cells(cells: impl IntoIterator<Item = CellIndex>) -> Dynamic {
    Dynamic::array(cells.into_iter().map(|cell| Dynamic::string(cell.to_string())).collect())
}

fn dynamic(tree: Option<Dynamic>) -> Value {
    Value::Dynamic(tree.unwrap_or_default())
}

pub(super) static GEO_POINT_TO_H3CELL: ScalarFunction = ScalarFunction {
    name: "geo_point_to_h3cell",
    summary: "Gives the token of the H3 cell that contains a point.",
    signatures: &[sig(
        &[
            param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180."),
            param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90."),
            RESOLUTION,
        ],
        Type::String,
        Strict(|_, arguments| {
            Value::string(of_point(arguments).map_or(String::new(), |cell| cell.to_string()))
        }),
    )],
    notes: &["The resolution is 6 by default."],
    examples: &[
        Example::new(
            "print geo_point_to_h3cell(-74.04450446039874, 40.689250859314974, 6)",
            "862a1072fffffff",
        ),
        Example::new("print geo_point_to_h3cell(1, 1, 16)", ""),
    ],
    ..BASE
};

fn of_point(arguments: &[ValueRef<'_>]) -> Option<CellIndex> {
    point_at(arguments, 0)?;
    let point = LatLng::new(real_at(arguments, 1)?, real_at(arguments, 0)?).ok()?;
    Some(point.to_cell(resolution_at(arguments, 2, 6)?))
}

pub(super) static GEO_H3CELL_TO_CENTRAL_POINT: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_to_central_point",
    summary: "Gives the center of an H3 cell.",
    signatures: &[sig(
        &[CELL],
        Type::Dynamic,
        Strict(|_, arguments| {
            cell_at(arguments).map_or(Value::Null, |cell| {
                let center = LatLng::from(cell);
                shape::point([center.lng(), center.lat()])
            })
        }),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_h3cell_to_central_point('862a1072fffffff').coordinates[1]), 4)",
            "40.7042",
        ),
        Example::new("print geo_h3cell_to_central_point('@')", ""),
    ],
    ..BASE
};

pub(super) static GEO_H3CELL_TO_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_to_polygon",
    summary: "Gives the corners of an H3 cell as a polygon.",
    signatures: &[sig(
        &[CELL],
        Type::Dynamic,
        Strict(|_, arguments| {
            cell_at(arguments).map_or(Value::Null, |cell| {
                let corners: Vec<[f64; 2]> =
                    cell.boundary().iter().map(|corner| [corner.lng(), corner.lat()]).collect();
                shape::closed(&corners)
            })
        }),
    )],
    examples: &[
        Example::new("print array_length(geo_h3cell_to_polygon('862a1072fffffff').coordinates[0])", "7"),
        Example::new("print geo_h3cell_to_polygon('@')", ""),
    ],
    ..BASE
};

pub(super) static GEO_H3CELL_LEVEL: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_level",
    summary: "Gives the resolution of an H3 cell.",
    signatures: &[sig(
        &[CELL],
        Type::Int,
        Strict(|_, arguments| {
            cell_at(arguments).map_or(Value::Null, |cell| Value::Int(u8::from(cell.resolution()).into()))
        }),
    )],
    examples: &[
        Example::new("print geo_h3cell_level('862a1072fffffff')", "6"),
        Example::new("print geo_h3cell_level('abc')", ""),
    ],
    ..BASE
};

pub(super) static GEO_H3CELL_PARENT: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_parent",
    summary: "Gives the H3 cell of a lower resolution that contains a cell.",
    signatures: &[sig(
        &[CELL, RESOLUTION],
        Type::String,
        Strict(|_, arguments| {
            Value::string(parent(arguments).map_or(String::new(), |cell| cell.to_string()))
        }),
    )],
    notes: &["The resolution is one less by default."],
    examples: &[
        Example::new("print geo_h3cell_parent('862a1072fffffff')", "852a1073fffffff"),
        Example::new("print geo_h3cell_parent('abc')", ""),
    ],
    ..BASE
};

fn parent(arguments: &[ValueRef<'_>]) -> Option<CellIndex> {
    let cell = cell_at(arguments)?;
    let own = u8::from(cell.resolution());
    cell.parent(resolution_at(arguments, 1, own.wrapping_sub(1))?)
}

pub(super) static GEO_H3CELL_CHILDREN: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_children",
    summary: "Gives the H3 cells of a higher resolution inside a cell.",
    signatures: &[sig(
        &[CELL, RESOLUTION],
        Type::Dynamic,
        Strict(|_, arguments| dynamic(children(arguments))),
    )],
    notes: &["The resolution is one more by default, and at most seven more."],
    examples: &[
        Example::new("print array_length(geo_h3cell_children('862a1072fffffff'))", "7"),
        Example::new("print isnull(geo_h3cell_children('abc'))", "true"),
    ],
    ..BASE
};

fn children(arguments: &[ValueRef<'_>]) -> Option<Dynamic> {
    let cell = cell_at(arguments)?;
    let own = u8::from(cell.resolution());
    let wanted = resolution_at(arguments, 1, own + 1)?;
    let steps = u8::from(wanted).checked_sub(own)?;
    (1..=DESCENT).contains(&steps).then(|| cells(cell.children(wanted)))
}

pub(super) static GEO_H3CELL_NEIGHBORS: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_neighbors",
    summary: "Gives the H3 cells around a cell.",
    signatures: &[sig(
        &[CELL],
        Type::Dynamic,
        Strict(|_, arguments| dynamic(cell_at(arguments).map(|cell| cells(ring(cell, 1))))),
    )],
    examples: &[
        Example::new("print array_length(geo_h3cell_neighbors('862a1072fffffff'))", "6"),
        Example::new("print geo_h3cell_neighbors('abc')", ""),
    ],
    ..BASE
};

/// The cells at a distance.
fn ring(cell: CellIndex, distance: u32) -> Vec<CellIndex> {
    let mut found: Vec<CellIndex> = Vec::new();
    for (other, steps) in cell.grid_disk_distances_safe(distance) {
        if steps == distance {
            found.push(other);
        }
    }
    found
}

pub(super) static GEO_H3CELL_RINGS: ScalarFunction = ScalarFunction {
    name: "geo_h3cell_rings",
    summary: "Gives the H3 cells around a cell, an array for each distance.",
    signatures: &[sig(
        &[CELL, param("distance", TypeSet::NUMBER, "How many rings, 0 to 142.")],
        Type::Dynamic,
        Strict(|_, arguments| dynamic(rings(arguments))),
    )],
    examples: &[
        Example::new("print array_length(geo_h3cell_rings('861f8894fffffff', 2)[2])", "12"),
        Example::new("print geo_h3cell_rings('abc', 1)", ""),
    ],
    ..BASE
};

fn rings(arguments: &[ValueRef<'_>]) -> Option<Dynamic> {
    let cell = cell_at(arguments)?;
    let count = u32::try_from(long_at(arguments, 1)?).ok().filter(|count| *count <= RINGS)?;
    Some(Dynamic::array((0..=count).map(|distance| cells(ring(cell, distance))).collect()))
}
