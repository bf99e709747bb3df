use std::time::Duration;

use clap::Args;

/// Which GraphQL operations are answered, and how much of the server each may take.
#[derive(Args, Clone, Debug)]
pub struct OperationSettings {
    /// At most this cost for one operation: each field counts 1, what is below a list as often as its page has records.
    #[arg(long, env = "COST_LIMIT", default_value_t = 50_000, global = true)]
    pub cost_limit: u64,

    /// At most this many seconds for one operation; decimals are allowed.
    #[arg(long, env = "OPERATION_TIMEOUT", value_parser = seconds, default_value = "10", global = true)]
    pub operation_timeout: Duration,

    /// At most this many operations in one request, as a JSON array; 0 refuses arrays.
    #[arg(long, env = "BATCH_LIMIT", default_value_t = 0, global = true)]
    pub batch_limit: usize,

    /// At most this many bytes of memory for documents that were parsed before, and as many for those known by hash.
    #[arg(long, env = "DOCUMENT_CACHE", default_value_t = 16_777_216, global = true)]
    pub document_cache: u64,

    /// A JSON file of registered documents, an object of ids and texts [default: none].
    #[arg(long, env = "REGISTERED_DOCUMENTS", global = true)]
    pub registered_documents: Option<String>,

    /// Execute registered documents alone.
    #[arg(long, env = "REGISTERED_ONLY", default_value_t = false, global = true)]
    pub registered_only: bool,
}

/// Seconds with decimals. Zero would refuse everything, so it is no value.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let duration = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.filter(|duration| !duration.is_zero()).ok_or_else(|| "a number of seconds above 0, such as 2.5".to_owned())
}
