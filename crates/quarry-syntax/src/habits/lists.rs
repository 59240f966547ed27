//! Lists and ranges without their parentheses: `in "a", "b"`, `between 1 and 5`.

use quarry_diagnostics::{Code, Diagnostic, Span};

use super::begins_operand;
use super::shapes::{Shaper, insert, is_word, replace, sign};
use crate::token::{Token, TokenKind};
use crate::words;

impl<'t> Shaper<'t, '_> {
    /// What follows `between`.
    pub(super) fn range(&mut self) -> Option<()> {
        let open = self.ahead(1)?;
        if open.kind == TokenKind::LeftParenthesis {
            self.range_in_parentheses()
        } else {
            self.bare_range(open)
        }
    }

    /// `between (1 and 5)`: two points stand between the limits.
    fn range_in_parentheses(&mut self) -> Option<()> {
        let close = self.group(1)?;
        let mut depth = 0_usize;
        let mut separator = None;
        for distance in 2..close {
            let token = self.ahead(distance)?;
            match token.kind {
                TokenKind::LeftParenthesis | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParenthesis | TokenKind::RightBracket => depth = depth.checked_sub(1)?,
                TokenKind::DotDot if depth == 0 => {
                    let dot = self.ahead(distance + 1).filter(|dot| dot.kind == TokenKind::Dot)?;
                    separator.get_or_insert((distance, token.span.to(dot.span), 2));
                }
                TokenKind::Comma if depth == 0 => {
                    separator.get_or_insert((distance, token.span, 1));
                }
                TokenKind::Word if depth == 0 && ["and", "to"].iter().any(|word| is_word(token, word)) => {
                    separator.get_or_insert((distance, token.span, 1));
                }
                _ => {}
            }
        }
        let (distance, span, count) = separator?;
        let diagnostic = Diagnostic::error(Code::MissingToken, span, "'..' is missing between the limits")
            .help("between (low .. high)");
        let written =
            if count == 1 && self.ahead(distance).is_some_and(|token| token.kind == TokenKind::Comma) {
                " .."
            } else {
                ".."
            };
        self.report(diagnostic, "replace by '..'", vec![replace(span, written)]);
        self.copy(distance);
        self.out.push(sign(TokenKind::DotDot, "..", span));
        self.at += count;
        Some(())
    }

    pub(super) fn copy(&mut self, count: usize) {
        self.out.extend(self.tokens.iter().skip(self.at).take(count).copied());
        self.at += count;
    }

    /// `between 1 and 5`: parentheses and points are missing.
    fn bare_range(&mut self, low: Token<'t>) -> Option<()> {
        let low_end = self.operand_end(1)?;
        let separator = self.ahead(low_end)?;
        let known =
            separator.kind == TokenKind::DotDot || is_word(separator, "and") || is_word(separator, "to");
        let high_end = self.operand_end(low_end + 1).filter(|_| known)?;
        let last = self.ahead(high_end - 1)?;
        let mut edits = vec![insert(low.span.start, "("), insert(last.span.end, ")")];
        if separator.kind != TokenKind::DotDot {
            edits.push(replace(separator.span, ".."));
        }
        let diagnostic = Diagnostic::error(Code::MissingToken, low.span, "'(' is missing after 'between'")
            .help("between (low .. high)");
        self.report(diagnostic, "put the limits in parentheses", edits);
        self.copy(1);
        self.out.push(sign(TokenKind::LeftParenthesis, "(", Span::at(low.span.start)));
        self.copy(low_end - 1);
        self.out.push(sign(TokenKind::DotDot, "..", separator.span));
        self.at += 1;
        self.copy(high_end - low_end - 1);
        self.out.push(sign(TokenKind::RightParenthesis, ")", Span::at(last.span.end)));
        Some(())
    }

    /// How many tokens ahead the operand ends that begins `distance` ahead: a literal, name or call.
    fn operand_end(&self, distance: usize) -> Option<usize> {
        let mut end = distance;
        if self.ahead(end)?.kind == TokenKind::Minus {
            end += 1;
        }
        let first = self.ahead(end).filter(|token| begins_operand(*token))?;
        if first.kind == TokenKind::LeftParenthesis {
            return self.group(end).map(|close| close + 1);
        }
        end += 1;
        loop {
            match self.ahead(end).map(|token| token.kind) {
                Some(TokenKind::LeftParenthesis) if first.kind == TokenKind::Word => {
                    end = self.group(end)? + 1;
                }
                Some(TokenKind::Dot) => end += 2,
                _ => return Some(end),
            }
        }
    }

    /// Lists: `in "a", "b"`, `in ["a"]`, `has ("a", "b")`, `== ("a", "b")`.
    pub(super) fn list(&mut self, token: Token<'t>) -> Option<()> {
        let next = self.ahead(1)?;
        if words::list_operator(token.text).is_some() {
            return match next.kind {
                TokenKind::LeftBracket | TokenKind::LeftBrace => self.other_brackets(next),
                TokenKind::String | TokenKind::Integer => self.bare_list(next),
                _ => None,
            };
        }
        let several = next.kind == TokenKind::LeftParenthesis
            && self.ahead(2).is_some_and(|first| first.kind == TokenKind::String)
            && self.ahead(3).is_some_and(|comma| comma.kind == TokenKind::Comma);
        let word = match token.text {
            "has" if several => "has_any",
            "==" if several => "in",
            "=~" if several => "in~",
            _ => return None,
        };
        let message = format!("'{}' takes one value, not a list", token.text);
        let diagnostic = Diagnostic::error(Code::MissingToken, self.ahead(3)?.span, message)
            .help(format!("'{word}' takes a list"));
        self.report(diagnostic, &format!("replace by '{word}'"), vec![replace(token.span, word)]);
        let kind = if word == "in~" { TokenKind::OperatorWord } else { TokenKind::Word };
        self.out.push(sign(kind, word, token.span));
        self.at += 1;
        Some(())
    }

    fn other_brackets(&mut self, open: Token<'t>) -> Option<()> {
        let close = self.group(1)?;
        let last = self.ahead(close)?;
        let message = format!("'(' is expected here, not '{}'", open.text);
        let diagnostic =
            Diagnostic::error(Code::MissingToken, open.span, message).help("a list stands in parentheses");
        self.report(
            diagnostic,
            "make them parentheses",
            vec![replace(open.span, "("), replace(last.span, ")")],
        );
        self.copy(1);
        self.out.push(sign(TokenKind::LeftParenthesis, "(", open.span));
        self.at += 1;
        self.copy(close - 2);
        self.out.push(sign(TokenKind::RightParenthesis, ")", last.span));
        self.at += 1;
        Some(())
    }

    fn bare_list(&mut self, first: Token<'t>) -> Option<()> {
        let mut end = 2;
        while self.ahead(end).is_some_and(|comma| comma.kind == TokenKind::Comma)
            && self.ahead(end + 1).is_some_and(|item| item.kind == first.kind)
        {
            end += 2;
        }
        let last = self.ahead(end - 1)?;
        let diagnostic = Diagnostic::error(Code::MissingToken, first.span, "'(' is missing")
            .help("a list stands in parentheses");
        let edits = vec![insert(first.span.start, "("), insert(last.span.end, ")")];
        self.report(diagnostic, "put it in parentheses", edits);
        self.copy(1);
        self.out.push(sign(TokenKind::LeftParenthesis, "(", Span::at(first.span.start)));
        self.copy(end - 1);
        self.out.push(sign(TokenKind::RightParenthesis, ")", Span::at(last.span.end)));
        Some(())
    }
}
