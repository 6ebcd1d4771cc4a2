//! The table `device_photos`: at most one photo per device.

use base::db::sql;
use base::{Conn, Result, Timestamp};

use crate::DeviceId;

/// A photo as it is served.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Photo {
    /// `image/jpeg`, `image/png` or `image/webp`: what the bytes are.
    pub content_type: String,
    /// The fingerprint of the bytes.
    pub sha256: String,
    /// The picture.
    pub content: Vec<u8>,
}

/// The row and the fingerprint of a device's photo.
pub(crate) async fn fingerprint(conn: &mut Conn, device: DeviceId) -> Result<Option<(i64, String)>> {
    sql("SELECT id, sha256 FROM device_photos WHERE device_id = $1").bind(device).optional(conn).await
}

pub(crate) async fn of_device(conn: &mut Conn, device: DeviceId) -> Result<Option<Photo>> {
    sql("SELECT content_type, sha256, content FROM device_photos WHERE device_id = $1").bind(device).optional(conn).await
}

/// Puts the photo in the place of the one before and answers its row.
pub(crate) async fn put(conn: &mut Conn, device: DeviceId, photo: &Photo, now: Timestamp) -> Result<i64> {
    sql("INSERT INTO device_photos (device_id, content_type, sha256, content, taken_in_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (device_id) DO UPDATE SET content_type = excluded.content_type, sha256 = excluded.sha256, \
         content = excluded.content, taken_in_at = excluded.taken_in_at RETURNING id")
    .bind(device)
    .bind(&photo.content_type)
    .bind(&photo.sha256)
    .bind(photo.content.as_slice())
    .bind(now)
    .scalar(conn)
    .await
}

pub(crate) async fn delete(conn: &mut Conn, id: i64) -> Result<()> {
    sql("DELETE FROM device_photos WHERE id = $1").bind(id).run(conn).await?;
    Ok(())
}
