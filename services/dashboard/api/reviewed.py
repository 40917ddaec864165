"""A case under review, and who looks at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.cases import ApplicationCard
from contracts.review import ReaderCard, ReviewCard
from contracts.terms import TermCard
from services.dashboard.api.card_view import Around
from services.dashboard.queries.cases import Case
from services.dashboard.queries.staff import SOMEBODY
from services.dashboard.rules.states import OPEN


@dataclass(frozen=True)
class Reviewed:
    """A case under review with all that its owner tells, and who looks at it."""

    case: Case
    review: ReviewCard
    card: ApplicationCard | None
    around: Around
    me: str
    role: str
    names: Mapping[str, str]
    free: Sequence[str]
    draft: Mapping[str, int]
    term: TermCard | None
    following: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.case.row.state in OPEN and self.case.decided_check < self.case.row.checked

    @property
    def mine(self) -> ReaderCard | None:
        """The reading of who looks, None when it is not theirs."""
        return next((each for each in self.review.readers if each.reviewer == self.me), None)

    @property
    def may_work(self) -> bool:
        """Whether who looks reads the case now."""
        return self.is_open and self.mine is not None

    def name(self, official: str) -> str:
        """Return who an official is, in words."""
        return "tu" if official == self.me else self.names.get(official, SOMEBODY)

    def whose(self, what: str, official: str, mine: str) -> str:
        """Say whose something is: `mine` for who looks, and else «… di Ada»."""
        return mine if official == self.me else f"{what} di {self.names.get(official, SOMEBODY)}"
