//! The string operators: `has`, `contains`, `startswith`, `endswith`, `like`, `matches regex` and all their
//! forms.
//!
//! Without `_cs` they ignore case. The needle is a constant nearly always, so it is prepared once, then
//! searched in the whole text of a batch or in each distinct value.

use quarry_data::{Column, Datum, Type, Value, ValueRef};

use crate::conversion;
use crate::kernel::Prepared;
use crate::text::{Bounds, Needle, Texts, Verdicts, fold, regex};
use crate::{Argument, CallContext, CallError, Category, Example, Kernel, Param, ResultType};
use crate::{ScalarFunction, Signature, TypeSet};

const TEXT: TypeSet = TypeSet::STRING.or(TypeSet::DYNAMIC);
const PARAMS: &[Param] =
    &[Param::new("text", TEXT, "The text to search in."), Param::new("search", TEXT, "What to look for.")];

/// What is looked for, and where.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Contains,
    Has,
    HasPrefix,
    HasSuffix,
    StartsWith,
    EndsWith,
    Like,
    Regex,
}

#[derive(Clone, Copy)]
struct Mode {
    kind: Kind,
    case_sensitive: bool,
    negated: bool,
}

const fn operator(
    name: &'static str,
    aliases: &'static [&'static str],
    summary: &'static str,
    signatures: &'static [Signature],
    examples: &'static [Example],
) -> ScalarFunction {
    ScalarFunction {
        name,
        aliases,
        category: Category::Operator,
        summary,
        signatures,
        examples,
        ..ScalarFunction::BASE
    }
}

/// Defines an operator in its four forms.
macro_rules! four_forms {
    ($kind:ident, $summary:literal,
     $name:ident $sign:literal $aliases:expr => $examples:expr,
     $not:ident $not_sign:literal $not_aliases:expr => $not_examples:expr,
     $cs:ident $cs_sign:literal $cs_aliases:expr => $cs_examples:expr,
     $not_cs:ident $not_cs_sign:literal $not_cs_aliases:expr => $not_cs_examples:expr $(,)?) => {
        four_forms!(@one $kind, $name, $sign, $aliases, concat!("Tells whether ", $summary, ", ignoring case."), false, false, $examples);
        four_forms!(@one $kind, $not, $not_sign, $not_aliases, concat!("Tells whether it is not so that ", $summary, ", ignoring case."), false, true, $not_examples);
        four_forms!(@one $kind, $cs, $cs_sign, $cs_aliases, concat!("Tells whether ", $summary, ", with regard to case."), true, false, $cs_examples);
        four_forms!(@one $kind, $not_cs, $not_cs_sign, $not_cs_aliases, concat!("Tells whether it is not so that ", $summary, ", with regard to case."), true, true, $not_cs_examples);
    };
    (@one $kind:ident, $name:ident, $sign:literal, $aliases:expr, $summary:expr, $cs:literal, $negated:literal, $examples:expr) => {
        pub(super) static $name: ScalarFunction = operator(
            $sign,
            $aliases,
            $summary,
            &[Signature {
                params: PARAMS,
                result: ResultType::Fixed(Type::Bool),
                kernel: Kernel::Prepared(|_, arguments| {
                    Match::prepare(Mode { kind: Kind::$kind, case_sensitive: $cs, negated: $negated }, arguments)
                }),
            }],
            $examples,
        );
    };
}

four_forms!(
    Contains, "a text contains another",
    CONTAINS "contains" &[] => &[
        Example::new("print 'FabriKam' contains 'BRik'", "true"),
        Example::new("print 'abc' contains ''", "true"),
        Example::new("print '' contains 'a'", "false"),
    ],
    NOT_CONTAINS "!contains" &["notcontains"] => &[
        Example::new("print 'Fabrikam' !contains 'xyz'", "true"),
        Example::new("print 'abc' !contains ''", "false"),
    ],
    CONTAINS_CS "contains_cs" &["containscs"] => &[
        Example::new("print 'FabriKam' contains_cs 'Kam'", "true"),
        Example::new("print 'FabriKam' contains_cs 'kam'", "false"),
    ],
    NOT_CONTAINS_CS "!contains_cs" &["notcontainscs", "!containscs"] => &[
        Example::new("print 'FabriKam' !contains_cs 'kam'", "true"),
        Example::new("print 'FabriKam' !contains_cs 'Kam'", "false"),
    ],
);

four_forms!(
    Has, "a text contains another as a whole term",
    HAS "has" &[] => &[
        Example::new("print 'North America' has 'america'", "true"),
        Example::new("print 'North Americas' has 'america'", "false"),
        Example::new("print 'net_user' has 'net'", "true"),
        Example::new("print '' has ''", "true"),
    ],
    NOT_HAS "!has" &["nothas"] => &[
        Example::new("print 'North Americas' !has 'america'", "true"),
        Example::new("print 'America' !has 'america'", "false"),
    ],
    HAS_CS "has_cs" &["hascs"] => &[
        Example::new("print 'North America' has_cs 'America'", "true"),
        Example::new("print 'North America' has_cs 'america'", "false"),
    ],
    NOT_HAS_CS "!has_cs" &["nothascs", "!hascs"] => &[
        Example::new("print 'North America' !has_cs 'america'", "true"),
        Example::new("print 'North America' !has_cs 'North'", "false"),
    ],
);

four_forms!(
    HasPrefix, "a term of a text starts with another",
    HAS_PREFIX "hasprefix" &[] => &[
        Example::new("print 'North America' hasprefix 'ame'", "true"),
        Example::new("print 'North America' hasprefix 'orth'", "false"),
    ],
    NOT_HAS_PREFIX "!hasprefix" &["nothasprefix"] => &[
        Example::new("print 'North America' !hasprefix 'orth'", "true"),
        Example::new("print 'North America' !hasprefix 'ame'", "false"),
    ],
    HAS_PREFIX_CS "hasprefix_cs" &["hasprefixcs"] => &[
        Example::new("print 'North America' hasprefix_cs 'Ame'", "true"),
        Example::new("print 'North America' hasprefix_cs 'ame'", "false"),
    ],
    NOT_HAS_PREFIX_CS "!hasprefix_cs" &["nothasprefixcs"] => &[
        Example::new("print 'North America' !hasprefix_cs 'ame'", "true"),
        Example::new("print 'North America' !hasprefix_cs 'Ame'", "false"),
    ],
);

four_forms!(
    HasSuffix, "a term of a text ends with another",
    HAS_SUFFIX "hassuffix" &[] => &[
        Example::new("print 'North America' hassuffix 'RTH'", "true"),
        Example::new("print 'North America' hassuffix 'Nor'", "false"),
    ],
    NOT_HAS_SUFFIX "!hassuffix" &["nothassuffix"] => &[
        Example::new("print 'North America' !hassuffix 'Nor'", "true"),
        Example::new("print 'North America' !hassuffix 'rth'", "false"),
    ],
    HAS_SUFFIX_CS "hassuffix_cs" &["hassuffixcs"] => &[
        Example::new("print 'North America' hassuffix_cs 'rth'", "true"),
        Example::new("print 'North America' hassuffix_cs 'RTH'", "false"),
    ],
    NOT_HAS_SUFFIX_CS "!hassuffix_cs" &["nothassuffixcs"] => &[
        Example::new("print 'North America' !hassuffix_cs 'RTH'", "true"),
        Example::new("print 'North America' !hassuffix_cs 'rth'", "false"),
    ],
);

four_forms!(
    StartsWith, "a text starts with another",
    STARTS_WITH "startswith" &[] => &[
        Example::new("print 'Fabrikam' startswith 'FAB'", "true"),
        Example::new("print 'Fabrikam' startswith 'kam'", "false"),
        Example::new("print '' startswith ''", "true"),
    ],
    NOT_STARTS_WITH "!startswith" &["notstartswith"] => &[
        Example::new("print 'Fabrikam' !startswith 'kam'", "true"),
        Example::new("print 'Fabrikam' !startswith 'fab'", "false"),
    ],
    STARTS_WITH_CS "startswith_cs" &["startswithcs"] => &[
        Example::new("print 'Fabrikam' startswith_cs 'Fab'", "true"),
        Example::new("print 'Fabrikam' startswith_cs 'fab'", "false"),
    ],
    NOT_STARTS_WITH_CS "!startswith_cs" &["notstartswithcs"] => &[
        Example::new("print 'Fabrikam' !startswith_cs 'fab'", "true"),
        Example::new("print 'Fabrikam' !startswith_cs 'Fab'", "false"),
    ],
);

four_forms!(
    EndsWith, "a text ends with another",
    ENDS_WITH "endswith" &[] => &[
        Example::new("print 'net1.EXE' endswith '.exe'", "true"),
        Example::new("print 'net1.exe' endswith 'net1'", "false"),
        Example::new("print '' endswith 'x'", "false"),
    ],
    NOT_ENDS_WITH "!endswith" &["notendswith"] => &[
        Example::new("print 'net1.exe' !endswith '.dll'", "true"),
        Example::new("print 'net1.exe' !endswith '.EXE'", "false"),
    ],
    ENDS_WITH_CS "endswith_cs" &["endswithcs"] => &[
        Example::new("print 'net1.exe' endswith_cs '.exe'", "true"),
        Example::new("print 'net1.exe' endswith_cs '.EXE'", "false"),
    ],
    NOT_ENDS_WITH_CS "!endswith_cs" &["notendswithcs"] => &[
        Example::new("print 'net1.exe' !endswith_cs '.EXE'", "true"),
        Example::new("print 'net1.exe' !endswith_cs '.exe'", "false"),
    ],
);

four_forms!(
    Like, "a text matches a pattern in which * stands for any text",
    LIKE "like" &[] => &[
        Example::new("print 'Fabrikam' like 'fab*m'", "true"),
        Example::new("print 'Fabrikam' like 'fab'", "false"),
    ],
    NOT_LIKE "notlike" &["!like"] => &[
        Example::new("print 'Fabrikam' notlike 'fab'", "true"),
        Example::new("print 'Fabrikam' notlike 'fab*'", "false"),
    ],
    LIKE_CS "likecs" &["like_cs"] => &[
        Example::new("print 'Fabrikam' likecs 'Fab*'", "true"),
        Example::new("print 'Fabrikam' likecs 'fab*'", "false"),
    ],
    NOT_LIKE_CS "notlikecs" &["!likecs", "notlike_cs"] => &[
        Example::new("print 'Fabrikam' notlikecs 'fab*'", "true"),
        Example::new("print 'Fabrikam' notlikecs 'Fab*'", "false"),
    ],
);

pub(super) static MATCHES_REGEX: ScalarFunction = ScalarFunction {
    notes: &["The regular expression may match anywhere; anchor it with ^ and $ to match the whole text."],
    ..operator(
        "matches regex",
        &[],
        "Tells whether a regular expression matches somewhere in a text.",
        &[Signature {
            params: PARAMS,
            result: ResultType::Fixed(Type::Bool),
            kernel: Kernel::Prepared(|_: &CallContext, arguments| {
                Match::prepare(Mode { kind: Kind::Regex, case_sensitive: true, negated: false }, arguments)
            }),
        }],
        &[
            Example::new("print 'net1.exe' matches regex @'^net1?\\.exe$'", "true"),
            Example::new("print 'NET.EXE' matches regex '(?i)net'", "true"),
            Example::new("print '' matches regex 'x'", "false"),
        ],
    )
};

/// A prepared test.
enum Test {
    Needle(Box<Needle>),
    Starts { text: String, case_sensitive: bool },
    Ends { text: String, case_sensitive: bool },
    Regex(Box<regex::Compiled>),
}

impl Test {
    fn new(mode: Mode, search: &str) -> Result<Self, CallError> {
        let needle = |bounds| Ok(Self::Needle(Box::new(Needle::new(search, mode.case_sensitive, bounds))));
        match mode.kind {
            Kind::Contains => needle(Bounds::NONE),
            Kind::Has => needle(Bounds::TERM),
            Kind::HasPrefix => needle(Bounds::PREFIX),
            Kind::HasSuffix => needle(Bounds::SUFFIX),
            Kind::StartsWith => Ok(Self::Starts { text: search.into(), case_sensitive: mode.case_sensitive }),
            Kind::EndsWith => Ok(Self::Ends { text: search.into(), case_sensitive: mode.case_sensitive }),
            Kind::Regex => Ok(Self::Regex(Box::new(regex::compile(search, 1)?))),
            Kind::Like => {
                let parts: Vec<String> = search.split('*').map(quoted).collect();
                let flags = if mode.case_sensitive { "(?s)^" } else { "(?si)^" };
                Ok(Self::Regex(Box::new(regex::compile(&format!("{flags}{}$", parts.join(".*")), 1)?)))
            }
        }
    }
}

/// Text as a pattern that matches it alone.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

impl Texts for Test {
    fn test(&mut self, text: &str) -> bool {
        match self {
            Self::Needle(needle) => needle.is_in(text),
            Self::Starts { text: start, case_sensitive: true } => text.starts_with(start.as_str()),
            Self::Starts { text: start, case_sensitive: false } => fold::starts_with(text, start),
            Self::Ends { text: end, case_sensitive: true } => text.ends_with(end.as_str()),
            Self::Ends { text: end, case_sensitive: false } => fold::ends_with(text, end),
            Self::Regex(regex) => regex.is_match(text),
        }
    }

    fn mark(&mut self, text: &str, offsets: &[u32], marks: &mut [bool]) {
        match self {
            Self::Needle(needle) => needle.mark(text, offsets, marks),
            Self::Regex(regex) => regex.mark(text, offsets, marks),
            Self::Starts { .. } | Self::Ends { .. } => {
                for (mark, ends) in marks.iter_mut().zip(offsets.windows(2)) {
                    let row = text.get(ends[0] as usize..ends[1] as usize).unwrap_or("");
                    *mark = self.test(row);
                }
            }
        }
    }
}

/// An operator with its needle, when that is constant.
struct Match {
    mode: Mode,
    /// The test of a constant needle, or of the last one seen.
    test: Option<(String, Test)>,
    constant: bool,
    verdicts: Verdicts,
}

impl Match {
    fn prepare(mode: Mode, arguments: &[Argument]) -> Result<Box<dyn Prepared>, CallError> {
        let constant = arguments.get(1).and_then(|argument| argument.constant.as_ref());
        let test = match constant {
            Some(value) => {
                let search = conversion::text(value.as_ref());
                let test = Test::new(mode, &search)?;
                Some((search, test))
            }
            None => None,
        };
        Ok(Box::new(Self { mode, constant: test.is_some(), test, verdicts: Verdicts::default() }))
    }

    /// The test for a needle that comes with the row; a broken regex matches nothing.
    fn test_for(&mut self, search: &str) -> Option<&mut Test> {
        if self.test.as_ref().is_none_or(|(known, _)| known != search) {
            self.test = Test::new(self.mode, search).ok().map(|test| (search.to_owned(), test));
        }
        self.test.as_mut().map(|(_, test)| test)
    }
}

impl Prepared for Match {
    fn scalar(&mut self, arguments: &[ValueRef<'_>]) -> Value {
        let [text, search] = arguments else { return Value::Null };
        let negated = self.mode.negated;
        let test = if self.constant {
            self.test.as_mut().map(|(_, test)| test)
        } else {
            self.test_for(&conversion::text(*search))
        };
        Value::Bool(test.is_some_and(|test| Verdicts::one(test, *text)) != negated)
    }

    fn columns(&mut self, arguments: &[Datum], _rows: usize) -> Option<Result<Datum, CallError>> {
        if !self.constant {
            return None;
        }
        let Some(Datum::Column(column @ Column::String(_))) = arguments.first() else { return None };
        let (_, test) = self.test.as_mut()?;
        Some(Ok(Datum::Column(self.verdicts.test(test, column, self.mode.negated))))
    }
}
