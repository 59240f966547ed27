#![allow(dead_code, reason = "each test uses a part")]

//! What the tests of this crate share: queries of many forms.

pub(crate) mod marked;

/// Queries that use every operator and most forms of expressions.
pub(crate) const QUERIES: &[&str] = &[
    "DeviceProcessEvents | where Timestamp > ago(3d) and FileName in~ (\"net.exe\", 'net1.exe') | take 10",
    "T | where a == 1 or b != 2 and not(c <> 3) | extend x = -a + 2 * (b - 1) / 4 % 3",
    "T | where a has \"x\" and b !has 'y' and c contains_cs \"z\" and d !startswith \"q\" and e matches regex @\"^a\\d+$\"",
    "T | where a between (1 .. 5) and t !between (datetime(2020-01-01) .. 2d) | count as N",
    "T | summarize n = count(), dcount(u), arg_max(t, *) by bin(t, 1h), h = Host.name, ['a b']",
    "T | summarize by a | sort by a asc nulls last, b desc | top 5 by c asc",
    "let x = 5; let f = (a:long, b:string = \"q\", T:(*)) { let y = a + x; T | where c == y and d == b }; U | invoke f(1)",
    "let v = view () { print 1 }; union v, (T | take 1), A*, *",
    "declare query_parameters(a:long = 1, b:dynamic = dynamic([1, 2])); set notruncation; set x = 5; print a",
    "A | join kind=inner hint.strategy=shuffle (B | project k, v) on k, $left.x == $right.y | lookup C on k",
    "T | mv-expand bagexpansion=array a to typeof(long), b = c.d limit 7 | mvexpand e",
    "T | mv-apply with_itemindex=i x = a to typeof(string) on (where x has \"y\" | summarize make_list(x))",
    "T | parse kind=regex flags=i s with * \"a=\" A:long \",\" ['b c'] * | parse-where s with 'x' y",
    "T | parse-kv s as (a:long, b:string) with (pair_delimiter=\";\", kv_delimiter=\"=\")",
    "T | make-series n = count() default = 0, m = max(v) on t from ago(7d) to now() step 1d by h",
    "T | make-series n = count() on t in range(ago(7d), now(), 1d) by h",
    "T | evaluate bag_unpack(d, \"p_\") : (a:long, *) | evaluate pivot(a, count(), b)",
    "datatable (a:int, b:string, d:datetime, g:guid) [1, \"x\", datetime(2020-01-01 10:00), guid(0), 2, 'y', datetime(null), guid(null),]",
    "externaldata (a:string, b:long) [@\"https://x.example/a.csv\", h\"secret\"] with (format=\"csv\", ignoreFirstRecord=true)",
    "T | partition hint.strategy=native by g (top 1 by v) | partition by h { U | take 1 }",
    "T | fork a = (take 1 | project x) (count) | facet by a, b with (where x | take 1)",
    "T | scan with_match_id=m order by t asc partition by u declare (n:long = 0) with (step s1 output=all: x > 1 => n = s1.n + 1; step s2 optional: true;)",
    "T | top-nested 3 of a with others = \"o\" by sum(b) desc, top-nested of c by count() | top-hitters 2 of a by b",
    "T | reduce kind=source by s with threshold=0.1, characters=\"-\" | sample 3 | sample-distinct 2 of a",
    "search kind=case_sensitive in (A, B*) \"x\" and c:\"y\" or * has 'z' | take 1",
    "find withsource=src in (A, B*) where a == 1 project a:string, b, pack(*)",
    "find \"x\" | project-away a*, *b | project-keep c, d | project-rename e = f | project-reorder g*, h asc, i* granny-desc",
    "range x from 1 to 10 step 2 | serialize n = row_number() | as hint.materialized=true Z | getschema | consume",
    "T | render timechart with (title=\"a b\", ycolumns=a, b, kind=stacked)",
    "print a.b.['c d'].e[0][\"x\"].[1], cluster('x').database('y').T, toscalar(T | summarize max(a))",
    "print dynamic({\"a\": [1, -2.5, true, null, 'q'], b: datetime(2020-01-01), \"c\": {}}), dynamic(null), dynamic([])",
    "print 1d, 1.5h, 10ms, 3days, 1tick, 0x1F, 1e5, 1.0, int(1), long(null), real(1.5), decimal(1.25), bool(true), time(1.00:00:00)",
    "print 'it\\'s', \"a\\\"b\", @'c:\\d', @\"say \"\"x\"\"\", h'h', ```multi\nline```, ~~~x~~~, 'a' \"b\"",
    "// first\nT // second\n| where a // third\n    and b\n// fourth\n| take 1 // fifth\n// sixth",
    "T | extend (a, b) = f(x), ['c d'] = iff(a > 1, \"y\", \"n\") | distinct *",
    "T | where a in ((U | project k)) and b has_any (dynamic([\"x\"])) and c !in (1, 2) and d has_all (list)",
    "T | make-graph a --> b with N on id, (M | take 1) on k | graph-match cycles=none (a)-[e*1..5]->(b)<--(c), (a)--(d)-[]-() where a.x - 1 < 2 project a.y, z = b.q",
    "T | make-graph a-->b with_node_id=id | graph-shortest-paths output=all (a)-[e*1..n]->(b) project x | graph-to-table nodes as N with_node_id=i, edges",
    "T | make-graph a --> b | graph-mark-components kind=weak with_component_id=c | graph-where-nodes x > 1 | graph-where-edges y | graph-to-table edges",
    "T | order by a | limit 5 | filter b | project a",
    "union isfuzzy=true withsource=src (A | where x), (B), C* | where tolower(src) == \"a\"",
    "E | make-graph s --> t with N on id, M on key partitioned-by tenant (graph-match cycles=none (a)-[e*1..3]->(b) where a.x != b.x project a.id, e.w | limit 10)",
    "E | make-graph s --> t with_node_id=id | graph-match (a)<-[e]-(b)--(c), (c)-[*Least..Most]->(d) where e.w > 1 and all(inner_nodes(e), up) project a.id, P = map(e, strcat(s, t))",
    "G | graph-shortest-paths output=all cycles=none (a)-[e*1..5]-(b) where a.id == 1 project b.id, array_length(e)",
    "G | graph-mark-components kind=strong with_component_id=part | graph-where-nodes node_degree_in() > 1 | graph-where-edges w > 1 | graph-to-table nodes as V with_node_id=i, edges as W with_source_id=s with_target_id=t",
];

/// The tree of a text without its places.
pub(crate) fn tree(text: &str) -> String {
    let tree = format!("{:?}", quarry_syntax::parse(text).query);
    let mut parts = tree.split("Span { start: ");
    let mut result = parts.next().unwrap_or("").to_owned();
    for part in parts {
        result.push_str(part.split_once(" }").map_or(part, |(_, rest)| rest));
    }
    result
}
