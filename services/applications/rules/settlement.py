"""What is paid of an award: advance, recomputation on the real cost, lost shares, recovery."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from contracts.calls import Instalment, LineDraft
from kit.money import euro
from kit.refusal import Refusal
from services.applications.rules.amounts import award, instalments, missing
from services.applications.rules.condition import Facts
from services.applications.rules.explanation import Frozen, Node

ShareState = Literal["due", "forfeited", "pending"]
WHOLE = Instalment(id="whole", label="Unica soluzione", percent=100)


@dataclass(frozen=True)
class Report:
    """What was accounted for after the award.

    `facts` are those of the application with what was really spent, `met` tells of each condition
    of a share (`attended_meeting`) whether it was met, `paid_cents` is what was already paid.
    """

    facts: Facts | None = None
    met: Mapping[str, bool] = field(default_factory=dict)
    paid_cents: int = 0


class Share(Frozen):
    """A share of the admitted amount: due, lost, or pending while its condition is not known."""

    id: str
    label: str
    cents: int
    state: ShareState
    sentence: str


class Settlement(Frozen):
    """An award as it is closed, in cents.

    `admitted` is the award on what was really spent, never above what was granted. Of it `due` is
    earned, `forfeited` lost and `pending` not yet known. `balance` is still to be paid, `recovery`
    was paid in excess: one of them at least is zero.
    """

    granted: int
    admitted: int
    due: int
    forfeited: int
    pending: int
    paid_before: int
    balance: int
    recovery: int
    shares: tuple[Share, ...]
    sentences: tuple[str, ...]
    amount: Node | None = None


def advance_cents(line: LineDraft, granted: int, *, asked: bool = True) -> int:
    """Return what is paid before the account: the first share of an advance-and-balance scheme.

    One that is paid on request is paid only to who `asked` for it.
    """
    payment = line.payment
    if payment is None or payment.scheme != "advance_and_balance" or not payment.instalments:
        return 0
    if payment.instalments[0].on_request and not asked:
        return 0
    return instalments(granted, payment.instalments)[0]


def settle(line: LineDraft, granted: int, report: Report) -> Settlement:
    """Close an award of `granted` cents on what was accounted for.

    Where the call says so the award is computed again on the real cost; what was paid beyond what
    is earned, or may still be, is recovered. Refuses `report-incomplete` (422) when a datum of that
    computation is missing.
    """
    admitted, node = _admitted(line, granted, report)
    shares = _shares(line, admitted, report)
    due, forfeited, pending = (
        sum(share.cents for share in shares if share.state == state)
        for state in ("due", "forfeited", "pending")
    )
    balance = max(0, due - report.paid_cents)
    recovery = max(0, report.paid_cents - due - pending)
    return Settlement(
        granted=granted,
        admitted=admitted,
        due=due,
        forfeited=forfeited,
        pending=pending,
        paid_before=report.paid_cents,
        balance=balance,
        recovery=recovery,
        shares=shares,
        sentences=_sentences(granted, admitted, shares, balance, recovery),
        amount=node,
    )


def _admitted(line: LineDraft, granted: int, report: Report) -> tuple[int, Node | None]:
    if line.payment is None or not line.payment.recomputed:
        return granted, None
    if report.facts is None:
        raise Refusal("report-incomplete", "Manca il rendiconto di quanto è stato speso.", 422)
    cents, node = award(line, report.facts)
    if cents is None:
        waited = ", ".join(missing(node)) or node.sentence
        raise Refusal("report-incomplete", f"Nel rendiconto mancano dei dati: {waited}", 422)
    return min(granted, cents), node


def _shares(line: LineDraft, admitted: int, report: Report) -> tuple[Share, ...]:
    rules = (line.payment.instalments if line.payment else ()) or (WHOLE,)
    parts = instalments(admitted, rules)
    return tuple(_share(rule, cents, report) for rule, cents in zip(rules, parts, strict=True))


def _share(rule: Instalment, cents: int, report: Report) -> Share:
    state = _state(rule, report)
    return Share(
        id=rule.id,
        label=rule.label,
        cents=cents,
        state=state,
        sentence=f"{rule.label}: {euro(cents)}{_because(rule, state)}",
    )


def _state(rule: Instalment, report: Report) -> ShareState:
    if rule.if_met is None:
        return "due"
    met = report.met.get(rule.if_met)
    if met is None:
        return "pending"
    return "due" if met else "forfeited"


def _because(rule: Instalment, state: ShareState) -> str:
    if rule.if_met is None:
        return "."
    words = {
        "due": "spettano, la condizione è soddisfatta",
        "forfeited": "persi, la condizione non è soddisfatta",
        "pending": "non si sa ancora se la condizione è soddisfatta",
    }
    return f", {words[state]}{f' ({rule.condition})' if rule.condition else ''}."


def _sentences(
    granted: int, admitted: int, shares: tuple[Share, ...], balance: int, recovery: int
) -> tuple[str, ...]:
    lowered = f"Su quanto speso spettano {euro(admitted)} dei {euro(granted)} concessi."
    closing = f"Restano da pagare {euro(balance)}."
    if recovery:
        closing = f"Vanno restituiti {euro(recovery)}, pagati in più."
    return (
        *((lowered,) if admitted < granted else ()),
        *(share.sentence for share in shares),
        closing,
    )
