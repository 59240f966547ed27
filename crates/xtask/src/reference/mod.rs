//! The reference page: every operator, function, aggregation, plugin and message, from the tables that the
//! engine, the editor and the diagnostics read. One static page, apart from the app and its download.

mod examples;
mod html;

use std::collections::BTreeMap;

use quarry_diagnostics::Code;
use quarry_ide::{Page, PageKind, reference};

use crate::Outcome;
use examples::Runner;
use html::{Element, code, element};

/// A heading of the page, and the entries below it.
struct Section {
    title: String,
    entries: Vec<Element>,
    /// Anchor and name of each entry.
    links: Vec<(String, String)>,
}

/// The body of the page. `links` holds the tags that load its style and script.
pub(crate) fn render(links: &str) -> Outcome<String> {
    let sections = sections()?;
    let count: usize = sections.iter().map(|section| section.entries.len()).sum();
    let mut body = element("main");
    let mut index = element("nav").attribute("aria-label", "Contents");
    for (position, section) in sections.into_iter().enumerate() {
        let anchor = format!("section-{position}");
        let mut list = element("ul");
        for (target, name) in &section.links {
            let link = element("a").attribute("href", &format!("#{target}")).text(name);
            list = list.child(element("li").child(link));
        }
        let summary = element("summary").text(&section.title);
        index = index.child(element("details").child(summary).child(list));
        let mut part = element("section").attribute("id", &anchor);
        part = part.child(element("h2").text(&section.title));
        for entry in section.entries {
            part = part.child(entry);
        }
        body = body.child(part);
    }
    let filter = element("input")
        .attribute("id", "filter")
        .attribute("type", "search")
        .attribute("placeholder", "Filter by name or meaning")
        .attribute("aria-label", "Filter")
        .attribute("autocomplete", "off");
    let head = element("header")
        .child(element("a").attribute("href", "./").attribute("class", "back").text("Quarry"))
        .child(element("h1").text("KQL reference"))
        .child(filter)
        .child(element("output").attribute("id", "found").text(&format!("{count} entries")));
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n    <meta charset=\"utf-8\" />\n    \
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n    \
         <meta name=\"referrer\" content=\"no-referrer\" />\n    \
         <meta name=\"color-scheme\" content=\"light dark\" />\n    \
         <title>KQL reference - Quarry</title>\n    {links}\n</head>\n<body>\n{head}\n<div class=\"columns\">\n{index}\n{body}\n</div>\n\
         <p id=\"nothing\" hidden>Nothing has such a name or meaning.</p>\n</body>\n</html>\n"
    ))
}

fn sections() -> Outcome<Vec<Section>> {
    let mut runner = Runner::new();
    // Groups in the order of the kinds, and in that by name.
    let mut groups: BTreeMap<(PageKind, String), Vec<Page>> = BTreeMap::new();
    for page in reference() {
        groups.entry((page.kind, page.group.clone())).or_default().push(page);
    }
    let mut sections = Vec::with_capacity(groups.len() + 1);
    for ((_, title), pages) in groups {
        let mut section = Section { title, entries: Vec::new(), links: Vec::new() };
        for page in pages {
            section.links.push((page.anchor(), page.name.clone()));
            section.entries.push(entry(&page, &mut runner)?);
        }
        sections.push(section);
    }
    sections.push(messages());
    Ok(sections)
}

/// One operator, function or plugin.
fn entry(page: &Page, runner: &mut Runner) -> Outcome<Element> {
    let mut title = element("h3").child(anchor_link(&page.anchor(), &page.name));
    title = title.child(element("span").attribute("class", "kind").text(page.kind.label()));
    let mut entry = element("article").attribute("id", &page.anchor()).child(title);
    for signature in &page.signatures {
        entry = entry.child(element("pre").attribute("class", "signature").child(code(signature)));
    }
    entry = entry.child(element("p").text(&page.summary));
    if let Some(instead) = &page.obsolete {
        entry = entry.child(note(&format!("Obsolete: use {instead}.")));
    }
    if !page.implemented {
        entry = entry.child(note("Quarry knows it by name and refuses to run it."));
    }
    if !page.aliases.is_empty() {
        entry = entry.child(note(&format!("Also written {}.", page.aliases.join(", "))));
    }
    if !page.parameters.is_empty() {
        let mut list = element("dl");
        for parameter in &page.parameters {
            let mut term = element("dt").child(element("code").text(&parameter.name));
            if !parameter.types.is_empty() {
                term = term.child(element("span").attribute("class", "types").text(&parameter.types));
            }
            list = list.child(term).child(element("dd").text(&parameter.meaning));
        }
        entry = entry.child(list);
    }
    if !page.notes.is_empty() {
        let mut list = element("ul").attribute("class", "notes");
        for text in &page.notes {
            list = list.child(element("li").text(text));
        }
        entry = entry.child(list);
    }
    for (query, result) in &page.examples {
        entry = entry.child(example(page, query, result, runner)?);
    }
    Ok(entry)
}

/// A query with what it gives: the tested value, or the table that it gives now.
fn example(page: &Page, query: &str, result: &str, runner: &mut Runner) -> Outcome<Element> {
    let shown = element("div").attribute("class", "example").child(element("pre").child(code(query)));
    if !result.is_empty() {
        return Ok(shown.child(element("samp").text(result)));
    }
    if !page.implemented {
        return Ok(shown);
    }
    // A page without one result is better than none; the test of this module fails.
    let table = runner.run(query).unwrap_or_else(|reason| {
        println!("the example of {}: {reason}", page.name);
        Some(note("The example does not run."))
    });
    Ok(match table {
        Some(table) => shown.child(table),
        None => shown,
    })
}

/// Every message that a query can get, with its explanation.
fn messages() -> Section {
    let mut section = Section { title: "Messages".to_owned(), entries: Vec::new(), links: Vec::new() };
    for code in Code::ALL {
        section.links.push((code.id().to_owned(), code.id().to_owned()));
        let title = element("h3")
            .child(anchor_link(code.id(), code.id()))
            .child(element("span").attribute("class", "kind").text("message"));
        let mut explanation = element("p");
        // Text between back quotes is KQL.
        for (position, part) in code.explanation().split('`').enumerate() {
            explanation = if position % 2 == 0 {
                explanation.text(part)
            } else {
                explanation.child(element("code").text(part))
            };
        }
        section.entries.push(
            element("article")
                .attribute("id", code.id())
                .child(title)
                .child(element("p").text(code.title()))
                .child(explanation),
        );
    }
    section
}

fn anchor_link(anchor: &str, name: &str) -> Element {
    element("a").attribute("href", &format!("#{anchor}")).text(name)
}

fn note(text: &str) -> Element {
    element("p").attribute("class", "note").text(text)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn every_entry_has_its_own_anchor() {
        let page = super::render("").expect("every example runs");
        let anchors: Vec<&str> =
            page.split("<article id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let different: HashSet<&&str> = anchors.iter().collect();
        assert!(anchors.len() > 600, "{} entries", anchors.len());
        assert_eq!(different.len(), anchors.len());
        for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(target.starts_with("section-") || anchors.contains(&target), "#{target} leads nowhere");
        }
    }

    #[test]
    fn examples_are_shown_with_their_results() {
        let page = super::render("").expect("every example runs");
        assert!(page.contains("id=\"function-strlen\""));
        assert!(!page.contains("does not run."), "an example fails");
        assert!(page.matches("<table").count() > 60);
        assert!(!page.contains("<script>") && !page.contains(" style="));
    }
}
