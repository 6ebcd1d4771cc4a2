//! The device list of a plan as the archive imports it: one line per device, parents before children.

use super::{CityPlan, Device};
use crate::catalogue::Service;
use crate::settings::Ports;

/// The columns of [`CityPlan::devices_csv`], in order.
const COLUMNS: [&str; 14] = [
    "customer",
    "site",
    "name",
    "kind",
    "vendor",
    "model",
    "serial",
    "address",
    "parent",
    "snmp_version",
    "snmp_port",
    "snmp_community",
    "http_port",
    "rtsp_port",
];

impl CityPlan {
    /// The device list as CSV, with the ports where the city answers. A service that a model does not offer, or that its installer does
    /// not list, leaves its cells empty.
    pub fn devices_csv(&self, ports: Ports) -> String {
        let mut text = csv::Writer::from_writer(Vec::new());
        let rows = std::iter::once(COLUMNS.map(str::to_owned)).chain(self.devices.iter().map(|device| self.row(device, ports)));
        for row in rows {
            // Writing to memory fails for no reason but memory.
            if text.write_record(&row).is_err() {
                break;
            }
        }
        text.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn row(&self, device: &Device, ports: Ports) -> [String; 14] {
        let facts = &device.model.facts;
        let when = |service: Service, text: String| if facts.listed.contains(&service) { text } else { String::new() };
        let customer = self.customer_of(device);
        [
            customer.map(|customer| customer.name.clone()).unwrap_or_default(),
            self.site(device.site).map(super::Site::name).unwrap_or_default(),
            device.name.clone(),
            device.kind().as_str().to_owned(),
            facts.vendor.clone(),
            facts.name.clone(),
            device.serial(),
            device.address.to_string(),
            self.parent(device).map(|parent| parent.name.clone()).unwrap_or_default(),
            when(Service::Snmp, "v2c".to_owned()),
            when(Service::Snmp, ports.snmp.to_string()),
            when(Service::Snmp, customer.map(|customer| customer.community.clone()).unwrap_or_default()),
            when(Service::Http, ports.http.to_string()),
            when(Service::Rtsp, ports.rtsp.to_string()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_reads_back() {
        let plan = CityPlan::small();
        let text = plan.devices_csv(Ports { snmp: 1161, http: 1080, rtsp: 1554, control: 0 });
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 61);
        for row in &rows {
            let parent = &row[8];
            assert!(parent.is_empty() || rows.iter().any(|other| &other[2] == parent));
        }
        let camera = rows.iter().find(|row| &row[3] == "camera" && &row[4] == "Hikvision").unwrap();
        assert_eq!((&camera[9], &camera[12], &camera[13]), ("", "1080", "1554"));
    }
}
