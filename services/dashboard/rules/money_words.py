"""How money on its way, and those who are paid, are told to staff."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from contracts.providers import ProviderMove
from contracts.vouchers.providers import ProviderState
from services.dashboard.rules.wording import Sign, Signs

REPORTS: Signs = MappingProxyType(
    {
        "filed": Sign("Da esaminare", "wait", "clock"),
        "examined": Sign("Esaminato", "info", "list"),
        "returned": Sign("Restituito", "calm", "refresh"),
        "closed": Sign("Chiuso", "good", "check-circle"),
    }
)
BATCHES: Signs = MappingProxyType(
    {
        "composed": Sign("Da confermare", "wait", "clock"),
        "confirmed": Sign("Confermata", "info", "check-circle"),
        "declined": Sign("Annullata", "calm", "ban"),
        "sent": Sign("Alla banca", "wait", "clock"),
        "settled": Sign("Conclusa", "good", "check-circle"),
    }
)
DID: Mapping[str, str] = MappingProxyType(
    {"paid": "pagato", "bounced": "respinto, torna da pagare", "known": "si sapeva già"}
)
OUTCOMES: Signs = MappingProxyType(
    {
        "ordered": Sign("In attesa", "calm", "clock"),
        "paid": Sign("Pagato", "good", "check-circle"),
        "bounced": Sign("Respinto", "bad", "close-circle"),
    }
)
PROVIDERS: Signs = MappingProxyType(
    {
        "applied": Sign("Ha fatto richiesta", "wait", "inbox"),
        "under_review": Sign("In istruttoria", "wait", "list"),
        "accredited": Sign("Iscritto nell'elenco", "good", "check-circle"),
        "suspended": Sign("Sospeso", "wait", "lock"),
        "removed": Sign("Cancellato", "calm", "ban"),
    }
)
CHANGES: Signs = MappingProxyType(
    {
        "proposed": Sign("Da confermare", "wait", "clock"),
        "confirmed": Sign("Confermata", "good", "check-circle"),
        "declined": Sign("Non confermata", "calm", "ban"),
    }
)
PERIODS: Mapping[str, str] = MappingProxyType(
    {"week": "posti a settimana", "month": "posti al mese", "year": "posti all'anno"}
)
NATURES: Mapping[str, str] = MappingProxyType(
    {
        "public": "ente pubblico",
        "third_sector": "ente del terzo settore",
        "cooperative": "cooperativa",
        "private": "impresa",
        "individual": "persona",
    }
)
# The places of a line's money that a page shows, from what is free to what has left.
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "available_cents": "Disponibili",
        "reserved_cents": "Accantonati",
        "committed_cents": "Impegnati",
        "issued_cents": "In voucher",
        "held_cents": "Bloccati da erogatori",
        "owed_cents": "Da pagare",
        "ordered_cents": "In pagamento",
        "paid_cents": "Pagati",
        "recovering_cents": "Da recuperare",
    }
)


class Offered(NamedTuple):
    """A move as it is offered: what it is called, and what follows from it."""

    move: ProviderMove
    title: str
    then: str


MOVES: Mapping[ProviderMove, Offered] = MappingProxyType(
    {
        "examine": Offered("examine", "Prendi in istruttoria", "La iscriverà un'altra persona."),
        "accredit": Offered(
            "accredit",
            "Iscrivi nell'elenco",
            "Da quel giorno i voucher si possono spendere qui. Lo fa chi non ha istruito.",
        ),
        "suspend": Offered(
            "suspend", "Sospendi", "Non può più ricevere voucher finché non è riammesso."
        ),
        "readmit": Offered("readmit", "Riammetti", "Può ricevere voucher di nuovo."),
        "remove": Offered(
            "remove", "Cancella dall'elenco", "Perde la chiave. Non si può annullare."
        ),
    }
)
READY: Mapping[ProviderState, Sequence[ProviderMove]] = MappingProxyType(
    {
        "applied": ("examine", "remove"),
        "under_review": ("accredit", "remove"),
        "accredited": ("suspend", "remove"),
        "suspended": ("readmit", "remove"),
        "removed": (),
    }
)
