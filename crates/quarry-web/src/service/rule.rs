//! What a query lacks for a detection rule, and the rule's JSON.

use quarry_detect::{
    Assessment, AssetKind, ColumnState, Frequency, RequiredColumn, Rule, Schedule, Severity, Shape,
    StagePlace, Tactic, TacticMapping, assess, export, slug,
};
use quarry_diagnostics::Diagnostic;
use quarry_plan::BindContext;

use super::{Service, check, clock};
use crate::protocol::{Clock, DroppedBy, Response, RuleCheck, RuleColumn, RuleForm, RuleShape};

impl Service {
    pub(super) fn check_rule(&self, text: &str, clock: Clock) -> Response {
        Response::RuleChecked { check: describe(&self.assess(text, clock)) }
    }

    pub(super) fn export_rule(
        &self,
        text: &str,
        clock: Clock,
        form: &RuleForm,
        shape: RuleShape,
    ) -> Response {
        let assessment = self.assess(text, clock);
        let rule = rule_of(text, &assessment, form);
        let shape = match shape {
            RuleShape::Current => Shape::Current,
            RuleShape::Legacy => Shape::Legacy,
        };
        let made = export(&rule, shape);
        let diagnostics: Vec<Diagnostic> =
            rule.validate(&assessment).into_iter().chain(made.diagnostics).collect();
        let broken = assessment.broken || diagnostics.iter().any(Diagnostic::is_error);
        let mut problems: Vec<String> = Vec::new();
        if assessment.broken {
            problems.push("the query has errors".to_owned());
        }
        for diagnostic in &diagnostics {
            let help = diagnostic.help.as_deref().map(|help| format!(" ({help})")).unwrap_or_default();
            let problem = format!("{}: {}{help}", diagnostic.severity.name(), diagnostic.message);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        let json = if broken { String::new() } else { made.json };
        Response::RuleExported { file_name: format!("{}.json", slug(&rule.name)), json, problems }
    }

    fn assess(&self, text: &str, clock: Clock) -> Assessment {
        assess(text, &BindContext { catalog: &self.session.catalog, now: clock::ticks(clock, self.newest) })
    }
}

/// The form and what the result's columns suggest.
fn rule_of(text: &str, assessment: &Assessment, form: &RuleForm) -> Rule {
    let mut rule = Rule::suggest(text, assessment);
    let title = form.title.trim().to_owned();
    rule.name.clone_from(&title);
    rule.description = form.description.trim().to_owned();
    rule.alert.description.clone_from(&rule.description);
    rule.alert.title = title;
    rule.alert.severity = Severity::from_name(&form.severity).unwrap_or_default();
    rule.schedule =
        Schedule { frequency: Frequency::from_iso(&form.frequency).unwrap_or_default(), lookback: None };
    let techniques = form.technique.split([',', ' ', ';']).map(str::trim).filter(|id| !id.is_empty());
    rule.alert.tactics = Tactic::from_name(&form.tactic)
        .map(|tactic| TacticMapping::new(tactic, techniques))
        .into_iter()
        .collect();
    rule
}

fn describe(assessment: &Assessment) -> RuleCheck {
    if assessment.broken {
        return RuleCheck { broken: true, ..RuleCheck::default() };
    }
    let mut columns: Vec<RuleColumn> = assessment.required.iter().map(required).collect();
    columns.push(assets(assessment));
    let fixes = match &assessment.fix_all {
        Some(all) => vec![check::fix(all, 0)],
        None => assessment
            .required
            .iter()
            .flat_map(|column| column.fixes.first())
            .map(|fix| check::fix(fix, 0))
            .collect(),
    };
    let advice = assessment.diagnostics.iter().filter(|diagnostic| !diagnostic.is_error());
    let problems = advice.map(|diagnostic| check::problem(diagnostic, 0)).collect();
    RuleCheck { columns, fixes, broken: false, problems }
}

fn required(column: &RequiredColumn) -> RuleColumn {
    let found = if column.state.is_present() { vec![column.name.clone()] } else { Vec::new() };
    RuleColumn { name: column.name.clone(), found, dropped_by: lost(&column.state) }
}

/// Any device, account or mailbox column serves.
fn assets(assessment: &Assessment) -> RuleColumn {
    let present = assessment.assets.iter().filter(|asset| asset.state.is_present());
    let found: Vec<String> = present.map(|asset| asset.column.clone()).collect();
    let dropped_by =
        if found.is_empty() { assessment.assets.iter().find_map(|asset| lost(&asset.state)) } else { None };
    let kinds = [AssetKind::Device, AssetKind::Account, AssetKind::Mailbox].map(AssetKind::label);
    RuleColumn { name: format!("{}, {} or {}", kinds[0], kinds[1], kinds[2]), found, dropped_by }
}

fn lost(state: &ColumnState) -> Option<DroppedBy> {
    let (place, changed) = match state {
        ColumnState::Dropped(place) => (place, false),
        ColumnState::Changed(Some(place)) => (place, true),
        ColumnState::Present | ColumnState::Changed(None) | ColumnState::NeverThere => return None,
    };
    let StagePlace { operator, span } = place;
    Some(DroppedBy { operator: operator.clone(), changed, start: span.start, end: span.end })
}
