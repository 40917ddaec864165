"""The text of an act, written once when it is signed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call
from kit.days import civil_day
from programmes.laws import packaged_laws
from services.applications.models.review_work import ActText, Proposal
from services.applications.queries import acts, calls, review_work
from services.applications.rules import checked
from services.applications.rules.act_text import Grounds, Signing, Subject, act_text, text_hash
from services.applications.rules.register import protocol
from services.applications.usecases.term_card import hearings


async def keep_text(session: AsyncSession, application_id: UUID) -> ActText:
    """Write the act of the decision that was just taken on an application, and keep its hash.

    Its premises, the answer to each requirement with its article, what was answered to who was
    heard, what is decided, and the remedies of its day (art. 3 L. 241/1990).
    """
    row = await acts.signed(session, application_id)
    words = await words_of(session, row)
    kept = ActText(
        application_id=application_id, sequence=row.sequence, words=words, hash=text_hash(words),
        at=row.at,
    )  # fmt: skip
    session.add(kept)
    await session.flush()
    return kept


async def words_of(session: AsyncSession, row: Row[Any]) -> str:
    """Return what the act of a decision says; the row is one of `queries.acts`."""
    call = calls.definition(await calls.version_of(session, row))
    reviewed = call.review is not None
    proposed = await review_work.proposal(session, row.id, row.checked) if reviewed else None
    signers = await review_work.signers(session, proposed.id) if proposed else ()
    hearing = (await hearings(session, [row.id]))[row.id]
    return act_text(
        _subject(row, call),
        _signing(row, proposed, tuple(each for each in signers if each != row.official)),
        Grounds(checked.requirements(row.findings), hearing),
        packaged_laws().remedies_on(civil_day(row.at)),
    )


def _subject(row: Row[Any], call: Call) -> Subject:
    return Subject(
        protocol=protocol(row.register_number, row.register_year),
        registered_on=civil_day(row.registered_at), call_title=call.title, call_id=row.call_id,
        call_version=row.call_version, line_title=call.line(row.line).title,
        criteria_act=call.legal.criteria_act or "", amount_cents=row.amount_cents,
    )  # fmt: skip


def _signing(row: Row[Any], proposed: Proposal | None, signers: tuple[str, ...]) -> Signing:
    return Signing(
        body_name=row.body, number=row.act_number, year=row.act_year, on=civil_day(row.at),
        outcome=row.outcome, official=row.official, checked=row.checked,
        reason=row.reason or (proposed.reason if proposed else ""),
        proposed_by=proposed.reviewer if proposed else "", signed_by=signers,
    )  # fmt: skip
