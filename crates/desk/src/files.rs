//! Files that prove something about a ticket: kept by the service, read by everybody who may read the ticket.

use base::journal;
use base::{Error, Refusal, Result, Role, Text, TicketId, Timestamp};
use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde_json::json;

use crate::DeskBy;
use crate::model::{Evidence, EvidenceFile};
use crate::rules::evidence::{LARGEST, content_type};
use crate::store::files::{self, File};
use base::entry::{Entry, LINE, TEXT};

/// Who keeps files.
const KEEPERS: &[Role] = &[Role::Administrator, Role::Dispatcher, Role::Manager, Role::Engineer];

impl DeskBy<'_> {
    /// Keeps a file with a ticket.
    pub(crate) async fn keep_file(&self, id: TicketId, name: &str, content: Vec<u8>, now: Timestamp) -> Result<EvidenceFile> {
        let mut conn = self.desk.db.write().await?;
        let case = self.case(&mut conn, id).await?;
        self.actor.require(KEEPERS)?;
        let mut entry = Entry::new();
        let name = entry.text("name", name, LINE);
        entry.done()?;
        let content_type = content_type(&content).ok_or_else(no_evidence)?.to_owned();
        let sha256 = HEXLOWER.encode(digest(&SHA256, &content).as_ref());
        let bytes = content.len() as i64;
        let file = File { name, content_type, sha256, content };
        let row = files::insert(&mut conn, id, &file, now).await?;
        let File { name, content_type, sha256, .. } = file;
        let event = journal::Event::new("file.added", ("ticket", id.0))
            .customer(case.ticket.customer_id)
            .ticket(id)
            .body(json!({ "file_id": row, "name": name, "content_type": content_type, "bytes": bytes, "sha256": sha256 }))
            .row("ticket_files", row);
        journal::append(&mut conn, self.actor, now, now, event).await?;
        conn.commit().await?;
        Ok(EvidenceFile { id: row, name, content_type, sha256, bytes })
    }

    /// A file of a ticket that this actor may see.
    pub(crate) async fn file(&self, id: TicketId, file: i64) -> Result<File> {
        let mut conn = self.desk.db.read().await?;
        self.case(&mut conn, id).await?;
        files::of_ticket(&mut conn, id, file).await?.ok_or_else(no_such_file)
    }

    /// What was given to prove something, checked: the file is one of this ticket's.
    pub(crate) async fn evidence(
        &self,
        id: TicketId,
        note: Option<&str>,
        third_party_ticket: Option<&str>,
        file: Option<i64>,
    ) -> Result<Evidence> {
        let mut entry = Entry::new();
        let note = entry.maybe_text("evidence", note, TEXT);
        let third_party_ticket = entry.maybe_text("third_party_ticket", third_party_ticket, LINE);
        entry.done()?;
        let file = match file {
            None => None,
            Some(file) => {
                let mut conn = self.desk.db.read().await?;
                self.case(&mut conn, id).await?;
                let known = files::described(&mut conn, id, file).await?;
                Some(known.ok_or_else(|| {
                    let text = Text::new("There is no such file with this ticket. Upload it first.", "该工单没有这个文件，请先上传。");
                    Error::invalid_field("file_id", "ticket.no_such_file", text)
                })?)
            }
        };
        Ok(Evidence { note, third_party_ticket, file })
    }
}

/// Refused: larger than a file may be.
pub(crate) fn too_large() -> Error {
    let most = LARGEST / 1024 / 1024;
    Error::Refused(Refusal::new(
        413,
        "file.too_large",
        Text::new(format!("The file is larger than {most} MiB. Make it smaller."), format!("文件超过 {most} MiB，请压缩后上传。")),
    ))
}

fn no_evidence() -> Error {
    Error::Refused(Refusal::new(
        415,
        "file.kind",
        Text::new(
            "Give a photo (JPEG, PNG, WebP), a recording (MP3, M4A, Ogg, WAV, AMR), a video (MP4, WebM) or a PDF.",
            "请上传照片（JPEG、PNG、WebP）、录音（MP3、M4A、Ogg、WAV、AMR）、视频（MP4、WebM）或 PDF。",
        ),
    ))
}

fn no_such_file() -> Error {
    Error::not_found("file", "文件")
}
