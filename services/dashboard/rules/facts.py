"""How a fact of the timeline is told to staff."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from services.dashboard.rules.fact_signs import BY_KIND, FACTS, RECOVERED, UNKNOWN
from services.dashboard.rules.wording import (
    LETTERS,
    ROLES,
    STATES,
    Sign,
    day,
    instant,
    money,
    protocol,
)


def fact_sign(kind: str, data: Mapping[str, Any]) -> Sign:
    """Name a fact of the timeline; a fact that nobody has put into words still has its place."""
    if kind in BY_KIND:
        name, signs = BY_KIND[kind]
        return signs[str(data[name])]
    if kind == "BudgetReserved" and data["recovered"]:
        return RECOVERED
    return FACTS.get(kind, UNKNOWN)


def fact_why(kind: str, data: Mapping[str, Any]) -> str:
    """Say in a line what a fact changed."""
    if kind in _WHY:
        return _WHY[kind](data)
    sentence = SENTENCES.get(kind, "")
    return sentence.format_map({name: _said(name, value) for name, value in data.items()})


def _said(name: str, value: Any) -> Any:
    """Write a datum of a fact as its name asks for: cents, a civil day, an instant."""
    if value is None or isinstance(value, list):
        return value
    if name.endswith("_cents"):
        return money(value)
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    return instant(datetime.fromisoformat(value)) if name.endswith("_at") else value


# A fact that needs no more than its own data is told by one line.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "ApplicationRevised": "{amount_cents}, con la versione {call_version} del bando.",
        "TermMoved": "Ultimo giorno per decidere: {due_on}.",
        "IntegrationRequested": "Ultimo giorno per rispondere: {answer_by_on}.",
        "ChecklistFilled": "Voci ancora senza risposta: {open}.",
        "ScoreGiven": "Schede consegnate: {handed_in}, ancora attese: {awaited}.",
        "DecisionProposed": "Decide un'altra persona.",
        "ApplicationReopened": "Atto n. {act_number} del {act_year}.",
        "ApplicationRanked": "Al posto {place}, per {amount_cents}.",
        "AcceptanceRequested": "Ultimo giorno per accettare: {accept_by_on}.",
        "BudgetReserved": "{amount_cents}",
        "BudgetExhausted": "{amount_cents}",
        "BudgetReleased": "{amount_cents}",
        "BudgetOffered": "{amount_cents} su {wanted_cents}, fino al {answer_by_on}.",
        "OfferAnswered": "{amount_cents}",
        "AidConfirmed": "Codice del registro {cor}.",
        "AidUnconfirmed": "Ultimo giorno: {confirm_by_on}. Codice del registro {cor}.",
        "AwardGranted": "{amount_cents}",
        "ReportExamined": "{admitted_cents} ammessi.",
        "ReportClosed": "{admitted_cents} ammessi, {left_cents} ancora da liquidare.",
        "AwardLiquidated": "{amount_cents}, di cui {withheld_cents} di ritenuta.",
        "PaymentMade": "{amount_cents}",
        "PaymentBounced": "{amount_cents} sono di nuovo da pagare.",
        "RecoveryDemanded": "{amount_cents}",
        "RecoveryReminded": "{overdue_cents} oltre il loro giorno.",
        "RecoveryReturned": "{amount_cents}, ne restano {left_cents}.",
        "RecoveryForgiven": "{amount_cents}",
        "VoucherIssued": "{amount_cents}, da usare entro il {valid_until_on}.",
        "VoucherHeld": "{amount_cents} fino al {expires_at}; restano {residual_cents}.",
        "HoldReleased": "{amount_cents}",
        "VoucherRedeemed": "{amount_cents} spesi, restano {residual_cents}.",
        "RedemptionReversed": "{amount_cents} di nuovo nel voucher: restano {residual_cents}.",
        "VoucherReplaced": "{residual_cents} passano al nuovo codice.",
        "VoucherRevoked": "{returned_cents} tornano alla dotazione.",
        "VoucherExpired": "{returned_cents} tornano alla dotazione.",
    }
)


def _registered(data: Mapping[str, Any]) -> str:
    late = "; arrivata dopo la chiusura del bando" if data["late"] else ""
    return f"{money(data['amount_cents'])} chiesti, al posto {data['place']} della sezione{late}."


def _checked(data: Mapping[str, Any]) -> str:
    outcomes = [each["outcome"] for each in data["requirements"]]
    words = (("yes", "sì"), ("no", "no"), ("to_complete", "da completare"))
    told = [f"{outcomes.count(verdict)} {word}" for verdict, word in words if verdict in outcomes]
    return ", ".join(told) + "." if told else ""


def _decided(data: Mapping[str, Any]) -> str:
    shared = ", preso su più domande insieme" if data["batch"] else ""
    return f"Atto n. {data['act_number']} del {data['act_year']}{shared}."


def _letter(data: Mapping[str, Any]) -> str:
    return f"{LETTERS[data['letter']]}."


def _closed(data: Mapping[str, Any]) -> str:
    return f"{STATES[data['state']].label}."


def _entered(data: Mapping[str, Any]) -> str:
    return f"Protocollo {protocol(data['register_number'], data['register_year'])}."


def _expired(data: Mapping[str, Any]) -> str:
    drafted = " C'è un preavviso di rigetto da rileggere." if data["notice_id"] else ""
    return f"Il termine corre di nuovo: decide una persona.{drafted}"


def _substituted(data: Mapping[str, Any]) -> str:
    return f"{money(data['amount_cents'])} vanno {_CREDITORS[data['creditor']]}."


def _aid_checked(data: Mapping[str, Any]) -> str:
    if not data["due"]:
        return "Non è un aiuto da registrare."
    ceiling, counted = money(data["ceiling_cents"]), money(data["counted_cents"])
    return f"{counted} già concessi su un massimo di {ceiling}."


def _aid_registered(data: Mapping[str, Any]) -> str:
    if data["cor"] is None:
        return "Non era da registrare."
    return (
        f"Codice {data['cor']}: l'atto si comunica entro il {_said('_on', data['confirm_by_on'])}."
    )


_CREDITORS = MappingProxyType(
    {"inps": "all'INPS", "inail": "all'INAIL", "cassa_edile": "alla Cassa edile"}
)
_WHY = MappingProxyType(
    {
        "ApplicationRegistered": _registered,
        "ApplicationChecked": _checked,
        "ApplicationDecided": _decided,
        "NoticeGiven": _entered,
        "ObservationsReceived": _entered,
        "IntegrationExpired": _expired,
        "ContributionsSubstituted": _substituted,
        "AidChecked": _aid_checked,
        "AidRegistered": _aid_registered,
        "LetterQueued": _letter,
        "LetterAccepted": _letter,
        "LetterFailed": _letter,
        "LetterUnresolved": _letter,
        "LetterDropped": _letter,
        "ApplicationClosed": _closed,
    }
)


def fact_who(kind: str, data: Mapping[str, Any], decided_by: str, names: Mapping[str, str]) -> str:
    """Say whose act a fact is."""
    if kind == "ApplicationDecided":
        return decided_by or ROLES["manager"]
    if "lapsed" in (data.get("outcome"), data.get("answer")):
        return _NOBODY
    if reviewer := data.get("reviewer"):
        return names.get(reviewer, ROLES["reviewer"])
    return _WHO.get(kind) or _WHO.get(f"{kind}:{data.get('by')}", _NOBODY)


_NOBODY = "il sistema"
_APPLICANT, _PROVIDER = "chi ha fatto domanda", "chi eroga il servizio"
_MANAGER, _OFFICE = ROLES["manager"], "l'ufficio"
_WHO: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "ApplicationRegistered", "ApplicationRevised:amendment",
            "ApplicationRevised:supplement", "ApplicationRevised:integration",
            "ApplicationStopped:withdrawn", "ObservationsReceived", "AcceptanceAnswered",
            "OfferAnswered", "ReportFiled", "VoucherActivated",
        ),
        _APPLICANT,
    )
    | dict.fromkeys(
        (
            "ApplicationRevised:migration", "ApplicationStopped:call_revoked", "NoticeGiven",
            "ApplicationReopened", "VoucherSuspended", "VoucherReadmitted", "VoucherRevoked",
            "VoucherReplaced", "RecoveryDemanded", "RecoveryForgiven", "AwardLiquidated",
            "ContributionsSubstituted",
        ),
        _MANAGER,
    )
    | dict.fromkeys(
        (
            "IntegrationRequested", "ReportExamined", "ReportReturned", "ReportClosed",
            "RecoveryReturned",
        ),
        _OFFICE,
    )
    | dict.fromkeys(("VoucherRedeemed", "VoucherHeld", "RedemptionReversed"), _PROVIDER)
    | dict.fromkeys(("PaymentMade", "PaymentBounced"), "la banca")
)  # fmt: skip
