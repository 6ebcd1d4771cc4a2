//! A site (点位、机房): where devices stand.

use base::{CustomerId, Timestamp};
use serde::{Deserialize, Serialize};

use super::word::words;
use super::{SiteId, patched};

words!(
    /// What a site is.
    SiteKind {
        /// 机房
        Room = "room",
        /// 立杆
        Pole = "pole",
        /// 机柜、箱体
        Cabinet = "cabinet",
        /// 其他
        Other = "other",
    }
);

/// A site (点位、机房).
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct Site {
    /// Given by the database.
    pub id: SiteId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// The name, unique for the customer.
    pub name: String,
    /// A short code, unique for the customer.
    pub code: String,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: SiteKind,
    /// The class by which contracts promise more or less (点位等级): `A`, `核心`.
    pub class: Option<String>,
    /// Where to drive to.
    pub address: Option<String>,
    /// WGS 84, degrees north.
    pub latitude: Option<f64>,
    /// WGS 84, degrees east.
    pub longitude: Option<f64>,
    /// Counts the edits, from 1.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// A site about to be entered.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// Whose it is.
    pub customer_id: CustomerId,
    /// The name, unique for the customer; 1 to 200 characters.
    pub name: String,
    /// A short code, unique for the customer; one is made up when it is absent.
    pub code: Option<String>,
    /// What it is; `other` when absent.
    pub kind: Option<SiteKind>,
    /// The class by which contracts promise more or less; 1 to 40 characters.
    #[serde(default)]
    pub class: Option<String>,
    /// Where to drive to.
    pub address: Option<String>,
    /// WGS 84, degrees north, -90 to 90; together with the longitude or not at all.
    pub latitude: Option<f64>,
    /// WGS 84, degrees east, -180 to 180.
    pub longitude: Option<f64>,
}

impl NewSite {
    /// A site of which only the name is known yet.
    pub fn named(customer_id: CustomerId, name: impl Into<String>) -> NewSite {
        NewSite { customer_id, name: name.into(), code: None, kind: None, class: None, address: None, latitude: None, longitude: None }
    }
}

/// What to change of a site: an absent key leaves the value, null empties it.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteChange {
    /// The version that was read; another one now is 409 `site.changed`.
    pub version: Option<i64>,
    /// The name.
    pub name: Option<String>,
    /// The short code.
    pub code: Option<String>,
    /// What it is.
    pub kind: Option<SiteKind>,
    /// The class by which contracts promise more or less.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub class: Option<Option<String>>,
    /// Where to drive to.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// Degrees north.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<f64>)]
    pub latitude: Option<Option<f64>>,
    /// Degrees east.
    #[serde(default, deserialize_with = "patched")]
    #[schema(value_type = Option<f64>)]
    pub longitude: Option<Option<f64>>,
}
