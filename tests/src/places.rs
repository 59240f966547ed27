//! Writes a database of locations in MaxMind's format, as small as one can be.
//!
//! A binary tree over the bits of IPv4 addresses, whose records of 24 bits lead to the next node or to a map;
//! then the maps; then a map about the database. See the specification of the format, version 2.

/// Networks with what is known of them: one a line, `203.0.113.0/24 Country/State/City 1.5 -2.5`.
pub(crate) fn database(lines: &str) -> Result<Vec<u8>, String> {
    let mut nodes: Vec<[Record; 2]> = vec![[Record::Nothing; 2]];
    let mut data = Vec::new();
    for line in lines.lines() {
        let place = data.len();
        let (network, bits) = network(line).ok_or_else(|| format!("no network with a place: {line}"))?;
        write_place(line, &mut data).ok_or_else(|| format!("no place: {line}"))?;
        let mut node = 0;
        for depth in 0..bits {
            let side = (network >> (31 - depth) & 1) as usize;
            if depth + 1 == bits {
                nodes[node][side] = Record::Data(place);
            } else if let Record::Node(next) = nodes[node][side] {
                node = next;
            } else {
                nodes[node][side] = Record::Node(nodes.len());
                node = nodes.len();
                nodes.push([Record::Nothing; 2]);
            }
        }
    }
    let mut file = Vec::new();
    for record in nodes.iter().flatten() {
        let value = match record {
            Record::Nothing => nodes.len(),
            Record::Node(node) => *node,
            Record::Data(place) => nodes.len() + 16 + place,
        };
        file.extend(&value.to_be_bytes()[5..]);
    }
    file.extend([0; 16]);
    file.extend(data);
    file.extend(b"\xab\xcd\xefMaxMind.com");
    write_about(nodes.len(), &mut file);
    Ok(file)
}

#[derive(Clone, Copy)]
enum Record {
    Nothing,
    Node(usize),
    Data(usize),
}

fn network(line: &str) -> Option<(u32, u32)> {
    let (address, bits) = line.split(' ').next()?.split_once('/')?;
    let address: std::net::Ipv4Addr = address.parse().ok()?;
    Some((address.into(), bits.parse().ok().filter(|bits| (1..=32).contains(bits))?))
}

fn write_place(line: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut parts = line.split(' ');
    let mut names = parts.nth(1)?.split('/').map(|name| name.replace('_', " "));
    let (country, state, city) = (names.next()?, names.next(), names.next());
    let place = parts.next().zip(parts.next());
    map(1 + [state.is_some(), city.is_some(), place.is_some()].iter().filter(|known| **known).count(), out);
    text("country", out);
    named(&country, out);
    if let Some(state) = state {
        text("subdivisions", out);
        out.extend([1, 4]);
        named(&state, out);
    }
    if let Some(city) = city {
        text("city", out);
        named(&city, out);
    }
    if let Some((latitude, longitude)) = place {
        text("location", out);
        map(2, out);
        for (name, number) in [("latitude", latitude), ("longitude", longitude)] {
            text(name, out);
            out.push(3 << 5 | 8);
            out.extend(number.parse::<f64>().ok()?.to_be_bytes());
        }
    }
    Some(())
}

fn write_about(nodes: usize, out: &mut Vec<u8>) {
    map(9, out);
    text("binary_format_major_version", out);
    out.extend([5 << 5 | 1, 2]);
    text("binary_format_minor_version", out);
    out.push(5 << 5);
    text("build_epoch", out);
    out.extend([1, 2, 1]);
    text("database_type", out);
    text("Test-City", out);
    text("description", out);
    map(0, out);
    text("ip_version", out);
    out.extend([5 << 5 | 1, 4]);
    text("languages", out);
    out.extend([0, 4]);
    text("node_count", out);
    out.push(6 << 5 | 4);
    out.extend(u32::try_from(nodes).unwrap_or(u32::MAX).to_be_bytes());
    text("record_size", out);
    out.extend([5 << 5 | 1, 24]);
}

fn named(name: &str, out: &mut Vec<u8>) {
    map(1, out);
    text("names", out);
    map(1, out);
    text("en", out);
    text(name, out);
}

/// The head of a map; its keys and values follow.
fn map(entries: usize, out: &mut Vec<u8>) {
    out.push(7 << 5 | entries as u8);
}

/// A text of fewer than 29 bytes.
fn text(text: &str, out: &mut Vec<u8>) {
    out.push(2 << 5 | text.len() as u8);
    out.extend(text.as_bytes());
}
