//! What is read of a page: nothing, a text in it, its beginning, or all of it as it streams by.

use std::net::SocketAddr;
use std::ops::ControlFlow;

use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::Incoming;

use super::Phrase;
use super::exchange::failure;
use crate::failure::Failure;

/// How much of a page is looked through.
const LONGEST_PAGE: usize = 1 << 20;

/// The beginning of a page.
pub(crate) struct Page {
    /// At most a MiB.
    pub(super) bytes: Vec<u8>,
    /// Whether there is more of it.
    pub(super) cut: bool,
}

impl Page {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(super) fn contains(&self, phrase: &Phrase) -> bool {
        let wanted = phrase.as_str().as_bytes();
        self.bytes.windows(wanted.len()).any(|window| window == wanted)
    }
}

/// What of the page the question needs.
pub(crate) enum Need<'a> {
    Nothing,
    /// Whether it holds this.
    Phrase(&'a Phrase),
    /// Its first MiB.
    Page,
    /// Part by part, of an answer with success.
    Stream(&'a mut (dyn FnMut(&[u8]) -> ControlFlow<()> + Send)),
}

/// Reads what is needed: whether a text is in the page, and its beginning.
pub(super) async fn read(
    response: Response<Incoming>,
    need: &mut Need<'_>,
    peer: SocketAddr,
) -> Result<(Option<bool>, Option<Page>), Failure> {
    match need {
        Need::Nothing => Ok((None, None)),
        Need::Phrase(phrase) => Ok((Some(body_contains(response, phrase, peer).await?), None)),
        Need::Page => Ok((None, Some(read_page(response, peer).await?))),
        Need::Stream(take) => {
            if response.status().is_success() {
                stream_page(response, take, peer).await?;
            }
            Ok((None, None))
        }
    }
}

/// Whether the first MiB of the page holds `phrase`; reads no further than needed.
async fn body_contains(response: Response<Incoming>, phrase: &Phrase, peer: SocketAddr) -> Result<bool, Failure> {
    let wanted = phrase.as_str().as_bytes();
    let mut body = response.into_body();
    let mut page: Vec<u8> = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure(&error, peer))?;
        let Some(data) = frame.data_ref() else { continue };
        // What was searched before can only matter where the phrase begins in it and ends in the new part.
        let from = page.len().saturating_sub(wanted.len() - 1);
        page.extend_from_slice(data.get(..data.len().min(LONGEST_PAGE - page.len())).unwrap_or_default());
        if page.get(from..).is_some_and(|fresh| fresh.windows(wanted.len()).any(|window| window == wanted)) {
            return Ok(true);
        }
        if page.len() >= LONGEST_PAGE {
            break;
        }
    }
    Ok(false)
}

/// The first MiB of the page.
async fn read_page(response: Response<Incoming>, peer: SocketAddr) -> Result<Page, Failure> {
    let mut body = response.into_body();
    let mut page = Page { bytes: Vec::new(), cut: false };
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure(&error, peer))?;
        let Some(data) = frame.data_ref() else { continue };
        let room = LONGEST_PAGE - page.bytes.len();
        page.bytes.extend_from_slice(data.get(..data.len().min(room)).unwrap_or_default());
        if data.len() > room {
            page.cut = true;
            break;
        }
    }
    Ok(page)
}

async fn stream_page(
    response: Response<Incoming>,
    take: &mut (dyn FnMut(&[u8]) -> ControlFlow<()> + Send),
    peer: SocketAddr,
) -> Result<(), Failure> {
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| failure(&error, peer))?;
        if frame.data_ref().is_some_and(|data| take(data).is_break()) {
            break;
        }
    }
    Ok(())
}
