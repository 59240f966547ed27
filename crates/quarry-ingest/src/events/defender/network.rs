//! Connections: Sysmon 3, and 5156 to 5158 of the filtering platform.

use std::net::IpAddr;

use super::{Event, Log, Records, account, initiator, number};

pub(super) fn fill(event: &Event<'_>, out: &mut Records) {
    if event.log() == Log::Sysmon { sysmon(event, out) } else { security(event, out) }
}

/// Sysmon's source is the side that connected, so it is the other one for connections that came in.
fn sysmon(event: &Event<'_>, out: &mut Records) {
    let inbound = event.data("Initiated").eq_ignore_ascii_case("false");
    let (local, remote) = if inbound { ("Destination", "Source") } else { ("Source", "Destination") };
    let side = |side: &str, what: &str| event.data(&format!("{side}{what}")).to_owned();
    out.text("ActionType", if inbound { "InboundConnectionAccepted" } else { "ConnectionSuccess" })
        .text("RemoteUrl", &side(remote, "Hostname"))
        .text("Protocol", protocol(event.data("Protocol")));
    ends(out, &side(local, "Ip"), &side(local, "Port"), &side(remote, "Ip"), &side(remote, "Port"));
    initiator(out, event.data("Image"), event.data("ProcessId"));
    account(out, "InitiatingProcess", event.data("User"));
}

fn security(event: &Event<'_>, out: &mut Records) {
    let inbound = event.data("Direction") == "%%14592";
    out.text(
        "ActionType",
        match event.id {
            5157 => "ConnectionFailed",
            5158 => "ListeningConnectionCreated",
            _ if inbound => "InboundConnectionAccepted",
            _ => "ConnectionSuccess",
        },
    )
    .text("Protocol", protocol(event.data("Protocol")));
    let data = |name| event.data(name);
    ends(out, data("SourceAddress"), data("SourcePort"), data("DestAddress"), data("DestPort"));
    let id = match event.data("ProcessID") {
        "" => event.data("ProcessId"),
        id => id,
    };
    initiator(out, event.data("Application"), id);
}

fn ends(out: &mut Records, local: &str, local_port: &str, remote: &str, remote_port: &str) {
    out.text("LocalIP", local)
        .text("LocalIPType", kind(local))
        .long("LocalPort", number(local_port))
        .text("RemoteIP", remote)
        .text("RemoteIPType", kind(remote))
        .long("RemotePort", number(remote_port));
}

fn protocol(text: &str) -> &str {
    match text {
        "6" | "tcp" | "TCP" => "Tcp",
        "17" | "udp" | "UDP" => "Udp",
        "1" | "icmp" => "Icmp",
        other => other,
    }
}

/// What Defender calls the range that an address lies in.
pub(super) fn kind(address: &str) -> &'static str {
    match address.parse::<IpAddr>() {
        Err(_) => "",
        Ok(address) if address.is_loopback() => "Loopback",
        Ok(address) if address.is_multicast() => "Multicast",
        Ok(address) if address.is_unspecified() => "Reserved",
        Ok(IpAddr::V4(address)) if address.is_private() => "Private",
        Ok(IpAddr::V4(address)) if address.is_link_local() => "LinkLocal",
        Ok(IpAddr::V4(address)) if address.is_broadcast() => "Broadcast",
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => "FourToSixMapping",
        Ok(IpAddr::V6(address)) if address.is_unicast_link_local() => "LinkLocal",
        Ok(IpAddr::V6(address)) if address.is_unique_local() => "Private",
        Ok(_) => "Public",
    }
}
