//! `/api/v1/prometheus/api/v1/…`: the query API, so that a Grafana data source has the URL `https://…/api/v1/prometheus`. Answers and refusals have
//! the shapes of Prometheus' HTTP API, not those of this program's own.

use std::collections::BTreeSet;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{Actor, Error};
use serde_json::{Value as Body, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Prometheus;
use crate::query::{Answered, Refused, Times, metric_names};
use crate::rules::eval::value::{Labels, Point, Sample, Series, Value};
use crate::rules::eval::written;
use crate::rules::promql::milliseconds;

/// The room's routes.
pub fn routes(prometheus: Prometheus) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(query, query_by_post))
        .routes(routes!(query_range, query_range_by_post))
        .routes(routes!(series, series_by_post))
        .routes(routes!(labels, labels_by_post))
        .routes(routes!(label_values))
        .routes(routes!(metadata))
        .routes(routes!(build_info))
        .with_state(prometheus)
}

/// What was asked, as pairs; of a form and of a question mark alike.
struct Asked(Vec<(String, String)>);

/// The most of a form that is read, in bytes.
const MOST: usize = 1024 * 1024;

impl<S: Sync> FromRequest<S> for Asked {
    type Rejection = Refused;

    async fn from_request(request: Request, _: &S) -> Result<Asked, Refused> {
        let pairs = |bytes: &[u8]| form_urlencoded::parse(bytes).map(|(n, v)| (n.into_owned(), v.into_owned())).collect::<Vec<_>>();
        let mut found = pairs(request.uri().query().unwrap_or_default().as_bytes());
        if request.method() == Method::POST {
            let body = to_bytes(request.into_body(), MOST).await;
            found.extend(pairs(&body.map_err(|_| Refused::BadData("the form is too long, or broke off".to_owned()))?));
        }
        Ok(Asked(found))
    }
}

impl Asked {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    fn expression(&self) -> Result<&str, Refused> {
        self.get("query").ok_or_else(|| {
            Refused::BadData("invalid parameter \"query\": unknown position: parse error: no expression found in input".to_owned())
        })
    }

    fn instant(&self, name: &str, usual: Option<i64>) -> Result<i64, Refused> {
        let Some(text) = self.get(name) else {
            return usual.ok_or_else(|| Refused::BadData(format!("invalid parameter \"{name}\": it is missing")));
        };
        let wrong = || Refused::BadData(format!("invalid parameter \"{name}\": cannot parse \"{text}\" to a valid timestamp"));
        if let Ok(seconds) = text.parse::<f64>() {
            return if seconds.is_finite() && seconds.abs() < 1e11 { Ok((seconds * 1000.0).round() as i64) } else { Err(wrong()) };
        }
        text.parse::<base::Timestamp>().map(base::Timestamp::milliseconds).map_err(|_| wrong())
    }

    fn times(&self) -> Result<Times, Refused> {
        let text = self.get("step").unwrap_or_default();
        let step = milliseconds(text)
            .ok_or_else(|| Refused::BadData(format!("invalid parameter \"step\": cannot parse \"{text}\" to a valid duration")))?;
        Times::range(self.instant("start", None)?, self.instant("end", None)?, step)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, kind, why) = match self {
            Refused::BadData(why) => (StatusCode::BAD_REQUEST, "bad_data", why),
            Refused::Execution(why) => (StatusCode::UNPROCESSABLE_ENTITY, "execution", why),
            Refused::Timeout => (StatusCode::SERVICE_UNAVAILABLE, "timeout", "query timed out in expression evaluation".to_owned()),
            Refused::Internal(Error::Refused(refusal)) => {
                let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                (status, "internal", refusal.text.in_language(base::Language::En).to_owned())
            }
            Refused::Internal(error) => {
                tracing::error!(%error, "a query could not be answered");
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "something went wrong here; the log says what".to_owned())
            }
        };
        (status, Json(json!({ "status": "error", "errorType": kind, "error": why }))).into_response()
    }
}

fn success(data: Body) -> Json<Body> {
    Json(json!({ "status": "success", "data": data }))
}

/// The same, with what the asking person should know: Grafana shows it beside what it draws.
fn warned(data: Body, warnings: BTreeSet<String>) -> Json<Body> {
    if warnings.is_empty() { success(data) } else { Json(json!({ "status": "success", "data": data, "warnings": warnings })) }
}

fn metric(labels: &Labels) -> Body {
    labels.iter().map(|(name, value)| (name.to_owned(), Body::from(value))).collect::<serde_json::Map<String, Body>>().into()
}

fn pair(at: i64, value: f64) -> Body {
    json!([at as f64 / 1000.0, written(value)])
}

fn told(value: Value, at: i64) -> Body {
    match value {
        Value::Scalar(number) => json!({ "resultType": "scalar", "result": pair(at, number) }),
        Value::Text(text) => json!({ "resultType": "string", "result": [at as f64 / 1000.0, text] }),
        Value::Vector(samples) => {
            let one = |Sample { labels, value }: Sample| json!({ "metric": metric(&labels), "value": pair(at, value) });
            json!({ "resultType": "vector", "result": samples.into_iter().map(one).collect::<Vec<_>>() })
        }
        Value::Range(series) => json!({ "resultType": "matrix", "result": matrix(series) }),
    }
}

fn matrix(series: Vec<Series>) -> Vec<Body> {
    let one = |Series { labels, points }: Series| {
        let values: Vec<Body> = points.into_iter().map(|Point { at, value }| pair(at, value)).collect();
        json!({ "metric": metric(&labels), "values": values })
    };
    series.into_iter().map(one).collect()
}

type Answer = Result<Json<Body>, Refused>;

/// What a PromQL expression (`query`) comes to at an instant (`time`, seconds or RFC 3339; now when absent), over what the asking person may see.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/query", tag = "prometheus", operation_id = "prometheus_query",
    params(("query" = String, Query, description = "The expression"), ("time" = Option<String>, Query, description = "The instant")), responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 400, description = "The expression or a parameter cannot be understood: `bad_data`", body = Object),
    (status = 401, description = "Not signed in"),
    (status = 422, description = "It cannot be computed: `execution`", body = Object),
))]
async fn query(State(prometheus): State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    let at = asked.instant("time", Some(prometheus.clock.now().milliseconds()))?;
    let Answered { found, warnings } = prometheus.instant(&actor, asked.expression()?, at).await?;
    Ok(warned(told(found, at), warnings))
}

/// The same, asked by a form.
#[utoipa::path(post, path = "/api/v1/prometheus/api/v1/query", tag = "prometheus", operation_id = "prometheus_query_by_post", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 400, description = "The expression or a parameter cannot be understood: `bad_data`", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn query_by_post(room: State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    query(room, actor, asked).await
}

/// What an expression comes to at every `step` from `start` to `end`: 11,000 steps at most.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/query_range", tag = "prometheus", operation_id = "prometheus_query_range",
    params(("query" = String, Query, description = "The expression"), ("start" = String, Query, description = "The first instant"),
    ("end" = String, Query, description = "The last instant"), ("step" = String, Query, description = "`15s`, `5m` or seconds")), responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 400, description = "The expression or a parameter cannot be understood: `bad_data`", body = Object),
    (status = 401, description = "Not signed in"),
    (status = 422, description = "It cannot be computed: `execution`", body = Object),
    (status = 503, description = "It took longer than a minute: `timeout`", body = Object),
))]
async fn query_range(State(prometheus): State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    let Answered { found, warnings } = prometheus.stepwise(&actor, asked.expression()?, asked.times()?).await?;
    Ok(warned(json!({ "resultType": "matrix", "result": matrix(found) }), warnings))
}

/// The same, asked by a form.
#[utoipa::path(post, path = "/api/v1/prometheus/api/v1/query_range", tag = "prometheus", operation_id = "prometheus_query_range_by_post", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 400, description = "The expression or a parameter cannot be understood: `bad_data`", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn query_range_by_post(room: State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    query_range(room, actor, asked).await
}

/// The labels of every series that one of the selectors (`match[]`) matches.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/series", tag = "prometheus", operation_id = "prometheus_series", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 400, description = "No selector, or one that cannot be understood: `bad_data`", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn series(State(prometheus): State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    let selectors = asked.all("match[]");
    if selectors.is_empty() {
        return Err(Refused::BadData("no match[] parameter provided".to_owned()));
    }
    let found = prometheus.matching(&actor, &selectors).await?;
    Ok(success(found.iter().map(metric).collect()))
}

/// The same, asked by a form.
#[utoipa::path(post, path = "/api/v1/prometheus/api/v1/series", tag = "prometheus", operation_id = "prometheus_series_by_post", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn series_by_post(room: State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    series(room, actor, asked).await
}

/// The names of all labels.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/labels", tag = "prometheus", operation_id = "prometheus_labels", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn labels(State(prometheus): State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    let found = prometheus.matching(&actor, &asked.all("match[]")).await?;
    let names: BTreeSet<&str> = found.iter().flat_map(|labels| labels.iter().map(|(name, _)| name)).collect();
    Ok(success(json!(names)))
}

/// The same, asked by a form.
#[utoipa::path(post, path = "/api/v1/prometheus/api/v1/labels", tag = "prometheus", operation_id = "prometheus_labels_by_post", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn labels_by_post(room: State<Prometheus>, actor: Actor, asked: Asked) -> Answer {
    labels(room, actor, asked).await
}

/// The values of one label.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/label/{name}/values", tag = "prometheus", operation_id = "prometheus_label_values",
    params(("name" = String, Path, description = "The label; `__name__` for the metrics")), responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn label_values(State(prometheus): State<Prometheus>, actor: Actor, Path(name): Path<String>, asked: Asked) -> Answer {
    let found = prometheus.matching(&actor, &asked.all("match[]")).await?;
    let values: BTreeSet<&str> = found.iter().map(|labels| labels.get(&name)).filter(|value| !value.is_empty()).collect();
    Ok(success(json!(values)))
}

/// What each metric is: all of them are gauges, because counters became rates before they were kept.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/metadata", tag = "prometheus", operation_id = "prometheus_metadata", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn metadata(State(prometheus): State<Prometheus>, actor: Actor) -> Answer {
    let found = prometheus.matching(&actor, &[]).await?;
    let one = |name: String| (name, json!([{ "type": "gauge", "help": "", "unit": "" }]));
    Ok(success(metric_names(&found).into_iter().map(one).collect::<serde_json::Map<String, Body>>().into()))
}

/// What answers here: Grafana asks for it to know what it may ask.
#[utoipa::path(get, path = "/api/v1/prometheus/api/v1/status/buildinfo", tag = "prometheus", operation_id = "prometheus_build_info", responses(
    (status = 200, description = "As Prometheus answers", body = Object),
    (status = 401, description = "Not signed in"),
))]
async fn build_info(_: Actor) -> Json<Body> {
    success(json!({ "version": "2.45.0", "revision": "", "application": "aftercare", "buildUser": "", "buildDate": "", "goVersion": "" }))
}
