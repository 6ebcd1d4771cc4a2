//! Opening a ticket: freezing what was promised, proposing a level, giving a number, calling the first person, telling the customer — all in
//! one transaction, so that a ticket nobody was called for cannot exist.

use archive::model::Device;
use archive::{DeviceId, SiteId};
use base::journal;
use base::{Actor, Conn, CustomerId, Error, Result, Text, TicketId, Timestamp};
use watch::AlarmId;

use crate::calls::DESK;
use crate::case::{Case, agreed, name_of, next_due, present_calendars};
use crate::model::{Deed, Guarded, Kind, Level, Named, Opened, SeenDevice, Source, State, Ticket, Words, never};
use crate::rules::level::Facts;
use crate::rules::story::Story;
use crate::rules::{level, telling};
use crate::{Desk, policies, store};

/// After how many seconds the next person is called when no contract says it.
pub(crate) const USUAL_CALL_SECONDS: i64 = 300;

/// A ticket about to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    /// What it is about.
    pub kind: Kind,
    /// Where it comes from.
    pub source: Source,
    /// What is wrong, in a line.
    pub title: Words,
    /// What the reporter told.
    pub description: Option<String>,
    /// For whom.
    pub customer: CustomerId,
    /// Where.
    pub site: Option<SiteId>,
    /// What broke.
    pub device: Option<DeviceId>,
    /// The alarm that opens it.
    pub alarm: Option<AlarmId>,
    /// When the monitoring had its first bad answer.
    pub detected_at: Option<Timestamp>,
    /// Who reports it.
    pub reporter: Option<Named>,
    /// The level a person sets at once, with the reason when it is not the proposed one.
    pub level: Option<(Level, Option<String>)>,
    /// What is known of it, but for the numbers of devices.
    pub facts: Facts,
    /// Every device that does not serve.
    pub affected: Vec<DeviceId>,
    /// Whether it is over already, as the journal goes on to tell: it is kept as evidence, and nobody is called.
    pub over: bool,
}

impl Desk {
    /// Opens a ticket that was detected or reported `at`, in the caller's transaction, which must not have appended to the journal yet.
    pub(crate) async fn open(&self, conn: &mut Conn, actor: &Actor, at: Timestamp, now: Timestamp, new: NewTicket) -> Result<TicketId> {
        let opened = self.freeze(conn, at, &new).await?;
        let story = Story::begin(at, name_of(actor).as_deref(), &opened);
        let (contract, agreement) = agreed(conn, opened.contract_id.zip(opened.contract_version), &opened.calendars).await?;
        let mut case = Case { ticket: row(&opened, &new, at), story, contract, terms: vec![agreement] };
        let clocks = case.clocks(now);
        case.ticket.next_due_at = next_due(&clocks);
        case.ticket.id = store::tickets::insert(conn, &case.ticket).await?;
        let mut event = case.event(&Deed::Opened(Box::new(opened.clone()))).row("tickets", case.ticket.id.0);
        for device in &opened.devices {
            event = event.row("ticket_devices", store::devices::add(conn, case.ticket.id, device, at).await?);
        }
        if let Some(alarm) = new.alarm {
            watch::facts::link_ticket(conn, alarm, case.ticket.id).await?;
        }
        journal::append(conn, actor, at, now, event).await?;
        case.keep(conn, &clocks).await?;
        if !new.over {
            self.call_people(conn, &mut case, now).await?;
        }
        let told = telling::opened(&self.about(conn, &case, now).await?);
        self.tell_customer(conn, &DESK, &case, now, "opened", &told).await?;
        Ok(case.ticket.id)
    }

    /// Everything about the ticket that never changes afterwards.
    async fn freeze(&self, conn: &mut Conn, at: Timestamp, new: &NewTicket) -> Result<Opened> {
        let guard = archive::facts::guard_at(conn, new.customer, at).await?.map(|guard| Guarded { id: guard.id, name: guard.name });
        let fleet = archive::facts::device_count(conn, new.customer).await?;
        let facts = Facts { affected: new.affected.len(), fleet, guard: guard.is_some(), ..new.facts };
        let (_, definitions) = store::levels::current(conn).await?;
        let proposal = level::propose(&facts, &definitions);
        let (level, level_reason) = new.level.clone().unwrap_or((proposal.level, None));
        if level != proposal.level && level_reason.is_none() {
            return Err(no_reason(proposal.level));
        }
        let devices = seen(conn, &new.affected).await?;
        let contract = archive::facts::contract_at(conn, new.customer, at).await?;
        let calendars = match &contract {
            Some(contract) => present_calendars(conn, contract).await?,
            None => Vec::new(),
        };
        let site_class = match new.site {
            Some(site) => archive::facts::site(conn, site).await?.and_then(|site| site.class),
            None => None,
        };
        let series = format!("{}-{:04}", new.kind.letter(), at.date_in(&self.zone).year());
        let number = store::tickets::next_number(conn, &series).await?;
        Ok(Opened {
            number: format!("{series}-{number:06}"),
            kind: new.kind,
            source: new.source,
            title: new.title.clone(),
            customer_id: new.customer,
            site_id: new.site,
            device_id: new.device,
            alarm_id: new.alarm,
            reporter: new.reporter.clone(),
            level,
            proposed_level: proposal.level,
            proposed_reason: proposal.reason,
            level_reason,
            contract_id: contract.as_ref().map(|contract| contract.id),
            contract_version: contract.as_ref().map(|contract| contract.version),
            calendars,
            site_class,
            guard,
            detected_at: new.detected_at,
            policies: policies::freeze(conn, contract.as_ref().map(|contract| contract.id)).await?,
            call_next_after_seconds: contract.map_or(USUAL_CALL_SECONDS, |contract| contract.call_next_after_seconds),
            devices,
        })
    }
}

/// The devices with their names and what the watch knows of them now.
pub(crate) async fn seen(conn: &mut Conn, devices: &[DeviceId]) -> Result<Vec<SeenDevice>> {
    let names = archive::facts::device_names(conn, devices).await?;
    let states = watch::facts::states(conn, devices).await?;
    Ok(states
        .into_iter()
        .filter_map(|(id, state)| Some(SeenDevice { id, name: names.get(&id)?.clone(), state: state.as_str().to_owned() }))
        .collect())
}

fn row(opened: &Opened, new: &NewTicket, at: Timestamp) -> Ticket {
    Ticket {
        id: TicketId(0),
        number: opened.number.clone(),
        kind: opened.kind,
        source: opened.source,
        title_en: opened.title.en.clone(),
        title_zh: opened.title.zh.clone(),
        description: new.description.clone(),
        level: opened.level,
        proposed_level: opened.proposed_level,
        proposed_reason_en: opened.proposed_reason.en.clone(),
        proposed_reason_zh: opened.proposed_reason.zh.clone(),
        state: State::Open,
        paused: false,
        customer_id: opened.customer_id,
        site_id: opened.site_id,
        device_id: opened.device_id,
        alarm_id: opened.alarm_id,
        contract_id: opened.contract_id,
        contract_version: opened.contract_version,
        reporter_id: opened.reporter.as_ref().map(|reporter| reporter.id),
        owner_id: None,
        opened_at: at,
        closed_at: None,
        next_due_at: never(),
        version: 1,
    }
}

/// The place of a report: the site follows from the device, and neither may be another customer's.
pub(crate) async fn place(
    conn: &mut Conn,
    customer: CustomerId,
    site: Option<SiteId>,
    device: Option<DeviceId>,
) -> Result<(Option<SiteId>, Option<Device>)> {
    let device = match device {
        None => None,
        Some(id) => {
            let found = archive::facts::device(conn, id).await?;
            Some(found.filter(|device| device.customer_id == customer && device.removed_at.is_none()).ok_or_else(no_such_device)?)
        }
    };
    let standing = device.as_ref().map(|device| device.site_id);
    match (site, standing) {
        (Some(site), Some(standing)) if site != standing => Err(Error::invalid_field(
            "site_id",
            "ticket.device_elsewhere",
            Text::new(
                "The device stands on another site. Leave the site out, or choose a device of this site.",
                "该设备不在此点位，请修改点位或设备。",
            ),
        )),
        (Some(site), None) => {
            let found = archive::facts::site(conn, site).await?;
            found.filter(|site| site.customer_id == customer).map(|site| (Some(site.id), None)).ok_or_else(no_such_site)
        }
        _ => Ok((standing, device)),
    }
}

fn no_such_device() -> Error {
    let text = Text::new("There is no such device in service at this customer.", "该用户单位没有这台在用设备。");
    Error::invalid_field("device_id", "ticket.no_such_device", text)
}

fn no_such_site() -> Error {
    let text = Text::new("There is no such site at this customer.", "该用户单位没有这个点位。");
    Error::invalid_field("site_id", "ticket.no_such_site", text)
}

fn no_reason(proposed: Level) -> Error {
    let text = Text::new(
        format!("The evidence speaks for level {proposed}. Say why you set another."),
        format!("依据现有事实建议定为{proposed}级；如另行定级，请说明原因。"),
    );
    Error::invalid_field("reason", "ticket.level_without_reason", text)
}
