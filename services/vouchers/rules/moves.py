"""State machines of money: what may be done with a thing in the state in which it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from kit.refusal import Refusal


@dataclass(frozen=True)
class Machine:
    """Where each step leads from each state, and how both are said in Italian."""

    subject: str
    moves: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]
    steps: Mapping[str, str]

    def after(self, state: str, step: str) -> str:
        """Return the state to which a step leads.

        Refuses `move-not-allowed` (409), naming what may be done instead.
        """
        allowed = self.moves[state]
        if step not in allowed:
            may = ", ".join(self.steps[each] for each in allowed)
            then = f"si può fare {may}" if may else "non si può fare altro"
            sentence = f"{self.subject} è {self.states[state]}: {then}."
            raise Refusal("move-not-allowed", sentence)
        return allowed[step]


REPORT = Machine(
    "Il rendiconto",
    {
        "filed": {"examine": "examined", "return": "returned"},
        "examined": {"examine": "examined", "close": "closed", "return": "returned"},
        "closed": {},
        "returned": {},
    },
    {"filed": "presentato", "examined": "esaminato", "closed": "chiuso", "returned": "restituito"},
    {"examine": "l'esame", "close": "la chiusura con un atto", "return": "la restituzione"},
)
BATCH = Machine(
    "La distinta",
    {
        "composed": {"confirm": "confirmed", "decline": "declined"},
        "confirmed": {"file": "confirmed", "send": "sent", "decline": "declined"},
        "declined": {},
        "sent": {"file": "sent", "outcome": "sent"},
        "settled": {"outcome": "settled"},
    },
    {
        "composed": "composta",
        "confirmed": "confermata",
        "declined": "annullata",
        "sent": "inviata",
        "settled": "conclusa",
    },
    {
        "confirm": "la conferma di un'altra persona",
        "decline": "l'annullamento",
        "file": "lo scarico del file",
        "send": "l'invio",
        "outcome": "la lettura degli esiti",
    },
)
ORDER = Machine(
    "Il mandato",
    {"ordered": {"pay": "paid", "bounce": "bounced"}, "paid": {}, "bounced": {}},
    {"ordered": "ordinato", "paid": "pagato", "bounced": "respinto"},
    {"pay": "il pagamento", "bounce": "il respingimento"},
)
RECOVERY = Machine(
    "Il recupero",
    {
        "demanded": {"receive": "partly_returned", "forgive": "forgiven"},
        "partly_returned": {"receive": "partly_returned", "forgive": "forgiven"},
        "returned": {},
        "forgiven": {},
    },
    {
        "demanded": "richiesto",
        "partly_returned": "restituito in parte",
        "returned": "restituito",
        "forgiven": "abbandonato",
    },
    {"receive": "la registrazione di un incasso", "forgive": "l'abbandono con un atto"},
)
