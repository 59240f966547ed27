//! Matches as rows: which columns of which elements they take, and what becomes of the values of a path.

use std::sync::Arc;

use quarry_data::{BATCH_ROWS, Batch, Bitmap, Column, Dynamic, DynamicColumn, Primitive, ValueRef};
use quarry_diagnostics::Span;
use quarry_functions::CallContext;
use quarry_plan::{Cycles, GraphMatch, ListFold, MatchColumn, Of, PatternElements, Shortest};

use super::data::GraphData;
use super::search::{Candidates, Fits, Found, Next, Search};
use super::shortest::ShortestSearch;
use crate::error::RunError;
use crate::eval::{Compile, Evaluator};
use crate::run::{Pull, Run};

/// Edges that are looked at between two looks at the clock.
const STEPS_BETWEEN_LOOKS: u32 = 1 << 14;

/// A compiled pattern, and its search in the present graph.
pub(super) struct Matcher {
    elements: PatternElements,
    cycles: Cycles,
    shortest: Option<Shortest>,
    conditions: Vec<(Of, Evaluator)>,
    lists: Vec<List>,
    columns: Vec<MatchColumn>,
    condition: Option<Evaluator>,
    output: Vec<Evaluator>,
    name: &'static str,
    span: Span,
    running: Option<Running>,
}

struct List {
    of: Of,
    value: Evaluator,
    fold: ListFold,
}

struct Running {
    graph: Arc<GraphData>,
    candidates: Candidates,
    /// The value of each list for each edge or node of the graph.
    values: Vec<Column>,
    search: AnySearch,
    found: Vec<Found>,
    done: bool,
    /// Bytes that the search holds.
    held: usize,
}

enum AnySearch {
    All(Search),
    Shortest(Box<ShortestSearch>),
}

impl Matcher {
    pub(super) fn new(
        matches: &GraphMatch,
        cx: &Compile<'_>,
        name: &'static str,
        span: Span,
    ) -> Result<Self, RunError> {
        let conditions = matches.conditions.iter().map(|(of, expr)| Ok((*of, Evaluator::new(expr, cx)?)));
        let lists = matches
            .lists
            .iter()
            .map(|list| Ok(List { of: list.of, value: Evaluator::new(&list.value, cx)?, fold: list.fold }));
        Ok(Self {
            elements: matches.elements.clone(),
            cycles: matches.cycles,
            shortest: matches.shortest,
            conditions: conditions.collect::<Result<_, RunError>>()?,
            lists: lists.collect::<Result<_, RunError>>()?,
            columns: matches.columns.clone(),
            condition: matches.condition.as_ref().map(|expr| Evaluator::new(expr, cx)).transpose()?,
            output: Evaluator::all(&matches.output, cx)?,
            name,
            span,
            running: None,
        })
    }

    /// Starts the search in a graph.
    pub(super) fn begin(&mut self, call: &CallContext, graph: Arc<GraphData>) -> Result<(), RunError> {
        let mut candidates = Candidates {
            nodes: vec![None; self.elements.nodes],
            edges: vec![None; self.elements.edges.len()],
            inner: vec![None; self.elements.edges.len()],
        };
        for (of, condition) in &mut self.conditions {
            let (list, batch) = match *of {
                Of::Node(node) => (&mut candidates.nodes[node], &graph.nodes),
                Of::Edge(edge) => (&mut candidates.edges[edge], &graph.edges),
                Of::InnerNodes(edge) => (&mut candidates.inner[edge], &graph.nodes),
            };
            narrow(list, &condition.select(call, batch)?, batch.rows());
        }
        let mut values = Vec::with_capacity(self.lists.len());
        for list in &mut self.lists {
            let batch = if matches!(list.of, Of::Edge(_)) { &graph.edges } else { &graph.nodes };
            values.push(list.value.column(call, batch)?);
        }
        let search = match self.shortest {
            Some(output) => {
                AnySearch::Shortest(Box::new(ShortestSearch::new(&self.elements, output, self.cycles)))
            }
            None => AnySearch::All(Search::new(&self.elements, self.cycles, &graph, &candidates)),
        };
        self.running =
            Some(Running { graph, candidates, values, search, found: Vec::new(), done: false, held: 0 });
        Ok(())
    }

    /// The next rows.
    pub(super) fn next(&mut self, run: &mut Run<'_>) -> Result<Pull, RunError> {
        while let Some(running) = &mut self.running {
            let looked = running.done || running.look(run, self.name, self.span)?;
            if !looked {
                return Ok(Pull::Pending);
            }
            let done = running.done;
            let rows = running.rows(&self.columns, &self.lists);
            if done {
                run.state.budget.release(running.held);
                self.running = None;
            }
            let call = &run.state.call;
            let rows = match &mut self.condition {
                Some(condition) => rows.take(&condition.select(call, &rows)?),
                None => rows,
            };
            if rows.rows() > 0 {
                let columns = self.output.iter_mut().map(|output| output.column(call, &rows));
                return Ok(Pull::Batch(Batch::new(columns.collect::<Result<_, _>>()?, rows.rows())));
            }
        }
        Ok(Pull::Done)
    }
}

/// Takes away what a condition does not hold for.
fn narrow(list: &mut Fits, kept: &[u32], count: usize) {
    let mut fits = vec![false; count];
    for &index in kept {
        fits[index as usize] = list.as_ref().is_none_or(|list| list[index as usize]);
    }
    *list = Some(fits);
}

impl Running {
    /// Collects matches until there are enough for a batch; false when the time is up before.
    fn look(&mut self, run: &mut Run<'_>, name: &str, span: Span) -> Result<bool, RunError> {
        while self.found.len() < BATCH_ROWS {
            let mut steps = STEPS_BETWEEN_LOOKS;
            loop {
                let next = match &mut self.search {
                    AnySearch::All(search) => search.next(&self.graph, &self.candidates, &mut steps),
                    AnySearch::Shortest(search) => search.next(&self.graph, &self.candidates, &mut steps),
                };
                match next {
                    Next::Found => {
                        self.found.push(match &mut self.search {
                            AnySearch::All(search) => search.found(),
                            AnySearch::Shortest(search) => search.found(),
                        });
                        if self.found.len() >= BATCH_ROWS {
                            return Ok(true);
                        }
                    }
                    Next::Paused => break,
                    Next::Done => {
                        self.done = true;
                        return Ok(true);
                    }
                }
            }
            if let AnySearch::Shortest(search) = &self.search {
                let bytes = search.bytes();
                run.state.budget.release(std::mem::replace(&mut self.held, bytes));
                run.state.budget.hold(bytes, name, span)?;
            }
            if run.paused() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The matches that were found as a batch of the columns.
    fn rows(&mut self, columns: &[MatchColumn], lists: &[List]) -> Batch {
        let found = std::mem::take(&mut self.found);
        let columns = columns.iter().map(|column| match *column {
            MatchColumn::Node { node, column } => {
                let nodes: Vec<u32> = found.iter().map(|found| found.nodes[node]).collect();
                self.graph.nodes.column(column).take(&nodes)
            }
            MatchColumn::Edge { edge, column } => {
                let edges: Vec<u32> = found.iter().map(|found| found.paths[edge].edges[0]).collect();
                self.graph.edges.column(column).take(&edges)
            }
            MatchColumn::List(list) => folded(&found, &lists[list], &self.values[list]),
        });
        Batch::new(columns.collect(), found.len())
    }
}

/// What becomes of a list in each match.
fn folded(found: &[Found], list: &List, values: &Column) -> Column {
    let elements = |found: &Found| -> Vec<u32> {
        match list.of {
            Of::Node(node) => vec![found.nodes[node]],
            Of::Edge(edge) => found.paths[edge].edges.clone(),
            Of::InnerNodes(edge) => found.paths[edge].inner.clone(),
        }
    };
    let is_true = |element: &u32| matches!(values.value(*element as usize), ValueRef::Bool(true));
    let truths = |truths: Vec<bool>| Column::Bool(Primitive::new(truths, None::<Bitmap>));
    match list.fold {
        ListFold::All => truths(found.iter().map(|found| elements(found).iter().all(is_true)).collect()),
        ListFold::Any => truths(found.iter().map(|found| elements(found).iter().any(is_true)).collect()),
        ListFold::Map => {
            let value = |element: &u32| Dynamic::from_value(values.value(*element as usize));
            let arrays: DynamicColumn = found
                .iter()
                .map(|found| Dynamic::array(elements(found).iter().map(value).collect()))
                .collect();
            Column::Dynamic(arrays)
        }
    }
}
