//! Operators of other languages, and near misses of KQL's own.

/// The operator that takes the same arguments as an operator of another language.
fn foreign(word: &str) -> Option<&'static str> {
    Some(match word {
        "select" | "table" | "fields" | "pick" => "project",
        "having" | "filtered" | "whereas" => "where",
        "head" | "first" => "take",
        "stats" | "aggregate" | "agg" | "group" | "groupby" => "summarize",
        "eval" | "compute" | "calculate" | "assign" | "mutate" => "extend",
        "drop" | "remove" => "project-away",
        "keep" => "project-keep",
        "uniq" | "unique" | "dedup" => "distinct",
        "grep" => "search",
        "explode" | "unnest" | "flatten" => "mv-expand",
        "describe" | "schema" => "getschema",
        "orderby" | "order_by" | "sortby" | "sort_by" => "sort",
        _ => return None,
    })
}

/// What to do in KQL where an operator of another language has no counterpart.
pub(super) fn advice(word: &str) -> Option<&'static str> {
    Some(match word {
        "tail" | "last" => "sort first, then take: sort by Timestamp desc | take 5",
        "rename" => "the new name comes first: project-rename New = Old",
        "rare" => "count, then take the smallest: summarize count() by X | top 10 by count_ asc",
        "timechart" | "chart" | "histogram" => {
            "summarize by time, then draw: summarize count() by bin(Timestamp, 1h) | render timechart"
        }
        "rex" | "extract" | "regex" | "grok" => {
            "parse takes text apart, and so does extract(): extend x = extract(@\"…\", 1, Column)"
        }
        "transaction" | "sessionize" => "evaluate and scan find sequences: see row_window_session()",
        "bucket" | "bin" => "group by it: summarize count() by bin(Timestamp, 1h)",
        _ => return None,
    })
}

/// The operator whose name is nearest to the word, when it is near enough.
pub(super) fn near(word: &str) -> Option<&'static str> {
    let folded = word.to_ascii_lowercase();
    foreign(&folded).or_else(|| nearest(&folded))
}

fn nearest(folded: &str) -> Option<&'static str> {
    let mut best = None;
    let piped = crate::operators::TABLE.iter().filter(|definition| definition.piped);
    for name in piped.flat_map(|definition| std::iter::once(&definition.name).chain(definition.aliases)) {
        let limit = 1 + folded.len().min(name.len()) / 6;
        let edits = distance(folded, name);
        if edits <= limit && best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, *name));
        }
    }
    best.map(|(_, name)| name)
}

/// How many characters must be put in, left out, replaced or swapped to make one word of the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut previous = None;
    for (row, character) in left.chars().take(40).enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let mut best = at(&last, column) + usize::from(character != *other);
            best = best.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = column > 0 && previous == Some(*other) && right.get(column - 1) == Some(&character);
            if swapped {
                best = best.min(at(&before_last, column - 1) + 1);
            }
            current.push(best);
        }
        before_last = std::mem::replace(&mut last, current);
        previous = Some(character);
    }
    last.last().copied().unwrap_or(0)
}

fn at(row: &[usize], column: usize) -> usize {
    row.get(column).copied().unwrap_or(usize::MAX / 2)
}
