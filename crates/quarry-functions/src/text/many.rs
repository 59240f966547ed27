//! Several texts searched at once, as `has_any` and `has_all` do.

use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, Input};

use super::{Bounds, Needle, Texts, rows};

/// Up to how many needles are searched one after the other, each with its own fast search.
const ONE_BY_ONE: usize = 3;

/// Texts of which any or all must be found as terms.
pub(crate) struct Needles {
    single: Vec<Needle>,
    /// All ASCII needles in one automaton, when there are many.
    automaton: Option<AhoCorasick>,
    all: bool,
}

impl Needles {
    /// `texts` in any order; `all` asks for every one of them.
    pub(crate) fn new(texts: &[String], all: bool) -> Self {
        let many = !all && texts.len() > ONE_BY_ONE;
        let (in_automaton, alone): (Vec<&String>, Vec<&String>) =
            texts.iter().partition(|text| many && text.is_ascii() && !text.is_empty());
        let automaton = if in_automaton.is_empty() {
            None
        } else {
            AhoCorasick::builder().ascii_case_insensitive(true).build(&in_automaton).ok()
        };
        let alone = if automaton.is_none() { texts.iter().collect() } else { alone };
        let single = alone.into_iter().map(|text| Needle::new(text, false, Bounds::TERM)).collect();
        Self { single, automaton, all }
    }
}

impl Texts for Needles {
    fn test(&mut self, text: &str) -> bool {
        if self.all {
            return self.single.iter().all(|needle| needle.is_in(text));
        }
        if let Some(automaton) = &self.automaton {
            let mut found = [false];
            mark(automaton, text, &[0, text.len() as u32], &mut found);
            if found[0] {
                return true;
            }
        }
        self.single.iter().any(|needle| needle.is_in(text))
    }

    fn mark(&mut self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        if let Some(automaton) = &self.automaton {
            mark(automaton, text, offsets, marks);
        } else if self.all {
            marks.fill(true);
        }
        let mut one = vec![false; marks.len()];
        for needle in &self.single {
            one.fill(false);
            needle.mark(text, offsets, &mut one);
            for (mark, hit) in marks.iter_mut().zip(&one) {
                *mark = if self.all { *mark && *hit } else { *mark || *hit };
            }
        }
    }
}

/// Runs the automaton over all rows in one go; a hit that reaches over a row's end is none.
fn mark(automaton: &AhoCorasick, text: &str, offsets: &[u32], marks: &mut [bool]) {
    let (Some(&first), Some(&last)) = (offsets.first(), offsets.last()) else { return };
    let span = first as usize..last as usize;
    let input = Input::new(text).span(span);
    let mut state = OverlappingState::start();
    let mut row = 0;
    loop {
        automaton.find_overlapping(input.clone(), &mut state);
        let Some(hit) = state.get_match() else { return };
        while (offsets[row + 1] as usize) < hit.end() {
            row += 1;
        }
        let start = offsets[row] as usize;
        if marks[row] || hit.start() < start {
            continue;
        }
        let text = rows::row(text, offsets, row);
        marks[row] = Bounds::TERM.allow(text, hit.start() - start, hit.end() - start);
    }
}
