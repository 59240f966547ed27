//! The table of operators is complete, and its examples are right.

use quarry_syntax::operators::{TABLE, UNSUPPORTED, find};
use quarry_syntax::{ast, parse};

#[test]
fn every_example_is_read() {
    for definition in TABLE {
        assert!(!definition.examples.is_empty(), "{}", definition.name);
        for example in definition.examples {
            let parsed = parse(example);
            assert!(parsed.diagnostics.is_empty(), "{example}: {:?}", parsed.diagnostics);
            assert!(example.contains(definition.name), "{example}");
        }
    }
}

#[test]
fn every_operator_is_described_and_found() {
    for definition in TABLE.iter().chain(UNSUPPORTED) {
        assert!(definition.syntax.contains(definition.name), "{}", definition.name);
        assert!(definition.summary.ends_with('.'), "{}", definition.name);
        assert_eq!(find(definition.name).map(|found| found.name), Some(definition.name));
        for alias in definition.aliases {
            assert_eq!(find(alias).map(|found| found.name), Some(definition.name), "{alias}");
        }
    }
}

#[test]
fn unsupported_operators_are_named() {
    for definition in UNSUPPORTED.iter().filter(|definition| definition.piped) {
        let parsed = parse(&format!("T | {} a(b) where c | take 1", definition.name));
        assert!(parsed.diagnostics.is_empty(), "{}", definition.name);
        let ast::StatementKind::Expression(query) = &parsed.query.statements[0].kind else {
            panic!("a query")
        };
        let ast::ExprKind::Pipeline(pipeline) = &query.kind else { panic!("a pipeline") };
        assert!(
            matches!(&pipeline.stages[0].operator, ast::Operator::Unsupported(name) if name.text == definition.name)
        );
        assert_eq!(pipeline.stages.len(), 2);
    }
}
