//! Classes of tokens for the editor, from the lexer that the parser uses.

use quarry_syntax::{TokenClass, TokenKind, tokenize};

use crate::offsets::Offsets;

/// The numbers by which `www/editor/highlight.js` knows the classes.
#[derive(Clone, Copy)]
enum Class {
    Keyword = 0,
    Operator = 1,
    Function = 2,
    Name = 3,
    String = 4,
    Number = 5,
    Literal = 6,
    Comment = 7,
    Punctuation = 8,
    Type = 9,
    Error = 10,
}

/// From, to (UTF-16) and class of each token, flat.
pub fn classes(text: &str) -> Vec<u32> {
    let tokens = tokenize(text);
    let offsets = Offsets::new(text);
    let mut flat = Vec::with_capacity(tokens.len() * 3);
    for (index, token) in tokens.iter().enumerate() {
        let called = tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
        let class = class_of(token.class(), token.text, called);
        for number in [offsets.utf16(token.span.start), offsets.utf16(token.span.end), class as usize] {
            flat.push(u32::try_from(number).unwrap_or(u32::MAX));
        }
    }
    flat
}

fn class_of(class: TokenClass, text: &str, called: bool) -> Class {
    match class {
        TokenClass::Keyword if quarry_data::Type::from_name(text).is_some() => Class::Type,
        TokenClass::Keyword => Class::Keyword,
        TokenClass::Operator => Class::Operator,
        TokenClass::String => Class::String,
        TokenClass::Number => Class::Number,
        TokenClass::Comment => Class::Comment,
        TokenClass::Name if matches!(text, "true" | "false" | "null") => Class::Literal,
        TokenClass::Name if called => Class::Function,
        TokenClass::Name => Class::Name,
        TokenClass::Punctuation => Class::Punctuation,
        TokenClass::Unknown => Class::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_utf16() {
        let flat = classes("print “ä😀”, strlen(x)");
        let text: Vec<u16> = "print “ä😀”, strlen(x)".encode_utf16().collect();
        let last_name = flat.chunks(3).find(|token| token.get(2) == Some(&(Class::Function as u32)));
        let [start, end, _] = last_name.expect("strlen is called") else { panic!("three numbers") };
        assert_eq!(String::from_utf16_lossy(&text[*start as usize..*end as usize]), "strlen");
    }
}
