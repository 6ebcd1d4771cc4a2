//! The table `sites`.

use base::db::{Filter, Listing, sql};
use base::{Conn, CustomerId, Page, PageParams, Result};

use crate::SiteId;
use crate::model::Site;
use crate::view::SiteView;

const COLUMNS: &str = "id, customer_id, name, code, kind, class, address, latitude, longitude, version, created_at";

const LIST: Listing = Listing {
    columns: "s.id, s.customer_id, c.name AS customer_name, s.name, s.code, s.kind, s.class, s.address, s.latitude, s.longitude, s.version, \
         s.created_at, (SELECT COUNT(*) FROM devices d WHERE d.site_id = s.id AND d.removed_at IS NULL) AS devices",
    from: "sites s JOIN customers c ON c.id = s.customer_id",
    id: "s.id",
    sorts: &[
        ("name", "s.name"),
        ("code", "s.code"),
        ("kind", "s.kind"),
        ("customer", "c.name"),
        ("created_at", "s.created_at"),
        ("id", "s.id"),
    ],
};

/// One page. The filter speaks of `sites s` and `customers c`.
pub(crate) async fn list(conn: &mut Conn, filter: Filter, params: &PageParams) -> Result<Page<SiteView>> {
    let filter = filter.search(&["s.name", "s.code", "s.address"], params.q.as_deref());
    LIST.page(conn, filter, params, |view: &SiteView| view.id.0).await
}

pub(crate) async fn by_id(conn: &mut Conn, id: SiteId) -> Result<Option<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites WHERE id = $1")).bind(id).optional(conn).await
}

/// Several sites, by id.
pub(crate) async fn by_ids(conn: &mut Conn, ids: &[SiteId]) -> Result<Vec<Site>> {
    let filter = Filter::new().and_in("id", ids.iter().copied());
    sql(format!("SELECT {COLUMNS} FROM sites{} ORDER BY id", filter.where_clause())).bind_all(filter.binds()).all(conn).await
}

pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites ORDER BY id")).all(conn).await
}

pub(crate) async fn of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites WHERE customer_id = $1 ORDER BY id")).bind(customer).all(conn).await
}

/// The customer's site that has this name or this code, other than `except`.
pub(crate) async fn namesake(
    conn: &mut Conn,
    customer: CustomerId,
    name: &str,
    code: &str,
    except: Option<SiteId>,
) -> Result<Option<Site>> {
    sql(format!("SELECT {COLUMNS} FROM sites WHERE customer_id = $1 AND (name = $2 OR code = $3) AND id <> $4 ORDER BY id LIMIT 1"))
        .bind(customer)
        .bind(name)
        .bind(code)
        .bind(except.map_or(0, |id| id.0))
        .optional(conn)
        .await
}

/// Writes a new row; the id of `site` is not looked at.
pub(crate) async fn insert(conn: &mut Conn, site: &Site) -> Result<SiteId> {
    sql("INSERT INTO sites (customer_id, name, code, kind, class, address, latitude, longitude, version, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id")
    .bind(site.customer_id)
    .bind(&site.name)
    .bind(&site.code)
    .bind(site.kind.as_str())
    .bind(site.class.as_deref())
    .bind(site.address.as_deref())
    .bind(site.latitude)
    .bind(site.longitude)
    .bind(site.version)
    .bind(site.created_at)
    .scalar(conn)
    .await
}

pub(crate) async fn update(conn: &mut Conn, site: &Site) -> Result<()> {
    sql("UPDATE sites SET name = $2, code = $3, kind = $4, class = $5, address = $6, latitude = $7, longitude = $8, version = $9 \
         WHERE id = $1")
    .bind(site.id)
    .bind(&site.name)
    .bind(&site.code)
    .bind(site.kind.as_str())
    .bind(site.class.as_deref())
    .bind(site.address.as_deref())
    .bind(site.latitude)
    .bind(site.longitude)
    .bind(site.version)
    .run(conn)
    .await?;
    Ok(())
}
