//! Plugins that find patterns of values.

use super::Plugin;
use crate::{ArgumentRule, Param, TypeSet};

pub(super) static AUTOCLUSTER: Plugin = Plugin {
    name: "autocluster",
    summary: "Finds the patterns of values that many rows share.",
    signatures: &[&[
        Param::new("SizeWeight", TypeSet::REAL, "How size counts against detail, from 0 to 1.").optional(),
        Param::new("WeightColumn", TypeSet::ANY, "How much a row counts.")
            .optional()
            .rule(ArgumentRule::Column),
        Param::new("NumSeeds", TypeSet::INTEGER, "How many starting points are tried.").optional(),
        Param::new("CustomWildcard", TypeSet::ANY, "What stands for any value.").repeated(0, 32767),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static BASKET: Plugin = Plugin {
    name: "basket",
    summary: "Finds every pattern of values that enough rows share.",
    signatures: &[&[
        Param::new("Threshold", TypeSet::REAL, "The least share of rows, from 0 to 1.").optional(),
        Param::new("WeightColumn", TypeSet::ANY, "How much a row counts.")
            .optional()
            .rule(ArgumentRule::Column),
        Param::new("MaxDimensions", TypeSet::INTEGER, "How many columns a pattern may name.").optional(),
        Param::new("CustomWildcard", TypeSet::ANY, "What stands for any value.").repeated(0, 32767),
    ]],
    examples: &[],
    implemented: true,
};

pub(super) static DIFFPATTERNS: Plugin = Plugin {
    name: "diffpatterns",
    summary: "Finds patterns of values that tell two groups of rows apart.",
    signatures: &[&[
        Param::new("SplitColumn", TypeSet::ANY, "Split column.").rule(ArgumentRule::Column),
        Param::new("SplitValueA", TypeSet::STRING, "Split value a."),
        Param::new("SplitValueB", TypeSet::STRING, "Split value b."),
        Param::new("WeightColumn", TypeSet::ANY, "How much a row counts.")
            .optional()
            .rule(ArgumentRule::Column),
        Param::new("Threshold", TypeSet::REAL, "The least share of rows, from 0 to 1.").optional(),
        Param::new("MaxDimensions", TypeSet::INTEGER, "How many columns a pattern may name.").optional(),
        Param::new("CustomWildcard", TypeSet::ANY, "What stands for any value.").repeated(0, 32767),
    ]],
    examples: &[],
    implemented: true,
};
