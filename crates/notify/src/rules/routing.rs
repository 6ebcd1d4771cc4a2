//! Which channels a draft takes to its person: what is wanted, by the draft or by the person's own rules, and where there is a way. What is
//! wanted and has no way is left out here; whoever calls people asks [`ways`] beforehand and says so.

use base::{CustomerId, Timestamp};

use super::quiet;
use crate::model::{Audience, Channel, Gateway, Importance, Preference, Queue, Wanted};

/// Whom to tell, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Addressee<'a> {
    /// `person:12`
    pub key: &'a str,
    pub login: &'a str,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    /// Whose person; one of our own when absent.
    pub customer: Option<CustomerId>,
}

/// One way to the person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route<'a> {
    pub channel: Channel,
    pub queue: Queue,
    /// Who is told a step once: a robot tells its group, whoever of it is meant.
    pub addressee: String,
    pub recipient: String,
    pub gateway: Option<&'a Gateway>,
    /// The number of the person that a robot calls by name.
    pub mention: Option<String>,
    pub not_before: Option<Timestamp>,
}

/// What the decision rests on.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub addressee: Addressee<'a>,
    pub wanted: &'a Wanted,
    pub importance: Importance,
    pub preference: &'a Preference,
    /// The active ones, by id.
    pub gateways: &'a [Gateway],
    /// Whom the message concerns.
    pub customer: Option<CustomerId>,
    pub now: Timestamp,
}

/// The routes, each channel once, our own pages first.
pub(crate) fn routes<'a>(facts: &Facts<'a>) -> Vec<Route<'a>> {
    let (in_app, channels): (bool, &[Channel]) = match facts.wanted {
        Wanted::Usual => (true, facts.preference.channels(facts.importance)),
        Wanted::These(channels) => (true, channels),
        Wanted::Only(channels) => (channels.contains(&Channel::InApp), channels),
    };
    let own_pages = in_app.then(|| Route {
        channel: Channel::InApp,
        queue: Queue::Of(Channel::InApp),
        addressee: facts.addressee.key.to_owned(),
        recipient: facts.addressee.login.to_owned(),
        gateway: None,
        mention: None,
        not_before: None,
    });
    let outside = Channel::CHOICES.into_iter().filter(|channel| channels.contains(channel));
    let held = quiet::held_until(facts.preference.quiet.as_ref(), facts.importance, facts.now);
    own_pages.into_iter().chain(outside.filter_map(|channel| route(facts, channel, held))).collect()
}

/// The channels that lead to somebody at all, and of these only the asked ones.
pub(crate) fn ways(addressee: Addressee<'_>, gateways: &[Gateway], customer: Option<CustomerId>, asked: &[Channel]) -> Vec<Channel> {
    let leads = |channel: &Channel| match channel {
        Channel::InApp => true,
        Channel::Email => addressee.email.is_some(),
        Channel::Webhook => false,
        _ => gateway(addressee, gateways, customer, *channel).is_some() && (!channel.needs_phone() || addressee.phone.is_some()),
    };
    asked.iter().copied().filter(leads).collect()
}

fn route<'a>(facts: &Facts<'a>, channel: Channel, held: Option<Timestamp>) -> Option<Route<'a>> {
    let to = facts.addressee;
    if channel == Channel::Email {
        return to.email.map(|address| Route {
            channel,
            queue: Queue::Of(channel),
            addressee: to.key.to_owned(),
            recipient: address.to_owned(),
            gateway: None,
            mention: None,
            not_before: held,
        });
    }
    let gateway = gateway(to, facts.gateways, facts.customer, channel)?;
    let queue = gateway.kind.queue();
    if channel.is_group() {
        // A group has no quiet hours of one person.
        let mention = to.phone.map(str::to_owned);
        let addressee = format!("gateway:{}", gateway.id);
        return Some(Route {
            channel,
            queue,
            addressee,
            recipient: gateway.name.clone(),
            gateway: Some(gateway),
            mention,
            not_before: None,
        });
    }
    let phone = to.phone?;
    Some(Route {
        channel,
        queue,
        addressee: to.key.to_owned(),
        recipient: phone.to_owned(),
        gateway: Some(gateway),
        mention: None,
        not_before: held,
    })
}

/// The gateway of a channel: one of the customer's own before one for all, the oldest first. A group of our own people is no place for a
/// customer's, and the other way round.
fn gateway<'a>(to: Addressee<'_>, gateways: &'a [Gateway], customer: Option<CustomerId>, channel: Channel) -> Option<&'a Gateway> {
    let reaches = |gateway: &&Gateway| {
        let audience = match gateway.audience {
            Audience::Everybody => true,
            Audience::Staff => to.customer.is_none(),
            Audience::Customer => to.customer.is_some() && to.customer == gateway.customer_id,
        };
        audience && gateway.active && gateway.kind.channel() == channel && gateway.customer_id.is_none_or(|own| customer == Some(own))
    };
    gateways.iter().filter(reaches).min_by_key(|gateway| (gateway.customer_id.is_none(), gateway.id))
}

/// The path that a message of this channel carries. In a group everybody could follow a link that acts as one person, so it leads to the
/// ticket's page instead, where one signs in. A voice reads no link.
pub(crate) fn path(channel: Channel, path: Option<&str>, ticket: Option<base::TicketId>) -> Option<String> {
    match channel {
        Channel::InApp | Channel::Voice | Channel::Webhook => None,
        _ if !channel.is_group() => path.map(str::to_owned),
        _ if path.is_some_and(|path| !path.starts_with("/acknowledge/")) => path.map(str::to_owned),
        _ => ticket.map(|ticket| format!("/tickets/{ticket}")),
    }
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
