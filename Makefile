# The doors a contributor uses.

.PHONY: run test lint bench bench-load fuzz import-score schema explorer setup

# Builds all and serves the sample content on http://127.0.0.1:8080.
run: explorer/dist/index.html
	cargo run -- serve --sample

# Every test, on SQLite and on a PostgreSQL that is started for it, the explorer in a browser included.
test: setup explorer/dist/index.html tests/web/node_modules/.package-lock.json \
		clients/typescript/node_modules/.package-lock.json
	cargo build --workspace --all-targets
	scripts/with-postgres.sh cargo nextest run --workspace --no-fail-fast
	cargo test --workspace --doc --quiet

lint: setup explorer/dist/index.html
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo deny --log-level error check licenses bans sources
	cargo machete

# Start-up and memory of the binary as it is shipped, but for the minutes of link-time optimisation; then what each shape
# of page costs to read, which fails where one grows faster than its length or takes longer than is promised.
bench: explorer/dist/index.html
	cargo build --release --package shanghaidoctor-api --package shanghaidoctor-benches
	cargo run --release --quiet --package shanghaidoctor-benches
	cargo run --release --quiet --package shanghaidoctor-benches --bin shapes

# What reads cost under load on both databases, against memory and against SQL by hand; some minutes after the build.
# Writes docs/benchmarks.md. `LOAD="--factor 10 --minutes 10"` measures ten times the data and watches memory for longer.
bench-load: explorer/dist/index.html
	cargo build --release --package shanghaidoctor-benches --bin load
	scripts/with-postgres.sh cargo run --release --quiet --package shanghaidoctor-benches --bin load -- \
		run --write docs/benchmarks.md $(LOAD)

# Bytes that nobody wrote, a minute for each target. Installs cargo-fuzz and a nightly compiler where they are missing.
fuzz:
	scripts/fuzz.sh 60

# How well invented pages are read: precision and recall of each field.
import-score:
	cargo test --quiet --package shanghaidoctor-importer --test score -- --nocapture

# The public schema, and the types of the client in TypeScript; tests fail while the files are behind the code.
schema: clients/typescript/node_modules/.package-lock.json
	cargo run --quiet -- schema > schema.graphql
	cargo run --quiet -- schema --openapi | npm --prefix clients/typescript run --silent generate

# GraphiQL and the pages at /docs, which the binary carries.
explorer: explorer/dist/index.html

# What tests and lints need beside Rust and Node.
setup:
	scripts/setup.sh

EXPLORER_SOURCES := $(shell find explorer/src explorer/examples -type f) \
	explorer/index.html explorer/docs.html explorer/vite.config.ts explorer/tsconfig.json

explorer/dist/index.html: explorer/node_modules/.package-lock.json $(EXPLORER_SOURCES)
	cd explorer && npm run build
	@touch $@ crates/api/src/http/explorer.rs

explorer/node_modules/.package-lock.json: explorer/package-lock.json
	cd explorer && npm ci --no-audit --no-fund
	@touch $@

tests/web/node_modules/.package-lock.json: tests/web/package-lock.json
	cd tests/web && npm ci --no-audit --no-fund
	@touch $@

clients/typescript/node_modules/.package-lock.json: clients/typescript/package-lock.json
	cd clients/typescript && npm ci --no-audit --no-fund
	@touch $@
