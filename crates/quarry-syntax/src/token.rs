use quarry_diagnostics::Span;

/// The smallest part of a text that means something. Blanks are not tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: TokenKind,
    pub span: Span,
    /// As written, with quotes.
    pub text: &'t str,
}

/// What a token is by its form alone. Whether a word is a keyword depends on its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A name or keyword; keywords with dashes such as `mv-expand` are one word.
    Word,
    /// An operator made of a word and a sign: `!has`, `!in~`, `in~`.
    OperatorWord,
    Integer,
    Real,
    /// `1d`, `1.5h`, `10ms`
    TimeSpan,
    /// `datetime(2020-01-01)`, `long(1)`: the name, the parentheses and what is between.
    TypedLiteral,
    String,
    Comment,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Semicolon,
    Colon,
    Dot,
    DotDot,
    Pipe,
    /// `=`
    Assign,
    /// `=>`
    Arrow,
    /// `==`
    Equal,
    /// `!=` and `<>`
    NotEqual,
    /// `=~`
    EqualTilde,
    /// `!~`
    NotEqualTilde,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    /// A character without a meaning in the language.
    Unknown,
}

/// How a token is shown in a highlighted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenClass {
    Keyword,
    Operator,
    String,
    Number,
    Comment,
    Name,
    Punctuation,
    Unknown,
}

impl Token<'_> {
    /// The class by the token alone; the bound query knows more (tables, columns, functions).
    pub fn class(&self) -> TokenClass {
        match self.kind {
            TokenKind::Word if crate::words::is_scalar_operator(self.text) => TokenClass::Operator,
            TokenKind::Word if crate::words::is_keyword(self.text) => TokenClass::Keyword,
            TokenKind::Word => TokenClass::Name,
            TokenKind::Integer | TokenKind::Real | TokenKind::TimeSpan | TokenKind::TypedLiteral => {
                TokenClass::Number
            }
            TokenKind::String => TokenClass::String,
            TokenKind::Comment => TokenClass::Comment,
            TokenKind::LeftParenthesis
            | TokenKind::RightParenthesis
            | TokenKind::LeftBracket
            | TokenKind::RightBracket
            | TokenKind::LeftBrace
            | TokenKind::RightBrace
            | TokenKind::Comma
            | TokenKind::Semicolon
            | TokenKind::Colon
            | TokenKind::Dot
            | TokenKind::Pipe => TokenClass::Punctuation,
            TokenKind::Unknown => TokenClass::Unknown,
            TokenKind::OperatorWord
            | TokenKind::DotDot
            | TokenKind::Assign
            | TokenKind::Arrow
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::EqualTilde
            | TokenKind::NotEqualTilde
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
            | TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::Percent => TokenClass::Operator,
        }
    }
}
