"""Calls over HTTP: what anybody may read, and what an official does with a version."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.applications.calls import CallState
from contracts.applications.checks import Verdict
from contracts.calls import Act, Call, CallDraft
from contracts.places import CallId, Instant
from contracts.values import Frozen
from kit.money import Cents

OFFICIAL = r"^staff:[0-9a-f-]{1,64}$"
STORABLE = r"^[^\x00]+$"
STORABLE_OR_NOTHING = r"^[^\x00]*$"
MOST_VERSIONS = 10_000
Official = Annotated[str, Field(pattern=OFFICIAL)]
Words = Annotated[str, Field(pattern=STORABLE, min_length=1, max_length=1000)]
VersionState = Literal["draft", "checked", "approved", "published"]
CallStep = Literal["check", "approve", "publish", "suspend", "resume", "close", "revoke"]


class PublicVersion(Frozen):
    """A published version of a call: the act that made it, and what it changed, in sentences."""

    version: int
    published_at: datetime
    act: Act | None
    differences: list[str]


class PublicCall(Frozen):
    """A call as anybody may read it: open data, without a person in it.

    `definition` is the version in force, or the published one that was asked for; `version` and
    `territory` are of that one. `state` and the window are those of the call at this moment.
    """

    call_id: str
    version: int
    state: CallState
    title: str
    owner: str
    body_name: str
    body_office: str
    body_pec: str
    territory: list[str]
    opens_at: datetime
    closes_at: datetime | None
    definition: Call
    versions: list[PublicVersion]


class PublicCalls(Frozen):
    """The answer of `GET /v1/calls`: published calls, those that are open first."""

    items: list[PublicCall]


class CallStepTaken(Frozen):
    """Who did what with a call, when, and by which act."""

    step: CallStep
    version: int
    official: str
    act_number: str
    act_on: date | None
    reason: str
    at: datetime


class VersionCard(Frozen):
    """A version as an official sees it, published or not.

    `missing` is the list of what publication still lacks; `differences` are from the version
    before.
    """

    version: int
    state: VersionState
    definition: CallDraft
    missing: list[str]
    differences: list[str]


class CallCard(Frozen):
    """A call as an official sees it: its versions, what was done with it, what may be done now.

    `steps` names what is allowed now, each with the version it is about.
    """

    call_id: str
    title: str
    owner: str
    state: CallState | Literal["draft"]
    since: datetime | None
    wake_at: datetime | None
    versions: list[VersionCard]
    taken: list[CallStepTaken]
    steps: list[tuple[CallStep, int]]
    applications: int


class CallIds(Frozen):
    """The calls that `POST /v1/queries/call-cards` is asked about; none named is all of them."""

    call_ids: list[CallId] = Field(default_factory=list, max_length=200)


class CallCards(Frozen):
    """The answer of `POST /v1/queries/call-cards`."""

    items: list[CallCard]


class CallStepRequest(Frozen):
    """A step that an official takes: the act's number and day are due for all but check."""

    step: CallStep
    version: int = Field(ge=1)
    official: Official
    act_number: Annotated[str, Field(pattern=STORABLE_OR_NOTHING, max_length=100)] = ""
    act_on: date | None = None
    reason: Annotated[str, Field(pattern=STORABLE_OR_NOTHING, max_length=1000)] = ""


class WhatIfRequest(Frozen):
    """A version, of the files or as text of its own, to run over all applications of a call.

    It is compared with the version in force, or with the published one that `before` names.
    """

    call_id: CallId
    before: int | None = Field(default=None, ge=1, le=MOST_VERSIONS)
    version: int | None = Field(default=None, ge=1, le=MOST_VERSIONS)
    definition: CallDraft | None = None


class Mover(Frozen):
    """One application whose outcome or amount would change."""

    application_id: UUID
    protocol: str
    line: str
    place: int
    before: Verdict
    after: Verdict
    before_cents: Cents
    after_cents: Cents
    reasons: list[str]


class LineEffect(Frozen):
    """What a changed version does to one line: how many, and how much money.

    `fund` names the line whose budget it spends, when that is another: the budgets are then that
    line's, and are spent in one order of arrival.
    """

    line: str
    title: str
    fund: str | None = None
    applications: int
    budget_before_cents: Cents
    budget_after_cents: Cents
    newly_eligible: int
    no_longer_eligible: int
    amount_up: int
    amount_down: int
    unchanged: int
    eligible_before_cents: Cents
    eligible_after_cents: Cents
    funded_before: int
    funded_after: int


class WhatIf(Frozen):
    """The effect of a changed version before it is published; at most 500 movers are listed."""

    call_id: str
    before_version: int
    after_version: int
    differences: list[str]
    applications: int
    lines: list[LineEffect]
    movers: list[Mover]
    movers_in_all: int


class MigrationPreviewRequest(Frozen):
    """The version by which an application might be judged; nothing is written."""

    to_version: int = Field(ge=1, le=MOST_VERSIONS)


class MigrationPreview(Frozen):
    """What would change if an application were judged by another version; nothing is written."""

    application_id: UUID
    from_version: int
    to_version: int
    before: Verdict
    after: Verdict
    before_cents: Cents
    after_cents: Cents
    sentences: list[str]


class MigrationRequest(Frozen):
    """Judge an application by a later version, by an act, having seen the differences."""

    to_version: int = Field(ge=1, le=MOST_VERSIONS)
    official: Official
    act_number: Words
    act_on: date
    reason: Words


class Recalculation(Frozen):
    """The next applications of a call that are not decided yet, judged by another version.

    Of these at most 500, `migrated` have another outcome or amount now, `unchanged` the same as
    before. In the whole call, `remaining` are still to be judged, which takes one more request for
    each 500; `left` are decided or stopped and stay with their version.
    """

    migrated: int
    unchanged: int
    remaining: int
    left: int


class ClosingSoon(Frozen):
    """When a call, or a line of it that was asked about, closes now: for those who keep a draft."""

    call_id: str
    state: CallState
    closes_at: Instant | None
    reminder_days: int
