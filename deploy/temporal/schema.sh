#!/bin/sh
# Make Temporal's two databases and bring their schemas up to date; repeating it changes nothing.
set -eu
SQL_PASSWORD="$(cat /run/secrets/temporal_password)"
export SQL_PASSWORD
for database in temporal temporal_visibility; do
	temporal-sql-tool --database "$database" create
	temporal-sql-tool --database "$database" setup-schema --version 0.0
	temporal-sql-tool --database "$database" update-schema \
		--schema-dir "/etc/temporal/schema/postgresql/v12/${database#temporal_}/versioned"
done
