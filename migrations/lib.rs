//! The one numbered list of migrations, a file each, one text for both databases (see [`base::db::migrate`]). Append only: a released
//! file is never edited.

use base::db::Migration;

macro_rules! migrations {
    ($($number:literal $file:literal $name:literal;)*) => {
        /// Every migration, in order.
        pub const ALL: &[Migration] = &[$(Migration { number: $number, name: $name, text: include_str!($file) },)*];
    };
}

migrations! {
    1 "0001_base.sql" "base";
    2 "0002_archive.sql" "archive";
    3 "0003_roster.sql" "roster";
    4 "0004_series.sql" "series";
    5 "0005_watch.sql" "watch";
    6 "0006_notify.sql" "notify";
    7 "0007_desk.sql" "desk";
    8 "0008_field.sql" "field";
    9 "0009_calendar.sql" "calendar";
    10 "0010_escalation.sql" "escalation";
    11 "0011_series_blocks.sql" "series_blocks";
    12 "0012_maintenance.sql" "maintenance";
    13 "0013_custom_checks.sql" "custom checks";
    14 "0014_state_changes.sql" "state changes";
    15 "0015_alert_rules.sql" "alert rules";
    16 "0016_check_templates.sql" "check templates";
    17 "0017_links.sql" "links";
    18 "0018_evidence.sql" "evidence";
    19 "0019_expiries.sql" "expiries";
    20 "0020_exclusions.sql" "exclusions";
    21 "0021_remote_write.sql" "remote write";
    22 "0022_watch_minutes.sql" "watch minutes";
    23 "0023_banners.sql" "banners";
    24 "0024_coverage.sql" "coverage";
}
