//! Elements of a page, with their text escaped.

use std::fmt;

use quarry_syntax::{TokenClass, tokenize};

/// An element, its attributes and what it holds.
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: String,
}

pub(super) fn element(name: &'static str) -> Element {
    Element { name, attributes: Vec::new(), content: String::new() }
}

impl Element {
    pub(super) fn attribute(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        escape(text, &mut self.content);
        self
    }

    pub(super) fn child(mut self, child: Self) -> Self {
        self.content.push_str(&child.to_string());
        self
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            let mut escaped = String::new();
            escape(value, &mut escaped);
            write!(f, " {name}=\"{escaped}\"")?;
        }
        if self.name == "input" {
            return f.write_str(" />");
        }
        write!(f, ">{}</{}>", self.content, self.name)
    }
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}

/// KQL with its tokens in colours.
pub(super) fn code(query: &str) -> Element {
    let mut out = element("code");
    let mut done = 0;
    for token in tokenize(query) {
        out = out.text(query.get(done..token.span.start).unwrap_or(""));
        let class = match token.class() {
            TokenClass::Keyword => "k",
            TokenClass::Operator => "o",
            TokenClass::String => "s",
            TokenClass::Number => "n",
            TokenClass::Comment => "c",
            TokenClass::Name | TokenClass::Punctuation | TokenClass::Unknown => "",
        };
        out = if class.is_empty() {
            out.text(token.text)
        } else {
            out.child(element("i").attribute("class", class).text(token.text))
        };
        done = token.span.end;
    }
    out.text(query.get(done..).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::{code, element};

    #[test]
    fn text_is_escaped() {
        let written = element("p").attribute("title", "\"a\"").text("<b> & c").to_string();
        assert_eq!(written, "<p title=\"&quot;a&quot;\">&lt;b&gt; &amp; c</p>");
    }

    #[test]
    fn code_is_coloured() {
        let written = code("T | where a == \"<\"").to_string();
        assert_eq!(
            written,
            "<code>T | <i class=\"k\">where</i> a <i class=\"o\">==</i> <i class=\"s\">&quot;&lt;&quot;</i></code>"
        );
    }
}
