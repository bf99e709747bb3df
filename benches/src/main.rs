//! What the promises of the README cost, measured on the binary as it is shipped: `make bench`.

mod import;
mod pages;
mod reading;
mod server;
mod startup;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    startup::run().await?;
    import::run()?;
    reading::run()
}
