//! How a text of PromQL is read, and what is told of one that is none.

use proptest::prelude::*;

use super::ast::{At, Expr, Group, Labels, Meeting, Shift};
use super::parse;

fn wrong(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn operators_bind_as_in_prometheus() {
    let shape = |text: &str| {
        fn told(expr: &Expr) -> String {
            match expr {
                Expr::Number(number) => number.to_string(),
                Expr::Negative(inner) => format!("-{}", told(inner)),
                Expr::Binary { operator, left, right, .. } => format!("({} {operator:?} {})", told(left), told(right)),
                other => format!("{other:?}"),
            }
        }
        told(&parse(text).unwrap())
    };
    assert_eq!(shape("1 + 2 * 3"), "(1 Add (2 Multiply 3))");
    assert_eq!(shape("2 ^ 3 ^ 2"), "(2 Power (3 Power 2))");
    assert_eq!(shape("-2 ^ 2"), "-(2 Power 2)");
    assert_eq!(shape("1 - 2 - 3"), "((1 Subtract 2) Subtract 3)");
    assert_eq!(shape("1 > bool 2 or 3 and 4"), "((1 Greater 2) Or (3 And 4))");
    assert_eq!(shape("(1 + 2) * 3e2 # and so on"), "((1 Add 2) Multiply 300)");
}

#[test]
fn selectors_ranges_and_what_stands_behind_them() {
    let selector = |text: &str| match parse(text).unwrap() {
        Expr::Vector(selector) => (selector, 0),
        Expr::Range(selector, range) => (selector, range),
        other => panic!("{other:?}"),
    };
    let (found, range) = selector(r#"up{job=~"a|b", instance!='x',} [5m] offset 1h30m @ 1700000000"#);
    assert_eq!(range, 300_000);
    assert_eq!(found.matchers.len(), 3);
    assert_eq!(found.shift, Shift { offset: 5_400_000, at: Some(At::Instant(1_700_000_000_000)) });
    assert_eq!(selector("up offset -5m").0.shift.offset, -300_000);
    assert_eq!(selector("up @ end()").0.shift.at, Some(At::End));
    assert!(matches!(parse("max_over_time(rate(x[5m])[1h:])").unwrap(), Expr::Call { .. }));
    assert!(matches!(parse("sum without (a, b) (x)").unwrap(), Expr::Aggregate { labels: Labels::Without(_), .. }));
    assert!(matches!(parse("topk(3, x) by (a)").unwrap(), Expr::Aggregate { parameter: Some(_), .. }));
    assert!(matches!(parse("a / on(x) group_left(y) b").unwrap(), Expr::Binary { meeting: Meeting { group: Group::Left(_), .. }, .. }));
    assert!(matches!(parse("sum").unwrap(), Expr::Vector(_)), "a metric may be called like an aggregation");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    assert_eq!(wrong("up{"), "1:4: parse error: expected a label's name");
    assert_eq!(wrong("sum(up"), "1:7: parse error: expected \")\"");
    assert_eq!(wrong("1 +"), "1:4: parse error: expected an expression");
    assert_eq!(wrong("up[5x]"), "1:4: parse error: bad number or duration: \"5x\"");
    assert_eq!(wrong("(1)[5m]"), "1:8: parse error: ranges only allowed for vector selectors");
    assert_eq!(wrong("'abc"), "1:1: parse error: unterminated quoted string");
    assert_eq!(wrong("1 2"), "1:3: parse error: unexpected words after the expression");
    assert!(wrong(&"(".repeat(10_000)).contains("nested too deeply"));
    assert!(wrong(&"-".repeat(10_000)).contains("nested too deeply"));
}

proptest! {
    #[test]
    fn no_text_brings_the_parser_down(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn nor_words_that_belong_to_it(words in prop::collection::vec(prop::sample::select(vec![
        "sum", "by", "(", ")", "{", "}", "[", "]", "up", "5m", "1", "=", "\"a\"", ",", ":", "offset", "@", "-", "+", "or", "on", "bool", "rate", "=~",
    ]), 0..30)) {
        let _ = parse(&words.join(" "));
    }
}
