"""How a fact of the timeline is told to staff."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from services.dashboard.rules.wording import LETTERS, STATES, Sign, Signs, day, money

FACTS: Signs = MappingProxyType(
    {
        "ApplicationRegistered": Sign("Domanda registrata", "info", "inbox"),
        "BudgetReserved": Sign("Somma accantonata", "calm", "lock"),
        "BudgetExhausted": Sign("Fondi esauriti al suo turno", "wait", "warning-circle"),
        "BudgetReleased": Sign("Somma restituita alla dotazione", "calm", "unlocked"),
        "ApplicationChecked": Sign("Requisiti controllati", "info", "list"),
        "ReviewTermPassed": Sign("Termine della decisione superato", "bad", "warning-circle"),
        "ApplicationWaitlisted": Sign("Messa in lista d'attesa", "calm", "list"),
        "AwardGranted": Sign("Contributo concesso", "good", "check-circle"),
        "VoucherIssued": Sign("Buono emesso", "good", "card"),
        "VoucherRedeemed": Sign("Buono usato", "info", "card"),
        "VoucherExpired": Sign("Buono scaduto", "calm", "clock"),
        "LetterQueued": Sign("Lettera da inviare", "calm", "mail"),
        "LetterAccepted": Sign("Lettera inviata", "good", "mail"),
        "LetterFailed": Sign("Lettera non inviata", "bad", "warning-circle"),
        "LetterUnresolved": Sign("Esito dell'invio sconosciuto", "wait", "help-circle"),
        "ApplicationClosed": Sign("Pratica conclusa", "good", "flag"),
    }
)
DECIDED: Signs = MappingProxyType(
    {
        "granted": Sign("Domanda accolta", "good", "check-circle"),
        "refused": Sign("Domanda respinta", "bad", "close-circle"),
    }
)
REVISED: Signs = MappingProxyType(
    {
        "amendment": Sign("Domanda modificata da chi l'ha presentata", "info", "pencil"),
        "supplement": Sign("Domanda integrata dopo la proroga", "info", "plus-circle"),
        "migration": Sign("Giudicata con un'altra versione", "info", "exchange-circle"),
    }
)
STOPPED: Signs = MappingProxyType(
    {
        "withdrawn": Sign("Domanda ritirata", "calm", "close"),
        "call_revoked": Sign("Fermata: bando revocato", "bad", "ban"),
    }
)
BY_KIND: Mapping[str, tuple[str, Signs]] = MappingProxyType(
    {
        "ApplicationDecided": ("outcome", DECIDED),
        "ApplicationRevised": ("by", REVISED),
        "ApplicationStopped": ("by", STOPPED),
    }
)
UNKNOWN = Sign("Fatto registrato", "calm", "info-circle")


def fact_sign(kind: str, data: Mapping[str, Any]) -> Sign:
    """Name a fact of the timeline; a fact that nobody has put into words still has its place."""
    if kind in BY_KIND:
        name, signs = BY_KIND[kind]
        return signs[str(data[name])]
    if kind == "BudgetReserved" and data["recovered"]:
        return Sign("Somma accantonata dallo scorrimento", "good", "lock")
    return FACTS.get(kind, UNKNOWN)


def fact_why(kind: str, data: Mapping[str, Any]) -> str:
    """Say in a line what a fact changed."""
    writer = _WHY.get(kind)
    return writer(data) if writer else ""


def _registered(data: Mapping[str, Any]) -> str:
    late = "; arrivata dopo la chiusura del bando" if data["late"] else ""
    return f"{money(data['amount_cents'])} chiesti, al posto {data['place']} della sezione{late}."


def _checked(data: Mapping[str, Any]) -> str:
    outcomes = [each["outcome"] for each in data["requirements"]]
    words = (("yes", "sì"), ("no", "no"), ("to_complete", "da completare"))
    told = [f"{outcomes.count(verdict)} {word}" for verdict, word in words if verdict in outcomes]
    return ", ".join(told) + "." if told else ""


def _revised(data: Mapping[str, Any]) -> str:
    return f"{money(data['amount_cents'])}, con la versione {data['call_version']} del bando."


def _amount(data: Mapping[str, Any]) -> str:
    return money(data["amount_cents"])


def _issued(data: Mapping[str, Any]) -> str:
    return f"{money(data['amount_cents'])}, da usare entro il {_told_day(data)}."


def _told_day(data: Mapping[str, Any]) -> str:
    return day(date.fromisoformat(data["valid_until_on"]))


def _redeemed(data: Mapping[str, Any]) -> str:
    return f"{money(data['amount_cents'])} spesi, restano {money(data['residual_cents'])}."


def _expired(data: Mapping[str, Any]) -> str:
    return f"{money(data['returned_cents'])} tornano alla dotazione."


def _decided(data: Mapping[str, Any]) -> str:
    shared = ", preso su più domande insieme" if data["batch"] else ""
    return f"Atto n. {data['act_number']} del {data['act_year']}{shared}."


def _letter(data: Mapping[str, Any]) -> str:
    return f"{LETTERS[data['letter']]}."


def _closed(data: Mapping[str, Any]) -> str:
    return f"{STATES[data['state']].label}."


_WHY = MappingProxyType(
    {
        "ApplicationRegistered": _registered,
        "ApplicationChecked": _checked,
        "ApplicationRevised": _revised,
        "BudgetReserved": _amount,
        "BudgetExhausted": _amount,
        "BudgetReleased": _amount,
        "AwardGranted": _amount,
        "VoucherIssued": _issued,
        "VoucherRedeemed": _redeemed,
        "VoucherExpired": _expired,
        "ApplicationDecided": _decided,
        "LetterQueued": _letter,
        "LetterAccepted": _letter,
        "LetterFailed": _letter,
        "LetterUnresolved": _letter,
        "ApplicationClosed": _closed,
    }
)


def fact_who(kind: str, data: Mapping[str, Any], decided_by: str) -> str:
    """Say whose act a fact is."""
    if kind == "ApplicationDecided":
        return decided_by or "responsabile del procedimento"
    return _WHO.get(kind) or _WHO.get(f"{kind}:{data.get('by')}", "il sistema")


_WHO = MappingProxyType(
    {
        "ApplicationRegistered": "chi ha fatto domanda",
        "ApplicationRevised:amendment": "chi ha fatto domanda",
        "ApplicationRevised:supplement": "chi ha fatto domanda",
        "ApplicationRevised:migration": "responsabile del procedimento",
        "ApplicationStopped:withdrawn": "chi ha fatto domanda",
        "ApplicationStopped:call_revoked": "responsabile del procedimento",
        "VoucherRedeemed": "chi eroga il servizio",
    }
)
