//! GeoJSON lines and polygons.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic, Value};

use super::sphere::{self, Vector};
use crate::conversion;

/// A ring or line in degrees.
pub(crate) type Path = Vec<[f64; 2]>;

/// The lines of a LineString or MultiLineString; none when it is not valid.
pub(crate) fn lines(tree: &Dynamic) -> Option<Vec<Path>> {
    let coordinates = tree.property("coordinates")?;
    let lines = match text(tree.property("type")?)? {
        "LineString" => vec![path(coordinates)?],
        "MultiLineString" => items(coordinates)?.iter().map(path).collect::<Option<_>>()?,
        _ => return None,
    };
    let valid = |line: &Path| line.len() >= 2 && distinct_neighbours(line);
    (!lines.is_empty() && lines.iter().all(valid)).then_some(lines)
}

/// The polygons of a Polygon or MultiPolygon, each an outer ring and its holes; none when it is not valid.
pub(crate) fn polygons(tree: &Dynamic) -> Option<Vec<Vec<Path>>> {
    let coordinates = tree.property("coordinates")?;
    let polygons: Vec<Vec<Path>> = match text(tree.property("type")?)? {
        "Polygon" => vec![rings(coordinates)?],
        "MultiPolygon" => items(coordinates)?.iter().map(rings).collect::<Option<_>>()?,
        _ => return None,
    };
    (!polygons.is_empty()).then_some(polygons)
}

fn rings(tree: &Dynamic) -> Option<Vec<Path>> {
    let rings: Vec<Path> = items(tree)?.iter().map(path).collect::<Option<_>>()?;
    let valid = |ring: &Path| ring.len() >= 4 && ring.first() == ring.last() && distinct_neighbours(ring);
    (!rings.is_empty() && rings.iter().all(valid)).then_some(rings)
}

fn distinct_neighbours(path: &Path) -> bool {
    path.windows(2).all(|pair| pair[0] != pair[1])
}

fn path(tree: &Dynamic) -> Option<Path> {
    items(tree)?.iter().map(position).collect()
}

fn position(tree: &Dynamic) -> Option<[f64; 2]> {
    let [longitude, latitude, ..] = items(tree)? else { return None };
    let number = |value| conversion::number(conversion::unwrapped(value));
    let (longitude, latitude) = (number(longitude)?, number(latitude)?);
    Vector::from_degrees(longitude, latitude)?;
    Some([longitude, latitude])
}

fn items(tree: &Dynamic) -> Option<&[Dynamic]> {
    match tree {
        Dynamic::Array(items) => Some(items),
        _ => None,
    }
}

fn text(tree: &Dynamic) -> Option<&str> {
    match tree {
        Dynamic::String(text) => Some(text),
        _ => None,
    }
}

/// The points of a path as vectors.
pub(crate) fn vectors(path: &Path) -> Vec<Vector> {
    path.iter().filter_map(|[longitude, latitude]| Vector::from_degrees(*longitude, *latitude)).collect()
}

/// Whether a polygon with its holes contains a point.
pub(crate) fn polygon_contains(polygon: &[Path], longitude: f64, latitude: f64) -> bool {
    match polygon.split_first() {
        Some((outer, holes)) => {
            sphere::contains(outer, longitude, latitude)
                && !holes.iter().any(|hole| sphere::contains(hole, longitude, latitude))
        }
        None => false,
    }
}

/// A GeoJSON geometry.
pub(crate) fn geometry(kind: &str, coordinates: Dynamic) -> Dynamic {
    let entries: [(Arc<str>, Dynamic); 2] =
        [("type".into(), Dynamic::string(kind)), ("coordinates".into(), coordinates)];
    Dynamic::bag(Bag::from_entries(entries))
}

pub(crate) fn coordinates(point: [f64; 2]) -> Dynamic {
    Dynamic::array(point.into_iter().map(Dynamic::Real).collect())
}

pub(crate) fn point(point: [f64; 2]) -> Value {
    Value::Dynamic(geometry("Point", coordinates(point)))
}

fn path_tree(path: &Path) -> Dynamic {
    Dynamic::array(path.iter().copied().map(coordinates).collect())
}

fn rings_tree(polygon: &[Path]) -> Dynamic {
    Dynamic::array(polygon.iter().map(path_tree).collect())
}

/// Lines as one geometry.
pub(crate) fn lines_tree(lines: &[Path]) -> Dynamic {
    match lines {
        [one] => geometry("LineString", path_tree(one)),
        several => geometry("MultiLineString", rings_tree(several)),
    }
}

/// Polygons as one geometry.
pub(crate) fn polygons_tree(polygons: &[Vec<Path>]) -> Dynamic {
    match polygons {
        [one] => geometry("Polygon", rings_tree(one)),
        several => {
            let all = several.iter().map(|polygon| rings_tree(polygon)).collect();
            geometry("MultiPolygon", Dynamic::array(all))
        }
    }
}

/// Points as one geometry.
pub(crate) fn points_tree(points: &[[f64; 2]]) -> Dynamic {
    match points {
        [one] => geometry("Point", coordinates(*one)),
        several => geometry("MultiPoint", Dynamic::array(several.iter().copied().map(coordinates).collect())),
    }
}

/// Geometries of several kinds as one, or none at all.
pub(crate) fn collection(parts: Vec<Dynamic>) -> Dynamic {
    let entries: [(Arc<str>, Dynamic); 2] = [
        ("type".into(), Dynamic::string("GeometryCollection")),
        ("geometries".into(), Dynamic::array(parts)),
    ];
    Dynamic::bag(Bag::from_entries(entries))
}

/// A polygon of one ring, which is closed here.
pub(crate) fn closed(corners: &[[f64; 2]]) -> Value {
    let mut ring: Vec<Dynamic> = corners.iter().copied().map(coordinates).collect();
    ring.extend(corners.first().copied().map(coordinates));
    Value::Dynamic(geometry("Polygon", Dynamic::array(vec![Dynamic::array(ring)])))
}
