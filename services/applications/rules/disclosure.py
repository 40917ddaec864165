"""What may be published about who applied and who was granted (D.Lgs. 33/2013 art. 26, art. 27).

Never a name, a code, a register number, an amount or points of a person: an amount that goes by
ISEE tells the ISEE. A firm is named where its grants of a solar year are above 1,000.00 euro.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from contracts.calls import ApplicantKind, LineDraft

THRESHOLD_CENTS = 100_000
# Art. 9 DPR 1199/1971: the longest remedy against an act.
REMEDY_DAYS = 120
# A sole trader and a freelance bear the name and the tax code of a person.
PEOPLE: tuple[ApplicantKind, ...] = ("person", "professional")
MEANS = ("isee",)
HEALTH = ("disab", "handicap", "invalid", "health", "violence", "protect", "104")
Showing = Literal["named", "held", "by_code"]


@dataclass(frozen=True)
class Grant:
    """A grant of a beneficiary (any stable key of theirs) by an act of a day."""

    id: str
    beneficiary: str
    kind: ApplicantKind
    line: LineDraft
    granted_on: date
    cents: int


@dataclass(frozen=True)
class Shown:
    """How a grant that must be published is shown, and why it bears no name."""

    grant: Grant
    showing: Showing
    year_cents: int
    reason: str = ""


def shows_names(line: LineDraft) -> bool:
    """Tell whether a list of a line may bear names, points and amounts: only without people."""
    return not set(line.who) & set(PEOPLE) and not reveals(line)


def reveals(line: LineDraft) -> bool:
    """Tell whether who is granted by a line is known to be poor, ill or protected.

    Judged by what its form asks: a line that asks for ISEE or about health reveals it.
    """
    asked = [question.name for question in line.questions]
    asked += [question.name for group in line.groups for question in group.questions]
    return any(word in name for name in asked for word in (*MEANS, *HEALTH))


def to_publish(
    grants: Iterable[Grant], decisions: Mapping[str, bool] | None = None
) -> tuple[Shown, ...]:
    """Return the grants that art. 26 c. 2 publishes, in order of their days.

    What a beneficiary is granted in a solar year is added up: from the grant that goes above
    1,000.00 euro on, each is published. A person's is held for the decision of the responsible
    official in `decisions` (True publishes the name), and is not named until then; one that reveals
    hardship is never named, whatever is decided (art. 26 c. 4).
    """
    totals: dict[tuple[str, int], int] = {}
    found = []
    for grant in sorted(grants, key=lambda each: (each.granted_on, each.id)):
        year = (grant.beneficiary, grant.granted_on.year)
        totals[year] = totals.get(year, 0) + grant.cents
        if totals[year] > THRESHOLD_CENTS:
            found.append(_shown(grant, totals[year], (decisions or {}).get(grant.id)))
    return tuple(found)


def _shown(grant: Grant, year_cents: int, decided: bool | None) -> Shown:
    if reveals(grant.line):
        reason = "Il bando chiede dati su reddito o salute: il nome non si pubblica mai."
        return Shown(grant, "by_code", year_cents, reason)
    if grant.kind not in PEOPLE or decided:
        return Shown(grant, "named", year_cents)
    if decided is None:
        reason = "Riguarda una persona: decide chi è responsabile del procedimento."
        return Shown(grant, "held", year_cents, reason)
    reason = "Chi è responsabile del procedimento ha deciso di non pubblicare il nome."
    return Shown(grant, "by_code", year_cents, reason)


def removal_on(published_on: date) -> date:
    """Return the last day of a final list: that of the longest remedy against it."""
    return published_on + timedelta(days=REMEDY_DAYS)


@dataclass(frozen=True)
class PublicRow:
    """A row that everybody may read; what is None is not for everybody."""

    code: str
    place: int | None
    granted: bool
    name: str | None = None
    points: int | None = None
    amount_cents: int | None = None


def public_rows(line: LineDraft, rows: Sequence[PublicRow]) -> tuple[PublicRow, ...]:
    """Take out of the rows of a list what art. 26 c. 4 forbids, and who was not granted by name.

    Who has no place stands last, in order of the code, so that arrival cannot be read from it.
    """
    listed = sorted(rows, key=lambda row: (row.place is None, row.place or 0, row.code))
    named = shows_names(line)
    return tuple(
        row if named and row.granted else PublicRow(row.code, row.place, row.granted)
        for row in listed
    )
