"""What who applied observed on provisional lists, as officials read it to answer it."""

from datetime import datetime
from uuid import UUID

from contracts.values import Frozen


class RankingObservationCard(Frozen):
    """Observations on a list under their register number, with the body's answer if it was given.

    The words are personal data: they are read by officials and kept nowhere else.
    """

    observation_id: UUID
    application_id: UUID
    protocol: str
    text: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


class RankingObservationCards(Frozen):
    """The observations on a list, in the order of the register."""

    items: tuple[RankingObservationCard, ...]
