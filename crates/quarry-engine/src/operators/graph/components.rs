//! Connected components, numbered in the order of their first node.

use super::data::GraphData;

const UNKNOWN: u32 = u32::MAX;

/// The number of each node's component. Strong components follow the direction of edges, weak ones do not.
pub(super) fn number(graph: &GraphData, strong: bool) -> Vec<i64> {
    let labels = if strong { strong_labels(graph) } else { weak_labels(graph) };
    let mut numbers = vec![UNKNOWN; labels.len()];
    let mut next = 0;
    let number = |label: &u32| {
        let number = &mut numbers[*label as usize];
        if *number == UNKNOWN {
            *number = next;
            next += 1;
        }
        i64::from(*number)
    };
    labels.iter().map(number).collect()
}

/// For each node one node of its weak component.
fn weak_labels(graph: &GraphData) -> Vec<u32> {
    let mut parents: Vec<u32> = (0..graph.nodes.rows() as u32).collect();
    for (&source, &target) in graph.source.iter().zip(&graph.target) {
        let (a, b) = (root(&mut parents, source), root(&mut parents, target));
        parents[a.max(b) as usize] = a.min(b);
    }
    (0..parents.len() as u32).map(|node| root(&mut parents, node)).collect()
}

fn root(parents: &mut [u32], mut node: u32) -> u32 {
    while parents[node as usize] != node {
        let above = parents[parents[node as usize] as usize];
        parents[node as usize] = above;
        node = above;
    }
    node
}

/// For each node the root of its strong component: Tarjan's algorithm with a stack of its own.
fn strong_labels(graph: &GraphData) -> Vec<u32> {
    let count = graph.nodes.rows();
    let mut labels = vec![UNKNOWN; count];
    let mut order = vec![UNKNOWN; count];
    let mut low = vec![0; count];
    let mut open: Vec<u32> = Vec::new();
    let mut next = 0;
    for start in 0..count as u32 {
        if order[start as usize] != UNKNOWN {
            continue;
        }
        let mut calls: Vec<(u32, usize)> = vec![(start, 0)];
        while let Some((node, position)) = calls.last_mut() {
            let (at, out) = (*node as usize, graph.outgoing.of(*node));
            if *position == 0 && order[at] == UNKNOWN {
                (order[at], low[at]) = (next, next);
                next += 1;
                open.push(*node);
            }
            if let Some(&edge) = out.get(*position) {
                *position += 1;
                let to = graph.target[edge as usize];
                if order[to as usize] == UNKNOWN {
                    calls.push((to, 0));
                } else if labels[to as usize] == UNKNOWN {
                    low[at] = low[at].min(order[to as usize]);
                }
                continue;
            }
            let node = *node;
            calls.pop();
            if let Some(&(parent, _)) = calls.last() {
                low[parent as usize] = low[parent as usize].min(low[at]);
            }
            if low[at] == order[at] {
                while let Some(member) = open.pop() {
                    labels[member as usize] = node;
                    if member == node {
                        break;
                    }
                }
            }
        }
    }
    labels
}
