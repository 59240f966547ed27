//! The text files of a Defender for Endpoint investigation package: what `netstat`, `net localgroup`, `reg query`
//! and their like print. Which program it was is told by the names that the package gives.

mod dir;
mod groups;
mod netstat;
mod pairs;
mod registry;

use crate::records::Records;

/// Takes the lines of a file apart.
pub(crate) trait Lines {
    /// Takes the next line, without its end.
    fn line(&mut self, line: &str, out: &mut Records);

    /// Takes notice that there are no more.
    fn end(&mut self, _out: &mut Records) {}
}

/// A file of the package: its table, and who reads it.
pub(crate) struct Kind {
    pub(crate) table: &'static str,
    pub(crate) open: fn(&str) -> Box<dyn Lines>,
}

/// What a file is by the last part of its path, or by the folder that it lies in.
pub(crate) fn kind(path: &str) -> Option<Kind> {
    let lower = path.to_lowercase();
    let mut parts = lower.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or("");
    let folder = parts.next().unwrap_or("");
    let stem = name.strip_suffix(".txt").or(name.strip_suffix(".log"))?;
    let kind = |table, open| Some(Kind { table, open });
    match stem {
        "activenetconnections" => kind("NetworkConnections", |_| Box::new(netstat::Netstat::default())),
        "localgroups" => kind("LocalGroups", |_| Box::new(groups::Groups::default())),
        "autoruns" => kind("Autoruns", |_| Box::new(registry::Registry::default())),
        "arp" => kind("Arp", |_| Box::new(netstat::Arp::default())),
        "dnscache" => kind("DnsCache", |_| Box::new(pairs::Pairs::default())),
        "ipconfig" => kind("IpConfig", |_| Box::new(pairs::Pairs::default())),
        "systeminformation" => kind("SystemInformation", |_| Box::new(pairs::Pairs::default())),
        "queryuser" => kind("SignedInUsers", |_| Box::new(Plain::default())),
        "prefetchfileslist" => kind("PrefetchFiles", |_| Box::new(dir::Dir::default())),
        "firewallexecutionlog" | "pfirewall" => kind("Firewall", |_| Box::new(netstat::Firewall::default())),
        "mpcmdrunlog" => kind("WdSupportLogs", |_| Box::new(Plain::default())),
        _ if stem.ends_with("_tempdirfiles") => kind("TempDirectories", |path| Box::new(dir::Dir::of(path))),
        _ if stem.starts_with("smb")
            || folder.starts_with("smb session")
            || folder.contains("(smb) session") =>
        {
            kind("SmbSessions", |_| Box::new(Plain::default()))
        }
        _ if folder == "users and groups" => kind("LocalGroups", |_| Box::new(groups::Groups::default())),
        _ if folder == "autoruns" => kind("Autoruns", |_| Box::new(registry::Registry::default())),
        _ => None,
    }
}

/// Lines as they are.
#[derive(Debug, Default)]
struct Plain {
    line: i64,
}

impl Lines for Plain {
    fn line(&mut self, line: &str, out: &mut Records) {
        self.line += 1;
        if !line.trim().is_empty() {
            out.long("Line", Some(self.line)).text("Text", line).end_row();
        }
    }
}

/// `address:port`, also `[::1]:80` and `*:*`.
fn address(text: &str) -> (&str, &str) {
    let (address, port) = text.rsplit_once(':').unwrap_or((text, ""));
    (address.trim_start_matches('[').trim_end_matches(']'), port)
}
