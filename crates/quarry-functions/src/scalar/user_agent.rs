//! `parse_user_agent`: browser, operating system and device by rules of our own.
//!
//! The service uses the rules of the ua-parser project, some thousand regular expressions. These here are the
//! few that nearly all user agents in logs fall under; families are named as there.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic, Type, Value, ValueRef};

use super::declare::{param, sig};
use crate::Kernel::Scalar;
use crate::{CallContext, Category, Example, ScalarFunction, TypeSet};

pub(super) static DEF: ScalarFunction = ScalarFunction {
    name: "parse_user_agent",
    category: Category::String,
    summary: "Takes the user agent of a browser apart.",
    signatures: &[sig(
        &[
            param("user_agent", TypeSet::STRING, "The text that the browser sends."),
            param(
                "look_for",
                TypeSet::STRING.or(TypeSet::DYNAMIC),
                "`browser`, `os`, `device`, or an array of them.",
            ),
        ],
        Type::Dynamic,
        Scalar(parse_user_agent),
    )],
    notes: &["Quarry knows the browsers, tools, systems and devices that are common in logs; rare ones are \
              `Other`, where the service may know more."],
    examples: &[
        Example::new(
            "print parse_user_agent('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.71 Safari/537.36', 'browser')",
            "{\"Browser\":{\"Family\":\"Chrome\",\"MajorVersion\":\"120\",\"MinorVersion\":\"0\",\"Patch\":\"6099\"}}",
        ),
        Example::new(
            "print tostring(parse_user_agent('curl/8.4.0', dynamic(['os', 'device'])).OperatingSystem.Family)",
            "Other",
        ),
    ],
    ..ScalarFunction::BASE
};

/// What stands before a version, and the browser that it means; earlier lines go first.
const BROWSERS: &[(&str, &str)] = &[
    ("AdobeAIR/", "AdobeAIR"),
    ("Googlebot/", "Googlebot"),
    ("bingbot/", "bingbot"),
    ("AhrefsBot/", "AhrefsBot"),
    ("YandexBot/", "YandexBot"),
    ("EdgA/", "Edge Mobile"),
    ("EdgiOS/", "Edge Mobile"),
    ("Edg/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("UCBrowser/", "UC Browser"),
    ("Electron/", "Electron"),
    ("HeadlessChrome/", "HeadlessChrome"),
    ("CriOS/", "Chrome Mobile iOS"),
    ("FxiOS/", "Firefox iOS"),
    ("Thunderbird/", "Thunderbird"),
    ("SeaMonkey/", "SeaMonkey"),
    ("curl/", "curl"),
    ("Wget/", "Wget"),
    ("python-requests/", "Python Requests"),
    ("Python-urllib/", "Python-urllib"),
    ("Go-http-client/", "Go-http-client"),
    ("okhttp/", "okhttp"),
    ("Apache-HttpClient/", "Apache-HttpClient"),
    ("Java/", "Java"),
    ("PostmanRuntime/", "PostmanRuntime"),
    ("Series60/", "Nokia OSS Browser"),
];

/// Windows by the number of its kernel: major and minor version.
const WINDOWS: &[(&str, &str, &str)] = &[
    ("Windows NT 10.0", "10", ""),
    ("Windows NT 6.3", "8", "1"),
    ("Windows NT 6.2", "8", ""),
    ("Windows NT 6.1", "7", ""),
    ("Windows NT 6.0", "Vista", ""),
    ("Windows NT 5.2", "XP", ""),
    ("Windows NT 5.1", "XP", ""),
    ("Windows NT 5.0", "2000", ""),
];

/// What stands before a version, and the system that it means.
const SYSTEMS: &[(&str, &str)] = &[
    ("Windows Phone ", "Windows Phone"),
    ("Android ", "Android"),
    ("iPhone OS ", "iOS"),
    ("CPU OS ", "iOS"),
    ("Mac OS X ", "Mac OS X"),
    ("SymbianOS/", "Symbian OS"),
    ("CrOS x86_64 ", "Chrome OS"),
    ("CrOS armv7l ", "Chrome OS"),
    ("Tizen ", "Tizen"),
];

fn parse_user_agent(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let [ValueRef::String(agent), wanted] = arguments else { return Value::Dynamic(Dynamic::Null) };
    let wants = |name: &str| match wanted {
        ValueRef::String(text) => text.eq_ignore_ascii_case(name),
        ValueRef::Dynamic(Dynamic::Array(items)) => {
            items.iter().any(|item| matches!(item, Dynamic::String(text) if text.eq_ignore_ascii_case(name)))
        }
        ValueRef::Dynamic(Dynamic::String(text)) => text.eq_ignore_ascii_case(name),
        _ => false,
    };
    let mut parts = Vec::new();
    if wants("browser") {
        let (family, [major, minor, patch, _]) = browser(agent);
        let values = [("Family", family), ("MajorVersion", major), ("MinorVersion", minor), ("Patch", patch)];
        parts.push(part("Browser", &values));
    }
    if wants("os") {
        let (family, [major, minor, patch, patch_minor]) = system(agent);
        let values = [
            ("Family", family),
            ("MajorVersion", major),
            ("MinorVersion", minor),
            ("Patch", patch),
            ("PatchMinor", patch_minor),
        ];
        parts.push(part("OperatingSystem", &values));
    }
    if wants("device") {
        let (brand, model) = device(agent);
        let family = match brand {
            "" => "Other".to_owned(),
            "Apple" | "Google" | "Spider" => model.to_owned(),
            _ => format!("{brand} {model}"),
        };
        parts.push(part("Device", &[("Family", &family), ("Brand", brand), ("Model", model)]));
    }
    if parts.is_empty() {
        return Value::Dynamic(Dynamic::Null);
    }
    Value::Dynamic(Dynamic::bag(Bag::from_entries(parts)))
}

fn part(name: &str, values: &[(&str, &str)]) -> (Arc<str>, Dynamic) {
    let entries = values.iter().map(|(key, value)| (Arc::from(*key), Dynamic::string(*value)));
    (name.into(), Dynamic::bag(Bag::from_entries(entries)))
}

/// Up to four numbers of a version, empty where there are none.
type Version<'t> = [&'t str; 4];

/// The version behind a mark.
fn version_after<'t>(agent: &'t str, mark: &str) -> Option<Version<'t>> {
    let rest = &agent[agent.find(mark)? + mark.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(rest.len());
    let mut version = [""; 4];
    let numbers = rest[..end].split(['.', '_']).filter(|number| !number.is_empty());
    version.iter_mut().zip(numbers).for_each(|(place, number)| *place = number);
    Some(version)
}

fn browser(agent: &str) -> (&'static str, Version<'_>) {
    for (mark, family) in BROWSERS {
        if let Some(version) = version_after(agent, mark) {
            return (family, version);
        }
    }
    let mobile = agent.contains("Mobile") || agent.contains("Android");
    if let Some(version) = version_after(agent, "Firefox/") {
        return (if mobile { "Firefox Mobile" } else { "Firefox" }, version);
    }
    if let Some(version) = version_after(agent, "Chrome/") {
        let family = match (agent.contains("; wv)"), mobile) {
            (true, _) => "Chrome Mobile WebView",
            (false, true) => "Chrome Mobile",
            (false, false) => "Chrome",
        };
        return (family, version);
    }
    if let Some(version) = version_after(agent, "MSIE ") {
        return ("IE", version);
    }
    if agent.contains("Trident/") {
        return ("IE", version_after(agent, "rv:").unwrap_or_default());
    }
    if let Some(version) = version_after(agent, "Version/").filter(|_| agent.contains("Safari/")) {
        let family = match (agent.contains("Android"), mobile) {
            (true, _) => "Android",
            (false, true) => "Mobile Safari",
            (false, false) => "Safari",
        };
        return (family, version);
    }
    match version_after(agent, "Opera/") {
        Some(version) => ("Opera", version),
        None => ("Other", Version::default()),
    }
}

fn system(agent: &str) -> (&'static str, Version<'_>) {
    if let Some((_, major, minor)) = WINDOWS.iter().find(|(mark, _, _)| agent.contains(mark)) {
        return ("Windows", [major, minor, "", ""]);
    }
    for (mark, family) in SYSTEMS {
        if let Some(version) = version_after(agent, mark) {
            return (family, version);
        }
    }
    let family =
        ["Ubuntu", "Fedora", "Android", "Windows", "Linux"].into_iter().find(|name| agent.contains(name));
    (family.unwrap_or("Other"), Version::default())
}

/// Brand and model.
fn device(agent: &str) -> (&str, &str) {
    if ["bot/", "Bot/", "spider", "Spider", "crawler"].iter().any(|mark| agent.contains(mark)) {
        return ("Spider", "Spider");
    }
    for name in ["iPhone", "iPad", "iPod"] {
        if agent.contains(name) {
            return ("Apple", name);
        }
    }
    if agent.contains("Macintosh") {
        return ("Apple", "Mac");
    }
    if let Some((_, rest)) = agent.split_once("Nokia") {
        let end = rest.find(['/', ' ', ';', ')']).unwrap_or(rest.len());
        return ("Nokia", &rest[..end]);
    }
    let Some((_, rest)) = agent.split_once("Android ") else { return ("", "") };
    let details = rest.split(')').next().unwrap_or(rest);
    let model = details.split(';').map(str::trim).nth(1).unwrap_or("");
    let model = model.split(" Build/").next().unwrap_or(model);
    let brand = match model {
        "" | "K" => return ("Generic", "Smartphone"),
        _ if model.starts_with("SM-") || model.starts_with("GT-") => "Samsung",
        _ if model.starts_with("Pixel") || model.starts_with("Nexus") => "Google",
        _ => "Generic_Android",
    };
    (brand, model)
}
