//! Routes: the metrics of a device, and the values of one.

use axum::Json;
use axum::extract::State;
use base::http::{At, Params, Problem};
use base::{Actor, Page, Result, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::model::{Metric, Range, Span, Values};
use crate::{Series, SeriesId};

/// The room's routes.
pub fn routes(series: Series) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(points)).with_state(series)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MetricsOf {
    /// The device.
    device_id: i64,
}

/// A metric: one measured quantity of one check.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriesMetric)]
struct MetricShown {
    id: SeriesId,
    /// The check that measures it.
    check_id: i64,
    /// `round_trip`, `available`, `if_in` …
    name: String,
    /// Which one, where there are several: the interface. Empty otherwise.
    label: String,
    /// `seconds`, `ratio`, `bytes_per_second`, `count`, `days`, `flag`
    unit: String,
}

impl From<Metric> for MetricShown {
    fn from(metric: Metric) -> MetricShown {
        let Metric { id, check_id, name, label, unit, .. } = metric;
        MetricShown { id, check_id, name, label, unit }
    }
}

/// The metrics of a device.
#[utoipa::path(get, path = "/api/v1/series", tag = "series", operation_id = "list_series", params(MetricsOf), responses(
    (status = 200, description = "The metrics, by check, name and label; none of a device that is not yours", body = Page<MetricShown>),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 422, description = "No device_id, or something unknown", body = Problem),
))]
async fn list(State(series): State<Series>, actor: Actor, Params(of): Params<MetricsOf>) -> Result<Json<Page<MetricShown>>> {
    let metrics = series.by(&actor).metrics(of.device_id).await?;
    Ok(Json(Page::whole(metrics.into_iter().map(MetricShown::from).collect())))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Between {
    /// The first instant; a day before `to` when absent. Steps of five minutes or longer begin at whole ones, so the answer may begin a little sooner.
    from: Option<Timestamp>,
    /// The first instant that is no longer wanted; now when absent.
    to: Option<Timestamp>,
    /// About how many steps, 2 to 2000; 300 when absent.
    points: Option<u32>,
}

/// A metric's values. The four lists are of the same length. At the beginning of a gap stands one entry of nulls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriesPoints)]
struct PointsShown {
    /// What the numbers count.
    unit: String,
    from: Timestamp,
    to: Timestamp,
    /// The length of a step.
    step_seconds: i64,
    /// When each step begins: milliseconds since 1970.
    at: Vec<i64>,
    /// The least value in the step.
    min: Vec<Option<f64>>,
    /// The mean.
    avg: Vec<Option<f64>>,
    /// The greatest value in the step.
    max: Vec<Option<f64>>,
}

impl From<Range> for PointsShown {
    fn from(range: Range) -> PointsShown {
        let column = |of: fn(Values) -> f64| range.steps.iter().map(|step| step.values.map(of)).collect();
        PointsShown {
            from: range.span.from(),
            to: range.span.to(),
            step_seconds: range.span.step_seconds(),
            at: range.steps.iter().map(|step| step.at.milliseconds()).collect(),
            min: column(|values| values.min),
            avg: column(|values| values.avg),
            max: column(|values| values.max),
            unit: range.unit,
        }
    }
}

/// The values of a metric.
#[utoipa::path(get, path = "/api/v1/series/{id}/points", tag = "series",
    params(("id" = SeriesId, Path, description = "The metric"), Between), responses(
    (status = 200, description = "The values", body = PointsShown),
    (status = 401, description = "Not signed in", body = Problem),
    (status = 404, description = "No such series, or not yours", body = Problem),
    (status = 422, description = "`from` is not before `to`, or more than five years before it", body = Problem),
    (status = 500, description = "A block of these measurements is damaged", body = Problem),
))]
async fn points(
    State(series): State<Series>,
    actor: Actor,
    At(id): At<SeriesId>,
    Params(between): Params<Between>,
) -> Result<Json<PointsShown>> {
    let to = between.to.unwrap_or_else(|| series.clock.now());
    let from = between.from.unwrap_or_else(|| to.plus_seconds(-86_400));
    let span = Span::new(from, to, between.points.unwrap_or(300))?;
    Ok(Json(series.by(&actor).range(id, span).await?.into()))
}
