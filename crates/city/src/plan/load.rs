//! What each cable carries. Loads flow from the cameras up to the recorders and are added along the tree, so that the interface counters of
//! a switch are the sums of what hangs on it.

use super::Device;
use crate::catalogue::Kind;
use crate::chance;

/// What a device itself sends and gets, in kilobits per second.
pub fn own_load(kind: Kind, seed: u64) -> (u32, u32) {
    let drawn = |low, high| chance::between(seed, 1, low, high) as u32;
    match kind {
        Kind::Camera => (drawn(3500, 6000), drawn(40, 80)),
        Kind::Recorder => (drawn(1500, 3000), 200),
        Kind::Server => (drawn(8000, 20_000), drawn(4000, 9000)),
        Kind::Router | Kind::Switch => (24, 16),
        Kind::Ups | Kind::Other => (2, 2),
    }
}

/// Adds what is behind each device to its own load. Video ends at the recorder beside the poles; a quarter of it is watched further up.
pub fn sum_loads(devices: &mut [Device]) {
    let mut gathered = vec![(0_u32, 0_u32); devices.len()];
    for position in (0..devices.len()).rev() {
        let (up, down) = gathered.get(position).copied().unwrap_or_default();
        let Some(device) = devices.get_mut(position) else { continue };
        let has_recorder = device.parent.is_none() || device.name.contains("AGG");
        device.up_kilobits += if has_recorder { up / 4 } else { up };
        device.down_kilobits += down;
        if let Some(sum) = device.parent.and_then(|parent| gathered.get_mut(parent.position())) {
            sum.0 += device.up_kilobits;
            sum.1 += device.down_kilobits;
        }
    }
    // The recorder gets what the poles beside it send.
    for position in 0..devices.len() {
        let Some((parent, Kind::Recorder)) = devices.get(position).map(|device| (device.parent, device.kind())) else { continue };
        let video = parent.and_then(|parent| gathered.get(parent.position())).map_or(0, |sum| sum.0);
        if let Some(device) = devices.get_mut(position) {
            device.down_kilobits += video.saturating_sub(device.up_kilobits);
        }
    }
}
