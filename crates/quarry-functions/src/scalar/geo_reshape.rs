//! Shapes made of shapes: buffers, unions, and the same shape with more or fewer points.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{long_at, param, real_at, sig};
use super::geo_meet::{lines_at, polygons_at, tree_or_null};
use super::geo_point::{point_at, tree_at};
use crate::Kernel::Strict;
use crate::geo::overlay::Region;
use crate::geo::shape::{self, Path};
use crate::geo::{buffer, simplify, tessellate};
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const SHAPES: Param = param("shapes", TypeSet::DYNAMIC, "An array of GeoJSON shapes.");
const RADIUS: Param = param("radius", TypeSet::NUMBER, "The distance in meters, more than 0.");
const TOLERANCE: Param =
    param("tolerance", TypeSet::NUMBER, "How many meters the result may be off; 10 by default.").optional();
const CROSSING: Param = param(
    "preserve_crossing",
    TypeSet::NUMBER.or(TypeSet::BOOL),
    "Whether edges take the short way over the antimeridian; false by default.",
)
.optional();
/// The meters that a result may be off when nothing is said of them.
const DEFAULT_TOLERANCE: f64 = 10.0;

/// The tolerance at a position; none when it is not among those that are allowed.
fn tolerance_at(
    arguments: &[ValueRef<'_>],
    position: usize,
    allowed: std::ops::RangeInclusive<f64>,
) -> Option<f64> {
    match arguments.get(position) {
        Some(_) => real_at(arguments, position).filter(|meters| allowed.contains(meters)),
        None => Some(DEFAULT_TOLERANCE.clamp(*allowed.start(), *allowed.end())),
    }
}

/// Radius and tolerance of a buffer, the tolerance at most a quarter of the radius.
fn buffer_at(arguments: &[ValueRef<'_>], position: usize, negative: bool) -> Option<(f64, f64)> {
    let meters = real_at(arguments, position)?;
    let right = meters.is_finite() && (meters > 0.0 || (negative && meters < 0.0));
    let tolerance = tolerance_at(arguments, position + 1, 0.1..=(meters.abs() / 4.0).max(0.1))?;
    right.then_some((meters, tolerance))
}

fn region(region: Option<Region>) -> Option<Dynamic> {
    let polygons = region?.polygons();
    (!polygons.is_empty()).then(|| shape::polygons_tree(&polygons))
}

pub(super) static GEO_POINT_BUFFER: ScalarFunction = ScalarFunction {
    name: "geo_point_buffer",
    summary: "Gives everything within a distance of a point.",
    signatures: &[sig(
        &[
            param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180."),
            param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90."),
            RADIUS,
            TOLERANCE,
        ],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = point_at(arguments, 0).zip(buffer_at(arguments, 2, false));
            tree_or_null(parts.map(|(center, (meters, tolerance))| {
                shape::polygons_tree(&[vec![buffer::circle(center, meters, tolerance)]])
            }))
        }),
    )],
    examples: &[
        Example::new("print round(geo_polygon_area(geo_point_buffer(10, 50, 1000, 0.1)) / 1e6, 2)", "3.14"),
        Example::new("print geo_point_buffer(200, 1, 5)", ""),
        Example::new("print geo_point_buffer(1, 1, 0)", ""),
    ],
    ..BASE
};

pub(super) static GEO_LINE_BUFFER: ScalarFunction = ScalarFunction {
    name: "geo_line_buffer",
    summary: "Gives everything within a distance of a line.",
    signatures: &[sig(
        &[LINE, RADIUS, TOLERANCE],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(buffer_at(arguments, 1, false));
            tree_or_null(
                parts.and_then(|(lines, (meters, tolerance))| {
                    region(buffer::of_lines(&lines, meters, tolerance))
                }),
            )
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_polygon_area(geo_line_buffer(dynamic({'type': 'LineString', 'coordinates': [[0,0],[0.1,0]]}), 100, 0.1)) / 1e6, 2)",
            "2.26",
        ),
        Example::new(
            "print geo_line_buffer(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,1]]}), -5)",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_BUFFER: ScalarFunction = ScalarFunction {
    name: "geo_polygon_buffer",
    summary: "Gives everything within a distance of a polygon.",
    signatures: &[sig(
        &[
            POLYGON,
            param(
                "radius",
                TypeSet::NUMBER,
                "The distance in meters; a negative one makes the polygon smaller.",
            ),
            TOLERANCE,
        ],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(buffer_at(arguments, 1, true));
            tree_or_null(parts.and_then(|(polygons, (meters, tolerance))| {
                region(buffer::of_polygons(&polygons, meters, tolerance))
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print p = dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}) | project geo_polygon_area(geo_polygon_buffer(p, 1000)) > geo_polygon_area(p)",
            "true",
        ),
        Example::new(
            "print p = dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,1],[0,0]]]}) | project geo_polygon_area(geo_polygon_buffer(p, -1000)) < geo_polygon_area(p)",
            "true",
        ),
        Example::new("print geo_polygon_buffer(dynamic({'type': 'Polygon', 'coordinates': []}), 5)", ""),
    ],
    ..BASE
};

/// Meters that a densified line may be off.
const DENSIFY: std::ops::RangeInclusive<f64> = 0.1..=10_000.0;

fn densify_at(arguments: &[ValueRef<'_>]) -> Option<impl Fn(&Path) -> Path> {
    let tolerance = tolerance_at(arguments, 1, DENSIFY)?;
    let crossing = long_at(arguments, 2).is_some_and(|flag| flag != 0);
    Some(move |path: &Path| tessellate::densify(path, tolerance, crossing))
}

pub(super) static GEO_LINE_DENSIFY: ScalarFunction = ScalarFunction {
    name: "geo_line_densify",
    summary: "Adds points to a line, so that its arcs follow the straight lines of the map.",
    signatures: &[sig(
        &[LINE, TOLERANCE, CROSSING],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(densify_at(arguments));
            tree_or_null(
                parts.map(|(lines, densify)| {
                    shape::lines_tree(&lines.iter().map(densify).collect::<Vec<Path>>())
                }),
            )
        }),
    )],
    notes: &["The tolerance is 0.1 to 10,000 meters."],
    examples: &[
        Example::new(
            "print array_length(geo_line_densify(dynamic({'type': 'LineString', 'coordinates': [[50,50],[51,51]]})).coordinates)",
            "9",
        ),
        Example::new(
            "print geo_line_densify(dynamic({'type': 'LineString', 'coordinates': [[1,1],[2,2]]}), 0)",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_DENSIFY: ScalarFunction = ScalarFunction {
    name: "geo_polygon_densify",
    summary: "Adds points to a polygon, so that its arcs follow the straight lines of the map.",
    signatures: &[sig(
        &[POLYGON, TOLERANCE, CROSSING],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(densify_at(arguments));
            tree_or_null(parts.map(|(polygons, densify)| {
                let all: Vec<Vec<Path>> =
                    polygons.iter().map(|polygon| polygon.iter().map(&densify).collect()).collect();
                shape::polygons_tree(&all)
            }))
        }),
    )],
    notes: &["The tolerance is 0.1 to 10,000 meters."],
    examples: &[
        Example::new(
            "print array_length(geo_polygon_densify(dynamic({'type': 'Polygon', 'coordinates': [[[10,10],[11,10],[11,11],[10,11],[10,10]]]})).coordinates[0])",
            "11",
        ),
        Example::new(
            "print geo_polygon_densify(dynamic({'type': 'Polygon', 'coordinates': [[[10,900],[11,10],[11,11],[10,900]]]}))",
            "",
        ),
    ],
    ..BASE
};

/// Meters that a simplified shape may be off.
const SIMPLIFY: std::ops::RangeInclusive<f64> = 0.0..=f64::MAX;

pub(super) static GEO_LINE_SIMPLIFY: ScalarFunction = ScalarFunction {
    name: "geo_line_simplify",
    summary: "Takes points from a line that it hardly needs.",
    signatures: &[sig(
        &[LINE, TOLERANCE],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(tolerance_at(arguments, 1, SIMPLIFY));
            tree_or_null(parts.and_then(|(lines, tolerance)| {
                let simple = lines.iter().filter_map(|line| simplify::line(line, tolerance));
                let simple: Vec<Path> = simple.collect();
                (!simple.is_empty()).then(|| shape::lines_tree(&simple))
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_line_simplify(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0],[2,0]]})).coordinates",
            "[[0.0,0.0],[2.0,0.0]]",
        ),
        Example::new(
            "print geo_line_simplify(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0]]}), -1)",
            "",
        ),
        Example::new(
            "print geo_line_simplify(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0]]}), 200000)",
            "",
        ),
    ],
    ..BASE
};

fn simplified(polygons: &[Vec<Path>], tolerance: f64) -> Option<Dynamic> {
    let simple: Vec<Vec<Path>> = polygons
        .iter()
        .filter_map(|polygon| {
            let mut rings = polygon.iter().map(|ring| simplify::ring(ring, tolerance));
            let outer = rings.next()??;
            Some(std::iter::once(outer).chain(rings.flatten()).collect())
        })
        .collect();
    (!simple.is_empty()).then(|| shape::polygons_tree(&simple))
}

pub(super) static GEO_POLYGON_SIMPLIFY: ScalarFunction = ScalarFunction {
    name: "geo_polygon_simplify",
    summary: "Takes points from a polygon that it hardly needs.",
    signatures: &[sig(
        &[POLYGON, TOLERANCE],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(tolerance_at(arguments, 1, SIMPLIFY));
            tree_or_null(parts.and_then(|(polygons, tolerance)| simplified(&polygons, tolerance)))
        }),
    )],
    examples: &[
        Example::new(
            "print array_length(geo_polygon_simplify(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[2,0],[2,2],[0,0]]]})).coordinates[0])",
            "4",
        ),
        Example::new(
            "print geo_polygon_simplify(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,0]]]}), 1e6)",
            "",
        ),
    ],
    ..BASE
};

/// The polygons of an array; none when one of them is not valid.
fn polygons_of_array(arguments: &[ValueRef<'_>]) -> Option<Vec<Vec<Path>>> {
    let Dynamic::Array(items) = tree_at(arguments, 0)? else { return None };
    let polygons: Vec<Vec<Vec<Path>>> = items.iter().map(shape::polygons).collect::<Option<_>>()?;
    let polygons: Vec<Vec<Path>> = polygons.into_iter().flatten().collect();
    (!polygons.is_empty()).then_some(polygons)
}

pub(super) static GEO_SIMPLIFY_POLYGONS_ARRAY: ScalarFunction = ScalarFunction {
    name: "geo_simplify_polygons_array",
    summary: "Joins polygons to one shape and takes points from it that it hardly needs.",
    signatures: &[sig(
        &[SHAPES, TOLERANCE],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_of_array(arguments).zip(tolerance_at(arguments, 1, SIMPLIFY));
            tree_or_null(parts.and_then(|(polygons, tolerance)| {
                simplified(&Region::union_of(&polygons)?.polygons(), tolerance)
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_simplify_polygons_array(dynamic([{'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[2,0],[2,2],[0,0]]]}])).type",
            "Polygon",
        ),
        Example::new("print geo_simplify_polygons_array(dynamic([]))", ""),
    ],
    ..BASE
};

pub(super) static GEO_UNION_POLYGONS_ARRAY: ScalarFunction = ScalarFunction {
    name: "geo_union_polygons_array",
    summary: "Joins polygons to one shape.",
    signatures: &[sig(
        &[SHAPES],
        Type::Dynamic,
        Strict(|_, arguments| {
            tree_or_null(
                polygons_of_array(arguments).and_then(|polygons| region(Region::union_of(&polygons))),
            )
        }),
    )],
    examples: &[
        Example::new(
            "print array_length(geo_union_polygons_array(dynamic([{'type': 'Polygon', 'coordinates': [[[0,0],[2,0],[2,2],[0,2],[0,0]]]}, {'type': 'Polygon', 'coordinates': [[[1,1],[3,1],[3,3],[1,3],[1,1]]]}])).coordinates[0])",
            "9",
        ),
        Example::new(
            "print geo_union_polygons_array(dynamic([{'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,0]]]}, {'type': 'Polygon', 'coordinates': [[[5,5],[6,5],[6,6],[5,5]]]}])).type",
            "MultiPolygon",
        ),
        Example::new(
            "print geo_union_polygons_array(dynamic([{'type': 'Point', 'coordinates': [1,1]}]))",
            "",
        ),
    ],
    ..BASE
};

/// Lines end to end where one goes on from another; edges that are there twice are there once.
fn joined(lines: Vec<Path>) -> Vec<Path> {
    let mut all: Vec<Path> = Vec::new();
    let mut known: Vec<[[f64; 2]; 2]> = Vec::new();
    for line in lines {
        let mut open: Path = Vec::new();
        for pair in line.windows(2) {
            let (edge, back) = ([pair[0], pair[1]], [pair[1], pair[0]]);
            if known.contains(&edge) || known.contains(&back) {
                all.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
                continue;
            }
            known.push(edge);
            if open.is_empty() {
                open.push(pair[0]);
            }
            open.push(pair[1]);
        }
        if open.is_empty() {
            continue;
        }
        match all.iter_mut().find(|line| line.last() == open.first()) {
            Some(line) => line.extend_from_slice(&open[1..]),
            None => all.push(open),
        }
    }
    all
}

pub(super) static GEO_UNION_LINES_ARRAY: ScalarFunction = ScalarFunction {
    name: "geo_union_lines_array",
    summary: "Joins lines to one shape.",
    signatures: &[sig(
        &[SHAPES],
        Type::Dynamic,
        Strict(|_, arguments| {
            let lines = match tree_at(arguments, 0) {
                Some(Dynamic::Array(items)) => items.iter().map(shape::lines).collect::<Option<Vec<_>>>(),
                _ => None,
            };
            let lines: Option<Vec<Path>> = lines.map(|lines| lines.into_iter().flatten().collect());
            let lines = lines.filter(|lines| !lines.is_empty());
            lines.map_or(Value::Null, |lines| Value::Dynamic(shape::lines_tree(&joined(lines))))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_union_lines_array(dynamic([{'type': 'LineString', 'coordinates': [[0,0],[1,0]]}, {'type': 'LineString', 'coordinates': [[5,5],[6,6]]}])).type",
            "MultiLineString",
        ),
        Example::new(
            "print geo_union_lines_array(dynamic([{'type': 'LineString', 'coordinates': [[0,0],[1,0]]}, {'type': 'LineString', 'coordinates': [[1,0],[0,0]]}])).type",
            "LineString",
        ),
        Example::new(
            "print geo_union_lines_array(dynamic([{'type': 'LineString', 'coordinates': [[0,0]]}]))",
            "",
        ),
    ],
    ..BASE
};
