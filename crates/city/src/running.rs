//! A running city: its sockets opened, its doors served, until it is stopped or dropped.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::door::Door;
use crate::order::{Applied, Order, Refusal};
use crate::plan::CityPlan;
use crate::script::Script;
use crate::settings::{CityError, Ports, Settings};
use crate::silence::Silence;
use crate::state::{self, CityState};
use crate::town::Town;
use crate::{control, http, rtsp, udp};

/// How long connections may take to end when the city stops.
const PARTING: Duration = Duration::from_millis(300);

/// A city at work. It stops when it is dropped.
pub struct City {
    town: Arc<Town>,
    ports: Ports,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

impl City {
    /// Opens the sockets and begins to answer. Four sockets and a handful of tasks, whatever the size of the plan.
    pub async fn start(plan: CityPlan, settings: Settings) -> Result<City, CityError> {
        let wanted = Ports::from_base(settings.base_port)?;
        let everywhere = Ipv4Addr::UNSPECIFIED;
        let snmp = UdpSocket::bind((everywhere, wanted.snmp)).and_then(udp::prepare);
        let snmp = snmp.map_err(|error| CityError::Socket("SNMP", wanted.snmp, error))?;
        let http = listen(everywhere, wanted.http, "HTTP")?;
        let rtsp = listen(everywhere, wanted.rtsp, "RTSP")?;
        let control = listen(Ipv4Addr::LOCALHOST, wanted.control, "the city's control")?;
        let doors = [&http, &rtsp].map(TcpListener::try_clone).into_iter().collect::<io::Result<Vec<TcpListener>>>();
        let doors = doors.map_err(|error| CityError::Socket("HTTP", wanted.http, error))?;
        let port = |address: io::Result<SocketAddr>| address.map(|address| address.port()).unwrap_or_default();
        let ports = Ports {
            snmp: port(snmp.local_addr()),
            http: port(http.local_addr()),
            rtsp: port(rtsp.local_addr()),
            control: port(control.local_addr()),
        };
        let town = Arc::new(Town::new(Arc::new(plan), settings.clock, settings.battery_seconds, Silence::new(doors)));

        let mut city = City { town: Arc::clone(&town), ports, stop: CancellationToken::new(), tasks: JoinSet::new() };
        let door = |listener, what, port, offered| -> Result<Door, CityError> {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| CityError::Socket(what, port, error))?;
            Ok(Door { listener, town: Arc::clone(&town), offered })
        };
        let pages = door(http, "HTTP", ports.http, http::offered)?;
        let videos = door(rtsp, "RTSP", ports.rtsp, rtsp::offered)?;
        let control =
            tokio::net::TcpListener::from_std(control).map_err(|error| CityError::Socket("the city's control", ports.control, error))?;

        city.run(udp::serve(snmp, Arc::clone(&town)));
        city.run(rtsp::serve(videos));
        let time = Arc::clone(&town);
        city.run(async move { time.keep_time().await });
        let service = http::pages(Arc::clone(&town)).into_make_service_with_connect_info::<crate::door::Dialled>();
        city.run_until_parted(axum::serve(pages, service).with_graceful_shutdown(city.stop.clone().cancelled_owned()));
        let service = control::routes(Arc::clone(&town), ports);
        city.run_until_parted(axum::serve(control, service).with_graceful_shutdown(city.stop.clone().cancelled_owned()));
        Ok(city)
    }

    /// The ports it got.
    pub fn ports(&self) -> Ports {
        self.ports
    }

    /// What was built.
    pub fn plan(&self) -> &CityPlan {
        &self.town.plan
    }

    /// The device list for the import, with the ports it got.
    pub fn devices_csv(&self) -> String {
        self.plan().devices_csv(self.ports)
    }

    /// Carries out an order; when it returns, the silent are silent.
    pub fn apply(&self, order: &Order) -> Result<Applied, Refusal> {
        self.town.apply(order)
    }

    /// How everything is now; with `troubled`, only the devices that are not well.
    pub fn state(&self, troubled: bool) -> CityState {
        state::of(&self.town.world(), self.ports, self.town.traffic.counts(), troubled, self.town.clock.now())
    }

    /// Plays a script from now on, until the city stops.
    pub fn play(&mut self, script: Script) {
        let town = Arc::clone(&self.town);
        self.run(async move {
            let start = town.clock.now();
            let mut from = Duration::ZERO;
            loop {
                tokio::time::sleep(Duration::from_millis(250)).await;
                let to = Duration::from_millis(u64::try_from(town.clock.now() - start).unwrap_or_default());
                for order in script.due(from, to) {
                    match town.apply(&order) {
                        Ok(applied) => tracing::info!(?order, silent = applied.silent, "the script did this"),
                        Err(refusal) => tracing::warn!(?order, %refusal, "the script could not do this"),
                    }
                }
                from = to;
            }
        });
    }

    /// Stops answering and closes every socket.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while self.tasks.join_next().await.is_some() {}
    }

    /// A task that ends at once when the city stops.
    fn run(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            tokio::select! { () = stop.cancelled() => {}, () = work => {} }
        });
    }

    /// A server that ends its connections when the city stops; those that take too long are left to themselves.
    fn run_until_parted(&mut self, server: impl IntoFuture<Output = io::Result<()>, IntoFuture: Send + 'static> + Send + 'static) {
        let stop = self.stop.clone();
        let server = server.into_future();
        self.tasks.spawn(async move {
            let parting = async {
                stop.cancelled().await;
                tokio::time::sleep(PARTING).await;
            };
            tokio::select! { _ = server => {}, () = parting => {} }
        });
    }
}

impl Drop for City {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A listener that a restarted city gets again although old connections linger, but that no second city gets.
fn listen(address: Ipv4Addr, port: u16, what: &'static str) -> Result<TcpListener, CityError> {
    let open = || -> io::Result<TcpListener> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&SocketAddr::from((address, port)).into())?;
        socket.listen(4096)?;
        Ok(socket.into())
    };
    open().map_err(|error| CityError::Socket(what, port, error))
}

/// Runs a city of these settings until `shutdown`.
pub async fn serve(settings: Settings, shutdown: CancellationToken) -> Result<(), CityError> {
    let plan = settings.devices.map_or_else(CityPlan::small, |devices| CityPlan::of_size(devices, settings.seed));
    let script = settings.script.then(|| Script::demo(&plan));
    let mut city = City::start(plan, settings).await?;
    let ports = city.ports();
    tracing::info!(
        devices = city.plan().devices().len(),
        snmp = ports.snmp,
        http = ports.http,
        rtsp = ports.rtsp,
        control = format!("http://127.0.0.1:{}/", ports.control),
        "the city answers"
    );
    if let Some(script) = script {
        city.play(script);
    }
    shutdown.cancelled().await;
    city.stop().await;
    Ok(())
}
