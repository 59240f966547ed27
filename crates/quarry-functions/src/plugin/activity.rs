//! Plugins that analyse who was active when, and windows over time.

use super::Plugin;
use crate::{ArgumentRule, Param, TypeSet};

pub(super) static ACTIVE_USERS_COUNT: Plugin = Plugin {
    name: "active_users_count",
    summary: "Counts the values that were active in enough periods of a lookback window, for each step.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("LookbackWindow", TypeSet::SUMMABLE, "How far back activity counts.")
            .rule(ArgumentRule::Constant),
        Param::new("Period", TypeSet::SUMMABLE, "The length of a period.").rule(ArgumentRule::Constant),
        Param::new("ActivePeriods", TypeSet::SUMMABLE, "In how many periods there must be activity.")
            .rule(ArgumentRule::Constant),
        Param::new("Step", TypeSet::SUMMABLE, "The length of a step.").rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static ACTIVITY_COUNTS_METRICS: Plugin = Plugin {
    name: "activity_counts_metrics",
    summary: "Counts values, distinct values, new and so far seen values, for each step.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("Step", TypeSet::SUMMABLE, "The length of a step.").rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static ACTIVITY_ENGAGEMENT: Plugin = Plugin {
    name: "activity_engagement",
    summary: "Gives the ratio of the values seen in an inner window to those in an outer one.",
    signatures: &[
        &[
            Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.")
                .rule(ArgumentRule::Column),
            Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
            Param::new("InnerActivityWindow", TypeSet::SUMMABLE, "Inner activity window.")
                .rule(ArgumentRule::Constant),
            Param::new("OuterActivityWindow", TypeSet::SUMMABLE, "Outer activity window.")
                .rule(ArgumentRule::Constant),
        ],
        &[
            Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.")
                .rule(ArgumentRule::Column),
            Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
            Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
            Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
            Param::new("InnerActivityWindow", TypeSet::SUMMABLE, "Inner activity window.")
                .rule(ArgumentRule::Constant),
            Param::new("OuterActivityWindow", TypeSet::SUMMABLE, "Outer activity window.")
                .rule(ArgumentRule::Constant),
            Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
                .repeated(0, 32767)
                .rule(ArgumentRule::Column),
        ],
    ],
    examples: &[],
    implemented: true,
};

pub(super) static ACTIVITY_METRICS: Plugin = Plugin {
    name: "activity_metrics",
    summary: "Gives, for each step, how many values came back and how many stayed away.",
    signatures: &[
        &[
            Param::new("IdColumn", TypeSet::ANY, "Whose activity is counted.").rule(ArgumentRule::Column),
            Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
            Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
            Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
            Param::new("Step", TypeSet::SUMMABLE, "The length of a step.").rule(ArgumentRule::Constant),
            Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
                .repeated(0, 32767)
                .rule(ArgumentRule::Column),
        ],
        &[
            Param::new("IdColumn", TypeSet::ANY, "Whose activity is counted.").rule(ArgumentRule::Column),
            Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
            Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.")
                .optional()
                .rule(ArgumentRule::Constant),
            Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.")
                .optional()
                .rule(ArgumentRule::Constant),
        ],
    ],
    examples: &[],
    implemented: true,
};

pub(super) static DCOUNT_INTERSECT: Plugin = Plugin {
    name: "dcount_intersect",
    summary: "Counts the values that several results of hll share.",
    signatures: &[&[Param::new("hll", TypeSet::DYNAMIC, "Hll.").repeated(2, 32767)]],
    examples: &[],
    implemented: true,
};

pub(super) static FUNNEL_SEQUENCE: Plugin = Plugin {
    name: "funnel_sequence",
    summary: "Counts the values that go through a sequence of states, with what came before and after.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("MaxWindowSizeBetweenSteps", TypeSet::SUMMABLE, "Max window size between steps.")
            .rule(ArgumentRule::Constant),
        Param::new("Step", TypeSet::SUMMABLE, "The length of a step.").rule(ArgumentRule::Constant),
        Param::new("StateColumn", TypeSet::NOT_DYNAMIC, "State column.").rule(ArgumentRule::Column),
        Param::new("Sequence", TypeSet::DYNAMIC, "Sequence.").rule(ArgumentRule::Constant),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static FUNNEL_SEQUENCE_COMPLETION: Plugin = Plugin {
    name: "funnel_sequence_completion",
    summary: "Counts the values that complete each step of a sequence of states in time.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("BinSize", TypeSet::SUMMABLE, "The length of a bin.").rule(ArgumentRule::Constant),
        Param::new("StateColumn", TypeSet::NOT_DYNAMIC, "State column.").rule(ArgumentRule::Column),
        Param::new("Sequence", TypeSet::DYNAMIC, "Sequence.").rule(ArgumentRule::Constant),
        Param::new("MaxSequencePeriods", TypeSet::DYNAMIC, "Max sequence periods.")
            .rule(ArgumentRule::Constant),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static NEW_ACTIVITY_METRICS: Plugin = Plugin {
    name: "new_activity_metrics",
    summary: "Gives, for each cohort of new values, how many came back in each later window.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("Window", TypeSet::ANY, "Window."),
        Param::new("Cohort", TypeSet::ANY, "Cohort.").optional().rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
        Param::new("lookback", TypeSet::NONE, "Lookback.").optional(),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static ROLLING_PERCENTILE: Plugin = Plugin {
    name: "rolling_percentile",
    summary: "Gives a percentile of a column over a window of bins.",
    signatures: &[&[
        Param::new("ValueColumn", TypeSet::SUMMABLE, "The values.").rule(ArgumentRule::Column),
        Param::new("Percentile", TypeSet::NUMBER, "A percentage from 0 to 100.").rule(ArgumentRule::Constant),
        Param::new("IndexColumn", TypeSet::SUMMABLE, "The order of the rows.").rule(ArgumentRule::Column),
        Param::new("BinSize", TypeSet::SUMMABLE, "The length of a bin."),
        Param::new("BinsPerWindow", TypeSet::INTEGER, "How many bins a window has.")
            .rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static SEQUENCE_DETECT: Plugin = Plugin {
    name: "sequence_detect",
    summary: "Finds sequences of events that meet conditions in turn.",
    signatures: &[&[
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("MaxSeqeunceStepWindow", TypeSet::SUMMABLE, "Max seqeunce step window.")
            .rule(ArgumentRule::Constant),
        Param::new("MaxSequenceSpan", TypeSet::SUMMABLE, "Max sequence span.").rule(ArgumentRule::Constant),
        Param::new("Expr", TypeSet::BOOL, "Expr.").repeated(1, 32767),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static SESSION_COUNT: Plugin = Plugin {
    name: "session_count",
    summary: "Counts sessions for each step.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("Bin", TypeSet::SUMMABLE, "Bin.").rule(ArgumentRule::Constant),
        Param::new("LookBackWindow", TypeSet::SUMMABLE, "How far back activity counts.")
            .rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static SLIDING_WINDOW_COUNTS: Plugin = Plugin {
    name: "sliding_window_counts",
    summary: "Counts values and distinct values in a window that slides over the steps.",
    signatures: &[&[
        Param::new("IdColumn", TypeSet::NOT_DYNAMIC, "Whose activity is counted.").rule(ArgumentRule::Column),
        Param::new("TimelineColumn", TypeSet::SUMMABLE, "When it was active.").rule(ArgumentRule::Column),
        Param::new("Start", TypeSet::SUMMABLE, "Where the analysis begins.").rule(ArgumentRule::Constant),
        Param::new("End", TypeSet::SUMMABLE, "Where the analysis ends.").rule(ArgumentRule::Constant),
        Param::new("LookBackWindow", TypeSet::SUMMABLE, "How far back activity counts.")
            .rule(ArgumentRule::Constant),
        Param::new("Step", TypeSet::SUMMABLE, "The length of a step.").rule(ArgumentRule::Constant),
        Param::new("Dimension", TypeSet::NOT_DYNAMIC, "A column to analyse apart.")
            .repeated(0, 32767)
            .rule(ArgumentRule::Column),
    ]],
    examples: &[],
    implemented: true,
};
