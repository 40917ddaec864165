"""Firms that are one undertaking (impresa unica), and the aid that they declare; over HTTP only."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.aid import GrantedAid
from contracts.employments import Actor
from contracts.identifiers import VatNumber
from contracts.intake import PlainName
from contracts.partnership import AidReceived
from contracts.publishing import Words
from contracts.values import Frozen

LinkKind = Literal["majority_of_votes", "appoints_board", "dominant_influence", "voting_agreement"]
LinkSource = Literal["declaration", "official"]


class LinkedFirm(Frozen):
    """A firm at one end of a link; it need not have joined any alliance."""

    name: PlainName
    vat_number: VatNumber


class LinkFiling(Frozen):
    """One firm controls another (art. 2 par. 2 a-d Reg. (UE) 2023/2831), from a civil day on.

    People and public bodies are not written here: firms that have no other tie than the same person
    or the same public body are not one undertaking. `evidence` names the paper that shows it (a
    declaration, an extract of the register of firms) by its number; `source` tells who says it.
    """

    controller: LinkedFirm
    controlled: LinkedFirm
    kind: LinkKind
    from_on: date
    to_on: date | None = None
    evidence: PlainName
    document_id: UUID | None = None
    source: LinkSource
    recorded_by: Actor


class LinkEnding(Frozen):
    """The last civil day of a link, and the paper that shows it."""

    to_on: date
    evidence: PlainName
    ended_by: Actor


class LinkCard(Frozen):
    """A link between two firms as an official reads it; `ended_by` is empty while it runs."""

    link_id: UUID
    controller: LinkedFirm
    controlled: LinkedFirm
    kind: LinkKind
    from_on: date
    to_on: date | None
    evidence: str
    source: LinkSource
    recorded_by: str
    recorded_at: datetime
    ended_by: str | None
    ending_evidence: str


class AidDeclaration(Frozen):
    """Aid that a firm says it had, as an official writes it down from a paper of the firm.

    `application_id` names the application with which it was declared, when there is one.
    """

    firm: LinkedFirm
    aids: Annotated[tuple[AidReceived, ...], Field(min_length=1, max_length=100)]
    evidence: PlainName
    application_id: UUID | None = None
    recorded_by: Actor


class DeclarationWithdrawal(Frozen):
    """Why a declaration of aid does not count any more (it was wrong, the register has it)."""

    reason: Words
    withdrawn_by: Actor


class DeclarationCard(Frozen):
    """A declaration of aid: what it says, and by whom it was taken back."""

    declaration_id: UUID
    firm: LinkedFirm
    aids: tuple[AidReceived, ...]
    evidence: str
    application_id: UUID | None
    recorded_by: str
    recorded_at: datetime
    withdrawn_by: str | None
    reason: str


class UndertakingQuestion(Frozen):
    """With whom a firm is one undertaking on a civil day."""

    vat_number: VatNumber
    on: date


class UndertakingFirm(Frozen):
    """A firm of an undertaking, by its number and its key, and what it declared to have had."""

    vat_number: VatNumber
    key: str
    declared: tuple[GrantedAid, ...] = ()


class Undertaking(Frozen):
    """The firms that are one on a day, in order of their numbers, with the links that say so.

    A firm of which nothing is known is an undertaking of one.
    """

    firms: Annotated[tuple[UndertakingFirm, ...], Field(min_length=1)]
    links: tuple[LinkCard, ...] = ()
