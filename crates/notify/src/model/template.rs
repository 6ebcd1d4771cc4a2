//! How a supplier of short messages or calls is asked: a request written by the administrator with placeholders in it, and what the answer
//! means. Suppliers differ in everything but HTTP, so none is built in; [the book](../../../../docs/sms-and-voice.md) shows one of Aliyun's
//! shape.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// How a supplier is asked, and how its answer is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayTemplate)]
#[serde(deny_unknown_fields)]
pub(crate) struct Template {
    /// The request that sends.
    pub send: Call,
    /// What in its answer means that the supplier took it. Without it every 2xx does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Written>,
    /// What in its answer means that it will never take it, whatever happens: a number that does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Written>,
    /// Where the answer explains itself: `Message`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Where the answer holds the supplier's own name for the message: `BizId`, `CallId`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// For calls: a request that asks how a call ended, made until it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<Call>,
    /// For calls: how to read the answer to `ask`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// For calls: how to read what the supplier reports by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// One request. Texts may hold placeholders: `{{phone}}`, `{{text|max:60}}`, `{{secret.KEY}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayCall)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    /// `GET` or `POST`.
    pub method: String,
    /// The address, without what stands in `query`. Placeholders are percent-encoded.
    pub url: String,
    /// Further headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// What stands behind the question mark.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// The body as a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<BTreeMap<String, String>>,
    /// The body as JSON; its texts may hold placeholders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Json>,
    /// The body as it is, with a `content-type` among the headers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// How it is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<Signing>,
}

/// How a request is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewaySigning)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Signing {
    /// Aliyun's RPC style, version 1.0: the sorted parameters, HMAC-SHA1. Timestamp, nonce and the rest are added by themselves.
    Aliyun {
        /// `{{secret.ACCESS_KEY_ID}}`
        key_id: String,
        /// `{{secret.ACCESS_KEY_SECRET}}`
        key_secret: String,
    },
    /// An HMAC over a text, which the request then holds as `{{signature}}`.
    Hmac {
        /// Over which hash.
        hash: Hash,
        /// The key.
        key: String,
        /// What is signed.
        text: String,
        /// Written in hexadecimal digits instead of base64.
        #[serde(default)]
        hexadecimal: bool,
    },
}

/// A hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayHash)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hash {
    /// SHA-1, where a supplier wants nothing better.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// A place in an answer, and what must be written there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayWritten)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    /// Where, by names and numbers joined with dots: `Code`, `data.0.status`. A text that holds JSON is gone into.
    pub path: String,
    /// One of these.
    pub is: Vec<String>,
}

/// How a call ended, read off JSON. A key that was pressed acknowledges; an answer without one does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayEnding)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// Where the pressed key stands: `dtmf`.
    pub key: String,
    /// What means that somebody answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Written>,
    /// What means that the call is over without an answer. While neither holds, it is still going on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unanswered: Option<Written>,
}

/// What a supplier reports by itself, to our address `{{report_url}}`: one object, or a list of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = GatewayReport)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    /// Where our own number of the message stands, when `{{message}}` was sent along: `out_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where the supplier's name for it stands: `call_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// How the call ended.
    pub ending: Ending,
}
