//! Formats queries from the standard input, separated by NUL bytes, and prints them separated alike.
//! With `--check` it prints what is wrong with the formatter instead: texts that change when they are
//! formatted again, or that parse into another tree.

use std::io::Read;

#[allow(clippy::print_stdout)]
fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let check = std::env::args().any(|argument| argument == "--check");
    let mut refused = 0;
    for text in input.split('\0') {
        let Ok(formatted) = quarry_syntax::format(text) else {
            refused += 1;
            continue;
        };
        if !check {
            print!("{formatted}\0");
            continue;
        }
        let again = quarry_syntax::format(&formatted).unwrap_or_default();
        if again != formatted {
            println!("not idempotent:\n{formatted}\n---\n{again}\n======");
        }
        if tree(text) != tree(&formatted) {
            println!("another tree:\n{text}\n---\n{formatted}\n======");
        }
        if formatted == text && text.contains('|') && !text.contains("\n|") {
            println!("unchanged:\n{text}\n======");
        }
    }
    if check {
        println!("{refused} refused");
    }
    Ok(())
}

/// The tree without its places.
fn tree(text: &str) -> String {
    let tree = format!("{:?}", quarry_syntax::parse(text).query);
    let mut parts = tree.split("Span { start: ");
    let mut result = parts.next().unwrap_or("").to_owned();
    for part in parts {
        result.push_str(part.split_once(" }").map_or(part, |(_, rest)| rest));
    }
    result
}
