//! The page and its worker: two binaries over one library.
//!
//! The `worker` binary holds the [`service`]: the session, its tables, running queries and their results. The
//! `app` binary shows what the service answers. They share the [`protocol`] and nothing else: no row of data
//! and no engine type reaches the app. Invariant: `service`, `state`, `share` and `offsets` use no browser
//! call, so they are tested natively; the rest exists for wasm32 only.

pub mod blocks;
pub mod highlight;
pub mod offsets;
pub mod protocol;
pub mod replay;
pub mod samples;
pub mod service;
pub mod share;
pub mod state;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod bridge;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(target_arch = "wasm32")]
pub use app::start as start_app;
#[cfg(target_arch = "wasm32")]
pub use worker::start as start_worker;
