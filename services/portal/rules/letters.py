"""What the reminder of a draft says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.cases import Recipient
from contracts.portal import DraftLetterFacts
from contracts.publishing import PublicCall
from services.portal.rules.applicant import name_of

# After «Gentile», for who left no name yet.
NAMELESS = "persona interessata"


@dataclass(frozen=True)
class Unsent:
    """A draft that was not sent, as a letter sees it."""

    application_id: UUID
    line: str
    email: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name, as far as it was typed."""
        return name_of(self.data.get("applicant", {}))


def facts(unsent: Unsent, call: PublicCall, resume_url: str) -> DraftLetterFacts | None:
    """Return what the reminder says; None for a draft that has no last day.

    `call` is what its line sees of it (`rules.section`).
    """
    if call.closes_at is None:
        return None
    titles = [line.title for line in call.definition.lines if line.id == unsent.line]
    return DraftLetterFacts(
        recipient=Recipient(
            application_id=unsent.application_id, name=unsent.name or NAMELESS, email=unsent.email
        ),
        call_title=call.title,
        line_title="".join(titles),
        closes_at=call.closes_at,
        resume_url=resume_url,
        body_name=call.body_name,
        body_office=call.body_office,
        body_pec=call.body_pec,
    )
