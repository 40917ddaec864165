"""The life of an accreditation: the one table of its moves, and what it lets a provider do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from contracts.vouchers.providers import ProviderState
from kit.refusal import Refusal

Move = Literal["examine", "accredit", "suspend", "readmit", "remove"]

MOVES: Mapping[tuple[Move, ProviderState], ProviderState] = MappingProxyType(
    {
        ("examine", "applied"): "under_review",
        ("accredit", "under_review"): "accredited",
        ("suspend", "accredited"): "suspended",
        ("readmit", "suspended"): "accredited",
        ("remove", "applied"): "removed",
        ("remove", "under_review"): "removed",
        ("remove", "accredited"): "removed",
        ("remove", "suspended"): "removed",
    }
)
MOVE_WORDS: Mapping[Move, str] = MappingProxyType(
    {
        "examine": "avviare l'istruttoria",
        "accredit": "iscriverlo",
        "suspend": "sospenderlo",
        "readmit": "riammetterlo",
        "remove": "cancellarlo",
    }
)
STATE_WORDS: Mapping[ProviderState, str] = MappingProxyType(
    {
        "applied": "in attesa di istruttoria",
        "under_review": "in istruttoria",
        "accredited": "iscritto nell'elenco",
        "suspended": "sospeso dall'elenco",
        "removed": "cancellato dall'elenco",
    }
)


@dataclass(frozen=True)
class Accreditation:
    """What a provider may do on a day follows from this."""

    state: ProviderState
    valid_from_on: date | None
    valid_until_on: date | None


def after(move: Move, state: ProviderState) -> ProviderState:
    """Return the state after a move; refuses `provider-state`, naming the moves that there are."""
    if following := MOVES.get((move, state)):
        return following
    rest = [MOVE_WORDS[each] for each, of in MOVES if of == state]
    sentence = f"Si può solo {' o '.join(rest)}." if rest else "Non ammette altri passaggi."
    raise Refusal("provider-state", f"Il fornitore è {STATE_WORDS[state]}. {sentence}")


def refuse_unless_accredited(accreditation: Accreditation, on: date) -> None:
    """Refuse `provider-not-accredited` (403) when vouchers cannot be spent there on this day."""
    if accreditation.state != "accredited":
        words = STATE_WORDS[accreditation.state]
        raise Refusal("provider-not-accredited", f"Il fornitore è {words}.", 403)
    first, last = accreditation.valid_from_on, accreditation.valid_until_on
    if first is None or on < first or (last is not None and on > last):
        raise Refusal("provider-not-accredited", "L'iscrizione del fornitore non vale oggi.", 403)
