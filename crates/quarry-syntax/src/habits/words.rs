//! Words that other languages write otherwise: keywords in capitals, `IS NULL`, `left join`, and the pipes
//! and semicolons that are missing before a word that can't go on.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use super::{begins_line, begins_operand, ends_operand, instead, operators};
use crate::token::{Token, TokenKind};
use crate::words::{self, DASHED};

/// Keywords of clauses, which follow an operand.
const CLAUSES: &[&str] =
    &["asc", "by", "desc", "first", "from", "last", "nulls", "of", "on", "step", "to", "with"];

/// Operators between two operands.
const BETWEEN_OPERANDS: &[&str] = &[
    "and",
    "or",
    "in",
    "has",
    "has_cs",
    "has_any",
    "has_all",
    "hasprefix",
    "hassuffix",
    "contains",
    "contains_cs",
    "startswith",
    "startswith_cs",
    "endswith",
    "endswith_cs",
    "between",
    "matches",
    "like",
];

/// Their negations, of which `not` and a word are another spelling.
const NEGATED: &[&str] = &[
    "!in",
    "!has",
    "!has_cs",
    "!hasprefix",
    "!hassuffix",
    "!contains",
    "!contains_cs",
    "!startswith",
    "!startswith_cs",
    "!endswith",
    "!endswith_cs",
    "!between",
    "!like",
];

/// Operators in which a word may follow an operand: columns of `parse`, clauses of others.
const FREE_WORDS: &[&str] = &[
    "parse",
    "parse-where",
    "parse-kv",
    "find",
    "search",
    "mv-expand",
    "mvexpand",
    "mv-apply",
    "mvapply",
    "count",
    "graph-match",
    "graph-shortest-paths",
    "graph-to-table",
    "make-graph",
    "macro-expand",
    "scan",
    "as",
    "top-nested",
    "sample-distinct",
    "top-hitters",
    "externaldata",
    "datatable",
];

/// Reports such words and puts the right tokens in their places.
pub(super) fn mend<'t>(
    text: &'t str,
    tokens: Vec<Token<'t>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Token<'t>> {
    let mut mender = Mender {
        text,
        out: Vec::with_capacity(tokens.len()),
        tokens,
        at: 0,
        levels: vec![Level::default()],
        diagnostics,
    };
    while let Some(token) = mender.ahead(0) {
        if mender.rules(token).is_none() {
            mender.keep(token);
        }
    }
    mender.out
}

/// Whether an operator of this name begins a tabular expression.
fn begins_source(word: &str) -> bool {
    words::is_keyword(word) && crate::operators::find(word).is_some_and(|operator| operator.source)
}

/// What is known inside a pair of brackets.
#[derive(Default)]
struct Level<'t> {
    /// The operator of the present stage; none inside the arguments of a call.
    stage: Option<&'t str>,
    /// The present statement is a `let`.
    in_let: bool,
    /// Statements may stand here.
    statements: bool,
    /// The present statement is one of SQL.
    sql: bool,
}

struct Mender<'t, 'd> {
    text: &'t str,
    tokens: Vec<Token<'t>>,
    out: Vec<Token<'t>>,
    at: usize,
    levels: Vec<Level<'t>>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'t> Mender<'t, '_> {
    fn ahead(&self, distance: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + distance).copied()
    }

    fn before(&self) -> Option<Token<'t>> {
        self.out.last().copied()
    }

    fn stage(&self) -> Option<&'t str> {
        self.levels.last().and_then(|level| level.stage)
    }

    /// Takes over the next token as it is.
    fn keep(&mut self, token: Token<'t>) {
        self.note(token);
        self.out.push(token);
        self.at += 1;
    }

    /// Takes over other tokens in place of the next `count`.
    fn put(&mut self, count: usize, span: Span, tokens: &[(TokenKind, &'static str)]) {
        for (kind, text) in tokens {
            let token = Token { kind: *kind, span, text };
            self.note(token);
            self.out.push(token);
        }
        self.at += count;
    }

    /// Follows brackets, stages and statements.
    fn note(&mut self, token: Token<'t>) {
        let before = self.before();
        match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket => self.levels.push(Level::default()),
            TokenKind::LeftBrace => self.levels.push(Level { statements: true, ..Level::default() }),
            TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace
                if self.levels.len() > 1 =>
            {
                self.levels.pop();
            }
            _ => {}
        }
        let top = self.levels.len() == 1;
        let Some(level) = self.levels.last_mut() else { return };
        level.statements |= top;
        match token.kind {
            TokenKind::Semicolon => *level = Level { statements: level.statements, ..Level::default() },
            TokenKind::Pipe => level.stage = Some(""),
            TokenKind::Word => {
                let first = before.is_none_or(|before| before.kind == TokenKind::Semicolon);
                if first && token.text.eq_ignore_ascii_case("select") {
                    level.sql = true;
                } else if token.text == "let" && first {
                    level.in_let = true;
                } else if level.stage == Some("") || level.stage.is_none() && begins_source(token.text) {
                    level.stage = Some(token.text);
                }
            }
            _ => {}
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Applies the first rule that fits.
    fn rules(&mut self, token: Token<'t>) -> Option<()> {
        let before = self.before();
        if token.kind == TokenKind::Word {
            if before.is_some_and(|before| before.kind == TokenKind::Pipe) {
                return self.operator(token);
            }
            let first = before.is_none_or(|before| before.kind == TokenKind::Semicolon);
            if first && token.text != "let" && token.text.eq_ignore_ascii_case("let") {
                return self.let_in_capitals(token);
            }
            let operand = before.filter(|before| ends_operand(*before));
            return match operand {
                Some(before) if self.stage() == Some(before.text) => self.after_operator(token),
                Some(before) => self.after_operand(token, before),
                None => None,
            };
        }
        self.signs(token)
    }

    /// The word after a pipe.
    fn operator(&mut self, token: Token<'t>) -> Option<()> {
        if self.double_pipe(token) {
            return None;
        }
        let known = crate::operators::find(token.text).is_some();
        self.join_with_side(token)
            .or_else(|| self.dashed(token))
            .or_else(|| if known { None } else { self.unknown_operator(token) })
    }

    /// `a || b` is another mistake.
    fn double_pipe(&self, token: Token<'t>) -> bool {
        let [.., first, second] = self.out.as_slice() else { return false };
        let touching = first.kind == TokenKind::Pipe && first.span.end == second.span.start;
        touching && crate::operators::find(token.text).is_none()
    }

    fn unknown_operator(&mut self, token: Token<'t>) -> Option<()> {
        let called = self.ahead(1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        let Some(name) = operators::near(token.text) else {
            if called && operators::advice(token.text).is_none() {
                let place = Span::at(token.span.start);
                let message = format!("'{}' is not a tabular operator", token.text);
                self.report(
                    Diagnostic::error(Code::ExpectedOperator, token.span, message)
                        .help("invoke calls a function with the rows so far")
                        .fix(Fix::replace("insert 'invoke'", place, "invoke ")),
                );
                self.put(0, token.span, &[(TokenKind::Word, "invoke")]);
                self.keep(token);
                return Some(());
            }
            return None;
        };
        let next = self.ahead(1).filter(|next| next.kind == TokenKind::Word);
        let is_next = |word| next.is_some_and(|next| next.text.eq_ignore_ascii_case(word));
        let folded = token.text.to_ascii_lowercase();
        let by_in_capitals = is_next("by") && next.is_some_and(|next| next.text != "by");
        let (name, by, count) = match name {
            "project" if is_next("distinct") => ("distinct", false, 2),
            "sort" | "order" if by_in_capitals => (name, true, 2),
            "sort" | "summarize" if folded.ends_with("by") && !is_next("by") => (name, true, 1),
            _ => (name, false, 1),
        };
        let written = if by { format!("{name} by") } else { name.to_owned() };
        let span =
            if count == 2 { next.map_or(token.span, |next| token.span.to(next.span)) } else { token.span };
        let message = format!("'{}' is not a tabular operator", span.text(self.text));
        self.report(
            Diagnostic::error(Code::ExpectedOperator, span, message)
                .help(format!("did you mean '{written}'?"))
                .fix(Fix::replace(format!("replace by '{written}'"), span, &*written)),
        );
        self.put(count, span, &[(TokenKind::Word, name)]);
        if by {
            self.put(0, span, &[(TokenKind::Word, "by")]);
        }
        Some(())
    }

    /// `project away`, `mv expand`: the dash is missing.
    fn dashed(&mut self, token: Token<'t>) -> Option<()> {
        let second = self.ahead(1).filter(|next| next.kind == TokenKind::Word)?;
        let third = self.ahead(2).filter(|next| begins_operand(*next) || next.kind == TokenKind::Star)?;
        let written = format!("{}-{}", token.text, second.text).to_ascii_lowercase();
        let name = DASHED.iter().find(|name| **name == written)?;
        // `partition by` and `parse where` mean something themselves.
        if matches!(*name, "partition-by") || third.text == "with" {
            return None;
        }
        let span = token.span.to(second.span);
        self.report(instead(
            Code::ExpectedOperator,
            span,
            format!("'{}' is not a tabular operator", span.text(self.text)),
            name,
        ));
        self.put(2, span, &[(TokenKind::Word, name)]);
        Some(())
    }

    /// `left outer join`: the kind of a join stands behind it.
    fn join_with_side(&mut self, token: Token<'t>) -> Option<()> {
        let mut words = vec![token.text.to_ascii_lowercase()];
        while let Some(next) = self.ahead(words.len()).filter(|next| next.kind == TokenKind::Word) {
            if words.len() > 2 || words.last().is_some_and(|word| word == "join") {
                break;
            }
            words.push(next.text.to_ascii_lowercase());
        }
        let spoken = words.concat();
        let kind = match spoken.as_str() {
            "innerjoin" => "inner",
            "leftjoin" | "leftouterjoin" => "leftouter",
            "rightjoin" | "rightouterjoin" => "rightouter",
            "fulljoin" | "outerjoin" | "fullouterjoin" => "fullouter",
            "semijoin" | "leftsemijoin" => "leftsemi",
            "antijoin" | "leftantijoin" => "leftanti",
            _ => return None,
        };
        let span = token.span.to(self.ahead(words.len() - 1)?.span);
        let message = format!("'{}' is not a tabular operator", span.text(self.text));
        self.report(instead(Code::ExpectedOperator, span, message, &format!("join kind={kind}")));
        let kind = (TokenKind::Word, kind);
        self.put(
            words.len(),
            span,
            &[(TokenKind::Word, "join"), (TokenKind::Word, "kind"), (TokenKind::Assign, "="), kind],
        );
        Some(())
    }

    fn let_in_capitals(&mut self, token: Token<'t>) -> Option<()> {
        self.ahead(1).filter(|name| name.kind == TokenKind::Word)?;
        self.ahead(2).filter(|sign| sign.kind == TokenKind::Assign)?;
        self.lower(token, "let")
    }

    /// Another spelling of a keyword: its small letters.
    fn lower(&mut self, token: Token<'t>, word: &'static str) -> Option<()> {
        let message = format!("'{}' is not written in small letters", token.text);
        self.report(instead(Code::UnexpectedToken, token.span, message, word));
        self.put(1, token.span, &[(TokenKind::Word, word)]);
        Some(())
    }

    /// The word after the operator's own: `sort BY`, `join Kind=`.
    fn after_operator(&mut self, token: Token<'t>) -> Option<()> {
        let folded = token.text.to_ascii_lowercase();
        let next = self.ahead(1)?;
        let assigned = next.kind == TokenKind::Assign;
        let word = match folded.as_str() {
            "by" if begins_operand(next) => "by",
            "kind" if assigned && matches!(self.stage(), Some("join" | "lookup" | "union" | "parse")) => {
                "kind"
            }
            "isfuzzy" if assigned && self.stage() == Some("union") => "isfuzzy",
            "withsource" if assigned && self.stage() == Some("union") => "withsource",
            _ => return None,
        };
        if word == token.text { None } else { self.lower(token, word) }
    }

    /// A word where an operand has just ended.
    fn after_operand(&mut self, token: Token<'t>, before: Token<'t>) -> Option<()> {
        if self.missing_semicolon(token, before).is_some() {
            return Some(());
        }
        if self.levels.iter().any(|level| level.sql) {
            return None;
        }
        if self.stage().is_some_and(|stage| FREE_WORDS.contains(&stage)) {
            let with = token.text != "with" && token.text.eq_ignore_ascii_case("with");
            return if with && before.kind != TokenKind::String { self.lower(token, "with") } else { None };
        }
        let folded = token.text.to_ascii_lowercase();
        self.negated(token, &folded)
            .or_else(|| self.is_null(token, &folded, before))
            .or_else(|| self.comparison(token, &folded))
            .or_else(|| self.direction(token, &folded))
            .or_else(|| self.capitals(token, &folded))
            .or_else(|| self.missing_pipe(token, &folded, before))
    }

    fn capitals(&mut self, token: Token<'t>, folded: &str) -> Option<()> {
        if folded == token.text {
            return None;
        }
        if let Some(word) = BETWEEN_OPERANDS.iter().find(|word| **word == folded) {
            self.ahead(1)?;
            self.report(instead(
                Code::UnexpectedToken,
                token.span,
                format!("'{}' is not an operator", token.text),
                word,
            ));
            self.put(1, token.span, &[(TokenKind::Word, word)]);
            return Some(());
        }
        let word = CLAUSES.iter().find(|word| **word == folded)?;
        // Behind a clause's word stands its value, which may be a name such as `Step`.
        if self.before().is_some_and(|before| CLAUSES.contains(&before.text)) {
            return None;
        }
        self.lower(token, word)
    }

    /// `NOT IN`: one word with a `!`.
    fn negated(&mut self, token: Token<'t>, folded: &str) -> Option<()> {
        let second = self.ahead(1).filter(|next| folded == "not" && next.kind == TokenKind::Word)?;
        let written = second.text.to_ascii_lowercase();
        let word = NEGATED.iter().find(|word| word.strip_prefix('!') == Some(written.as_str()))?;
        let span = token.span.to(second.span);
        let message = format!("'{}' is not an operator", span.text(self.text));
        self.report(instead(Code::UnexpectedToken, span, message, word));
        self.put(2, span, &[(TokenKind::OperatorWord, word)]);
        Some(())
    }

    /// `IS NULL` and `IS NOT NULL`: functions in KQL. A string is never null, so emptiness is what is meant.
    fn is_null(&mut self, token: Token<'t>, folded: &str, before: Token<'t>) -> Option<()> {
        if folded != "is" {
            return None;
        }
        let word = |next: Token<'t>| next.text.to_ascii_lowercase();
        let negated = self.ahead(1).is_some_and(|next| word(next) == "not");
        let last = self.ahead(if negated { 2 } else { 1 })?;
        if !matches!(word(last).as_str(), "null" | "empty" | "none") {
            return None;
        }
        let (function, kind, sign) = if negated {
            ("isnotempty", TokenKind::NotEqual, "!=")
        } else {
            ("isempty", TokenKind::Equal, "==")
        };
        let span = token.span.to(last.span);
        let message = format!("'{}' is not an operator", span.text(self.text));
        let mut diagnostic = Diagnostic::error(Code::UnexpectedToken, span, message)
            .help(format!("{function}(…) asks for it"));
        if before.kind == TokenKind::Word {
            let operand = self.path_before();
            diagnostic = diagnostic.fix(Fix {
                title: format!("call {function}()"),
                edits: vec![
                    Edit { span: Span::at(operand), replacement: format!("{function}(") },
                    Edit { span: Span::new(before.span.end, span.end), replacement: ")".to_owned() },
                ],
            });
        }
        self.report(diagnostic);
        self.put(if negated { 3 } else { 2 }, span, &[(kind, sign), (TokenKind::String, "\"\"")]);
        Some(())
    }

    /// Where the name with its dots begins that was read last.
    fn path_before(&self) -> usize {
        let mut at = self.out.len().saturating_sub(1);
        while at >= 2
            && self.out.get(at - 1).is_some_and(|dot| dot.kind == TokenKind::Dot)
            && self.out.get(at - 2).is_some_and(|word| word.kind == TokenKind::Word)
        {
            at -= 2;
        }
        self.out.get(at).map_or(0, |token| token.span.start)
    }

    /// `a eq 1`, `a regex "…"`.
    fn comparison(&mut self, token: Token<'t>, folded: &str) -> Option<()> {
        self.ahead(1).filter(|next| begins_operand(*next))?;
        let (kind, sign) = match folded {
            "eq" | "equals" | "is" | "equal" => (TokenKind::Equal, "=="),
            "ne" | "neq" | "notequals" => (TokenKind::NotEqual, "!="),
            "gt" => (TokenKind::Greater, ">"),
            "ge" | "gte" => (TokenKind::GreaterOrEqual, ">="),
            "lt" => (TokenKind::Less, "<"),
            "le" | "lte" => (TokenKind::LessOrEqual, "<="),
            "regex" | "regexp" | "rlike" | "matches_regex" | "matchesregex" => {
                return self.regex(token);
            }
            "contain" | "includes" | "include" => (TokenKind::Word, "contains"),
            "starts_with" | "beginswith" => (TokenKind::Word, "startswith"),
            "ends_with" => (TokenKind::Word, "endswith"),
            _ => return None,
        };
        let message = format!("'{}' is not an operator", token.text);
        self.report(instead(Code::UnexpectedToken, token.span, message, sign));
        self.put(1, token.span, &[(kind, sign)]);
        Some(())
    }

    fn regex(&mut self, token: Token<'t>) -> Option<()> {
        if self.before().is_some_and(|before| before.text == "matches") {
            return None;
        }
        let message = format!("'{}' is not an operator", token.text);
        self.report(instead(Code::UnexpectedToken, token.span, message, "matches regex"));
        self.put(1, token.span, &[(TokenKind::Word, "matches"), (TokenKind::Word, "regex")]);
        Some(())
    }

    /// `descending` in place of `desc`.
    fn direction(&mut self, token: Token<'t>, folded: &str) -> Option<()> {
        if !matches!(self.stage(), Some("sort" | "order" | "top")) {
            return None;
        }
        let word = match folded {
            "descending" | "down" => "desc",
            "ascending" | "up" => "asc",
            _ => return None,
        };
        let message = format!("'{}' is not a direction", token.text);
        self.report(instead(Code::UnexpectedToken, token.span, message, word));
        self.put(1, token.span, &[(TokenKind::Word, word)]);
        Some(())
    }

    /// The place where something is missing in front of a token, as the official service reports it.
    fn gap(&self, before: Token<'t>, token: Token<'t>) -> Span {
        if begins_line(self.text, Some(&before), token) { Span::at(before.span.end) } else { token.span }
    }

    /// An operator's name behind an operand.
    fn missing_pipe(&mut self, token: Token<'t>, folded: &str, before: Token<'t>) -> Option<()> {
        let stage = self.stage();
        if stage.and_then(crate::operators::find).is_some_and(|operator| !operator.supported) {
            return None;
        }
        let inside = stage.is_some() || self.levels.len() == 1;
        let definition = crate::operators::find(folded).filter(|definition| definition.piped && inside)?;
        let next = self.ahead(1)?;
        let goes_on = begins_operand(next) || next.text.eq_ignore_ascii_case("by");
        // `as` gives a name in SQL, and a `let` may be followed by what only looks like an operator.
        if !goes_on || definition.name == "as" || next.kind == TokenKind::LeftParenthesis {
            return None;
        }
        let name: &'static str = if definition.name == folded {
            definition.name
        } else {
            definition.aliases.iter().find(|alias| **alias == folded)?
        };
        let place = self.gap(before, token);
        self.report(
            Diagnostic::error(Code::MissingToken, place, format!("'|' is missing before '{}'", token.text))
                .fix(Fix::replace("insert '|'", token.span, format!("| {name}"))),
        );
        self.put(0, Span::at(token.span.start), &[(TokenKind::Pipe, "|")]);
        self.put(1, token.span, &[(TokenKind::Word, name)]);
        Some(())
    }

    /// A new statement in a new line.
    fn missing_semicolon(&mut self, token: Token<'t>, before: Token<'t>) -> Option<()> {
        let level = self.levels.last().filter(|level| level.statements)?;
        if !begins_line(self.text, Some(&before), token) || words::is_scalar_operator(token.text) {
            return None;
        }
        let next = self.ahead(1)?;
        let declares = token.text.eq_ignore_ascii_case("let")
            && next.kind == TokenKind::Word
            && self.ahead(2).is_some_and(|sign| sign.kind == TokenKind::Assign);
        let gap = self.text.get(before.span.end..token.span.start).unwrap_or("");
        let apart = gap.split('\n').filter(|line| line.trim().is_empty()).count() > 2;
        let operator = crate::operators::find(token.text).is_some();
        let source = next.kind == TokenKind::Pipe && !operator && (level.in_let || apart);
        if !declares && !source {
            return None;
        }
        let place = Span::at(before.span.end);
        self.report(
            Diagnostic::error(Code::MissingToken, place, format!("';' is missing before '{}'", token.text))
                .help("every statement but the last ends with ';'")
                .fix(Fix::replace("insert ';'", place, ";")),
        );
        self.put(0, place, &[(TokenKind::Semicolon, ";")]);
        Some(())
    }

    /// Comparison signs of other languages.
    fn signs(&mut self, token: Token<'t>) -> Option<()> {
        let second = self.ahead(1).filter(|next| next.span.start == token.span.end)?;
        let (kind, sign) = match (token.kind, second.kind) {
            (TokenKind::Equal, TokenKind::Assign) => (TokenKind::Equal, "=="),
            (TokenKind::NotEqual, TokenKind::Assign) => (TokenKind::NotEqual, "!="),
            (TokenKind::Unknown, TokenKind::Assign) if token.text == "~" => (TokenKind::EqualTilde, "=~"),
            (TokenKind::EqualTilde, TokenKind::Unknown) if second.text == "~" => {
                (TokenKind::EqualTilde, "=~")
            }
            (TokenKind::Colon, TokenKind::Assign) => (TokenKind::Assign, "="),
            (TokenKind::Assign, TokenKind::Less) => (TokenKind::LessOrEqual, "<="),
            (TokenKind::Minus, TokenKind::Word) => return self.dashed_comparison(token, second),
            _ => return None,
        };
        let span = token.span.to(second.span);
        let message = format!("'{}' is not an operator", span.text(self.text));
        self.report(instead(Code::UnexpectedToken, span, message, sign));
        self.put(2, span, &[(kind, sign)]);
        Some(())
    }

    /// `a -eq 1`, as in PowerShell.
    fn dashed_comparison(&mut self, token: Token<'t>, word: Token<'t>) -> Option<()> {
        let before = self.before().filter(|before| ends_operand(*before))?;
        self.ahead(2).filter(|next| begins_operand(*next) && next.span.start > word.span.end)?;
        let (kind, sign) = match word.text {
            "eq" | "ieq" => (TokenKind::Equal, "=="),
            "ne" => (TokenKind::NotEqual, "!="),
            "like" => (TokenKind::Word, "has"),
            "contains" => (TokenKind::Word, "contains"),
            "match" => {
                let span = token.span.to(word.span);
                self.report(instead(
                    Code::UnexpectedToken,
                    span,
                    "'-match' is not an operator",
                    "matches regex",
                ));
                self.put(2, span, &[(TokenKind::Word, "matches"), (TokenKind::Word, "regex")]);
                return Some(());
            }
            _ => return None,
        };
        if before.span.end == token.span.start {
            return None;
        }
        let span = token.span.to(word.span);
        let message = format!("'{}' is not an operator", span.text(self.text));
        self.report(instead(Code::UnexpectedToken, span, message, sign));
        self.put(2, span, &[(kind, sign)]);
        Some(())
    }
}
