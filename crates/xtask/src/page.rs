//! Turns the `data-trunk` links of `www/index.html` into tags of the release site.
//!
//! Trunk reads the same page during development. The release differs in what a strict content policy needs:
//! a hash for every inline script, and an integrity value on every other script and style.

use std::collections::BTreeMap;

use crate::{Outcome, assets};

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

/// The content policy of the release, which lets these inline scripts run and no others. The page under
/// development has none, since Trunk starts the app by an inline script of its own.
fn policy(inline: &[&str]) -> String {
    let hashes: String =
        inline.iter().map(|script| format!(" '{}'", assets::integrity(script.as_bytes()))).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; \
         manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-src 'none'; \
         require-trusted-types-for 'script'; trusted-types quarry-worker"
    )
}

/// The page with the content policy as its first rule, right after the character set.
pub(crate) fn with_policy(html: &str, inline: &[&str]) -> Outcome<String> {
    let charset = "<meta charset=\"utf-8\" />";
    let policy = policy(inline);
    let policy =
        format!("{charset}\n    <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />");
    if !html.contains(charset) {
        return Err("the page does not begin with its character set".into());
    }
    Ok(html.replacen(charset, &policy, 1))
}

/// The header file for hosts that read one: the page's policy, and what only headers can say.
pub(crate) fn header_file(inline: &[&str]) -> String {
    format!(
        "/*\n  Content-Security-Policy: {}; frame-ancestors 'none'\n  \
         X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  \
         Cross-Origin-Opener-Policy: same-origin\n  \
         Cross-Origin-Resource-Policy: same-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=(), clipboard-write=(self)\n",
        policy(inline)
    )
}

/// The headers that a header file asks for, a line each.
pub(crate) fn headers(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter_map(|line| line.strip_prefix("  "))
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
        let html =
            with_policy("<head><meta charset=\"utf-8\" /><title>", &["1"]).expect("there is a character set");
        assert!(
            html.find("script-src 'self'").expect("the policy is there")
                < html.find("<title>").expect("a title")
        );
        // What `printf 1 | openssl dgst -sha256 -binary | base64` prints.
        assert!(html.contains("'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"));
        assert!(with_policy("<head>", &[]).is_err());
    }

    #[test]
    fn replaces_links_and_scripts() {
        let html = "<a><link data-trunk rel=\"css\" data-site=\"css\" /><script data-trunk data-site=\"js\"></script><b>";
        let tags = BTreeMap::from([("css", "C".to_owned()), ("js", String::new())]);
        assert_eq!(replace_links(html, &tags).expect("both are known"), "<a>C<b>");
        assert!(replace_links(html, &BTreeMap::new()).is_err());
    }
}
