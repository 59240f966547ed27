//! Pages: components put together.

mod controller;
pub(crate) mod hunt;
