use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// The binary, serving.
pub(crate) struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts the binary beside this program on the data in a folder; gives the time until its first answer.
    pub(crate) async fn start(data: &Path, port: u16) -> anyhow::Result<(Self, Duration)> {
        let binary = std::env::current_exe()?.with_file_name("shanghaidoctor");
        let listen = format!("127.0.0.1:{port}");
        let begun = Instant::now();
        let process = Command::new(&binary)
            .args(["serve", "--sample", "--listen", &listen, "--log", "error"])
            .env("DATA_DIR", data)
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| binary.display().to_string())?;
        let server = Self { process, url: format!("http://{listen}/graphql") };
        server.first_answer(begun).await.map(|time| (server, time))
    }

    async fn first_answer(&self, begun: Instant) -> anyhow::Result<Duration> {
        while begun.elapsed() < Duration::from_secs(30) {
            if let Ok(answer) = self.ask("{ doctors(first: 1) { nodes { slug } } }").await {
                anyhow::ensure!(answer.contains("\"slug\""), "unexpected: {answer}");
                return Ok(begun.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("the server does not answer")
    }

    /// The answer to a query, as text.
    pub(crate) async fn ask(&self, query: &str) -> anyhow::Result<String> {
        let body = format!("{{\"query\":\"{query}\"}}");
        let request = reqwest::Client::new().post(&self.url).header("content-type", "application/json").body(body);
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    /// The memory the process has in RAM, in bytes, as `ps` tells it.
    pub(crate) fn resident_bytes(&self) -> anyhow::Result<u64> {
        let output = Command::new("ps").args(["-o", "rss=", "-p", &self.process.id().to_string()]).output()?;
        let kibibytes: u64 = String::from_utf8(output.stdout)?.trim().parse().context("ps")?;
        Ok(kibibytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
