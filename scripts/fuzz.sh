#!/bin/sh
# Feeds the importer bytes that nobody wrote, for a bounded time, beginning with the pages of its tests.
# Usage: scripts/fuzz.sh [seconds for each target]
set -eu

PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
export PATH

CARGO_FUZZ_VERSION=0.13.1
seconds="${1:-60}"

cd "$(dirname "$0")/../crates/importer"
cargo +nightly --version >/dev/null 2>&1 || rustup toolchain install nightly --profile minimal
command -v cargo-fuzz >/dev/null 2>&1 || cargo install --locked "cargo-fuzz@$CARGO_FUZZ_VERSION"

# What is found is kept in corpus and artifacts, which are not committed: each find becomes a test.
fuzz() {
  target=$1
  seeds=$2
  mkdir -p "fuzz/corpus/$target"
  cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "$seeds" -- \
    "-max_total_time=$seconds" -max_len=8192 -timeout=10
}

fuzz page tests/pages
fuzz html tests/pages
fuzz papers tests/papers
