# Finds the tools that the fault harness needs; sourced by run and load.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  printf 'tests/faults: %s\n' "$*" >&2
  exit 1
}

# install_package NAME: installs a package of Debian, where that can be done.
install_package() {
  [ "$EUID" -eq 0 ] && command -v apt-get >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$1" </dev/null >/dev/null
}

# need PROGRAM PACKAGE
need() {
  command -v "$1" >/dev/null || install_package "$2" || fail "$1 is missing (Debian: apt-get install $2)."
}

need node nodejs
node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || fail 'Node.js 20 or newer is needed.'
[ -x "${TRIBUTARY_BIN:=$here/../../target/debug/tributary}" ] || fail "there is no program $TRIBUTARY_BIN: build it, or set TRIBUTARY_BIN."
export TRIBUTARY_BIN
[ -d "$here/../http/node_modules" ] || (cd "$here/../http" && npm ci --no-audit --no-fund --prefer-offline >/dev/null) ||
  fail 'the Node clients of tests/http could not be installed.'
initdb=$(command -v initdb) || initdb=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
[ -x "$initdb" ] || fail "PostgreSQL's programs (initdb, pg_ctl, psql) are missing (Debian: apt-get install postgresql)."
PG_BIN=$(dirname "$(readlink -f "$initdb")")
export PG_BIN
