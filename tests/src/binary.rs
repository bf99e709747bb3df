use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use shanghaidoctor_api::{App, MediaSettings};

use crate::TestApp;

/// The binary `shanghaidoctor`, run as a user runs it.
pub struct Binary(Command, Option<App>);

impl Binary {
    /// The binary on the data of a test application.
    pub fn on(app: &TestApp) -> Self {
        let mut binary = Self::in_folder(app.folder.path());
        binary.0.env("DATABASE_URL", &app.database_url);
        binary.1 = Some(app.app.clone());
        binary
    }

    /// The binary in a folder of its own, with no settings but its defaults.
    pub fn in_folder(folder: &Path) -> Self {
        let mut command = Command::new(path());
        command.env_clear().current_dir(folder).env("DATA_DIR", folder);
        Self(command, None)
    }

    /// The same with its pictures where these settings say.
    pub fn keeping(mut self, settings: &MediaSettings) -> Self {
        let secret = settings.s3_secret_access_key.as_ref().map(|secret| secret.reveal().to_owned());
        let named = [
            ("MEDIA_STORE", settings.media_store.clone()),
            ("S3_ENDPOINT", settings.s3_endpoint.clone()),
            ("S3_ACCESS_KEY_ID", settings.s3_access_key_id.clone()),
            ("S3_SECRET_ACCESS_KEY", secret),
        ];
        self.0.envs(named.into_iter().filter_map(|(name, value)| Some((name, value?))));
        self
    }

    /// Runs it to its end, and until the application knows what it has written.
    pub fn run(mut self, arguments: &[&str]) -> Output {
        let output = self.0.args(arguments).output().expect("the binary runs");
        if let Some(App { live, caches, .. }) = self.1 {
            let (looks, deadline) = (live.feed.looks(), Instant::now() + Duration::from_secs(20));
            // A look that had begun before says nothing of what was written since.
            while live.feed.looks() < looks + 2 || caches.followed() < live.feed.known() {
                assert!(Instant::now() < deadline, "the log is not followed");
                live.feed.look_now();
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        output
    }

    /// The command, for what needs it running.
    pub fn command(self) -> Command {
        self.0
    }
}

/// The binary beside the test's own, which `make test` builds first.
fn path() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let path = test.ancestors().nth(2).expect("a target folder").join("shanghaidoctor");
    assert!(path.exists(), "{} is missing: run the tests by `make test`", path.display());
    path
}

/// The top of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}
