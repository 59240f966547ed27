//! Geometry on the sphere, GeoJSON shapes and cell systems.

pub(crate) mod arc;
pub(crate) mod buffer;
pub(crate) mod cover;
pub(crate) mod geohash;
pub(crate) mod overlay;
pub(crate) mod s2;
pub(crate) mod shape;
pub(crate) mod simplify;
pub(crate) mod sphere;
pub(crate) mod spheroid;
pub(crate) mod tessellate;
pub(crate) mod wkt;
