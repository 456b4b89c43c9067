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

    /// More of what waits and `fits`: what is this one's share among `takers`, at most `most`.
    pub(super) fn take_share(
        &self,
        takers: usize,
        most: usize,
        fits: impl Fn(&T) -> bool,
    ) -> Vec<T> {
        let mut state = self.state();
        let fitting = state.waiting.iter().filter(|item| fits(item)).count();
        let share = (fitting / takers.max(1)).min(most);
        let mut taken = Vec::with_capacity(share);
        let mut at = 0;
        while taken.len() < share && at < state.waiting.len() {
            if !fits(&state.waiting[at]) {
                at += 1;
            } else if let Some(item) = state.waiting.remove(at) {
                taken.push(item);
            }
        }
        taken
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_what_fits_and_leaves_the_rest_in_its_order() {
        let queue = Queue::new();
        for number in 0..20 {
            queue.push(number);
        }
        let even = |number: &i32| number % 2 == 0;
        assert_eq!(queue.take_share(2, 32, even), [0, 2, 4, 6, 8]);
        assert_eq!(queue.take_share(1, 2, even), [10, 12]);
        assert_eq!(queue.take(), Some(1));
        assert_eq!(queue.take_share(8, 32, |_| false), Vec::<i32>::new());
        assert_eq!(queue.take(), Some(3));
    }
}
