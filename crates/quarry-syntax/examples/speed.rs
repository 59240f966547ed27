//! Measures parsing: `speed < queries`, where queries are separated by NUL bytes. Prints microseconds for
//! each query: median, 95th percentile and greatest, each the least of five runs.

use std::io::Read;

#[allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a native tool that measures time")]
fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let mut times: Vec<u128> = Vec::new();
    for text in input.split('\0') {
        let run = || {
            let start = std::time::Instant::now();
            let parsed = quarry_syntax::parse(text);
            let elapsed = start.elapsed().as_nanos();
            drop(parsed);
            elapsed
        };
        times.extend((0..5).map(|_| run()).min());
    }
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() - 1) * share / 100).copied().unwrap_or(0) as f64 / 1000.0;
    println!("queries {} median {:.0} p95 {:.0} max {:.0} us", times.len(), at(50), at(95), at(100));
    Ok(())
}
