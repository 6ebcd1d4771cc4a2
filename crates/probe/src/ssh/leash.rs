//! A connection that is cut the moment nobody asks any longer: the SSH library reads it in a task of its own, which must not outlive the
//! question, whatever the server sends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// The hand that holds it. Dropping it cuts the connection.
pub(super) struct Hand(#[expect(dead_code, reason = "its drop is what counts")] oneshot::Sender<()>);

/// The connection.
pub(super) struct Leashed {
    stream: TcpStream,
    held: oneshot::Receiver<()>,
}

pub(super) fn leash(stream: TcpStream) -> (Hand, Leashed) {
    let (hand, held) = oneshot::channel();
    (Hand(hand), Leashed { stream, held })
}

impl AsyncRead for Leashed {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.held.is_terminated() && Pin::new(&mut self.held).poll(context).is_pending() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl AsyncWrite for Leashed {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
