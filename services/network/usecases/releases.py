"""The figures of a survey as they are released: versioned, reproducible, without small numbers."""

import csv
import hashlib
from collections.abc import Iterator
from io import StringIO
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts import surveys as contract
from contracts.network import SurveyReleased
from contracts.surveys import ReleaseRequest, SurveyTable
from kit import clock
from kit.eventlog import announce
from kit.refusal import Refusal
from services.network.models.surveys import Survey, SurveyRelease
from services.network.queries import surveys
from services.network.rules.crosstab import release_tables
from services.network.usecases.surveys import codes

HEADER = ("tavola", "di", "riga", "bisogno", "persone")
TOTAL, SUPPRESSED = "totale", "soppresso"


async def release_figures(
    session: AsyncSession, survey_id: UUID, request: ReleaseRequest
) -> contract.SurveyRelease:
    """Release a version of the figures of a closed survey.

    Every version is computed from the same answers and hides the same figures: two versions laid
    over each other tell no more than one. Refuses `unknown-survey` 404, `survey-open` and
    `too-few-answers` 409.
    """
    row = await surveys.survey(session, survey_id)
    if row.state != "closed":
        raise Refusal("survey-open", "L'indagine è ancora aperta.")
    answers = await surveys.answers(session, survey_id)
    if len(answers) < row.threshold:
        sentence = f"Le risposte sono meno di {row.threshold}: non si pubblica nulla."
        raise Refusal("too-few-answers", sentence)
    tables, withheld = release_tables(answers, codes(row), row.threshold)
    fresh = await _next(session, row, request, (tables, withheld))
    session.add(fresh)
    fact = SurveyReleased(survey_id=row.id, release=fresh.release, threshold=row.threshold)
    await announce(session, fact, alliance=row.alliance, why=request.reason)
    return _told(fresh)


async def released(session: AsyncSession, survey_id: UUID, number: int) -> contract.SurveyRelease:
    """Return a release as it was; refuses `unknown-release` (404)."""
    return _told(await surveys.release(session, survey_id, number))


async def exported(session: AsyncSession, survey_id: UUID, number: int) -> str:
    """Return a release as CSV, one figure per line; refuses `unknown-release` (404).

    A suppressed figure is written as a word. No line holds a code or a name of a person.
    """
    found = await released(session, survey_id, number)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for table in found.tables:
        writer.writerows(_lines(table))
    return text.getvalue()


async def _next(
    session: AsyncSession,
    survey: Survey,
    request: ReleaseRequest,
    computed: tuple[tuple[SurveyTable, ...], int],
) -> SurveyRelease:
    tables, withheld = computed
    said = [table.model_dump(mode="json") for table in tables]
    return SurveyRelease(
        survey_id=survey.id,
        release=len(await surveys.releases(session, survey.id)) + 1,
        threshold=survey.threshold,
        tables=said,
        withheld=withheld,
        digest=hashlib.sha256(orjson.dumps(said)).hexdigest(),
        reason=request.reason,
        official=request.official,
        at=clock.now(),
    )


def _told(row: SurveyRelease) -> contract.SurveyRelease:
    fields = set(contract.SurveyRelease.model_fields)
    return contract.SurveyRelease.model_validate(row.model_dump(include=fields))


def _lines(table: SurveyTable) -> Iterator[tuple[str, ...]]:
    about = (table.by, str(table.of or ""))
    for row in table.rows:
        for column, value in zip(table.columns, row.cells, strict=True):
            yield (*about, row.label, column, _figure(value))
        yield (*about, row.label, TOTAL, _figure(row.total))
    for column, value in zip((*table.columns, TOTAL), (*table.totals, table.total), strict=True):
        yield (*about, TOTAL, column, _figure(value))


def _figure(value: int | None) -> str:
    return SUPPRESSED if value is None else str(value)
