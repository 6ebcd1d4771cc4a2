//! The root of a storm: when a switch is down, what stands behind it is down for the same reason, and whoever is told is told once. A ticket's
//! messages carry the key of the open ticket nearest to the root of the network above its device; without one, its own.

use archive::DeviceId;
use base::{Conn, Result};

use crate::model::Ticket;
use crate::store;

/// How far up the network is looked: deeper trees than this are a mistake in the archive.
const DEEPEST: usize = 16;

/// The group to which a ticket's messages belong.
pub(crate) async fn group(conn: &mut Conn, ticket: &Ticket) -> Result<String> {
    let mut root = ticket.id;
    if let Some(device) = ticket.device_id {
        let above = above(conn, device).await?;
        if !above.is_empty() {
            let open = store::tickets::open_of_devices(conn, &above).await?;
            // The furthest up wins: it is the reason of the others.
            let highest = above.iter().rev().find_map(|device| open.iter().find(|(_, of)| of == device));
            root = highest.map_or(root, |(ticket, _)| *ticket);
        }
    }
    Ok(format!("ticket:{root}"))
}

/// The devices above one, the nearest first.
async fn above(conn: &mut Conn, device: DeviceId) -> Result<Vec<DeviceId>> {
    let mut above = Vec::new();
    let mut next = Some(device);
    while let Some(id) = next.filter(|_| above.len() < DEEPEST) {
        next = archive::facts::device(conn, id).await?.and_then(|device| device.parent_id).filter(|parent| !above.contains(parent));
        above.extend(next);
    }
    Ok(above)
}
