//! What an assessment found, as diagnostics.

use quarry_diagnostics::{Code, Diagnostic, Fix, Span};
use quarry_syntax::{TokenKind, tokenize};

use super::{Assessment, ColumnState, StagePlace};

pub(super) fn diagnostics(text: &str, assessment: &Assessment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    columns(text, assessment, &mut found);
    if !assessment.assets.iter().any(|asset| asset.state.is_present()) {
        let fix = assessment.assets.first().and_then(|asset| asset.fixes.first());
        let diagnostic = Diagnostic::error(
            Code::RuleAssetMissing,
            whole(text),
            "the result has no column that names a device, account or mailbox",
        )
        .help("return DeviceId, AccountSid, RecipientEmailAddress or the like, unchanged");
        found.push(with_fix(diagnostic, fix));
    }
    found.extend(time_filters(text));
    found
}

/// Missing columns, those of one stage together.
fn columns(text: &str, assessment: &Assessment, found: &mut Vec<Diagnostic>) {
    let mut told: Vec<Span> = Vec::new();
    for column in &assessment.required {
        match &column.state {
            ColumnState::Present => {}
            ColumnState::Dropped(place) => {
                if !told.contains(&place.span) {
                    told.push(place.span);
                    found.push(with_fix(dropped(assessment, place), assessment.fix_all.as_ref()));
                }
            }
            ColumnState::Changed(place) => {
                let span = place.as_ref().map_or_else(|| whole(text), |place| place.span);
                let message = match place {
                    Some(place) => format!("'{}' computes '{}' anew", place.operator, column.name),
                    None => format!("'{}' is not the column of the source table", column.name),
                };
                let diagnostic = Diagnostic::error(Code::RuleColumnChanged, span, message)
                    .help("a rule finds the event by this column, so it must come back unchanged");
                found.push(with_fix(diagnostic, column.fixes.first()));
            }
            ColumnState::NeverThere => found.push(
                Diagnostic::error(
                    Code::RuleColumnMissing,
                    whole(text),
                    format!("the query has no column '{}' of a source table", column.name),
                )
                .help("read a table that has it"),
            ),
        }
    }
}

fn dropped(assessment: &Assessment, place: &StagePlace) -> Diagnostic {
    let names: Vec<&str> = assessment
        .required
        .iter()
        .filter(|column| matches!(&column.state, ColumnState::Dropped(other) if other.span == place.span))
        .map(|column| column.name.as_str())
        .collect();
    Diagnostic::error(
        Code::RuleColumnMissing,
        place.span,
        format!("'{}' drops {}, which a detection rule needs", place.operator, names.join(", ")),
    )
}

/// `Timestamp > ago(…)`: the service chooses the time range itself.
fn time_filters(text: &str) -> Vec<Diagnostic> {
    let tokens: Vec<_> =
        tokenize(text).into_iter().filter(|token| token.kind != TokenKind::Comment).collect();
    tokens
        .windows(3)
        .filter_map(|window| {
            let [column, sign, call] = window else { return None };
            let time = matches!(column.text, "Timestamp" | "TimeGenerated");
            let compared = matches!(sign.kind, TokenKind::Greater | TokenKind::GreaterOrEqual);
            (time && compared && call.text == "ago").then(|| {
                Diagnostic::warning(
                    Code::RuleTimeFilter,
                    column.span.to(call.span),
                    format!("a rule needs no filter on '{}'", column.text),
                )
                .help("the service reads only the events of the lookback; leave the filter out")
            })
        })
        .collect()
}

fn with_fix(diagnostic: Diagnostic, fix: Option<&Fix>) -> Diagnostic {
    match fix {
        Some(fix) => diagnostic.fix(fix.clone()),
        None => diagnostic,
    }
}

fn whole(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    Span::new(start, text.trim_end().len().max(start))
}
