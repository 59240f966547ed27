//! Several texts searched at once, as `has_any` and `has_all` do.

use super::heads::HeadSearch;
use super::{Bounds, Needle, Texts};

/// Up to how many needles are searched one after the other, each with its own fast search.
const ONE_BY_ONE: usize = 3;

/// Texts of which any or all must be found as terms.
pub(crate) struct Needles {
    single: Vec<Needle>,
    /// All ASCII needles in one search, when there are many.
    together: Option<HeadSearch>,
    all: bool,
}

impl Needles {
    /// `texts` in any order; `all` asks for every one of them.
    pub(crate) fn new(texts: &[String], all: bool) -> Self {
        let many = !all && texts.len() > ONE_BY_ONE;
        let (together, alone): (Vec<&String>, Vec<&String>) =
            texts.iter().partition(|text| many && HeadSearch::takes(text));
        let single = alone.into_iter().map(|text| Needle::new(text, false, Bounds::TERM)).collect();
        let together = (!together.is_empty()).then(|| HeadSearch::new(&together));
        Self { single, together, all }
    }
}

impl Texts for Needles {
    fn test(&mut self, text: &str) -> bool {
        if self.all {
            return self.single.iter().all(|needle| needle.is_in(text));
        }
        if let Some(together) = &self.together {
            let mut found = [false];
            together.mark(text, &[0, text.len() as u32], &mut found);
            if found[0] {
                return true;
            }
        }
        self.single.iter().any(|needle| needle.is_in(text))
    }

    fn mark(&mut self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        if let Some(together) = &self.together {
            together.mark(text, offsets, marks);
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
