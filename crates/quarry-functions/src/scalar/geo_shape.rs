//! Lines and polygons on the globe: lengths, areas, centroids, places on a line.

use quarry_data::{Type, Value, ValueRef};

use super::declare::{param, real_at, real_or_null, sig};
use super::geo_point::{point_at, tree_at};
use crate::Kernel::Strict;
use crate::geo::overlay::Region;
use crate::geo::shape::{self, Path, vectors};
use crate::geo::sphere::{self, EARTH_RADIUS, Vector, nearest};
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");

fn lines_at(arguments: &[ValueRef<'_>]) -> Option<Vec<Path>> {
    tree_at(arguments, 0).and_then(shape::lines)
}

fn polygons_at(arguments: &[ValueRef<'_>]) -> Option<Vec<Vec<Path>>> {
    tree_at(arguments, 0).and_then(shape::polygons)
}

fn centroid(moment: Option<Vector>) -> Value {
    match moment {
        Some(moment) if moment.length() > 0.0 => shape::point(moment.unit().to_degrees()),
        _ => Value::Null,
    }
}

pub(super) static GEO_LINE_LENGTH: ScalarFunction = ScalarFunction {
    name: "geo_line_length",
    summary: "Gives the length of a line in meters.",
    signatures: &[sig(
        &[LINE],
        Type::Real,
        Strict(|_, arguments| {
            real_or_null(lines_at(arguments).map(|lines| {
                lines.iter().map(|line| sphere::line_angle(&vectors(line))).sum::<f64>() * EARTH_RADIUS
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_line_length(dynamic({'type': 'LineString', 'coordinates': [[0,0],[1,0]]})))",
            "111195",
        ),
        Example::new("print geo_line_length(dynamic({'type': 'LineString', 'coordinates': [[1,1]]}))", ""),
    ],
    ..BASE
};

pub(super) static GEO_LINE_CENTROID: ScalarFunction = ScalarFunction {
    name: "geo_line_centroid",
    summary: "Gives the center of mass of a line.",
    signatures: &[sig(
        &[LINE],
        Type::Dynamic,
        Strict(|_, arguments| {
            centroid(lines_at(arguments).map(|lines| {
                lines.iter().map(|line| sphere::line_moment(&vectors(line))).fold(Vector::ZERO, Vector::plus)
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_line_centroid(dynamic({'type': 'LineString', 'coordinates': [[0,0],[2,0]]})).coordinates[0]), 6)",
            "1",
        ),
        Example::new("print geo_line_centroid(dynamic({'type': 'LineString', 'coordinates': [[1,1]]}))", ""),
    ],
    ..BASE
};

pub(super) static GEO_LINE_INTERPOLATE_POINT: ScalarFunction = ScalarFunction {
    name: "geo_line_interpolate_point",
    summary: "Gives the point at a fraction of a line's length.",
    signatures: &[sig(
        &[LINE, param("fraction", TypeSet::NUMBER, "From 0, the start, to 1, the end.")],
        Type::Dynamic,
        Strict(|_, arguments| interpolate(arguments).map_or(Value::Null, shape::point)),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_line_interpolate_point(dynamic({'type': 'LineString', 'coordinates': [[0,0],[2,0]]}), 0.25).coordinates[0]), 6)",
            "0.5",
        ),
        Example::new(
            "print geo_line_interpolate_point(dynamic({'type': 'LineString', 'coordinates': [[0,0],[2,0]]}), 2)",
            "",
        ),
    ],
    ..BASE
};

fn interpolate(arguments: &[ValueRef<'_>]) -> Option<[f64; 2]> {
    let lines = lines_at(arguments)?;
    let fraction = real_at(arguments, 1).filter(|fraction| (0.0..=1.0).contains(fraction))?;
    let points = vectors(lines.first().filter(|_| lines.len() == 1)?);
    let mut left = sphere::line_angle(&points) * fraction;
    for pair in points.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let length = start.angle(end);
        if left <= length {
            let ahead = start.cross(end).cross(start).unit();
            return Some(start.times(left.cos()).plus(ahead.times(left.sin())).to_degrees());
        }
        left -= length;
    }
    points.last().map(|point| point.to_degrees())
}

pub(super) static GEO_LINE_LOCATE_POINT: ScalarFunction = ScalarFunction {
    name: "geo_line_locate_point",
    summary: "Gives the fraction of a line's length at which it comes nearest to a point.",
    signatures: &[sig(
        &[
            LINE,
            param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180."),
            param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90."),
            param("use_spheroid", TypeSet::NUMBER.or(TypeSet::BOOL), "Must be false.").optional(),
        ],
        Type::Real,
        Strict(|_, arguments| real_or_null(locate(arguments))),
    )],
    examples: &[
        Example::new(
            "print round(geo_line_locate_point(dynamic({'type': 'LineString', 'coordinates': [[0,0],[2,0]]}), 0.5, 1), 6)",
            "0.25",
        ),
        Example::new(
            "print geo_line_locate_point(dynamic({'type': 'LineString', 'coordinates': [[1,1]]}), 1, 1)",
            "",
        ),
    ],
    ..BASE
};

fn locate(arguments: &[ValueRef<'_>]) -> Option<f64> {
    let (lines, point) = (lines_at(arguments)?, point_at(arguments, 1)?);
    let points = vectors(lines.first().filter(|_| lines.len() == 1)?);
    let (mut passed, mut best) = (0.0, (f64::INFINITY, 0.0));
    for pair in points.windows(2) {
        let (foot, distance) = nearest(point, pair[0], pair[1]);
        if distance < best.0 {
            best = (distance, passed + pair[0].angle(foot));
        }
        passed += pair[0].angle(pair[1]);
    }
    (passed > 0.0).then(|| best.1 / passed)
}

/// Polygons that do not overlap: several are joined.
fn united(polygons: Vec<Vec<Path>>) -> Vec<Vec<Path>> {
    if polygons.len() < 2 {
        return polygons;
    }
    Region::union_of(&polygons).map_or(polygons, |region| region.polygons())
}

/// Steradians of a polygon without its holes.
fn area(polygon: &[Path]) -> f64 {
    let of = |ring: &Path| sphere::signed_area(&vectors(ring)).abs();
    match polygon.split_first() {
        Some((outer, holes)) => of(outer) - holes.iter().map(of).sum::<f64>(),
        None => 0.0,
    }
}

/// The moment of a polygon: rings turned counterclockwise, holes taken away.
fn moment(polygon: &[Path]) -> Vector {
    let of = |ring: &Path| {
        let points = vectors(ring);
        sphere::ring_moment(&points).times(sphere::signed_area(&points).signum())
    };
    match polygon.split_first() {
        Some((outer, holes)) => holes.iter().map(|hole| of(hole).times(-1.0)).fold(of(outer), Vector::plus),
        None => Vector::ZERO,
    }
}

pub(super) static GEO_POLYGON_AREA: ScalarFunction = ScalarFunction {
    name: "geo_polygon_area",
    summary: "Gives the area of a polygon in square meters.",
    signatures: &[sig(
        &[POLYGON],
        Type::Real,
        Strict(|_, arguments| {
            real_or_null(polygons_at(arguments).map(|polygons| {
                let polygons = united(polygons);
                polygons.iter().map(|polygon| area(polygon)).sum::<f64>() * EARTH_RADIUS * EARTH_RADIUS
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_polygon_area(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,1],[0,0]]]})) / 1e6)",
            "12364",
        ),
        Example::new(
            "print geo_polygon_area(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,10],[10,10],[0,0]]]}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_CENTROID: ScalarFunction = ScalarFunction {
    name: "geo_polygon_centroid",
    summary: "Gives the center of mass of a polygon.",
    signatures: &[sig(
        &[POLYGON],
        Type::Dynamic,
        Strict(|_, arguments| {
            centroid(polygons_at(arguments).map(|polygons| {
                let polygons = united(polygons);
                polygons.iter().map(|polygon| moment(polygon)).fold(Vector::ZERO, Vector::plus)
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_polygon_centroid(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[2,0],[2,2],[0,2],[0,0]]]})).coordinates[0]), 6)",
            "1",
        ),
        Example::new(
            "print geo_polygon_centroid(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,10],[10,10],[0,0]]]}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_POLYGON_PERIMETER: ScalarFunction = ScalarFunction {
    name: "geo_polygon_perimeter",
    summary: "Gives the length of a polygon's border in meters.",
    signatures: &[sig(
        &[POLYGON],
        Type::Real,
        Strict(|_, arguments| {
            real_or_null(polygons_at(arguments).map(|polygons| {
                let polygons = united(polygons);
                let rings = polygons.iter().flatten();
                rings.map(|ring| sphere::line_angle(&vectors(ring))).sum::<f64>() * EARTH_RADIUS
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_polygon_perimeter(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[1,0],[1,1],[0,1],[0,0]]]})) / 1000)",
            "445",
        ),
        Example::new(
            "print geo_polygon_perimeter(dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,10],[10,10],[0,0]]]}))",
            "",
        ),
    ],
    ..BASE
};
