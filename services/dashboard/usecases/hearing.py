"""What officials ask and tell of a case before it is decided, handed to the owner of the case.

What is to be written to who applied is drafted first and read again, then sent by another step.
"""

from uuid import UUID

from contracts.terms import (
    Delivery,
    FactGiven,
    IntegrationDraft,
    KeptIntegration,
    KeptNotice,
    NoticeDraft,
    ObservationAnswer,
)
from services.dashboard.queries.peer import Ask, Peer


async def draft_integration(
    applications: Peer, application_id: UUID, draft: IntegrationDraft
) -> KeptIntegration:
    """Have kept what is to be asked for; refuses what the case refuses, `owner-silent` (503)."""
    return await applications.post(
        KeptIntegration, Ask(_path(application_id, "integrations"), draft)
    )


async def draft_notice(applications: Peer, application_id: UUID, draft: NoticeDraft) -> KeptNotice:
    """Have a notice drafted; refuses what the case refuses and `owner-silent` (503)."""
    return await applications.post(KeptNotice, Ask(_path(application_id, "notices"), draft))


async def prove_delivery(
    applications: Peer, application_id: UUID, notice_id: UUID, delivery: Delivery
) -> None:
    """Hand over the proof that a notice was delivered; refuses what the case refuses."""
    path = _path(application_id, f"notices/{notice_id}/deliveries")
    await applications.send(Ask(path, delivery))


async def answer_observation(
    applications: Peer, application_id: UUID, observation_id: UUID, answer: ObservationAnswer
) -> None:
    """Hand over what the body says to an observation; the last answer is the one that counts."""
    path = _path(application_id, f"observations/{observation_id}/answer")
    await applications.put(Ask(path, answer))


async def tell_fact(applications: Peer, application_id: UUID, given: FactGiven, once: UUID) -> None:
    """Tell a fact of the term; a second press of the button is the same fact."""
    await applications.send(Ask(_path(application_id, "term/facts"), given, key=str(once)))


def _path(application_id: UUID, what: str) -> str:
    return f"/v1/applications/{application_id}/{what}"
