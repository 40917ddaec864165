"""Needs surveys: tickets instead of names, answers, and releases without small numbers."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.identifiers import MunicipalityCode
from contracts.intake import PlainName
from contracts.places import Name, Slug
from contracts.publishing import Official, Words
from contracts.values import Frozen

FEWEST = 5
# No need can have this code: the code of a need has no hyphen.
OTHER = "other-needs"
Dimension = Literal["municipality", "firm", "department"]


class Need(Frozen):
    """A need that may be answered, with its words; one answer names one need."""

    code: Name
    label: PlainName


class SurveyOpening(Frozen):
    """A survey of an alliance; no figure below `threshold` people is ever released."""

    alliance: Slug
    title: PlainName
    needs: Annotated[tuple[Need, ...], Field(min_length=2, max_length=20)]
    threshold: Annotated[int, Field(ge=FEWEST, le=50, strict=True)] = FEWEST
    official: Official


class SurveyCard(Frozen):
    """A survey as it stands; how many answered is told only after it closed."""

    survey_id: UUID
    alliance: str
    title: str
    state: Literal["open", "closed"]
    needs: tuple[Need, ...]
    threshold: int
    answers: int | None
    releases: int


class TicketRequest(Frozen):
    """So many tickets for the people who work for a firm that joined."""

    adhesion_id: UUID
    count: Annotated[int, Field(ge=1, le=1000, strict=True)]
    official: Official


class Tickets(Frozen):
    """Tickets as they are handed out: told once, and kept as hashes only."""

    items: tuple[str, ...]


class AnswerFiling(Frozen):
    """One person's answer: the ticket proves the firm, and no row says whose it was."""

    ticket: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    municipality: MunicipalityCode
    department: Name
    need: Name


class AnswerKept(Frozen):
    """An answer was taken; nothing of it is told back."""

    survey_id: UUID


class SurveyClosing(Frozen):
    """The end of a survey: nobody answers any more, and figures may be released."""

    official: Official


class ReleaseRequest(Frozen):
    """A version of the figures, and why there is one."""

    official: Official
    reason: Words


class TableRow(Frozen):
    """A row of a table; None stands for a number that is suppressed."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None


class SurveyTable(Frozen):
    """A cross table of answers by place, firm or department and by need.

    `of` is the adhesion whose departments the rows are. `folded` are the needs that stand together
    under `other-needs`. The totals of the columns are never below the threshold.
    """

    by: Dimension
    of: UUID | None
    columns: tuple[str, ...]
    folded: tuple[str, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[int, ...]
    total: int
    suppressed: int


class SurveyRelease(Frozen):
    """A version of the figures of a survey; computed again it is the same, byte for byte.

    `withheld` counts the tables that could not be protected and are left out.
    """

    survey_id: UUID
    release: int
    threshold: int
    reason: str
    tables: tuple[SurveyTable, ...]
    withheld: int
    digest: str
