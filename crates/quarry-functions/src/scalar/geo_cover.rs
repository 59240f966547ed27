//! The S2 and H3 cells that cover lines and polygons.

use h3o::Resolution;
use quarry_data::{Dynamic, Type, ValueRef};

use super::declare::{long_at, param, real_at, sig};
use super::geo_meet::{lines_at, polygons_at, tree_or_null};
use crate::Kernel::Strict;
use crate::geo::cover::{self, Shape};
use crate::geo::shape::Path;
use crate::geo::{buffer, s2};
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const LEVEL: Param =
    param("level", TypeSet::NUMBER, "The level of the cells, 0 to 30; 11 by default.").optional();
const RESOLUTION: Param =
    param("resolution", TypeSet::NUMBER, "The resolution of the cells, 0 to 15; 6 by default.").optional();
const REACH: Param = param("radius", TypeSet::NUMBER, "Meters around the shape to cover as well.").optional();
/// Meters that the border of a grown shape may be off.
const TOLERANCE: f64 = 10.0;

/// The meters to grow a shape by; none when they are not valid.
fn reach_at(arguments: &[ValueRef<'_>]) -> Option<f64> {
    match arguments.get(2) {
        Some(_) => real_at(arguments, 2).filter(|meters| *meters >= 0.0 && meters.is_finite()),
        None => Some(0.0),
    }
}

fn grown(polygons: Vec<Vec<Path>>, meters: f64) -> Option<Vec<Vec<Path>>> {
    if meters > 0.0 {
        return Some(buffer::of_polygons(&polygons, meters, TOLERANCE.min(meters / 4.0))?.polygons());
    }
    Some(polygons)
}

fn s2_tokens(shape: &Shape<'_>, arguments: &[ValueRef<'_>]) -> Option<Dynamic> {
    let level =
        u32::try_from(long_at(arguments, 1).unwrap_or(11)).ok().filter(|level| *level <= s2::DEEPEST)?;
    let cells = cover::s2_cells(shape, level)?;
    Some(Dynamic::array(cells.into_iter().map(|cell| Dynamic::string(cell.text())).collect()))
}

pub(super) static GEO_LINE_TO_S2CELLS: ScalarFunction = ScalarFunction {
    name: "geo_line_to_s2cells",
    summary: "Gives the tokens of the S2 cells that cover a line.",
    signatures: &[sig(
        &[LINE, LEVEL, REACH],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(reach_at(arguments));
            tree_or_null(parts.and_then(|(lines, meters)| {
                if meters > 0.0 {
                    let area = buffer::of_lines(&lines, meters, TOLERANCE.min(meters / 4.0))?.polygons();
                    return s2_tokens(&Shape::of_polygons(&area), arguments);
                }
                s2_tokens(&Shape::of_lines(&lines), arguments)
            }))
        }),
    )],
    notes: &["More than 65,536 cells give null."],
    examples: &[
        Example::new(
            "print array_length(geo_line_to_s2cells(dynamic({'type': 'LineString', 'coordinates': [[0.01,0.01],[0.02,0.01]]}), 4))",
            "1",
        ),
        Example::new(
            "print geo_line_to_s2cells(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,1]]}), 31)",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_TO_S2CELLS: ScalarFunction = ScalarFunction {
    name: "geo_polygon_to_s2cells",
    summary: "Gives the tokens of the S2 cells that cover a polygon.",
    signatures: &[sig(
        &[POLYGON, LEVEL, REACH],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(reach_at(arguments));
            tree_or_null(parts.and_then(|(polygons, meters)| {
                s2_tokens(&Shape::of_polygons(&grown(polygons, meters)?), arguments)
            }))
        }),
    )],
    notes: &["More than 65,536 cells give null."],
    examples: &[
        Example::new(
            "print c = geo_polygon_to_s2cells(dynamic({'type': 'Polygon', 'coordinates': [[[10,10],[11,10],[11,11],[10,11],[10,10]]]}), 8) | project c has geo_point_to_s2cell(10.5, 10.5, 8), c has geo_point_to_s2cell(20, 20, 8)",
            "true",
        ),
        Example::new(
            "print geo_polygon_to_s2cells(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[0,50],[100,50],[0,0]]]}), 30)",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_TO_H3CELLS: ScalarFunction = ScalarFunction {
    name: "geo_polygon_to_h3cells",
    summary: "Gives the tokens of the H3 cells whose centers lie in a polygon.",
    signatures: &[sig(
        &[POLYGON, RESOLUTION, REACH],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(reach_at(arguments));
            tree_or_null(parts.and_then(|(polygons, meters)| {
                let wanted = u8::try_from(long_at(arguments, 1).unwrap_or(6)).ok()?;
                let resolution = Resolution::try_from(wanted).ok()?;
                let polygons = grown(polygons, meters)?;
                let cells = cover::h3_cells(&polygons, resolution)?;
                Some(Dynamic::array(cells.iter().map(|cell| Dynamic::string(cell.to_string())).collect()))
            }))
        }),
    )],
    notes: &["More than 61,680 cells give null."],
    examples: &[
        Example::new(
            "print array_length(geo_polygon_to_h3cells(dynamic({'type': 'Polygon', 'coordinates': [[[-3.659,40.553],[-3.913,40.409],[-3.729,40.273],[-3.524,40.440],[-3.659,40.553]]]})))",
            "13",
        ),
        Example::new(
            "print c = geo_polygon_to_h3cells(dynamic({'type': 'Polygon', 'coordinates': [[[10,10],[11,10],[11,11],[10,11],[10,10]]]}), 5) | project c has geo_point_to_h3cell(10.5, 10.5, 5)",
            "true",
        ),
        Example::new(
            "print geo_polygon_to_h3cells(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[0,50],[100,50],[0,0]]]}), 16)",
            "",
        ),
    ],
    ..BASE
};
