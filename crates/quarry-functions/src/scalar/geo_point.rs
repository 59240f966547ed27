//! Points on the globe: distances, directions, and whether a point lies in a shape.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{bool_or_null, param, real_at, real_or_null, sig};
use crate::Kernel::Strict;
use crate::geo::arc;
use crate::geo::shape::{self, vectors};
use crate::geo::sphere::{EARTH_RADIUS, Vector, nearest};
use crate::geo::spheroid;
use crate::geo::wkt;
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LONGITUDE: Param = param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180.");
const LATITUDE: Param = param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90.");
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const SPHEROID: Param = param(
    "use_spheroid",
    TypeSet::NUMBER.or(TypeSet::BOOL),
    "Whether the distance is that on the WGS-84 spheroid; by default it is that on a sphere.",
)
.optional();
const X1: Param = param("p1_longitude", TypeSet::NUMBER, "The first point's degrees east.");
const Y1: Param = param("p1_latitude", TypeSet::NUMBER, "The first point's degrees north.");
const X2: Param = param("p2_longitude", TypeSet::NUMBER, "The second point's degrees east.");
const Y2: Param = param("p2_latitude", TypeSet::NUMBER, "The second point's degrees north.");

/// The point whose longitude stands at the position.
pub(super) fn point_at(arguments: &[ValueRef<'_>], position: usize) -> Option<Vector> {
    Vector::from_degrees(real_at(arguments, position)?, real_at(arguments, position + 1)?)
}

pub(super) fn tree_at<'a>(arguments: &[ValueRef<'a>], position: usize) -> Option<&'a Dynamic> {
    match arguments.get(position)? {
        ValueRef::Dynamic(tree) => Some(tree),
        _ => None,
    }
}

pub(super) static GEO_DISTANCE_2POINTS: ScalarFunction = ScalarFunction {
    name: "geo_distance_2points",
    summary: "Gives the shortest distance between two points in meters.",
    signatures: &[sig(
        &[X1, Y1, X2, Y2, SPHEROID],
        Type::Real,
        Strict(|_, arguments| {
            let Some((from, to)) = point_at(arguments, 0).zip(point_at(arguments, 2)) else {
                return Value::Null;
            };
            if real_at(arguments, 4).is_none_or(|flag| flag == 0.0) {
                return Value::Real(from.angle(to) * EARTH_RADIUS);
            }
            let place = |at| Some((real_at(arguments, at)?, real_at(arguments, at + 1)?));
            real_or_null(place(0).zip(place(2)).and_then(|(from, to)| spheroid::distance(from, to)))
        }),
    )],
    notes: &[
        "The earth is taken as a sphere of 6,371,010 m radius, or as the WGS-84 spheroid; there the distance \
         between nearly opposite points is null.",
    ],
    examples: &[
        Example::new(
            "print round(geo_distance_2points(-122.407628, 47.578557, -118.275287, 34.019056), 3)",
            "1546754.352",
        ),
        Example::new("print round(geo_distance_2points(2, 3, 6, 7, true), 3)", "626380.599"),
        Example::new("print round(geo_distance_2points(0, 0, 1, 0, true) * 180 / pi(), 3)", "6378137.0"),
        Example::new("print geo_distance_2points(300, 1, 1, 1)", ""),
    ],
    ..BASE
};

/// The direction from one point to another, clockwise from north, from 0 to 2π; there is none between equal
/// and between opposite points.
fn azimuth(from: Vector, to: Vector) -> Option<f64> {
    if arc::same(from, to) || arc::same(from, to.times(-1.0)) {
        return None;
    }
    let north = Vector::new(0.0, 0.0, 1.0);
    let (east, toward) = (north.cross(from).unit(), to.plus(from.times(-from.dot(to))));
    let ahead = from.cross(east);
    Some(toward.dot(east).atan2(toward.dot(ahead)).rem_euclid(std::f64::consts::TAU))
}

pub(super) static GEO_AZIMUTH: ScalarFunction = ScalarFunction {
    name: "geo_azimuth",
    summary: "Gives the direction from one point to another in radians, clockwise from north.",
    signatures: &[sig(
        &[X1, Y1, X2, Y2],
        Type::Real,
        Strict(|_, arguments| {
            let pair = point_at(arguments, 0).zip(point_at(arguments, 2));
            real_or_null(pair.and_then(|(from, to)| azimuth(from, to)))
        }),
    )],
    examples: &[
        Example::new("print round(geo_azimuth(5, 10, 10, 10) / pi() * 180, 2)", "89.57"),
        Example::new("print geo_azimuth(300, 1, 1, 1)", ""),
        Example::new("print geo_azimuth(5, 10, 5, 10)", ""),
    ],
    ..BASE
};

pub(super) static GEO_ANGLE: ScalarFunction = ScalarFunction {
    name: "geo_angle",
    summary: "Gives the angle at the middle one of three points in radians, clockwise.",
    signatures: &[sig(
        &[
            X1,
            Y1,
            X2,
            Y2,
            param("p3_longitude", TypeSet::NUMBER, "The third point's degrees east."),
            param("p3_latitude", TypeSet::NUMBER, "The third point's degrees north."),
        ],
        Type::Real,
        Strict(|_, arguments| {
            let points = point_at(arguments, 0).zip(point_at(arguments, 2)).zip(point_at(arguments, 4));
            real_or_null(points.and_then(|((first, middle), last)| {
                let turn = azimuth(middle, last)? - azimuth(middle, first)?;
                Some(turn.rem_euclid(std::f64::consts::TAU))
            }))
        }),
    )],
    examples: &[
        Example::new("print round(geo_angle(0, 10, 0, 0, 10, 0) / pi() * 180, 2)", "90"),
        Example::new("print geo_angle(300, 1, 0, 0, 1, 1)", ""),
        Example::new("print geo_angle(0, 10, 0, 10, 3, -10)", ""),
    ],
    ..BASE
};

pub(super) static GEO_POINT_IN_CIRCLE: ScalarFunction = ScalarFunction {
    name: "geo_point_in_circle",
    summary: "Tells whether a point lies within a distance of a center.",
    signatures: &[sig(
        &[
            LONGITUDE,
            LATITUDE,
            param("pc_longitude", TypeSet::NUMBER, "The center's degrees east."),
            param("pc_latitude", TypeSet::NUMBER, "The center's degrees north."),
            param("c_radius", TypeSet::NUMBER, "The distance in meters."),
        ],
        Type::Bool,
        Strict(|_, arguments| {
            let pair = point_at(arguments, 0).zip(point_at(arguments, 2));
            let radius = real_at(arguments, 4).filter(|radius| *radius >= 0.0);
            bool_or_null(
                pair.zip(radius)
                    .map(|((point, center), radius)| point.angle(center) * EARTH_RADIUS <= radius),
            )
        }),
    )],
    examples: &[
        Example::new(
            "print geo_point_in_circle(-122.143564, 47.535677, -122.100896, 47.527351, 3500)",
            "true",
        ),
        Example::new(
            "print geo_point_in_circle(-122.137575, 47.630683, -122.100896, 47.527351, 3500)",
            "false",
        ),
        Example::new("print geo_point_in_circle(200, 1, 1, 1, 1)", ""),
    ],
    ..BASE
};

/// Whether a polygon contains the point; null when one of them is not valid.
fn inside(arguments: &[ValueRef<'_>]) -> Option<bool> {
    point_at(arguments, 0)?;
    let (longitude, latitude) = (real_at(arguments, 0)?, real_at(arguments, 1)?);
    let polygons = shape::polygons(tree_at(arguments, 2)?)?;
    Some(polygons.iter().any(|polygon| shape::polygon_contains(polygon, longitude, latitude)))
}

pub(super) static GEO_POINT_IN_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_point_in_polygon",
    summary: "Tells whether a polygon contains a point.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, POLYGON],
        Type::Bool,
        Strict(|_, arguments| bool_or_null(inside(arguments))),
    )],
    examples: &[
        Example::new(
            "print geo_point_in_polygon(1, 2, dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,0],[10,10],[0,10],[0,0]]]}))",
            "true",
        ),
        Example::new("print geo_point_in_polygon(1, 2, dynamic({'type': 'Polygon', 'coordinates': []}))", ""),
    ],
    ..BASE
};

/// The distance to the nearest edge of the paths, in meters.
fn distance_to<'a>(point: Vector, paths: impl Iterator<Item = &'a shape::Path>) -> Option<f64> {
    let mut least: Option<f64> = None;
    for path in paths {
        for pair in vectors(path).windows(2) {
            let (_, angle) = nearest(point, pair[0], pair[1]);
            least = Some(least.map_or(angle, |known| known.min(angle)));
        }
    }
    least.map(|angle| angle * EARTH_RADIUS)
}

pub(super) static GEO_DISTANCE_POINT_TO_LINE: ScalarFunction = ScalarFunction {
    name: "geo_distance_point_to_line",
    summary: "Gives the distance in meters from a point to a line.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, LINE],
        Type::Real,
        Strict(|_, arguments| {
            let lines = tree_at(arguments, 2).and_then(shape::lines);
            let pair = point_at(arguments, 0).zip(lines);
            real_or_null(pair.and_then(|(point, lines)| distance_to(point, lines.iter())))
        }),
    )],
    examples: &[
        Example::new(
            "print round(geo_distance_point_to_line(0, 1, dynamic({'type': 'LineString', 'coordinates': [[-1,0],[1,0]]})))",
            "111195",
        ),
        Example::new(
            "print geo_distance_point_to_line(0, 1, dynamic({'type': 'LineString', 'coordinates': [[1,1]]}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_DISTANCE_POINT_TO_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_distance_point_to_polygon",
    summary: "Gives the distance in meters from a point to a polygon; 0 inside.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, POLYGON],
        Type::Real,
        Strict(|_, arguments| {
            let polygons = tree_at(arguments, 2).and_then(shape::polygons);
            let pair = point_at(arguments, 0).zip(polygons);
            real_or_null(pair.and_then(|(point, polygons)| match inside(arguments) {
                Some(true) => Some(0.0),
                _ => distance_to(point, polygons.iter().flatten()),
            }))
        }),
    )],
    examples: &[
        Example::new(
            "print geo_distance_point_to_polygon(1, 2, dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,0],[10,10],[0,10],[0,0]]]}))",
            "0",
        ),
        Example::new(
            "print geo_distance_point_to_polygon(500, 1, dynamic({'type': 'Polygon', 'coordinates': [[[0,0],[10,10],[10,1],[0,0]]]}))",
            "",
        ),
    ],
    ..BASE
};

pub(super) static GEO_FROM_WKT: ScalarFunction = ScalarFunction {
    name: "geo_from_wkt",
    summary: "Turns well-known text into GeoJSON.",
    signatures: &[sig(
        &[param("wkt", TypeSet::STRING.or(TypeSet::DYNAMIC), "The text.")],
        Type::Dynamic,
        Strict(|_, arguments| {
            let text = super::declare::text_at(arguments, 0);
            Value::Dynamic(wkt::parse(&text).unwrap_or_default())
        }),
    )],
    examples: &[
        Example::new(
            "print tostring(geo_from_wkt('POINT (1 2)'))",
            "{\"type\":\"Point\",\"coordinates\":[1,2]}",
        ),
        Example::new("print geo_from_wkt('POINT 1 2')", ""),
    ],
    ..BASE
};
