//! The binary `shanghaidoctor`.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    shanghaidoctor_api::cli::run()
}
