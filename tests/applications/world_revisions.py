"""What happens to an application after it was filed, in verbs."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text as _text

from contracts.calls import LineDraft
from kit.ids import new_id
from programmes.files import Programmes
from tests.applications.conftest import PROGRAMMES
from tests.applications.world import (
    FAMILY_CALL,
    FAMILY_LINE,
    OFFICIAL,
    SERVICE,
    Answer,
    Desk,
    Form,
    family,
    keys,
)
from tests.applications.world_calls import EXTENSION, act, later

SUPPLEMENT = datetime(2016, 1, 15, 11, 0, tzinfo=UTC)
FAMILIES = PROGRAMMES.calls[FAMILY_CALL].versions[0]


def answers(**changes: Any) -> Form:
    """The answers of a family, changed in part."""
    return family()["answers"] | changes


def supplemented(**changes: Any) -> Programmes:
    """The families' call with a second version: longer, and open to supplements of what was filed.

    `changes` are of the families' line.
    """
    supplement = act("extension_with_supplement", supplement_until=SUPPLEMENT)
    return later(PROGRAMMES, closes_at=EXTENSION, act=supplement, lines=lines(**changes))


def recalculated(**changes: Any) -> Programmes:
    """The families' call with a second version whose act judges everybody again."""
    threshold = act("threshold_change", recalculates=True)
    return later(PROGRAMMES, act=threshold, lines=lines(**changes))


def lines(**changes: Any) -> tuple[LineDraft, ...]:
    """The lines of the families' call; that of the families is changed."""
    return tuple(
        _changed(line, changes) if line.id == FAMILY_LINE else line for line in FAMILIES.lines
    )


def _changed(line: LineDraft, changes: Form) -> LineDraft:
    return LineDraft.model_validate(line.model_dump() | changes)


def half(cap_cents: int) -> Form:
    """An amount of half the cost, up to a cap."""
    return {"kind": "percent", "of": "cost_cents", "percent": 50, "cap_cents": cap_cents}


def requiring(cel: str) -> list[Form]:
    """The requirements of the families' line, and one more."""
    line = FAMILIES.line(FAMILY_LINE)
    more = {
        "id": "more", "article": "Articolo 9", "cel": cel, "sentence_yes": "Va bene.",
        "sentence_no": "Non basta.", "sentence_missing": "Manca.",
    }  # fmt: skip
    return [*(each.model_dump() for each in line.requirements), more]


async def amend(
    desk: Desk, application: UUID, given: Form, key: str | None = None, **more: Any
) -> Answer:
    return await post(desk, f"{application}/amendments", {"answers": given, **more}, key)


async def withdraw(desk: Desk, application: UUID, key: str | None = None) -> Answer:
    return await post(desk, f"{application}/withdrawals", {}, key)


async def post(desk: Desk, path: str, body: Any, key: str | None = None) -> Answer:
    headers = SERVICE | {"Idempotency-Key": key or f"revising-{next(keys):05}"}
    headers |= {"Content-Type": "application/json"}
    content = json.dumps(body).encode()
    return await desk.door.post(f"/v1/applications/{path}", content=content, headers=headers)


async def standing(desk: Desk, application: UUID) -> dict[str, Any]:
    answer = await desk.door.get(f"/v1/applications/{application}/standing", headers=SERVICE)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def revisions(desk: Desk, application: UUID) -> list[tuple[Any, ...]]:
    """Each revision of an application: its number, its kind, its version, its amount."""
    query = (
        "select revision, kind, call_version, amount_cents from declaration "
        "where application_id = :id order by revision"
    )
    return [tuple(row) for row in await desk.rows(query, id=application)]


async def upload(desk: Desk, name: str = "carta.pdf") -> UUID:
    """An attachment that the scanner let through, put straight into the table."""
    id_ = new_id()
    statement = (
        "insert into attachment (id, sha256, size, media_type, name, state, uploaded_at, "
        "settled_at) values (:id, :hash, 10, 'application/pdf', :name, 'accepted', now(), now())"
    )
    await desk.do(lambda session: session.execute(_text(statement), {
        "id": id_, "hash": f"{id_.int:064x}"[-64:], "name": name,
    }))  # fmt: skip
    return id_


def migrating(to_version: int = 2, **changes: Any) -> Form:
    """The act by which applications are judged by another version."""
    return {
        "to_version": to_version, "official": OFFICIAL, "act_number": "Determinazione 950",
        "act_on": "2015-10-20", "reason": "La soglia cambia.",
    } | changes  # fmt: skip
