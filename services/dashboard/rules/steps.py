"""What follows from each step of an official, said before it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.publishing import VersionCard
from services.dashboard.rules.wording import CHIPS, instant, money

UNDECIDED = ("registered", "to_decide", "granted", "waitlisted")


@dataclass(frozen=True)
class Stop:
    """Applications in one state that a step would stop."""

    count: int
    label: str
    state: str


def consequences(step: str, version: VersionCard, applications: int, now: datetime) -> list[str]:
    """Return what a step brings about, in sentences."""
    writer = {
        "check": _check, "approve": _approve, "suspend": _suspend, "resume": _resume,
        "close": _close, "revoke": _revoke,
    }.get(step)  # fmt: skip
    if writer:
        return writer(version)
    return _publish_first(version, now) if version.version == 1 else _change(version, applications)


def stops(counts: Mapping[str, int]) -> Sequence[Stop]:
    """Return the applications that a revocation stops, by state."""
    return [
        Stop(counts[state], CHIPS[state].lower(), state) for state in UNDECIDED if counts.get(state)
    ]


def _check(version: VersionCard) -> list[str]:
    incomplete = " Si può controllare anche se manca qualcosa: per pubblicare, no."
    return [
        "Il sistema rilegge la versione e prova che regole, importi e modulo stiano insieme.",
        f"Nulla diventa pubblico.{incomplete if version.missing else ''}",
        "Chi controlla non può poi approvare la stessa versione: servono quattro occhi.",
    ]


def _approve(_: VersionCard) -> list[str]:
    return [
        "La versione è pronta per la pubblicazione. Ancora nulla diventa pubblico.",
        "Se il file del bando cambia, controllo e approvazione si rifanno.",
    ]


def _publish_first(version: VersionCard, now: datetime) -> list[str]:
    draft = version.definition
    budgets = [line.budget_cents or 0 for line in draft.funds]
    return [
        _opening(draft.opens_at, now),
        f"La dotazione di {money(sum(budgets))} è iscritta, sezione per sezione.",
        "Questa versione non potrà più cambiare: per correggerla ne servirà un'altra, con un atto.",
    ]


def _opening(opens_at: datetime | None, now: datetime) -> str:
    if opens_at is None or opens_at <= now:
        return "Il bando diventa pubblico e si apre subito."
    return f"Il bando diventa pubblico e si apre da solo il {instant(opens_at)}."


def _change(version: VersionCard, applications: int) -> list[str]:
    act = version.definition.act
    told = [f"La versione {version.version} vale per le nuove domande.{_filed(applications)}"]
    if act and act.supplement_until:
        until = instant(act.supplement_until)
        told.append(f"Chi ha già fatto domanda può integrarla fino al {until}.")
    if act and act.recalculates:
        told.append("Dopo la pubblicazione si possono ricalcolare le domande non ancora decise.")
    return [*told, "Questa versione non potrà più cambiare."]


def _filed(applications: int) -> str:
    if not applications:
        return ""
    if applications == 1:
        return " La domanda già arrivata resta con la versione con cui è arrivata."
    return f" Le {applications} domande già arrivate restano con la versione con cui sono arrivate."


def _suspend(version: VersionCard) -> list[str]:
    closes_at = version.definition.closes_at
    kept = f" La chiusura resta prevista il {instant(closes_at)}." if closes_at else ""
    return [
        "Da subito non si accettano domande: chi prova legge che il bando è sospeso.",
        f"Le domande già arrivate vanno avanti.{kept}",
    ]


def _resume(version: VersionCard) -> list[str]:
    closes_at = version.definition.closes_at
    until = f", fino al {instant(closes_at)}" if closes_at else ""
    return [f"Il bando torna dove la sua finestra lo vuole: aperto, se non è scaduta{until}."]


def _close(_: VersionCard) -> list[str]:
    return [
        "Da subito ogni nuova domanda è registrata come arrivata fuori termine.",
        "Le domande già arrivate vanno avanti. Il bando si riapre solo con una proroga.",
    ]


def _revoke(_: VersionCard) -> list[str]:
    return [
        "Ogni domanda che non ha ancora un esito si ferma e chi l'ha presentata riceve la lettera.",
        "Le somme accantonate per quelle domande tornano alla dotazione.",
        "La revoca non si può annullare: per ricominciare serve un altro bando.",
    ]
