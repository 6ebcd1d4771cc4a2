//! `/imports/devices`: a device list as CSV.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::header;
use base::http::{Params, Problem, body_rejected};
use base::{Actor, Error, Language, Refusal, Result, Text};
use serde::{Deserialize, Serialize};

use crate::{Archive, DeviceFile, ImportOptions, ImportReport, PreviewLine};

/// What to do with the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportQuery {
    /// Import it. Absent or false: only tell what it would change.
    #[serde(default)]
    apply: bool,
    /// Make the customers (administrators and managers) and sites that are not there yet.
    #[serde(default)]
    create_places: bool,
}

/// What a list changes, or what is wrong with it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DeviceImport {
    /// How many lines with devices it has.
    lines: usize,
    /// How many devices are new.
    created: usize,
    /// How many are changed.
    updated: usize,
    /// How many are as they were.
    unchanged: usize,
    /// The customers that are made.
    customers_created: Vec<String>,
    /// How many sites are made.
    sites_created: usize,
    /// Whether it was imported.
    applied: bool,
    /// Every bad line, the first thousand errors.
    errors: Vec<ImportLineError>,
    /// How many errors there are in all.
    errors_total: usize,
    /// The first hundred lines that are good.
    preview: Vec<PreviewLine>,
}

/// What is wrong with a line.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ImportLineError {
    /// The line in the file, from 1, the heading included.
    line: u64,
    /// The heading of the column, as the file writes it.
    column: Option<String>,
    /// Stable, for programs.
    code: &'static str,
    /// What is wrong and what to write instead.
    detail: String,
}

impl DeviceImport {
    fn of(report: ImportReport, language: Language) -> DeviceImport {
        let errors = report.errors.into_iter().map(|error| ImportLineError {
            line: error.line,
            column: error.column,
            code: error.code,
            detail: error.text.in_language(language).to_owned(),
        });
        DeviceImport {
            lines: report.lines,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            customers_created: report.customers_created,
            sites_created: report.sites_created,
            applied: report.applied,
            errors: errors.collect(),
            errors_total: report.errors_total,
            preview: report.preview,
        }
    }
}

/// Previews a device list, or imports it with `apply=true`. For administrators, managers and dispatchers. The body is a CSV file of at most
/// 10 MiB in UTF-8, UTF-16 or GB 18030. Nothing is imported while a line is wrong: then `apply=true` is 422 `import.not_clean`.
#[utoipa::path(
    post,
    path = "/api/v1/imports/devices",
    tag = "archive",
    operation_id = "import_devices",
    params(ImportQuery),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = DeviceImport),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "not signed in"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "not by this role"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "too large"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "another content type"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "the fields named need another value"),
    ),
)]
pub(super) async fn devices(
    State(archive): State<Archive>,
    actor: Actor,
    language: Language,
    Params(query): Params<ImportQuery>,
    request: Request,
) -> Result<Json<DeviceImport>> {
    check_type(&request)?;
    let bytes = Bytes::from_request(request, &()).await.map_err(|rejection| body_rejected(rejection.status()))?;
    // Ten megabytes take a while to read; meanwhile other requests are answered.
    let file = tokio::task::spawn_blocking(move || DeviceFile::read(&bytes))
        .await
        .map_err(|error| Error::internal(format!("reading a device list failed: {error}")))?;
    let options = ImportOptions { apply: query.apply, create_places: query.create_places };
    let report = archive.by(&actor).import_devices(archive.clock.now(), file, options).await?;
    if query.apply {
        report.refuse_errors()?;
    }
    Ok(Json(DeviceImport::of(report, language)))
}

/// Browsers on Windows name a CSV file after the program that opens it.
fn check_type(request: &Request) -> Result<()> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if matches!(kind.as_str(), "text/csv" | "application/csv" | "application/vnd.ms-excel") {
        return Ok(());
    }
    Err(Error::Refused(Refusal::new(
        415,
        "import.type",
        Text::new(
            "Send the list as CSV with `Content-Type: text/csv`. In Excel: “Save as”, “CSV UTF-8 (comma delimited)”.",
            "请以 CSV 格式上传（Content-Type: text/csv）。Excel 中请选“另存为 CSV UTF-8（逗号分隔）”。",
        ),
    )))
}
