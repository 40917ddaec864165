"""The words, the tone and the picture of calls, their versions and the steps of officials."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from services.dashboard.rules.wording import Sign, Signs, day

CALL_STATES: Signs = MappingProxyType(
    {
        "open": Sign("Aperto", "good", "unlocked"),
        "published": Sign("Pubblicato", "info", "horn"),
        "suspended": Sign("Sospeso", "wait", "lock"),
        "draft": Sign("Bozza", "calm", "pencil"),
        "closed": Sign("Chiuso", "calm", "locked"),
        "revoked": Sign("Revocato", "bad", "ban"),
    }
)
CALL_CHIPS: Mapping[str, str] = MappingProxyType(
    {
        "open": "Aperti",
        "published": "Pubblicati",
        "suspended": "Sospesi",
        "draft": "Bozze",
        "closed": "Chiusi",
        "revoked": "Revocati",
    }
)
VERSION_STATES: Signs = MappingProxyType(
    {
        "draft": Sign("Bozza", "calm", "pencil"),
        "checked": Sign("Controllata", "info", "list"),
        "approved": Sign("Approvata", "info", "check"),
        "published": Sign("Pubblicata", "good", "check-circle"),
    }
)
ACTS: Mapping[str, str] = MappingProxyType(
    {
        "publication": "Pubblicazione",
        "extension": "Proroga",
        "extension_with_supplement": "Proroga con integrazione",
        "threshold_change": "Cambio di una soglia",
        "correction": "Rettifica",
        "refunding": "Rifinanziamento",
    }
)
FORMS: Mapping[str, str] = MappingProxyType(
    {
        "firm_incentive": "incentivo all'impresa",
        "worker_voucher": "voucher alla persona",
        "consulting": "consulenza",
        "start_up_grant": "avvio d'impresa",
        "alliance_project": "progetto dell'alleanza",
        "public_body_project": "progetto di un ente pubblico",
    }
)
PROCEDURES: Mapping[str, str] = MappingProxyType(
    {
        "sportello": "a sportello, in ordine di arrivo",
        "graduatoria": "a graduatoria",
        "prenotazione": "con prenotazione",
        "valutazione": "con valutazione",
    }
)


class StepWords(NamedTuple):
    """How a step is offered, confirmed and told once it was taken."""

    title: str
    button: str
    done: Sign


STEPS: Mapping[str, StepWords] = MappingProxyType(
    {
        "check": StepWords(
            "Controlla la versione {}", "Registra il controllo",
            Sign("Versione {} controllata", "info", "list"),
        ),
        "approve": StepWords(
            "Approva la versione {}", "Registra l'approvazione",
            Sign("Versione {} approvata", "info", "check"),
        ),
        "publish": StepWords(
            "Pubblica la versione {}", "Pubblica",
            Sign("Versione {} pubblicata", "good", "horn"),
        ),
        "suspend": StepWords(
            "Sospendi il bando", "Sospendi", Sign("Bando sospeso", "wait", "lock"),
        ),
        "resume": StepWords(
            "Riprendi il bando", "Riprendi", Sign("Bando ripreso", "good", "unlocked"),
        ),
        "close": StepWords(
            "Chiudi il bando prima del termine", "Chiudi",
            Sign("Bando chiuso prima del termine", "calm", "locked"),
        ),
        "revoke": StepWords(
            "Revoca il bando", "Revoca", Sign("Bando revocato", "bad", "ban"),
        ),
    }
)  # fmt: skip
MOVES: Signs = MappingProxyType(
    {
        "open:window": Sign("Bando aperto alla data prevista", "good", "unlocked"),
        "closed:window": Sign("Bando chiuso alla scadenza", "calm", "locked"),
        "closed:funds": Sign("Bando chiuso: fondi finiti", "calm", "locked"),
        "published:window": Sign("Apertura spostata in avanti", "info", "clock"),
    }
)
HEARD: Signs = MappingProxyType(
    {
        "LineExhausted": Sign("Fondi della sezione finiti", "wait", "warning-circle"),
        "FundsMoved": Sign("Fondi spostati tra le sezioni", "info", "exchange-circle"),
        "PaymentOrdered": Sign("Pagamento disposto", "info", "card"),
        "PaymentConfirmed": Sign("Distinta confermata da una seconda persona", "info", "check"),
        "PaymentDeclined": Sign("Distinta annullata", "calm", "ban"),
        "RankingPublished:provisional": Sign("Graduatoria provvisoria pubblicata", "info", "list"),
        "RankingPublished:final": Sign("Graduatoria definitiva pubblicata", "good", "list"),
    }
)

# What each fact of payments says of a sum, and of how many orders.
PAYMENTS: Mapping[str, str] = MappingProxyType(
    {
        "PaymentOrdered": "{} in tutto, mandati: {}.",
        "PaymentConfirmed": "{}.",
        "PaymentDeclined": "{} tornano da pagare.",
    }
)
DUE: Mapping[str, str] = MappingProxyType(
    {"check": "da controllare", "approve": "da approvare", "publish": "da pubblicare"}
)


def act_named(number: str, on: date | None) -> str:
    """Name an act: `atto n. 31 del 20 apr 2016`, or `Determinazione 31` where it says its kind."""
    named = f"atto n. {number}" if number[:1].isdigit() else number
    return f"{named} del {day(on)}" if on else named


def step_done(step: str, version: int) -> Sign:
    """Name a step that was taken."""
    done = STEPS[step].done
    return Sign(done.label.format(version), done.tone, done.icon)
