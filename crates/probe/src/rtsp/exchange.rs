//! One RTSP connection: write a request, read its answer, with a limit on everything that is read.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::response::{Head, LONGEST_HEAD, Malformed, end_of_head};

/// A connection and where its conversation stands.
pub(super) struct Conversation {
    stream: TcpStream,
    /// What was received and not yet read.
    received: Vec<u8>,
    sequence: u32,
}

/// An answer.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
}

/// Why there is no answer.
pub(super) enum Trouble {
    /// The connection broke or was closed.
    Io(io::Error),
    /// What came was not RTSP.
    Malformed(Malformed),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Malformed> for Trouble {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl Conversation {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, received: Vec::new(), sequence: 0 }
    }

    /// Asks and waits for the answer. How long is the caller's business.
    pub(super) async fn ask(&mut self, method: &str, uri: &str, authorization: Option<&str>) -> Result<Answer, Trouble> {
        self.sequence += 1;
        let mut request = format!(
            "{method} {uri} RTSP/1.0\r\nCSeq: {}\r\nUser-Agent: {}\r\n",
            self.sequence,
            concat!("aftercare/", env!("CARGO_PKG_VERSION"))
        );
        if method == "DESCRIBE" {
            request.push_str("Accept: application/sdp\r\n");
        }
        if let Some(authorization) = authorization {
            request.push_str(&format!("Authorization: {authorization}\r\n"));
        }
        request.push_str("\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        let head = self.head().await?;
        head.check_sequence(self.sequence)?;
        let body = self.take(head.body_length()?).await?;
        Ok(Answer { head, body })
    }

    async fn head(&mut self) -> Result<Head, Trouble> {
        let mut searched: usize = 0;
        loop {
            // The closing empty line may have begun in the last two bytes of what was searched before.
            if let Some((end, body)) = end_of_head(&self.received, searched.saturating_sub(2)) {
                let head = Head::parse(self.received.get(..end).unwrap_or_default());
                self.received.drain(..body);
                return Ok(head?);
            }
            searched = self.received.len();
            if searched >= LONGEST_HEAD {
                return Err(Malformed::HeadTooLong.into());
            }
            // A port that greets first, as SSH does, would otherwise be waited for until the time is up.
            if searched >= 8 && !self.received.starts_with(b"RTSP/") {
                return Err(Head::parse(&self.received).err().unwrap_or(Malformed::StatusLine).into());
            }
            self.receive().await?;
        }
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, Trouble> {
        while self.received.len() < length {
            self.receive().await?;
        }
        Ok(self.received.drain(..length).collect())
    }

    async fn receive(&mut self) -> io::Result<()> {
        let mut piece = [0; 4096];
        let length = self.stream.read(&mut piece).await?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.received.extend_from_slice(piece.get(..length).unwrap_or_default());
        Ok(())
    }
}
