// A database of locations in MaxMind's format with one network, as small as one can be: a chain of nodes over the
// network's bits, whose records of 24 bits lead on or to the one map behind them.

const bytes = (text) => [...new TextEncoder().encode(text)];
const string = (text) => [(2 << 5) | text.length, ...bytes(text)];
const map = (entries) => [(7 << 5) | entries.length, ...entries.flatMap(([key, value]) => [...string(key), ...value])];
const short = (number) => [(5 << 5) | 1, number];
const named = (name) => map([["names", map([["en", string(name)]])]]);
const record = (number) => [number >> 16, (number >> 8) & 255, number & 255];

/** The database's bytes. */
export function placesDatabase(address, bits, country, city) {
  const network = address.split(".").flatMap((part) => [...Array(8).keys()].map((bit) => (part >> (7 - bit)) & 1));
  const tree = network.slice(0, bits).flatMap((side, depth) => {
    const next = depth + 1 < bits ? depth + 1 : bits + 16;
    return side ? [...record(bits), ...record(next)] : [...record(next), ...record(bits)];
  });
  const about = map([
    ["binary_format_major_version", short(2)],
    ["binary_format_minor_version", short(0)],
    ["build_epoch", [1, 2, 1]],
    ["database_type", string("Test-City")],
    ["description", map([])],
    ["ip_version", short(4)],
    ["languages", [0, 4]],
    ["node_count", [(6 << 5) | 1, bits]],
    ["record_size", short(24)],
  ]);
  const place = map([["country", named(country)], ["city", named(city)]]);
  const marker = [0xab, 0xcd, 0xef, ...bytes("MaxMind.com")];
  return [...tree, ...Array(16).fill(0), ...place, ...marker, ...about];
}
