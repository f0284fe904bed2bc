#!/usr/bin/env bash
# Installs what Roundtable is measured beside, by exact version and once, and measures a scenario with all of it in one table:
#   bench/peers/run.sh live|fanout|writers|reads|pages|written [--size 100] [--runs 3] [--json FILE] …
#   bench/peers/run.sh smoke        each of them as small as can be: does it still run?
#   bench/peers/run.sh install      nothing more
# Needs Node 20 or newer with npm, and Redis 7 (Debian's redis-server; installed here when run as root).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ ! "$here/node_modules/.package-lock.json" -nt "$here/package.json" ]; then
  (cd "$here" && npm install --no-package-lock --loglevel=error >&2)
fi
if ! command -v redis-server >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "Redis is missing: install redis-server, then run this again." >&2; exit 1; }
  { apt-get update && apt-get install -y --no-install-recommends redis-server; } >/dev/null
fi

measure() { dotnet run -c Release --project "$here/../Roundtable.Bench" -- peers "$@"; }
case ${1:-} in
  install) ;;
  smoke)
    measure live --size 5 --seconds 3 --runs 1
    measure fanout --size 5 --runs 1
    measure writers --size 1,10 --seconds 1 --runs 1
    measure reads --size 2 --runs 1
    measure pages --size 200 --runs 1
    measure written --size 10
    ;;
  *) measure "$@" ;;
esac
