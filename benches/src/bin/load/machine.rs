//! What it was measured on.

use std::process::Command;

/// Processor, processors, kernel, compiler and the state of the source, a line each.
pub(crate) fn lines() -> Vec<String> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    vec![
        format!("Machine: {processors} processors of {model}, {}", said("uname", &["-sr"])),
        format!("Compiler: {}, release profile without link-time optimisation", said("rustc", &["--version"])),
        format!("Source: {} of {}", said("git", &["rev-parse", "--short", "HEAD"]), said("date", &["-u", "+%F"])),
    ]
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| format!("{program} is not there"))
}
