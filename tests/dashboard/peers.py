"""The services that pages ask over HTTP, as they answer: told beforehand, asked for real.

`test_peers.py` pins their routes to those of the real services.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import FastAPI, Header, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from contracts.applications.filing import ApplicationRevised
from contracts.applications.procedure import TermMoved
from contracts.cases import ApplicationIds, FoundApplications, SearchWords
from contracts.intake import AttachmentReceipt, BulkLoad
from contracts.payments import BankAccount, BankAccounts
from contracts.portal import DraftEntry, OpenedDraft
from contracts.publishing import (
    CallCard,
    CallCards,
    CallIds,
    CallStepRequest,
    CallStepTaken,
    MigrationPreview,
    MigrationPreviewRequest,
    MigrationRequest,
    Official,
    Recalculation,
    WhatIf,
    WhatIfRequest,
)
from contracts.roll import AwaitedEmployer, AwaitedEmployers, EmployerKeys
from contracts.terms import (
    Delivery,
    FactGiven,
    IntegrationDraft,
    KeptIntegration,
    KeptNotice,
    NoticeDraft,
    ObservationAnswer,
    TermCard,
)
from kit import clock
from kit.ids import new_id
from kit.refusal import Refusal
from kit.web import create_app
from tests.dashboard.review_peer import Office, offer_reviews

ENTRANCE = "http://portale.test/ingresso/una-volta-sola"
ALL_IN_ONE = Recalculation(migrated=2, unchanged=5, remaining=0, left=3)
Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=200)]


class ManyRefused(Refusal):
    """A refusal that lists what is wrong, as problems do."""

    def __init__(self, slug: str, sentence: str, status: int, errors: list[Any]) -> None:
        super().__init__(slug, sentence, status)
        self.errors = errors


class HowLoaded(BaseModel):
    """What is told of a sheet beside its bytes."""

    model_config = ConfigDict(extra="forbid")

    operator: Official
    name: str
    channel: Literal["counter", "post", "email", "pec", "partner"]
    arrived_at: str


@dataclass
class Owner:
    """What the applications service knows in a test, and what it was asked to write."""

    calls: dict[str, CallCard] = field(default_factory=dict)
    effects: dict[int, WhatIf] = field(default_factory=dict)
    found: list[UUID] = field(default_factory=list)
    loads: dict[UUID, BulkLoad] = field(default_factory=dict)
    previews: dict[UUID, MigrationPreview] = field(default_factory=dict)
    parts: list[Recalculation] = field(default_factory=lambda: [ALL_IN_ONE])
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    taken: list[tuple[str, Any, str]] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    terms: dict[UUID, TermCard] = field(default_factory=dict)
    awaited: list[AwaitedEmployer] = field(default_factory=list)
    refusal: Refusal | None = None
    office: Office = field(default_factory=Office)
    accounts: list[BankAccount] = field(default_factory=list)

    def take(self, path: str, body: Any, key: str) -> None:
        """Note what was written, or refuse it as it was told to."""
        if self.refusal:
            raise self.refusal
        self.taken.append((path, body, key))


def owner_app(owner: Owner) -> FastAPI:
    """Return the applications service of a test."""
    app = create_app("applications", "prova")
    for offer in (
        _offer_calls,
        _offer_acts,
        _offer_search,
        _offer_files,
        _offer_loads,
        offer_terms,
        offer_reviews,
    ):
        offer(app, owner)
    return app


def portal_app(owner: Owner) -> FastAPI:
    """Return the portal of a test: it opens whatever draft it is asked for."""
    app = create_app("portal", "prova")

    @app.post("/v1/drafts", status_code=201)
    async def draft(entry: DraftEntry) -> OpenedDraft:
        owner.take("drafts", entry, "")
        return OpenedDraft(draft_id=new_id(), url=ENTRANCE, expires_at=clock.now())

    return app


def _offer_calls(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/queries/call-cards")
    async def call_cards(asked: CallIds) -> CallCards:
        wanted = asked.call_ids or list(owner.calls)
        return CallCards(items=[owner.calls[each] for each in wanted if each in owner.calls])

    @app.post("/v1/calls/{call_id}/steps", status_code=201)
    async def step(call_id: str, request: CallStepRequest, key: Key) -> CallStepTaken:
        owner.take(call_id, request, key)
        return CallStepTaken(**request.model_dump(), at=clock.now())

    _offer_what_ifs(app, owner)
    _offer_accounts(app, owner)


def _offer_accounts(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/queries/bank-accounts")
    async def accounts(asked: ApplicationIds) -> BankAccounts:
        wanted = {f"application:{each}" for each in asked.application_ids}
        return BankAccounts(items=[each for each in owner.accounts if each.payee in wanted])


def _offer_what_ifs(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/what-ifs")
    async def what_if(asked: WhatIfRequest) -> WhatIf:
        if owner.refusal:
            raise owner.refusal
        owner.asked.append(asked)
        if asked.version not in owner.effects:
            raise Refusal("unknown-version", "Il bando non ha questa versione.", 404)
        return owner.effects[asked.version]


def _offer_acts(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/calls/{call_id}/recalculations", status_code=201)
    async def recalculate(call_id: str, request: MigrationRequest, key: Key) -> Recalculation:
        owner.take(call_id, request, key)
        return owner.parts.pop(0) if len(owner.parts) > 1 else owner.parts[0]

    @app.post("/v1/applications/{application_id}/migration-previews")
    async def preview(application_id: UUID, asked: MigrationPreviewRequest) -> MigrationPreview:
        if application_id not in owner.previews:
            raise Refusal("unknown-application", "La domanda non esiste.", 404)
        told = owner.previews[application_id]
        return told.model_copy(update={"to_version": asked.to_version})

    @app.post("/v1/applications/{application_id}/migrations", status_code=201)
    async def migrate(
        application_id: UUID, request: MigrationRequest, key: Key
    ) -> ApplicationRevised:
        owner.take(str(application_id), request, key)
        told = {"by": "migration", "revision": 2, "call_id": "PROVA-2016", "line": "A"}
        return ApplicationRevised.model_validate(
            {
                **told,
                "application_id": application_id,
                "call_version": request.to_version,
                "amount_cents": 0,
            }
        )


def _offer_files(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/attachments", status_code=201)
    async def keep(request: Request, name: str = "") -> AttachmentReceipt:
        owner.take(name, await request.body(), "")
        told = {"attachment_id": new_id(), "name": name, "media_type": "application/pdf"}
        return AttachmentReceipt.model_validate(
            {**told, "size": 1, "sha256": "0" * 64, "state": "accepted"}
        )

    @app.get("/v1/attachments/{attachment_id}")
    async def attachment(attachment_id: UUID, watermark: bool = False) -> Response:
        if str(attachment_id) not in owner.files:
            raise Refusal("unknown-attachment", "Questo documento non esiste.", 404)
        content, media_type = owner.files[str(attachment_id)]
        marked = content + b" with watermark" if watermark else content
        return Response(marked, media_type=media_type)

    @app.get("/v1/calls/{call_id}/lines/{line}/bulk-template")
    async def template(call_id: str, line: str, format: Literal["csv", "xlsx"]) -> Response:  # noqa: A002
        return Response(f"{call_id};{line};{format}", media_type="text/csv")


def _offer_loads(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/calls/{call_id}/lines/{line}/bulk-loads", status_code=201)
    async def load(
        request: Request, call_id: str, line: str, how: Annotated[HowLoaded, Query()], key: Key
    ) -> BulkLoad:
        owner.take(f"{call_id}/{line}/{how.name}", await request.body(), key)
        owner.asked.append((how.operator, how.channel, how.arrived_at))
        return next(iter(owner.loads.values()))

    @app.get("/v1/bulk-loads/{load_id}")
    async def loaded(load_id: UUID) -> BulkLoad:
        if load_id not in owner.loads:
            raise Refusal("unknown-load", "Questo foglio non c'è, o non c'è più.", 404)
        return owner.loads[load_id]

    @app.post("/v1/bulk-loads/{load_id}/confirmations")
    async def confirm(load_id: UUID, operator: Official) -> BulkLoad:
        told = await loaded(load_id)
        owner.take(str(load_id), None, "")
        return told


def _offer_search(app: FastAPI, owner: Owner) -> None:
    @app.post("/v1/queries/application-search")
    async def search(asked: SearchWords) -> FoundApplications:
        if owner.refusal:
            raise owner.refusal
        owner.asked.append(asked)
        return FoundApplications(items=owner.found)

    @app.post("/v1/queries/awaited-employers")
    async def awaited(asked: EmployerKeys) -> AwaitedEmployers:
        wanted = [
            each for each in owner.awaited if each.organisation_key in asked.organisation_keys
        ]
        return AwaitedEmployers(items=tuple(wanted))


def offer_terms(app: FastAPI, owner: Owner) -> None:
    """Answer for the clock of procedures, and take what is asked, told and answered."""
    case = "/v1/applications/{application_id}"

    @app.get(f"{case}/term")
    async def term(application_id: UUID) -> TermCard:
        if application_id not in owner.terms:
            raise Refusal("unknown-application", "La domanda non esiste.", 404)
        return owner.terms[application_id]

    @app.post(f"{case}/integrations", status_code=201)
    async def integration(application_id: UUID, draft: IntegrationDraft) -> KeptIntegration:
        owner.take("integrations", draft, "")
        return KeptIntegration(integration_id=new_id(), days=draft.days or 10)

    @app.post(f"{case}/notices", status_code=201)
    async def notice(application_id: UUID, draft: NoticeDraft) -> KeptNotice:
        owner.take("notices", draft, "")
        return KeptNotice(notice_id=new_id(), reasons=draft.more)

    _offer_proofs(app, owner, case)


def _offer_proofs(app: FastAPI, owner: Owner, case: str) -> None:
    @app.post(f"{case}/notices/{{notice_id}}/deliveries", status_code=201)
    async def delivery(application_id: UUID, notice_id: UUID, delivery: Delivery) -> TermMoved:
        owner.take(f"deliveries/{notice_id}", delivery, "")
        return moved_term(application_id)

    @app.post(f"{case}/term/facts", status_code=201)
    async def fact(application_id: UUID, given: FactGiven, key: Key) -> TermMoved:
        owner.take("facts", given, key)
        return moved_term(application_id)

    @app.put(f"{case}/observations/{{observation_id}}/answer", status_code=204)
    async def answer(application_id: UUID, observation_id: UUID, answer: ObservationAnswer) -> None:
        owner.take(f"observations/{observation_id}", answer, "")


def moved_term(application_id: UUID) -> TermMoved:
    now = clock.now()
    return TermMoved(
        application_id=application_id, due_on=now.date(), clock="stopped", at=now, wake_at=None
    )
