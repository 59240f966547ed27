//! What separates the fields of a delimited file.

/// How a delimited file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    /// Bytes in front of the header that belong to no record: a `sep=;` or `#TYPE` line.
    pub(crate) preamble: usize,
}

/// Lines that are looked at.
const LINES: usize = 20;

/// Whether some delimiter parts the first line of the text.
pub(crate) fn has_fields(head: &str) -> bool {
    [b',', b';', b'\t', b'|'].into_iter().any(|delimiter| score(head, delimiter) > (0, 0))
}

/// The dialect of a file that begins with `head`.
pub(crate) fn recognise(head: &str, extension: &str) -> Dialect {
    let first_line = head.split(['\n', '\r']).next().unwrap_or("");
    let bare = first_line.trim().trim_matches('"');
    if let Some(&[delimiter]) = after_sep(bare).map(str::as_bytes).and_then(|rest| rest.first_chunk::<1>())
        && bare.len() == 5
        && delimiter.is_ascii()
    {
        return Dialect { delimiter, preamble: line_length(head) };
    }
    if after_sep(first_line).is_some_and(|rest| rest.starts_with('\t')) {
        return Dialect { delimiter: b'\t', preamble: line_length(head) };
    }
    let preamble = if first_line.starts_with("#TYPE ") { line_length(head) } else { 0 };
    let body = head.get(preamble..).unwrap_or("");
    let preferred = if extension == "tsv" || extension == "tab" { b'\t' } else { b',' };
    let delimiter = [preferred, b',', b';', b'\t', b'|']
        .into_iter()
        .map(|delimiter| (score(body, delimiter), delimiter))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .filter(|(score, _)| *score > (0, 0))
        .map_or(preferred, |(_, delimiter)| delimiter);
    Dialect { delimiter, preamble }
}

/// What follows `sep=`, in any case.
fn after_sep(line: &str) -> Option<&str> {
    line.split_at_checked(4).filter(|(key, _)| key.eq_ignore_ascii_case("sep=")).map(|(_, rest)| rest)
}

/// The first line with its end.
fn line_length(head: &str) -> usize {
    let Some(end) = head.find(['\n', '\r']) else { return head.len() };
    end + if head.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 }
}

/// How well the delimiter explains the lines: on how many the number of fields is that of the header, and
/// how many fields that are. Delimiters inside quotes do not count.
fn score(body: &str, delimiter: u8) -> (usize, usize) {
    let mut counts = vec![0_usize];
    let mut quoted = false;
    for &byte in body.as_bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if counts.len() > LINES {
                    break;
                }
                if counts.last() != Some(&0) || byte == b'\n' {
                    counts.push(0);
                }
            }
            _ if byte == delimiter && !quoted => {
                if let Some(last) = counts.last_mut() {
                    *last += 1;
                }
            }
            _ => {}
        }
    }
    let Some((&header, rows)) = counts.split_first() else { return (0, 0) };
    if header == 0 {
        return (0, 0);
    }
    (1 + rows.iter().filter(|count| **count == header).count(), header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_told_by_the_lines() {
        for (head, extension, delimiter, preamble) in [
            ("a,b\n1,2\n", "csv", b',', 0),
            ("a;b\n1,5;2\n2,5;3\n", "csv", b';', 0),
            ("a\tb\n1\t2", "txt", b'\t', 0),
            ("sep=;\na;b\n", "csv", b';', 6),
            ("\"sep=|\"\r\na|b\n", "csv", b'|', 9),
            ("SEP=;\ra;b\r", "csv", b';', 6),
            ("#TYPE System.Object\na,b\n", "csv", b',', 20),
            ("a\n1\n2\n", "csv", b',', 0),
            ("a\n1\n2\n", "tsv", b'\t', 0),
            ("\"a;b\",c\n1,2\n", "csv", b',', 0),
            ("", "csv", b',', 0),
        ] {
            assert_eq!(recognise(head, extension), Dialect { delimiter, preamble }, "{head:?}");
        }
    }
}
