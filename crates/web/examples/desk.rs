//! The whole desk on a fresh database with a sample business, for looking at.
//!
//! `cargo run -p web --example desk` and open the address that it prints; it signs in. `-- 4200`
//! chooses a port, `-- empty` shows a desk that nobody has set up. Everything is invented and gone
//! when it ends.

#[path = "../tests/bench/mod.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests use more of it, and a sample that can't be made ends the program"
)]
mod bench;

use std::net::SocketAddr;

use bench::Bench;
use domain::workspace::Role;

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "a program for the terminal says where it listens"
)]
async fn main() -> std::io::Result<()> {
    let empty = std::env::args().any(|argument| argument == "empty");
    let port = std::env::args().find_map(|argument| argument.parse().ok());
    let address = SocketAddr::from(([127, 0, 0, 1], port.unwrap_or(4174)));
    let bench = Bench::at(&format!("http://{address}")).await;
    if !empty {
        bench::sample::fill(&bench, &mut bench.owner().await).await;
        app::people::add_user(
            &bench.app,
            "lan@longbeach.example",
            "Lan",
            "correct horse battery",
            Role::Member,
        )
        .await
        .map_err(std::io::Error::other)?;
    }
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let _work = bench.work(stopping);
    let listener = tokio::net::TcpListener::bind(address).await?;
    let users = bench
        .app
        .space()
        .users()
        .await
        .map_err(std::io::Error::other)?;
    let link = match users.first() {
        Some(user) => app::people::sign_in_link(&bench.app, user.id)
            .await
            .map(|secret| format!("/sign-in/link/{secret}"))
            .map_err(std::io::Error::other)?,
        None => String::new(),
    };
    println!("http://{}{link}", listener.local_addr()?);
    let service = bench
        .router
        .clone()
        .into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).await
}
