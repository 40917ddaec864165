"""Whether who applied has been heard, so that a refusal may be decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.days import civil_day
from kit.refusal import Refusal
from services.applications.models.terms import Observation, RefusalNotice
from services.applications.queries import terms
from services.applications.rules.day import written_with_weekday
from services.applications.rules.register import protocol
from services.applications.usecases.notice_of_refusal import is_due
from services.applications.usecases.terms import answer_by


async def check_refusable(session: AsyncSession, application: Row[Any], at: datetime) -> None:
    """Refuse what art. 10-bis L. 241/1990 does not admit yet; nothing in competitive procedures.

    `notice-first` without a delivered notice, `notice-running` while observations may still come,
    `observations-unanswered` while one of them has no answer; all 409.
    """
    if not await is_due(session, application, at):
        return
    notices = await terms.of_round(session, RefusalNotice, application)
    if not any(each.state == "served" for each in notices):
        sentence = (
            "Prima di non ammettere una domanda se ne comunicano i motivi a chi l'ha fatta, con un "
            "preavviso di cui sia provata la consegna (articolo 10-bis legge 241/1990)."
        )
        raise Refusal("notice-first", sentence)
    last = await answer_by(session, application, "notice")
    if civil_day(at) <= last:
        until = written_with_weekday(last)
        sentence = f"Chi ha fatto domanda può presentare osservazioni fino a {until}."
        raise Refusal("notice-running", sentence)
    await _check_answered(session, application)


async def why_not_refusable(session: AsyncSession, application: Row[Any], at: datetime) -> str:
    """Say why an application may not be refused yet; nothing when it may."""
    try:
        await check_refusable(session, application, at)
    except Refusal as refusal:
        return refusal.sentence
    return ""


async def _check_answered(session: AsyncSession, application: Row[Any]) -> None:
    observations = await terms.of_round(session, Observation, application)
    waiting = [protocol(each.number, each.year) for each in observations if not each.answer]
    if waiting:
        sentence = f"Queste osservazioni non hanno ancora una risposta: {', '.join(waiting)}."
        raise Refusal("observations-unanswered", sentence)
