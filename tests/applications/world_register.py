"""A call with children, limits, documents and channels, and what happens at its register."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text

from contracts.calls import CallDraft
from contracts.intake import RegisterEntry
from kit.database import Database
from programmes.catalogue import CallFile, Programmes
from tests.applications import drafts
from tests.applications.conftest import PROGRAMMES, opened
from tests.applications.world import OFFICIAL, SERVICE, Answer, Desk, Form, family, keys

CALL, LINE, OTHER_LINE = "PROVA-2015", "figli", "nonni"
ANNA, BRUNO = "RSSNNA10A41F205V", "RSSBRN12B02F205M"
ANNA_OMOCODIC = "RSSNNA10A41F20RQ"
WEEK = 10_000
CHANNELS = (
    ("web", "sending"), ("pec", "arrival"), ("email", "sending"), ("post", "postmark"),
)  # fmt: skip
BODY, YEAR = "comune-cernusco", 2015


def _line(id_: str, **parts: Any) -> dict[str, Any]:
    children = drafts.group(
        "children",
        [
            drafts.question("tax_code", "tax_code"),
            drafts.money("cost_cents"),
            drafts.question("ill", "boolean", required=False),
        ],
        label="Figli",
    )
    given = {
        "id": id_, "title": f"Sezione {id_}", "support_form": "worker_voucher", "who": ["person"],
        "budget_cents": 10_000_000, "groups": [children],
        "questions": [drafts.question("alone", "boolean")],
        "requirements": [drafts.requirement("applicant.kind == 'person'")],
        "documents": [
            {"id": "identity", "label": "Carta d'identità", "required": False, "identity": True},
            {"id": "sentence", "label": "Sentenza", "when": "answers.alone", "at_most": 2},
        ],
        "limits": [
            {"id": "per-child", "article": "Art. 4", "unit": "child", "key": "children.tax_code",
             "across": "call", "at_most_cents": 2 * WEEK},
            {"id": "per-person", "article": "Art. 5", "unit": "applicant",
             "at_most_applications": 2},
        ],
        "amount": {"kind": "each", "of": "children",
                   "rule": {"kind": "declared", "of": "cost_cents", "cap_cents": WEEK}},
        "payment": {"scheme": "reimbursement"},
    }  # fmt: skip
    return given | parts


def call(call_id: str = CALL, **parts: Any) -> CallDraft:
    """The families' call of the files with lines of its own."""
    like = PROGRAMMES.calls["ADM-2015"].latest
    channels = [{"id": kind, "kind": kind, "counts": counts} for kind, counts in CHANNELS]
    written = like.model_dump(mode="json") | {
        "id": call_id, "lines": [_line(LINE), _line(OTHER_LINE)], "channels": channels,
    }  # fmt: skip
    return CallDraft.model_validate(written | parts)


def programmes(*calls: CallDraft) -> Programmes:
    files = {each.id: CallFile(each.id, each.owner, (each,)) for each in calls}
    return replace(PROGRAMMES, calls=files)


@asynccontextmanager
async def desk_of(database: Database, *calls: CallDraft) -> AsyncIterator[Desk]:
    """A desk where these calls are published, and nothing was filed yet."""
    async with opened(database, programmes(*calls), [each.id for each in calls]) as desk:
        yield desk


def child(tax_code: str = ANNA, cost_cents: int = WEEK) -> Form:
    return {"tax_code": tax_code, "cost_cents": cost_cents}


def parent(number: int = 1, *children: Form, **changes: Any) -> Form:
    """The application of a person for some children; `answers` are changed in part."""
    answers = {"alone": False, "children": list(children) or [child()]}
    form = family(number, **({"call_id": CALL, "line": LINE} | changes))
    return form | {"answers": answers | changes.get("answers", {})}


def arrived(form: Form, **arrival: Any) -> Form:
    """The form as an official enters it: by default it came to the counter this morning."""
    how = {"channel": "pec", "operator": OFFICIAL, "arrived_at": "2015-11-02T09:00:00+01:00"}
    return {"form": form, "arrival": how | arrival}


async def enter(desk: Desk, body: Form, key: str | None = None) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"arrival-{next(keys):05}"}
    return await desk.door.post("/v1/arrivals", json=body, headers=headers)


async def register(desk: Desk, year: int = YEAR, **page: Any) -> list[RegisterEntry]:
    """The entries of the register, as the service key reads them."""
    path = f"/v1/registers/{BODY}/{year}"
    answer = await desk.door.get(path, params=page, headers=SERVICE)
    assert answer.status_code == 200, answer.text
    return [RegisterEntry.model_validate(each) for each in answer.json()["items"]]


async def is_genuine(desk: Desk, entry: Any) -> bool:
    headers = {"Content-Type": "application/json"}
    body = json.dumps(entry).encode()
    answer = await desk.door.post("/v1/receipt-checks", content=body, headers=headers)
    return answer.status_code == 200 and answer.json()["genuine"]


@asynccontextmanager
async def held(database: Database) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """Somebody else holds the register; what is yielded waits until so many wait for it."""
    other = Database(database.engine.url.render_as_string(hide_password=False), pool_size=2)
    waiting = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")

    async def until_wait(many: int) -> None:
        async with other.reading() as session:
            while (await session.execute(waiting)).scalar_one() < many:
                await asyncio.sleep(0.02)

    async with other.engine.begin() as holder:
        await holder.execute(text("select * from counter for update"))
        yield until_wait
    await other.close()


async def filed_all(desk: Desk, forms: Sequence[Form]) -> list[UUID]:
    return [await desk.filed(form) for form in forms]
