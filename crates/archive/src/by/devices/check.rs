//! What a device must agree on with the other devices of its customer: its name, its serial number, its parent.

use base::{Conn, Result};

use crate::rules::tree::Tree;
use crate::rules::{Fields, Wrong};
use crate::store::devices::{self, DeviceRow};

/// Holds the device against the others; the customer is held. `before` is the device as it was, when it is not new.
pub(super) async fn among_others(conn: &mut Conn, device: &DeviceRow, before: Option<&DeviceRow>, fields: &mut Fields) -> Result<()> {
    name(conn, device, before, fields).await?;
    serial(conn, device, before, fields).await?;
    parent(conn, device, before, fields).await
}

async fn name(conn: &mut Conn, device: &DeviceRow, before: Option<&DeviceRow>, fields: &mut Fields) -> Result<()> {
    let namesake = devices::by_name(conn, device.site_id, &device.name).await?;
    if namesake.is_some_and(|other| before.is_none_or(|before| before.id != other.id)) {
        let wrong =
            Wrong::new("name.taken", "Another device on this site has this name. Choose another.", "该点位已有同名设备，请另取名称。");
        fields.refuse("name", wrong);
    }
    Ok(())
}

async fn serial(conn: &mut Conn, device: &DeviceRow, before: Option<&DeviceRow>, fields: &mut Fields) -> Result<()> {
    let Some(serial) = &device.serial else { return Ok(()) };
    let owner = devices::by_serial(conn, device.customer_id, serial).await?;
    if let Some(other) = owner.filter(|other| before.is_none_or(|before| before.id != other.id)) {
        let wrong = Wrong::new(
            "serial.taken",
            format!("The device “{}” has this serial number already.", other.name),
            format!("设备“{}”已使用此序列号。", other.name),
        );
        fields.refuse("serial", wrong);
    }
    Ok(())
}

async fn parent(conn: &mut Conn, device: &DeviceRow, before: Option<&DeviceRow>, fields: &mut Fields) -> Result<()> {
    let Some(parent) = device.parent_id else { return Ok(()) };
    if before.is_some_and(|before| before.parent_id == Some(parent)) {
        return Ok(());
    }
    let devices = devices::parents(conn, device.customer_id).await?;
    if !devices.iter().any(|(id, _)| *id == parent) {
        let wrong = Wrong::new("parent.unknown", "This customer has no such device in service.", "该用户单位没有这台在用设备。");
        fields.refuse("parent_id", wrong);
        return Ok(());
    }
    // A device that is not entered yet has the id 0, which no other has.
    if let Err(crooked) = Tree::of(devices).may_stand_behind(device.id, parent) {
        fields.refuse("parent_id", crooked.wrong());
    }
    Ok(())
}
