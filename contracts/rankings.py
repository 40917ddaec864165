"""How lists are read and signed: what they ask for, what officials see, what everybody may see."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.ranking import AcceptanceAnswer, RankingKind
from contracts.applications.review import STAFF
from contracts.calls import LineId
from contracts.intake import RegisterEntry
from contracts.places import CallId
from contracts.values import Frozen
from kit.money import Cents

Official = Annotated[str, Field(pattern=STAFF)]
Words = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]+$")]
Listed = Literal["placed", "below", "excluded"]


class ProvisionalRequest(Frozen):
    """An official has the list of a line computed and published for observations."""

    official: Official


class FinalRequest(Frozen):
    """An official who did not review signs the final list: it decides every application in it."""

    official: Official
    reason: Words


class CriterionPoints(Frozen):
    """The points of one criterion, in a sentence too."""

    criterion: str
    points: int
    maximum: int
    sentence: str


class RankedCase(Frozen):
    """An application in a list, for officials and for who applied.

    `sentence` says why it precedes the next one, `quota` what a reserved place did to it, `reasons`
    why it has no place. `state` is what became of it since, as the register has it; who is asked to
    accept the money does so by `accept_by_on`, and `answer` is what was answered.
    """

    application_id: UUID
    code: str
    listed: Listed
    place: int | None
    points: int
    amount_cents: Cents
    scores: tuple[CriterionPoints, ...] = ()
    sentence: str = ""
    quota: str = ""
    reasons: tuple[str, ...] = ()
    state: str = ""
    accept_by_on: date | None = None
    answer: AcceptanceAnswer | None = None


class RankingCard(Frozen):
    """A list with the hashes of what it was computed from and of what came out."""

    ranking_id: UUID | None
    call_id: CallId
    line: LineId
    kind: RankingKind
    computed_by: str
    published_at: datetime | None
    act: str = ""
    observations_until_on: date | None = None
    public_until_on: date | None = None
    inputs_hash: str
    result_hash: str
    unmet: tuple[str, ...] = ()
    rows: tuple[RankedCase, ...]


class Recomputed(Frozen):
    """A list computed again from what is stored: the same byte for byte, or where it is not."""

    ranking_id: UUID
    inputs_hash: str
    result_hash: str
    recomputed_hash: str
    same: bool


class RankingObservationText(Frozen):
    """Observations of who applied on a provisional list."""

    text: Words


class RankingObservationReceipt(Frozen):
    """The register number under which observations on a list came in."""

    observation_id: UUID
    entry: RegisterEntry


class RankingAnswer(Frozen):
    """What the body says to observations on a list."""

    official: Official
    text: Words


class PublicRanked(Frozen):
    """A row that everybody may read (D.Lgs. 33/2013 art. 26): by a random code.

    A name, points and an amount stand only where no person can be known by them.
    """

    code: str
    place: int | None
    granted: bool
    name: str | None = None
    points: int | None = None
    amount_cents: Cents | None = None


class PublicRanking(Frozen):
    """A list as everybody may read it, until its last public day."""

    call_id: CallId
    line: LineId
    title: str
    kind: RankingKind
    published_on: date
    public_until_on: date
    observations_until_on: date | None
    act: str
    rows: tuple[PublicRanked, ...]


class AcceptanceForm(Frozen):
    """Who was granted money accepts it or gives it up; `official` enters it in their name."""

    answer: Literal["accepted", "waived"]
    official: Official | None = None


class AcceptanceCard(Frozen):
    """By when money is to be accepted, and what was answered."""

    application_id: UUID
    accept_by_on: date
    answer: AcceptanceAnswer | None
