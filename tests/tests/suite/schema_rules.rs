//! The public schema as a product: clean by the field's lint rules, and never broken for clients without a decision.

use std::path::Path;
use std::process::{Command, Output};

use shanghaidoctor_tests::repository;

fn said(output: Output) -> String {
    [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}

/// What the lint says of the `schema.graphql` in a folder; nothing when it is content.
fn lint(folder: &Path) -> String {
    let web = repository().join("tests/web");
    let mut eslint = Command::new("node");
    eslint.arg(web.join("node_modules/eslint/bin/eslint.js")).arg("--config").arg(web.join("eslint.config.mjs"));
    let output = eslint.arg("schema.graphql").current_dir(folder).output().expect("node runs");
    let content = output.status.success();
    let said = said(output);
    assert_eq!(content, said.is_empty(), "{said}");
    said
}

/// What a change of the schema breaks, where the folder of decisions does not allow it.
fn broken(before: &Path, after: &Path, decisions: &Path) -> String {
    let script = repository().join("tests/web/schema_changes.mjs");
    let output = Command::new("node").arg(script).args([before, after, decisions]).output().expect("node runs");
    let content = output.status.success();
    let said = said(output);
    assert_eq!(content, said.is_empty(), "{said}");
    said
}

#[test]
fn the_schema_is_clean_by_the_rules_of_relay_and_of_names() {
    assert_eq!(lint(repository()), "");
}

#[test]
fn the_lint_finds_what_breaks_those_rules() {
    let folder = tempfile::tempdir().unwrap();
    let schema = r#"
        "All." type Query { "Papers." papers(first: Int): PaperConnection! }
        "Papers." type PaperConnection { "The edges." edges: [paper_edge!]! }
        "One." type paper_edge { "It." node: String! "Where." cursor: String! }
    "#;
    std::fs::write(folder.path().join("schema.graphql"), schema).unwrap();
    let said = lint(folder.path());
    for rule in ["naming-convention", "relay-arguments", "relay-connection-types"] {
        assert!(said.contains(rule), "{rule}: {said}");
    }
}

#[test]
fn a_change_that_breaks_clients_needs_a_decision_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (folder.path().join("before.graphql"), folder.path().join("after.graphql"));
    std::fs::write(&before, "type Query { name: String age: Int }").unwrap();
    std::fs::write(&after, "type Query { name: String since: Int }").unwrap();
    assert_eq!(broken(&before, &after, folder.path()), "Query.age was removed.\n");
    std::fs::write(folder.path().join("0009-ages.md"), "# Ages\n\n- Query.age was removed.\n").unwrap();
    assert_eq!(broken(&before, &after, folder.path()), "");
}

#[test]
fn what_is_deprecated_says_until_when_it_stays() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("schema.graphql");
    std::fs::write(&schema, "type Query { age: Int @deprecated(reason: \"Use `since`.\") since: Int }").unwrap();
    let said = broken(&schema, &schema, folder.path());
    assert_eq!(said, "Query.age is deprecated without the date until which it stays.\n");
    let dated = "type Query { age: Int @deprecated(reason: \"Use `since`. Stays until 2027-06-01.\") since: Int }";
    std::fs::write(&schema, dated).unwrap();
    assert_eq!(broken(&schema, &schema, folder.path()), "");
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(repository()).output().ok()?;
    output.status.success().then(|| said(output))
}

/// The schema before its last change: that of the last commit while it is being changed, that of the commit before the
/// one that changed it when nothing is.
fn promised() -> Option<String> {
    let current = std::fs::read_to_string(repository().join("schema.graphql")).unwrap();
    let commits = git(&["log", "-n", "2", "--format=%H", "--", "schema.graphql"])?;
    let mut schemas = commits.lines().filter_map(|commit| git(&["show", &format!("{commit}:schema.graphql")]));
    schemas.find(|schema| *schema != current)
}

#[test]
fn the_schema_breaks_nothing_that_it_promised_before_its_last_change() {
    let Some(promised) = promised() else {
        eprintln!("not compared: this checkout has no history of schema.graphql");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before.graphql");
    std::fs::write(&before, promised).unwrap();
    let broken = broken(&before, &repository().join("schema.graphql"), &repository().join("docs/decisions"));
    assert_eq!(
        broken, "",
        "clients would break: keep it and deprecate it, or write a decision record with these lines"
    );
}
