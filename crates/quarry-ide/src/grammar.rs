//! What may stand where in a tabular operator: its clauses, what each holds, its parameters.
//!
//! The parser decides what is right; this table only says what is worth offering at a place, also in a
//! query that is not finished.

/// What a clause holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Scalar expressions over the input's columns, with or without `name =`.
    Expressions,
    /// Expressions in which aggregation functions are called.
    Aggregates,
    /// Names of columns.
    Columns,
    /// The condition of a join: common columns, `$left.a == $right.b`.
    JoinCondition,
    /// Tables and tabular expressions.
    Tables,
    /// A number or timespan: constants only.
    Constant,
    /// A plugin's call.
    Plugin,
    /// A tabular function's call.
    TabularFunction,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A name of the author's choice, or text.
    Free,
    /// Stages in parentheses.
    Stages,
}

/// A part of an operator, behind its keyword.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clause {
    /// Empty for what follows the operator's name.
    pub(crate) keyword: &'static str,
    pub(crate) holds: Holds,
    /// Words that may follow an operand.
    pub(crate) then: &'static [&'static str],
}

/// `name = value` in front of the operator's arguments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ParameterShape {
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct OperatorShape {
    pub(crate) names: &'static [&'static str],
    pub(crate) parameters: &'static [ParameterShape],
    /// The first clause is that of the operator's name; the others follow in this order.
    pub(crate) clauses: &'static [Clause],
}

/// The shape of the operator of a name.
pub(crate) fn shape(name: &str) -> Option<&'static OperatorShape> {
    SHAPES.iter().find(|shape| shape.names.contains(&name))
}

/// Operators that need no input, so that a query can begin with them.
pub(crate) const SOURCES: &[&str] =
    &["datatable", "evaluate", "externaldata", "find", "print", "range", "search", "union"];

/// Functions and the like whose argument is a tabular expression.
pub(crate) const TABULAR_ARGUMENT: &[&str] = &["materialize", "toscalar", "totable"];

/// The kinds of charts.
pub(crate) const CHARTS: &[&str] = &[
    "areachart",
    "barchart",
    "card",
    "columnchart",
    "linechart",
    "piechart",
    "scatterchart",
    "stackedareachart",
    "table",
    "timechart",
    "timepivot",
    "treemap",
    "anomalychart",
    "ladderchart",
    "pivotchart",
    "plotly",
];

const fn first(holds: Holds) -> Clause {
    Clause { keyword: "", holds, then: &[] }
}

const fn clause(keyword: &'static str, holds: Holds) -> Clause {
    Clause { keyword, holds, then: &[] }
}

const fn ordered(keyword: &'static str) -> Clause {
    Clause { keyword, holds: Holds::Expressions, then: &["asc", "desc", "nulls first", "nulls last"] }
}

const fn parameter(name: &'static str, values: &'static [&'static str]) -> ParameterShape {
    ParameterShape { name, values }
}

const JOIN_KINDS: &[&str] = &[
    "inner",
    "innerunique",
    "leftouter",
    "rightouter",
    "fullouter",
    "leftsemi",
    "rightsemi",
    "leftanti",
    "rightanti",
    "leftantisemi",
    "rightantisemi",
    "anti",
];
const HINT_STRATEGY: ParameterShape =
    parameter("hint.strategy", &["broadcast", "shuffle", "native", "legacy"]);
const HINT_REMOTE: ParameterShape = parameter("hint.remote", &["auto", "left", "local", "right"]);
const HINT_SHUFFLEKEY: ParameterShape = parameter("hint.shufflekey", &[]);
const HINT_CONCURRENCY: ParameterShape = parameter("hint.concurrency", &[]);
const PARSE_KIND: ParameterShape = parameter("kind", &["simple", "regex", "relaxed"]);
const FLAGS: ParameterShape = parameter("flags", &["i", "s", "m", "U"]);

static SHAPES: &[OperatorShape] = &[
    OperatorShape { names: &["as"], parameters: &[], clauses: &[first(Holds::Free)] },
    OperatorShape { names: &["consume", "getschema"], parameters: &[], clauses: &[first(Holds::Free)] },
    OperatorShape {
        names: &["count"],
        parameters: &[],
        clauses: &[first(Holds::Free), clause("as", Holds::Free)],
    },
    OperatorShape { names: &["where", "filter"], parameters: &[], clauses: &[first(Holds::Expressions)] },
    OperatorShape {
        names: &["extend", "print", "project", "serialize"],
        parameters: &[],
        clauses: &[first(Holds::Expressions)],
    },
    OperatorShape {
        names: &["project-away", "project-keep", "distinct", "project-by-names"],
        parameters: &[],
        clauses: &[first(Holds::Columns)],
    },
    OperatorShape { names: &["project-rename"], parameters: &[], clauses: &[first(Holds::Columns)] },
    OperatorShape {
        names: &["project-reorder"],
        parameters: &[],
        clauses: &[Clause {
            keyword: "",
            holds: Holds::Columns,
            then: &["asc", "desc", "granny-asc", "granny-desc"],
        }],
    },
    OperatorShape {
        names: &["summarize"],
        parameters: &[HINT_STRATEGY, HINT_SHUFFLEKEY, parameter("hint.num_partitions", &[])],
        clauses: &[first(Holds::Aggregates), clause("by", Holds::Expressions)],
    },
    OperatorShape {
        names: &["sort", "order"],
        parameters: &[],
        clauses: &[first(Holds::Words(&["by"])), ordered("by")],
    },
    OperatorShape {
        names: &["take", "limit", "sample"],
        parameters: &[],
        clauses: &[first(Holds::Constant)],
    },
    OperatorShape { names: &["top"], parameters: &[], clauses: &[first(Holds::Constant), ordered("by")] },
    OperatorShape {
        names: &["top-hitters"],
        parameters: &[],
        clauses: &[
            first(Holds::Constant),
            clause("of", Holds::Expressions),
            clause("by", Holds::Expressions),
        ],
    },
    OperatorShape {
        names: &["top-nested"],
        parameters: &[],
        clauses: &[
            first(Holds::Constant),
            clause("of", Holds::Expressions),
            clause("with", Holds::Words(&["others ="])),
            Clause { keyword: "by", holds: Holds::Aggregates, then: &["asc", "desc"] },
        ],
    },
    OperatorShape {
        names: &["sample-distinct"],
        parameters: &[],
        clauses: &[first(Holds::Constant), clause("of", Holds::Expressions)],
    },
    OperatorShape {
        names: &["join"],
        parameters: &[
            parameter("kind", JOIN_KINDS),
            HINT_STRATEGY,
            HINT_REMOTE,
            HINT_SHUFFLEKEY,
            parameter("hint.num_partitions", &[]),
        ],
        clauses: &[first(Holds::Tables), clause("on", Holds::JoinCondition)],
    },
    OperatorShape {
        names: &["lookup"],
        parameters: &[parameter("kind", &["leftouter", "inner"]), HINT_REMOTE],
        clauses: &[first(Holds::Tables), clause("on", Holds::JoinCondition)],
    },
    OperatorShape {
        names: &["union"],
        parameters: &[
            parameter("kind", &["outer", "inner"]),
            parameter("withsource", &[]),
            parameter("isfuzzy", &["true", "false"]),
            HINT_CONCURRENCY,
            parameter("hint.spread", &[]),
        ],
        clauses: &[first(Holds::Tables)],
    },
    OperatorShape {
        names: &["parse", "parse-where"],
        parameters: &[PARSE_KIND, FLAGS],
        clauses: &[first(Holds::Expressions), clause("with", Holds::Free)],
    },
    OperatorShape {
        names: &["parse-kv"],
        parameters: &[],
        clauses: &[
            first(Holds::Expressions),
            clause("as", Holds::Free),
            clause(
                "with",
                Holds::Words(&[
                    "pair_delimiter =",
                    "kv_delimiter =",
                    "quote =",
                    "escape =",
                    "greedy = true",
                    "regex =",
                ]),
            ),
        ],
    },
    OperatorShape {
        names: &["mv-expand", "mvexpand"],
        parameters: &[
            parameter("bagexpansion", &["bag", "array"]),
            parameter("kind", &["bag", "array"]),
            parameter("with_itemindex", &[]),
        ],
        clauses: &[
            first(Holds::Expressions),
            clause("to", Holds::Words(&["typeof()"])),
            clause("limit", Holds::Constant),
        ],
    },
    OperatorShape {
        names: &["mv-apply", "mvapply"],
        parameters: &[parameter("with_itemindex", &[])],
        clauses: &[
            first(Holds::Expressions),
            clause("to", Holds::Words(&["typeof()"])),
            clause("limit", Holds::Constant),
            clause("on", Holds::Stages),
        ],
    },
    OperatorShape {
        names: &["make-series"],
        parameters: &[parameter("kind", &["nonempty"]), HINT_SHUFFLEKEY],
        clauses: &[
            Clause { keyword: "", holds: Holds::Aggregates, then: &["default ="] },
            clause("on", Holds::Expressions),
            clause("in", Holds::Words(&["range()"])),
            clause("from", Holds::Constant),
            clause("to", Holds::Constant),
            clause("step", Holds::Constant),
            clause("by", Holds::Expressions),
        ],
    },
    OperatorShape {
        names: &["range"],
        parameters: &[],
        clauses: &[
            first(Holds::Free),
            clause("from", Holds::Constant),
            clause("to", Holds::Constant),
            clause("step", Holds::Constant),
        ],
    },
    OperatorShape {
        names: &["evaluate"],
        parameters: &[parameter("hint.distribution", &["single", "per_node", "per_shard"])],
        clauses: &[first(Holds::Plugin)],
    },
    OperatorShape { names: &["invoke"], parameters: &[], clauses: &[first(Holds::TabularFunction)] },
    OperatorShape {
        names: &["render"],
        parameters: &[],
        clauses: &[first(Holds::Words(CHARTS)), clause("with", Holds::Free)],
    },
    OperatorShape {
        names: &["partition"],
        parameters: &[parameter("hint.strategy", &["native", "shuffle", "legacy"]), HINT_CONCURRENCY],
        clauses: &[first(Holds::Words(&["by"])), clause("by", Holds::Columns)],
    },
    OperatorShape { names: &["partition-by"], parameters: &[], clauses: &[first(Holds::Columns)] },
    OperatorShape {
        names: &["facet"],
        parameters: &[],
        clauses: &[first(Holds::Words(&["by"])), clause("by", Holds::Columns), clause("with", Holds::Stages)],
    },
    OperatorShape { names: &["fork"], parameters: &[], clauses: &[first(Holds::Stages)] },
    OperatorShape {
        names: &["reduce"],
        parameters: &[parameter("kind", &["source"])],
        clauses: &[
            first(Holds::Words(&["by"])),
            clause("by", Holds::Expressions),
            clause("with", Holds::Words(&["threshold =", "characters ="])),
        ],
    },
    OperatorShape {
        names: &["search"],
        parameters: &[parameter("kind", &["case_insensitive", "case_sensitive"])],
        clauses: &[first(Holds::Expressions), clause("in", Holds::Tables)],
    },
    OperatorShape {
        names: &["find"],
        parameters: &[parameter("withsource", &[]), parameter("datascope", &["all", "hotcache"])],
        clauses: &[
            first(Holds::Expressions),
            clause("in", Holds::Tables),
            clause("where", Holds::Expressions),
            clause("project", Holds::Columns),
            clause("project-smart", Holds::Free),
            clause("project-away", Holds::Columns),
        ],
    },
    OperatorShape {
        names: &["externaldata"],
        parameters: &[],
        clauses: &[first(Holds::Free), clause("with", Holds::Free)],
    },
    OperatorShape { names: &["datatable"], parameters: &[], clauses: &[first(Holds::Free)] },
    OperatorShape {
        names: &["scan"],
        parameters: &[parameter("with_match_id", &[])],
        clauses: &[
            first(Holds::Words(&["with", "order by", "partition by", "declare"])),
            clause("by", Holds::Expressions),
            clause("with", Holds::Free),
        ],
    },
    OperatorShape {
        names: &["assert-schema", "macro-expand", "execute-and-cache"],
        parameters: &[],
        clauses: &[first(Holds::Free)],
    },
    OperatorShape {
        names: &["make-graph"],
        parameters: &[],
        clauses: &[first(Holds::Columns), clause("with", Holds::Tables), clause("on", Holds::Columns)],
    },
    OperatorShape {
        names: &["graph-match", "graph-shortest-paths"],
        parameters: &[
            parameter("cycles", &["all", "none", "unique_edges"]),
            parameter("output", &["any", "all"]),
        ],
        clauses: &[
            first(Holds::Free),
            clause("where", Holds::Expressions),
            clause("project", Holds::Expressions),
        ],
    },
    OperatorShape {
        names: &["graph-to-table"],
        parameters: &[],
        clauses: &[first(Holds::Words(&["nodes", "edges"]))],
    },
    OperatorShape {
        names: &["graph-where-nodes", "graph-where-edges"],
        parameters: &[],
        clauses: &[first(Holds::Expressions)],
    },
    OperatorShape {
        names: &["graph-mark-components", "graph-merge"],
        parameters: &[parameter("kind", &["weak", "strong"]), parameter("with_component_id", &[])],
        clauses: &[first(Holds::Free)],
    },
];

#[cfg(test)]
mod tests {
    use super::SHAPES;

    #[test]
    fn an_operator_has_one_shape_that_begins_with_its_name() {
        let mut names: Vec<&str> = SHAPES.iter().flat_map(|shape| shape.names.iter().copied()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for shape in SHAPES {
            assert_eq!(shape.clauses.first().map(|clause| clause.keyword), Some(""), "{:?}", shape.names);
        }
    }
}
