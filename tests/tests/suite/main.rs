//! Every test of the running server, in one binary: linking one takes seconds, linking twenty takes minutes.

mod architecture;
mod batching;
mod engine;
mod export;
mod lists;
mod schema;
mod visibility;
mod write_path;
