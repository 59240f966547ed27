//! Turns the `data-trunk` links of `www/index.html` into tags of the release site.
//!
//! Trunk reads the same page during development. The release differs in what a strict content policy needs:
//! no inline script, and an integrity value on every script, style and preload.

use std::collections::BTreeMap;

use crate::Outcome;

/// Replaces every element that carries `data-trunk`. `tags` holds the new tags by the `data-site` name of the
/// element; an element whose name has no tag is removed, an unknown or missing name is an error.
pub(crate) fn replace_links(html: &str, tags: &BTreeMap<&str, String>) -> Outcome<String> {
    let mut out = String::with_capacity(html.len() + 1024);
    let mut rest = html;
    while let Some((before, tag, after)) = next_link(rest) {
        out.push_str(before);
        let name = attribute(tag, "data-site").ok_or_else(|| format!("no data-site name in {tag}"))?;
        let new = tags.get(name).ok_or_else(|| format!("nothing is built for the link '{name}'"))?;
        out.push_str(new);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// The content policy of the release. The page under development has none, since Trunk starts the app by an
/// inline script.
const POLICY: &str = concat!(
    "default-src 'none'; ",
    "script-src 'self' 'wasm-unsafe-eval'; ",
    "style-src 'self'; ",
    "img-src 'self' data: blob:; ",
    "font-src 'self'; ",
    "connect-src 'self'; ",
    "worker-src 'self' blob:; ",
    "manifest-src 'self'; ",
    "base-uri 'none'; ",
    "object-src 'none'; ",
    "form-action 'none'; ",
    "frame-src 'none'; ",
    "require-trusted-types-for 'script'; ",
    "trusted-types quarry-worker",
);

/// The page with the content policy as its first rule, right after the character set.
pub(crate) fn with_policy(html: &str) -> Outcome<String> {
    let charset = "<meta charset=\"utf-8\" />";
    let policy =
        format!("{charset}\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\" />");
    if !html.contains(charset) {
        return Err("the page does not begin with its character set".into());
    }
    Ok(html.replacen(charset, &policy, 1))
}

/// The header file for hosts that read one: the page's policy, and what only headers can say.
pub(crate) fn header_file() -> String {
    let mut out = String::from("/*\n");
    for (name, value) in headers() {
        out.push_str(&format!("  {name}: {value}\n"));
    }
    out
}

/// The headers that every file of the site is served with.
pub(crate) fn headers() -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", format!("{POLICY}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Referrer-Policy", "no-referrer".into()),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
        ("Cross-Origin-Resource-Policy", "same-origin".into()),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), clipboard-write=(self)".into()),
    ]
}

fn next_link(html: &str) -> Option<(&str, &str, &str)> {
    let mark = html.find("data-trunk")?;
    let start = html[..mark].rfind('<')?;
    let mut end = mark + html[mark..].find('>')? + 1;
    if html[start..].starts_with("<script") {
        end += html[end..].find("</script>")? + "</script>".len();
    }
    Some((&html[..start], &html[start..end], &html[end..]))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let length = tag[start..].find('"')?;
    Some(&tag[start..start + length])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_first() {
        let html = with_policy("<head><meta charset=\"utf-8\" /><title>").expect("there is a character set");
        assert!(
            html.find("script-src 'self'").expect("the policy is there")
                < html.find("<title>").expect("a title")
        );
        assert!(with_policy("<head>").is_err());
    }

    #[test]
    fn replaces_links_and_scripts() {
        let html = "<a><link data-trunk rel=\"css\" data-site=\"css\" /><script data-trunk data-site=\"js\"></script><b>";
        let tags = BTreeMap::from([("css", "C".to_owned()), ("js", String::new())]);
        assert_eq!(replace_links(html, &tags).expect("both are known"), "<a>C<b>");
        assert!(replace_links(html, &BTreeMap::new()).is_err());
    }
}
