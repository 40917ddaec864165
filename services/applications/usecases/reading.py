"""Applications as an official reads them: who, what they declared, what was found, what came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from contracts.calls import Call, Line
from contracts.cases import ApplicationCard, CaseWarning, DocumentCard, RevisionCard
from contracts.intake import RegisterEntry
from kit import clock
from services.applications.models.applications import Applicant, Application, DecisionAct
from services.applications.models.review_work import ActText
from services.applications.models.revisions import Declaration
from services.applications.queries import (
    acts,
    applications,
    attachments,
    calls,
    declarations,
    listings,
    register,
    terms,
)
from services.applications.queries.applications import CaseRow
from services.applications.rules import checked
from services.applications.rules.declared import pairs
from services.applications.rules.documents import DELEGATION
from services.applications.rules.flips import smallest_changes
from services.applications.rules.register import act, protocol
from services.applications.rules.revision import waits
from services.applications.rules.terms import is_over
from services.applications.usecases.judging import judging
from services.applications.usecases.likeness import warnings_of

DELEGATION_LABEL = "Delega"
MOST_TOLD = 50


@dataclass(frozen=True)
class _Around:
    """What was looked up beside one application."""

    call: Call
    warnings: list[CaseWarning]
    documents: list[tuple[datetime, DocumentCard]]
    revisions: list[Declaration]
    entries: list[tuple[str, RegisterEntry]]

    def line(self, application: Application) -> Line:
        """The line of the application."""
        return self.call.line(application.line)


async def application_cards(session: AsyncSession, ids: Sequence[UUID]) -> list[ApplicationCard]:
    """Return what an official reads of each application.

    What would turn a no into a yes is found by many trials, and so told of one that is asked alone.
    """
    rows = await applications.cases(session, ids)
    known = [row[0].id for row in rows]
    warned = await warnings_of(session, known)
    documents = await attachments.documents_of(session, known)
    revisions = await declarations.declarations_of(session, known)
    entries = await register.entries_of(session, known)
    clocks = await terms.clocks(session, known)
    texts = await acts.texts(session, known)
    placed = await listings.standings(session, known)
    cards = []
    for row in rows:
        id_, version = row[0].id, await calls.version_of(session, row[0])
        around = _Around(
            calls.definition(version), warned[id_], documents[id_], revisions[id_], entries[id_]
        )
        card = _card(row, around).model_copy(update=said_by(texts.get(id_), row[3]))
        over = is_over(row[0].state, row[0].stopped)
        clock_now = "ended" if over else clocks.get(id_, card.clock)
        cards.append(card.model_copy(update={"clock": clock_now, "standing": placed.get(id_)}))
    return await _advised(session, cards) if len(cards) == 1 else cards


async def _advised(session: AsyncSession, cards: list[ApplicationCard]) -> list[ApplicationCard]:
    (card,) = cards
    if all(each.outcome == "yes" for each in card.requirements):
        return cards
    application = await applications.declared(
        session, card.application_id, clock.today(), locked=False
    )
    case = await judging(session, application, await calls.version_of(session, application))
    flips = smallest_changes(case.call, case.line.id, case.declared)
    changes = [each.sentence for each in flips[:MOST_TOLD]]
    return [card.model_copy(update={"changes": changes})]


def _card(row: CaseRow, around: _Around) -> ApplicationCard:
    application, applicant, check, decision = row
    line, findings = around.line(application), check.findings if check else None
    return ApplicationCard(
        application_id=application.id,
        applicant=applicant.name,
        applicant_kind=applicant.kind,
        municipality=applicant.municipality,
        protocol=protocol(application.register_number, application.register_year),
        call_title=around.call.title,
        line_title=line.title,
        answer_due_on=application.answer_due_on,
        requirements=checked.requirements(findings),
        reason=decision.reason if decision else "",
        act=decided_by(decision),
        call_id=application.call_id,
        call_version=application.call_version,
        line=application.line,
        channel=application.channel,
        filed_by=application.filed_by,
        delegate=_delegate(applicant),
        explanation=checked.tree(findings),
        answers=pairs(line, applicant.answers),
        warnings=around.warnings,
        documents=_documents(line, around),
        revisions=_revisions(application, around),
        waits_for=waits(application.state, application.stopped, application.waits_for),
        round=application.round,
    )


def decided_by(decision: DecisionAct | None) -> str:
    """Write the number of the act of a decision, nothing while there is none."""
    return act(decision.act_number, decision.act_year) if decision else ""


def said_by(text: ActText | None, decision: DecisionAct | None) -> dict[str, str]:
    """Return the act that stands as a text with its hash, nothing while none does."""
    stands = text is not None and decision is not None and text.sequence == decision.sequence
    return {"act_text": text.words, "act_hash": text.hash} if text and stands else {}


def _delegate(applicant: Applicant) -> str:
    said: dict[str, Any] | None = applicant.delegate
    return f"{said['name']} ({said['relation']})" if said else ""


def _documents(line: Line, around: _Around) -> list[DocumentCard]:
    labels = {each.id: each.label for each in line.documents} | {DELEGATION: DELEGATION_LABEL}
    return [
        card.model_copy(update={"label": labels.get(card.document, card.document)})
        for _, card in around.documents
    ]


def _revisions(application: Application, around: _Around) -> list[RevisionCard]:
    """Return what was filed in a case, and by which acts it was judged anew, the newest of it."""
    revised = [_revision(each) for each in around.revisions] or [_as_filed(application)]
    withdrawn = [
        revised[-1].model_copy(
            update={
                "by": kind, "protocol": entry.protocol, "at": entry.registered_at,
                "content_hash": entry.content_hash,
            }
        )
        for kind, entry in around.entries
        if kind == "withdrawal"
    ]  # fmt: skip
    return [*revised, *withdrawn][-MOST_TOLD:]


def _revision(row: Declaration) -> RevisionCard:
    return RevisionCard(
        revision=row.revision,
        by=row.kind,
        protocol=protocol(row.number, row.year) if row.number and row.year else row.act_number,
        at=row.at,
        call_version=row.call_version,
        amount_cents=row.amount_cents,
        content_hash=row.content_hash,
    )


def _as_filed(application: Application) -> RevisionCard:
    return RevisionCard(
        revision=1,
        by="application",
        protocol=protocol(application.register_number, application.register_year),
        at=application.registered_at,
        call_version=application.call_version,
        amount_cents=application.amount_cents,
        content_hash=application.content_hash,
    )
