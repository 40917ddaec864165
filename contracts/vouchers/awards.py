"""Money committed to an application by its act."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.applications.checks import Instalment
from contracts.values import Frozen
from kit.messages import Command, Event
from kit.money import Cents


class AwardGranted(Event):
    """What was set aside became a commitment towards the applicant (impegno)."""

    title: ClassVar[str] = "contributo.concesso"

    application_id: UUID
    award_id: UUID
    amount_cents: Cents
    instalments: list[Instalment]


class AwardDeclined(Frozen):
    """An application of a list that was granted nothing, and why, by the slug of the refusal."""

    application_id: UUID
    refused: str


class AwardsGranted(Event):
    """The awards of a part of a list were given; each is told by its own fact too.

    `application_ids` are those that have theirs now, whoever gave it; of the `declined` each keeps
    its state.
    """

    title: ClassVar[str] = "contributi.concessi-insieme"

    ranking_id: UUID
    application_ids: list[UUID]
    declined: list[AwardDeclined]


class GrantAwards(Command[AwardsGranted]):
    """Turn what is set aside for many applications of one line into commitments at once.

    For each the rules of GrantAward hold; what cannot be granted is named in the answer, by
    `budget-exhausted`, `budget-released`, `no-cor` or `not-queued`, and stops no other. `parts` are
    those of the line in the shares of each award, one part when none is given.
    """

    ranking_id: UUID
    application_ids: list[UUID] = Field(min_length=1, max_length=1000)
    parts: list[Instalment] = Field(default_factory=list)
    official: str | None = Field(default=None, pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")


class ReservedFound(Event):
    """The next applications of a list for which money is set aside; announced to nobody.

    `after` is the place to go on from, None at the end; `served` how many places had their turn.
    """

    title: ClassVar[str] = "fondi.accantonati-elencati"

    ranking_id: UUID
    application_ids: list[UUID]
    after: int | None
    served: int = Field(ge=0)


class FindReserved(Command[ReservedFound]):
    """Tell which applications of a ranked line hold money, in the order of their places.

    Those that hold none, have their award already, or were opened again, are left out. Refuses
    `line-unknown` (404).
    """

    ranking_id: UUID
    call_id: str
    line: str
    after: int = Field(default=0, ge=0)
    limit: int = Field(default=250, ge=1, le=1000)


class GrantAward(Command[AwardGranted]):
    """Turn the money set aside for an application into a commitment.

    `checked` is the check that the parts were computed on: what is set aside follows it first.
    `official` signed it: who signs does not order its payment. Refuses `budget-exhausted` when the
    line has no money for its place, `no-cor` when its aid must be registered and is not.
    """

    application_id: UUID
    instalments: list[Instalment]
    checked: int = Field(default=0, ge=0)
    official: str | None = Field(default=None, pattern=r"^[a-z]+:[0-9a-f-]{1,64}$")
