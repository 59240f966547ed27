//! XML to dynamic.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic};

/// The document as a bag with its root element; null when it is not XML or nested too deeply.
pub(super) fn parse(text: &str) -> Dynamic {
    let Ok(document) = roxmltree::Document::parse(text) else { return Dynamic::Null };
    let root = document.root_element();
    match element(root, 0) {
        Some(value) => Dynamic::bag(Bag::from_entries([(Arc::from(name(root)), value)])),
        None => Dynamic::Null,
    }
}

/// The name with its prefix, as written.
fn name(node: roxmltree::Node<'_, '_>) -> String {
    let tag = node.tag_name();
    match tag
        .namespace()
        .and_then(|namespace| node.lookup_prefix(namespace))
        .filter(|prefix| !prefix.is_empty())
    {
        Some(prefix) => format!("{prefix}:{}", tag.name()),
        None => tag.name().to_owned(),
    }
}

/// An element: its text alone, or a bag of attributes, children and text; none when it is too deep.
fn element(node: roxmltree::Node<'_, '_>, depth: usize) -> Option<Dynamic> {
    if depth + 2 > Dynamic::MAX_DEPTH {
        return None;
    }
    let mut entries: Vec<(Arc<str>, Vec<Dynamic>)> = Vec::new();
    let mut add = |key: &str, value: Dynamic| match entries.iter_mut().find(|(known, _)| &**known == key) {
        Some((_, values)) => values.push(value),
        None => entries.push((Arc::from(key), vec![value])),
    };
    for namespace in node.namespaces().filter(|_| depth == 0) {
        let key = namespace.name().map_or_else(|| "@xmlns".to_owned(), |prefix| format!("@xmlns:{prefix}"));
        if namespace.name() != Some("xml") {
            add(&key, Dynamic::string(namespace.uri()));
        }
    }
    for attribute in node.attributes() {
        add(&format!("@{}", attribute.name()), Dynamic::string(attribute.value()));
    }
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            add(&name(child), element(child, depth + 1)?);
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or(""));
        }
    }
    if entries.is_empty() {
        return Some(if text.is_empty() { Dynamic::Null } else { Dynamic::string(text) });
    }
    if !text.trim().is_empty() {
        entries.push((Arc::from("#text"), vec![Dynamic::string(text.trim())]));
    }
    Some(Dynamic::bag(Bag::from_entries(entries.into_iter().map(|(key, mut values)| {
        let value = if values.len() == 1 { values.remove(0) } else { Dynamic::array(values) };
        (key, value)
    }))))
}
