use std::path::Path;

use anyhow::Context as _;
use clap::Args;
use shanghaidoctor_persistence::{Bucket, MediaPlace, Secret};

/// Where pictures are kept: in DATA_DIR, or in a bucket of S3 or of a service that speaks its protocol.
#[derive(Args, Clone, Debug)]
pub struct MediaSettings {
    /// The bucket that keeps pictures, s3://BUCKET or s3://BUCKET/FOLDER [default: folders in DATA_DIR].
    #[arg(long, env = "MEDIA_STORE", global = true)]
    pub media_store: Option<String>,

    /// The address of the service that has the bucket [default: that of AWS in S3_REGION].
    #[arg(long, env = "S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,

    /// The region of the bucket.
    #[arg(long, env = "S3_REGION", default_value = "us-east-1", global = true)]
    pub s3_region: String,

    /// The id of the key to the bucket [default: what AWS gives the machine, or AWS_ACCESS_KEY_ID].
    #[arg(long, env = "S3_ACCESS_KEY_ID", hide_env_values = true, global = true)]
    pub s3_access_key_id: Option<String>,

    /// The secret of the key [default: what AWS gives the machine, or AWS_SECRET_ACCESS_KEY].
    #[arg(long, env = "S3_SECRET_ACCESS_KEY", hide_env_values = true, global = true)]
    pub s3_secret_access_key: Option<Secret>,

    /// Put the bucket's name before the service's host, as Alibaba Cloud OSS and Tencent COS want it, not into the path.
    #[arg(long, env = "S3_VIRTUAL_HOST", default_value_t = false, global = true)]
    pub s3_virtual_host: bool,
}

impl MediaSettings {
    /// Where pictures are kept.
    pub(super) fn place(&self, data_dir: &Path) -> anyhow::Result<MediaPlace> {
        let Some(store) = given(self.media_store.as_deref()) else {
            return Ok(MediaPlace::Folder(data_dir.to_owned()));
        };
        // Without the text: who takes it for the address of a database may have put a password there.
        let (name, folder) =
            bucket(store).context("MEDIA_STORE names no bucket: give `s3://BUCKET` or `s3://BUCKET/FOLDER`")?;
        let endpoint = given(self.s3_endpoint.as_deref()).map(str::parse).transpose().context("S3_ENDPOINT")?;
        Ok(MediaPlace::Bucket(Bucket {
            name: name.to_owned(),
            folder: folder.to_owned(),
            endpoint,
            region: self.s3_region.clone(),
            virtual_host: self.s3_virtual_host,
            key: self.key()?,
        }))
    }

    fn key(&self) -> anyhow::Result<Option<(String, Secret)>> {
        let secret = self.s3_secret_access_key.as_ref().filter(|secret| !secret.reveal().is_empty());
        match (given(self.s3_access_key_id.as_deref()), secret) {
            (Some(id), Some(secret)) => Ok(Some((id.to_owned(), secret.clone()))),
            (None, None) => Ok(None),
            _ => anyhow::bail!(
                "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are the halves of one key: set both or neither"
            ),
        }
    }
}

/// An empty variable is how some tools write one that is not set.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The name of a bucket and the folder in it, which may be empty.
fn bucket(address: &str) -> Option<(&str, &str)> {
    let address = address.strip_prefix("s3://")?;
    let (name, folder) = address.split_once('/').unwrap_or((address, ""));
    let is_name = name.len() >= 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    is_name.then_some((name, folder.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(store: &str, key: (Option<&str>, Option<&str>)) -> MediaSettings {
        MediaSettings {
            media_store: Some(store.into()),
            s3_endpoint: Some(String::new()),
            s3_region: "us-east-1".into(),
            s3_access_key_id: key.0.map(str::to_owned),
            s3_secret_access_key: key.1.map(|secret| secret.parse().unwrap()),
            s3_virtual_host: false,
        }
    }

    #[test]
    fn a_bucket_is_named_with_a_folder_or_without() {
        let place =
            |store| settings(store, (Some(""), Some(""))).place(Path::new("data")).map(|place| place.to_string());
        for store in ["s3://pictures", "s3://pictures/site/two"] {
            assert_eq!(place(store).unwrap(), store);
        }
        assert_eq!(place("s3://pictures/site/").unwrap(), "s3://pictures/site");
        assert_eq!(place("").unwrap(), "data");
        for wrong in ["pictures", "s3://", "s3:///site", "http://pictures", "s3://a b c/d", "s3://key:secret@pictures"]
        {
            let told = format!("{:?}", place(wrong).unwrap_err());
            assert!(told.contains("s3://BUCKET") && !told.contains("secret"), "{wrong}: {told}");
        }
    }

    #[test]
    fn half_a_key_is_none() {
        let place = |key| settings("s3://pictures", key).place(Path::new("data"));
        assert!(place((Some("id"), Some("hunter2"))).is_ok() && place((None, None)).is_ok());
        for half in [(Some("id"), None), (Some("id"), Some("")), (None, Some("hunter2"))] {
            let told = format!("{:?}", place(half).unwrap_err());
            assert!(told.contains("S3_ACCESS_KEY_ID") && !told.contains("hunter2"), "{told}");
        }
    }
}
