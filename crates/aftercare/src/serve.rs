//! Serving: listen, run everything that runs by itself, and end cleanly.

use std::net::SocketAddr;

use base::{Error, Result};
use tokio::net::TcpListener;

use crate::app::App;
use crate::http;

/// Takes the port that the settings name; a port in use is told as such.
pub async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        Error::internal(format!(
            "cannot listen on {address}: {error}. Stop what uses it, or set another [server] listen (AFTERCARE_SERVER_LISTEN)"
        ))
    })
}

/// Serves until [`App::stop`] is cancelled; then finishes the requests and runs under way and closes the database.
pub async fn serve(app: App, listener: TcpListener) -> Result<()> {
    let mut loops = app.start();
    let service = http::router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let stop = app.stop.clone();
    let served = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await;
    app.stop.cancel();
    while loops.join_next().await.is_some() {}
    app.workers.release_leases().await;
    app.db.close().await;
    served.map_err(|error| Error::internal(format!("the server stopped: {error}")))
}

/// Cancels [`App::stop`] on Ctrl-C or a termination signal.
pub fn stop_on_signal(app: &App) {
    let stop = app.stop.clone();
    tokio::spawn(async move {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => drop(signal.recv().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { _ = tokio::signal::ctrl_c() => {}, () = terminate => {} }
        tracing::info!("stopping");
        stop.cancel();
    });
}
