use clap::Args;

/// What browsers, caches and networks of delivery (CDNs) are told.
#[derive(Args, Clone, Debug)]
pub struct WebSettings {
    /// For this many seconds a cache may show the answer to a GET request without asking.
    #[arg(long, env = "CACHE_MAX_AGE", default_value_t = 60, global = true)]
    pub cache_max_age: u32,

    /// For this many seconds more a cache may show it while it asks.
    #[arg(long, env = "CACHE_STALE_WHILE_REVALIDATE", default_value_t = 600, global = true)]
    pub cache_stale_while_revalidate: u32,

    /// At most this many bytes for the tags of an answer in each of `Cache-Tag` and `Surrogate-Key`, from 200 to 16000.
    #[arg(
        long, env = "CACHE_TAG_BYTES", default_value_t = 1_500, global = true,
        value_parser = clap::value_parser!(u16).range(200..=16_000)
    )]
    pub cache_tag_bytes: u16,

    /// The origins of pages that may read answers in a browser, separated by commas; `*` lets pages of any.
    #[arg(long, env = "CORS_ORIGINS", default_value = "*", global = true)]
    pub cors_origins: String,

    /// Let pages of these origins send cookies and passwords along; not for `*`.
    #[arg(long, env = "CORS_CREDENTIALS", default_value_t = false, global = true)]
    pub cors_credentials: bool,

    /// Proxies whose `X-Forwarded-For` is believed, addresses and networks separated by commas [default: none].
    #[arg(long, env = "TRUSTED_PROXIES", global = true)]
    pub trusted_proxies: Option<String>,
}
