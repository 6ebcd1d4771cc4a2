//! Who is told on which channel, and who is not.

use base::TicketId;

use super::*;
use crate::model::{GatewayId, GatewayKind, GatewaySetup};

fn gateway(id: i64, kind: GatewayKind, audience: Audience, customer: Option<i64>) -> Gateway {
    Gateway {
        id: GatewayId(id),
        name: format!("gateway {id}"),
        kind,
        active: true,
        audience,
        customer_id: customer.map(CustomerId),
        setup: GatewaySetup::default(),
        secrets: None,
        answer_hash: None,
        created_at: now(),
    }
}

fn now() -> Timestamp {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

const WANG: Addressee<'static> =
    Addressee { key: "person:3", login: "wang", email: Some("wang@example.com"), phone: Some("+8613800138000"), customer: None };
const ALICE: Addressee<'static> = Addressee { key: "person:9", login: "alice", customer: Some(CustomerId(1)), ..WANG };

fn all_gateways() -> Vec<Gateway> {
    vec![
        gateway(1, GatewayKind::Dingtalk, Audience::Staff, None),
        gateway(2, GatewayKind::Dingtalk, Audience::Staff, Some(2)),
        gateway(3, GatewayKind::Wecom, Audience::Customer, Some(1)),
        gateway(4, GatewayKind::Modem, Audience::Everybody, None),
        gateway(5, GatewayKind::Sms, Audience::Everybody, Some(2)),
        gateway(6, GatewayKind::Voice, Audience::Staff, None),
        Gateway { active: false, ..gateway(7, GatewayKind::Feishu, Audience::Staff, None) },
    ]
}

fn told(to: Addressee<'_>, wanted: &Wanted, importance: Importance, customer: Option<i64>) -> Vec<(&'static str, String, String)> {
    let (gateways, preference) = (all_gateways(), Preference::default());
    let facts = Facts {
        addressee: to,
        wanted,
        importance,
        preference: &preference,
        gateways: &gateways,
        customer: customer.map(CustomerId),
        now: now(),
    };
    routes(&facts).into_iter().map(|route| (route.queue.as_str(), route.addressee, route.recipient)).collect()
}

fn row(queue: &'static str, addressee: &str, recipient: &str) -> (&'static str, String, String) {
    (queue, addressee.to_owned(), recipient.to_owned())
}

#[test]
fn the_house_tells_news_by_mail_and_what_matters_everywhere_but_by_a_call() {
    let (pages, mail) = (row("in_app", "person:3", "wang"), row("email", "person:3", "wang@example.com"));
    assert_eq!(told(WANG, &Wanted::Usual, Importance::Routine, None), [pages.clone(), mail.clone()]);
    let (group, phone) = (row("dingtalk", "gateway:1", "gateway 1"), row("modem", "person:3", "+8613800138000"));
    assert_eq!(told(WANG, &Wanted::Usual, Importance::Important, None), [pages.clone(), mail.clone(), group, phone]);
    let (own_group, own_supplier) = (row("dingtalk", "gateway:2", "gateway 2"), row("sms", "person:3", "+8613800138000"));
    assert_eq!(told(WANG, &Wanted::Usual, Importance::Urgent, Some(2)), [pages, mail, own_group, own_supplier]);
}

#[test]
fn a_step_names_its_channels_and_a_code_goes_nowhere_else() {
    let these = Wanted::These(vec![Channel::Voice, Channel::Feishu, Channel::Voice]);
    let (pages, call) = (row("in_app", "person:3", "wang"), row("voice", "person:3", "+8613800138000"));
    assert_eq!(told(WANG, &these, Importance::Important, None), [pages, call], "the group's robot is switched off");
    let only = Wanted::Only(vec![Channel::Sms]);
    assert_eq!(told(WANG, &only, Importance::Important, None), [row("modem", "person:3", "+8613800138000")]);
    assert_eq!(told(Addressee { phone: None, ..WANG }, &only, Importance::Important, None), []);
}

#[test]
fn a_customers_people_are_told_in_their_own_group_only() {
    let robots = Wanted::Only(vec![Channel::Dingtalk, Channel::Wecom, Channel::Voice]);
    assert_eq!(told(ALICE, &robots, Importance::Important, Some(1)), [row("wecom", "gateway:3", "gateway 3")]);
    let charlie = Addressee { customer: Some(CustomerId(2)), ..ALICE };
    assert_eq!(told(charlie, &robots, Importance::Important, Some(2)), [], "never in ours, nor in another customer's");
    assert_eq!(told(WANG, &Wanted::Only(vec![Channel::Wecom]), Importance::Important, Some(1)), []);
}

#[test]
fn it_is_known_beforehand_which_ways_there_are() {
    let gateways = all_gateways();
    let all = Channel::ALL;
    let expected = [Channel::InApp, Channel::Email, Channel::Dingtalk, Channel::Sms, Channel::Voice];
    assert_eq!(ways(WANG, &gateways, None, &all), expected);
    let nameless = Addressee { email: None, phone: None, ..WANG };
    assert_eq!(ways(nameless, &gateways, None, &all), [Channel::InApp, Channel::Dingtalk]);
    assert_eq!(ways(WANG, &gateways, None, &[Channel::Feishu, Channel::Voice]), [Channel::Voice]);
}

#[test]
fn a_link_that_acts_as_somebody_is_not_shown_to_a_group() {
    let secret = Some("/acknowledge/abc");
    assert_eq!(path(Channel::Sms, secret, Some(TicketId(7))).as_deref(), secret);
    assert_eq!(path(Channel::Dingtalk, secret, Some(TicketId(7))).as_deref(), Some("/tickets/7"));
    assert_eq!(path(Channel::Dingtalk, secret, None), None);
    assert_eq!(path(Channel::Feishu, Some("/visits/3"), Some(TicketId(7))).as_deref(), Some("/visits/3"));
    assert_eq!(path(Channel::Voice, secret, Some(TicketId(7))), None);
}
