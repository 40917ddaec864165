"""Facts and vouchers as their owners answer them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.applications.checks import Instalment
from contracts.cases import (
    ControlFinding,
    LetterFacts,
    ListStanding,
    Recipient,
    ReopeningFacts,
    RequirementLine,
)
from contracts.letters import (
    Cut,
    DigestFacts,
    DueCase,
    EmployerLetterFacts,
    MoneyFacts,
    OfferFacts,
    PaymentFacts,
    RecoveryFacts,
    ReportFacts,
)
from contracts.money import DebtPart
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.terms import Hearing, MissingItem, NoticeReason, ObservationCard
from contracts.vouchers.cards import VoucherCard, VoucherUse
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

ASKED = Hearing(
    asked=[
        MissingItem(article="Impegni: monitoraggio", missing="La casella del monitoraggio è vuota"),
        MissingItem(article="Documenti", missing="Manca la visura camerale."),
    ],
    answer_by_on=date(2016, 11, 14),
)
OBSERVATIONS = [
    ObservationCard(
        observation_id=FIRM, protocol="0000171/2016", at=datetime(2016, 11, 12, 9, tzinfo=UTC),
        text="Le persone sono 49.", answer="La visura dice 63, alla data della domanda",
    ),
    ObservationCard(
        observation_id=FIRM, protocol="0000172/2016", at=datetime(2016, 11, 13, 9, tzinfo=UTC),
        text="Il preventivo è nuovo.", answer="",
    ),
]  # fmt: skip
HEARD = Hearing(
    reasons=[
        NoticeReason(article="Destinatari: dimensione", sentence="L'impresa ha 63 persone"),
        NoticeReason(article="Destinatari: sede", sentence="La sede è fuori dal territorio."),
    ],
    notice_protocol="0000150/2016",
    observations=OBSERVATIONS,
)
LISTED = ListStanding(
    list_code="K7-204", place=4, published_on=date(2016, 12, 5),
    observations_by_on=date(2016, 12, 15),
)  # fmt: skip
UNLISTED = ListStanding(list_code="K7-311", place=None, published_on=date(2016, 12, 5))
CONTROL = ControlFinding(findings=["La sede risulta chiusa dal 3 ottobre 2016"], answer_days=15)
SPENDING = {
    "decided_on": date(2016, 11, 21), "report_by_on": date(2017, 2, 28),
    "expenses_from_on": date(2016, 9, 1), "expenses_to_on": date(2016, 12, 31),
}  # fmt: skip
USED = VoucherUse(
    at=datetime(2016, 12, 3, 15, 20, tzinfo=UTC), provider="Cooperativa Aurora", amount_cents=12_000
)
OFFER = OfferFacts(amount_cents=200_000, wanted_cents=450_000, answer_by_on=date(2016, 12, 12))
CUTS = [
    Cut(
        invoice="31/2016", amount_cents=60_000, admitted_cents=20_000,
        reason="La quota di IVA si può recuperare",
    ),
    Cut(
        invoice="7", amount_cents=15_000, admitted_cents=0,
        reason="È stata pagata dopo il termine.",
    ),
]  # fmt: skip
REPORT = ReportFacts(presented_cents=250_000, admitted_cents=195_000, cuts=CUTS)
WHOLE = ReportFacts(presented_cents=250_000, admitted_cents=250_000, cuts=[])
ORDERED = PaymentFacts(
    amount_cents=175_000, execute_on=date(2016, 12, 9), outcome_on=None, reason=""
)
BOUNCED = PaymentFacts(
    amount_cents=175_000, execute_on=date(2016, 12, 9), outcome_on=date(2016, 12, 12),
    reason="conto estinto",
)  # fmt: skip
RECOVERY = RecoveryFacts(
    amount_cents=75_000, left_cents=50_000, reason="Il servizio è finito prima del tempo",
    act="44/2017", act_on=date(2017, 3, 6),
    parts=[
        DebtPart(due_on=date(2017, 4, 30), amount_cents=25_000),
        DebtPart(due_on=date(2017, 5, 31), amount_cents=50_000),
    ],
)  # fmt: skip


REOPENED = ReopeningFacts(
    act="3/2017", act_on=date(2017, 1, 16), took_back="refused", ground="annulment",
    reason="La visura letta nel primo esame era di un'altra impresa",
)  # fmt: skip
ANNULLED = REOPENED.model_copy(update={"took_back": "granted"})
REVOKED = ANNULLED.model_copy(update={"ground": "revocation"})
DUE = [
    DueCase(
        protocol="0000123/2016", due_on=date(2016, 12, 1),
        url="https://scrivania.example/domande/0197a000-0000-7000-8000-000000000001",
    ),
    DueCase(
        protocol="0000131/2016", due_on=date(2016, 12, 3),
        url="https://scrivania.example/domande/0197a000-0000-7000-8000-000000000002",
    ),
]  # fmt: skip


def employer(**others: Any) -> EmployerLetterFacts:
    usual: dict[str, Any] = {
        "recipient": Recipient(
            application_id=FIRM, name="Officina Verdi S.n.c.", email="impresa@esempio.example"
        ),
        "organisation_key": "9c" * 32,
        "workers": 12,
        "alliance_name": "Complessi Equilibri",
        "body_name": "A.S.S.E.MI.",
        "body_office": "Ufficio di piano, San Donato Milanese",
        "body_pec": "protocollo@assemi.example",
    }
    return EmployerLetterFacts(**{**usual, **others})


def digest(**others: Any) -> DigestFacts:
    usual: dict[str, Any] = {
        "recipient": Recipient(application_id=FIRM, name="Carla Neri", email="carla@ente.example"),
        "day": date(2016, 12, 2),
        "due": DUE,
        "due_count": 3,
        "came_in": 5,
        "unsent": 2,
        "desk_url": "https://scrivania.example/domande",
        "body_name": "Alleanze locali di conciliazione",
    }
    return DigestFacts(**{**usual, **others})


def provider(**others: Any) -> ProviderLetterFacts:
    usual: dict[str, Any] = {
        "recipient": Recipient(
            application_id=FIRM, name="Cooperativa Aurora", email="aurora@esempio.example"
        ),
        "state": "accredited",
        "act": "51/2016",
        "act_on": date(2016, 11, 28),
        "reason": "I requisiti ci sono",
        "valid_from_on": date(2016, 12, 1),
        "valid_until_on": date(2018, 11, 30),
        "categories": ["Asilo nido", "Assistenza a persone anziane"],
        "body_name": "ATS della Città Metropolitana di Milano",
        "body_office": "Ufficio conciliazione, Milano",
        "body_pec": "protocollo@ats-milano.example",
    }
    return ProviderLetterFacts(**{**usual, **others})


def money(**told: Any) -> MoneyFacts:
    return MoneyFacts(application_id=FIRM, **told)


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
