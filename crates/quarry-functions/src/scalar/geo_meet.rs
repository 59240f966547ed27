//! What points, lines and polygons have in common: nearest places, whether they meet, and where.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{bool_or_null, param, sig};
use super::geo_point::{point_at, tree_at};
use crate::Kernel::Strict;
use crate::geo::arc;
use crate::geo::overlay::{self, Operation, Region, Shared};
use crate::geo::shape::{self, Path, vectors};
use crate::geo::sphere::{Vector, nearest};
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LONGITUDE: Param = param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180.");
const LATITUDE: Param = param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90.");
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const LINE1: Param = param("lineString1", TypeSet::DYNAMIC, "A GeoJSON line.");
const LINE2: Param = param("lineString2", TypeSet::DYNAMIC, "Another line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const POLYGON1: Param = param("polygon1", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const POLYGON2: Param = param("polygon2", TypeSet::DYNAMIC, "Another polygon.");
/// What counts as on the border of a computed polygon, in radians.
const NEAR: f64 = 1e-12;

pub(super) fn lines_at(arguments: &[ValueRef<'_>], position: usize) -> Option<Vec<Path>> {
    tree_at(arguments, position).and_then(shape::lines)
}

pub(super) fn polygons_at(arguments: &[ValueRef<'_>], position: usize) -> Option<Vec<Vec<Path>>> {
    tree_at(arguments, position).and_then(shape::polygons)
}

pub(super) fn tree_or_null(tree: Option<Dynamic>) -> Value {
    Value::Dynamic(tree.unwrap_or_default())
}

/// The place on paths that is nearest to a point.
fn closest(point: Vector, paths: &[Path]) -> Option<Vector> {
    let paths: Vec<Vec<Vector>> = paths.iter().map(vectors).collect();
    let edges = paths.iter().flat_map(|path| path.windows(2));
    let feet = edges.map(|pair| nearest(point, pair[0], pair[1]));
    feet.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(foot, _)| foot)
}

fn place(point: Vector) -> Dynamic {
    shape::geometry("Point", shape::coordinates(point.to_degrees()))
}

pub(super) static GEO_CLOSEST_POINT_ON_LINE: ScalarFunction = ScalarFunction {
    name: "geo_closest_point_on_line",
    summary: "Gives the point of a line that is nearest to a point.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, LINE],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = point_at(arguments, 0).zip(lines_at(arguments, 2));
            tree_or_null(parts.and_then(|(point, lines)| closest(point, &lines)).map(place))
        }),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_closest_point_on_line(1, 1, dynamic({'type': 'LineString', 'coordinates': [[0,0],[3,0]]})).coordinates[0]), 6)",
            "1",
        ),
        Example::new(
            "print geo_closest_point_on_line(1, 1, dynamic({'type': 'LineString', 'coordinates': [[0,0]]}))",
            "",
        ),
        Example::new(
            "print geo_closest_point_on_line(200, 1, dynamic({'type': 'LineString', 'coordinates': [[0,0],[3,0]]}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_CLOSEST_POINT_ON_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_closest_point_on_polygon",
    summary: "Gives the point of a polygon that is nearest to a point.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, POLYGON],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = point_at(arguments, 0).zip(polygons_at(arguments, 2));
            tree_or_null(parts.and_then(|(point, polygons)| {
                let [longitude, latitude] = point.to_degrees();
                let inside = |polygon: &Vec<Path>| shape::polygon_contains(polygon, longitude, latitude);
                if polygons.iter().any(inside) {
                    return Some(place(point));
                }
                let rings: Vec<Path> = polygons.into_iter().flatten().collect();
                closest(point, &rings).map(place)
            }))
        }),
    )],
    notes: &["A point inside the polygon is its own nearest point."],
    examples: &[
        Example::new(
            "print round(toreal(geo_closest_point_on_polygon(2, 0, dynamic({'type': 'Polygon', 'coordinates': [[[-1,-1],[1,-1],[1,1],[-1,1],[-1,-1]]]})).coordinates[0]), 6)",
            "1",
        ),
        Example::new(
            "print geo_closest_point_on_polygon(1, 1, dynamic({'type': 'Polygon', 'coordinates': []}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_INTERSECTION_2LINES: ScalarFunction = ScalarFunction {
    name: "geo_intersection_2lines",
    summary: "Gives what two lines share.",
    signatures: &[sig(
        &[LINE1, LINE2],
        Type::Dynamic,
        Strict(|_, arguments| {
            let lines = lines_at(arguments, 0).zip(lines_at(arguments, 1));
            tree_or_null(lines.map(|(first, second)| shared(&overlay::lines_shared(&first, &second))))
        }),
    )],
    notes: &[
        "Points, lines, or a collection of both; lines that do not meet share an empty GeometryCollection.",
    ],
    examples: &[
        Example::new(
            "print geo_intersection_2lines(dynamic({'type': 'LineString', 'coordinates': [[-1,0],[1,0]]}), dynamic({'type': 'LineString', 'coordinates': [[0,-1],[0,1]]})).type",
            "Point",
        ),
        Example::new(
            "print geo_intersection_2lines(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0]]}), dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}))",
            "{\"type\":\"GeometryCollection\",\"geometries\":[]}",
        ),
        Example::new(
            "print geo_intersection_2lines(dynamic({'type': 'LineString', 'coordinates': [[0,0]]}), dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}))",
            "",
        ),
    ],
    ..BASE
};

fn shared(shared: &Shared) -> Dynamic {
    match (shared.points.is_empty(), shared.lines.is_empty()) {
        (true, true) => shape::collection(Vec::new()),
        (false, true) => shape::points_tree(&shared.points),
        (true, false) => shape::lines_tree(&shared.lines),
        (false, false) => {
            shape::collection(vec![shape::points_tree(&shared.points), shape::lines_tree(&shared.lines)])
        }
    }
}

pub(super) static GEO_INTERSECTION_LINE_WITH_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_intersection_line_with_polygon",
    summary: "Gives the part of a line inside a polygon.",
    signatures: &[sig(
        &[LINE, POLYGON],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(polygons_at(arguments, 1));
            tree_or_null(parts.map(|(lines, polygons)| {
                let inside = overlay::lines_in(&lines, &polygons);
                if inside.is_empty() { shape::collection(Vec::new()) } else { shape::lines_tree(&inside) }
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print array_length(geo_intersection_line_with_polygon(dynamic({'type': 'LineString', 'coordinates': [[-5,0],[0.5,0]]}), dynamic({'type': 'Polygon', 'coordinates': [[[-1,-1],[1,-1],[1,1],[-1,1],[-1,-1]]]})).coordinates)",
            "2",
        ),
        Example::new(
            "print geo_intersection_line_with_polygon(dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}), dynamic({'type': 'Polygon', 'coordinates': [[[-1,-1],[1,-1],[1,1],[-1,1],[-1,-1]]]})).geometries",
            "[]",
        ),
        Example::new(
            "print geo_intersection_line_with_polygon(dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}), dynamic({'type': 'Polygon', 'coordinates': []}))",
            "",
        ),
    ],
    ..BASE
};

/// What two sets of polygons have in common.
fn common(first: &[Vec<Path>], second: &[Vec<Path>]) -> Option<Vec<Vec<Path>>> {
    let (first, second) = (Region::union_of(first)?, Region::union_of(second)?);
    Some(overlay::combine(&first, &second, Operation::Intersection)?.polygons())
}

/// The points where polygons touch without more in common.
fn touches(first: &[Vec<Path>], second: &[Vec<Path>], common: &[Vec<Path>]) -> Vec<[f64; 2]> {
    let border = |polygons: &[Vec<Path>]| -> Vec<Path> { polygons.iter().flatten().cloned().collect() };
    let inside: Vec<Vec<Vector>> = common.iter().flatten().map(vectors).collect();
    let belongs = |point: Vector| {
        let mut edges = inside.iter().flat_map(|ring| ring.windows(2));
        edges.any(|pair| nearest(point, pair[0], pair[1]).1 < NEAR)
    };
    let mut points = overlay::lines_shared(&border(first), &border(second)).points;
    points.retain(|[longitude, latitude]| {
        Vector::from_degrees(*longitude, *latitude).is_some_and(|point| !belongs(point))
    });
    points
}

pub(super) static GEO_INTERSECTION_2POLYGONS: ScalarFunction = ScalarFunction {
    name: "geo_intersection_2polygons",
    summary: "Gives what two polygons share.",
    signatures: &[sig(
        &[POLYGON1, POLYGON2],
        Type::Dynamic,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(polygons_at(arguments, 1));
            tree_or_null(parts.and_then(|(first, second)| {
                let common = common(&first, &second)?;
                let points = touches(&first, &second, &common);
                Some(match (points.is_empty(), common.is_empty()) {
                    (true, true) => shape::collection(Vec::new()),
                    (true, false) => shape::polygons_tree(&common),
                    (false, true) => shape::points_tree(&points),
                    (false, false) => {
                        shape::collection(vec![shape::points_tree(&points), shape::polygons_tree(&common)])
                    }
                })
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_polygon_area(geo_intersection_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[2,0],[2,2],[0,2],[0,0]]]}), dynamic({'type': 'Polygon', 'coordinates': [[[1,1],[3,1],[3,3],[1,3],[1,1]]]}))) / 1e9)",
            "12",
        ),
        Example::new(
            "print geo_intersection_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,0]]]}), dynamic({'type': 'Polygon', 'coordinates': [[[5,5],[6,5],[6,6],[5,5]]]}))",
            "{\"type\":\"GeometryCollection\",\"geometries\":[]}",
        ),
        Example::new(
            "print geo_intersection_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[2,45],[0,45],[1,44],[2,45]]]}), dynamic({'type': 'Polygon', 'coordinates': [[[3,44],[2,45],[2,43],[3,44]]]}))",
            "{\"type\":\"Point\",\"coordinates\":[2.0,45.0]}",
        ),
        Example::new(
            "print g = geo_intersection_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[2,45],[0,45],[1,44],[2,45]]]}), dynamic({'type': 'MultiPolygon', 'coordinates': [[[[3,44],[2,45],[2,43],[3,44]]],[[[1.192,45.265],[1.005,44.943],[1.356,44.937],[1.192,45.265]]]]})) | project strcat(g.geometries[0].type, g.geometries[1].type)",
            "PointPolygon",
        ),
    ],
    ..BASE
};

/// Whether edges of two sets of paths meet.
fn meet(first: &[Path], second: &[Path]) -> bool {
    let (first, second): (Vec<_>, Vec<_>) =
        (first.iter().map(vectors).collect(), second.iter().map(vectors).collect());
    let edges = |paths: &[Vec<Vector>]| -> Vec<(Vector, Vector)> {
        paths.iter().flat_map(|path| path.windows(2)).map(|pair| (pair[0], pair[1])).collect()
    };
    let others = edges(&second);
    let on = |point: Vector, (a, b): (Vector, Vector)| {
        arc::same(point, a) || arc::same(point, b) || arc::is_between(point, a, b)
    };
    edges(&first).iter().any(|&(a, b)| {
        others.iter().any(|&(c, d)| {
            arc::crossing(a, b, c, d).is_some()
                || on(a, (c, d))
                || on(b, (c, d))
                || on(c, (a, b))
                || on(d, (a, b))
        })
    })
}

fn inside(paths: &[Path], polygons: &[Vec<Path>]) -> bool {
    let firsts = paths.iter().filter_map(|path| path.first());
    firsts.into_iter().any(|&[longitude, latitude]| {
        polygons.iter().any(|polygon| shape::polygon_contains(polygon, longitude, latitude))
    })
}

pub(super) static GEO_INTERSECTS_2LINES: ScalarFunction = ScalarFunction {
    name: "geo_intersects_2lines",
    summary: "Tells whether two lines meet.",
    signatures: &[sig(
        &[LINE1, LINE2],
        Type::Bool,
        Strict(|_, arguments| {
            let lines = lines_at(arguments, 0).zip(lines_at(arguments, 1));
            bool_or_null(lines.map(|(first, second)| meet(&first, &second)))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_intersects_2lines(dynamic({'type': 'LineString', 'coordinates': [[-1,0],[1,0]]}), dynamic({'type': 'LineString', 'coordinates': [[0,-1],[0,1]]}))",
            "true",
        ),
        Example::new(
            "print geo_intersects_2lines(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0]]}), dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}))",
            "false",
        ),
        Example::new("print geo_intersects_2lines(dynamic(null), dynamic(null))", ""),
    ],
    ..BASE
};

pub(super) static GEO_INTERSECTS_LINE_WITH_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_intersects_line_with_polygon",
    summary: "Tells whether a line and a polygon meet.",
    signatures: &[sig(
        &[LINE, POLYGON],
        Type::Bool,
        Strict(|_, arguments| {
            let parts = lines_at(arguments, 0).zip(polygons_at(arguments, 1));
            bool_or_null(parts.map(|(lines, polygons)| {
                let rings: Vec<Path> = polygons.iter().flatten().cloned().collect();
                inside(&lines, &polygons) || meet(&lines, &rings)
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_intersects_line_with_polygon(dynamic({'type': 'LineString', 'coordinates': [[0,0],[0.5,0.1]]}), dynamic({'type': 'Polygon', 'coordinates': [[[-1,-1],[1,-1],[1,1],[-1,1],[-1,-1]]]}))",
            "true",
        ),
        Example::new(
            "print geo_intersects_line_with_polygon(dynamic({'type': 'LineString', 'coordinates': [[5,5],[6,6]]}), dynamic({'type': 'Polygon', 'coordinates': [[[-1,-1],[1,-1],[1,1],[-1,1],[-1,-1]]]}))",
            "false",
        ),
    ],
    ..BASE
};

pub(super) static GEO_INTERSECTS_2POLYGONS: ScalarFunction = ScalarFunction {
    name: "geo_intersects_2polygons",
    summary: "Tells whether two polygons overlap.",
    signatures: &[sig(
        &[POLYGON1, POLYGON2],
        Type::Bool,
        Strict(|_, arguments| {
            let parts = polygons_at(arguments, 0).zip(polygons_at(arguments, 1));
            bool_or_null(parts.map(|(first, second)| {
                let rings =
                    |polygons: &[Vec<Path>]| -> Vec<Path> { polygons.iter().flatten().cloned().collect() };
                let (a, b) = (rings(&first), rings(&second));
                inside(&a, &second) || inside(&b, &first) || meet(&a, &b)
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_intersects_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[2,0],[2,2],[0,2],[0,0]]]}), dynamic({'type': 'Polygon', 'coordinates': [[[1,1],[3,1],[3,3],[1,3],[1,1]]]}))",
            "true",
        ),
        Example::new(
            "print geo_intersects_2polygons(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,0]]]}), dynamic({'type': 'Polygon', 'coordinates': [[[5,5],[6,5],[6,6],[5,5]]]}))",
            "false",
        ),
    ],
    ..BASE
};
