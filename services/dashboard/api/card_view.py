"""What the case page shows of what the owner tells: filing, answers, papers, register, warnings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.calls import LineDraft
from contracts.cases import ApplicationCard, CaseWarning, DocumentCard, RevisionCard
from services.dashboard.api.guard import OPERATORS
from services.dashboard.queries.calls import is_identity
from services.dashboard.queries.staff import PREFIX, SOMEBODY
from services.dashboard.rules.states import OPEN
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import (
    CHANNELS,
    DOCUMENT_STATES,
    REVISIONS,
    WARNINGS,
    file_size,
)

SHORT = 12


@dataclass(frozen=True)
class Around:
    """What the desk knows of what a card names: register numbers, officials, versions, the line."""

    numbers: Mapping[UUID, str]
    names: Mapping[str, str]
    published: Sequence[int]
    line: LineDraft | None


def card_values(
    card: ApplicationCard | None, around: Around, state: str, role: str
) -> dict[str, Any]:
    """Return what the template shows of a card; nothing while its owner is silent."""
    if card is None:
        return {"filing": "", "answers": [], "papers": [], "register": [], "warnings": [],
                "version": None}  # fmt: skip
    may_read = role in OPERATORS
    return {
        "filing": filing(card, around.names),
        "answers": card.answers,
        "papers": [_paper(card, each, around, may_read=may_read) for each in card.documents],
        "register": [_entry(each) for each in card.revisions],
        "warnings": [_warning(each, around.numbers) for each in card.warnings],
        "version": _version(card, around, may_migrate=role in DECIDERS and state in OPEN),
    }


def filing(card: ApplicationCard, names: Mapping[str, str]) -> str:
    """Say by which channel an application came in, and who entered it for whom."""
    channel = CHANNELS.get(card.channel, card.channel)
    told = [f"Presentata {channel}"]
    if card.filed_by.startswith(PREFIX):
        told.append(f"inserita da {names.get(card.filed_by, SOMEBODY)}")
    if card.delegate:
        told.append(f"con delega a {card.delegate}")
    return ", ".join(told)


def _paper(
    card: ApplicationCard, document: DocumentCard, around: Around, *, may_read: bool
) -> dict[str, Any]:
    readable = may_read and document.state == "accepted"
    address = f"/domande/{card.application_id}/documenti/{document.attachment_id}"
    return {
        "label": document.label,
        "name": document.name,
        "size": file_size(document.size),
        "state": DOCUMENT_STATES.get(document.state),
        "href": address if readable else "",
        "identity": is_identity(around.line, document.document),
        "sha256": document.sha256,
    }


def _entry(revision: RevisionCard) -> dict[str, Any]:
    by_act = revision.by == "migration"
    return {
        "label": REVISIONS.get(revision.by, revision.by),
        "number": f"Atto n. {revision.protocol}" if by_act else f"Prot. {revision.protocol}",
        "at": revision.at,
        "version": revision.call_version,
        "cents": revision.amount_cents,
        "hash": revision.content_hash,
        "short": revision.content_hash[:SHORT],
    }


def _warning(warning: CaseWarning, numbers: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "label": WARNINGS.get(warning.kind, "Da guardare"),
        "sentence": warning.sentence,
        "others": [
            {"href": f"/domande/{each}", "number": numbers[each]}
            for each in warning.others
            if each in numbers
        ],
    }


def _version(card: ApplicationCard, around: Around, *, may_migrate: bool) -> dict[str, Any]:
    later = [each for each in around.published if each > card.call_version]
    return {
        "number": card.call_version,
        "later": [
            {"number": each, "href": f"/domande/{card.application_id}/versioni/{each}"}
            for each in later
        ],
        "may_migrate": may_migrate,
    }
