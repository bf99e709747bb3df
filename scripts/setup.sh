#!/bin/sh
# Makes a Debian machine ready to build and test the project. Prints only what it installs.
# Usage: scripts/setup.sh
set -eu

# Rust's installer only changes the PATH of login shells.
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
export PATH

CARGO_DENY_VERSION=0.20.2
CARGO_MACHETE_VERSION=0.9.2
# The explorer's build tool starts on nothing older.
NODE_MINIMUM=20.19

has() {
  command -v "$1" >/dev/null 2>&1
}

fail() {
  echo "setup: $*" >&2
  exit 1
}

has_postgres_server() {
  for initdb in /usr/lib/postgresql/*/bin/initdb; do
    [ -x "$initdb" ] && return 0
  done
  has initdb
}

has_chromium() {
  has "${CHROMIUM:-chromium}"
}

# Without a font that knows Chinese, names in screenshots turn into boxes.
has_chinese_font() {
  has fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]
}

# A reader of feeds that tests read ours with. Debian keeps it for its own Python.
has_feedparser() {
  /usr/bin/python3 -c 'import feedparser' >/dev/null 2>&1
}

# PostgreSQL: tests make short-lived clusters of their own. C compiler: several crates build C code.
missing_packages() {
  has_postgres_server || echo postgresql
  has_chromium || echo chromium
  has_chinese_font || echo fontconfig fonts-wqy-microhei
  has_feedparser || echo python3-feedparser
  has node || echo nodejs
  has npm || echo npm
  has make || echo make
  has gcc || echo gcc libc6-dev
  has pkg-config || echo pkg-config
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo; then
    sudo "$@"
  else
    fail "run as root, or install sudo; needed: $*"
  fi
}

# Debian's postgresql would start a cluster on its own at installation, and tests never use that one.
without_default_cluster() {
  conf=/etc/postgresql-common/createcluster.d/no-default-cluster.conf
  as_root mkdir -p "${conf%/*}"
  echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
}

install_packages() {
  echo "setup: installing $*"
  case " $* " in
    *' postgresql '*) without_default_cluster ;;
  esac
  as_root apt-get update -qq
  # Recommended packages would bring print services along with chromium.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

ensure_packages() {
  packages=$(missing_packages | tr '\n' ' ')
  [ -z "$packages" ] && return 0
  # /etc/debian_version alone would also match systems whose chromium is a snap.
  [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = debian ] ||
    fail "this is not Debian; install by hand what does the work of: $packages"
  # One package a word is what is wanted here.
  # shellcheck disable=SC2086
  install_packages $packages
}

ensure_node_version() {
  found=$(node --version | tr -d v)
  oldest=$(printf '%s\n%s\n' "$NODE_MINIMUM" "$found" | sort -V | head -n 1)
  [ "$oldest" = "$NODE_MINIMUM" ] || fail "node $found is too old for the explorer; $NODE_MINIMUM or newer is needed"
}

# Usage: ensure_cargo_tool NAME [VERSION]
ensure_cargo_tool() {
  has "$1" && return 0
  echo "setup: installing $1 ${2:-}"
  cargo install --locked --quiet "$1" ${2:+--version "$2"}
}

ensure_cargo_tools() {
  has cargo || fail "cargo is missing; install Rust with rustup; Cargo.toml names the oldest version that serves"
  ensure_cargo_tool cargo-nextest
  ensure_cargo_tool cargo-deny "$CARGO_DENY_VERSION"
  ensure_cargo_tool cargo-machete "$CARGO_MACHETE_VERSION"
}

ensure_packages
ensure_node_version
ensure_cargo_tools
