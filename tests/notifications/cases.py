"""Every letter with the facts that it is read with: each has its recorded words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from contracts.letters import MoneyFacts
from services.notifications.rules.composing import Beside, Facts, Words, compose
from tests.notifications.samples import (
    ANNULLED,
    ASKED,
    BOUNCED,
    CONTROL,
    HEARD,
    INSTALMENTS,
    LISTED,
    OFFER,
    ORDERED,
    RECOVERY,
    REOPENED,
    REPORT,
    REVOKED,
    SPENDING,
    UNLISTED,
    UNMET,
    USED,
    WHOLE,
    card,
    digest,
    draft,
    employer,
    facts,
    money,
    provider,
)

REVISION = {"revision_protocol": "0000140/2016", "revision_on": date(2016, 11, 8)}
DIFFERENCES = ["La scadenza passa da venerdì 8 luglio 2016 a sabato 30 luglio 2016"]
NOT_BEFORE = {"notice_effect": "interrupts", "notice_resume_days": 0}
BY_ACT = {"act": "51/2016", "reason": "Il servizio si è interrotto"}
LEFT = {"reason": "Il datore di lavoro ha lasciato l'Alleanza: si applica quanto prevede il bando."}
ACTIVATE = {"activate_by_on": date(2017, 1, 20)}
ANNA = {"name": "Anna Bianchi"}


@dataclass(frozen=True)
class Case:
    """A letter, what is told beside the usual facts, and the reader's voucher and money."""

    name: str
    told: dict[str, Any] = field(default_factory=dict)
    card: dict[str, Any] | None = None
    money: MoneyFacts | None = None
    effect: str = ""
    awaited: str = ""


CASES: dict[str, Case] = {
    "granted": Case("granted", {"instalments": INSTALMENTS}),
    "granted-plain": Case("granted", {"act": "", "body_office": "", "body_pec": ""}),
    "voucher": Case("voucher", {**ANNA, "amount_cents": 80_000}, {}),
    "voucher-to-activate": Case("voucher", ANNA, ACTIVATE),
    "refused": Case("refused", {"unmet": UNMET, "reason": "L'impresa è troppo grande"}),
    "refused-by-a-person": Case("refused", {"reason": "Il preventivo è scaduto."}),
    "refused-by-its-act": Case("refused"),
    "refused-after-observations": Case(
        "refused", {"unmet": UNMET, "hearing": HEARD, "act_hash": "c4" * 32}
    ),
    "not-funded": Case("not_funded"),
    "not-funded-listed": Case("not_funded", {"list_until": date(2017, 3, 1)}),
    "funded-later-firm": Case("funded_later", {"instalments": INSTALMENTS}),
    "funded-later-worker": Case("funded_later", ANNA, {}),
    "funded-later-plain": Case("funded_later"),
    "received": Case("received", ANNA),
    "received-late": Case("received", {"late": True}),
    "amended": Case("amended", REVISION),
    "withdrawn": Case("withdrawn", REVISION),
    "call-revoked": Case("call_revoked"),
    "call-changed": Case("call_changed", {"differences": DIFFERENCES}),
    "call-changed-supplement": Case(
        "call_changed",
        {"differences": DIFFERENCES, "supplement_until": datetime(2016, 7, 30, 21, 59, tzinfo=UTC)},
    ),
    "draft-reminder": Case("draft_reminder"),
    "draft-reminder-nameless": Case("draft_reminder", {"name": ""}),
    "integration": Case("integration", {"hearing": ASKED}),
    "integration-reminder": Case("integration_reminder", {"hearing": ASKED}),
    "employer-awaited": Case("employer_awaited", ANNA),
    "refusal-notice": Case("refusal_notice", {"hearing": HEARD}),
    "refusal-notice-before-its-reform": Case("refusal_notice", {"hearing": HEARD, **NOT_BEFORE}),
    "observations-received": Case("observations_received", {"hearing": HEARD}),
    "ranking-provisional": Case("ranking_provisional", {"standing": LISTED}),
    "ranking-provisional-outside": Case(
        "ranking_provisional", {"standing": UNLISTED, "unmet": UNMET}
    ),
    "ranking-final": Case("ranking_final", {"standing": LISTED}),
    "ranking-final-outside": Case("ranking_final", {"standing": UNLISTED}),
    "acceptance": Case("acceptance", {"accept_by_on": date(2016, 12, 21)}),
    "acceptance-reminder": Case("acceptance_reminder", {"accept_by_on": date(2016, 12, 21)}),
    "acceptance-lapsed": Case("acceptance_lapsed", {"accept_by_on": date(2016, 12, 21)}),
    "reopened": Case("reopened", {"reopening": REOPENED}),
    "reopened-against": Case("reopened", {"reopening": ANNULLED}),
    "reopened-from-now-on": Case("reopened", {"reopening": REVOKED}),
    "voucher-activation": Case("voucher_activation", ANNA, ACTIVATE),
    "voucher-expiry": Case("voucher_expiry", ANNA, {"residual_cents": 18_000}),
    "voucher-used": Case("voucher_used", ANNA, {"residual_cents": 18_000, "last_use": USED}),
    "voucher-used-up": Case("voucher_used", ANNA, {"residual_cents": 0, "last_use": USED}),
    "voucher-suspended": Case("voucher_suspended", ANNA, BY_ACT),
    "voucher-suspended-with-its-employer": Case("voucher_suspended", ANNA, LEFT),
    "voucher-readmitted": Case("voucher_readmitted", ANNA, {"residual_cents": 18_000}),
    "voucher-replaced": Case("voucher_replaced", ANNA, {"residual_cents": 18_000}),
    "voucher-revoked": Case("voucher_revoked", ANNA, BY_ACT),
    "employer-left": Case("employer_left", ANNA, {"residual_cents": 18_000}),
    "employer-left-after-the-voucher": Case("employer_left", ANNA, {"state": "expired"}),
    "employer-left-before-the-voucher": Case("employer_left", ANNA),
    "employer-invited": Case("employer_invited", awaited="adhesion"),
    "employer-invited-to-confirm": Case("employer_invited", awaited="employment"),
    "provider-told-kept": Case("provider_told", effect="keep_to_expiry"),
    "provider-told-suspended": Case("provider_told", effect="suspend"),
    "provider-told-revoked": Case("provider_told", effect="revoke"),
    "digest": Case("digest"),
    "digest-of-one": Case("digest", {"due_count": 1, "came_in": 1, "unsent": 0}),
    "digest-of-arrivals": Case("digest", {"due": [], "due_count": 0, "unsent": 1}),
    "provider-in-review": Case("provider_moved", {"state": "under_review"}),
    "provider-accredited": Case("provider_moved"),
    "provider-suspended": Case("provider_moved", {"state": "suspended", **BY_ACT}),
    "provider-removed": Case("provider_moved", {"state": "removed", "valid_until_on": None}),
    "offer": Case("offer", money=money(offer=OFFER)),
    "report-due": Case("report_due", SPENDING),
    "report-examined": Case("report_examined", money=money(report=REPORT)),
    "report-examined-whole": Case("report_examined", money=money(report=WHOLE)),
    "payment-ordered": Case("payment_ordered", money=money(payment=ORDERED)),
    "payment-bounced": Case("payment_bounced", money=money(payment=BOUNCED)),
    "revocation-started": Case("revocation_started", {"control": CONTROL}),
    "recovery": Case("recovery", money=money(recovery=RECOVERY)),
    "recovery-reminder": Case("recovery_reminder", money=money(recovery=RECOVERY)),
}
OTHERS: dict[str, Callable[..., Facts]] = {
    "draft_reminder": draft, "provider_moved": provider, "provider_told": provider,
    "digest": digest, "employer_invited": employer,
}  # fmt: skip
FILED = [case for case, told in CASES.items() if told.name not in OTHERS]
OBJECTED = [
    case for case, told in CASES.items()
    if told.name in {
        "granted", "voucher", "refused", "not_funded", "funded_later", "call_revoked",
        "ranking_final", "voucher_suspended", "voucher_revoked", "acceptance_lapsed",
    } or case in {
        "provider-suspended", "provider-removed", "reopened-against", "reopened-from-now-on",
    }
]  # fmt: skip


def composed(case: str) -> Words:
    told = CASES[case]
    if told.name in OTHERS:
        beside = Beside(effect=told.effect, awaited=told.awaited)
        return compose(told.name, OTHERS[told.name](**told.told), beside)
    voucher = None if told.card is None else card(**told.card)
    return compose(told.name, facts(**told.told), Beside(voucher, told.money))
