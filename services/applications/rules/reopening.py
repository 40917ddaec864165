"""What may be opened again by an act, and until when."""

from datetime import date

from contracts.applications.decisions import ReopeningGround
from kit.refusal import Refusal
from programmes.laws import Laws
from services.applications.rules.day import months_later
from services.applications.rules.lifecycle import Life
from services.applications.rules.states import TAKEN_BACK, State

NOT_REOPENABLE = (
    "Si riapre una domanda chiusa che non è stata ammessa, o a cui è stato dato il contributo."
)


def after_reopening(state: State, call: Life, *, is_closed: bool) -> State:
    """Return where a case goes on that is opened again.

    Refuses `not-reopenable` for one that goes on, or ended otherwise, and `call-revoked`; both 409.
    """
    if not is_closed or state not in TAKEN_BACK:
        raise Refusal("not-reopenable", NOT_REOPENABLE)
    if call == "revoked":
        raise Refusal("call-revoked", "Il bando è stato revocato: la domanda non si riapre.")
    return TAKEN_BACK[state]


def last_day_to_annul(laws: Laws, decided_on: date) -> date | None:
    """Return the last day on which a benefit of a day may be annulled, None where no law says one.

    Art. 21-nonies L. 241/1990, as it stood when the benefit was given.
    """
    law = laws.self_annulment_on(decided_on)
    return months_later(decided_on, law.months) if law else None


def check_in_time(laws: Laws, ground: ReopeningGround, decided_on: date, today: date) -> None:
    """Refuse `too-late-to-annul` (409) for a benefit whose last day to be annulled went by.

    One that was had by false declarations may be annulled later (art. 21-nonies c. 2-bis), and a
    revocation knows no such day.
    """
    last = last_day_to_annul(laws, decided_on) if ground == "annulment" else None
    if last is not None and today > last:
        sentence = (
            f"Il contributo si poteva annullare fino al {last:%d/%m/%Y}: dopo, solo se è stato "
            "ottenuto con dichiarazioni false (articolo 21-nonies, comma 2-bis, legge 241/1990)."
        )
        raise Refusal("too-late-to-annul", sentence)
