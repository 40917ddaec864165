"""Schemas, roles and migrations: what an administrator of the database does before a start."""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from kit import migrations
from kit.database import engine

APPEND_ONLY = "append-only"
CHASSIS = Path(migrations.__file__).parent


async def migrate(
    admin_url: str, services: Mapping[str, Path], passwords: Mapping[str, str] | None = None
) -> None:
    """Bring every service's schema and role up to date; repeating it changes nothing.

    `services` names each service and the folder of its own migrations, which may be absent.
    `admin_url` may create roles and schemas. Each service connects as `capofila_<service>`, whose
    search path is its own schema and who can neither change nor remove a fact of the event log.
    """
    database = engine(admin_url, pool_size=1)
    try:
        for service, own in services.items():
            async with database.begin() as connection:
                password = (passwords or {}).get(service)
                await connection.run_sync(_migrate_one, service, own, password)
    finally:
        await database.dispose()


def _migrate_one(connection: Connection, service: str, own: Path, password: str | None) -> None:
    connection.execute(text("select pg_advisory_xact_lock(hashtext('capofila-migrate'))"))
    _make_role(connection, service, password)
    connection.execute(text(f"create schema if not exists {service}"))
    connection.execute(text(f"set local search_path to {service}"))
    _upgrade(connection, service, CHASSIS, "kit_version")
    if own.is_dir():
        _upgrade(connection, service, own, "service_version")
    _grant(connection, service)


def _make_role(connection: Connection, service: str, password: str | None) -> None:
    role = f"capofila_{service}"
    known = connection.execute(
        text("select 1 from pg_roles where rolname = :role"), {"role": role}
    ).one_or_none()
    if known is None:
        connection.execute(text(f"create role {role} login"))
    if password is not None:
        quoted = connection.execute(
            text("select quote_literal(:password)"), {"password": password}
        ).scalar_one()
        connection.execute(text(f"alter role {role} password {quoted}"))
    connection.execute(text(f"alter role {role} set search_path to {service}"))


def _upgrade(connection: Connection, schema: str, versions: Path, version_table: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(CHASSIS))
    config.set_main_option("version_locations", str(versions / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(connection=connection, schema=schema, version_table=version_table)
    command.upgrade(config, "head")


def _grant(connection: Connection, service: str) -> None:
    role = f"capofila_{service}"
    connection.execute(text(f"grant usage on schema {service} to {role}"))
    tables = connection.execute(
        text(
            "select c.relname, obj_description(c.oid) from pg_class c "
            "where c.relnamespace = cast(:schema as regnamespace) and c.relkind = 'r' "
            "and c.relname not in ('kit_version', 'service_version')"
        ),
        {"schema": service},
    ).all()
    for table, comment in tables:
        frozen = comment == APPEND_ONLY
        rights = "select, insert" if frozen else "select, insert, update, delete"
        connection.execute(text(f"grant {rights} on {service}.{table} to {role}"))
