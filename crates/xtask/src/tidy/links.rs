//! Relative links in Markdown lead somewhere: to a file, a folder, or a heading.

use super::Finding;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension("md") {
        for (line, target) in links(&file.text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (place, heading) = target.split_once('#').unwrap_or((&target, ""));
            let path = if place.is_empty() {
                file.path.clone()
            } else {
                resolve(&file.path, place)
            };
            if !tree.has(&path) {
                let what = format!("the link to {target} leads nowhere");
                findings.push(Finding::new(
                    &file.path,
                    line,
                    what,
                    "mend or drop the link",
                ));
            } else if !heading.is_empty() && !has_heading(tree, &path, heading) {
                let what = format!("{path} has no heading for #{heading}");
                findings.push(Finding::new(
                    &file.path,
                    line,
                    what,
                    "mend or drop the link",
                ));
            }
        }
    }
    findings
}

/// The targets of `[text](target)` and `![text](target)` outside code and HTML comments.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_fence = false;
    let mut in_comment = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
        }
        in_comment |= line.contains("<!--");
        let skipped = in_fence || in_comment;
        in_comment &= !line.contains("-->");
        if skipped {
            continue;
        }
        let prose = without_code(line);
        for (_, rest) in prose
            .match_indices("](")
            .map(|(at, mark)| (at, &prose[at + mark.len()..]))
        {
            let target = rest.split(')').next().unwrap_or_default();
            let target = target.split(" \"").next().unwrap_or_default().trim();
            found.push((index + 1, target.trim_matches(['<', '>']).to_owned()));
        }
    }
    found
}

/// The line with its `code` blanked out.
fn without_code(line: &str) -> String {
    let parts = line.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 0 { part } else { " " })
        .collect::<Vec<_>>()
        .join("`")
}

/// `place` as seen from the folder of `from`, without dots.
fn resolve(from: &str, place: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = if place.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in place.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn has_heading(tree: &Tree, path: &str, heading: &str) -> bool {
    let Some(text) = tree.text(path).filter(|_| path.ends_with(".md")) else {
        return true;
    };
    text.lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| slug(line) == heading)
}

/// The name by which a heading is linked: small letters, hyphens for spaces, no other marks.
fn slug(heading: &str) -> String {
    let title = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = title
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|character| if character == ' ' { '-' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/a.md", text),
            ("docs/b.md", "# The way, traced\n"),
            ("README.md", "# Top\n"),
            ("docs/manual/orders.png", ""),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        for text in [
            "[b](b.md) and ![picture](manual/orders.png \"Orders\")",
            "[up](../README.md#top), [here](#own)\n# Own\n",
            "[b](./b.md#the-way-traced) [folder](manual/)",
            "[web](https://example.com/x) [mail](mailto:a@example.com)",
            "`[code](gone.md)`\n```\n[code](gone.md)\n```\n<!-- [later](gone.md) -->",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_said() {
        for text in [
            "[a](gone.md)",
            "[a](../docs/gone/)",
            "[a](b.md#the-way)",
            "![](manual/x.png)",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }
}
