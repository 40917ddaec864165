#!/bin/sh
# Run once by PostgreSQL's image, on an empty data folder: a role that makes Temporal's databases.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
	--set password="$(cat /run/secrets/temporal_password)" <<'SQL'
create role temporal login createdb password :'password';
SQL
