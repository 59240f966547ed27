//! The cases of `suite/`.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use quarry_data::datetime;
use quarry_diagnostics::{Diagnostic, Edit, Fix};

use crate::case::{self, Case, Kind, Section};
use crate::run::{self, Setup};
use crate::{blessing, expect_same, package};

/// A test for each case, named by file and case.
pub fn trials() -> Vec<Trial> {
    let root = package().join("suite");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files.iter().flat_map(|path| of_file(&root, path)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "kql") {
            files.push(path);
        }
    }
}

fn of_file(root: &Path, path: &Path) -> Vec<Trial> {
    let stem = path.strip_prefix(root).unwrap_or(path).with_extension("");
    let stem = stem.to_string_lossy().replace('\\', "/");
    let read = fs::read_to_string(path).map_err(|error| error.to_string());
    let parsed = read.and_then(|text| case::parse(&text).map(|cases| (text, cases)));
    let (text, mut cases) = match parsed {
        Ok(parsed) => parsed,
        Err(reason) => return vec![Trial::test(format!("suite/{stem}"), move || Err(reason.into()))],
    };
    if blessing() {
        cases.iter_mut().for_each(bless);
        let head = text.find("=== ").map_or("", |at| &text[..at]);
        let blessed: Vec<String> = cases.iter().map(Case::to_string).collect();
        if let Err(error) = fs::write(path, format!("{head}{}", blessed.join("\n"))) {
            return vec![Trial::test(format!("suite/{stem}"), move || Err(error.into()))];
        }
    }
    let trial = |case: Case| Trial::test(format!("suite/{stem}/{}", case.name), move || check(&case));
    cases.into_iter().map(trial).collect()
}

/// Writes what comes out into the expectations. A case that can't be run stays as it is and fails later.
fn bless(case: &mut Case) {
    let Ok(setup) = setup(case) else { return };
    for section in case.sections.iter_mut().filter(|section| section.kind.is_expectation()) {
        if let Ok(actual) = outcome(&setup, &case.query, section.kind) {
            section.body = actual;
        }
    }
}

fn check(case: &Case) -> Result<(), Failed> {
    let setup = setup(case)?;
    let expectations: Vec<&Section> =
        case.sections.iter().filter(|section| section.kind.is_expectation()).collect();
    if expectations.is_empty() {
        return Err("the case expects nothing".into());
    }
    for section in expectations {
        let actual = outcome(&setup, &case.query, section.kind)?;
        expect_same(section.kind.name(), &section.body, &actual)?;
    }
    Ok(())
}

fn setup(case: &Case) -> Result<Setup, String> {
    let mut setup = Setup::new();
    for section in &case.sections {
        match section.kind {
            Kind::Data => setup.load(&section.argument, section.body.as_bytes())?,
            Kind::Attach => setup.attach(&section.argument, section.body.as_bytes()),
            Kind::Locations => setup.locations(&section.body)?,
            Kind::Now => {
                let now = datetime::parse(&section.argument);
                setup.now = Some(now.ok_or_else(|| format!("no time: {}", section.argument))?);
            }
            Kind::Rows | Kind::Columns | Kind::Errors | Kind::Fixed => {}
        }
    }
    Ok(setup)
}

/// What the section would have to say.
fn outcome(setup: &Setup, query: &str, kind: Kind) -> Result<String, Failed> {
    let ran = || setup.run(query);
    match kind {
        Kind::Rows => match ran() {
            Ok(result) => Ok(run::rows(&result)),
            Err(diagnostics) => Err(run::messages(&diagnostics).into()),
        },
        Kind::Columns => Ok(setup.columns(query)),
        Kind::Errors => Ok(run::places(&ran().map_or_else(|errors| errors, |result| result.diagnostics))),
        Kind::Fixed => Ok(fixed(query, &ran().map_or_else(|errors| errors, |result| result.diagnostics))),
        Kind::Data | Kind::Attach | Kind::Locations | Kind::Now => Ok(String::new()),
    }
}

/// The query after the first fix of every diagnostic; edits that several fixes share count once.
fn fixed(query: &str, diagnostics: &[Diagnostic]) -> String {
    let mut edits: Vec<Edit> = Vec::new();
    for edit in
        diagnostics.iter().filter_map(|diagnostic| diagnostic.fixes.first()).flat_map(|fix| &fix.edits)
    {
        if !edits.iter().any(|known| known.span == edit.span) {
            edits.push(edit.clone());
        }
    }
    Fix { title: String::new(), edits }.apply(query)
}
