//! `.env.example` lists every setting, as the binary itself describes it.

use std::collections::BTreeMap;

use shanghaidoctor_tests::{Binary, repository};
use tempfile::TempDir;

use crate::running_server::RunningServer;

/// What is known of a setting.
#[derive(Debug, PartialEq, Eq)]
struct Setting {
    /// What it does, and its default where that is no plain value.
    about: String,
    /// The value it has when nothing is said; `None` where the description tells it.
    default: Option<String>,
}

/// The settings in the help of a verb.
///
/// An option is a line that begins with `--`, its description, and then what clap adds in brackets.
fn settings_of(verb: &str) -> BTreeMap<String, Setting> {
    let folder = TempDir::new().unwrap();
    let output = Binary::in_folder(folder.path()).run(&[verb, "--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    help.split("\n      --").skip(1).filter_map(setting).collect()
}

fn setting(option: &str) -> Option<(String, Setting)> {
    let (flag, rest) = option.split_once('\n')?;
    // Help is wrapped to the width of the terminal.
    let words = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    let (about, added) = words.split_once("[env: ")?;
    let name = added.split(['=', ']']).next()?;
    let default = added.split_once("[default: ").and_then(|(_, default)| default.split_once(']'));
    let default = default.map(|(default, _)| default.to_owned());
    // A flag takes no value, and clap prints no default of it.
    let default = if flag.contains('<') { default } else { Some("false".to_owned()) };
    let about = about.split("Possible values:").next()?.trim().trim_end_matches('.').to_owned();
    Some((name.to_owned(), Setting { about, default }))
}

/// The settings in `.env.example`: lines of comment, then the name and the value, commented out.
fn example() -> Vec<(String, String, String)> {
    let file = std::fs::read_to_string(repository().join(".env.example")).expect(".env.example");
    let blocks = file.split("\n\n").filter(|block| block.lines().last().is_some_and(|line| line.contains('=')));
    let settings = blocks.map(|block| {
        let lines: Vec<&str> = block.lines().map(|line| line.strip_prefix("# ").expect("a comment")).collect();
        let (last, about) = lines.split_last().unwrap();
        let (name, value) = last.split_once('=').unwrap();
        (name.to_owned(), about.join(" ").trim_end_matches('.').to_owned(), value.to_owned())
    });
    settings.collect()
}

fn all_settings() -> BTreeMap<String, Setting> {
    let mut all = BTreeMap::new();
    for verb in ["serve", "import", "export", "migrate", "schema"] {
        all.extend(settings_of(verb));
    }
    assert!(all.len() > 8, "the help is read wrongly: {all:#?}");
    all
}

#[test]
fn the_example_lists_exactly_the_settings_there_are() {
    let listed: Vec<String> = example().into_iter().map(|(name, ..)| name).collect();
    let mut sorted = listed.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), listed.len(), "one is listed twice: {listed:?}");
    assert_eq!(sorted, all_settings().into_keys().collect::<Vec<_>>());
}

#[test]
fn the_example_describes_a_setting_as_the_help_does_and_has_its_default() {
    let known = all_settings();
    for (name, about, value) in example() {
        let setting = &known[&name];
        assert_eq!(about, setting.about, "{name}");
        if let Some(default) = &setting.default {
            assert_eq!(&value, default, "{name}");
        } else {
            assert!(about.contains("[default: "), "{name} has no default, or does not tell it");
        }
    }
}

#[test]
fn a_server_with_all_settings_of_the_example_is_the_one_without_any() {
    let folder = TempDir::new().unwrap();
    let mut command = Binary::in_folder(folder.path()).command();
    command.envs(example().into_iter().map(|(name, _, value)| (name, value)));
    RunningServer::start(command);
    assert!(folder.path().join("data/shanghaidoctor.db").exists(), "the database lies elsewhere than by default");
    assert!(folder.path().join("data/media").exists(), "the pictures lie elsewhere than by default");
}
