//! The table of promised times: its mistakes one by one, and which line holds.

use super::*;

fn kept(table: Vec<NewClause>) -> Result<Vec<Clause>, Vec<(String, &'static str)>> {
    let mut fields = Fields::default();
    let lines = clauses(&mut fields, table);
    match fields.finish() {
        Err(base::Error::Refused(refusal)) => Err(refusal.fields.into_iter().map(|field| (field.path, field.code)).collect()),
        _ => Ok(lines),
    }
}

fn fault(level: u8) -> Occasion {
    Occasion { level, kind: TicketKind::Fault, site_class: None, guard: false }
}

#[test]
fn the_usual_table_is_kept_as_it_is() {
    let lines = kept(usual()).unwrap();
    assert_eq!(lines.len(), 12);
    let first = &lines[0];
    assert_eq!((first.clock, first.target, first.calendar_id), (ClockKind::Respond, Target::Service(1_800_000), AROUND_THE_CLOCK));
    assert_eq!((first.warnings.as_slice(), first.pausable), (&[USUAL_WARNING][..], false));
    assert_eq!(kept(lines.iter().map(NewClause::from).collect()).unwrap(), lines, "it reads back as it was kept");
}

#[test]
fn each_mistake_in_the_table_is_named() {
    /// A mistake, and where and how it is named.
    type Case = (fn(&mut Vec<NewClause>), &'static str, &'static str);
    let cases: [Case; 12] = [
        (|t| t[0].target = "0m".into(), "clauses[0].target", "clause.target"),
        (|t| t[3].target = "4 h".into(), "clauses[3].target", "clause.target"),
        (|t| t[1].target = "99999h".into(), "clauses[1].target", "clause.target"),
        (|t| t[5].target = "59m".into(), "clauses[5].target", "clause.order"),
        (|t| t[7].target = "7h".into(), "clauses[7].target", "clause.order"),
        (|t| t[0].warnings = Some(vec!["50".into()]), "clauses[0].warnings[0]", "clause.warning"),
        (|t| t[0].warnings = Some(vec!["75%".into(), "-30m".into()]), "clauses[0].warnings[1]", "clause.warning"),
        (|t| t[0].warnings = Some(vec!["1%".into(); 11]), "clauses[0].warnings", "clause.warnings"),
        (|t| t[1].level = Some(4), "clauses[1].level", "clause.level"),
        (|t| t[1].site_class = Some("x".repeat(41)), "clauses[1].site_class", "text.too_long"),
        (|t| t.push(NewClause { target: "1h".into(), ..t[8].clone() }), "clauses[12]", "clause.twice"),
        (|t| drop(t.remove(4)), "clauses", "clauses.levels"),
    ];
    for (number, (spoil, path, code)) in cases.into_iter().enumerate() {
        let mut table = usual();
        spoil(&mut table);
        let refused = kept(table).unwrap_err();
        assert!(refused.contains(&(path.to_owned(), code)), "case {number}: {refused:?}");
    }
    assert_eq!(kept(Vec::new()).unwrap_err(), [("clauses".to_owned(), "clauses.levels")]);
}

#[test]
fn what_cannot_be_compared_is_not_ordered() {
    let mut table = usual();
    table[1].target = "eod".into();
    table[2].target = "3wd".into();
    table[3].target = "wall:1h".into();
    assert!(kept(table).is_ok());
}

#[test]
fn the_closest_line_holds_level_before_kind_before_site_before_guard() {
    let mut table = usual();
    let respond = |target: &str| NewClause { level: None, ..NewClause::usual(ClockKind::Respond, 1, target) };
    table.push(NewClause { kind: Some(TicketKind::Question), ..respond("8h") });
    table.push(NewClause { site_class: Some("A".into()), ..respond("9h") });
    table.push(NewClause { guard: Some(true), ..respond("10h") });
    table.push(NewClause { level: Some(3), guard: Some(true), ..respond("11h") });
    table.push(NewClause { level: Some(3), site_class: Some("A".into()), ..respond("12h") });
    table.push(NewClause { clock: ClockKind::Report, ..respond("3wd") });
    let lines = kept(table).unwrap();
    let target = |occasion: &Occasion| line(&lines, ClockKind::Respond, occasion).unwrap().target.to_string();
    assert_eq!(target(&fault(1)), "30m");
    assert_eq!(target(&Occasion { kind: TicketKind::Question, ..fault(3) }), "4h", "the level is closer than the kind");
    assert_eq!(target(&Occasion { guard: true, ..fault(3) }), "11h");
    assert_eq!(target(&Occasion { guard: true, ..fault(2) }), "1h", "the level is closer than the guard period");
    let both = Occasion { guard: true, site_class: Some("A".into()), ..fault(3) };
    assert_eq!(target(&both), "12h", "the class of the site is closer than the guard period");
    assert_eq!(line(&lines, ClockKind::Report, &both).unwrap().target, Target::WorkingDays(3));
    assert!(line(&lines, ClockKind::Update, &both).is_none(), "what is not promised has no line");
}
