//! A leaky bucket on our side, so that a platform's published limit is met before it must say no.
//!
//! A call that begins a step never sleeps: without budget it is refused as throttled, and the job that
//! made it is put off by as long as the bucket needs, so that no worker stands still for it. A call that
//! ends a step waits in line instead, and goes before those that begin one. Without that, a hundred
//! orders that each read and then write would take the whole budget for reading, each time anew, and none
//! of them would ever get to write.
//!
//! Where a platform counts points instead of calls, a call takes as many as it costs, and what it did not
//! use is given back.
//!
//! Those that are put off get a moment each, in the order in which they came: told the same moment, a
//! thousand jobs would come back at once, again and again, and which of them is lucky would be chance.
//!
//! Where several processes work on one database, they share the bucket: each takes a few calls at once
//! out of the common books and spends them within a second. The books are one row that is written for
//! each question, so of a process one asks at a time, for everyone who waits for the answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ports::error::{CallError, CallErrorKind};
use jiff::{SignedDuration, Timestamp};

use super::Now;
use super::limits::{CallLimit, CallsTaken, SharedLimits};

/// Real time that a call waits in line: with two calls a second, longer than all workers together need.
const PATIENCE: Duration = Duration::from_secs(20);

/// Real time between two looks while waiting: on a clock that is sped up the time comes sooner.
const LOOK: Duration = Duration::from_millis(25);

/// A platform that wants to be left alone for longer than this is not waited for.
const LONG: SignedDuration = SignedDuration::from_secs(10);

/// Calls that were taken out of the common books are spent within this, or let go: later they would
/// come on top of what the others take meanwhile.
const SPENT_WITHIN: SignedDuration = SignedDuration::from_secs(1);

/// So often a second the common books are asked at most, as long as they have something to give.
const ASKED_PER_SECOND: u32 = 4;

/// Those that are put off get their moments within this; what then begins anew may share a moment.
const TURNS: SignedDuration = SignedDuration::from_secs(60);

/// Calls that leak out at a steady rate from a bucket of a fixed size.
#[derive(Debug)]
pub struct Budget {
    state: Mutex<State>,
    /// Held by the first in line; the others wait for it in the order in which they came.
    turn: tokio::sync::Mutex<()>,
    /// Held by who asks the common books.
    asking: tokio::sync::Mutex<()>,
    books: Option<Books>,
}

/// The common books, and the name of this budget there.
#[derive(Debug)]
struct Books {
    limits: Arc<dyn SharedLimits>,
    name: String,
}

#[derive(Debug)]
struct State {
    limit: CallLimit,
    /// Calls in the bucket, in thousandths; unused with common books.
    level_milli: i64,
    at: Timestamp,
    blocked_until: Timestamp,
    in_line: u32,
    /// Calls that are asked for or wait to be.
    wanting: u32,
    /// When the last of them came.
    wanted_at: Timestamp,
    /// The moment of whoever is put off next.
    next_turn: Timestamp,
    /// Calls that were taken out of the common books and are not spent yet, and until when they may be.
    in_hand: u32,
    in_hand_until: Timestamp,
    /// The common books gave nothing; before then they are not asked again.
    begin_after: Timestamp,
    end_after: Timestamp,
}

/// What a call does to the step that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begins,
    Ends,
}

/// A place in the line, given back when it is dropped.
struct Place<'a>(&'a Budget);

impl<'a> Place<'a> {
    fn take(budget: &'a Budget) -> Self {
        budget.lock().in_line += 1;
        Self(budget)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().in_line -= 1;
    }
}

/// What is asked for, taken back when it is dropped.
struct Wish<'a>(&'a Budget, u32);

impl<'a> Wish<'a> {
    fn make(budget: &'a Budget, points: u32, now: Timestamp) -> Self {
        let mut state = budget.lock();
        state.wanted_at = match state.wanting {
            0 => now,
            _ => state.wanted_at.max(now),
        };
        state.wanting += points;
        Self(budget, points)
    }
}

impl Drop for Wish<'_> {
    fn drop(&mut self) {
        self.0.lock().wanting -= self.1;
    }
}

impl Budget {
    /// An empty bucket of this process alone.
    #[must_use]
    pub fn new(limit: CallLimit) -> Self {
        Self::with(limit, None)
    }

    /// A bucket that all processes share who keep it in these books under this name.
    #[must_use]
    pub fn shared(limit: CallLimit, limits: Arc<dyn SharedLimits>, name: String) -> Self {
        Self::with(limit, Some(Books { limits, name }))
    }

    fn with(limit: CallLimit, books: Option<Books>) -> Self {
        let never = Timestamp::UNIX_EPOCH;
        let state = State {
            limit: at_least_one(limit),
            level_milli: 0,
            at: never,
            blocked_until: never,
            in_line: 0,
            wanting: 0,
            wanted_at: never,
            next_turn: never,
            in_hand: 0,
            in_hand_until: never,
            begin_after: never,
            end_after: never,
        };
        Self {
            state: Mutex::new(state),
            turn: tokio::sync::Mutex::const_new(()),
            asking: tokio::sync::Mutex::const_new(()),
            books,
        }
    }

    /// Takes one call out of the budget, for a call that begins a step.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub async fn take(&self, now: Timestamp) -> Result<(), CallError> {
        self.take_points(1, now).await
    }

    /// Takes what a call costs out of the budget, for a call that begins a step.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub async fn take_points(&self, points: u32, now: Timestamp) -> Result<(), CallError> {
        let (in_line, leak) = {
            let state = self.lock();
            (state.in_line, state.limit.leak_per_second)
        };
        if in_line > 0 {
            let wait = i64::from(in_line) * 1000 * i64::from(points) / i64::from(leak) + 1;
            return Err(self.put_off(SignedDuration::from_millis(wait), points, now));
        }
        let taken = self.take_for(Step::Begins, points, now).await;
        taken.map_err(|refused| match refused.kind {
            CallErrorKind::Throttled { wait } => self.put_off(wait, points, now),
            _ => refused,
        })
    }

    /// Gives a call that has to wait a moment of its own.
    fn put_off(&self, wait: SignedDuration, points: u32, now: Timestamp) -> CallError {
        let first = later(now, wait);
        let mut state = self.lock();
        let leak = i64::from(state.limit.leak_per_second.max(1));
        let between = SignedDuration::from_micros(1_000_000 * i64::from(points) / leak);
        let next = state.next_turn;
        let turn = if (first..later(first, TURNS)).contains(&next) {
            next
        } else {
            first
        };
        state.next_turn = later(turn, between);
        throttled(turn.duration_since(now))
    }

    /// Takes one call out of the budget, for a call that ends a step: waits for it in line, unless that
    /// takes long.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub async fn take_in_line(&self, now: &Now) -> Result<(), CallError> {
        self.take_points_in_line(1, now).await
    }

    /// Takes what a call costs out of the budget, for a call that ends a step: waits for it in line,
    /// unless that takes long.
    ///
    /// # Errors
    /// [`CallErrorKind::Throttled`] with how long to wait; nothing was sent.
    pub async fn take_points_in_line(&self, points: u32, now: &Now) -> Result<(), CallError> {
        // Only who finds too little stands in line: what begins a step gives way to those, and not to
        // one that the books are about to answer.
        if self.lock().in_line == 0 {
            match self.take_for(Step::Ends, points, now()).await {
                Err(refused) if is_short(&refused) => {}
                other => return other,
            }
        }
        let _place = Place::take(self);
        let in_turn = async {
            let _turn = self.turn.lock().await;
            loop {
                match self.take_for(Step::Ends, points, now()).await {
                    Err(refused) if is_short(&refused) => tokio::time::sleep(LOOK).await,
                    other => return other,
                }
            }
        };
        match tokio::time::timeout(PATIENCE, in_turn).await {
            Ok(taken) => taken,
            Err(_) => Err(throttled(LONG)),
        }
    }

    /// A call cost less than was taken for it.
    pub fn give_back(&self, points: u32, now: Timestamp) {
        let mut state = self.lock();
        if self.books.is_some() {
            // The books take nothing back; the next call here spends it.
            state.in_hand = (state.in_hand + points).min(state.limit.size);
            state.in_hand_until = later(now, SPENT_WITHIN);
        } else {
            state.level_milli = (state.level_milli - i64::from(points) * 1000).max(0);
        }
    }

    /// The platform told its limit.
    pub fn resize(&self, limit: CallLimit) {
        self.lock().limit = at_least_one(limit);
    }

    async fn take_for(&self, step: Step, points: u32, now: Timestamp) -> Result<(), CallError> {
        match &self.books {
            None => self.pour(points, now),
            Some(books) => self.take_from(books, step, points, now).await,
        }
    }

    fn pour(&self, points: u32, now: Timestamp) -> Result<(), CallError> {
        let mut state = self.lock();
        state.check_blocked(now)?;
        leak(&mut state, now);
        let limit = state.limit;
        // What costs more than the bucket holds goes when it is empty.
        let points_milli = i64::from(points.min(limit.size)) * 1000;
        let over = state.level_milli + points_milli - i64::from(limit.size) * 1000;
        if over > 0 {
            let wait_millis = over / i64::from(limit.leak_per_second) + 1;
            return Err(throttled(SignedDuration::from_millis(wait_millis)));
        }
        state.level_milli += points_milli;
        Ok(())
    }

    async fn take_from(
        &self,
        books: &Books,
        step: Step,
        points: u32,
        now: Timestamp,
    ) -> Result<(), CallError> {
        if self.lock().missing_in_hand(step, points, now)?.is_none() {
            return Ok(());
        }
        let _wish = Wish::make(self, points, now);
        let _asking = self.asking.lock().await;
        let (limit, missing, wanting) = {
            let mut state = self.lock();
            // Who asked meanwhile asked for this one too.
            let Some(missing) = state.missing_in_hand(step, points, now)? else {
                return Ok(());
            };
            (state.limit, missing, state.wanting)
        };
        let size = limit.size;
        let per_second = limit.leak_per_second;
        let limit = match step {
            // The last quarter is for what ends a step, in whichever process that is.
            Step::Begins => CallLimit {
                size: size - size / 4,
                ..limit
            },
            Step::Ends => limit,
        };
        let wish = (per_second / ASKED_PER_SECOND).max(missing).max(wanting);
        let taken = books.limits.take(&books.name, limit, wish, now).await;
        let taken = taken.map_err(|error| {
            let message = "what is left of the platform's call limit could not be read";
            CallError::new(CallErrorKind::NotSent, message).caused_by(error)
        })?;
        let mut state = self.lock();
        match taken {
            CallsTaken::Calls(calls) => {
                let in_hand = state.in_hand + calls;
                state.in_hand_until = later(state.wanted_at, SPENT_WITHIN);
                if in_hand >= points {
                    state.in_hand = in_hand - points;
                    return Ok(());
                }
                state.in_hand = in_hand;
                let wait = i64::from(points - in_hand) * 1000 / i64::from(per_second) + 1;
                Err(throttled(SignedDuration::from_millis(wait)))
            }
            CallsTaken::Wait(wait) => {
                match step {
                    Step::Begins => state.begin_after = later(now, wait),
                    Step::Ends => state.end_after = later(now, wait),
                }
                Err(throttled(wait))
            }
        }
    }

    /// The platform told how full its own bucket is; ours is never emptier than that.
    pub async fn learn(&self, used: u32, now: Timestamp) {
        let Some(books) = &self.books else {
            let mut state = self.lock();
            leak(&mut state, now);
            state.level_milli = state.level_milli.max(i64::from(used) * 1000);
            return;
        };
        let limit = self.lock().limit;
        // Far from the limit it changes nothing, and the books are spared a line for every call.
        if used.saturating_mul(2) > limit.size {
            let learned = books.limits.learn(&books.name, limit, used, now);
            if let Err(error) = learned.await {
                tracing::warn!(%error, "what a platform told of its call limit is not shared");
            }
        }
    }

    /// The platform asked to wait: nothing is sent before.
    pub async fn block(&self, wait: SignedDuration, now: Timestamp) {
        let until = later(now, wait);
        {
            let mut state = self.lock();
            state.blocked_until = state.blocked_until.max(until);
        }
        if let Some(books) = &self.books
            && let Err(error) = books.limits.block(&books.name, until, now).await
        {
            tracing::warn!(%error, "that a platform asked to wait is not shared");
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn leak(state: &mut State, now: Timestamp) {
    let passed = i64::try_from(now.duration_since(state.at).as_millis()).unwrap_or(i64::MAX);
    if passed > 0 {
        let leaked = passed.saturating_mul(i64::from(state.limit.leak_per_second));
        state.level_milli = state.level_milli.saturating_sub(leaked).max(0);
        // What is left of a millisecond counts the next time: of a thousand calls a second it is much.
        state.at = later(state.at, SignedDuration::from_millis(passed));
    }
}

fn at_least_one(limit: CallLimit) -> CallLimit {
    CallLimit {
        leak_per_second: limit.leak_per_second.max(1),
        ..limit
    }
}

impl State {
    fn check_blocked(&self, now: Timestamp) -> Result<(), CallError> {
        refuse_before(self.blocked_until, now)
    }

    /// Spends what was taken before; what is missing when the books must be asked.
    fn missing_in_hand(
        &mut self,
        step: Step,
        points: u32,
        now: Timestamp,
    ) -> Result<Option<u32>, CallError> {
        self.check_blocked(now)?;
        if now >= self.in_hand_until {
            self.in_hand = 0;
        }
        if self.in_hand >= points {
            self.in_hand -= points;
            return Ok(None);
        }
        let after = match step {
            Step::Begins => self.begin_after,
            Step::Ends => self.end_after,
        };
        refuse_before(after, now).map(|()| Some(points - self.in_hand))
    }
}

fn refuse_before(moment: Timestamp, now: Timestamp) -> Result<(), CallError> {
    let wait = moment.duration_since(now);
    if wait.is_positive() {
        Err(throttled(wait))
    } else {
        Ok(())
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn is_short(refused: &CallError) -> bool {
    matches!(refused.kind, CallErrorKind::Throttled { wait } if wait < LONG)
}

fn throttled(wait: SignedDuration) -> CallError {
    CallError::new(
        CallErrorKind::Throttled { wait },
        "waiting for the platform's call limit",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
    }

    fn limit(size: u32, leak_per_second: u32) -> CallLimit {
        CallLimit {
            size,
            leak_per_second,
        }
    }

    #[tokio::test]
    async fn fills_leaks_and_learns() {
        let budget = Budget::new(limit(3, 2));
        for _ in 0..3 {
            budget.take(at(0)).await.unwrap();
        }
        let refused = budget.take(at(0)).await.unwrap_err();
        assert!(
            matches!(refused.kind, CallErrorKind::Throttled { wait } if wait.as_millis() <= 501)
        );
        budget.take(at(501)).await.unwrap();
        budget.learn(3, at(2000)).await;
        assert!(budget.take(at(2000)).await.is_err());
        budget
            .block(SignedDuration::from_secs(60), at(10_000))
            .await;
        assert!(budget.take(at(69_000)).await.is_err());
        budget.take(at(70_000)).await.unwrap();
    }

    #[tokio::test]
    async fn parts_of_a_millisecond_leak_too() {
        let budget = Budget::new(limit(10, 1000));
        let mut taken = 0;
        for step in 0..10_000_i64 {
            let now = later(at(0), SignedDuration::from_micros(step * 700));
            taken += i64::from(budget.take(now).await.is_ok());
        }
        // Seven seconds passed; the bucket was empty when they began, and is full at the end.
        assert_eq!(taken, 7_009);
    }

    #[tokio::test]
    async fn a_call_takes_what_it_costs_and_gives_back_what_it_did_not_use() {
        let budget = Budget::new(limit(1000, 50));
        budget.take_points(800, at(0)).await.unwrap();
        let refused = budget.take_points(300, at(0)).await.unwrap_err();
        assert!(
            matches!(refused.kind, CallErrorKind::Throttled { wait } if wait.as_millis() == 2001)
        );
        budget.give_back(600, at(0));
        budget.take_points(300, at(0)).await.unwrap();
        budget.resize(limit(2000, 100));
        budget.take_points(1500, at(0)).await.unwrap();
        assert!(budget.take_points(1, at(0)).await.is_err());
        // What never fits goes when nothing else is in the bucket.
        budget.take_points(5000, at(60_000)).await.unwrap();
    }

    #[tokio::test]
    async fn who_is_put_off_gets_a_moment_of_its_own() {
        let budget = Budget::new(limit(1, 2));
        budget.take(at(0)).await.unwrap();
        let mut waits = Vec::new();
        for _ in 0..121 {
            match budget.take(at(0)).await.unwrap_err().kind {
                CallErrorKind::Throttled { wait } => waits.push(wait.as_millis()),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(waits[..3], [501, 1_001, 1_501]);
        assert_eq!(waits[119..], [60_001, 501], "then they share moments");
        assert!(budget.take(at(400)).await.is_err());
        budget.take(at(501)).await.unwrap();
    }

    #[tokio::test]
    async fn what_ends_a_step_goes_before_what_begins_one() {
        let clock = crate::sim::SimClock::starting_at(at(0), 0.0);
        let now: Now = {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        };
        let budget = Arc::new(Budget::new(limit(1, 1)));
        budget.take(now()).await.unwrap();
        let waiting = tokio::spawn({
            let (budget, now) = (Arc::clone(&budget), Now::clone(&now));
            async move { budget.take_in_line(&now).await }
        });
        while budget.lock().in_line == 0 {
            tokio::task::yield_now().await;
        }
        clock.advance(SignedDuration::from_millis(1_001));
        // There is room for one call now, and it is not for the one that begins.
        assert!(waiting.is_finished() || budget.take(now()).await.is_err());
        waiting.await.unwrap().unwrap();
        assert!(budget.take(now()).await.is_err(), "the room was taken");
        clock.advance(SignedDuration::from_millis(1_001));
        budget.take(now()).await.unwrap();
    }

    #[tokio::test]
    async fn nobody_stands_in_line_for_long() {
        let now: Now = Arc::new(|| at(0));
        let budget = Budget::new(limit(1, 1));
        budget.block(SignedDuration::from_secs(3_600), at(0)).await;
        let refused = budget.take_in_line(&now).await.unwrap_err();
        assert!(
            matches!(refused.kind, CallErrorKind::Throttled { wait } if wait.as_secs() == 3_600)
        );
        assert_eq!(budget.lock().in_line, 0);
    }

    /// Books in memory, shared by two budgets as by two processes.
    #[derive(Debug, Default)]
    struct Ledger {
        level: Mutex<u32>,
        asked: Mutex<u32>,
        blocked: Mutex<Option<Timestamp>>,
    }

    #[async_trait::async_trait]
    impl SharedLimits for Ledger {
        async fn take(
            &self,
            _budget: &str,
            limit: CallLimit,
            wish: u32,
            _now: Timestamp,
        ) -> Result<CallsTaken, super::super::LimitsUnreadable> {
            *self.asked.lock().unwrap() += 1;
            let mut level = self.level.lock().unwrap();
            let calls = wish.min(limit.size.saturating_sub(*level));
            *level += calls;
            Ok(match calls {
                0 => CallsTaken::Wait(SignedDuration::from_secs(1)),
                calls => CallsTaken::Calls(calls),
            })
        }

        async fn learn(
            &self,
            _budget: &str,
            _limit: CallLimit,
            used: u32,
            _now: Timestamp,
        ) -> Result<(), super::super::LimitsUnreadable> {
            let mut level = self.level.lock().unwrap();
            *level = used.max(*level);
            Ok(())
        }

        async fn block(
            &self,
            _budget: &str,
            until: Timestamp,
            _now: Timestamp,
        ) -> Result<(), super::super::LimitsUnreadable> {
            *self.blocked.lock().unwrap() = Some(until);
            Ok(())
        }
    }

    #[tokio::test]
    async fn processes_share_one_bucket_and_ask_for_several_calls_at_once() {
        let books = Arc::new(Ledger::default());
        let process = || {
            let books: Arc<Ledger> = Arc::clone(&books);
            Budget::shared(limit(16, 8), books, "a store".into())
        };
        let (first, second) = (process(), process());
        for _ in 0..6 {
            first.take(at(0)).await.unwrap();
            second.take(at(0)).await.unwrap();
        }
        assert_eq!(*books.asked.lock().unwrap(), 6, "two calls at once");
        // The last quarter is left for what ends a step.
        assert!(first.take(at(0)).await.is_err());
        assert!(first.take(at(1)).await.is_err());
        assert_eq!(*books.asked.lock().unwrap(), 7, "a refusal is remembered");
        let now: Now = Arc::new(|| at(2));
        second.take_in_line(&now).await.unwrap();
        // What is not spent soon is let go.
        assert!(second.take(at(5_000)).await.is_err());

        first.learn(1, at(5_000)).await;
        assert_eq!(*books.level.lock().unwrap(), 14);
        first.learn(15, at(5_000)).await;
        assert_eq!(*books.level.lock().unwrap(), 15);
        first.block(SignedDuration::from_secs(60), at(5_000)).await;
        assert_eq!(*books.blocked.lock().unwrap(), Some(at(65_000)));
        assert!(first.take(at(64_999)).await.is_err());
    }

    #[tokio::test]
    async fn one_asks_for_all_who_wait() {
        let books = Arc::new(Ledger::default());
        let shared: Arc<Ledger> = Arc::clone(&books);
        let budget = Arc::new(Budget::shared(limit(32, 4), shared, "a store".into()));
        // The first in line for the question, so that all the others come before it is asked.
        let asking = budget.asking.lock().await;
        let mut calls = tokio::task::JoinSet::new();
        for number in 0..20 {
            let budget = Arc::clone(&budget);
            calls.spawn(async move { budget.take(at(number)).await });
        }
        while budget.lock().wanting < 20 {
            tokio::task::yield_now().await;
        }
        drop(asking);
        while let Some(call) = calls.join_next().await {
            call.unwrap().unwrap();
        }
        assert_eq!(*books.asked.lock().unwrap(), 1);
        assert_eq!(*books.level.lock().unwrap(), 20);
        assert_eq!(budget.lock().wanting, 0);
    }
}
