//! The service report (服务报告): everything about a visit that the printed page shows, as of one moment, for whoever may see the visit.

use base::{Language, Result, Timestamp};

use crate::FieldBy;
use crate::api::wire::{ReportContract, ReportCustomer, ReportDevice, ServiceReport};
use crate::model::VisitId;

impl FieldBy<'_> {
    pub(crate) async fn report(&self, id: VisitId, language: Language, now: Timestamp) -> Result<ServiceReport> {
        let mut conn = self.field.db.snapshot().await?;
        let visit = self.visit(&mut conn, id, language).await?;
        let desk = self.field.desk.by(self.actor);
        let detail = desk.detail(&mut conn, visit.ticket.id, language, now).await?;
        let timeline = desk.timeline(&mut conn, visit.ticket.id, language).await?;
        let ticket = desk::facts::ticket(&mut conn, visit.ticket.id).await?;
        let ticket = ticket.ok_or_else(|| base::Error::internal(format!("visit {id} has no ticket")))?;
        let device = match ticket.device_id {
            Some(device) => archive::facts::device(&mut conn, device).await?,
            None => None,
        };
        let customer = archive::facts::customer(&mut conn, ticket.customer_id).await?;
        let customer = customer.ok_or_else(|| base::Error::internal(format!("visit {id} has no customer")))?;
        let contract = match (ticket.contract_id, ticket.contract_version) {
            (Some(contract), Some(version)) => archive::facts::contract_version(&mut conn, contract, version).await?,
            _ => None,
        };
        Ok(ServiceReport {
            signature_url: visit.confirmation.as_ref().map(|_| format!("/api/v1/visits/{id}/signature")),
            visit,
            ticket: detail,
            device: device.map(ReportDevice::of),
            customer: ReportCustomer { id: customer.id, name: customer.name, code: customer.code, address: customer.address },
            contract: contract.map(ReportContract::of),
            timeline,
            made_at: now,
        })
    }
}
