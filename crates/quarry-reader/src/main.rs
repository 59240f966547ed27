//! The worker that reads the formats of binary files for the engine: one file, then it ends.
//!
//! Its parsers are a download of their own, which only those pay who drop such a file. The page hands it a port
//! whose other end the engine holds; the order and the file come through it, the tables go back. A parser that
//! panics or runs out of memory ends this worker and nothing else.

#[cfg(target_arch = "wasm32")]
mod worker;

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
