//! Making a failure small: fewer orders, a shorter day, fewer troubles, fewer nodes, as long as the same
//! rule is broken.

use super::plan::Plan;
use super::world::Outcome;

/// Tries before the smallest one so far is taken.
const TRIES: u32 = 40;

/// The smallest world found that breaks a rule that `first` broke.
pub(super) fn shrink(first: &Outcome) -> anyhow::Result<Outcome> {
    let rules: Vec<&str> = first.findings.iter().map(|finding| finding.rule).collect();
    let mut search = Search {
        rules,
        tries: 0,
        smallest: None,
        plan: first.plan.clone(),
    };
    for change in [
        without_clocks,
        without_crashes,
        without_platforms,
        without_network,
        without_people,
    ] {
        search.attempt(change(&search.plan))?;
    }
    let one_node = Plan {
        nodes: 1,
        ..search.plan.clone()
    };
    search.attempt(one_node)?;
    search.fewer_orders()?;
    // Less is wrong now, perhaps some trouble can go as well.
    for change in [
        without_clocks,
        without_crashes,
        without_platforms,
        without_network,
        without_people,
    ] {
        search.attempt(change(&search.plan))?;
    }
    match search.smallest {
        Some(smallest) => Ok(smallest),
        None => super::play(&first.plan),
    }
}

struct Search<'a> {
    rules: Vec<&'a str>,
    tries: u32,
    smallest: Option<Outcome>,
    plan: Plan,
}

impl Search<'_> {
    /// Takes this world if it is another one and fails in the same way.
    fn attempt(&mut self, plan: Plan) -> anyhow::Result<bool> {
        let same = plan.words() == self.plan.words() && self.smallest.is_some();
        if same || self.tries >= TRIES {
            return Ok(false);
        }
        self.tries += 1;
        let outcome = super::play(&plan)?;
        let fails = outcome
            .findings
            .iter()
            .any(|finding| self.rules.contains(&finding.rule));
        if fails {
            self.plan = plan;
            self.smallest = Some(outcome);
        }
        Ok(fails)
    }

    /// Halves the orders as long as it fails, then takes less away.
    fn fewer_orders(&mut self) -> anyhow::Result<()> {
        let mut step = self.plan.orders / 2;
        while step > 0 && self.tries < TRIES {
            let orders = self.plan.orders.saturating_sub(step).max(1);
            let fewer = Plan {
                orders,
                ..self.plan.clone()
            };
            if orders == self.plan.orders || !self.attempt(fewer)? {
                step /= 2;
            }
        }
        Ok(())
    }
}

fn without_clocks(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.troubles.clocks = false;
    plan
}

fn without_crashes(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.troubles.crashes = false;
    plan
}

fn without_platforms(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.troubles.platforms = false;
    plan
}

fn without_network(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.troubles.network = false;
    plan
}

fn without_people(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.troubles.people = false;
    plan
}
