//! The one table of codes. A code is never reused.
//!
//! `KS` numbers are those of Microsoft's language service, where the meaning is the same, since hunters
//! see them in the portal. Own numbers: `QY1xx` limits and syntax, `QY2xx` valid KQL that Quarry does not
//! support, `QY3xx` run time, `QY4xx` import, `QY5xx` detection rule, `QY6xx` lab, `QY900` our own fault.

macro_rules! codes {
    ($($name:ident = $id:literal $title:literal $explanation:literal;)*) => {
        /// The number and meaning of a diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The number, for example `KS142`.
            pub fn id(self) -> &'static str { match self { $(Code::$name => $id,)* } }

            /// The meaning in one sentence.
            pub fn title(self) -> &'static str { match self { $(Code::$name => $title,)* } }

            /// The meaning at length, with an example.
            pub fn explanation(self) -> &'static str { match self { $(Code::$name => $explanation,)* } }
        }
    };
}

codes! {
    UnterminatedString = "KS001" "A string has no closing quote." "`where FileName == \"net.exe` lacks the second quote. Close it with the same quote that opened it.";
    UnexpectedCharacter = "KS002" "The character has no meaning here." "Remove the character, or put the text into quotes.";
    MissingToken = "KS005" "A token is missing." "`strlen(x` lacks the closing parenthesis.";
    MissingExpression = "KS006" "An expression is missing." "`where FileName ==` lacks its right side.";
    OperatorTypes = "KS106" "The operator is not defined for these types." "`1d * \"a\"`: a timespan can't be multiplied by a string.";
    ExpectedType = "KS107" "The value has another type than the one expected here." "`ago(\"3d\")` needs a timespan: `ago(3d)`.";
    ExpectedConstant = "KS108" "The value must be a constant." "The value has to be known before the query reads data.";
    ExpectedLiteral = "KS109" "The value must be a literal." "The value has to be written out.";
    ExpectedArgumentList = "KS117" "The function needs an argument list." "`summarize count` lacks the parentheses: `summarize count()`.";
    ArgumentCount = "KS119" "The function was given a wrong number of arguments." "`strlen()` needs one argument.";
    ArgumentCountRange = "KS120" "The function was given a wrong number of arguments." "`substring(x)` needs two or three arguments.";
    ExpectedSummable = "KS138" "The value must be a number, timespan or datetime." "`sum(\"a\")` can't add up text.";
    ExpectedColumn = "KS139" "A column is expected." "Use the name of a column here.";
    ExpectedTypeOf = "KS141" "The expression has the wrong type." "`where \"yes\"` needs a condition.";
    UnknownName = "KS142" "The name does not refer to any known column, table, variable or function." "`where Filename == 1`: names are case-sensitive, the column is `FileName`.";
    AmbiguousName = "KS143" "The name refers to more than one thing." "Say which one is meant.";
    ElementAccess = "KS147" "The element access is not allowed here." "Only dynamic values have elements.";
    DuplicateColumn = "KS150" "The column is declared twice." "Give one of the two another name.";
    DatatableValues = "KS173" "The values do not fill whole rows." "A datatable with 3 columns needs 3, 6, 9, ... values.";
    ExpectedOperator = "KS176" "A query operator is expected." "After `|` comes an operator like `where` or `summarize`.";
    JoinOperand = "KS183" "The operand of a join condition must be a column of one side." "`on $left.A == $right.B`, or just `on A` when both sides have it.";
    UnexpectedToken = "KS198" "This part of the text is not expected here." "`summarize count()) by User` has a closing parenthesis too many.";
    UnknownTable = "KS204" "The name does not refer to any known table, tabular variable or function." "Check the spelling, or load a file for this table.";
    AggregateNotAllowed = "KS207" "An aggregation function is not allowed here." "Aggregation functions belong into `summarize`.";
    UnknownFunction = "KS211" "The name does not refer to any known function." "Check the spelling; function names are case-sensitive.";
    AggregateExpected = "KS212" "An aggregation function is expected here." "`summarize x = strlen(a)` has nothing that aggregates.";
    ExpectedTabular = "KS213" "A tabular expression is expected." "Use a table, or a query in parentheses.";
    GraphIdType = "KS240" "The ids of a graph's nodes can't be of this type." "Dynamic values are no ids: `extend Id = tostring(Id)` before `make-graph`.";
    GraphModel = "KS260" "The name does not refer to any known graph model." "Stored graphs live in a cluster. Make the graph in the query: `Edges | make-graph Source --> Target with Nodes on Id`.";
    GraphTableNames = "KS273" "Several tables of a graph need names." "`graph-to-table nodes as N, edges as E; N`";
    ObsoleteName = "KS300" "The name is obsolete." "It still works; the new name says more.";

    TypographicQuotes = "QY101" "Typographic quotes delimit a string." "Blogs and word processors turn \" into “ and ”. Quarry reads them as quotes; the portal does not.";
    UnusualSpace = "QY102" "A space that is not a plain one." "Web pages paste no-break spaces. Quarry reads them as spaces; the portal does not.";
    TooDeep = "QY103" "The query is nested too deeply." "Split the query with `let` statements.";
    TooLong = "QY104" "The query is too long." "Queries are limited to 64 KiB and chains to 10,000 parts.";
    SingleEquals = "QY105" "A single '=' compares two values." "`where Enabled = true` is read as `where Enabled == true`; write it so.";
    HtmlText = "QY106" "The query holds HTML entities." "`ProcessId &gt; 4` was copied from the source of a page: write `ProcessId > 4`.";
    TextMargin = "QY107" "Line numbers or prompts stand in front of the query." "They were copied together with the query; take them away.";
    JoinWithoutKind = "QY120" "A join without a kind keeps one left row for each key." "`join (T) on a` is `join kind=innerunique`; say `kind=inner` to get every match.";
    CountArgument = "QY121" "count() counts rows, whatever it is given." "`count(x)` is not the number of values of x: use `countif(...)` or `dcount(x)`.";
    UnorderedDynamic = "QY122" "Dynamic values have no order of their own." "Convert before sorting: `sort by tostring(x)`.";
    NotSerialized = "QY123" "A window function needs rows in an order." "`prev(x)` takes the row before: put `sort by` or `serialize` in front.";
    ContainsTerm = "QY124" "contains looks inside words." "`contains \"cmd\"` also finds cmdkey; `has \"cmd\"` finds the word alone.";
    LateTimeFilter = "QY125" "The time range comes late in the query." "Put `where Timestamp > ago(1d)` right after the table.";
    Wildcard = "QY126" "A '*' stands for itself in a comparison." "`FileName == \"*cmd*\"` looks for the stars too: use `contains`, `startswith` or `endswith`.";
    EmptyText = "QY127" "A value that is no text is compared with the empty text." "`ProcessId != \"\"` says nothing of null: use `isnotnull(ProcessId)`.";
    TakeFirst = "QY128" "Rows are dropped before they are filtered." "`take 100 | where x` looks at 100 rows, whichever come first: put `take` last.";
    DistinctGroups = "QY129" "Groups are distinct already." "`summarize count() by User | distinct User` needs no `distinct`: use `project`.";
    EveryTable = "QY130" "Every table is read." "`search \"x\"` and `union *` read all there is: name the tables.";
    CaseSensitive = "QY131" "The comparison tells small letters from capitals." "`FileName == \"cmd.exe\"` misses CMD.EXE: `=~` and `in~` take both.";
    NotImplemented = "QY201" "Valid KQL that Quarry does not run yet." "The operator or function is known, but not implemented.";
    NotAvailable = "QY202" "Valid KQL that needs something outside the browser." "Clusters, other databases, HTTP requests and external scripts are out of reach.";
    UnsupportedRegex = "QY203" "The regular expression can't be used." "Kusto uses RE2 syntax: no look-around, no back-references.";
    NotAttached = "QY204" "No file is attached for the address." "Quarry fetches nothing: attach a file that stands for what is at the address.";
    RunFailed = "QY300" "The query failed while it ran." "See the message.";
    RowLimit = "QY301" "The query would produce too many rows." "Filter earlier, or summarize.";
    MemoryLimit = "QY302" "The query needs more memory than it may use." "Filter earlier, or keep fewer columns.";
    Cancelled = "QY303" "The query was cancelled." "Run it again.";
    ImportFailed = "QY400" "The file could not be read." "See the message.";
    ImportSkipped = "QY401" "Some records could not be read." "The places are named in the import report.";
    ImportConverted = "QY402" "Some values were changed while reading." "The places are named in the import report.";
    ImportIncomplete = "QY403" "The file can't answer some questions." "The warning says what it lacks.";
    ImportNeedsReader = "QY404" "The file needs a reader that this build does not have." "Use the web page or a full build of the command line.";
    RuleColumnMissing = "QY501" "A column that a detection rule needs is missing." "A custom detection needs Timestamp, DeviceId and ReportId of the same event.";
    RuleColumnChanged = "QY502" "A column that a detection rule needs was computed." "The column must come back unchanged from the source table.";
    RuleAssetMissing = "QY503" "No column names a device, account or mailbox." "Return DeviceId, AccountSid, RecipientEmailAddress or another asset column.";
    RuleField = "QY504" "A field of the rule is not acceptable." "See the message.";
    RuleTimeFilter = "QY505" "A detection rule needs no filter on the time." "The service reads only the events of the lookback; `Timestamp > ago(1d)` can only hide some of them.";
    Internal = "QY900" "Quarry made a mistake." "Please report the query that led here.";
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::HashSet;

    #[test]
    fn every_code_has_its_own_number() {
        let ids: HashSet<&str> = Code::ALL.iter().map(|code| code.id()).collect();
        assert_eq!(ids.len(), Code::ALL.len());
    }
}
