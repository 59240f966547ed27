//! What columns and functions are called in other tables, products and languages.

/// Names of the same thing in Defender XDR, Sentinel, Windows events, Sysmon, Sigma and Splunk.
const COLUMNS: &[&[&str]] = &[
    &["Timestamp", "TimeGenerated", "UtcTime", "EventTime", "TimeCreated", "_time"],
    &["DeviceName", "Computer", "HostName", "Hostname", "ComputerName", "MachineName", "host"],
    &["ProcessCommandLine", "CommandLine", "CmdLine"],
    &["InitiatingProcessCommandLine", "ParentCommandLine", "ParentProcessCommandLine"],
    &["FileName", "Image", "ProcessName", "NewProcessName", "Process"],
    &["InitiatingProcessFileName", "ParentImage", "ParentProcessName", "ParentProcess"],
    &["FolderPath", "FilePath", "TargetFilename", "ImagePath"],
    &["AccountName", "User", "UserName", "Account", "SubjectUserName", "TargetUserName"],
    &["UserPrincipalName", "AccountUpn", "UPN", "UserId"],
    &["RemoteIP", "DestinationIp", "DestinationIP", "DestIP", "DstIpAddr", "dst_ip", "dest_ip", "IPAddress"],
    &["RemotePort", "DestinationPort", "DstPortNumber", "dest_port"],
    &["LocalIP", "SourceIp", "SourceIP", "SrcIpAddr", "src_ip", "IpAddress"],
    &["LocalPort", "SourcePort", "SrcPortNumber", "src_port"],
    &["RemoteUrl", "Url", "QueryName", "DestinationHostname", "DomainName"],
    &["RegistryKey", "TargetObject"],
    &["RegistryValueData", "Details"],
    &["ActionType", "EventType", "OperationName", "Operation", "EventID", "EventCode"],
    &["SHA256", "SHA1", "MD5", "Hashes", "FileHash"],
];

/// The candidate that is called so elsewhere, or whose last words the name is.
pub(super) fn column<'c>(name: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let same = COLUMNS.iter().filter(|group| group.iter().any(|known| known.eq_ignore_ascii_case(name)));
    let known =
        same.flat_map(|group| group.iter()).find_map(|known| candidates.iter().find(|name| *name == known));
    known.or_else(|| last_words(name, candidates)).copied()
}

/// `CommandLine` for `ProcessCommandLine`: the shortest that ends so.
fn last_words<'c, 'l>(name: &str, candidates: &'l [&'c str]) -> Option<&'l &'c str> {
    let ends_so = |candidate: &&&str| {
        candidate
            .len()
            .checked_sub(name.len())
            .filter(|cut| *cut > 0)
            .and_then(|cut| candidate.get(cut..))
            .is_some_and(|tail| {
                tail.eq_ignore_ascii_case(name) && tail.starts_with(|first: char| first.is_ascii_uppercase())
            })
    };
    candidates.iter().filter(|_| name.len() >= 5).filter(ends_so).min_by_key(|candidate| candidate.len())
}

/// A function of another language.
pub(super) struct Foreign {
    /// What to call instead.
    pub(super) name: &'static str,
    /// How to call it, when its arguments are others.
    pub(super) how: &'static str,
}

/// What a function of another language is in KQL.
pub(super) fn function(name: &str) -> Option<Foreign> {
    let folded = name.to_ascii_lowercase();
    let same = |name| Some(Foreign { name, how: "" });
    let other = |name, how| Some(Foreign { name, how });
    match folded.as_str() {
        "substr" | "mid" => same("substring"),
        "lower" | "lcase" | "lowercase" | "to_lower" => same("tolower"),
        "upper" | "ucase" | "uppercase" | "to_upper" => same("toupper"),
        "len" | "length" | "char_length" => same("strlen"),
        "concat" | "join_strings" => same("strcat"),
        "concat_ws" => same("strcat_delim"),
        "if" | "ifelse" | "ternary" => same("iff"),
        "ifnull" | "nvl" | "isnull_or" => same("coalesce"),
        "average" | "mean" => same("avg"),
        "values" | "collect_set" | "distinct_values" | "array_unique" => same("make_set"),
        "list" | "collect_list" | "array_agg" => same("make_list"),
        "group_concat" | "string_agg" => other("make_list", "strcat_array(make_list(x), \",\")"),
        "distinct" | "distinct_count" | "countdistinct" | "count_unique" | "dc" | "approx_count_distinct" => {
            same("dcount")
        }
        "median" => other("percentile", "percentile(x, 50)"),
        "perc" | "percentile_cont" => same("percentile"),
        "first" | "earliest" => other("arg_min", "arg_min(Timestamp, x)"),
        "last" | "latest" => other("arg_max", "arg_max(Timestamp, x)"),
        "std" | "stddev" => same("stdev"),
        "getdate" | "current_timestamp" | "sysdate" | "current_date" => other("now", "now()"),
        "dateadd" | "date_add" => other("datetime_add", "datetime_add('day', 1, x)"),
        "datediff" | "date_diff" => other("datetime_diff", "datetime_diff('day', x, y)"),
        "date_trunc" | "trunc" => other("bin", "bin(x, 1d)"),
        "strftime" | "date_format" | "format_date" => {
            other("format_datetime", "format_datetime(x, 'yyyy-MM-dd')")
        }
        "strptime" | "to_date" | "to_timestamp" | "parse_date" | "str_to_date" => same("todatetime"),
        "from_unixtime" => same("unixtime_seconds_todatetime"),
        "to_string" | "str" | "string" => same("tostring"),
        "to_int" | "tonumber" | "parseint" | "number" => same("toint"),
        "parsejson" | "json_parse" | "from_json" => same("parse_json"),
        "json_extract" | "get_json_object" | "spath" => other("parse_json", "parse_json(x).property"),
        "regexp_extract" | "regex_extract" => other("extract", "extract(@\"…(…)\", 1, x)"),
        "regexp_replace" | "regex_replace" => other("replace_regex", "replace_regex(x, @\"…\", 'new')"),
        "charindex" | "instr" | "strpos" | "position" | "locate" => other("indexof", "indexof(text, part)"),
        "contains" | "like" | "startswith" | "endswith" => other("", "it is an operator: x contains 'y'"),
        "matches" | "match" | "regex_match" | "rlike" => {
            other("", "it is an operator: x matches regex @\"…\"")
        }
        "cidrmatch" | "cidr_match" => other("ipv4_is_in_range", "ipv4_is_in_range(x, '10.0.0.0/8')"),
        "mvcount" | "array_size" | "cardinality" | "size" => same("array_length"),
        "mvindex" => other("", "an element stands in brackets: x[0]"),
        "mvjoin" => same("strcat_array"),
        "ceil" => same("ceiling"),
        "power" => same("pow"),
        "base64_decode" | "from_base64" => same("base64_decode_tostring"),
        "base64_encode" | "to_base64" => same("base64_encode_tostring"),
        "sha256" => same("hash_sha256"),
        "md5" => same("hash_md5"),
        "sha1" => same("hash_sha1"),
        "urldecode" => same("url_decode"),
        "left" => other("substring", "substring(x, 0, 5)"),
        "right" => other("substring", "substring(x, strlen(x) - 5)"),
        "isnan_or_null" | "is_null" => same("isnull"),
        "is_empty" | "isnullorempty" => same("isempty"),
        _ => None,
    }
}
