//! Where a site is on the map.

use super::Wrong;

/// Degrees north and east (WGS 84): both or neither.
pub(crate) fn position(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<(f64, f64)>, Wrong> {
    match (latitude, longitude) {
        (None, None) => Ok(None),
        // A range holds no NaN.
        (Some(north), Some(east)) if (-90.0..=90.0).contains(&north) && (-180.0..=180.0).contains(&east) => Ok(Some((north, east))),
        (Some(_), Some(_)) => Err(Wrong::new(
            "position.wrong",
            "Latitude is from -90 to 90, longitude from -180 to 180 degrees.",
            "纬度范围为 -90 到 90，经度范围为 -180 到 180。",
        )),
        _ => Err(Wrong::new("position.half", "Give latitude and longitude together, or neither.", "经度和纬度请同时填写，或都不填写。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_whole_and_on_the_globe() {
        assert_eq!(position(None, None), Ok(None));
        assert_eq!(position(Some(36.65), Some(117.0)), Ok(Some((36.65, 117.0))));
        for (north, east, code) in [
            (Some(1.0), None, "position.half"),
            (None, Some(1.0), "position.half"),
            (Some(91.0), Some(0.0), "position.wrong"),
            (Some(0.0), Some(-180.1), "position.wrong"),
            (Some(f64::NAN), Some(0.0), "position.wrong"),
            (Some(0.0), Some(f64::INFINITY), "position.wrong"),
        ] {
            assert_eq!(position(north, east).unwrap_err().code, code, "{north:?} {east:?}");
        }
    }
}
