//! What a world is like, decided by its seed: how many nodes, how the merchant has set things up, and
//! which troubles there are. Shrinking takes troubles away one by one.

use app::mutation::Mutation;

use super::dice::Dice;

/// How many times faster a world in a hurry is, if nobody says otherwise.
pub(super) const HURRY: u32 = 8;

/// What a world is like.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) orders: u32,
    /// Customers order over this many virtual minutes.
    pub(super) minutes: u32,
    pub(super) nodes: usize,
    /// Whether the store places by itself.
    pub(super) automatic: bool,
    /// Whether the store mails its customers.
    pub(super) notify: bool,
    pub(super) keys: Keys,
    /// Whether the store refuses calls above its limit.
    pub(super) strict_rate: bool,
    /// Suppliers, parcels and people are so many times faster than in a slow world.
    pub(super) hurry: u32,
    pub(super) troubles: Troubles,
    pub(super) mutation: Option<Mutation>,
}

/// What the marketplace does with a key that it has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keys {
    /// It refuses the repeat, which proves nothing.
    Refused,
    /// It gives the first answer again, and the operator has switched repeats on.
    Answered,
    /// It buys again: nobody but us keeps us from buying twice.
    Forgotten,
}

/// What may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Troubles {
    /// The network delays, reorders, doubles and cuts.
    pub(super) network: bool,
    /// The platforms throttle, break, answer unclearly, forget tokens.
    pub(super) platforms: bool,
    /// Nodes crash.
    pub(super) crashes: bool,
    /// Nodes' clocks jump.
    pub(super) clocks: bool,
    /// Customers and merchants change their minds.
    pub(super) people: bool,
}

impl Plan {
    /// The world of a seed.
    pub(super) fn of(seed: u64, orders: u32, minutes: Option<u32>, nodes: Option<usize>) -> Self {
        let mut dice = Dice::of(seed, "plan", 0);
        let drawn_nodes = *dice.pick(&[1, 1, 2, 2, 3]).unwrap_or(&1);
        // Crowded worlds meet the limits, sparse ones the timers.
        let per_order = dice.between(200, 900);
        let drawn_minutes = u64::from(orders) * per_order / 1_000;
        let drawn_minutes = u32::try_from(drawn_minutes).unwrap_or(u32::MAX).max(30);
        let troubles = Troubles {
            network: dice.percent(80),
            platforms: dice.percent(80),
            crashes: dice.percent(70),
            clocks: dice.percent(25),
            people: dice.percent(90),
        };
        Self {
            seed,
            orders,
            minutes: minutes.unwrap_or(drawn_minutes),
            nodes: nodes.unwrap_or(drawn_nodes),
            automatic: dice.percent(60),
            notify: dice.percent(75),
            keys: *dice
                .pick(&[Keys::Refused, Keys::Answered, Keys::Forgotten])
                .unwrap_or(&Keys::Refused),
            strict_rate: dice.percent(50),
            hurry: if dice.below(10) == 0 { 1 } else { HURRY },
            troubles,
            mutation: None,
        }
    }

    /// In a few words.
    pub(super) fn words(&self) -> String {
        let troubles = [
            (self.troubles.network, "network"),
            (self.troubles.platforms, "platforms"),
            (self.troubles.crashes, "crashes"),
            (self.troubles.clocks, "clocks"),
            (self.troubles.people, "people"),
        ];
        let troubles: Vec<&str> = troubles
            .into_iter()
            .filter(|(on, _)| *on)
            .map(|(_, word)| word)
            .collect();
        format!(
            "seed {}, {} orders in {} minutes, {} nodes, {} placing, keys {:?}, hurry {}, troubles: {}",
            self.seed,
            self.orders,
            self.minutes,
            self.nodes,
            if self.automatic {
                "automatic"
            } else {
                "by hand"
            },
            self.keys,
            self.hurry,
            if troubles.is_empty() {
                "none".to_owned()
            } else {
                troubles.join(", ")
            },
        )
    }
}
