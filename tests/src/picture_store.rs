use std::path::{Path, PathBuf};

use shanghaidoctor_api::{Config, MediaSettings};

use crate::TestApp;
use crate::s3::S3Server;

/// What keeps the pictures of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Folders of the application's own.
    Folder,
    /// A bucket of a server of its own.
    S3,
}

/// A place for pictures, for one application or for several.
pub struct PictureStore(Option<S3Server>);

impl Place {
    /// Makes an empty place.
    pub fn open(self) -> PictureStore {
        PictureStore(match self {
            Self::Folder => None,
            Self::S3 => Some(S3Server::start()),
        })
    }
}

impl PictureStore {
    /// The settings with which pictures are kept there.
    pub fn settings(&self) -> MediaSettings {
        self.0.as_ref().map_or_else(in_folder, S3Server::settings)
    }

    /// Has an application keep its pictures there.
    pub fn settle(&self, config: &mut Config) {
        config.media = self.settings();
    }

    /// The folder that the files of an application's pictures are in, whoever keeps them.
    pub fn root(&self, app: &TestApp) -> PathBuf {
        self.0.as_ref().map_or_else(|| app.folder.path().to_owned(), S3Server::root)
    }

    /// The names of what is kept of drawn pictures, each with the hash of its original before it.
    pub fn renditions(&self, app: &TestApp) -> Vec<String> {
        let root = self.root(app).join("renditions");
        let mut names = Vec::new();
        for hash in entries(&root) {
            let inside = entries(&hash);
            names.extend(inside.iter().filter_map(|file| Some(file.strip_prefix(&root).ok()?.display().to_string())));
        }
        names.sort();
        names
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// The settings with which an application keeps its pictures in its own folder.
pub(crate) fn in_folder() -> MediaSettings {
    MediaSettings {
        media_store: None,
        s3_endpoint: None,
        s3_region: "us-east-1".into(),
        s3_access_key_id: None,
        s3_secret_access_key: None,
        s3_virtual_host: false,
    }
}
