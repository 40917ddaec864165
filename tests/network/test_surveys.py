"""Needs surveys: one ticket, one answer, and figures that give nobody away."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kit.database import Cause
from kit.ids import new_id
from tests.network.world import BOSS, DESK, Answer, Network, refusal

ALLIANCE = "complessi-equilibri"
NEEDS = ("minors", "elders", "disabled")
PAULLO, ROZZANO, OPERA = "015169", "015189", "015159"
# How many people of a firm live where and need what.
Said = Mapping[tuple[str, str], int]
FIRMS: tuple[Said, ...] = (
    {(PAULLO, "minors"): 20, (PAULLO, "disabled"): 3, (ROZZANO, "minors"): 12,
     (ROZZANO, "elders"): 9, (ROZZANO, "disabled"): 8},
    {(PAULLO, "elders"): 14, (OPERA, "minors"): 16, (OPERA, "elders"): 7, (OPERA, "disabled"): 6},
)  # fmt: skip


class Observatory:
    """A survey of two firms of Complessi Equilibri."""

    def __init__(self, network: Network, survey: str, firms: list[str]) -> None:
        self.network, self.firms = network, firms
        self.survey, self.path = survey, f"/v1/surveys/{survey}"

    async def tickets(self, firm: int, count: int) -> list[str]:
        said = {"adhesion_id": self.firms[firm], "count": count, "official": DESK}
        return (await self.network.posted(f"{self.path}/tickets", said))["items"]

    async def answer(self, ticket: str, need: str = "minors", place: str = PAULLO) -> Answer:
        said = {"ticket": ticket, "municipality": place, "department": "offices", "need": need}
        return await self.network.post("/v1/survey-answers", said)

    async def answered(self, firms: tuple[Said, ...] = FIRMS) -> None:
        for firm, said in enumerate(firms):
            each = [place for place, count in said.items() for _ in range(count)]
            tickets = await self.tickets(firm, len(each))
            asked = zip(tickets, each, strict=True)
            found = [await self.answer(t, need, place) for t, (place, need) in asked]
            assert {answer.status_code for answer in found} == {201}

    async def closed(self) -> Any:
        return await self.network.posted(f"{self.path}/closings", {"official": BOSS})

    async def release(self, reason: str = "Prima versione.", again: str = "") -> Answer:
        said = {"official": BOSS, "reason": reason}
        return await self.network.post(f"{self.path}/releases", said, again)


@pytest.fixture
async def observatory(network: Network) -> Observatory:
    said = {
        "alliance": ALLIANCE, "title": "Bisogni di conciliazione 2026", "official": BOSS,
        "needs": [{"code": each, "label": each} for each in NEEDS],
    }  # fmt: skip
    survey = (await network.posted("/v1/surveys", said))["survey_id"]
    firms = [await network.joined(number, alliance=ALLIANCE) for number in (1, 2)]
    return Observatory(network, survey, firms)


def table(release: Any, by: str) -> Any:
    return next(each for each in release["tables"] if each["by"] == by)


async def test_carers_of_disabled_relatives_by_town_are_hidden_below_five(
    observatory: Observatory,
):
    await observatory.answered()
    await observatory.closed()
    towns = table((await observatory.release()).json(), "municipality")
    assert (towns["columns"], towns["totals"], towns["total"]) == (
        ["minors", "elders", "disabled"], [48, 30, 17], 95,
    )  # fmt: skip
    rows = {row["label"]: row["cells"] for row in towns["rows"]}
    assert rows[PAULLO][2] is None
    assert sum(cells[2] is None for cells in rows.values()) >= 2
    assert all(each is None or each >= 5 for cells in rows.values() for each in cells)


async def test_a_release_is_the_same_when_it_is_made_again(observatory: Observatory):
    await observatory.answered()
    await observatory.closed()
    first = (await observatory.release()).json()
    second = (await observatory.release("Corretto il titolo.")).json()
    assert (first["release"], second["release"]) == (1, 2)
    assert (first["tables"], first["digest"]) == (second["tables"], second["digest"])
    assert await observatory.network.get(f"{observatory.path}/releases/1") == first
    told = (await observatory.network.told())[-1]
    assert told == (
        "survey.released.v1", {"survey_id": observatory.survey, "release": 2, "threshold": 5},
    )  # fmt: skip


async def test_the_export_holds_figures_and_no_code_of_a_person(observatory: Observatory):
    await observatory.answered()
    await observatory.closed()
    await observatory.release()
    answer = await observatory.network.door.get(f"{observatory.path}/releases/1/csv")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/csv")
    assert lines[0] == "tavola,di,riga,bisogno,persone"
    assert f"municipality,,{PAULLO},disabled,soppresso" in lines
    assert "municipality,,totale,disabled,17" in lines


async def test_a_ticket_answers_once_and_leaves_no_trace(observatory: Observatory):
    (ticket,) = await observatory.tickets(0, 1)
    answers = await asyncio.gather(*(observatory.answer(ticket) for _ in range(10)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    used = refusal(next(answer for answer in answers if answer.status_code == 409))
    assert used == (409, "ticket-used", "Con questo codice qualcuno ha già risposto.")
    columns = await observatory.network.rows(
        "select table_name, column_name from information_schema.columns "
        "where table_name in ('survey_ticket', 'survey_answer') "
        "and table_schema = current_schema()"
    )
    named = {(row.table_name, row.column_name) for row in columns}
    assert not {name for _, name in named} & {"at", "answer_id", "worker_key", "ticket"}
    assert ticket not in str(await observatory.network.rows("select * from survey_ticket"))


async def test_an_unknown_ticket_and_an_unknown_need_are_refused(observatory: Observatory):
    no = refusal(await observatory.answer("0" * 32))
    assert no == (404, "unknown-ticket", "Il codice per rispondere non esiste.")
    (ticket,) = await observatory.tickets(0, 1)
    strange = refusal(await observatory.answer(ticket, "pets"))
    assert strange == (
        422, "unknown-need", "Questo bisogno non è tra quelli dell'indagine.",
    )  # fmt: skip
    assert (await observatory.answer(ticket)).status_code == 201


async def test_nothing_is_told_while_a_survey_is_open(observatory: Observatory):
    await observatory.answered()
    card = await observatory.network.get(observatory.path)
    assert (card["state"], card["answers"]) == ("open", None)
    assert refusal(await observatory.release()) == (
        409, "survey-open", "L'indagine è ancora aperta.",
    )  # fmt: skip
    assert (await observatory.closed())["answers"] == 95


async def test_a_closed_survey_takes_no_answer(observatory: Observatory):
    (ticket,) = await observatory.tickets(0, 1)
    await observatory.closed()
    closed = (409, "survey-closed", "L'indagine è chiusa.")
    assert refusal(await observatory.answer(ticket)) == closed
    again = await observatory.network.post(f"{observatory.path}/closings", {"official": BOSS})
    assert refusal(again) == closed
    late = text(
        "insert into survey_answer (survey_id, adhesion_id, department, municipality, need) "
        "select survey_id, adhesion_id, 'x', '015169', 'minors' from survey_ticket"
    )
    with pytest.raises(DBAPIError, match="a closed survey takes no answer"):
        async with observatory.network.database.transaction(Cause(actor="test")) as session:
            await session.execute(late)


async def test_four_answers_are_not_released(observatory: Observatory):
    await observatory.answered(({(PAULLO, "minors"): 4},))
    assert (await observatory.closed())["answers"] is None
    assert refusal(await observatory.release()) == (
        409, "too-few-answers", "Le risposte sono meno di 5: non si pubblica nulla.",
    )  # fmt: skip


async def test_departments_are_told_of_a_firm_that_is_shown_whole(observatory: Observatory):
    large = {(PAULLO, "minors"): 20, (PAULLO, "elders"): 20, (PAULLO, "disabled"): 20}
    await observatory.answered((large, large))
    await observatory.closed()
    found = (await observatory.release()).json()["tables"]
    assert [each["by"] for each in found] == ["municipality", "firm", "department", "department"]
    assert {each["of"] for each in found if each["of"]} == set(observatory.firms)


async def test_only_firms_of_the_alliance_are_given_tickets(
    observatory: Observatory, network: Network
):
    observatory.firms.append(await network.joined(3))
    said = {"adhesion_id": observatory.firms[2], "count": 1, "official": DESK}
    no = refusal(await network.post(f"{observatory.path}/tickets", said))
    assert no == (409, "adhesion-not-confirmed", "L'impresa non aderisce a questa alleanza.")


async def test_what_is_not_there_is_refused_by_its_name(network: Network):
    unknown = refusal(await network.door.get(f"/v1/surveys/{new_id()}"))
    assert unknown == (404, "unknown-survey", "L'indagine non esiste.")
    release = refusal(await network.door.get(f"/v1/surveys/{new_id()}/releases/1"))
    assert release == (404, "unknown-release", "Questa versione dei dati non esiste.")
    twice = {
        "alliance": ALLIANCE, "title": "T", "official": BOSS,
        "needs": [{"code": "minors", "label": "a"}] * 2,
    }  # fmt: skip
    no = refusal(await network.post("/v1/surveys", twice))
    assert no == (422, "same-need", "Un bisogno è scritto due volte.")
