//! What processes cost: seconds of processor and bytes in RAM, as Linux tells them.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

/// Linux counts the time of processes in hundredths of a second for programs, whatever it does itself.
const TICKS: f64 = 100.0;

/// A server under measurement; it ends with this value.
pub(crate) struct Server {
    process: Child,
    /// Where it answers.
    pub(crate) url: String,
}

impl Server {
    /// Starts this program as a server with these settings.
    pub(crate) fn start(settings: &[(&str, String)]) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        let mut process = command.envs(settings.iter().cloned()).spawn()?;
        let mut url = String::new();
        let output = process.stdout.take().context("no output")?;
        BufReader::new(output).read_line(&mut url)?;
        let server = Self { process, url: url.trim().to_owned() };
        anyhow::ensure!(server.url.starts_with("http"), "the server did not start");
        Ok(server)
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Bytes it has in RAM.
    pub(crate) fn resident(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Seconds of processor that a server has taken, and its database with it where that has processes of its own.
pub(crate) fn seconds(server: u32, postmaster: Option<u32>) -> anyhow::Result<f64> {
    let own = Times::of(server)?.own;
    let database = match postmaster {
        // Of those that ended, the one that started them keeps the count.
        Some(id) => {
            Times::of(id).map(|times| times.own + times.ended)?
                + started_by(id)?.iter().map(|times| times.own).sum::<u64>()
        }
        None => 0,
    };
    Ok((own + database) as f64 / TICKS)
}

/// The process that started a process.
pub(crate) fn parent(process: u32) -> anyhow::Result<u32> {
    Ok(Times::of(process)?.parent)
}

struct Times {
    parent: u32,
    own: u64,
    ended: u64,
}

impl Times {
    /// From `/proc/PID/stat` (proc_pid_stat(5)); the name in brackets can hold anything.
    fn of(process: u32) -> anyhow::Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        let (_, rest) = stat.rsplit_once(')').context("stat")?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let field = |place: usize| fields.get(place - 3).and_then(|text| text.parse::<u64>().ok()).context("stat");
        Ok(Self { parent: u32::try_from(field(4)?)?, own: field(14)? + field(15)?, ended: field(16)? + field(17)? })
    }
}

fn started_by(parent: u32) -> anyhow::Result<Vec<Times>> {
    let folders = std::fs::read_dir("/proc")?.filter_map(|entry| Some(entry.ok()?.path()));
    let ids = folders.filter_map(|path: PathBuf| path.file_name()?.to_str()?.parse().ok());
    // One may have ended meanwhile.
    Ok(ids.filter_map(|id: u32| Times::of(id).ok()).filter(|times| times.parent == parent).collect())
}
