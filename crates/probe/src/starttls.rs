//! From a plain conversation to TLS: SMTP (RFC 3207) and IMAP (RFC 9051, section 6.2.1).

use std::io;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::failure::{Failure, FailureKind};

/// What is spoken before TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartTls {
    /// Nothing: TLS from the first byte.
    #[default]
    None,
    /// A mail server that takes mail.
    Smtp,
    /// A mail server that shows mail.
    Imap,
}

/// How much a server may say before TLS, in bytes.
const LONGEST_TALK: u64 = 16 << 10;

/// Talks until the server is ready for TLS.
pub(crate) async fn begin(kind: StartTls, stream: TcpStream, peer: SocketAddr) -> Result<TcpStream, Failure> {
    if kind == StartTls::None {
        return Ok(stream);
    }
    let mut stream = BufReader::new(stream);
    let ready = match kind {
        StartTls::Smtp => smtp(&mut stream).await,
        _ => imap(&mut stream).await,
    };
    match ready {
        // What came with the last plain line would be read as if it had been encrypted.
        Ok(true) if stream.buffer().is_empty() => Ok(stream.into_inner()),
        Ok(_) => Err(Failure::new(
            FailureKind::Protocol,
            format!("{peer} does not offer STARTTLS. Switch TLS on in the server's settings, or correct the port or starttls."),
            format!("{peer} 不支持 STARTTLS。请在服务器设置中启用 TLS，或更正端口或 starttls。"),
        )),
        Err(error) => Err(Failure::from_io(&error, peer)),
    }
}

async fn smtp(stream: &mut (impl AsyncBufRead + AsyncWrite + Unpin)) -> io::Result<bool> {
    if !smtp_says(stream, "220").await? {
        return Ok(false);
    }
    stream.write_all(b"EHLO aftercare\r\n").await?;
    if !smtp_says(stream, "250").await? {
        return Ok(false);
    }
    stream.write_all(b"STARTTLS\r\n").await?;
    smtp_says(stream, "220").await
}

/// Whether the reply, of one or more lines, has this code.
async fn smtp_says(stream: &mut (impl AsyncBufRead + Unpin), code: &str) -> io::Result<bool> {
    let mut talk = stream.take(LONGEST_TALK);
    loop {
        let line = line(&mut talk).await?;
        match line.strip_prefix(code) {
            Some(rest) if rest.starts_with('-') => {}
            Some(_) => return Ok(true),
            None => return Ok(false),
        }
    }
}

async fn imap(stream: &mut (impl AsyncBufRead + AsyncWrite + Unpin)) -> io::Result<bool> {
    if !line(&mut stream.take(LONGEST_TALK)).await?.starts_with("* OK") {
        return Ok(false);
    }
    stream.write_all(b"a STARTTLS\r\n").await?;
    let mut talk = stream.take(LONGEST_TALK);
    loop {
        let line = line(&mut talk).await?;
        if !line.starts_with('*') {
            return Ok(line.starts_with("a OK"));
        }
    }
}

/// One line; an error when the server hangs up or talks too long.
async fn line(talk: &mut (impl AsyncBufRead + Unpin)) -> io::Result<String> {
    let mut bytes = Vec::new();
    talk.read_until(b'\n', &mut bytes).await?;
    if bytes.last() != Some(&b'\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_wait(bytes in proptest::collection::vec(any::<u8>(), 0..200), greeting in "(220|250|\\* OK|a OK)[ -].{0,10}\r\n") {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let said = [greeting.as_bytes(), &bytes].concat();
            for kind in [StartTls::Smtp, StartTls::Imap] {
                let mut stream = BufReader::new(tokio::io::join(&said[..], tokio::io::sink()));
                let _ = runtime.block_on(async { if kind == StartTls::Smtp { smtp(&mut stream).await } else { imap(&mut stream).await } });
            }
        }
    }
}
