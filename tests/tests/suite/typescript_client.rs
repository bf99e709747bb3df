//! The client in TypeScript: built as its users do, and held against a running server.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};
use tempfile::TempDir;

fn client() -> PathBuf {
    let folder = repository().join("clients/typescript");
    assert!(
        folder.join("node_modules/typescript").exists(),
        "clients/typescript/node_modules is missing: run the tests by `make test`"
    );
    folder
}

fn said(output: Output) -> String {
    [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}

#[tokio::test]
async fn its_tests_and_examples_run() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    app.indexed().await;
    let mut npm = Command::new("npm");
    npm.args(["test", "--silent"]).current_dir(client());
    npm.env("SHANGHAIDOCTOR_URL", &app.url).env("SHANGHAIDOCTOR_TOKEN", app.token(Role::Publisher).await);
    let output = tokio::task::spawn_blocking(move || npm.output()).await.unwrap().expect("npm runs");
    let succeeded = output.status.success();
    let said = said(output);
    assert!(succeeded && said.contains("# pass") && said.contains("# fail 0"), "{said}");
}

/// The types are made of the schema and of the description, and stand in the repository so that nobody must make them.
#[test]
fn its_types_are_those_of_the_schema_and_the_description() {
    let (folder, made) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let description = Binary::in_folder(folder.path()).run(&["schema", "--openapi"]).stdout;
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, description).unwrap();
    let mut generate = Command::new("node");
    generate.arg("scripts/generate.mjs").arg(made.path()).current_dir(client());
    let output = generate.stdin(Stdio::from(std::fs::File::open(file).unwrap())).output().expect("node runs");
    assert!(output.status.success(), "{}", said(output));
    for name in ["rest.ts", "graphql.ts"] {
        let [made, kept] = [made.path().join(name), client().join("src/generated").join(name)]
            .map(|path| std::fs::read_to_string(path).unwrap());
        assert!(made == kept, "clients/typescript/src/generated/{name} is behind the code: run `make schema`");
    }
}
