//! A simulator is written from the platform's reference alone. Wire types that it shared with the
//! client would share the misreading, and the simulator would agree with the bug.

use super::Finding;
use super::platform_names::{FOLDER, platform_of};
use super::rust_file::{Kind, RustFile};

pub(super) fn check(file: &RustFile<'_>) -> Vec<Finding> {
    let Some(depth) = depth_in_simulator(file.path) else {
        return Vec::new();
    };
    let platform = platform_of(file.path).unwrap_or_default();
    let mut findings = Vec::new();
    let mut inline_modules: Vec<usize> = Vec::new();
    for index in 0..file.code.len() {
        inline_modules.retain(|end| *end > index);
        if file.code[index].is("mod") && file.code.get(index + 2).is_some_and(|next| next.is("{")) {
            inline_modules.extend(file.closing(index + 2));
        }
        let after_path = index >= 2 && file.reads(index - 2, &[":", ":"]);
        if after_path {
            continue;
        }
        let wrong = leaves_by_super(file, index, depth + inline_modules.len())
            .or_else(|| leaves_by_crate(file, index, platform))
            .or_else(|| uses_domain(file, index));
        if let Some(what) = wrong {
            findings.push(Finding::new(
                file.path,
                file.code[index].line,
                what,
                "write the simulator's own, from the platform's reference",
            ));
        }
    }
    findings
}

/// How many modules deep inside the platform's folder a simulator's file is: `sim/mod.rs` is 1.
fn depth_in_simulator(path: &str) -> Option<usize> {
    let platform = platform_of(path)?;
    let inside = path
        .strip_prefix(FOLDER)?
        .strip_prefix(platform)?
        .strip_prefix("/sim")?;
    if inside == ".rs" {
        return Some(1);
    }
    let parts: Vec<&str> = inside.strip_prefix('/')?.split('/').collect();
    Some(parts.len() + usize::from(parts.last() != Some(&"mod.rs")))
}

fn leaves_by_super(file: &RustFile<'_>, start: usize, depth: usize) -> Option<String> {
    let mut climbed = 0;
    let mut index = start;
    while file.reads(index, &["super", ":", ":"]) {
        climbed += 1;
        index += 3;
    }
    // Climbing by `depth` reaches the platform's own module, where the client's files are.
    let back_home = file.code.get(index).is_some_and(|next| next.is("sim"));
    (climbed >= depth && climbed > 0 && !back_home)
        .then(|| "the simulator climbs out of its folder with `super`".to_owned())
}

fn leaves_by_crate(file: &RustFile<'_>, start: usize, platform: &str) -> Option<String> {
    if !file.reads(start, &["crate", ":", ":"]) {
        return None;
    }
    let first = start + 3;
    let mut heads = vec![first];
    if file.reads(first, &["{"]) {
        let end = file.closing(first)?;
        heads = group_heads(file, first, end);
    }
    let own = |head: &usize| {
        file.reads(*head, &["sim"]) || file.reads(*head, &[platform, ":", ":", "sim"])
    };
    let outside = heads.iter().find(|head| !own(head))?;
    Some(format!(
        "the simulator uses `crate::{}`",
        file.code.get(*outside)?.text
    ))
}

/// Where the paths of `{a::b, c::{d, e}}` begin.
fn group_heads(file: &RustFile<'_>, open: usize, close: usize) -> Vec<usize> {
    let mut heads = vec![open + 1];
    let mut index = open + 1;
    while index < close {
        if file.code[index].is("{") {
            index = file.closing(index).unwrap_or(close);
        } else if file.code[index].is(",") && index + 1 < close {
            heads.push(index + 1);
        }
        index += 1;
    }
    heads
}

fn uses_domain(file: &RustFile<'_>, start: usize) -> Option<String> {
    let piece = &file.code[start];
    let named = piece.kind == Kind::Word && file.reads(start, &["domain", ":", ":"]);
    let whole = file.reads(start.saturating_sub(1), &["use", "domain"]);
    (named || (whole && piece.is("domain")))
        .then(|| "the simulator may not use `domain`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "crates/platforms/src/shopbase/sim/orders.rs";

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&RustFile::read(path, text))
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn the_clients_files_are_out_of_reach() {
        for text in [
            "use super::super::wire::Order;",
            "use crate::shopbase::convert;",
            "use crate::{sim::SimClock, shopbase::api::Client};",
            "use crate::aliexpress::sim::Ledger;",
            "use domain::Order;",
            "use domain;",
            "fn f() -> domain::Money { x }",
            "fn f() { crate::http::get(); }",
        ] {
            assert_eq!(found(AT, text).len(), 1, "{text}");
        }
        let root = "crates/platforms/src/shopbase/sim/mod.rs";
        assert_eq!(found(root, "use super::wire;").len(), 1);
    }

    #[test]
    fn its_own_files_and_the_bench_are_in_reach() {
        for text in [
            "use super::ledger::Ledger;",
            "use crate::sim::{SimClock, Faults};",
            "use crate::{sim::SimClock, shopbase::sim::ledger};",
            "use crate::shopbase::sim::ledger;",
            "mod tests { use super::*; }",
            "mod tests { use super::super::ledger::Ledger; }",
            "let domain = shop.domain; let a = Shop::domain::<u8>();",
        ] {
            assert!(found(AT, text).is_empty(), "{text}: {:?}", found(AT, text));
        }
    }

    #[test]
    fn an_inline_module_does_not_hide_a_climb() {
        assert_eq!(
            found(AT, "mod tests { use super::super::super::wire; }").len(),
            1
        );
    }

    #[test]
    fn other_files_are_not_simulators() {
        assert!(found("crates/platforms/src/shopbase/api.rs", "use super::wire;").is_empty());
        assert!(found("crates/platforms/src/sim/clock.rs", "use crate::http;").is_empty());
    }
}
