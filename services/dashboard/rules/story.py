"""What the case page says besides the facts: how far the case is, and for whom it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.dashboard.rules.wording import ROLES, Term, day, money, term

DECIDERS = frozenset({"manager"})
WHO_DECIDES = ROLES["manager"]
NUMBERS = {2: "due", 3: "tre", 4: "quattro"}
PLACE = {"registered": 1, "to_decide": 2, "granted": 3, "waitlisted": 3}
ENDED_EARLY = {
    "refused": "Non ammessa",
    "not_funded": "Non finanziata",
    "withdrawn": "Ritirata",
    "call_revoked": "Bando revocato",
}
WHY_WAITING = {
    "yes": "Tutti i requisiti sono rispettati: la decisione spetta a una persona.",
    "no": "Almeno un requisito non è rispettato. Nessuna regola respinge: decide una persona.",
    "to_complete": "Almeno un requisito non si può ancora dire rispettato: decide una persona.",
}


class CaseRow(Protocol):
    """What of an application the story is drawn from."""

    state: str
    due_on: date
    verdict: str
    budget: str
    reserved_cents: int
    admissible_cents: int
    instalments: list[dict[str, Any]]
    voucher_id: UUID | None
    voucher_face_cents: int
    voucher_residual_cents: int | None
    voucher_valid_until_on: date | None
    voucher_expired: bool
    voucher_state: str


@dataclass(frozen=True)
class Step:
    """One stage of the procedure: `kind` is done, now, now stopped, or empty when still to come."""

    label: str
    kind: str


@dataclass(frozen=True)
class Labelled:
    """A value with its name."""

    label: str
    value: str


@dataclass(frozen=True)
class Waits:
    """What the case waits for, since when, until when, and who can act."""

    title: str
    sentence: str
    facts: Sequence[Labelled] = ()
    late: bool = False


@dataclass(frozen=True)
class VoucherBox:
    """A voucher in figures."""

    words: str
    face_cents: int
    spent_cents: int
    residual_cents: int
    spent_percent: int
    valid_until_on: date | None
    expired: bool


def steps(row: CaseRow, *, by_voucher: bool) -> Sequence[Step]:
    """Return the stages of a case; a refused one ends at its refusal."""
    if row.state in ENDED_EARLY:
        return _ended_early(row)
    fourth = _fourth(row, by_voucher=by_voucher)
    labels = ("Registrata", "Requisiti", "Decisione", fourth, "Conclusa")
    reached = PLACE.get(row.state, len(labels))
    return [Step(label, _kind(place, reached)) for place, label in enumerate(labels)]


def _kind(place: int, reached: int) -> str:
    if place == reached:
        return "now"
    return "done" if place < reached else ""


def _fourth(row: CaseRow, *, by_voucher: bool) -> str:
    if row.state == "waitlisted":
        return "In lista d'attesa"
    return "Voucher" if by_voucher else "Contributo"


def _ended_early(row: CaseRow) -> Sequence[Step]:
    checked = [Step("Requisiti", "done")] if row.verdict else []
    return [Step("Registrata", "done"), *checked, Step(ENDED_EARLY[row.state], "now stopped")]


SENT = Waits("Decisione registrata", "Il sistema la sta eseguendo: la pagina si aggiorna da sola.")


def waits(row: CaseRow, today: date, since: str, *, may_decide: bool) -> Waits:
    """Say for whom a case waits; a late one says so in its title too."""
    if row.state == "to_decide":
        return _waits_for_decision(row, term(row.due_on, today), since, may_decide=may_decide)
    if row.state in ("granted", "awarded") and _has_a_live_voucher(row):
        return _waits_for_use(row)
    return _OTHER.get(row.state, _NOBODY)


_NOBODY = Waits("Non aspetta nessuno", "La pratica è conclusa.")
_OTHER = {
    "withdrawn": Waits("Non aspetta nessuno", "Chi l'ha presentata l'ha ritirata."),
    "call_revoked": Waits("Non aspetta nessuno", "Si è fermata quando il bando è stato revocato."),
    "granted": Waits("Va avanti da sola", "È accolta: il sistema concede il contributo."),
    "registered": Waits(
        "Aspetta il controllo dei requisiti", "Lo fa il sistema: di solito basta un momento."
    ),
    "waitlisted": Waits(
        "Aspetta fondi",
        "È ammessa, ma la dotazione è finita: sarà finanziata se altri restituiscono somme.",
    ),
}


def _waits_for_decision(row: CaseRow, until: Term | None, since: str, *, may_decide: bool) -> Waits:
    facts = [Labelled("Da", since)]
    if until:
        facts.append(Labelled("Termine", f"{day(until.at)} ({until.words})"))
    facts.append(Labelled("Può decidere", WHO_DECIDES))
    if row.budget == "exhausted":
        facts.append(Labelled("Fondi", "esauriti al suo turno"))
    title = "Aspetta la tua decisione" if may_decide else "Aspetta una decisione"
    late = bool(until and until.late)
    return Waits(f"{title}: è in ritardo" if late else title, WHY_WAITING[row.verdict], facts, late)


def _has_a_live_voucher(row: CaseRow) -> bool:
    if row.voucher_id is None or row.voucher_expired or row.voucher_state:
        return False
    return row.voucher_residual_cents != 0


def _waits_for_use(row: CaseRow) -> Waits:
    until = row.voucher_valid_until_on or date.max
    facts = [Labelled("Entro", day(until)), Labelled("Può usarlo", "chi ha ricevuto il voucher")]
    return Waits(
        "Aspetta che il voucher sia usato", "Alla scadenza il residuo torna ai fondi.", facts
    )


def if_accepted(row: CaseRow, *, by_voucher: bool) -> str:
    """Say what follows from granting."""
    if row.budget == "exhausted":
        return "I fondi sono finiti: va in lista d'attesa e parte la lettera che lo dice."
    amount = money(row.admissible_cents)
    if by_voucher:
        return f"Un voucher da {amount} è emesso e consegnato con la lettera."
    parts = [money(each["amount_cents"]) for each in row.instalments]
    paid = _in_parts(parts) if len(parts) > 1 else ""
    return f"{amount} sono impegnati{paid}. Parte la lettera di accoglimento."


def _in_parts(parts: Sequence[str]) -> str:
    count = NUMBERS.get(len(parts), str(len(parts)))
    return f", in {count} rate: {', '.join(parts[:-1])} e {parts[-1]}"


def if_refused(row: CaseRow) -> str:
    """Say what follows from refusing."""
    letter = "Parte la lettera con la tua motivazione."
    if row.budget != "reserved":
        return letter
    return f"{money(row.reserved_cents)} tornano alla domanda che segue in ordine. {letter}"


def voucher_box(row: CaseRow) -> VoucherBox | None:
    """Return the voucher of a case, if it has one."""
    if row.voucher_id is None:
        return None
    face, known = row.voucher_face_cents, row.voucher_residual_cents
    return VoucherBox(
        **voucher_figures(face, face if known is None else known),
        valid_until_on=row.voucher_valid_until_on,
        expired=row.voucher_expired,
    )


def voucher_figures(face_cents: int, residual_cents: int) -> dict[str, Any]:
    """Return what was spent of a voucher, in cents, in per cent and in words."""
    spent = face_cents - residual_cents
    return {
        "words": f"Spesi {money(spent)} su {money(face_cents)}",
        "face_cents": face_cents,
        "spent_cents": spent,
        "residual_cents": residual_cents,
        "spent_percent": 100 * spent // face_cents if face_cents else 0,
    }
