//! Property bags: making them, reading their keys, changing them.

use std::sync::Arc;

use quarry_data::{Bag, Dynamic, Value, ValueRef, encode};

use super::tree::{self, BAG, BOOL, DYNAMIC, TREE, array, array_or_null, bag_at, items_at};
use crate::Kernel::{Scalar, Strict};
use crate::{ArgumentRule, CallContext, Example, Param, ScalarFunction, Signature, TypeSet};

const KEY: Param = Param::new("key", TypeSet::STRING, "The property's name.");
const VALUE: Param = Param::new("value", TypeSet::ANY, "The property's value.");

pub(super) static BAG_HAS_KEY: ScalarFunction = ScalarFunction {
    name: "bag_has_key",
    summary: "Says whether a bag has a property.",
    signatures: &[Signature { params: &[BAG, KEY], result: BOOL, kernel: Strict(has_key) }],
    notes: &["A key that begins with `$.` is a path."],
    examples: &[
        Example::new("print bag_has_key(dynamic({'a': 1}), 'a')", "true"),
        Example::new("print bag_has_key(dynamic({'a': {'b': 1}}), '$.a.b')", "true"),
        Example::new("print bag_has_key(dynamic({'a': 1}), 'A')", "false"),
    ],
    ..TREE
};

pub(super) static BAG_KEYS: ScalarFunction = ScalarFunction {
    name: "bag_keys",
    summary: "Gives the names of a bag's properties.",
    signatures: &[Signature {
        params: &[BAG],
        result: DYNAMIC,
        kernel: Strict(|_, arguments| {
            array_or_null(
                bag_at(arguments, 0)
                    .map(|bag| bag.entries().iter().map(|(key, _)| Dynamic::String(Arc::clone(key)))),
            )
        }),
    }],
    examples: &[
        Example::new("print bag_keys(dynamic({'a': 1, 'b': 2}))", "[\"a\",\"b\"]"),
        Example::new("print bag_keys(dynamic([1]))", ""),
    ],
    ..TREE
};

pub(super) static BAG_MERGE: ScalarFunction = ScalarFunction {
    name: "bag_merge",
    summary: "Merges bags to one; of a key that comes again the first value stays.",
    signatures: &[Signature { params: &[BAG.repeated(2, 64)], result: DYNAMIC, kernel: Scalar(merge) }],
    examples: &[
        Example::new("print bag_merge(dynamic({'a': 1}), dynamic({'a': 2, 'b': 3}))", "{\"a\":1,\"b\":3}"),
        Example::new("print bag_merge(dynamic({'a': 1}), dynamic(null))", "{\"a\":1}"),
    ],
    ..TREE
};

pub(super) static BAG_PACK: ScalarFunction = ScalarFunction {
    name: "bag_pack",
    aliases: &["pack", "pack_dictionary"],
    summary: "Makes a bag of names and values.",
    signatures: &[Signature {
        params: &[
            Param::new("key_or_value", TypeSet::ANY, "A name, then its value, and so on.").repeated(2, 65534)
        ],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| pack(arguments, false)),
    }],
    examples: &[
        Example::new("print bag_pack('a', 1, 'b', 'x')", "{\"a\":1,\"b\":\"x\"}"),
        Example::new("print bag_pack('a', long(null))", "{\"a\":null}"),
    ],
    ..TREE
};

pub(super) static BAG_PACK_COLUMNS: ScalarFunction = ScalarFunction {
    name: "bag_pack_columns",
    summary: "Makes a bag of columns, under their names.",
    signatures: &[Signature {
        params: &[Param::new("column", TypeSet::ANY, "A column.")
            .repeated(1, 32767)
            .rule(ArgumentRule::Column)],
        result: DYNAMIC,
        // The binder puts the column's name before each column.
        kernel: Scalar(|_, arguments| pack(arguments, false)),
    }],
    examples: &[Example::new("print a = 1, b = 2 | project bag_pack_columns(a, b)", "{\"a\":1,\"b\":2}")],
    ..TREE
};

pub(super) static PACK_ALL: ScalarFunction = ScalarFunction {
    name: "pack_all",
    summary: "Makes a bag of all columns, under their names.",
    signatures: &[
        // The binder gives each column's name and the column.
        Signature { params: &[], result: DYNAMIC, kernel: Scalar(|_, arguments| pack(arguments, false)) },
        Signature {
            params: &[Param::new(
                "ignore_null_empty",
                TypeSet::BOOL,
                "Whether to leave out what is null or empty.",
            )
            .rule(ArgumentRule::Literal)],
            result: DYNAMIC,
            kernel: Scalar(|_, arguments| pack(arguments, true)),
        },
    ],
    examples: &[
        Example::new("print a = 1, b = '' | project pack_all()", "{\"a\":1,\"b\":\"\"}"),
        Example::new("print a = 1, b = '' | project pack_all(true)", "{\"a\":1}"),
    ],
    ..TREE
};

pub(super) static BAG_REMOVE_KEYS: ScalarFunction = ScalarFunction {
    name: "bag_remove_keys",
    summary: "Gives a bag without some of its properties.",
    signatures: &[Signature {
        params: &[
            BAG,
            Param::new("keys", TypeSet::DYNAMIC, "An array of names; those that begin with `$.` are paths."),
        ],
        result: DYNAMIC,
        kernel: Strict(remove_keys),
    }],
    examples: &[
        Example::new("print bag_remove_keys(dynamic({'a': 1, 'b': 2}), dynamic(['a']))", "{\"b\":2}"),
        Example::new(
            "print bag_remove_keys(dynamic({'a': {'b': 1, 'c': 2}}), dynamic(['$.a.b']))",
            "{\"a\":{\"c\":2}}",
        ),
    ],
    ..TREE
};

pub(super) static BAG_SET_KEY: ScalarFunction = ScalarFunction {
    name: "bag_set_key",
    summary: "Gives a bag with a property set to a value.",
    signatures: &[Signature { params: &[BAG, KEY, VALUE], result: DYNAMIC, kernel: Scalar(set_key) }],
    notes: &["A key that begins with `$.` is a path; bags on the way are made."],
    examples: &[
        Example::new("print bag_set_key(dynamic({'a': 1}), 'b', 2)", "{\"a\":1,\"b\":2}"),
        Example::new("print bag_set_key(dynamic({'a': {'b': 1}}), '$.a.b', 'x')", "{\"a\":{\"b\":\"x\"}}"),
    ],
    ..TREE
};

pub(super) static BAG_ZIP: ScalarFunction = ScalarFunction {
    name: "bag_zip",
    summary: "Makes a bag of an array of names and an array of values.",
    signatures: &[Signature {
        params: &[
            Param::new(
                "keys",
                TypeSet::DYNAMIC,
                "The names; other elements are passed over with their value.",
            ),
            Param::new("values", TypeSet::DYNAMIC, "The values; null where there are too few."),
        ],
        result: DYNAMIC,
        kernel: Scalar(zip),
    }],
    examples: &[
        Example::new("print bag_zip(dynamic(['a', 'b']), dynamic([1, 2]))", "{\"a\":1,\"b\":2}"),
        Example::new("print bag_zip(dynamic(['a', 8, 'b']), dynamic([1]))", "{\"a\":1,\"b\":null}"),
    ],
    ..TREE
};

pub(super) static PACK_ARRAY: ScalarFunction = ScalarFunction {
    name: "pack_array",
    summary: "Makes an array of values.",
    signatures: &[Signature {
        params: &[Param::new("value", TypeSet::ANY, "An element; * for every column.")
            .repeated(1, 32767)
            .rule(ArgumentRule::StarAllowed)],
        result: DYNAMIC,
        kernel: Scalar(|_, arguments| array(arguments.iter().map(|value| Dynamic::from_value(*value)))),
    }],
    examples: &[
        Example::new("print pack_array(1, 'x', dynamic([2]))", "[1,\"x\",[2]]"),
        Example::new("print pack_array(long(null))", "[null]"),
    ],
    ..TREE
};

pub(super) static TREEPATH: ScalarFunction = ScalarFunction {
    name: "treepath",
    summary: "Lists the paths of all leaves of a dynamic.",
    signatures: &[Signature { params: &[BAG], result: DYNAMIC, kernel: Strict(treepath) }],
    notes: &["Elements of an array are shown as `[0]`, whatever their position."],
    examples: &[Example::new(
        "print treepath(dynamic({'a': 1, 'b': [2]}))",
        "[\"['a']\",\"['b']\",\"['b'][0]\"]",
    )],
    ..TREE
};

/// The names on the way, when a key is a path that begins with `$.`.
fn path(key: &str) -> Vec<&str> {
    match key.strip_prefix("$.") {
        Some(path) => path.split('.').map(|part| part.trim_matches(['[', ']', '\'', '"'])).collect(),
        None => vec![key],
    }
}

fn has_key(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(bag), Some(key)) = (bag_at(arguments, 0), arguments.get(1).and_then(|key| key.as_str())) else {
        return Value::Null;
    };
    let mut parts = path(key).into_iter();
    let first = parts.next().and_then(|part| bag.find(part));
    Value::Bool(
        parts.try_fold(first, |target, part| target.map(|target| target.property(part))).flatten().is_some(),
    )
}

fn merge(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let mut merged = Bag::default();
    for position in 0..arguments.len() {
        for (key, value) in bag_at(arguments, position).map_or(&[][..], Bag::entries) {
            if merged.find(key).is_none() {
                merged.insert(Arc::clone(key), value.clone());
            }
        }
    }
    Value::Dynamic(Dynamic::bag(merged))
}

/// A bag of names and values by turns; `skip_empty` leaves nulls and empty strings out.
fn pack(arguments: &[ValueRef<'_>], skip_empty: bool) -> Value {
    let entries = arguments.chunks_exact(2).filter_map(|pair| {
        let (name, value) = (pair[0], pair[1]);
        let name: Arc<str> = name.as_str().map_or_else(|| encode::display(name).into(), Arc::from);
        let empty = value.is_null() || value.as_str() == Some("");
        (!skip_empty || !empty).then(|| (name, Dynamic::from_value(value)))
    });
    Value::Dynamic(Dynamic::bag(Bag::from_entries(entries)))
}

fn remove_keys(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(bag), Some(keys)) = (bag_at(arguments, 0), items_at(arguments, 1)) else { return Value::Null };
    let mut left = bag.clone();
    for key in keys {
        if let Dynamic::String(key) = key {
            left = without(&left, &path(key));
        }
    }
    Value::Dynamic(Dynamic::bag(left))
}

fn without(bag: &Bag, path: &[&str]) -> Bag {
    let Some((first, rest)) = path.split_first() else { return bag.clone() };
    Bag::from_entries(bag.entries().iter().filter_map(|(key, value)| {
        if **key != **first {
            return Some((Arc::clone(key), value.clone()));
        }
        match value {
            _ if rest.is_empty() => None,
            Dynamic::Bag(inner) => Some((Arc::clone(key), Dynamic::bag(without(inner, rest)))),
            other => Some((Arc::clone(key), other.clone())),
        }
    }))
}

fn set_key(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let (Some(bag), [_, ValueRef::String(key), value]) = (bag_at(arguments, 0), arguments) else {
        return Value::Null;
    };
    Value::Dynamic(Dynamic::bag(with(bag, &path(key), Dynamic::from_value(*value))))
}

fn with(bag: &Bag, path: &[&str], value: Dynamic) -> Bag {
    let Some((first, rest)) = path.split_first() else { return bag.clone() };
    let value = if rest.is_empty() {
        value
    } else {
        match bag.find(first) {
            Some(Dynamic::Bag(inner)) => Dynamic::bag(with(inner, rest, value)),
            _ => Dynamic::bag(with(&Bag::default(), rest, value)),
        }
    };
    let mut changed = bag.clone();
    changed.insert(Arc::from(*first), value);
    changed
}

fn zip(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(keys) = items_at(arguments, 0) else { return Value::Null };
    let values = items_at(arguments, 1).unwrap_or(&[]);
    let entries = keys.iter().enumerate().filter_map(|(index, key)| match key {
        Dynamic::String(key) => Some((Arc::clone(key), values.get(index).cloned().unwrap_or_default())),
        _ => None,
    });
    Value::Dynamic(Dynamic::bag(Bag::from_entries(entries)))
}

fn treepath(_: &CallContext, arguments: &[ValueRef<'_>]) -> Value {
    let Some(ValueRef::Dynamic(root)) = arguments.first() else { return Value::Null };
    let mut paths = Vec::new();
    walk(root, "", &mut paths);
    let mut seen = tree::ElementSet::default();
    let unique: Vec<Dynamic> = paths.iter().filter(|path| seen.insert(path)).cloned().collect();
    array(unique)
}

/// The depth of a dynamic is limited, so the walk may recurse.
fn walk(tree: &Dynamic, prefix: &str, paths: &mut Vec<Dynamic>) {
    let mut visit = |path: String, child: &Dynamic| {
        paths.push(Dynamic::string(path.as_str()));
        walk(child, &path, paths);
    };
    match tree {
        Dynamic::Bag(bag) => {
            bag.entries().iter().for_each(|(key, child)| visit(format!("{prefix}['{key}']"), child));
        }
        Dynamic::Array(items) => items.iter().for_each(|child| visit(format!("{prefix}[0]"), child)),
        _ => {}
    }
}
