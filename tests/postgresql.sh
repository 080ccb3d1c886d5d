#!/usr/bin/env bash
# Run a command with DATABASE_URL set to a PostgreSQL that lives as long as it:  tests/postgresql.sh COMMAND...
# Without PostgreSQL the command is not run: said, and fine on a developer's machine, an error when CI=true.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[[ -x $bin/initdb ]] || bin=$(dirname "$(command -v initdb || echo /nowhere/initdb)")
if [[ ! -x $bin/initdb || ! -x $bin/pg_ctl ]]; then
    echo "PostgreSQL is not to be had here (on Debian: apt-get install postgresql): left out are: $*" >&2
    [[ ${CI:-} != true ]]
    exit
fi

# It refuses to run as root: a plain user does it then.
as=()
if ((EUID == 0)); then
    owner=$(getent passwd postgres >/dev/null && echo postgres || echo nobody)
    as=(runuser -u "$owner" --)
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/agathe-postgresql-XXXXXX")
((EUID != 0)) || chown "$owner" "$folder"
chmod 755 "$folder"
port=$((20000 + RANDOM % 20000))
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done

stop() {
    (cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

# Nothing is to survive the command: it need not wait for the disk.
cd /
"${as[@]}" "$bin/initdb" -D "$folder/data" -U agathe --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 ||
    { cat "$folder/log" >&2; exit 1; }
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/log" -w -o "-p $port -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories=$folder/data -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200" \
    start >/dev/null || { cat "$folder/data/log" >&2; exit 1; }
cd "$OLDPWD"

PATH="$bin:$PATH" DATABASE_URL="postgres://agathe@127.0.0.1:$port/postgres" "$@"
