"""Whether a firm may be paid by what was answered about its contributions (DURC), and what an
official may do when it may not (art. 31 c. 3 and 8-bis DL 69/2013)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

Reason = Literal["contributions_irregular", "member_suspended"]
SENTENCES: Mapping[Reason, str] = {
    "contributions_irregular": (
        "Il DURC dell'impresa non è regolare: la somma resta dovuta e non entra nella distinta. "
        "Con un atto può pagare i contributi al posto dell'impresa (intervento sostitutivo, "
        "articolo 31, commi 3 e 8-bis, DL 69/2013), oppure attendere che si metta in regola."
    ),
    "member_suspended": (
        "L'adesione dell'impresa all'Alleanza è sospesa: la somma resta dovuta e il pagamento "
        "attende la fine della sospensione."
    ),
}


@dataclass(frozen=True)
class Answer:
    """What the registry answered about a firm, asked for on a day.

    `substituted` says that an official paid its contributions on this very answer.
    """

    id: UUID
    regular: bool
    requested_on: date
    substituted: bool = False

    def lets_pay(self, today: date, days: int) -> bool:
        """Tell whether the firm may be paid on it: regular or substituted, and not too old."""
        return (self.regular or self.substituted) and holds(self.requested_on, today, days)


def holds(requested_on: date, today: date, days: int) -> bool:
    """Tell whether a certificate still holds: its days are counted from its request."""
    return requested_on >= today - timedelta(days=days)
