#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: a fresh cluster in a temporary folder, on a free port, gone afterwards.
# The command finds its address in TEST_POSTGRES_URL.
set -euo pipefail

binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$binaries" ] || binaries=$(dirname "$(command -v initdb 2>/dev/null || true)")
[ -x "$binaries/initdb" ] || { echo 'PostgreSQL is missing: run `make setup`.' >&2; exit 1; }

folder=$(mktemp -d)
# PostgreSQL refuses to run as root.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    chown nobody "$folder"
    as_owner=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
fi

stop() {
    "${as_owner[@]}" "$binaries/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
cd "$folder"
"${as_owner[@]}" "$binaries/initdb" -D "$folder/data" -U test --auth=trust --encoding=UTF8 --no-sync >"$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; exit 1; }
# What a test writes need not survive a power cut.
"${as_owner[@]}" "$binaries/pg_ctl" -D "$folder/data" -w -l "$folder/data/server.log" -o \
    "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=400" \
    start >"$folder/log" 2>&1 || { cat "$folder/log" "$folder/data/server.log" >&2; exit 1; }
cd "$OLDPWD"

TEST_POSTGRES_URL="postgres://test@127.0.0.1:$port/postgres" "$@"
