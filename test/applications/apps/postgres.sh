#!/bin/sh
# PostgreSQL as the official image runs it, with its usual log_line_prefix; every third statement fails, and has several lines.
events=$1 pause=$2
bin=$(ls -d /usr/lib/postgresql/*/bin)
mkdir /tmp/data && chown postgres /tmp/data
as() { setpriv --reuid postgres --regid postgres --init-groups "$@"; }
as "$bin/initdb" -D /tmp/data >/dev/null 2>&1
as "$bin/postgres" -D /tmp/data -c log_line_prefix='%m [%p] ' -c unix_socket_directories=/tmp &
until as "$bin/pg_isready" -q -h /tmp; do sleep 0.2; done
statements() {
  n=1
  while [ "$n" -le "$events" ]; do
    if [ $((n % 3)) = 0 ]; then printf "SELECT 'event %d',\n  amount\nFROM payments_%d;\n" "$n" "$n"
    else printf "DO \$\$ BEGIN RAISE LOG 'event %d for %%', %d; END \$\$;\n" "$n" "$((n % 50))"; fi
    sleep "$pause"
    n=$((n + 1))
  done
}
statements | as psql -q -h /tmp postgres >/dev/null 2>&1
while :; do sleep 60; done
