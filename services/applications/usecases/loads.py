"""Sheets of applications, shown row by row before anything is filed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.intake import BulkLoad, BulkRow
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.loads import LoadedRow, LoadedSheet
from services.applications.queries import likeness
from services.applications.rules import columns, load
from services.applications.rules.likeness import alike
from services.applications.rules.load import Asked, Row
from services.applications.rules.register import protocol
from services.applications.rules.sheet import Sheet, is_workbook, read_csv, sheet_of
from services.applications.usecases.forms import Form
from services.applications.usecases.store import Store
from services.applications.usecases.workbook import read_workbook

Channel = Literal["counter", "post", "email", "pec", "partner"]

KEPT = timedelta(days=30)

_DROP_ROWS = text(
    "delete from bulk_row where load_id in (select id from bulk_load where loaded_at < :before)"
)
_DROP_LOADS = text("delete from bulk_load where loaded_at < :before")


@dataclass(frozen=True)
class Loading:
    """A sheet as it came: the form it is for, who loads it, how and when its forms came in."""

    form: Form
    sheet: Sheet
    file_name: str
    content_hash: str
    operator: str
    channel: Channel
    arrived_at: datetime


async def read_sheet(store: Store, path: Path) -> Sheet:
    """Return the sheet of a CSV or XLSX file.

    Refuses `sheet-format` 415, `sheet-bomb`, `sheet-empty`, `too-many-rows` and
    `too-many-columns` 422.
    """
    content = await asyncio.to_thread(path.read_bytes)
    if not is_workbook(content):
        return sheet_of(read_csv(content))
    with store.desk() as lines:
        return sheet_of(await read_workbook(path, lines))


async def read_rows(loading: Loading, places: Mapping[str, str]) -> list[Row]:
    """Return the rows of a sheet as forms; `places` are ISTAT codes by name in small letters.

    Refuses `arrival-in-the-future` 422.
    """
    if loading.arrived_at > clock.now():
        raise Refusal("arrival-in-the-future", "La data di arrivo è nel futuro.", 422)
    form = loading.form
    on = clock.civil_day(loading.arrived_at)
    asked = Asked(form.call.id, form.line, form.territory, on, places)
    return await asyncio.to_thread(load.rows, asked, loading.sheet)


async def keep_load(session: AsyncSession, loading: Loading, rows: Sequence[Row]) -> BulkLoad:
    """Keep a sheet until it is confirmed, having told which rows are of somebody who applied."""
    await _warn(session, loading, rows)
    present = columns.by_header(loading.form.line, loading.sheet.header)
    header = [title for title in loading.sheet.header if title]
    known = {loading.sheet.header[place] for place in present}
    kept = LoadedSheet(
        id=new_id(), call_id=loading.form.call.id, line=loading.form.line.id,
        file_name=loading.file_name, content_hash=loading.content_hash, operator=loading.operator,
        channel=loading.channel, arrived_at=loading.arrived_at, loaded_at=clock.now(),
        columns=header, unknown_columns=[title for title in header if title not in known],
        missing_columns=columns.missing(loading.form.line, present.values()),
    )  # fmt: skip
    session.add(kept)
    await session.flush()
    session.add_all(_kept(kept.id, row) for row in rows)
    await session.flush()
    return await load_of(session, kept.id)


async def _warn(session: AsyncSession, loading: Loading, rows: Sequence[Row]) -> None:
    codes = {alike(row.form.applicant.identifier): row for row in rows if row.form}
    filed = await likeness.filed_by(session, loading.form.call.id, list(codes))
    for code, number in filed:
        codes[code].warnings.append(
            f"Chi presenta la domanda ha già presentato la {protocol(*number)}."
        )


def _kept(load_id: UUID, row: Row) -> LoadedRow:
    return LoadedRow(
        load_id=load_id, row=row.row, name=row.name,
        form=row.form.model_dump(mode="json") if row.form else None,
        errors=[error.model_dump() for error in row.errors], warnings=row.warnings,
    )  # fmt: skip


async def load_of(session: AsyncSession, load_id: UUID) -> BulkLoad:
    """Return a sheet as it stands, row by row; refuses `unknown-load` 404."""
    kept = await session.get(LoadedSheet, load_id)
    if kept is None:
        raise Refusal("unknown-load", "Questo foglio non c'è, o non c'è più.", 404)
    statement = select(LoadedRow).where(LoadedRow.load_id == load_id).order_by(col(LoadedRow.row))
    rows = [_shown(row) for row in await session.exec(statement)]
    bad = sum(1 for row in rows if row.errors)
    return BulkLoad(
        load_id=kept.id, call_id=kept.call_id, line=kept.line, file_name=kept.file_name,
        state="confirmed" if kept.confirmed_at else "preview", columns=kept.columns,
        unknown_columns=kept.unknown_columns, missing_columns=kept.missing_columns, rows=rows,
        good=len(rows) - bad, bad=bad,
    )  # fmt: skip


def _shown(row: LoadedRow) -> BulkRow:
    fields: dict[str, Any] = row.model_dump(exclude={"load_id", "form"})
    return BulkRow.model_validate(fields)


async def drop_old_loads(session: AsyncSession) -> None:
    """Remove sheets 30 days after they were loaded; what was filed of them stays."""
    values = {"before": clock.now() - KEPT}
    await session.execute(_DROP_ROWS, values)
    await session.execute(_DROP_LOADS, values)
