//! The load: connections that send a request, wait for its answer and send the next.
//!
//! Plain sockets and a thread a connection, because the load shares the machine with what it measures
//! and must cost as little as it can.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::figures::{Turn, rate};

/// Nothing that is measured takes this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes the next request into a buffer; the number is different each time.
pub(super) type NextRequest = Arc<dyn Fn(u64, &mut Vec<u8>) + Send + Sync>;

/// One kept connection.
pub(super) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// An answer's status and where its body begins.
struct Head {
    status: u16,
    body_at: usize,
    length: usize,
}

impl Connection {
    pub(super) fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).context("no connection")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            answer: vec![0; 64 * 1024],
        })
    }

    /// Sends a request and reads the whole answer: its status and body.
    pub(super) fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(u16, &[u8])> {
        self.stream.write_all(request)?;
        let mut filled = 0;
        let head = loop {
            filled += self.read_more(filled)?;
            if let Some(head) = head_of(&self.answer[..filled]) {
                break head;
            }
        };
        let end = head.body_at + head.length;
        while filled < end {
            filled += self.read_more(filled)?;
        }
        Ok((head.status, &self.answer[head.body_at..end]))
    }

    fn read_more(&mut self, filled: usize) -> anyhow::Result<usize> {
        if filled == self.answer.len() {
            self.answer.resize(filled * 2, 0);
        }
        let read = self.stream.read(&mut self.answer[filled..])?;
        ensure!(read > 0, "the connection was closed");
        Ok(read)
    }
}

fn head_of(answer: &[u8]) -> Option<Head> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&answer[..end]).ok()?;
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse().ok())?
    });
    Some(Head {
        status,
        body_at: end + 4,
        length: length.unwrap_or(0),
    })
}

/// Sends requests over `connections` for `time`, each as soon as the one before is answered. An
/// answer that is no success ends it.
pub(super) fn send_for(
    address: SocketAddr,
    connections: usize,
    time: Duration,
    numbers: &Arc<AtomicU64>,
    next: &NextRequest,
) -> anyhow::Result<Turn> {
    let began = Instant::now();
    let until = began + time;
    let threads: Vec<_> = (0..connections)
        .map(|_| {
            let (numbers, next) = (Arc::clone(numbers), Arc::clone(next));
            std::thread::spawn(move || send_until(address, until, &numbers, &*next))
        })
        .collect();
    let mut waits = Vec::new();
    for thread in threads {
        let sent = thread.join().ok().context("a sender panicked")?;
        waits.extend(sent?);
    }
    Ok(Turn {
        rate: rate(waits.len(), began.elapsed()),
        waits,
    })
}

fn send_until(
    address: SocketAddr,
    until: Instant,
    numbers: &AtomicU64,
    next: &(dyn Fn(u64, &mut Vec<u8>) + Send + Sync),
) -> anyhow::Result<Vec<Duration>> {
    let mut connection = Connection::open(address)?;
    let (mut request, mut waits) = (Vec::new(), Vec::new());
    while Instant::now() < until {
        request.clear();
        next(numbers.fetch_add(1, Ordering::Relaxed), &mut request);
        let sent = Instant::now();
        let (status, body) = connection.exchange(&request)?;
        waits.push(sent.elapsed());
        ensure!(
            status == 200,
            "the answer was {status}: {}",
            String::from_utf8_lossy(body)
        );
    }
    Ok(waits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_head_of_an_answer() {
        let head = head_of(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
        assert_eq!((head.status, head.length, head.body_at), (200, 2, 38));
        assert!(head_of(b"HTTP/1.1 200 OK\r\nContent-Le").is_none());
    }
}
