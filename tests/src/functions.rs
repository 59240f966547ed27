//! The examples of the function tables.

use libtest_mimic::Trial;
use quarry_functions::{Example, aggregate, operator, plugin, scalar};

use crate::run::{self, Setup};

/// A test for each example, named by function and number.
pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for function in scalar::TABLE {
        trials.extend(of("function", function.name, function.examples));
    }
    for function in operator::TABLE {
        trials.extend(of("operator", function.name, function.examples));
    }
    for function in aggregate::TABLE {
        trials.extend(of("aggregate", function.name, function.examples));
    }
    for plugin in plugin::TABLE.iter().filter(|plugin| plugin.implemented) {
        trials.extend(of("plugin", plugin.name, plugin.examples));
    }
    trials
}

fn of(kind: &str, name: &str, examples: &'static [Example]) -> Vec<Trial> {
    let trial = |(number, example): (usize, &'static Example)| {
        Trial::test(format!("{kind}/{name}/{}", number + 1), move || {
            let result = Setup::new().run(example.query);
            let result = result.map_err(|errors| format!("{}\n{}", example.query, run::messages(&errors)))?;
            let actual = run::first_cell(&result).unwrap_or_default();
            if nearly_equal(example.result, &actual) {
                return Ok(());
            }
            crate::expect_same(example.query, example.result, &actual)
        })
    };
    examples.iter().enumerate().map(trial).collect()
}

/// Whether both are numbers that differ by rounding alone.
fn nearly_equal(expected: &str, actual: &str) -> bool {
    match (expected.parse::<f64>(), actual.parse::<f64>()) {
        (Ok(expected), Ok(actual)) => (expected - actual).abs() <= 1e-9 * expected.abs(),
        _ => false,
    }
}
