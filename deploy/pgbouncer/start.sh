#!/bin/sh
# PgBouncer in transaction mode for cem_app. cem_owner is left out on purpose: migrations go to the server itself.
# POOL_HOST, POOL_PORT: the PostgreSQL server. POOL_SIZE: its connections at most. CEM_APP_PASSWORD: of cem_app.
set -eu

umask 077
directory=$(mktemp -d)
printf '"cem_app" "%s"\n' "$CEM_APP_PASSWORD" > "$directory/users.txt"
cat > "$directory/pgbouncer.ini" <<INI
[databases]
cem = host=$POOL_HOST port=${POOL_PORT:-5432} dbname=cem

[pgbouncer]
listen_addr = ${POOL_LISTEN:-0.0.0.0}
listen_port = ${POOL_LISTEN_PORT:-6432}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $directory/users.txt
pool_mode = transaction
max_client_conn = 1000
default_pool_size = ${POOL_SIZE:-40}
server_idle_timeout = 300
query_wait_timeout = 30
log_connections = 0
log_disconnections = 0
INI
exec pgbouncer "$directory/pgbouncer.ini"
