use std::time::Duration;

use clap::Args;

use crate::pictures::{IntakeLimits, MOST_PIXELS};

/// What may be uploaded.
#[derive(Args, Clone, Debug)]
pub struct UploadSettings {
    /// At most this many bytes in the files of one request, and in one file that comes in pieces.
    #[arg(
        long, env = "UPLOAD_LIMIT", default_value_t = 33_554_432, global = true,
        value_parser = clap::value_parser!(u32).range(1..=268_435_456)
    )]
    pub upload_limit: u32,

    /// At most this many pixels in a picture that is uploaded, up to 50 million.
    #[arg(
        long, env = "PIXEL_LIMIT", default_value_t = 50_000_000, global = true,
        value_parser = clap::value_parser!(u64).range(1..=MOST_PIXELS)
    )]
    pub pixel_limit: u64,

    /// After this many hours a file that comes in pieces is taken away, where nothing was made of it.
    #[arg(
        long, env = "UPLOAD_HOURS", default_value_t = 24, global = true,
        value_parser = clap::value_parser!(u16).range(1..=720)
    )]
    pub upload_hours: u16,
}

impl UploadSettings {
    /// For how long a file that comes in pieces is kept.
    pub(crate) fn lifetime(&self) -> Duration {
        Duration::from_secs(u64::from(self.upload_hours) * 3600)
    }

    /// What pictures may come in.
    pub(crate) fn limits(&self) -> IntakeLimits {
        IntakeLimits { bytes: self.upload_limit.into(), pixels: self.pixel_limit }
    }
}
