//! Collects the tests and runs them.

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = quarry_tests::suite::trials();
    trials.extend(quarry_tests::functions::trials());
    trials.extend(quarry_tests::examples::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
