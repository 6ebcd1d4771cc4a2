//! A mail server for the demo, the rehearsal and the tests: it speaks SMTP over a real loopback socket, takes every message, and hands it
//! on instead of delivering it.

use std::net::SocketAddr;

use base::{Error, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// The longest line that is read; longer ones end the connection.
const LONGEST_LINE: usize = 64 * 1024;
/// The largest message that is taken.
const LARGEST_MESSAGE: usize = 8 * 1024 * 1024;

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Headers and body, as sent.
    pub text: String,
}

impl Letter {
    /// The body's text with the transfer encoding undone.
    pub fn body(&self) -> String {
        let (headers, body) = self.text.split_once("\r\n\r\n").unwrap_or(("", &self.text));
        let encoding = header(headers, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => {
                let compact: String = body.split_whitespace().collect();
                data_encoding::BASE64
                    .decode(compact.as_bytes())
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                    .unwrap_or_default()
            }
            "quoted-printable" => unquote(body),
            _ => body.to_owned(),
        }
    }

    /// The path of the one-time link in it, `/acknowledge/…`.
    pub fn acknowledge_path(&self) -> Option<String> {
        let body = self.body();
        let at = body.find("/acknowledge/")?;
        Some(body.get(at..)?.chars().take_while(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect())
    }
}

fn header(headers: &str, name: &str) -> Option<String> {
    let line = headers.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn unquote(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = if *first == b'=' { tail.get(..2).and_then(|two| data_encoding::HEXUPPER_PERMISSIVE.decode(two).ok()) } else { None };
        match escaped {
            Some(byte) => {
                bytes.extend(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Opens the mailbox on a free port; letters arrive in the receiver until it is dropped.
pub async fn open() -> Result<(SocketAddr, mpsc::UnboundedReceiver<Letter>)> {
    let failed = |error: std::io::Error| Error::internal(format!("cannot open the demo's mail server: {error}"));
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let (sender, letters) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if sender.is_closed() {
                return;
            }
            tokio::spawn(converse(stream, sender.clone()));
        }
    });
    Ok((address, letters))
}

async fn converse(stream: TcpStream, letters: mpsc::UnboundedSender<Letter>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 city ESMTP\r\n").await?;
    let mut to = Vec::new();
    while let Some(line) = line(&mut stream).await? {
        let word = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
        let reply = match word.as_str() {
            "EHLO" => "250-city\r\n250 8BITMIME\r\n",
            "HELO" | "NOOP" => "250 city\r\n",
            "MAIL" | "RSET" => {
                to.clear();
                "250 ok\r\n"
            }
            "RCPT" => {
                to.extend(line.split(['<', '>']).nth(1).map(str::to_owned));
                "250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 end with a dot\r\n").await?;
                let text = message(&mut stream).await?;
                let _ = letters.send(Letter { to: std::mem::take(&mut to), text });
                "250 taken\r\n"
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 this mail server knows only what it needs\r\n",
        };
        stream.write_all(reply.as_bytes()).await?;
    }
    Ok(())
}

async fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
    let mut bytes = Vec::new();
    stream.read_until(b'\n', &mut bytes).await?;
    if bytes.is_empty() || bytes.len() > LONGEST_LINE {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned()))
}

async fn message(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    while let Some(line) = line(stream).await? {
        if line == "." {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push_str("\r\n");
        if text.len() > LARGEST_MESSAGE {
            break;
        }
    }
    Err(std::io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_found_in_either_encoding() {
        let plain = "Content-Transfer-Encoding: base64\r\n\r\n".to_owned()
            + &data_encoding::BASE64.encode("请接单 http://h/acknowledge/aB-_9\n".as_bytes());
        let quoted = "Content-Transfer-Encoding: quoted-printable\r\n\r\n=E8=AF=B7 http://h/acknowle=\r\ndge/aB-_9 =\r\n".to_owned();
        for text in [plain, quoted] {
            let letter = Letter { to: vec![], text };
            assert_eq!(letter.acknowledge_path().as_deref(), Some("/acknowledge/aB-_9"));
        }
    }
}
