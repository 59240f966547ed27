//! Many ASCII needles in one pass: three table look-ups tell at each byte which needles may begin there.
//!
//! The look-ups of one byte do not wait for those of the byte before, as the states of an automaton do.

use super::{Bounds, rows};

/// Bytes that are looked at before the first branch.
const CHUNK: usize = 16;

pub(super) struct HeadSearch {
    /// Lower case, in eight groups.
    groups: [Vec<Vec<u8>>; 8],
    /// For each of the first three places of a needle and each byte there the groups that have it, a bit
    /// each.
    places: [[u8; 256]; 3],
}

impl HeadSearch {
    /// Whether a needle can be searched for this way.
    pub(super) fn takes(needle: &str) -> bool {
        needle.is_ascii() && !needle.is_empty()
    }

    /// The needles are such as [`HeadSearch::takes`] says.
    pub(super) fn new(needles: &[&String]) -> Self {
        let mut search = Self { groups: Default::default(), places: [[0; 256]; 3] };
        for (index, needle) in needles.iter().enumerate() {
            let needle = needle.to_ascii_lowercase().into_bytes();
            let group = index % 8;
            for (place, table) in search.places.iter_mut().enumerate() {
                match needle.get(place) {
                    Some(byte) => {
                        table[usize::from(*byte)] |= 1 << group;
                        table[usize::from(byte.to_ascii_uppercase())] |= 1 << group;
                    }
                    // A shorter needle may be followed by anything.
                    None => table.iter_mut().for_each(|groups| *groups |= 1 << group),
                }
            }
            search.groups[group].push(needle);
        }
        search
    }

    /// Marks the rows that contain a needle as a term; row `i` is `text[offsets[i]..offsets[i + 1]]`.
    pub(super) fn mark(&self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        let (Some(&first), Some(&last)) = (offsets.first(), offsets.last()) else { return };
        let bytes = &text.as_bytes()[first as usize..last as usize];
        let [one, two, three] = &self.places;
        let mut rows = Rows { search: self, text, offsets, row: 0, marks };
        let whole = bytes.len().saturating_sub(2);
        let following = |skipped: usize| bytes.get(skipped..).unwrap_or(&[]).chunks(CHUNK);
        let mut at = first as usize;
        for ((a, b), c) in bytes[..whole].chunks(CHUNK).zip(following(1)).zip(following(2)) {
            let heads = a
                .iter()
                .zip(b)
                .zip(c)
                .map(|((&a, &b), &c)| one[usize::from(a)] & two[usize::from(b)] & three[usize::from(c)]);
            if heads.clone().fold(0, |all, groups| all | groups) != 0 {
                for (place, groups) in heads.enumerate().filter(|(_, groups)| *groups != 0) {
                    rows.look(at + place, groups);
                }
            }
            at += a.len();
        }
        // Needles of one or two bytes may stand at the very end.
        for start in first as usize + whole..last as usize {
            rows.look(start, u8::MAX);
        }
    }
}

/// The rows while the text is searched from its start to its end.
struct Rows<'a> {
    search: &'a HeadSearch,
    text: &'a str,
    offsets: &'a [u32],
    /// The row of the last place.
    row: usize,
    marks: &'a mut [bool],
}

impl Rows<'_> {
    /// Marks the row of a place when a needle of the groups begins there and is a term.
    fn look(&mut self, start: usize, groups: u8) {
        while self.offsets[self.row + 1] as usize <= start {
            self.row += 1;
        }
        if self.marks[self.row] {
            return;
        }
        let (row_start, row_end) = (self.offsets[self.row] as usize, self.offsets[self.row + 1] as usize);
        let row = rows::row(self.text, self.offsets, self.row);
        let is_term = |needle: &Vec<u8>| {
            let end = start + needle.len();
            end <= row_end
                && self.text.as_bytes()[start..end].eq_ignore_ascii_case(needle)
                && Bounds::TERM.allow(row, start - row_start, end - row_start)
        };
        let possible = self.search.groups.iter().enumerate().filter(|(group, _)| groups >> group & 1 == 1);
        self.marks[self.row] = possible.flat_map(|(_, needles)| needles).any(is_term);
    }
}

#[cfg(test)]
mod tests {
    use super::HeadSearch;

    #[test]
    fn finds_terms_within_rows() {
        let needles: Vec<String> =
            ["enc", "mimikatz", "ab", "-"].iter().map(|text| (*text).to_owned()).collect();
        let search = HeadSearch::new(&needles.iter().collect::<Vec<_>>());
        let rows =
            ["x ENC y", "encode", "a", "b ab", "MimiKatz", "mimikat", "z-n", "", "\u{e9}ab", "enc", "ab"];
        let mut text = String::new();
        let mut offsets = vec![0];
        for row in rows {
            text.push_str(row);
            offsets.push(text.len() as u32);
        }
        let mut marks = vec![false; rows.len()];
        search.mark(&text, &offsets, &mut marks);
        assert_eq!(marks, [true, false, false, true, true, false, true, false, false, true, true]);
    }
}
