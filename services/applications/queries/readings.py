"""What waits for somebody's reading."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.review import AssignedCase

MOST_CASES = 500
_WAITING_FOR = text(
    """
    select a.id as application_id, a.call_id, a.line, s.reading, a.answer_due_on as due_on,
        exists (select from conflict_declaration c where c.call_id = a.call_id
            and c.reviewer = s.reviewer and c.application_id is null) as declared,
        exists (select from score_sheet p where p.application_id = a.id
            and p.revision = a.revision and p.reviewer = s.reviewer) as handed_in,
        exists (select from proposal o where o.application_id = a.id
            and o.checked = a.checked) as proposed
    from assignment s join application a on a.id = s.application_id
    where s.reviewer = :reviewer and s.ended = '' and a.stopped = ''
        and a.state in ('registered', 'under_review')
    order by a.answer_due_on, a.registered_at, a.id limit :limit
    """
)


async def waiting_for(session: AsyncSession, reviewer: str) -> list[AssignedCase]:
    """Return the undecided applications that wait for somebody, by the last day of their term."""
    rows = await session.execute(_WAITING_FOR, {"reviewer": reviewer, "limit": MOST_CASES})
    return [AssignedCase(**row) for row in rows.mappings()]
