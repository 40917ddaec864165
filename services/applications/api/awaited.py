"""The door by which officials see who waits for a step of an employer."""

from fastapi import APIRouter

from contracts.roll import AwaitedEmployer, AwaitedEmployers, EmployerKeys
from kit.web import SERVICE
from services.applications.api.door import Reading
from services.applications.queries import awaited

router = APIRouter(prefix="/v1")


@router.post("/queries/awaited-employers", **SERVICE)
async def awaited_employers(session: Reading, asked: EmployerKeys) -> AwaitedEmployers:
    """Return the applications that wait for these employers."""
    rows = await awaited.awaited(session, asked.organisation_keys)
    items = [
        AwaitedEmployer(
            organisation_key=row.employer_key, application_id=row.id, waits_for=row.waits_for
        )
        for row in rows
    ]
    return AwaitedEmployers(items=tuple(items))
