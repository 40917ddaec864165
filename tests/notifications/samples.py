"""Facts and vouchers as their owners answer them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.applications import Instalment
from contracts.cases import LetterFacts, Recipient, RequirementLine
from contracts.portal import DraftLetterFacts
from contracts.vouchers import VoucherCard
from kit.ids import new_id

FIRM = UUID("0197a000-0000-7000-8000-000000000001")
INSTALMENTS = [
    Instalment(label="Prima rata, all'ammissione", amount_cents=175_000),
    Instalment(
        label="Saldo",
        amount_cents=75_000,
        condition="Una persona dell'impresa ha partecipato all'incontro di monitoraggio.",
    ),
]
UNMET = [
    RequirementLine(
        article="Destinatari: dimensione",
        sentence="L'impresa ha 63 persone: il limite è 50.",
        outcome="no",
    ),
    RequirementLine(
        article="Requisiti: diritto annuale",
        sentence="Manca la prova del pagamento del diritto annuale",
        outcome="to_complete",
    ),
]


def facts(
    application_id: UUID = FIRM, name: str = "Officina Verdi S.n.c.",
    email: str = "impresa@esempio.example", **others: Any,
) -> LetterFacts:  # fmt: skip
    usual: dict[str, Any] = {
        "recipient": Recipient(application_id=application_id, name=name, email=email),
        "protocol": "0000123/2016",
        "registered_on": date(2016, 11, 1),
        "call_title": "Conciliare conviene a micro e piccole imprese",
        "body_name": "ATS della Città Metropolitana di Milano",
        "body_office": "Ufficio conciliazione, Milano",
        "body_pec": "protocollo@ats-milano.example",
        "amount_cents": 250_000,
        "due_on": date(2016, 12, 1),
        "act": "12/2016",
        "decided_on": date(2016, 11, 21),
        "reason": "",
        "unmet": [],
        "instalments": [],
        "place": 41,
        "list_until": None,
        "registered_at": datetime(2016, 11, 1, 9, 0, 0, 412_000, tzinfo=UTC),
        "content_hash": "5f" * 32,
    }
    return LetterFacts(**{**usual, **others})


def card(application_id: UUID = FIRM, **others: Any) -> VoucherCard:
    usual: dict[str, Any] = {
        "voucher_id": new_id(),
        "application_id": application_id,
        "code": "7Q2M-X4KD-9WPR-B3TN-6HVC-E8YA",
        "amount_cents": 80_000,
        "residual_cents": 80_000,
        "valid_until_on": date(2017, 5, 22),
        "state": "issued",
    }
    return VoucherCard(**{**usual, **others})


def draft(
    application_id: UUID = FIRM, name: str = "Anna Bianchi", **others: Any
) -> DraftLetterFacts:
    usual: dict[str, Any] = {
        "recipient": Recipient(application_id=FIRM, name=name, email="anna@esempio.example"),
        "call_title": "Conciliare conviene a micro e piccole imprese",
        "line_title": "Servizi alla persona",
        "closes_at": datetime(2016, 12, 9, 22, 59, 59, tzinfo=UTC),
        "resume_url": "https://bandi.capofila.example/riprendi",
        "body_name": "ATS della Città Metropolitana di Milano",
        "body_office": "Ufficio conciliazione, Milano",
        "body_pec": "protocollo@ats-milano.example",
    }
    return DraftLetterFacts(**{**usual, **others})
