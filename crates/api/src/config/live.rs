use std::time::Duration;

use clap::Args;

use super::operations::seconds;

/// How much connections that stay open may take: WebSockets, and streams of server-sent events.
#[derive(Args, Clone, Debug)]
pub struct LiveSettings {
    /// At most this many WebSockets and event streams at a time.
    #[arg(long, env = "LIVE_CONNECTIONS", default_value_t = 10_000, global = true)]
    pub live_connections: usize,

    /// At most this many of them from one address.
    #[arg(long, env = "LIVE_CONNECTIONS_PER_CLIENT", default_value_t = 100, global = true)]
    pub live_connections_per_client: usize,

    /// At most this many operations at a time on one of them.
    #[arg(long, env = "LIVE_OPERATIONS", default_value_t = 50, global = true)]
    pub live_operations: usize,

    /// At most this many bytes in a message that a client sends by WebSocket.
    #[arg(long, env = "LIVE_MESSAGE_LIMIT", default_value_t = 131_072, global = true)]
    pub live_message_limit: usize,

    /// For this many seconds a WebSocket may be open before its client says `connection_init`.
    #[arg(long, env = "LIVE_INIT_TIMEOUT", value_parser = seconds, default_value = "3", global = true)]
    pub live_init_timeout: Duration,

    /// After this many seconds of silence a connection is tried, so that nothing on the way takes it for dead.
    #[arg(long, env = "LIVE_KEEP_ALIVE", value_parser = seconds, default_value = "15", global = true)]
    pub live_keep_alive: Duration,
}
