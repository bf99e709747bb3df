//! Who may read the database and what is made of it: hashes of passwords are in both.

use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, Binary, TestApp};

use super::others_may;

#[tokio::test]
async fn the_file_of_sqlite_and_what_lies_beside_it_are_their_owners_alone() {
    let app = TestApp::start(Backend::Sqlite).await;
    publish(&app, &article("One", &[])).await;
    let names = ["test.db", "test.db-wal", "test.db-shm"];
    for name in names {
        assert_eq!(others_may(&app.folder.path().join(name)), 0, "{name}");
    }
    // One of before is closed off when it is opened.
    let (folder, url) = app.stop().await;
    let file = folder.path().join("test.db");
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    let output = Binary::in_folder(folder.path()).run(&["migrate", "--database-url", &url]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(others_may(&file), 0);
}

#[tokio::test]
async fn a_backup_that_others_may_read_says_what_is_in_it() {
    let app = TestApp::start(Backend::Sqlite).await;
    let place = app.folder.path().join("piped.tar");
    for (mode, is_warned) in [(0o644, true), (0o600, false)] {
        let file = std::fs::File::create(&place).unwrap();
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
        let output = Binary::on(&app).command().args(["backup", "-"]).stdout(file).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.contains("hashes of passwords") && told.contains("umask 077"), is_warned, "{told}");
    }
}
