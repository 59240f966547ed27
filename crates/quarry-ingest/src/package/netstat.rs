//! `netstat`, `arp -a`, and the log of the firewall.

use super::{Lines, address};
use crate::events::number;
use crate::records::Records;

/// `netstat -ano`, and with `-b` the name of the program on a line of its own in brackets.
#[derive(Debug, Default)]
pub(super) struct Netstat {
    /// The connection that waits for the name of its program.
    open: Option<[String; 4]>,
}

impl Lines for Netstat {
    fn line(&mut self, line: &str, out: &mut Records) {
        let words: Vec<&str> = line.split_whitespace().take(6).collect();
        if let [only] = words.as_slice()
            && let Some(program) = only.strip_prefix('[').and_then(|name| name.strip_suffix(']'))
        {
            out.text("ProcessName", program);
            return self.end(out);
        }
        let (state, id) = match words.as_slice() {
            ["TCP" | "UDP", _, _, state, id] => (*state, *id),
            ["TCP" | "UDP", _, _, last] if number(last).is_some() => ("", *last),
            ["TCP" | "UDP", _, _, state] => (*state, ""),
            ["TCP" | "UDP", _, _] => ("", ""),
            _ => return,
        };
        self.end(out);
        let part = |at: usize| words.get(at).copied().unwrap_or("").to_owned();
        self.open = Some([part(0), part(1), part(2), state.to_owned()]);
        out.long("ProcessId", number(id));
    }

    fn end(&mut self, out: &mut Records) {
        let Some([protocol, local, remote, state]) = self.open.take() else { return };
        let ((local, local_port), (remote, remote_port)) = (address(&local), address(&remote));
        out.text("Protocol", &protocol)
            .text("LocalAddress", local)
            .long("LocalPort", number(local_port))
            .text("RemoteAddress", remote)
            .long("RemotePort", number(remote_port))
            .text("State", &state)
            .end_row();
    }
}

/// `arp -a`: neighbours, below the interface that sees them.
#[derive(Debug, Default)]
pub(super) struct Arp {
    interface: String,
}

impl Lines for Arp {
    fn line(&mut self, line: &str, out: &mut Records) {
        let words: Vec<&str> = line.split_whitespace().take(5).collect();
        match words.as_slice() {
            [ip, mac, kind] if ip.parse::<std::net::IpAddr>().is_ok() => out
                .text("Interface", &self.interface)
                .text("Address", ip)
                .text("PhysicalAddress", mac)
                .text("Type", kind)
                .end_row(),
            _ => {
                // `Interface: 10.0.0.5 --- 0x5`, in the language of the system.
                if let Some((_, rest)) = line.split_once(": ")
                    && let Some((interface, _)) = rest.split_once(" ---")
                {
                    interface.trim().clone_into(&mut self.interface);
                }
            }
        }
    }
}

/// The firewall's log, whose `#Fields:` line names the columns.
#[derive(Debug, Default)]
pub(super) struct Firewall {
    fields: Vec<String>,
}

impl Lines for Firewall {
    fn line(&mut self, line: &str, out: &mut Records) {
        if let Some(fields) = line.strip_prefix("#Fields:") {
            self.fields = fields.split_whitespace().take(100).map(str::to_owned).collect();
        } else if !line.starts_with('#') && !line.trim().is_empty() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if self.fields.is_empty() || words.len() != self.fields.len() {
                return out.text("Text", line).end_row();
            }
            for (field, word) in self.fields.iter().zip(words) {
                out.text(field, if word == "-" { "" } else { word });
            }
            out.end_row();
        }
    }
}
