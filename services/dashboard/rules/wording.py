"""The words, the tone and the picture of everything that staff read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal

from kit.days import ROME
from kit.money import euro

Tone = Literal["info", "wait", "good", "bad", "calm"]


KILOBYTE = 1024
MEGABYTE = KILOBYTE * KILOBYTE


@dataclass(frozen=True)
class Sign:
    """A word that is never told by its colour alone: it has a picture and a text."""

    label: str
    tone: Tone
    icon: str


@dataclass(frozen=True)
class Term:
    """A day by which something is due, and how far it is."""

    at: date
    words: str
    late: bool


Signs = Mapping[str, Sign]

STATES: Signs = MappingProxyType(
    {
        "to_decide": Sign("Da decidere", "wait", "clock"),
        "registered": Sign("Registrata", "info", "inbox"),
        "granted": Sign("Accolta", "good", "check"),
        "waitlisted": Sign("In lista d'attesa", "calm", "list"),
        "awarded": Sign("Finanziata", "good", "check-circle"),
        "refused": Sign("Non ammessa", "bad", "close-circle"),
        "not_funded": Sign("Ammessa, non finanziata", "calm", "minus"),
        "withdrawn": Sign("Ritirata", "calm", "close"),
        "call_revoked": Sign("Fermata: bando revocato", "calm", "ban"),
    }
)
CHIPS: Mapping[str, str] = MappingProxyType(
    {
        "to_decide": "Da decidere",
        "registered": "Registrate",
        "granted": "Accolte",
        "waitlisted": "In lista d'attesa",
        "awarded": "Finanziate",
        "refused": "Non ammesse",
        "not_funded": "Ammesse, non finanziate",
        "withdrawn": "Ritirate",
        "call_revoked": "Fermate: bando revocato",
    }
)
VERDICTS: Signs = MappingProxyType(
    {
        "yes": Sign("Sì", "good", "check-circle"),
        "no": Sign("No", "bad", "close-circle"),
        "to_complete": Sign("Da completare", "wait", "help-circle"),
        "not_applicable": Sign("Non riguarda", "calm", "minus"),
    }
)
LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "received": "Ricevuta della domanda",
        "amended": "Ricevuta della modifica",
        "granted": "Accoglimento del contributo",
        "voucher": "Consegna del voucher",
        "refused": "Non ammissione",
        "not_funded": "Ammissione senza fondi",
        "funded_later": "Finanziamento dalla lista d'attesa",
        "withdrawn": "Ricevuta del ritiro",
        "call_revoked": "Revoca del bando",
        "call_changed": "Modifica del bando",
        "funds_exhausted": "Fondi finiti",
        "draft_reminder": "Promemoria della bozza non inviata",
        "integration": "Richiesta di completare la domanda",
        "integration_reminder": "Promemoria della richiesta di completare",
        "employer_awaited": "Attesa dell'adesione del datore di lavoro",
        "employer_invited": "Invito al datore di lavoro",
        "refusal_notice": "Preavviso di rigetto",
        "observations_received": "Ricevuta delle osservazioni",
        "ranking_provisional": "Graduatoria provvisoria",
        "ranking_final": "Graduatoria definitiva",
        "acceptance": "Richiesta di accettazione",
        "acceptance_reminder": "Promemoria dell'accettazione",
        "acceptance_lapsed": "Decadenza per mancata accettazione",
        "reopened": "Riapertura della domanda",
        "voucher_activation": "Promemoria: voucher da attivare",
        "voucher_expiry": "Promemoria: voucher in scadenza",
        "voucher_used": "Utilizzo del voucher",
        "voucher_suspended": "Sospensione del voucher",
        "voucher_readmitted": "Riammissione del voucher",
        "voucher_replaced": "Nuovo codice del voucher",
        "voucher_revoked": "Revoca del voucher",
        "employer_left": "Recesso del datore di lavoro",
        "provider_told": "Avviso ai fornitori: recesso del datore di lavoro",
        "provider_moved": "Esito dell'accreditamento",
        "offer": "Offerta di una parte dei fondi",
        "report_due": "Promemoria del rendiconto",
        "report_examined": "Esame del rendiconto",
        "payment_ordered": "Pagamento disposto",
        "payment_bounced": "Pagamento respinto dalla banca",
        "revocation_started": "Avvio della verifica sul contributo",
        "recovery": "Richiesta di restituzione",
        "recovery_reminder": "Sollecito di restituzione",
        "digest": "Riepilogo del giorno",
    }
)
LETTER_STATES: Signs = MappingProxyType(
    {
        "queued": Sign("In partenza", "calm", "clock"),
        "accepted": Sign("Inviata", "good", "check"),
        "failed": Sign("Non inviata", "bad", "close-circle"),
        "unresolved": Sign("Esito ignoto", "wait", "help-circle"),
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "person": "persone",
        "firm": "imprese",
        "association": "associazioni",
        "professional": "professionisti con dipendenti",
        "public_body": "enti pubblici",
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "web": "dal portale",
        "counter": "allo sportello",
        "post": "per posta",
        "email": "per e-mail",
        "pec": "con PEC",
        "partner": "da un sistema collegato",
    }
)
REVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "application": "Domanda",
        "amendment": "Modifica di chi ha fatto domanda",
        "supplement": "Integrazione dopo una proroga",
        "integration": "Integrazione chiesta dall'ente",
        "migration": "Altra versione del bando",
        "withdrawal": "Ritiro",
    }
)
WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "same_applicant": "Stessa persona o stesso ente",
        "same_iban": "Stesso IBAN",
        "same_email": "Stesso indirizzo e-mail",
        "same_child": "Stesso figlio",
        "same_household": "Stesso nucleo familiare",
        "same_cost": "Stesse spese in un'altra domanda",
        "channel_not_offered": "Canale non previsto dal bando",
    }
)
DOCUMENT_STATES: Signs = MappingProxyType(
    {
        "accepted": Sign("Leggibile", "good", "check"),
        "quarantined": Sign("In controllo antivirus", "wait", "clock"),
        "infected": Sign("Bloccato: virus", "bad", "ban"),
    }
)
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "manager": "responsabile del procedimento",
        "reviewer": "istruttoria",
        "reader": "sola lettura",
    }
)
MONTHS = (
    "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic",
)  # fmt: skip


def file_size(octets: int) -> str:
    """Write the size of a file: `1,2 MB`, `340 KB`."""
    if octets >= MEGABYTE:
        return f"{octets // MEGABYTE},{octets % MEGABYTE * 10 // MEGABYTE} MB"
    return f"{max(1, octets // KILOBYTE)} KB"


def protocol(number: int, year: int) -> str:
    """Write a register number as the body's register does (DPR 445/2000 art. 57)."""
    return f"{number:07d}/{year}"


def money(cents: int) -> str:
    """Write cents as a table does: 125050 is `1.250,50 €`."""
    return euro(cents).replace(" euro", "\N{NO-BREAK SPACE}€")


def day(moment: date) -> str:
    """Write a civil day: `9 nov 2015`."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def day_of(text: str) -> date | None:
    """Read a civil day as forms send it, `2015-11-09`; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant(moment: datetime) -> str:
    """Write an instant in Italian civil time: `9 nov 2015, 10:05`."""
    local = moment.astimezone(ROME)
    return f"{day(local)}, {local:%H:%M}"


def term(due_on: date, today: date) -> Term | None:
    """Say how far a term is; None when no term runs."""
    if due_on == date.max:
        return None
    left = due_on - today
    return Term(due_on, _distance(left), left < timedelta())


def _distance(left: timedelta) -> str:
    if left < timedelta():
        return f"scaduto da {_days(-left.days)}"
    return f"fra {_days(left.days)}" if left else "oggi"


def _days(count: int) -> str:
    return "1 giorno" if count == 1 else f"{count} giorni"
