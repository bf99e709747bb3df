use clap::Args;

/// How much memory the caches of this process take.
#[derive(Args, Clone, Debug)]
pub struct CacheSettings {
    /// At most this many megabytes of memory for answers that are given again as they are; 0 keeps none.
    #[arg(long, env = "ANSWER_CACHE_MB", default_value_t = 64, global = true)]
    pub answer_cache_mb: u32,

    /// At most this many megabytes of memory for records that answers are made of; 0 keeps none.
    #[arg(long, env = "RECORD_CACHE_MB", default_value_t = 128, global = true)]
    pub record_cache_mb: u32,
}
