"""How a voucher and what officials do with it are told to staff."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from contracts.purchases import VoucherMove
from services.dashboard.rules.wording import Sign, Signs

VOUCHERS: Signs = MappingProxyType(
    {
        "issued": Sign("Da usare", "info", "card"),
        "active": Sign("Attivo", "info", "card"),
        "partly_spent": Sign("Usato in parte", "info", "card"),
        "spent": Sign("Esaurito", "good", "check-circle"),
        "expired": Sign("Scaduto", "calm", "clock"),
        "suspended": Sign("Sospeso", "wait", "lock"),
        "revoked": Sign("Revocato", "bad", "ban"),
        "replaced": Sign("Sostituito", "calm", "exchange-circle"),
    }
)
LIVES = frozenset({"issued", "active", "partly_spent"})


class Offered(NamedTuple):
    """A move as it is offered: what it is called, and what follows from it."""

    move: VoucherMove
    title: str
    then: str


MOVES: Mapping[VoucherMove, Offered] = MappingProxyType(
    {
        "suspend": Offered(
            "suspend",
            "Sospendi",
            "Non si può spendere finché un atto non lo riammette. La scadenza non cambia.",
        ),
        "readmit": Offered("readmit", "Riammetti", "Si può spendere di nuovo, fino alla scadenza."),
        "replace": Offered(
            "replace",
            "Sostituisci il codice",
            "Il codice di oggi non vale più: il residuo passa a un voucher nuovo.",
        ),
        "revoke": Offered(
            "revoke",
            "Revoca",
            "Il voucher finisce e quanto non è stato speso torna ai fondi della sezione. "
            "Non si può annullare.",
        ),
    }
)
_LIVING: Sequence[VoucherMove] = ("suspend", "replace", "revoke")
_RESTING: Sequence[VoucherMove] = ("readmit", "revoke")


def offered(state: str) -> Sequence[Offered]:
    """Return what an official may do with a voucher in a state."""
    if state in LIVES:
        return [MOVES[each] for each in _LIVING]
    return [MOVES[each] for each in _RESTING] if state == "suspended" else ()
