//! The page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    quarry_web::start_app();
}
