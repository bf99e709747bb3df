use std::convert::Infallible;
use std::fmt;
use std::path::{Path as FilePath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use shanghaidoctor_domain::Url;

use super::MediaError;
use crate::private_file;

/// How long to wait for a connection.
const CONNECTING: Duration = Duration::from_secs(3);

/// How long one request may take with all that it carries; an original has tens of megabytes.
const CARRYING: Duration = Duration::from_secs(60);

/// What fails within this time is tried again, twice at most.
const TRYING: Duration = Duration::from_secs(5);

/// Where pictures are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaPlace {
    /// In this folder, in one of their own for originals (`media`) and one for what is drawn of them (`renditions`).
    Folder(PathBuf),
    /// In a bucket, below the same two names.
    Bucket(Bucket),
}

/// A bucket of S3, or of a service that speaks its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Below what everything in it is kept; empty for the whole bucket.
    pub folder: String,
    /// The service's address; that of AWS in the region when `None`.
    pub endpoint: Option<Url>,
    /// The region, which is part of every signature.
    pub region: String,
    /// Whether the name goes before the service's host, and not into the path.
    pub virtual_host: bool,
    /// The key's id and secret; when `None`, what the environment or the machine itself has by the rules of AWS.
    pub key: Option<(String, Secret)>,
}

/// A text that is shown nowhere, neither in a log nor in a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text, for the one who has to know it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for MediaPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket(Bucket { name, folder, .. }) if folder.is_empty() => write!(f, "s3://{name}"),
            Self::Bucket(Bucket { name, folder, .. }) => write!(f, "s3://{name}/{folder}"),
        }
    }
}

impl MediaPlace {
    /// The objects of the place, and below what in it they are.
    pub(super) fn objects(&self) -> Result<(Arc<dyn ObjectStore>, Path), MediaError> {
        Ok(match self {
            Self::Folder(folder) => (Arc::new(local(folder)?), Path::default()),
            Self::Bucket(bucket) => {
                let top = Path::parse(&bucket.folder).map_err(object_store::Error::from)?;
                (Arc::new(remote(bucket)?), top)
            }
        })
    }
}

fn local(folder: &FilePath) -> Result<LocalFileSystem, MediaError> {
    let originals = folder.join(super::ORIGINALS);
    private_file::make_folder(&originals)
        .map_err(|error| MediaError::Folder { path: originals.display().to_string(), error })?;
    // Else a name can outlive a loss of power, and its content not.
    // A file that came in pieces leaves no folder behind.
    Ok(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true).with_automatic_cleanup(true))
}

fn remote(bucket: &Bucket) -> Result<AmazonS3, MediaError> {
    let builder = match &bucket.key {
        Some((id, secret)) => AmazonS3Builder::new().with_access_key_id(id).with_secret_access_key(secret.reveal()),
        None => AmazonS3Builder::from_env(),
    };
    let builder = builder
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_virtual_hosted_style_request(bucket.virtual_host)
        .with_client_options(client(bucket))
        .with_retry(retries());
    let builder = match bucket.address() {
        Some(address) => builder.with_endpoint(address),
        None => builder,
    };
    Ok(builder.build()?)
}

impl Bucket {
    /// The service's address, with the bucket's name before its host where it belongs there.
    fn address(&self) -> Option<String> {
        let endpoint = self.endpoint.as_ref()?.as_str().trim_end_matches('/');
        Some(match endpoint.split_once("://") {
            Some((scheme, host)) if self.virtual_host => format!("{scheme}://{}.{host}", self.name),
            _ => endpoint.to_owned(),
        })
    }
}

fn client(bucket: &Bucket) -> ClientOptions {
    // Who names an address without encryption wants it so: a service on the same machine.
    let plain = bucket.endpoint.as_ref().is_some_and(|endpoint| endpoint.as_str().starts_with("http://"));
    let types = [
        ("avif", "image/avif"),
        ("gif", "image/gif"),
        ("jpg", "image/jpeg"),
        ("png", "image/png"),
        ("webp", "image/webp"),
    ];
    types.into_iter().fold(
        ClientOptions::new().with_allow_http(plain).with_connect_timeout(CONNECTING).with_timeout(CARRYING),
        |client, (ending, media_type)| client.with_content_type_for_suffix(ending, media_type),
    )
}

fn retries() -> RetryConfig {
    let backoff = BackoffConfig { max_backoff: Duration::from_secs(1), ..BackoffConfig::default() };
    RetryConfig { backoff, max_retries: 2, retry_timeout: TRYING }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(endpoint: Option<&str>, virtual_host: bool) -> Bucket {
        Bucket {
            name: "pictures".into(),
            folder: "site".into(),
            endpoint: endpoint.map(|endpoint| endpoint.parse().unwrap()),
            region: "us-east-1".into(),
            virtual_host,
            key: Some(("id".into(), "hunter2".parse().unwrap())),
        }
    }

    #[test]
    fn the_name_of_a_bucket_stands_where_the_service_looks_for_it() {
        for (endpoint, virtual_host, address) in [
            (None, true, None),
            (Some("http://127.0.0.1:9000"), false, Some("http://127.0.0.1:9000")),
            (
                Some("https://oss-cn-shanghai.aliyuncs.com/"),
                true,
                Some("https://pictures.oss-cn-shanghai.aliyuncs.com"),
            ),
        ] {
            assert_eq!(bucket(endpoint, virtual_host).address().as_deref(), address);
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let place = MediaPlace::Bucket(bucket(None, false));
        assert_eq!(place.to_string(), "s3://pictures/site");
        let (objects, _) = place.objects().unwrap();
        for shown in [format!("{place:?}"), format!("{objects:?}"), objects.to_string()] {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn a_folder_that_leads_out_of_the_bucket_is_refused() {
        for folder in ["..", "a/../b", "a//b"] {
            let place = MediaPlace::Bucket(Bucket { folder: folder.into(), ..bucket(None, false) });
            assert!(place.objects().is_err(), "{folder}");
        }
    }
}
