//! The engine's worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    quarry_web::start_worker();
}
