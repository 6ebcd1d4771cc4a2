//! From words to an expression, by precedence climbing.

use super::Unparsable;
use super::ast::{At, Expr, Group, Labels, Matcher, Matching, Meeting, Operator, Selector, Shift};
use super::lexer::{Token, words};

/// Aggregations, and whether they take a parameter.
const AGGREGATIONS: [(&str, bool); 13] = [
    ("sum", false),
    ("avg", false),
    ("min", false),
    ("max", false),
    ("count", false),
    ("stddev", false),
    ("stdvar", false),
    ("group", false),
    ("topk", true),
    ("bottomk", true),
    ("quantile", true),
    ("count_values", true),
    ("limitk", true),
];

/// Deeper than this no sensible text is nested.
const DEEPEST: usize = 100;

/// The expression of a text.
pub(crate) fn parse(text: &str) -> Result<Expr, Unparsable> {
    let mut parser = Parser { words: words(text)?, next: 0, end: text.len(), depth: 0 };
    let expr = parser.binary(1)?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.wrong("unexpected words after the expression")),
    }
}

struct Parser {
    words: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    depth: usize,
}

type Parsed<T> = Result<T, Unparsable>;

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.words.get(self.next).map(|(_, token)| token)
    }

    fn take(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.next += 1;
        token
    }

    fn wrong(&self, why: impl Into<String>) -> Unparsable {
        Unparsable { at: self.words.get(self.next).map_or(self.end, |(at, _)| *at), why: why.into() }
    }

    fn takes(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.next += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.takes(sign) { Ok(()) } else { Err(self.wrong(format!("expected \"{sign}\""))) }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let there = matches!(self.peek(), Some(Token::Name(found)) if found.eq_ignore_ascii_case(word));
        self.next += usize::from(there);
        there
    }

    fn operator(&self) -> Option<Operator> {
        Some(match self.peek()? {
            Token::Sign("==") => Operator::Equal,
            Token::Sign("!=") => Operator::NotEqual,
            Token::Sign("<=") => Operator::LessOrEqual,
            Token::Sign("<") => Operator::Less,
            Token::Sign(">=") => Operator::GreaterOrEqual,
            Token::Sign(">") => Operator::Greater,
            Token::Sign("+") => Operator::Add,
            Token::Sign("-") => Operator::Subtract,
            Token::Sign("*") => Operator::Multiply,
            Token::Sign("/") => Operator::Divide,
            Token::Sign("%") => Operator::Modulo,
            Token::Sign("^") => Operator::Power,
            Token::Name(name) => match name.to_ascii_lowercase().as_str() {
                "and" => Operator::And,
                "or" => Operator::Or,
                "unless" => Operator::Unless,
                "atan2" => Operator::Atan2,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Everything that binds at least so tightly.
    fn binary(&mut self, least: u8) -> Parsed<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("the expression is nested too deeply"));
        }
        let mut left = self.unary()?;
        while let Some(operator) = self.operator().filter(|operator| operator.strength() >= least) {
            self.next += 1;
            let meeting = self.meeting(operator)?;
            // A power binds to the right, everything else to the left.
            let right = self.binary(operator.strength() + u8::from(operator != Operator::Power))?;
            left = Expr::Binary { operator, left: Box::new(left), right: Box::new(right), meeting };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn meeting(&mut self, operator: Operator) -> Parsed<Meeting> {
        let mut meeting = Meeting { as_bool: self.takes_word("bool"), ..Meeting::default() };
        if meeting.as_bool && !operator.compares() {
            return Err(self.wrong("bool modifier can only be used on comparison operators"));
        }
        meeting.labels = if self.takes_word("on") {
            Some(Labels::By(self.names()?))
        } else if self.takes_word("ignoring") {
            Some(Labels::Without(self.names()?))
        } else {
            None
        };
        let left = self.takes_word("group_left");
        if left || self.takes_word("group_right") {
            if operator.joins() {
                return Err(self.wrong("no grouping allowed for set operators"));
            }
            let named = matches!(self.peek(), Some(Token::Sign("(")));
            let taken = if named { self.names()? } else { Vec::new() };
            meeting.group = if left { Group::Left(taken) } else { Group::Right(taken) };
        }
        Ok(meeting)
    }

    fn names(&mut self) -> Parsed<Vec<String>> {
        self.expect("(")?;
        let mut names = Vec::new();
        while !self.takes(")") {
            match self.take() {
                Some(Token::Name(name)) => names.push(name),
                _ => {
                    self.next -= 1;
                    return Err(self.wrong("expected a label's name"));
                }
            }
            if !self.takes(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(names)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        if self.takes("-") {
            return Ok(Expr::Negative(Box::new(self.binary(Operator::Power.strength())?)));
        }
        if self.takes("+") {
            return self.binary(Operator::Power.strength());
        }
        let primary = self.primary()?;
        self.behind(primary)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        match self.peek().cloned() {
            Some(Token::Number(number)) => {
                self.next += 1;
                Ok(Expr::Number(number))
            }
            Some(Token::Duration(milliseconds)) => {
                self.next += 1;
                Ok(Expr::Number(milliseconds as f64 / 1000.0))
            }
            Some(Token::Text(text)) => {
                self.next += 1;
                Ok(Expr::Text(text))
            }
            Some(Token::Sign("(")) => {
                self.next += 1;
                let inner = self.binary(1)?;
                self.expect(")")?;
                Ok(inner)
            }
            Some(Token::Sign("{")) => Ok(Expr::Vector(Selector { matchers: self.matchers()?, shift: Shift::default() })),
            Some(Token::Name(name)) => {
                self.next += 1;
                self.named(name)
            }
            _ => Err(self.wrong("expected an expression")),
        }
    }

    fn named(&mut self, name: String) -> Parsed<Expr> {
        match name.to_ascii_lowercase().as_str() {
            "inf" => return Ok(Expr::Number(f64::INFINITY)),
            "nan" => return Ok(Expr::Number(f64::NAN)),
            lower => {
                if let Some((operator, takes)) = AGGREGATIONS.iter().find(|(operator, _)| *operator == lower)
                    && self.opens_aggregation()
                {
                    return self.aggregate(operator, *takes);
                }
            }
        }
        if matches!(self.peek(), Some(Token::Sign("("))) {
            return Ok(Expr::Call { function: name, arguments: self.arguments()? });
        }
        let mut matchers = vec![Matcher { label: "__name__".to_owned(), matching: Matching::Equal, value: name }];
        if matches!(self.peek(), Some(Token::Sign("{"))) {
            matchers.extend(self.matchers()?);
        }
        Ok(Expr::Vector(Selector { matchers, shift: Shift::default() }))
    }

    fn opens_aggregation(&self) -> bool {
        match self.peek() {
            Some(Token::Sign("(")) => true,
            Some(Token::Name(name)) => name.eq_ignore_ascii_case("by") || name.eq_ignore_ascii_case("without"),
            _ => false,
        }
    }

    fn arguments(&mut self) -> Parsed<Vec<Expr>> {
        self.expect("(")?;
        let mut found = Vec::new();
        while !self.takes(")") {
            found.push(self.binary(1)?);
            if !self.takes(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(found)
    }

    fn aggregate(&mut self, operator: &str, takes: bool) -> Parsed<Expr> {
        let mut labels = self.labels()?;
        let mut arguments = self.arguments()?;
        if labels.is_none() {
            labels = self.labels()?;
        }
        let wanted = 1 + usize::from(takes);
        if arguments.len() != wanted {
            return Err(self.wrong(format!("wrong number of arguments for aggregate expression {operator}: expected {wanted}")));
        }
        let expr = Box::new(arguments.pop().unwrap_or(Expr::Number(0.0)));
        let parameter = arguments.pop().map(Box::new);
        let labels = labels.unwrap_or(Labels::By(Vec::new()));
        Ok(Expr::Aggregate { operator: operator.to_owned(), parameter, labels, expr })
    }

    fn labels(&mut self) -> Parsed<Option<Labels>> {
        if self.takes_word("by") {
            return Ok(Some(Labels::By(self.names()?)));
        }
        if self.takes_word("without") {
            return Ok(Some(Labels::Without(self.names()?)));
        }
        Ok(None)
    }

    fn matchers(&mut self) -> Parsed<Vec<Matcher>> {
        self.expect("{")?;
        let mut found = Vec::new();
        while !self.takes("}") {
            found.push(self.matcher()?);
            if !self.takes(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(found)
    }

    fn matcher(&mut self) -> Parsed<Matcher> {
        let label = match self.take() {
            Some(Token::Name(name) | Token::Text(name)) => name,
            _ => {
                self.next -= 1;
                return Err(self.wrong("expected a label's name"));
            }
        };
        let matching = match self.take() {
            Some(Token::Sign("=")) => Matching::Equal,
            Some(Token::Sign("!=")) => Matching::NotEqual,
            Some(Token::Sign("=~")) => Matching::Like,
            Some(Token::Sign("!~")) => Matching::NotLike,
            _ => {
                self.next -= 1;
                return Err(self.wrong("expected =, !=, =~ or !~"));
            }
        };
        match self.take() {
            Some(Token::Text(value)) => Ok(Matcher { label, matching, value }),
            _ => {
                self.next -= 1;
                Err(self.wrong("expected a quoted value"))
            }
        }
    }

    /// What may stand behind an expression: a range, a subquery, `offset`, `@`.
    fn behind(&mut self, mut expr: Expr) -> Parsed<Expr> {
        loop {
            if self.takes("[") {
                expr = self.brackets(expr)?;
            } else if self.takes_word("offset") {
                let negative = self.takes("-");
                let offset = self.duration()?;
                self.shift(&mut expr)?.offset = if negative { -offset } else { offset };
            } else if self.takes("@") {
                let at = self.instant()?;
                self.shift(&mut expr)?.at = Some(at);
            } else {
                return Ok(expr);
            }
        }
    }

    fn brackets(&mut self, expr: Expr) -> Parsed<Expr> {
        let range = self.duration()?;
        if range <= 0 {
            return Err(self.wrong("duration must be greater than 0"));
        }
        if self.takes(":") {
            let step = if matches!(self.peek(), Some(Token::Sign("]"))) { None } else { Some(self.duration()?) };
            self.expect("]")?;
            if step.is_some_and(|step| step <= 0) {
                return Err(self.wrong("duration must be greater than 0"));
            }
            return Ok(Expr::Subquery { expr: Box::new(expr), range, step, shift: Shift::default() });
        }
        self.expect("]")?;
        match expr {
            Expr::Vector(selector) if selector.shift == Shift::default() => Ok(Expr::Range(selector, range)),
            _ => Err(self.wrong("ranges only allowed for vector selectors")),
        }
    }

    fn shift<'e>(&self, expr: &'e mut Expr) -> Parsed<&'e mut Shift> {
        match expr {
            Expr::Vector(selector) | Expr::Range(selector, _) => Ok(&mut selector.shift),
            Expr::Subquery { shift, .. } => Ok(shift),
            _ => Err(self.wrong("offset and @ must follow a selector or a subquery")),
        }
    }

    fn duration(&mut self) -> Parsed<i64> {
        match self.take() {
            Some(Token::Duration(milliseconds)) => Ok(milliseconds),
            Some(Token::Number(seconds)) if seconds.is_finite() => Ok((seconds * 1000.0).round() as i64),
            _ => {
                self.next -= 1;
                Err(self.wrong("expected a duration such as 5m"))
            }
        }
    }

    fn instant(&mut self) -> Parsed<At> {
        let end = self.takes_word("end");
        if end || self.takes_word("start") {
            self.expect("(")?;
            self.expect(")")?;
            return Ok(if end { At::End } else { At::Start });
        }
        let negative = self.takes("-");
        match self.take() {
            Some(Token::Number(seconds)) if seconds.is_finite() => {
                Ok(At::Instant((if negative { -seconds } else { seconds } * 1000.0).round() as i64))
            }
            _ => {
                self.next -= 1;
                Err(self.wrong("expected an instant in seconds, start() or end()"))
            }
        }
    }
}
