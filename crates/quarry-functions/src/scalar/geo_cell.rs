//! Geohash and S2 cells.

use quarry_data::{Dynamic, Type, Value, ValueRef};

use super::declare::{long_at, param, sig, text_at};
use super::geo_point::point_at;
use crate::Kernel::Strict;
use crate::geo::{geohash, s2, shape};
use crate::{Category, Example, Param, ScalarFunction, TypeSet};

const BASE: ScalarFunction = ScalarFunction { category: Category::Geospatial, ..ScalarFunction::BASE };
const LONGITUDE: Param = param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180.");
const LATITUDE: Param = param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90.");
const GEOHASH: Param = param("geohash", TypeSet::STRING, "A geohash.");
const S2CELL: Param = param("s2cell", TypeSet::STRING, "The token of an S2 cell.");

fn geohash_at(arguments: &[ValueRef<'_>]) -> Option<geohash::Cell> {
    geohash::Cell::parse(&text_at(arguments, 0))
}

fn s2_at(arguments: &[ValueRef<'_>]) -> Option<s2::Cell> {
    s2::Cell::parse(&text_at(arguments, 0))
}

fn texts(texts: Option<impl IntoIterator<Item = String>>) -> Value {
    match texts {
        Some(texts) => Value::Dynamic(Dynamic::array(texts.into_iter().map(Dynamic::string).collect())),
        None => Value::Null,
    }
}

pub(super) static GEO_POINT_TO_GEOHASH: ScalarFunction = ScalarFunction {
    name: "geo_point_to_geohash",
    summary: "Gives the geohash of a point.",
    signatures: &[sig(
        &[
            LONGITUDE,
            LATITUDE,
            param("accuracy", TypeSet::NUMBER, "Letters, 1 to 18; 5 by default.").optional(),
        ],
        Type::String,
        Strict(|_, arguments| {
            let letters = usize::try_from(long_at(arguments, 2).unwrap_or(5)).unwrap_or(0);
            let point = super::declare::real_at(arguments, 0).zip(super::declare::real_at(arguments, 1));
            let cell =
                point.and_then(|(longitude, latitude)| geohash::Cell::of(longitude, latitude, letters));
            Value::string(cell.map(geohash::Cell::text).unwrap_or_default())
        }),
    )],
    examples: &[
        Example::new("print geo_point_to_geohash(-80.195829, 25.802215, 8)", "dhwfz15h"),
        Example::new("print geo_point_to_geohash(200, 1, 8)", ""),
    ],
    ..BASE
};

pub(super) static GEO_GEOHASH_TO_CENTRAL_POINT: ScalarFunction = ScalarFunction {
    name: "geo_geohash_to_central_point",
    summary: "Gives the center of a geohash cell.",
    signatures: &[sig(
        &[GEOHASH],
        Type::Dynamic,
        Strict(|_, arguments| {
            geohash_at(arguments).map_or(Value::Null, |cell| {
                let [west, south, east, north] = cell.bounds();
                shape::point([(west + east) / 2.0, (south + north) / 2.0])
            })
        }),
    )],
    examples: &[
        Example::new("print geo_geohash_to_central_point('sunny').coordinates[1]", "23.70849609375"),
        Example::new("print geo_geohash_to_central_point('a')", ""),
    ],
    ..BASE
};

pub(super) static GEO_GEOHASH_TO_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_geohash_to_polygon",
    summary: "Gives the rectangle of a geohash cell.",
    signatures: &[sig(
        &[GEOHASH],
        Type::Dynamic,
        Strict(|_, arguments| {
            geohash_at(arguments).map_or(Value::Null, |cell| {
                let [west, south, east, north] = cell.bounds();
                shape::closed(&[[west, south], [east, south], [east, north], [west, north]])
            })
        }),
    )],
    examples: &[
        Example::new("print geo_geohash_to_polygon('dr5ru').coordinates[0][0][0]", "-74.00390625"),
        Example::new("print geo_geohash_to_polygon('a')", ""),
    ],
    ..BASE
};

pub(super) static GEO_GEOHASH_NEIGHBORS: ScalarFunction = ScalarFunction {
    name: "geo_geohash_neighbors",
    summary: "Gives the geohash cells around a cell.",
    signatures: &[sig(
        &[GEOHASH],
        Type::Dynamic,
        Strict(|_, arguments| {
            texts(geohash_at(arguments).map(|cell| cell.neighbours().into_iter().map(geohash::Cell::text)))
        }),
    )],
    examples: &[
        Example::new("print array_length(geo_geohash_neighbors('sunny'))", "8"),
        Example::new("print geo_geohash_neighbors('a')", ""),
    ],
    ..BASE
};

pub(super) static GEO_POINT_TO_S2CELL: ScalarFunction = ScalarFunction {
    name: "geo_point_to_s2cell",
    summary: "Gives the token of the S2 cell that contains a point.",
    signatures: &[sig(
        &[LONGITUDE, LATITUDE, param("level", TypeSet::NUMBER, "0 to 30; 11 by default.").optional()],
        Type::String,
        Strict(|_, arguments| {
            let level = u32::try_from(long_at(arguments, 2).unwrap_or(11)).unwrap_or(u32::MAX);
            let cell = point_at(arguments, 0).and_then(|point| s2::Cell::of(point, level));
            Value::string(cell.map(s2::Cell::text).unwrap_or_default())
        }),
    )],
    examples: &[
        Example::new("print geo_point_to_s2cell(-80.195829, 25.802215, 8)", "88d9b"),
        Example::new("print geo_point_to_s2cell(1, 1, 35)", ""),
    ],
    ..BASE
};

pub(super) static GEO_S2CELL_TO_CENTRAL_POINT: ScalarFunction = ScalarFunction {
    name: "geo_s2cell_to_central_point",
    summary: "Gives the center of an S2 cell.",
    signatures: &[sig(
        &[S2CELL],
        Type::Dynamic,
        Strict(|_, arguments| s2_at(arguments).map_or(Value::Null, |cell| shape::point(cell.center()))),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_s2cell_to_central_point('1234567').coordinates[0]), 6)",
            "9.868307",
        ),
        Example::new("print geo_s2cell_to_central_point('a')", ""),
    ],
    ..BASE
};

pub(super) static GEO_S2CELL_TO_POLYGON: ScalarFunction = ScalarFunction {
    name: "geo_s2cell_to_polygon",
    summary: "Gives the corners of an S2 cell as a polygon.",
    signatures: &[sig(
        &[S2CELL],
        Type::Dynamic,
        Strict(|_, arguments| s2_at(arguments).map_or(Value::Null, |cell| shape::closed(&cell.corners()))),
    )],
    examples: &[
        Example::new(
            "print round(toreal(geo_s2cell_to_polygon('89c259').coordinates[0][0][0]), 6)",
            "-74.030012",
        ),
        Example::new("print geo_s2cell_to_polygon('a')", ""),
    ],
    ..BASE
};

pub(super) static GEO_S2CELL_NEIGHBORS: ScalarFunction = ScalarFunction {
    name: "geo_s2cell_neighbors",
    summary: "Gives the S2 cells that share an edge or a corner with a cell.",
    signatures: &[sig(
        &[S2CELL],
        Type::Dynamic,
        Strict(|_, arguments| {
            texts(s2_at(arguments).map(|cell| cell.neighbours().into_iter().map(s2::Cell::text)))
        }),
    )],
    examples: &[
        Example::new("print array_length(geo_s2cell_neighbors('89c259'))", "8"),
        Example::new("print set_has_element(geo_s2cell_neighbors('89c259'), '89c2f5')", "true"),
        Example::new("print geo_s2cell_neighbors('a')", ""),
    ],
    ..BASE
};
