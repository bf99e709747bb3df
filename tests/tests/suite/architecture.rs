//! The arrows between the crates, and the habits of the workspace.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use shanghaidoctor_tests::repository;

const PREFIX: &str = "shanghaidoctor-";

fn members() -> Vec<Package> {
    let metadata = MetadataCommand::new().manifest_path(repository().join("Cargo.toml")).no_deps().exec().unwrap();
    metadata.packages
}

#[test]
fn dependencies_point_one_way() {
    let arrows: BTreeMap<String, BTreeSet<String>> = members()
        .iter()
        .map(|package| {
            let named = package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
            let ours = named.filter_map(|dependency| dependency.name.strip_prefix(PREFIX)).map(str::to_owned);
            (package.name.strip_prefix(PREFIX).unwrap().to_owned(), ours.collect())
        })
        .collect();
    let allowed = [
        ("domain", vec![]),
        ("importer", vec!["domain"]),
        ("migrations", vec![]),
        ("persistence", vec!["domain", "migrations"]),
        ("api", vec!["domain", "importer", "persistence"]),
        // The tests make content by the write path, and read what it keeps.
        ("tests", vec!["api", "domain", "persistence"]),
        // What reading a page costs is measured without the program around it, what a request costs with all of it,
        // beside statements written by hand.
        ("benches", vec!["api", "domain", "importer", "persistence"]),
    ];
    let allowed = allowed.map(|(from, to)| (from.to_owned(), to.into_iter().map(str::to_owned).collect()));
    assert_eq!(arrows, BTreeMap::from(allowed));
}

/// The stages of the importer from the top down: each is made of those under it. An explanation is made of a page that
/// was read.
const STAGES: [&str; 18] = [
    "explanation",
    "read",
    "captions",
    "subjects",
    "body",
    "outline",
    "byline",
    "frame",
    "profile",
    "tail",
    "papers",
    "input",
    "html",
    "report",
    "facts",
    "gazetteer",
    "text",
    "refusal",
];

#[test]
fn stages_of_the_importer_import_nothing_of_the_stages_above_them() {
    assert_one_way("crates/importer/src", &STAGES, &["lib"]);
}

/// The parts of the API's crate from the top down. All are wired in `app`, which names parts of every floor.
const PARTS: &[&str] = &[
    "cli",
    "first_start",
    "http",
    "app",
    "rest",
    "graphql",
    "import",
    "webhooks",
    "rate_limits",
    "auth",
    "live",
    "cache",
    "answer",
    "tags",
    "json_ld",
    "feeds",
    "sitemap",
    "oembed",
    "harvest",
    "xml",
    "scheduler",
    "visits",
    "partner_uses",
    "outbound",
    "mailer",
    "retention",
    "letters",
    "config",
    "pictures",
];

#[test]
fn parts_of_the_api_import_nothing_of_the_parts_above_them() {
    assert_one_way("crates/api/src", PARTS, &["app", "lib", "main"]);
}

/// Fails where a file imports from a floor above its own; `wiring` names files that bring floors together.
fn assert_one_way(source: &str, floors: &[&str], wiring: &[&str]) {
    let source = repository().join(source);
    let place = |floor: &str| {
        let place = floors.iter().position(|known| *known == floor);
        place.unwrap_or_else(|| panic!("`{floor}` has no place: import what is in it by its file, or give it one"))
    };
    let (mut upward, mut seen) = (Vec::new(), BTreeSet::new());
    visit(&source, &mut |path| {
        let inside = path.strip_prefix(&source).unwrap();
        let floor = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if floors.contains(&floor) {
            seen.insert(floor.to_owned());
        }
        if wiring.contains(&floor) {
            return;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let above = floors_named(&text).into_iter().filter(|named| place(named) < place(floor));
        upward.extend(above.map(|named| format!("{} imports {named}", inside.display())));
    });
    assert!(upward.is_empty(), "{upward:#?}");
    assert_eq!(seen.len(), floors.len(), "a floor has no file");
}

/// The floors that a file names by their way from the crate: `crate::text::dates`, `crate::{byline, tail}`. What the crate
/// hands on by its own name is of the file that it comes from.
fn floors_named(text: &str) -> BTreeSet<&str> {
    let ends = |c: char| !(c.is_alphanumeric() || c == '_');
    let named = text.split("crate::").skip(1).flat_map(|rest| match rest.strip_prefix('{') {
        Some(several) => several.split('}').next().unwrap().split(',').collect(),
        None => vec![rest],
    });
    let named = named.filter_map(|way| way.trim_start().split(ends).next()).filter(|floor| !floor.is_empty());
    named
        .map(|floor| match floor {
            "App" => "app",
            settings if settings.ends_with("Settings") || ["Config", "LogFormat"].contains(&settings) => "config",
            floor => floor,
        })
        .collect()
}

#[test]
fn the_domain_has_no_way_to_the_outside() {
    let domain = members().into_iter().find(|package| package.name.as_str() == "shanghaidoctor-domain").unwrap();
    let named: BTreeSet<&str> = domain.dependencies.iter().map(|dependency| dependency.name.as_str()).collect();
    for outside in ["tokio", "sea-orm", "actix-web", "reqwest", "rand", "tracing"] {
        assert!(!named.contains(outside), "the domain depends on {outside}");
    }
    let chrono = domain.dependencies.iter().find(|dependency| dependency.name == "chrono").unwrap();
    assert!(!chrono.features.iter().any(|feature| feature == "clock"), "the domain can read the clock");
}

#[test]
fn versions_and_lints_stand_in_one_place() {
    for package in members() {
        let manifest = std::fs::read_to_string(&package.manifest_path).unwrap();
        let mut section = "";
        for line in manifest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]") {
                assert!(line.contains("workspace = true"), "{}: `{line}` names a version of its own", package.name);
            }
        }
        let shares_lints =
            manifest.contains("[lints]\nworkspace = true") || package.name.as_str() == "shanghaidoctor-tests";
        assert!(shares_lints, "{} does not share the workspace's lints", package.name);
    }
}

/// Keys that texts are sorted by are stored: what they are made of must not change in silence.
#[test]
fn the_format_of_sort_keys_names_the_packages_in_use() {
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let version = |name: &str| -> Vec<String> {
        let head = format!("name = \"{name}\"\nversion = \"");
        lock.split(&head).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    };
    let format: Vec<&str> = shanghaidoctor_domain::text::COLLATION_FORMAT.split(' ').collect();
    for package in ["fast2s", "icu_collator", "icu_collator_data", "icu_normalizer_data", "pinyin"] {
        let place = format.iter().position(|word| *word == package).expect(package);
        assert!(
            version(package).iter().any(|version| version == format[place + 1]),
            "{package}: raise the first number"
        );
    }
}

/// A read without a stage would show drafts.
#[test]
fn nothing_but_benches_reads_the_database_bare() {
    let mut named = Vec::new();
    for package in members().iter().filter(|package| package.name.as_str() != "shanghaidoctor-benches") {
        visit(package.manifest_path.parent().unwrap().join("src").as_std_path(), &mut |path| {
            if std::fs::read_to_string(path).unwrap().contains(".bare()") {
                named.push(path.display().to_string());
            }
        });
    }
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn source_files_stay_short() {
    let mut long = Vec::new();
    for package in members() {
        let folder = package.manifest_path.parent().unwrap().join("src");
        visit(folder.as_std_path(), &mut |path| {
            let lines = std::fs::read_to_string(path).unwrap().lines().count();
            if lines > 420 {
                long.push(format!("{}: {lines} lines", path.display()));
            }
        });
    }
    assert!(long.is_empty(), "each is perhaps two ideas: {long:#?}");
}

fn visit(folder: &std::path::Path, each: &mut impl FnMut(&std::path::Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            each(&path);
        }
    }
}
