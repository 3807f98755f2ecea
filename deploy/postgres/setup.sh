#!/bin/bash
# Makes roles, database and rights of an empty server; any number of times. Run it as a superuser:
# PGHOST, PGUSER and so on say where, CEM_OWNER_PASSWORD and CEM_APP_PASSWORD are given to the roles,
# CEM_SQL names the folder with roles.sql and grants.sql.
set -euo pipefail

sql=${CEM_SQL:-$(dirname "$0")/../../cem/tenancy}
run() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-${PGUSER:-postgres}}" "$@"; }

run --dbname postgres --file "$sql/roles.sql"
run --dbname postgres --set owner="$CEM_OWNER_PASSWORD" --set app="$CEM_APP_PASSWORD" <<'SQL'
ALTER ROLE cem_owner PASSWORD :'owner';
ALTER ROLE cem_app PASSWORD :'app';
SELECT 'CREATE DATABASE cem OWNER cem_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cem') \gexec
SQL
run --dbname cem --file "$sql/grants.sql"
