use std::path::Path;

use rstest::rstest;
use shanghaidoctor_tests::{Backend, Binary, PictureStore, Place, TestApp};

use super::{Empty, files, rewritten, text};

#[rstest]
#[tokio::test]
async fn pictures_of_a_bucket_are_backed_up_and_put_into_a_bucket_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let (from, to) = (Place::S3.open(), Place::S3.open());
    let app = TestApp::configured(backend, true, |config| from.settle(config)).await;
    let backup = app.folder.path().join("backup.tar");
    let output = Binary::on(&app).keeping(&from.settings()).run(&["backup", text(&backup)]);
    assert!(output.status.success() && !String::from_utf8(output.stderr).unwrap().contains("missing"));

    let empty = Empty::new(backend).await;
    let restore = |archive: &Path| {
        let arguments = ["restore", text(archive), "--database-url", &empty.url];
        Binary::in_folder(empty.folder.path()).keeping(&to.settings()).run(&arguments)
    };
    let kept = |store: &PictureStore| {
        let root = store.root(&app).join("media");
        let kept = if root.exists() { files(&root) } else { Vec::new() };
        let mut kept: Vec<_> =
            kept.iter().map(|file| (file.file_name().unwrap().to_owned(), std::fs::read(file).unwrap())).collect();
        kept.sort();
        kept
    };
    // Of one that is not sound nothing stays, there neither.
    let unsound = empty.folder.path().join("unsound.tar");
    std::fs::write(&unsound, rewritten(&std::fs::read(&backup).unwrap(), |name, _| name != "SHA256SUMS")).unwrap();
    assert!(!restore(&unsound).status.success());
    assert_eq!(kept(&to), []);

    let output = restore(&backup);
    assert!(output.status.success(), "{output:?}");
    let pictures = kept(&from);
    assert!(pictures.len() > 3 && kept(&to) == pictures);
}
