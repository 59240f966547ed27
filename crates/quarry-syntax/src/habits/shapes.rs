//! Whole phrases of other languages: `CASE WHEN … END`, `not x`, `1 day`, `var x = 1`.

use quarry_diagnostics::{Code, Diagnostic, Edit, Fix, Span};

use super::{begins_operand, ends_operand};
use crate::token::{Token, TokenKind};
use crate::words::{self, TIME_UNITS};

type Tokens<'t> = Vec<Token<'t>>;

/// Reports such phrases, and reads them as the KQL that was meant.
pub(super) fn mend<'t>(tokens: Tokens<'t>, diagnostics: &mut Vec<Diagnostic>) -> Tokens<'t> {
    let mut shaper = Shaper { out: Vec::with_capacity(tokens.len()), tokens, at: 0, diagnostics };
    while let Some(token) = shaper.ahead(0) {
        if shaper.rules(token).is_none() {
            shaper.out.push(token);
            shaper.at += 1;
        }
    }
    shaper.out
}

pub(super) struct Shaper<'t, 'd> {
    pub(super) tokens: Tokens<'t>,
    pub(super) out: Tokens<'t>,
    pub(super) at: usize,
    diagnostics: &'d mut Vec<Diagnostic>,
}

pub(super) fn insert(at: usize, text: &str) -> Edit {
    Edit { span: Span::at(at), replacement: text.to_owned() }
}

pub(super) fn replace(span: Span, text: &str) -> Edit {
    Edit { span, replacement: text.to_owned() }
}

pub(super) fn is_word(token: Token<'_>, word: &str) -> bool {
    token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case(word)
}

pub(super) fn sign(kind: TokenKind, text: &'static str, span: Span) -> Token<'static> {
    Token { kind, text, span }
}

impl<'t> Shaper<'t, '_> {
    pub(super) fn ahead(&self, distance: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + distance).copied()
    }

    /// An operand has just ended. The name of the stage's operator is none.
    fn after_operand(&self) -> bool {
        match self.out.as_slice() {
            [.., pipe, name] if pipe.kind == TokenKind::Pipe && name.kind == TokenKind::Word => false,
            [.., before] => ends_operand(*before),
            [] => false,
        }
    }

    fn begins_statement(&self) -> bool {
        self.out.last().is_none_or(|before| before.kind == TokenKind::Semicolon)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic, title: &str, edits: Vec<Edit>) {
        let fix = Fix { title: title.to_owned(), edits };
        self.diagnostics.push(if fix.edits.is_empty() { diagnostic } else { diagnostic.fix(fix) });
    }

    fn rules(&mut self, token: Token<'t>) -> Option<()> {
        match token.kind {
            TokenKind::Word if self.begins_statement() => self.statement(token),
            TokenKind::Word if is_word(token, "case") => self.case_when(token),
            TokenKind::Word if is_word(token, "cast") || is_word(token, "try_cast") => self.cast(token),
            TokenKind::Slash if !self.after_operand() => self.regex(token),
            TokenKind::Unknown if token.text == "`" => self.backquotes(token),
            TokenKind::Word if is_word(token, "not") => self.not_without_parentheses(token),
            TokenKind::Word if token.text == "between" => self.range(),
            TokenKind::OperatorWord if token.text == "!between" => self.range(),
            TokenKind::OperatorWord if !self.after_operand() => self.exclamation(token),
            TokenKind::Unknown if token.text == "!" && !self.after_operand() => self.exclamation(token),
            TokenKind::Integer => self.timespan_in_two(token),
            TokenKind::Word if token.text.starts_with(|first: char| first.is_ascii_digit()) => {
                self.unknown_unit(token)
            }
            TokenKind::Word | TokenKind::OperatorWord | TokenKind::Equal if self.after_operand() => {
                self.list(token)
            }
            _ => None,
        }
    }

    /// `var x = 1`, `x = 1`: declarations begin with `let`.
    fn statement(&mut self, token: Token<'t>) -> Option<()> {
        let second = self.ahead(1)?;
        if is_word(token, "select") && second.kind != TokenKind::Pipe {
            return self.select(token);
        }
        let third = self.ahead(2).map(|third| third.kind);
        if is_word(token, "from") && second.kind == TokenKind::Word {
            let place = Span::new(token.span.start, second.span.start);
            let diagnostic =
                Diagnostic::error(Code::UnexpectedToken, token.span, format!("'{}' is not KQL", token.text))
                    .help("a query begins with the table itself");
            self.report(diagnostic, "remove it", vec![replace(place, "")]);
            self.at += 1;
            return Some(());
        }
        if token.text == "let" {
            return self.arrow();
        }
        let word = matches!(token.text, "var" | "const" | "declare" | "def" | "function" | "DECLARE");
        let named = second.kind == TokenKind::Word
            && word
            && !words::is_keyword(second.text)
            && second.text != "pattern";
        if named && matches!(third, Some(TokenKind::Assign | TokenKind::LeftParenthesis)) {
            let message = format!("'{}' does not declare a name", token.text);
            let diagnostic =
                Diagnostic::error(Code::UnexpectedToken, token.span, message).help("write 'let'");
            self.report(diagnostic, "replace by 'let'", vec![replace(token.span, "let")]);
            self.out.push(sign(TokenKind::Word, "let", token.span));
            self.at += 1;
            return Some(());
        }
        let ends = (self.at..self.tokens.len())
            .filter_map(|at| self.tokens.get(at))
            .any(|token| token.kind == TokenKind::Semicolon);
        if second.kind == TokenKind::Assign && ends && !words::is_keyword(token.text) {
            let diagnostic =
                Diagnostic::error(Code::UnknownName, token.span, format!("'{}' is not declared", token.text))
                    .help("a name is declared with 'let'");
            self.report(diagnostic, "insert 'let'", vec![insert(token.span.start, "let ")]);
            self.out.push(sign(TokenKind::Word, "let", token.span));
            self.out.push(token);
            self.at += 1;
            return Some(());
        }
        self.no_table(token, second)
    }

    /// `let f = (x:long) => x`: a body stands in braces.
    fn arrow(&mut self) -> Option<()> {
        self.ahead(2).filter(|assign| assign.kind == TokenKind::Assign)?;
        self.ahead(3).filter(|open| open.kind == TokenKind::LeftParenthesis)?;
        let at = self.group(3)? + 1;
        let arrow = self.ahead(at).filter(|arrow| arrow.kind == TokenKind::Arrow)?;
        let mut end = at + 1;
        while self.ahead(end).is_some_and(|token| token.kind != TokenKind::Semicolon) {
            end += 1;
        }
        let last = self.ahead(end - 1)?.span.end;
        let diagnostic = Diagnostic::error(Code::MissingToken, arrow.span, "'=>' does not begin a body")
            .help("a body stands in braces: let f = (x:long) { … }");
        self.report(diagnostic, "put the body in braces", vec![replace(arrow.span, "{"), insert(last, " }")]);
        self.copy(at);
        self.out.push(sign(TokenKind::LeftBrace, "{", arrow.span));
        self.at += 1;
        self.copy(end - at - 1);
        self.out.push(sign(TokenKind::RightBrace, "}", Span::at(last)));
        Some(())
    }

    /// A statement of SQL is passed over.
    fn select(&mut self, token: Token<'t>) -> Option<()> {
        let message = format!("'{}' is not KQL", token.text);
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, token.span, message)
            .help("a query begins with a table: Table | where condition | project Column");
        self.report(diagnostic, "", Vec::new());
        self.skip_statement();
        Some(())
    }

    fn skip_statement(&mut self) {
        while self.ahead(0).is_some_and(|token| token.kind != TokenKind::Semicolon) {
            self.at += 1;
        }
    }

    /// `where x == 1` without a table before it. The statement is passed over.
    fn no_table(&mut self, token: Token<'t>, second: Token<'t>) -> Option<()> {
        let operator = crate::operators::find(token.text).filter(|operator| !operator.source)?;
        if !begins_operand(second) && second.text != "by" || second.kind == TokenKind::LeftParenthesis {
            return None;
        }
        let message = format!("'{}' has no table before it", token.text);
        let diagnostic = Diagnostic::error(Code::ExpectedTabular, token.span, message)
            .help(format!("a query begins with a table: Table | {} …", operator.name));
        self.report(diagnostic, "", Vec::new());
        self.skip_statement();
        Some(())
    }

    /// `case when c then a else b end` is a call in KQL.
    fn case_when(&mut self, token: Token<'t>) -> Option<()> {
        let first = self.ahead(1).filter(|next| is_word(*next, "when"))?;
        let mut edits = Vec::new();
        let mut mended = vec![sign(TokenKind::Word, "case", token.span)];
        let mut opened = false;
        let mut otherwise = false;
        let mut length = 1;
        let mut depth = 0_usize;
        loop {
            let next = self
                .ahead(length)
                .filter(|next| !matches!(next.kind, TokenKind::Pipe | TokenKind::Semicolon))?;
            length += 1;
            match next.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth > 0 || next.kind != TokenKind::Word {
                mended.push(next);
                continue;
            }
            let (kind, text) = match next.text.to_ascii_lowercase().as_str() {
                "when" if !opened => (TokenKind::LeftParenthesis, "("),
                "when" | "then" => (TokenKind::Comma, ","),
                "else" => {
                    otherwise = true;
                    (TokenKind::Comma, ",")
                }
                "end" => {
                    if !otherwise {
                        let start = mended.last().map_or(next.span.start, |before| before.span.end);
                        edits.push(insert(start, ", \"\""));
                        mended.push(sign(TokenKind::Comma, ",", Span::at(start)));
                        mended.push(sign(TokenKind::String, "\"\"", Span::at(start)));
                    }
                    let start = mended.last().map_or(next.span.start, |before| before.span.end);
                    edits.push(replace(Span::new(start.min(next.span.start), next.span.end), ")"));
                    mended.push(sign(TokenKind::RightParenthesis, ")", next.span));
                    break;
                }
                _ => {
                    mended.push(next);
                    continue;
                }
            };
            // The blank before a comma goes with the word, and so does the one behind the bracket.
            let start = mended.last().map_or(next.span.start, |before| before.span.end);
            let end = if opened {
                next.span.end
            } else {
                self.ahead(length).map_or(next.span.end, |after| after.span.start)
            };
            opened = true;
            edits.push(replace(Span::new(start, end), text));
            mended.push(sign(kind, text, next.span));
        }
        if token.text != "case" {
            edits.push(replace(token.span, "case"));
        }
        let diagnostic =
            Diagnostic::error(Code::UnexpectedToken, token.span.to(first.span), "'case when' is not KQL")
                .help("case() is a function: case(condition, value, …, otherwise)");
        self.report(diagnostic, "make it a call", edits);
        self.out.extend(mended);
        self.at += length;
        Some(())
    }

    /// `cast(x as type)`: each type has its function.
    fn cast(&mut self, token: Token<'t>) -> Option<()> {
        let close = self.group(1)?;
        let ty = self.ahead(close.checked_sub(1)?)?;
        self.ahead(close.checked_sub(2)?).filter(|word| is_word(*word, "as"))?;
        let function = match ty.text.to_ascii_lowercase().as_str() {
            "string" | "varchar" | "text" | "char" | "nvarchar" => "tostring",
            "int" | "integer" => "toint",
            "long" | "bigint" => "tolong",
            "real" | "double" | "float" => "toreal",
            "decimal" | "numeric" => "todecimal",
            "datetime" | "date" | "timestamp" => "todatetime",
            "bool" | "boolean" => "tobool",
            "timespan" | "time" => "totimespan",
            "guid" | "uuid" => "toguid",
            "dynamic" | "json" => "todynamic",
            _ => return None,
        };
        let value_end = self.ahead(close.checked_sub(3)?)?.span.end;
        let message = format!("'{}' is not a known function", token.text);
        let diagnostic = Diagnostic::error(Code::UnknownFunction, token.span, message)
            .help(format!("{function}(…) converts"));
        let edits = vec![replace(token.span, function), replace(Span::new(value_end, ty.span.end), "")];
        self.report(diagnostic, &format!("call {function}()"), edits);
        self.out.push(sign(TokenKind::Word, function, token.span));
        self.at += 1;
        self.copy(close - 3);
        self.at += 2;
        Some(())
    }

    /// `/pattern/`: regular expressions are strings.
    fn regex(&mut self, token: Token<'t>) -> Option<()> {
        let compares = self.out.last().is_some_and(|before| {
            matches!(before.kind, TokenKind::EqualTilde | TokenKind::Equal | TokenKind::Assign)
                || before.text == "regex"
        });
        let rest = self.tokens.get(self.at + 1..).filter(|_| compares)?;
        let length =
            rest.iter().position(|token| matches!(token.kind, TokenKind::Slash | TokenKind::Pipe))?;
        let last = rest.get(length).filter(|last| last.kind == TokenKind::Slash)?.span;
        let before = self.out.last().copied()?;
        let mut edits = vec![replace(token.span, "@\""), replace(last, "\"")];
        if before.text != "regex" {
            edits.push(replace(before.span, "matches regex"));
        }
        let diagnostic =
            Diagnostic::error(Code::MissingExpression, token.span, "'/' does not begin a regular expression")
                .help("a regular expression is a string: matches regex @\"…\"");
        self.report(diagnostic, "make it a string", edits);
        self.out.push(sign(TokenKind::String, "\"\"", token.span.to(last)));
        self.at += length + 2;
        Some(())
    }

    /// A name or text in backquotes.
    fn backquotes(&mut self, token: Token<'t>) -> Option<()> {
        let rest = self.tokens.get(self.at + 1..)?;
        let length = rest.iter().take(8).position(|next| next.text == "`")?;
        let last = rest.get(length)?.span;
        let span = token.span.to(last);
        let compared = self.out.last().is_some_and(|before| {
            words::is_scalar_operator(before.text)
                || matches!(
                    before.kind,
                    TokenKind::Equal | TokenKind::NotEqual | TokenKind::EqualTilde | TokenKind::Assign
                )
        });
        let diagnostic = Diagnostic::error(Code::UnexpectedCharacter, token.span, "'`' is not a quote")
            .help("text stands in \"…\", an unusual name in ['…']");
        if compared {
            self.report(diagnostic, "make it a string", vec![replace(token.span, "\""), replace(last, "\"")]);
            self.out.push(sign(TokenKind::String, "\"\"", span));
            self.at += length + 2;
        } else {
            self.report(diagnostic, "make it a name", vec![replace(token.span, "['"), replace(last, "']")]);
            self.at += 1;
            self.copy(length);
            self.at += 1;
        }
        Some(())
    }

    /// `not x == 1`: a function, so its argument stands in parentheses.
    fn not_without_parentheses(&mut self, token: Token<'t>) -> Option<()> {
        if self.after_operand() {
            return None;
        }
        let next = self.ahead(1).filter(|next| begins_operand(*next))?;
        if next.kind == TokenKind::LeftParenthesis {
            return None;
        }
        let end = self.condition_end(1)?;
        let diagnostic = Diagnostic::error(Code::MissingToken, next.span, "'(' is missing after 'not'")
            .help("not() is a function: not(condition)");
        let edits = vec![replace(Span::new(token.span.start, next.span.start), "not("), insert(end, ")")];
        self.report(diagnostic, "put it in parentheses", edits);
        self.at += 1;
        Some(())
    }

    /// Where the condition ends that begins so many tokens ahead: before `and`, `or`, a comma or the end.
    fn condition_end(&self, distance: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut end = None;
        for token in self.tokens.get(self.at + distance..)? {
            match token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket if depth > 0 => depth -= 1,
                TokenKind::RightParenthesis
                | TokenKind::RightBracket
                | TokenKind::RightBrace
                | TokenKind::Pipe
                | TokenKind::Semicolon => break,
                TokenKind::Comma if depth == 0 => break,
                TokenKind::Word if depth == 0 && (is_word(*token, "and") || is_word(*token, "or")) => break,
                _ => {}
            }
            end = Some(token.span.end);
        }
        end
    }

    /// `!isempty(x)` and `!(…)`.
    fn exclamation(&mut self, token: Token<'t>) -> Option<()> {
        let alone = token.kind == TokenKind::Unknown;
        let next = self.ahead(1).filter(|next| next.kind == TokenKind::LeftParenthesis)?;
        let name = token.text.get(1..).unwrap_or("");
        if !alone && words::is_scalar_operator(token.text) {
            return None;
        }
        let place = Span::new(token.span.start, token.span.start + 1);
        let mut edits = vec![replace(place, if alone { "not" } else { "not(" })];
        if !alone && let Some(end) = self.group_end(1) {
            edits.push(insert(end, ")"));
        }
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, place, "'!' is not an operator")
            .help("not() turns a condition round");
        self.report(diagnostic, "replace by 'not()'", edits);
        let span = Span::new(place.end, token.span.end.max(next.span.start));
        if alone {
            self.out.push(sign(TokenKind::Word, "not", token.span));
        } else {
            self.out.push(Token { kind: TokenKind::Word, text: name, span });
        }
        self.at += 1;
        Some(())
    }

    /// The position, in tokens from here, of the bracket that closes the one so many tokens ahead.
    pub(super) fn group(&self, distance: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (position, token) in self.tokens.get(self.at + distance..)?.iter().enumerate() {
            match token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket | TokenKind::RightBrace => {
                    depth = depth.checked_sub(1)?;
                }
                TokenKind::Semicolon => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(distance + position);
            }
        }
        None
    }

    fn group_end(&self, distance: usize) -> Option<usize> {
        let close = self.group(distance)?;
        Some(self.ahead(close)?.span.end)
    }

    /// `1 day`: a timespan is one word.
    fn timespan_in_two(&mut self, number: Token<'t>) -> Option<()> {
        let unit = self.ahead(1).filter(|next| next.kind == TokenKind::Word)?;
        let days = days(unit.text);
        let ends = self.ahead(2).is_none_or(|next| {
            matches!(
                next.kind,
                TokenKind::RightParenthesis
                    | TokenKind::Comma
                    | TokenKind::DotDot
                    | TokenKind::Pipe
                    | TokenKind::Semicolon
            )
        });
        if !ends || !TIME_UNITS.contains(&unit.text) && days.is_none() {
            return None;
        }
        let span = number.span.to(unit.span);
        let written = match days.zip(number.text.parse::<u32>().ok()) {
            Some((days, count)) => format!("{}d", count.saturating_mul(days)),
            None => format!("{}{}", number.text, unit.text),
        };
        let diagnostic =
            Diagnostic::error(Code::MissingToken, unit.span, "a timespan is written without a blank")
                .help(format!("write '{written}'"));
        self.report(diagnostic, &format!("replace by '{written}'"), vec![replace(span, &written)]);
        self.out.push(sign(TokenKind::TimeSpan, "1d", span));
        self.at += 2;
        Some(())
    }

    /// `1w`: the greatest unit is the day.
    fn unknown_unit(&mut self, token: Token<'t>) -> Option<()> {
        let digits =
            token.text.len() - token.text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
        let (number, unit) = token.text.split_at_checked(digits)?;
        let written = format!("{}d", number.parse::<u32>().ok()?.saturating_mul(days(unit)?));
        let argument = self.out.last().is_some_and(|before| {
            matches!(
                before.kind,
                TokenKind::LeftParenthesis | TokenKind::Comma | TokenKind::Minus | TokenKind::Plus
            )
        });
        if !argument {
            return None;
        }
        let diagnostic =
            Diagnostic::error(Code::UnknownName, token.span, format!("'{unit}' is not a unit of time"))
                .help("the units are d, h, m, s, ms, microsecond and tick");
        self.report(diagnostic, &format!("replace by '{written}'"), vec![replace(token.span, &written)]);
        self.out.push(sign(TokenKind::TimeSpan, "1d", token.span));
        self.at += 1;
        Some(())
    }
}

/// Units that timespans do not have, in days.
fn days(unit: &str) -> Option<u32> {
    Some(match unit {
        "w" | "wk" | "week" | "weeks" => 7,
        "mo" | "mon" | "month" | "months" => 30,
        "y" | "yr" | "year" | "years" => 365,
        _ => return None,
    })
}
