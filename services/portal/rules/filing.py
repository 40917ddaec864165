"""The bodies that a finished draft becomes, as the owner of the applications takes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.calls import LineDraft
from contracts.intake import (
    Amendment,
    ApplicationForm,
    Arrival,
    ArrivedApplication,
    AttachedDocument,
)
from services.portal.rules.applicant import known
from services.portal.rules.asked import Understood, documents
from services.portal.rules.said import kind_of
from services.portal.rules.typed import Reader


@dataclass(frozen=True)
class Filled:
    """A draft in which nothing is wrong any more."""

    draft_id: UUID
    call_id: str
    line: LineDraft
    data: Mapping[str, Any]
    understood: Understood

    def application(self, reader: Reader) -> bytes:
        """Return the application, under the id that the draft had."""
        return self._form(reader).model_dump_json().encode()

    def arrival(self, reader: Reader, arrival: Mapping[str, Any]) -> bytes:
        """Return the application as an official entered it, with how it came in."""
        came = Arrival.model_validate(arrival)
        return ArrivedApplication(form=self._form(reader), arrival=came).model_dump_json().encode()

    def amendment(self) -> bytes:
        """Return the new answers to an application that was filed before."""
        given = Amendment(answers=self.understood.answers, documents=self.attached)
        return given.model_dump_json().encode()

    def _form(self, reader: Reader) -> ApplicationForm:
        typed = self.data.get("applicant", {})
        return ApplicationForm.model_validate(
            {
                "application_id": self.draft_id,
                "call_id": self.call_id,
                "line": self.line.id,
                "applicant": known(kind_of(self.data, self.line), typed, reader).applicant,
                "iban": self.data.get("iban"),
                "answers": self.understood.answers,
                "documents": self.attached,
            }
        )

    @property
    def attached(self) -> tuple[AttachedDocument, ...]:
        """The attachments, in the order in which they are handed over."""
        return tuple(self._attached())

    def _attached(self) -> Iterator[AttachedDocument]:
        given = self.data.get("documents", {})
        for document in documents(self.line, self.understood):
            for file in given.get(document.id, []):
                yield AttachedDocument(document=document.id, attachment_id=file["attachment_id"])
