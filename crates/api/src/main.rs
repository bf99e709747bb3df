//! The binary `shanghaidoctor`.

// The engine nests a future for each object that the mutation is merged of.
#![recursion_limit = "256"]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    shanghaidoctor_api::cli::run()
}
