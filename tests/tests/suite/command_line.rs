//! The command line as somebody at a terminal meets it: what it prints, what it refuses, and what it leaves untouched.

use std::path::{Path, PathBuf};
use std::process::Output;

use rstest::rstest;
use serde_json::Value;
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};
use tempfile::TempDir;

/// An invented page; beside it lie the facts it states.
fn page(name: &str) -> PathBuf {
    repository().join("crates/importer/tests/pages").join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Asserts that a command failed and said why in one line.
#[track_caller]
pub(crate) fn one_line(output: &Output) -> String {
    let said = stderr(output);
    assert!(!output.status.success(), "{output:?}");
    assert!(said.starts_with("shanghaidoctor: ") && said.ends_with('\n'), "{said:?}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

/// Asserts that a command did its work.
#[track_caller]
fn done(output: Output) -> Output {
    assert!(output.status.success(), "{} {}", stdout(&output), stderr(&output));
    output
}

#[test]
fn every_help_shows_an_example() {
    let folder = TempDir::new().unwrap();
    let help = |arguments: &[&str]| stdout(&done(Binary::in_folder(folder.path()).run(arguments)));
    let whole = help(&["--help"]);
    assert!(whole.contains("Example"), "{whole}");
    let verbs: Vec<&str> =
        whole.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty()).collect();
    assert!(verbs.len() > 4, "{verbs:?}");
    for verb in verbs.iter().map(|line| line.split_whitespace().next().unwrap()).filter(|verb| *verb != "help") {
        for flag in ["--help", "-h"] {
            let help = help(&[verb, flag]);
            let example = help.split_once("\nExample").unwrap_or_else(|| panic!("no example in {help}")).1;
            assert!(example.contains(&format!("shanghaidoctor {verb}")), "{help}");
        }
    }
}

#[test]
fn the_schema_is_printed_without_a_database() {
    let folder = TempDir::new().unwrap();
    let output = done(Binary::in_folder(folder.path()).run(&["schema"]));
    assert_eq!(stdout(&output), std::fs::read_to_string(repository().join("schema.graphql")).unwrap());
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "a file was made");
}

/// What is no page, each under the name of its file.
fn no_pages(folder: &Path) -> Vec<PathBuf> {
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let files: [(&str, &[u8]); 4] = [
        ("noise.txt", &noise),
        ("empty.txt", b""),
        ("blank.txt", b" \n\n\t\n"),
        ("letter.txt", b"Dear all,\n\nthe lift is out of order until Thursday. Please use the stairs.\n"),
    ];
    for (name, content) in files {
        std::fs::write(folder.join(name), content).unwrap();
    }
    std::fs::create_dir_all(folder.join("without pages")).unwrap();
    let mut paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.join(name)).collect();
    paths.extend([folder.join("missing.txt"), folder.join("missing.jsonl"), folder.join("without pages")]);
    paths
}

#[rstest]
#[tokio::test]
async fn what_is_no_page_is_refused_in_one_line_and_nothing_is_written(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let before = app.export().await;
    let folder = TempDir::new().unwrap();
    for path in no_pages(folder.path()) {
        let output = Binary::on(&app).run(&["import", text(&path), "--publish"]);
        let said = one_line(&output);
        assert!(said.contains(text(&path)), "{said}");
        assert_eq!(stdout(&output), "");
    }
    assert!(app.export().await == before, "something was written");
}

#[test]
fn a_refusal_for_a_program_is_json() {
    let folder = TempDir::new().unwrap();
    let kinds = ["NOT_TEXT", "EMPTY", "EMPTY", "NO_PORTRAIT"];
    for (path, kind) in no_pages(folder.path()).iter().zip(kinds) {
        for format in ["facts", "json"] {
            let output = Binary::in_folder(folder.path()).run(&["import", text(path), "--format", format]);
            assert!(!output.status.success(), "{output:?}");
            let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(answer["error"]["kind"], kind, "{path:?}: {answer}");
            assert!(answer["error"]["message"].as_str().is_some_and(|message| !message.is_empty()), "{answer}");
            assert_eq!(answer["written"], 0);
            assert_eq!(answer.as_object().unwrap().len(), 2, "{answer}");
        }
    }
    let paths: Vec<_> = no_pages(folder.path());
    let files = paths.iter().take(kinds.len()).map(|path| text(path));
    let batch: Vec<&str> = ["import", "--dry-run", "--format", "json"].into_iter().chain(files).collect();
    let told = stdout(&Binary::in_folder(folder.path()).run(&batch));
    for kind in kinds {
        assert!(told.contains(&format!("\"kind\":\"{kind}\"")), "{kind} in a batch: {told}");
    }
    assert!(!folder.path().join("shanghaidoctor.db").exists(), "a database was made");
}

#[rstest]
fn a_dry_run_prints_the_facts_and_makes_no_database(#[values("full", "founder", "questions")] name: &str) {
    let folder = TempDir::new().unwrap();
    let path = page(&format!("{name}.txt"));
    let import = ["import", text(&path), "--dry-run", "--format", "facts"];
    let output = done(Binary::in_folder(folder.path()).run(&import));
    let facts: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = std::fs::read(page(&format!("{name}.json"))).unwrap();
    assert_eq!(facts, serde_json::from_slice::<Value>(&expected).unwrap());
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "a file was made");
}

#[test]
fn a_line_is_explained_without_a_database() {
    let folder = TempDir::new().unwrap();
    let path = page("full.txt");
    let import = |explain: &str| Binary::in_folder(folder.path()).run(&["import", text(&path), "--explain", explain]);
    let said = stdout(&done(import("25,70-72")));
    for words in
        ["Line 25  ", "an association, a branch or a committee", "Line 70  ", "its meaning is not known", "Line 72  "]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(one_line(&import("24")).contains("line 24 is blank"));
    assert!(one_line(&import("9000")).contains("there is no line 9000"));
    let json = ["import", text(&path), "--explain", "25", "--format", "json"];
    let json: Value = serde_json::from_slice(&done(Binary::in_folder(folder.path()).run(&json)).stdout).unwrap();
    assert_eq!(json["explanations"][0]["facts"][0]["path"], "doctor.appointments.0", "{json:#}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "a file was made");
}

#[test]
fn a_report_has_colours_only_where_somebody_sees_them() {
    let folder = TempDir::new().unwrap();
    let path = page("full.txt");
    let report = |color: &str| {
        let import = ["import", text(&path), "--dry-run", "--color", color];
        stdout(&done(Binary::in_folder(folder.path()).run(&import)))
    };
    // The test reads a pipe, and a pipe is no terminal.
    for plain in ["auto", "never"] {
        assert!(!report(plain).contains('\u{1b}'));
    }
    assert!(report("always").contains('\u{1b}'));
    assert!(report("auto").trim_end().ends_with("46 facts, 1 question open: 1 unknown label"));
}

/// Each document of an import's report with what became of it.
#[track_caller]
fn saved(output: Output) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&done(output).stdout).unwrap();
    let documents = report["documents"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    documents.iter().map(|document| (text(&document["id"]), text(&document["saved"]))).collect()
}

#[rstest]
#[tokio::test]
async fn a_page_imported_again_changes_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values("full.txt", "founder.txt", "questions.txt")] name: &str,
) {
    let app = TestApp::start(backend).await;
    let path = page(name);
    let import = ["import", text(&path), "--publish", "--force", "--format", "json"];
    let first = saved(Binary::on(&app).run(&import));
    // The first article of a section adds that to the record of the publication.
    assert!(first.iter().all(|(id, word)| word == "new" || id.starts_with("site_")), "{first:?}");
    let once = app.export().await;
    let doctors = app.query("{ doctors { totalCount } }").await.at("/doctors/totalCount");
    assert_eq!(doctors, 1, "published");

    let second = saved(Binary::on(&app).run(&import));
    // A page that has not changed is not read again: what it portrays and what it is are named.
    assert!(["doctor_", "article_"].iter().all(|kind| second.iter().any(|(id, _)| id.starts_with(kind))), "{second:?}");
    assert!(second.iter().all(|(_, word)| word == "same"), "{second:?}");
    assert!(app.export().await == once, "the second import changed something");
}

#[rstest]
#[tokio::test]
async fn what_is_imported_is_a_draft_until_it_is_published(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let path = page("full.txt");
    let query = "{ doctors { totalCount } articles { totalCount } }";
    done(Binary::on(&app).run(&["import", text(&path)]));
    let seen = app.query(query).await.data();
    assert_eq!((&seen["doctors"]["totalCount"], &seen["articles"]["totalCount"]), (&0.into(), &0.into()));
    done(Binary::on(&app).run(&["import", text(&path), "--publish", "--force"]));
    let seen = app.query(query).await.data();
    assert_eq!((&seen["doctors"]["totalCount"], &seen["articles"]["totalCount"]), (&1.into(), &1.into()));
}

#[rstest]
#[tokio::test]
async fn a_broken_line_of_an_export_is_named_and_nothing_is_written(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let sample = std::fs::read_to_string(repository().join("sample/content.jsonl")).unwrap();
    let mut lines: Vec<&str> = sample.lines().collect();
    let file = app.folder.path().join("content.jsonl");
    let last = lines.len();
    for (broken, number) in [("{", 40), (r#"{"kind":"NOTHING"}"#, 7), ("7", 1), ("nonsense", last)] {
        let whole = std::mem::replace(&mut lines[number - 1], broken);
        std::fs::write(&file, lines.join("\n")).unwrap();
        let said = one_line(&Binary::on(&app).run(&["import", text(&file)]));
        assert!(said.contains(&format!("line {number}: ")), "{said}");
        assert!(app.export().await == before, "something was written of {broken}");
        lines[number - 1] = whole;
    }
}

#[rstest]
#[tokio::test]
async fn a_database_is_migrated_once_however_often_it_is_asked_for(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = TempDir::new().unwrap();
    let database = backend.create(folder.path()).await;
    for _ in 0..2 {
        let output = done(Binary::in_folder(folder.path()).run(&["migrate", "--database-url", &database]));
        assert_eq!(stdout(&output), "The database is up to date.\n");
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn a_setting_that_cannot_be_used_is_refused_in_one_line() {
    let folder = TempDir::new().unwrap();
    for (setting, value) in [
        ("--database-url", "mysql://localhost/cms"),
        ("--database-url", "sqlite:/nowhere/at/all.db"),
        ("--public-url", "api.example.org"),
    ] {
        let output = Binary::in_folder(folder.path()).run(&["migrate", setting, value]);
        let said = one_line(&output);
        let mut parts: Vec<&str> = said.trim_end().split(": ").collect();
        let told = parts.len();
        parts.sort_unstable();
        parts.dedup();
        assert_eq!(parts.len(), told, "it says something twice: {said}");
    }
}

#[test]
fn a_log_that_goes_to_a_file_has_no_colours() {
    let folder = TempDir::new().unwrap();
    let output = done(Binary::in_folder(folder.path()).run(&["migrate", "--log", "info"]));
    let log = stderr(&output);
    assert!(log.contains("INFO"), "nothing was logged: {log:?}");
    assert!(!log.contains('\u{1b}'), "{log:?}");
}

/// Whoever reads may stop before the end, as `head` does: no command cries out at that.
#[cfg(unix)]
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_whose_output_nobody_reads_any_more_ends_in_silence(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.account(shanghaidoctor_domain::Role::Writer).await;
    for arguments in [&["account", "list"][..], &["account", "audit-log"], &["export"], &["schema"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = Binary::on(&app).command().args(arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(141), ""), "{arguments:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_published_lies_where_its_owner_alone_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().unwrap();
    let path = folder.path();
    let rights = |name: &str| std::fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
    done(Binary::in_folder(path).run(&["migrate"]));
    std::fs::write(path.join("before.jsonl"), "old").unwrap();
    for file in ["content.jsonl", "before.jsonl"] {
        done(Binary::in_folder(path).run(&["export", file]));
        assert_eq!(rights(file), 0o600, "{file}");
    }
    assert_eq!([rights("media"), rights("search")], [0o700, 0o700]);
    let printed = done(Binary::in_folder(path).run(&["export", "-"]));
    assert_eq!(stdout(&printed), std::fs::read_to_string(path.join("content.jsonl")).unwrap());
    assert!(!path.join("-").exists());
}
