//! What waits for one of several threads: first come, first served, until it is closed.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A queue that several threads take from.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                closed: false,
            }),
            filled: Condvar::new(),
        }
    }

    pub(super) fn push(&self, item: T) {
        self.state().waiting.push_back(item);
        self.filled.notify_one();
    }

    /// The next one; `None` when it is closed and empty.
    pub(super) fn take(&self) -> Option<T> {
        let mut state = self.state();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self
                .filled
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// More of what waits: what is this one's share among `takers`, at most `most`.
    pub(super) fn take_share(&self, takers: usize, most: usize) -> Vec<T> {
        let mut state = self.state();
        let share = (state.waiting.len() / takers.max(1)).min(most);
        state.waiting.drain(..share).collect()
    }

    /// Lets the threads end once nothing waits any more.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.filled.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
