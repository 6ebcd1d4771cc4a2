//! Photos of devices: seen within scope; put and removed by whoever may change the device.

use base::journal::{self, Event};
use base::{Actor, Conn, Error, Result, Timestamp};
use serde_json::json;

use super::{ArchiveBy, HANDS, devices as by_devices, found, refused};
use crate::digest::sha256_hex;
use crate::rules::photo::Picture;
use crate::store::{devices, photos};
use crate::{Archive, DeviceId};

pub use crate::store::photos::Photo;

/// The largest photo, in bytes.
pub(crate) const LARGEST: usize = 5 * 1024 * 1024;

impl Archive {
    /// Puts a photo in the place of the one before, in the caller's transaction. Answers its fingerprint.
    pub async fn put_photo(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        now: Timestamp,
        id: DeviceId,
        content_type: &str,
        content: Vec<u8>,
    ) -> Result<String> {
        let device = by_devices::hold(conn, actor, id, HANDS).await?;
        let picture = check(content_type, &content)?;
        let sha256 = sha256_hex(&content);
        if photos::fingerprint(conn, id).await?.is_some_and(|(_, stored)| stored == sha256) {
            return Ok(sha256);
        }
        let bytes = content.len();
        let photo = Photo { content_type: picture.content_type().to_owned(), sha256, content };
        let row = photos::put(conn, id, &photo, now).await?;
        let event = Event::new("device.photo_put", ("device", id.0))
            .customer(device.customer_id)
            .body(json!({ "name": device.name, "content_type": photo.content_type, "bytes": bytes, "sha256": photo.sha256 }))
            .row("device_photos", row);
        journal::append(conn, actor, now, now, event).await?;
        Ok(photo.sha256)
    }

    /// Removes a photo, in the caller's transaction.
    pub async fn remove_photo(&self, conn: &mut Conn, actor: &Actor, now: Timestamp, id: DeviceId) -> Result<()> {
        let device = by_devices::hold(conn, actor, id, HANDS).await?;
        let (row, sha256) = photos::fingerprint(conn, id).await?.ok_or_else(no_photo)?;
        photos::delete(conn, row).await?;
        let event = Event::new("device.photo_removed", ("device", id.0))
            .customer(device.customer_id)
            .body(json!({ "name": device.name, "sha256": sha256 }))
            .gone("device_photos", row);
        journal::append(conn, actor, now, now, event).await?;
        Ok(())
    }
}

impl ArchiveBy<'_> {
    /// A device's photo.
    pub async fn photo(&self, id: DeviceId) -> Result<Photo> {
        let mut conn = self.archive.db.read().await?;
        found(devices::by_id(&mut conn, id).await?, |device| device.customer_id, self.actor, by_devices::NOUN)?;
        photos::of_device(&mut conn, id).await?.ok_or_else(no_photo)
    }

    /// The fingerprint of a device's photo, without reading the picture.
    pub async fn photo_fingerprint(&self, id: DeviceId) -> Result<String> {
        let mut conn = self.archive.db.read().await?;
        found(devices::by_id(&mut conn, id).await?, |device| device.customer_id, self.actor, by_devices::NOUN)?;
        photos::fingerprint(&mut conn, id).await?.map(|(_, sha256)| sha256).ok_or_else(no_photo)
    }

    /// Puts a photo in the place of the one before and answers its fingerprint.
    pub async fn put_photo(&self, now: Timestamp, id: DeviceId, content_type: &str, content: Vec<u8>) -> Result<String> {
        let mut conn = self.archive.db.write().await?;
        let sha256 = self.archive.put_photo(&mut conn, self.actor, now, id, content_type, content).await?;
        conn.commit().await?;
        Ok(sha256)
    }

    /// Removes a photo.
    pub async fn remove_photo(&self, now: Timestamp, id: DeviceId) -> Result<()> {
        let mut conn = self.archive.db.write().await?;
        self.archive.remove_photo(&mut conn, self.actor, now, id).await?;
        conn.commit().await
    }
}

/// The kind of picture it is: what the sender calls it and what the bytes show must agree.
fn check(content_type: &str, content: &[u8]) -> Result<Picture> {
    let named = Picture::named(content_type).ok_or_else(|| {
        refused(415, "photo.type", "Send a photo as image/jpeg, image/png or image/webp.", "请上传 JPEG、PNG 或 WebP 格式的照片。")
    })?;
    if content.len() > LARGEST {
        return Err(too_large());
    }
    if Picture::sniffed(content) != Some(named) {
        return Err(refused(
            422,
            "photo.not_what_it_says",
            format!("This is not the {} that it is said to be. Send the photo as it came from the camera.", named.content_type()),
            format!("文件内容不是所声明的 {} 图片，请上传原始照片。", named.content_type()),
        ));
    }
    Ok(named)
}

/// What is said of a photo over [`LARGEST`].
pub(crate) fn too_large() -> Error {
    refused(413, "photo.too_large", "A photo has at most 5 MiB. Send a smaller one.", "照片不能超过 5 MiB，请压缩后上传。")
}

fn no_photo() -> Error {
    Error::not_found("photo", "照片")
}
