"""What a reviewer proposes, who signs under it, and what a decision needs before it is signed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.applications.decisions import Decision
from contracts.applications.review import DecisionProposed
from contracts.review import ProposalText, Signature
from kit import clock
from kit.eventlog import announce
from kit.ids import new_id
from kit.refusal import Refusal
from services.applications.models.applications import Application
from services.applications.models.review_work import Proposal, ProposalSignature
from services.applications.queries import calls, review_work
from services.applications.rules.four_eyes import (
    NO_PROPOSAL,
    Deciding,
    check_decision,
    check_signer,
)
from services.applications.usecases.checklist import open_items
from services.applications.usecases.employer_lock import may_be_granted
from services.applications.usecases.integration import open_case
from services.applications.usecases.reviewing import Reviewing, review_of, reviewing
from services.applications.usecases.scoring import sheets_in


async def propose(
    session: AsyncSession, application_id: UUID, proposed: ProposalText
) -> DecisionProposed:
    """Propose an outcome on the last check, when everything has been looked at.

    Refuses `stale-decision` 409 for an older check, `checklist-open` 409 naming the items,
    `scores-open` 409 while a sheet is awaited, and what `reviewing` refuses.
    """
    case = await reviewing(session, application_id, proposed.reviewer)
    check_last(case.application, proposed.checked)
    await _check_complete(session, case)
    kept = Proposal(
        id=new_id(), application_id=application_id, checked=proposed.checked,
        outcome=proposed.outcome, reason=proposed.reason, reviewer=proposed.reviewer,
        at=clock.now(),
    )  # fmt: skip
    session.add(kept)
    await session.flush()
    fact = DecisionProposed(
        application_id=application_id, reviewer=kept.reviewer, outcome=proposed.outcome,
        checked=kept.checked,
    )  # fmt: skip
    await announce(session, fact, alliance=case.application.alliance, at=kept.at)
    return fact


async def sign_proposal(session: AsyncSession, application_id: UUID, signature: Signature) -> None:
    """Sign under the last proposal, before somebody else decides.

    Refuses `unknown-application` 404; `already-decided`, `no-review`, `stale-decision`,
    `no-proposal`, `reviewer-signs` and `already-signed` 409.
    """
    application = await open_case(session, application_id)
    await review_of(session, application)
    check_last(application, signature.checked)
    check_signer(signature.official, await review_work.reviewed_by(session, application_id))
    proposal = await review_work.proposal(session, application_id, application.checked)
    if proposal is None:
        raise Refusal("no-proposal", NO_PROPOSAL)
    if signature.official in await review_work.signers(session, proposal.id):
        raise Refusal("already-signed", "La proposta porta già questa firma.")
    session.add(
        ProposalSignature(proposal_id=proposal.id, official=signature.official, at=clock.now())
    )
    await session.flush()


async def check_signable(
    session: AsyncSession, application: Application | Row[Any], decision: Decision, reason: str
) -> None:
    """Refuse a decision that is not its official's to sign, or not yet; all 409.

    `reviewer-signs` always, and where the call has a review `no-proposal`,
    `deviation-without-reason` and `second-signature-needed`.
    """
    check_signer(decision.official, await review_work.reviewed_by(session, application.id))
    review = calls.definition(await calls.version_of(session, application)).review
    if review is None:
        return
    deciding = Deciding(decision.official, decision.outcome, application.amount_cents, reason)
    check_decision(review, await review_work.proposed(session, application), deciding)


async def ready_to_grant(
    session: AsyncSession, found: Iterable[Application], official: str
) -> list[Application]:
    """Return the applications that an act for many may grant; the others still reach a person.

    None whose employer does not count today; and where the call has a review only those that were
    proposed so, and that two have signed if two must. Refuses `reviewer-signs` (409) when one of
    them was reviewed by who signs.
    """
    ready = []
    for application in found:
        check_signer(official, await review_work.reviewed_by(session, application.id))
        if await _is_ready(session, application, official):
            ready.append(application)
    return ready


async def _is_ready(session: AsyncSession, application: Application, official: str) -> bool:
    call = calls.definition(await calls.version_of(session, application))
    if not await may_be_granted(session, application, call):
        return False
    if call.review is None:
        return True
    proposed = await review_work.proposed(session, application)
    deciding = Deciding(official, "granted", application.amount_cents, "")
    try:
        check_decision(call.review, proposed, deciding)
    except Refusal:
        return False
    return True


def check_last(application: Row[Any], checked: int) -> None:
    """Refuse `stale-decision` (409) when the last check is another, or of an older revision."""
    if checked != application.checked:
        raise Refusal("stale-decision", "La domanda è stata riesaminata: rivedi l'esito.")
    if application.checked_revision != application.revision:
        raise Refusal("stale-decision", "La domanda è stata modificata: va esaminata di nuovo.")


async def _check_complete(session: AsyncSession, case: Reviewing) -> None:
    if left := await open_items(session, case):
        sentence = f"Mancano le risposte a queste verifiche: {', '.join(left)}."
        raise Refusal("checklist-open", sentence)
    if awaited := (await sheets_in(session, case)).awaited:
        sentence = "Manca una scheda dei punteggi."
        many = f"Mancano {awaited} schede dei punteggi."
        raise Refusal("scores-open", sentence if awaited == 1 else many)
