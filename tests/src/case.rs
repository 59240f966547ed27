//! The text form of cases: a file holds several, each with a query and sections.
//!
//! ```text
//! === where-unknown-column
//! print a = 1 | where b == 1
//! --- errors
//! KS142 20..21
//! ```

use std::fmt;

/// One behaviour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    pub query: String,
    pub sections: Vec<Section>,
}

/// A part of a case below a `---` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub kind: Kind,
    /// What follows the kind on its line.
    pub argument: String,
    /// The lines, each with its end.
    pub body: String,
}

/// What a section says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Given: a file whose name is the argument and whose text is the body.
    Data,
    /// Given: the text of a file that is attached for the address in the argument.
    Attach,
    /// Given: a database of locations.
    Locations,
    /// Given: what `now()` is.
    Now,
    /// Expected: result tables, a header with types and then a JSON array a row.
    Rows,
    /// Expected: the result columns with their types, without running the query.
    Columns,
    /// Expected: code and place of every diagnostic, those that are no errors with their severity.
    Errors,
    /// Expected: the query after the first fix of every diagnostic.
    Fixed,
}

const KINDS: [(Kind, &str); 8] = [
    (Kind::Data, "data"),
    (Kind::Attach, "attach"),
    (Kind::Locations, "locations"),
    (Kind::Now, "now"),
    (Kind::Rows, "rows"),
    (Kind::Columns, "columns"),
    (Kind::Errors, "errors"),
    (Kind::Fixed, "fixed"),
];

impl Kind {
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Whether the section is compared with what comes out.
    pub fn is_expectation(self) -> bool {
        matches!(self, Self::Rows | Self::Columns | Self::Errors | Self::Fixed)
    }
}

/// Reads the cases of a file.
///
/// # Errors
/// A line stands where it means nothing; the text says which.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.trim().into(), query: String::new(), sections: Vec::new() });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            return Err(format!("line {}: text before the first case", number + 1));
        };
        if let Some(head) = line.strip_prefix("--- ") {
            let (name, argument) = head.split_once(' ').unwrap_or((head, ""));
            let known = KINDS.iter().find(|(_, known)| *known == name);
            let (kind, _) = known.ok_or_else(|| format!("line {}: unknown section '{name}'", number + 1))?;
            case.sections.push(Section {
                kind: *kind,
                argument: argument.trim().into(),
                body: String::new(),
            });
            continue;
        }
        let part = case.sections.last_mut().map_or(&mut case.query, |section| &mut section.body);
        part.push_str(line);
        part.push('\n');
    }
    for case in &mut cases {
        tidy(&mut case.query);
        case.sections.iter_mut().for_each(|section| tidy(&mut section.body));
    }
    Ok(cases)
}

/// Takes empty lines off the end.
fn tidy(text: &mut String) {
    text.truncate(text.trim_end().len());
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "=== {}\n{}", self.name, self.query)?;
        for section in &self.sections {
            let blank = if section.argument.is_empty() { "" } else { " " };
            writeln!(f, "--- {}{blank}{}", section.kind.name(), section.argument)?;
            if !section.body.is_empty() {
                writeln!(f, "{}", section.body.trim_end())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_survive_writing() {
        let text = "=== one\nprint 1\n| count\n--- now 2020-01-01\n--- rows\nCount:long\n[1]\n";
        let cases = parse(text).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].query, "print 1\n| count");
        assert_eq!(cases[0].sections[0].argument, "2020-01-01");
        assert_eq!(cases[0].to_string(), text);
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(parse("print 1").unwrap_err(), "line 1: text before the first case");
        assert_eq!(parse("=== a\nT\n--- row\n").unwrap_err(), "line 3: unknown section 'row'");
    }
}
