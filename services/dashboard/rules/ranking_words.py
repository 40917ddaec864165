"""How lists of sections are told to staff: how far they are, and what follows from a step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from contracts.applications.ranking import RankingKind
from contracts.rankings import Listed, PublicRanking
from services.dashboard.rules.wording import Sign, Signs, day, term

PHASES: Signs = MappingProxyType(
    {
        "to_form": Sign("Da formare", "wait", "list"),
        "to_sign": Sign("Da firmare", "wait", "pencil"),
        "observations": Sign("Provvisoria", "info", "clock"),
        "final": Sign("Definitiva", "good", "check-circle"),
        "open": Sign("Bando non chiuso", "calm", "unlocked"),
    }
)
PHASE_CHIPS: Mapping[str, str] = MappingProxyType(
    {
        "to_form": "Da formare",
        "to_sign": "Da firmare",
        "observations": "Provvisorie",
        "final": "Definitive",
        "open": "Bando non chiuso",
    }
)
KINDS: Mapping[RankingKind, str] = MappingProxyType(
    {"provisional": "Provvisoria", "final": "Definitiva"}
)
PARTS: Mapping[Listed, str] = MappingProxyType(
    {"placed": "Con un posto", "below": "Sotto il punteggio minimo", "excluded": "Non ammesse"}
)
# Parts as they stand in addresses.
ADDRESSES: Mapping[str, Listed] = MappingProxyType(
    {"posti": "placed", "sotto": "below", "escluse": "excluded"}
)
STAGES = ("Bando chiuso", "Provvisoria", "Osservazioni", "Definitiva")
REACHED: Mapping[str, int] = MappingProxyType(
    {"open": 0, "to_form": 1, "observations": 2, "to_sign": 3, "final": 4}
)
ANSWERS: Signs = MappingProxyType(
    {
        "asked": Sign("Da accettare", "wait", "clock"),
        "accepted": Sign("Accettato", "good", "check"),
        "waived": Sign("Rinuncia", "calm", "close"),
        "lapsed": Sign("Non accettato in tempo", "calm", "clock"),
    }
)
SAME = Sign("Ricalcolata: identica", "good", "check-circle")
OTHER = Sign("Ricalcolata: diversa", "bad", "warning-circle")
NOT_CLOSED = "Il bando non è chiuso: la graduatoria si pubblica quando tutte le domande sono qui."
OWN_LIST = "Hai pubblicato la provvisoria: la definitiva la firma un'altra persona."
OWN_ANSWER = "Hai risposto alle osservazioni: la definitiva la firma un'altra persona."
TO_ANSWER = "Ci sono osservazioni senza risposta: prima si risponde a tutte."


@dataclass(frozen=True)
class Last:
    """The list of a section that was published last, as far as words need it."""

    kind: RankingKind
    observations_until_on: date | None
    published_on: date


def phase_of(call_state: str, last: Last | None, today: date) -> str:
    """Return how far the list of a section is on a day."""
    if last is None:
        return "to_form" if call_state == "closed" else "open"
    if last.kind == "final":
        return "final"
    until = last.observations_until_on
    return "observations" if until and today <= until else "to_sign"


def waits(phase: str, last: Last | None, today: date) -> str:
    """Say what comes next, and when."""
    if last is None:
        return (
            "Tutte le domande sono qui: si può pubblicare la provvisoria."
            if phase == "to_form"
            else "Si forma quando il bando è chiuso."
        )
    if phase == "final":
        return f"Firmata il {day(last.published_on)}."
    if phase == "to_sign":
        return "Le osservazioni sono finite: aspetta la firma di chi è responsabile."
    left = term(last.observations_until_on or today, today)
    return f"Si può osservare fino al {day(left.at)}, {left.words}." if left else ""


def if_published(days: int, *, again: bool) -> Sequence[str]:
    """Say what follows from publishing the provisional list."""
    instead = "Prende il posto di quella pubblicata prima, che resta agli atti. " if again else ""
    return (
        f"{instead}La graduatoria si calcola adesso dai controlli e dai punteggi depositati.",
        "Diventa pubblica con codici casuali: nessun nome di persona.",
        f"Ognuno riceve la lettera con il suo posto e può osservare per {days} giorni.",
        "Chi la pubblica non firma poi la definitiva: servono quattro occhi.",
    )


def if_signed(placed: int, others: int, acceptance_days: int | None) -> Sequence[str]:
    """Say what follows from signing the final list."""
    accepts = (
        f" Chi ha i fondi accetta entro {acceptance_days} giorni, o il posto passa."
        if acceptance_days
        else ""
    )
    return (
        f"Un solo atto decide tutte le domande: {_granted(placed)}, {_refused(others)}.",
        f"I fondi vanno in ordine di posto.{accepts}",
        "Chi resta senza fondi è in lista d'attesa e sale da solo se qualcuno rinuncia.",
        "Il numero dell'atto lo dà il registro nel momento della firma.",
        "Non firma chi ha istruito, risposto alle osservazioni o pubblicato la provvisoria.",
        "La firma non si può annullare.",
    )


def _granted(count: int) -> str:
    return "1 accolta" if count == 1 else f"{count} accolte"


def _refused(count: int) -> str:
    return "1 non ammessa" if count == 1 else f"{count} non ammesse"


def public_words(shown: PublicRanking) -> Sequence[str]:
    """Say what everybody reads of a list, and until when (D.Lgs. 33/2013 art. 26)."""
    until = f"È pubblica fino al {day(shown.public_until_on)}, poi esce da sola."
    if any(row.name for row in shown.rows):
        told = "Chiunque legge codice e posto; di chi è accolto anche nome, punti e importo."
        return (told, "Chi non è accolto resta un codice.", until)
    return (
        "Chiunque legge soltanto un codice casuale, il posto e se la domanda è accolta.",
        "Nomi, protocolli, punti e importi restano qui (art. 26 c. 4 D.Lgs. 33/2013).",
        until,
    )


def reached_words(funded: int, placed: int, budget: str) -> str:
    """Say how far the money of a section goes down its list."""
    if funded == placed:
        return f"I fondi, {budget}, bastano per tutti i posti."
    return f"I fondi, {budget}, arrivano fin qui: {funded} posti su {placed}."
