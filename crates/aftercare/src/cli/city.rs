//! `aftercare city`: the simulated city alone, for trying things out and for the benches.

use std::net::SocketAddr;

use base::{Error, Result};
use city::{City, CityPlan, Script, Settings};
use clap::{Args, Subcommand};

pub const EXAMPLES: &str = "Examples:\n  aftercare city run --devices 1000 > devices.csv\n  aftercare city order '{\"order\":\"power_cut\",\"site\":\"…\"}' --control 127.0.0.1:24001";

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run the city until it is stopped; its devices are printed as the CSV that `aftercare import` takes.
    Run {
        /// How many devices; the small city of the demo when absent.
        #[arg(long)]
        devices: Option<usize>,
        /// Another seed makes another city of the same size.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Its ports start here (control +1, HTTP +80, SNMP +161, RTSP +554); 0 takes free ones.
        #[arg(long, default_value_t = 24_000)]
        base_port: u16,
        /// Let it break by itself, as in the demo.
        #[arg(long)]
        script: bool,
    },
    /// Tell a running city to break something, or to heal.
    Order {
        /// The order, as JSON; docs/city.md lists them.
        order: String,
        /// Where the city takes orders.
        #[arg(long, default_value = "127.0.0.1:24001")]
        control: SocketAddr,
    },
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Run { devices, seed, base_port, script } => {
            let plan = devices.map_or_else(CityPlan::small, |devices| CityPlan::of_size(devices, seed));
            let settings = Settings { base_port, ..Settings::default() };
            let mut city = City::start(plan, settings).await.map_err(|error| Error::internal(error.to_string()))?;
            if script {
                city.play(Script::demo(city.plan()));
            }
            print!("{}", city.devices_csv());
            eprintln!("The city takes orders at http://127.0.0.1:{}/. Ctrl-C stops it.", city.ports().control);
            let _ = tokio::signal::ctrl_c().await;
            city.stop().await;
            Ok(())
        }
        What::Order { order, control } => {
            let order: serde_json::Value =
                serde_json::from_str(&order).map_err(|error| Error::internal(format!("the order is not JSON: {error}")))?;
            let answer = crate::demo::client::Client::new(&format!("http://{control}"))?.post("/orders", &order).await?;
            println!("{answer}");
            Ok(())
        }
    }
}
