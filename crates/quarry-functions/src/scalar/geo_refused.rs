//! Geospatial functions that are known and refused: shapes made out of shapes.

use quarry_data::Type;

use super::declare::{param, sig};
use crate::Kernel::NotImplemented;
use crate::{Category, Param, ScalarFunction, Signature, TypeSet};

const LONGITUDE: Param = param("longitude", TypeSet::NUMBER, "Degrees east, -180 to 180.");
const LATITUDE: Param = param("latitude", TypeSet::NUMBER, "Degrees north, -90 to 90.");
const LINE: Param = param("lineString", TypeSet::DYNAMIC, "A GeoJSON line.");
const LINE2: Param = param("lineString2", TypeSet::DYNAMIC, "Another line.");
const POLYGON: Param = param("polygon", TypeSet::DYNAMIC, "A GeoJSON polygon.");
const POLYGON2: Param = param("polygon2", TypeSet::DYNAMIC, "Another polygon.");
const SHAPES: Param = param("shapes", TypeSet::DYNAMIC, "An array of GeoJSON shapes.");
const RADIUS: Param = param("radius", TypeSet::NUMBER, "The distance in meters.");
const REACH: Param = param("radius", TypeSet::NUMBER, "Meters to add around the shape.").optional();
const LEVEL: Param = param("level", TypeSet::NUMBER, "The level of the cells.").optional();
const TOLERANCE: Param =
    param("tolerance", TypeSet::NUMBER, "How many meters the result may be off.").optional();
const CROSSING: Param = param(
    "preserve_crossing",
    TypeSet::NUMBER.or(TypeSet::BOOL),
    "Whether edges go on crossing the antimeridian.",
)
.optional();

const fn refused(
    name: &'static str,
    summary: &'static str,
    signatures: &'static [Signature],
) -> ScalarFunction {
    ScalarFunction { name, category: Category::Geospatial, summary, signatures, ..ScalarFunction::BASE }
}

pub(super) static GEO_CLOSEST_POINT_ON_LINE: ScalarFunction = refused(
    "geo_closest_point_on_line",
    "Gives the point of a line that is nearest to a point.",
    &[sig(&[LONGITUDE, LATITUDE, LINE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_CLOSEST_POINT_ON_POLYGON: ScalarFunction = refused(
    "geo_closest_point_on_polygon",
    "Gives the point of a polygon that is nearest to a point.",
    &[sig(&[LONGITUDE, LATITUDE, POLYGON], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_INTERSECTION_2LINES: ScalarFunction = refused(
    "geo_intersection_2lines",
    "Gives what two lines share.",
    &[sig(&[LINE, LINE2], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_INTERSECTION_2POLYGONS: ScalarFunction = refused(
    "geo_intersection_2polygons",
    "Gives what two polygons share.",
    &[sig(&[POLYGON, POLYGON2], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_INTERSECTION_LINE_WITH_POLYGON: ScalarFunction = refused(
    "geo_intersection_line_with_polygon",
    "Gives the part of a line inside a polygon.",
    &[sig(&[LINE, POLYGON], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_INTERSECTS_2LINES: ScalarFunction = refused(
    "geo_intersects_2lines",
    "Tells whether two lines meet.",
    &[sig(&[LINE, LINE2], Type::Bool, NotImplemented)],
);

pub(super) static GEO_INTERSECTS_2POLYGONS: ScalarFunction = refused(
    "geo_intersects_2polygons",
    "Tells whether two polygons overlap.",
    &[sig(&[POLYGON, POLYGON2], Type::Bool, NotImplemented)],
);

pub(super) static GEO_INTERSECTS_LINE_WITH_POLYGON: ScalarFunction = refused(
    "geo_intersects_line_with_polygon",
    "Tells whether a line and a polygon meet.",
    &[sig(&[LINE, POLYGON], Type::Bool, NotImplemented)],
);

pub(super) static GEO_LINE_BUFFER: ScalarFunction = refused(
    "geo_line_buffer",
    "Gives everything within a distance of a line.",
    &[sig(&[LINE, RADIUS, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_LINE_DENSIFY: ScalarFunction = refused(
    "geo_line_densify",
    "Adds points to a line where its edges bend.",
    &[sig(&[LINE, TOLERANCE, CROSSING], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_LINE_SIMPLIFY: ScalarFunction = refused(
    "geo_line_simplify",
    "Takes points from a line that it hardly needs.",
    &[sig(&[LINE, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_LINE_TO_S2CELLS: ScalarFunction = refused(
    "geo_line_to_s2cells",
    "Gives the S2 cells that cover a line.",
    &[sig(&[LINE, LEVEL, REACH], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POINT_BUFFER: ScalarFunction = refused(
    "geo_point_buffer",
    "Gives everything within a distance of a point.",
    &[sig(&[LONGITUDE, LATITUDE, RADIUS, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POLYGON_BUFFER: ScalarFunction = refused(
    "geo_polygon_buffer",
    "Gives everything within a distance of a polygon.",
    &[sig(&[POLYGON, RADIUS, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POLYGON_DENSIFY: ScalarFunction = refused(
    "geo_polygon_densify",
    "Adds points to a polygon where its edges bend.",
    &[sig(&[POLYGON, TOLERANCE, CROSSING], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POLYGON_SIMPLIFY: ScalarFunction = refused(
    "geo_polygon_simplify",
    "Takes points from a polygon that it hardly needs.",
    &[sig(&[POLYGON, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POLYGON_TO_H3CELLS: ScalarFunction = refused(
    "geo_polygon_to_h3cells",
    "Gives the H3 cells that cover a polygon.",
    &[sig(&[POLYGON, LEVEL, REACH], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_POLYGON_TO_S2CELLS: ScalarFunction = refused(
    "geo_polygon_to_s2cells",
    "Gives the S2 cells that cover a polygon.",
    &[sig(&[POLYGON, LEVEL, REACH], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_SIMPLIFY_POLYGONS_ARRAY: ScalarFunction = refused(
    "geo_simplify_polygons_array",
    "Takes points from polygons that they hardly need, and keeps shared borders.",
    &[sig(&[SHAPES, TOLERANCE], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_UNION_LINES_ARRAY: ScalarFunction = refused(
    "geo_union_lines_array",
    "Joins lines to one shape.",
    &[sig(&[SHAPES], Type::Dynamic, NotImplemented)],
);

pub(super) static GEO_UNION_POLYGONS_ARRAY: ScalarFunction = refused(
    "geo_union_polygons_array",
    "Joins polygons to one shape.",
    &[sig(&[SHAPES], Type::Dynamic, NotImplemented)],
);
