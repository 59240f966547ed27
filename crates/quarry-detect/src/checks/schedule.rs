//! Frequency and lookback fit together.

use quarry_diagnostics::Diagnostic;

use super::{Subject, error};
use crate::Frequency;
use crate::schedule::iso_of_minutes;

/// The least and most minutes between two runs.
const LEAST: u32 = 5;
const MOST: u32 = 14 * 24 * 60;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let schedule = subject.rule.schedule;
    let minutes = schedule.frequency.minutes();
    if schedule.frequency != Frequency::Continuous && !(LEAST..=MOST).contains(&minutes) {
        found.push(error("schedule.frequency", "A rule runs every 5 minutes to every 14 days."));
        return;
    }
    let Some(lookback) = schedule.lookback else { return };
    if schedule.frequency == Frequency::Continuous {
        found.push(error("schedule.lookback", "A continuous rule has no lookback."));
    } else if lookback < minutes {
        found.push(error(
            "schedule.lookback",
            "The lookback is shorter than the frequency: events would be missed.",
        ));
    } else if lookback > schedule.frequency.longest_lookback() {
        let longest = iso_of_minutes(schedule.frequency.longest_lookback());
        found.push(
            error("schedule.lookback", "The lookback is too long for this frequency.")
                .help(format!("It may be {longest} at most.")),
        );
    }
}
