//! Geometry on the sphere, GeoJSON shapes and cell systems.

pub(crate) mod geohash;
pub(crate) mod s2;
pub(crate) mod shape;
pub(crate) mod sphere;
pub(crate) mod wkt;
