//! One conversation: what is said, in which order, and what is answered (RFC 5321).

use std::io;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::SmtpSim;
use crate::sim::FaultKind;

/// The longest line that is read; RFC 5321 asks for 512, mails have longer ones.
const LINE_LIMIT: u64 = 64 * 1024;

/// The largest mail that is taken, as said in the greeting.
const SIZE_LIMIT: usize = 10 * 1024 * 1024;

/// What one client said so far.
#[derive(Default)]
struct Said {
    greeted: bool,
    signed_in: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What comes next.
enum Next {
    Answer(String),
    End(String),
    Cut,
}

/// Holds one conversation to its end.
pub(super) async fn hold(sim: SmtpSim, stream: TcpStream) -> io::Result<()> {
    sim.state().conversations += 1;
    let mut stream = BufReader::new(stream);
    match strike(&sim, "connect").await {
        None => {}
        Some(FaultKind::CutBefore | FaultKind::CutAfter) => return Ok(()),
        Some(_) => {
            let busy = format!("421 {} too many connections\r\n", sim.config().host);
            return stream.write_all(busy.as_bytes()).await;
        }
    }
    let hello = format!("220 {} ESMTP\r\n", sim.config().host);
    stream.write_all(hello.as_bytes()).await?;
    let mut said = Said::default();
    while let Some(line) = read_line(&mut stream).await? {
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let next = match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => Next::Answer(greet(&sim, &mut said, verb)),
            "AUTH" => auth(&sim, &mut said, &mut stream, rest).await?,
            "MAIL" => mail(&sim, &mut said, rest).await,
            "RCPT" => rcpt(&sim, &mut said, rest).await,
            "DATA" => data(&sim, &mut said, &mut stream).await?,
            "RSET" => {
                said.from = None;
                said.to.clear();
                Next::Answer("250 2.0.0 forgotten".into())
            }
            "NOOP" => Next::Answer("250 2.0.0 here".into()),
            "QUIT" => Next::End("221 2.0.0 goodbye".into()),
            _ => Next::Answer("502 5.5.2 command not recognized".into()),
        };
        match next {
            Next::Answer(text) => stream.write_all(format!("{text}\r\n").as_bytes()).await?,
            Next::End(text) => return stream.write_all(format!("{text}\r\n").as_bytes()).await,
            Next::Cut => return Ok(()),
        }
    }
    Ok(())
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = stream.take(LINE_LIMIT).read_until(b'\n', &mut line).await?;
    if read == 0 {
        return Ok(None);
    }
    let line = String::from_utf8_lossy(&line);
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn greet(sim: &SmtpSim, said: &mut Said, verb: &str) -> String {
    *said = Said {
        greeted: true,
        ..Said::default()
    };
    let host = &sim.config().host;
    if verb.eq_ignore_ascii_case("HELO") {
        return format!("250 {host}");
    }
    format!(
        "250-{host}\r\n250-SIZE {SIZE_LIMIT}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN"
    )
}

async fn auth(
    sim: &SmtpSim,
    said: &mut Said,
    stream: &mut BufReader<TcpStream>,
    rest: &str,
) -> io::Result<Next> {
    if let Some(fault) = strike(sim, "auth").await {
        return Ok(struck(&fault, "454 4.7.0 temporary authentication failure"));
    }
    let (way, first) = rest.split_once(' ').unwrap_or((rest, ""));
    let (user, password) = match way.to_ascii_uppercase().as_str() {
        "PLAIN" => {
            let said = match first {
                "" => ask(stream, "").await?,
                first => first.to_owned(),
            };
            let said = decoded(&said);
            let mut parts = said.split('\0').skip(1).map(str::to_owned);
            (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            )
        }
        "LOGIN" => {
            let user = match first {
                "" => ask(stream, "Username:").await?,
                first => first.to_owned(),
            };
            let password = ask(stream, "Password:").await?;
            (decoded(&user), decoded(&password))
        }
        _ => {
            return Ok(Next::Answer(
                "504 5.5.4 unrecognized authentication type".into(),
            ));
        }
    };
    let config = sim.config();
    said.signed_in = user == config.user && password == config.password;
    Ok(Next::Answer(if said.signed_in {
        "235 2.7.0 authentication successful".into()
    } else {
        "535 5.7.8 authentication credentials invalid".into()
    }))
}

async fn ask(stream: &mut BufReader<TcpStream>, what: &str) -> io::Result<String> {
    let question = format!("334 {}\r\n", STANDARD.encode(what));
    stream.write_all(question.as_bytes()).await?;
    Ok(read_line(stream).await?.unwrap_or_default())
}

fn decoded(text: &str) -> String {
    let bytes = STANDARD.decode(text.trim()).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn mail(sim: &SmtpSim, said: &mut Said, rest: &str) -> Next {
    if !said.greeted {
        return Next::Answer("503 5.5.1 say EHLO first".into());
    }
    if !said.signed_in {
        return Next::Answer("530 5.7.0 authentication required".into());
    }
    if let Some(fault) = strike(sim, "mail").await {
        return struck(&fault, "451 4.3.2 system busy, try again later");
    }
    let Some(from) = path(rest, "FROM:") else {
        return Next::Answer("501 5.5.4 syntax: MAIL FROM:<address>".into());
    };
    said.from = Some(from);
    said.to.clear();
    Next::Answer("250 2.1.0 sender ok".into())
}

async fn rcpt(sim: &SmtpSim, said: &mut Said, rest: &str) -> Next {
    if said.from.is_none() {
        return Next::Answer("503 5.5.1 need MAIL before RCPT".into());
    }
    let Some(to) = path(rest, "TO:") else {
        return Next::Answer("501 5.5.4 syntax: RCPT TO:<address>".into());
    };
    if let Some(fault) = strike(sim, "rcpt").await {
        return struck(&fault, "450 4.2.0 mailbox busy, try again later");
    }
    // Whoever is called like this has no mailbox here, whatever the faults are.
    if to.starts_with("nobody") {
        sim.state().bounced += 1;
        return Next::Answer(format!("550 5.1.1 <{to}>: no such user here"));
    }
    said.to.push(to);
    Next::Answer("250 2.1.5 recipient ok".into())
}

async fn data(
    sim: &SmtpSim,
    said: &mut Said,
    stream: &mut BufReader<TcpStream>,
) -> io::Result<Next> {
    let Some(from) = said.from.clone().filter(|_| !said.to.is_empty()) else {
        return Ok(Next::Answer("503 5.5.1 need RCPT before DATA".into()));
    };
    stream
        .write_all(b"354 end with <CR><LF>.<CR><LF>\r\n")
        .await?;
    let Some(raw) = read_mail(stream).await? else {
        return Ok(Next::Answer("552 5.3.4 message too big".into()));
    };
    let to = std::mem::take(&mut said.to);
    said.from = None;
    let fault = strike(sim, "data").await;
    let is_before = matches!(
        fault,
        Some(
            FaultKind::CutBefore
                | FaultKind::Throttled
                | FaultKind::ServerError { .. }
                | FaultKind::HoldBefore
        )
    );
    if let Some(fault) = &fault
        && is_before
    {
        return Ok(struck(fault, "451 4.3.0 not taken, try again later"));
    }
    let number = sim.keep(&from, &to, &raw);
    Ok(match fault {
        Some(FaultKind::CutAfter | FaultKind::HoldAfter) => Next::Cut,
        Some(FaultKind::ServerErrorAfter { status }) => {
            Next::Answer(format!("{status} 4.3.0 something went wrong"))
        }
        _ => Next::Answer(format!("250 2.0.0 taken as {number}")),
    })
}

/// Reads up to the lonely dot and takes the doubled ones back (RFC 5321 section 4.5.2). `None` when it
/// is too big, after all of it was read.
async fn read_mail(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let mut raw = Vec::new();
    let mut too_big = false;
    loop {
        let mut line = Vec::new();
        let read = stream.take(LINE_LIMIT).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" || line == b".\n" {
            return Ok((!too_big).then_some(raw));
        }
        let line = line.strip_prefix(b".").unwrap_or(&line);
        too_big |= raw.len() + line.len() > SIZE_LIMIT;
        if !too_big {
            raw.extend_from_slice(line);
        }
    }
}

/// The address in `FROM:<a@b>` with whatever parameters follow it.
fn path(rest: &str, word: &str) -> Option<String> {
    let head = rest.get(..word.len())?;
    let rest = rest.get(word.len()..)?.trim_start();
    let (address, _) = rest.strip_prefix('<')?.split_once('>')?;
    head.eq_ignore_ascii_case(word)
        .then(|| address.to_lowercase())
}

/// The fault that strikes this call, after whatever it waits for.
async fn strike(sim: &SmtpSim, call: &str) -> Option<FaultKind> {
    let fault = sim.faults().next(call)?;
    match fault {
        FaultKind::Slow { delay_ms } => {
            tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            None
        }
        FaultKind::HoldBefore | FaultKind::HoldAfter => {
            sim.holds().wait(call).await;
            Some(fault)
        }
        other => Some(other),
    }
}

/// What a fault answers where nothing was done.
fn struck(fault: &FaultKind, later: &str) -> Next {
    match fault {
        FaultKind::CutBefore | FaultKind::CutAfter | FaultKind::HoldBefore => Next::Cut,
        FaultKind::ServerError { status } if *status >= 500 => {
            Next::Answer(format!("{status} 5.7.1 refused by policy"))
        }
        _ => Next::Answer(later.to_owned()),
    }
}
