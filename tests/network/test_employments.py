"""The employer says who works there; a right needs the relation and the adhesion, both."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from kit.database import Cause
from kit.ids import new_id
from kit.pseudonyms import pseudonym
from tests.network.world import PSEUDONYM_KEY, Network, key, refusal

GIULIA, MARCO = "CLMGLI86D55C523W", "BRMMRC79S03G686Q"
WORKER = pseudonym(PSEUDONYM_KEY, GIULIA)


def work(code: str = GIULIA, from_on: str = "2026-01-07", to_on: str | None = None) -> Any:
    return {
        "worker_tax_code": code, "from_on": from_on, "to_on": to_on,
        "confirmed_by": "firm:0197",
    }  # fmt: skip


async def employed(network: Network, adhesion: str, **said: Any) -> str:
    path = f"/v1/adhesions/{adhesion}/employments"
    return (await network.posted(path, work(**said)))["employment_id"]


async def entitled(network: Network, on: str, worker: str = WORKER) -> tuple[str | None, bool]:
    asked = {"organisation_key": key(), "worker_key": worker, "on": on}
    found = await network.posted("/v1/queries/employment", asked)
    return found["adhesion_state"], found["entitled"]


async def test_an_employer_confirms_a_relation_and_no_code_stays(network: Network):
    adhesion = await network.joined()
    path = f"/v1/adhesions/{adhesion}/employments"
    first, again = [await network.posted(path, work()) for _ in range(2)]
    assert first == again == {
        "employment_id": first["employment_id"], "organisation_key": key(), "worker_key": WORKER,
        "from_on": "2026-01-07", "to_on": None,
    }  # fmt: skip
    assert (await network.told())[1:] == [("employment.confirmed.v1", first)]
    assert GIULIA not in str(await network.rows("select * from employment"))


async def test_a_right_needs_the_relation_and_the_adhesion_of_that_day(network: Network):
    adhesion = await network.joined(since_on="2026-05-18")
    await employed(network, adhesion)
    assert await entitled(network, "2026-05-17") == ("confirmed", False)
    assert await entitled(network, "2026-05-18") == ("confirmed", True)
    assert await entitled(network, "2026-05-18", pseudonym("p", MARCO)) == ("confirmed", False)
    await network.leave(adhesion, "2026-10-01")
    assert await entitled(network, "2026-10-01") == ("withdrawn", True)
    assert await entitled(network, "2026-10-02") == ("withdrawn", False)


async def test_a_suspended_employer_gives_no_right(network: Network):
    adhesion = await network.joined(since_on="2026-05-18")
    await employed(network, adhesion)
    await network.stepped(adhesion, "suspend", on="2026-06-01")
    assert await entitled(network, "2026-05-31") == ("suspended", True)
    assert await entitled(network, "2026-06-01") == ("suspended", False)


async def test_nobody_is_known_where_no_adhesion_is(network: Network):
    assert await entitled(network, "2026-05-18") == (None, False)


async def test_a_relation_ends_once_with_its_last_day(network: Network):
    adhesion = await network.joined()
    path = f"/v1/employments/{await employed(network, adhesion)}/endings"
    early = await network.post(path, {"to_on": "2026-01-06", "ended_by": "firm:0197"})
    assert refusal(early) == (
        422, "ends-before-it-begins", "Il rapporto finisce prima di cominciare.",
    )  # fmt: skip
    ended = await network.posted(path, {"to_on": "2026-09-30", "ended_by": "firm:0197"})
    assert (await network.told())[-1] == ("employment.ended.v1", ended)
    again = refusal(await network.post(path, {"to_on": "2026-10-31", "ended_by": "firm:0197"}))
    assert again == (409, "employment-already-ended", "Il rapporto ha già un ultimo giorno.")
    assert await entitled(network, "2026-09-30") == ("confirmed", True)
    assert await entitled(network, "2026-10-01") == ("confirmed", False)


@pytest.mark.parametrize(
    ("from_on", "to_on", "free"),
    [
        ("2026-03-31", None, False),
        ("2025-01-01", "2026-01-07", False),
        ("2026-02-01", "2026-02-02", False),
        ("2025-01-01", "2026-01-06", True),
        ("2026-04-01", None, True),
    ],
)
async def test_two_relations_share_no_day(
    network: Network, from_on: str, to_on: str | None, free: bool
):
    adhesion = await network.joined()
    await employed(network, adhesion, to_on="2026-03-31")
    path = f"/v1/adhesions/{adhesion}/employments"
    answer = await network.post(path, work(from_on=from_on, to_on=to_on))
    if free:
        assert answer.status_code == 201
    else:
        sentence = "Un rapporto già confermato copre una parte di questi giorni."
        assert refusal(answer) == (409, "employment-overlaps", sentence)


async def test_only_a_confirmed_employer_confirms(network: Network):
    adhesion = await network.joined()
    await network.leave(adhesion)
    no = refusal(await network.post(f"/v1/adhesions/{adhesion}/employments", work()))
    assert no == (
        409, "adhesion-not-confirmed", "L'adesione del datore di lavoro non è confermata.",
    )  # fmt: skip
    strange = refusal(await network.post(f"/v1/adhesions/{new_id()}/employments", work()))
    assert strange == (404, "unknown-adhesion", "L'adesione non esiste.")
    ending = {"to_on": "2026-01-01", "ended_by": "firm:0197"}
    unknown = refusal(await network.post(f"/v1/employments/{new_id()}/endings", ending))
    assert unknown[:2] == (404, "unknown-employment")


async def test_who_is_touched_when_an_employer_leaves_is_told_by_ids(network: Network):
    adhesion = await network.joined()
    giulia = await employed(network, adhesion)
    marco = await employed(network, adhesion, code=MARCO, to_on="2026-03-31")
    path = f"/v1/adhesions/{adhesion}/employments?on="
    in_march, in_april = [await network.get(path + day) for day in ("2026-03-31", "2026-04-01")]
    assert {each["employment_id"] for each in in_march["items"]} == {giulia, marco}
    assert [each["employment_id"] for each in in_april["items"]] == [giulia]
    assert in_april["items"][0]["worker_key"] == WORKER


async def test_the_database_holds_one_relation_that_runs(network: Network):
    await employed(network, await network.joined())
    twice = text(
        "insert into employment (id, organisation_id, worker_key, from_on, confirmed_by, "
        "confirmed_at) select :id, organisation_id, worker_key, from_on, confirmed_by, "
        "confirmed_at from employment"
    )
    with pytest.raises(IntegrityError, match="one_relation_that_runs"):
        async with network.database.transaction(Cause(actor="test")) as session:
            await session.execute(twice, {"id": new_id()})
