# Sourced by run.sh: start_test_servers finds or installs Postgres, Redis, promtool and Node, starts private servers and exports
# TEST_POSTGRES and TEST_REDIS; stop_test_servers ends them by pid, also when the script fails.

# "on" for benchmarks: Postgres then flushes every commit, with its own defaults, to where TMPDIR is. Tests need it quick instead.
durable=${DURABLE_SERVERS:-off}

# In memory where there is room: the tests make hundreds of databases, and a disk is slow to make and to delete them.
free_memory_kib() { df --output=avail -k /dev/shm 2>/dev/null | tail -n 1; }
parent=${TMPDIR:-/tmp}
if [[ $durable == off && -w /dev/shm && $(free_memory_kib) -gt $((4 * 1024 * 1024)) ]]; then parent=/dev/shm; fi
work=$(mktemp -d "$parent/4runr-tests.XXXXXX")
redis_pid=''

as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi; }

# Postgres refuses to run as root.
as_postgres() { if [[ $EUID -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# Debian keeps the server's programs outside PATH; the newest version wins.
postgres_bin() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [[ -n $found ]] || found=$(dirname "$(command -v initdb 2>/dev/null || echo /none/initdb)")
  [[ -x $found/initdb && -x $found/postgres ]] && echo "$found"
}

install_missing() {
  local packages=() program
  postgres_bin >/dev/null || packages+=(postgresql)
  command -v redis-server >/dev/null || packages+=(redis-server)
  # The tests paste the commands that the gateway prints, and run those of the documentation.
  for program in curl jq openssl; do command -v $program >/dev/null || packages+=($program); done
  # Holds promtool, which tests the alerts.
  [[ $durable == on ]] || command -v promtool >/dev/null || packages+=(prometheus)
  # Runs the tests of bench/metrics-delta.js and of the k6 reports.
  [[ $durable == on ]] || command -v node >/dev/null || packages+=(nodejs)
  [[ $durable == on ]] || command -v npm >/dev/null || packages+=(npm)
  # The browser of the console's tests.
  [[ $durable == on ]] || command -v chromium >/dev/null || packages+=(chromium)
  # The load generator of benchmarks.
  [[ $durable == off ]] || command -v wrk >/dev/null || packages+=(wrk)
  [[ ${#packages[@]} -gt 0 ]] || return 0
  echo "Installing ${packages[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >"$work/apt.log" 2>&1 \
    || { tail -n 20 "$work/apt.log"; return 1; }
}

# Below the range that the system hands out to outgoing connections.
spare_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

# eventually SECONDS COMMAND…
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [[ $SECONDS -lt $deadline ]] || return 1
    sleep 0.1
  done
}

start_postgres() {
  local bin port data=$work/postgres
  bin=$(postgres_bin)
  port=$(spare_port)
  mkdir "$data"
  if [[ $EUID -eq 0 ]]; then chmod 711 "$work" && chown postgres "$data"; fi
  cd "$data"
  as_postgres "$bin/initdb" -D "$data/db" -U gateway -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$work/initdb.log" 2>&1 \
    || { cat "$work/initdb.log"; return 1; }
  as_postgres "$bin/postgres" -D "$data/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c max_connections=300 -c "fsync=$durable" -c "synchronous_commit=$durable" -c "full_page_writes=$durable" >"$work/postgres.log" 2>&1 &
  cd - >/dev/null
  eventually 30 "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" -U gateway -d postgres || { cat "$work/postgres.log"; return 1; }
  export TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=gateway;Database=postgres"
}

start_redis() {
  local port
  port=$(spare_port)
  redis-server --bind 127.0.0.1 --port "$port" --databases 1024 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
  redis_pid=$!
  eventually 10 grep -q 'Ready to accept connections' "$work/redis.log" || { cat "$work/redis.log"; return 1; }
  export TEST_REDIS="127.0.0.1:$port"
}

stop_test_servers() {
  trap - EXIT
  local pid postgres_pid=''
  # The server's own pid, not that of the program that changed the user.
  if [[ -f $work/postgres/db/postmaster.pid ]]; then postgres_pid=$(head -n 1 "$work/postgres/db/postmaster.pid"); fi
  # INT is Postgres's fast shutdown and an ordinary one for Redis.
  for pid in $postgres_pid $redis_pid; do kill -INT "$pid" 2>/dev/null || true; done
  for pid in $postgres_pid $redis_pid; do eventually 10 eval "! kill -0 $pid" || kill -KILL "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}

start_test_servers() {
  trap stop_test_servers EXIT
  trap 'exit 130' INT TERM
  install_missing
  start_postgres
  start_redis
}
