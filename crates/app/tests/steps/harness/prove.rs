//! The three proofs of a step: it works, it works repeated, it comes back after a crash.
//!
//! A step is given as three functions: what is there before it (`arrange`), what sets it going and
//! may be done again by whoever wished it (`act`), and how it is after it (`check`).

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use domain::job::Job;
use domain::ports::error::CallErrorKind;

use super::Bench;
use super::world::Fault;

/// More places to stop than any step has.
const TOO_MANY: usize = 300;

pub(crate) async fn works(
    arrange: impl AsyncFn(&Bench),
    act: impl AsyncFn(&Bench),
    check: impl AsyncFn(&Bench),
) {
    let bench = Bench::new().await;
    arrange(&bench).await;
    act(&bench).await;
    bench.run().await;
    check(&bench).await;
    bench.judge().await;
}

/// Wished twice, wished by two at once, every job of the way run again, and every call lost in turn,
/// on the way there and on the way back.
pub(crate) async fn repeated(
    arrange: impl AsyncFn(&Bench),
    act: impl AsyncFn(&Bench),
    check: impl AsyncFn(&Bench),
) {
    let bench = Bench::new().await;
    arrange(&bench).await;
    tokio::join!(act(&bench), act(&bench));
    bench.run().await;
    act(&bench).await;
    bench.want_everything_again().await;
    bench.run().await;
    check(&bench).await;
    bench.judge().await;
    for kind in [CallErrorKind::NotSent, CallErrorKind::Unavailable] {
        lost(&Fault::Before(kind), &arrange, &act, &check).await;
    }
    lost(
        &Fault::After(CallErrorKind::Unclear),
        &arrange,
        &act,
        &check,
    )
    .await;
}

/// Every call in turn goes wrong in this way.
pub(crate) async fn lost(
    fault: &Fault,
    arrange: &impl AsyncFn(&Bench),
    act: &impl AsyncFn(&Bench),
    check: &impl AsyncFn(&Bench),
) {
    for nth in 0..TOO_MANY {
        let bench = Bench::new().await;
        arrange(&bench).await;
        bench.world.state().lose = Some((nth, fault.clone()));
        act(&bench).await;
        bench.run().await;
        let was_lost = bench.world.state().lose.take().is_none();
        bench.recover().await;
        act(&bench).await;
        bench.run().await;
        check(&bench).await;
        bench.judge().await;
        if !was_lost {
            return;
        }
    }
    panic!("the step never ends");
}

/// The program is killed at every point where it waits for anything: before and after each call, each
/// read and each write.
pub(crate) async fn comes_back(
    arrange: impl AsyncFn(&Bench),
    act: impl AsyncFn(&Bench),
    check: impl AsyncFn(&Bench),
) {
    killed(1, &arrange, &act, &check).await;
}

/// The program is killed at every `stride`-th point where it waits for anything.
pub(crate) async fn killed(
    stride: usize,
    arrange: &impl AsyncFn(&Bench),
    act: &impl AsyncFn(&Bench),
    check: &impl AsyncFn(&Bench),
) {
    for pauses in (1..TOO_MANY * stride).step_by(stride) {
        let mut bench = Bench::new().await;
        arrange(&bench).await;
        let whole = async {
            act(&bench).await;
            bench.run().await;
        };
        let ended = until_killed(whole, pauses).await.is_some();
        if !ended {
            bench.crash().await;
            act(&bench).await;
            bench.recover().await;
        }
        check(&bench).await;
        bench.judge().await;
        if ended {
            return;
        }
    }
    panic!("the step never ends");
}

/// Runs a future until it has waited so often, and drops it there.
async fn until_killed<T>(future: impl Future<Output = T>, pauses: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut left = pauses;
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending if left == 1 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

impl Bench {
    /// Wants every job of the way done again for everything there is.
    pub(crate) async fn want_everything_again(&self) {
        let store_id = self.store().await.id;
        for dossier in self.dossiers().await {
            let order_id = dossier.order.id;
            let external_id = dossier.order.external_id.clone();
            self.want(Job::ReceiveOrder {
                store_id,
                external_id,
            })
            .await;
            self.want(Job::PlanPurchases { order_id }).await;
            for purchase_id in dossier.purchases.iter().map(|purchase| purchase.id) {
                // A person's wish starts a placement; a job for one nobody wished would not exist.
                if dossier
                    .purchase(purchase_id)
                    .is_some_and(|known| known.attempts > 0)
                {
                    self.want(Job::PlacePurchase {
                        order_id,
                        purchase_id,
                    })
                    .await;
                }
                for job in [
                    Job::SettlePlacement {
                        order_id,
                        purchase_id,
                    },
                    Job::SyncPurchase {
                        order_id,
                        purchase_id,
                    },
                    Job::TrackParcels {
                        order_id,
                        purchase_id,
                    },
                ] {
                    self.want(job).await;
                }
            }
            self.want(Job::FulfillOrder { order_id }).await;
        }
        for job in [
            Job::PollStore { store_id },
            Job::SyncAllPurchases,
            Job::FindStuck,
        ] {
            self.want(job).await;
        }
    }
}

/// The three tests of a step.
macro_rules! three_tests {
    ($step:ident, $arrange:ident, $act:ident, $check:ident) => {
        mod $step {
            use crate::harness::prove;

            #[tokio::test]
            async fn works() {
                prove::works(super::$arrange, super::$act, super::$check).await;
            }

            #[tokio::test]
            async fn works_with_everything_repeated() {
                prove::repeated(super::$arrange, super::$act, super::$check).await;
            }

            #[tokio::test]
            async fn comes_back_after_a_crash_at_each_point() {
                prove::comes_back(super::$arrange, super::$act, super::$check).await;
            }
        }
    };
}
pub(crate) use three_tests;
