//! The level of a fault: 1 is worst (一级、二级、三级故障).

use serde::{Deserialize, Serialize};

use super::{UnknownWord, Words};

/// 1, 2 or 3; 1 is worst. Compared as numbers: `level < other` means worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Level(u8);

impl Level {
    /// 一级故障（重大）: the system is paralysed or key data is lost.
    pub const ONE: Level = Level(1);
    /// 二级故障（主要）: the service is partly lost or in danger.
    pub const TWO: Level = Level(2);
    /// 三级故障（次要）: something works less well; the business goes on.
    pub const THREE: Level = Level(3);
    /// From the worst to the least.
    pub const ALL: [Level; 3] = [Level::ONE, Level::TWO, Level::THREE];

    /// The level's number, 1 to 3.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// What the house calls its levels, from the worst to the least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelNames(pub [Words; 3]);

impl LevelNames {
    /// The name of one.
    pub fn of(&self, level: Level) -> &Words {
        let [one, two, three] = &self.0;
        match level.0 {
            1 => one,
            2 => two,
            _ => three,
        }
    }
}

impl TryFrom<i64> for Level {
    type Error = UnknownWord;

    fn try_from(number: i64) -> Result<Level, UnknownWord> {
        Level::ALL.into_iter().find(|level| i64::from(level.0) == number).ok_or_else(|| UnknownWord(number.to_string()))
    }
}

impl From<Level> for i64 {
    fn from(level: Level) -> i64 {
        i64::from(level.0)
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl utoipa::PartialSchema for Level {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::Integer)
            .enum_values(Some([1, 2, 3]))
            .description(Some("1 is worst, 3 is least"))
            .into()
    }
}

impl utoipa::ToSchema for Level {}
