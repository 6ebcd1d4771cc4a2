//! An expression of PromQL.

/// How a label is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Matching {
    Equal,
    NotEqual,
    Like,
    NotLike,
}

/// One condition on a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matcher {
    pub(crate) label: String,
    pub(crate) matching: Matching,
    pub(crate) value: String,
}

/// Which series.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Selector {
    /// The name among them, as `__name__`.
    pub(crate) matchers: Vec<Matcher>,
    pub(crate) shift: Shift,
}

/// When something is looked at, as seen from the instant of the query.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Shift {
    /// So many milliseconds before.
    pub(crate) offset: i64,
    /// At this instant instead.
    pub(crate) at: Option<At>,
}

/// A fixed instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    /// Milliseconds since 1970.
    Instant(i64),
    Start,
    End,
}

/// Operators, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Unless,
    Equal,
    NotEqual,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Atan2,
    Power,
}

impl Operator {
    /// How tightly it binds.
    pub(crate) fn strength(self) -> u8 {
        match self {
            Operator::Or => 1,
            Operator::And | Operator::Unless => 2,
            Operator::Equal
            | Operator::NotEqual
            | Operator::LessOrEqual
            | Operator::Less
            | Operator::GreaterOrEqual
            | Operator::Greater => 3,
            Operator::Add | Operator::Subtract => 4,
            Operator::Multiply | Operator::Divide | Operator::Modulo | Operator::Atan2 => 5,
            Operator::Power => 6,
        }
    }

    /// Whether it compares.
    pub(crate) fn compares(self) -> bool {
        self.strength() == 3
    }

    /// Whether it puts sets together.
    pub(crate) fn joins(self) -> bool {
        self.strength() <= 2
    }
}

/// Which labels count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Labels {
    /// Only these.
    By(Vec<String>),
    /// All but these.
    Without(Vec<String>),
}

/// On which side several series may meet one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Group {
    #[default]
    OneToOne,
    /// Many on the left; these labels are taken over from the right.
    Left(Vec<String>),
    Right(Vec<String>),
}

/// How two vectors meet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Meeting {
    /// `on` is [`Labels::By`], `ignoring` [`Labels::Without`].
    pub(crate) labels: Option<Labels>,
    pub(crate) group: Group,
    /// Comparisons answer 0 and 1 instead of leaving out.
    pub(crate) as_bool: bool,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Number(f64),
    Text(String),
    Vector(Selector),
    /// The points of so many milliseconds.
    Range(Selector, i64),
    /// An expression at every `step` of a range.
    Subquery {
        expr: Box<Expr>,
        range: i64,
        step: Option<i64>,
        shift: Shift,
    },
    Negative(Box<Expr>),
    Binary {
        operator: Operator,
        left: Box<Expr>,
        right: Box<Expr>,
        meeting: Meeting,
    },
    Call {
        function: String,
        arguments: Vec<Expr>,
    },
    Aggregate {
        operator: String,
        parameter: Option<Box<Expr>>,
        labels: Labels,
        expr: Box<Expr>,
    },
}

/// What comes of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Scalar,
    Text,
    Vector,
    Range,
}

impl Kind {
    /// As people who know PromQL call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Scalar => "scalar",
            Kind::Text => "string",
            Kind::Vector => "instant vector",
            Kind::Range => "range vector",
        }
    }
}
