//! Prints what the parser says about queries: `diagnose < queries`, where queries are separated by NUL
//! bytes. For each query one line, in which each diagnostic is `severity code start end message` and a
//! tab ends it. With `--tree` the syntax trees are printed instead.

use std::io::Read;

#[allow(clippy::print_stdout)]
fn main() -> std::io::Result<()> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let tree = std::env::args().any(|argument| argument == "--tree");
    for text in input.split('\0') {
        let parsed = quarry_syntax::parse(text);
        if tree {
            println!("{:#?}", parsed.query);
        }
        for diagnostic in &parsed.diagnostics {
            let (severity, code, span) =
                (diagnostic.severity.name(), diagnostic.code.id(), diagnostic.span());
            print!(
                "{severity} {code} {} {} {}\t",
                span.start,
                span.end,
                diagnostic.message.replace('\n', " ")
            );
        }
        println!();
    }
    Ok(())
}
