"""A form as it came in, and what of it is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.calls import Call
from contracts.intake import ApplicationForm, Arrival, AttachedDocument, PersonApplicant
from kit.pseudonyms import pseudonym
from services.applications.rules import documents, register
from services.applications.rules.likeness import Identity
from services.applications.rules.windows import counted_at, of_line

PUBLIC = "public"
WEB = "web"


@dataclass(frozen=True)
class Filing:
    """A form as it came to our door at an instant: `content_hash` is the SHA-256 of its bytes.

    `arrival` tells how it came to the body when an official enters it on somebody's behalf; by the
    `pseudonym_key` every service knows the same people and organisations.
    """

    form: ApplicationForm
    content_hash: str
    pseudonym_key: str
    at: datetime
    arrival: Arrival | None = None

    @property
    def organisation_key(self) -> str:
        """By what every service knows who applies."""
        return pseudonym(self.pseudonym_key, self.form.applicant.identifier)

    @property
    def arrived_at(self) -> datetime:
        """When it came to the body: the term runs from here."""
        return self.arrival.arrived_at if self.arrival else self.at

    def counted_at(self, call: Call) -> datetime:
        """Return the instant by which it is early, in time or late for its line of a call."""
        how, seen = self.arrival, of_line(call, self.form.line)
        if how is None:
            return counted_at(seen, WEB, self.at)
        return counted_at(seen, how.channel, how.arrived_at, how.sent_at, how.postmarked_on)

    @property
    def attached(self) -> tuple[AttachedDocument, ...]:
        """The documents, with the paper of who files for somebody else."""
        delegate = self.arrival.delegate if self.arrival else None
        if delegate is None or delegate.attachment_id is None:
            return self.form.documents
        paper = AttachedDocument(
            document=documents.DELEGATION, attachment_id=delegate.attachment_id
        )
        return (*self.form.documents, paper)

    @property
    def identity(self) -> Identity:
        """The codes and addresses by which other applications may be alike."""
        applicant = self.form.applicant
        return Identity(applicant.identifier, self.form.iban, applicant.email)


def how_it_came(filing: Filing) -> dict[str, Any]:
    """Return by which channel a form came, when, and who entered it, column by column."""
    how = filing.arrival
    return {
        "channel": how.channel if how else WEB,
        "arrived_at": filing.arrived_at,
        "sent_at": how.sent_at if how else None,
        "postmarked_on": how.postmarked_on if how else None,
        "filed_by": how.operator if how else PUBLIC,
        "delegate": how.delegate.model_dump(mode="json") if how and how.delegate else None,
    }


def who_applies(filing: Filing) -> dict[str, Any]:
    """Return who applies, column by column: personal data."""
    applicant = filing.form.applicant
    return {
        "kind": applicant.kind,
        "name": applicant.name,
        "search_name": register.search_name(applicant.name),
        "identifier": applicant.identifier,
        "organisation_key": filing.organisation_key,
        "birth_on": applicant.birth_on if isinstance(applicant, PersonApplicant) else None,
        "municipality": applicant.municipality,
        "email": applicant.email,
        "iban": filing.form.iban,
    }
