"""What the service tells the two that write and show."""

import pytest
from sqlalchemy import text

from bench.crowd import MANY
from kit.database import Cause
from kit.ids import new_id
from services.applications.queries import applications
from tests.applications.world import OUTSIDE, Desk, Time, family, refusal, wrong
from tests.applications.world_terms import heard

QUERIES = ["application-cards", "letter-facts"]
CROWD = {"call_id": "ADM-2015", "line": "II", "many": 2000}


async def test_a_card_says_what_an_official_reads(desk: Desk, time: Time):
    form = family(applicant={"municipality": OUTSIDE, "given_name": "Zoë", "family_name": "D'Adda"})
    application = await desk.checked(form)
    await heard(desk, time, application)
    await desk.decide(application, "refused", reason="Fuori territorio.")
    answer = await desk.ask("application-cards", {"application_ids": [str(application)]})
    (card,) = answer.json()["items"]
    wanted = {
        "application_id": str(application), "applicant": "Zoë D'Adda", "applicant_kind": "person",
        "municipality": OUTSIDE, "protocol": "0000001/2015", "answer_due_on": "2015-12-12",
        "reason": "Fuori territorio.", "act": "1/2015",
        "line_title": "Sezione II: servizi alla persona per le famiglie",
    }  # fmt: skip
    assert {name: card[name] for name in wanted} == wanted
    assert [each["outcome"] for each in card["requirements"]].count("no") == 1


async def test_a_letter_is_told_its_facts(desk: Desk):
    application = await desk.checked(family(answers={"children": None}))
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (facts,) = answer.json()["items"]
    wanted = {
        "protocol": "0000001/2015", "registered_on": "2015-11-02", "due_on": "2015-12-02",
        "body_name": "Comune di Cernusco sul Naviglio", "amount_cents": 45_000, "act": "",
        "decided_on": None, "place": 1, "list_until": "2016-11-01", "instalments": [],
        "unmet": [
            {
                "article": "Sezione II: genitori che lavorano", "outcome": "to_complete",
                "sentence": "Mancano la situazione di lavoro o il numero dei figli.",
            }
        ],
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted
    assert facts["recipient"]["email"] == family()["applicant"]["email"]


async def test_a_decided_letter_names_the_act_and_its_day(desk: Desk):
    application = await desk.checked(family())
    await desk.decide(application)
    answer = await desk.ask("letter-facts", {"application_ids": [str(application)]})
    (facts,) = answer.json()["items"]
    assert (facts["act"], facts["decided_on"], facts["unmet"]) == ("1/2015", "2015-11-02", [])


@pytest.mark.parametrize("query", QUERIES)
async def test_what_is_unknown_is_left_out_of_a_batch(desk: Desk, query: str):
    known = str(await desk.filed(family()))
    answer = await desk.ask(query, {"application_ids": [str(new_id()), known, str(new_id())]})
    items = answer.json()["items"]
    found = [each.get("application_id") or each["recipient"]["application_id"] for each in items]
    assert (answer.status_code, found) == (200, [known])
    assert (await desk.ask(query, {"application_ids": []})).json() == {"items": []}


@pytest.mark.parametrize("query", [*QUERIES, "application-search"])
@pytest.mark.parametrize("key", [None, "Bearer other", "serve", "Bearer serv\xe8"])
async def test_nobody_reads_without_the_service_key(refusing: Desk, query: str, key: str | None):
    headers = {"Authorization": key.encode("latin-1")} if key else {}
    answer = await refusing.door.post(f"/v1/queries/{query}", json={}, headers=headers)
    assert refusal(answer) == (401, "service-key")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["x"], ("application_ids.0", "uuid_parsing")),
        ([str(new_id())] * 201, ("application_ids", "too_long")),
    ],
)
async def test_a_wrong_batch_is_refused(
    refusing: Desk, query: str, ids: list[str], expected: tuple[str, str]
):
    assert wrong(await refusing.ask(query, {"application_ids": ids})) == (422, [expected])


async def found(desk: Desk, words: str) -> list[str]:
    answer = await desk.ask("application-search", {"words": words})
    assert answer.status_code == 200
    return answer.json()["items"]


async def test_an_applicant_is_found_by_the_beginning_of_a_name_or_code(desk: Desk):
    form = family(1, applicant={"given_name": "Zoë  Anna", "family_name": "D'Adda"})
    application = str(await desk.filed(form))
    await desk.filed(family(2))
    code = form["applicant"]["tax_code"]
    for words in ("zoë", "ZOË ANNA d'", "Zoë  Anna", code[:8], code.lower()):
        assert await found(desk, words) == [application], words
    assert await found(desk, "D'Adda") == []


@pytest.mark.parametrize("words", ["%%", "__", "\\\\", "  ", "%a", "' or 1=1 --", "zo\x00"])
async def test_signs_find_nobody(desk: Desk, words: str):
    await desk.filed(family(applicant={"given_name": "Zoë", "family_name": "Aa"}))
    assert await found(desk, words) == []


async def test_a_search_answers_at_most_fifty(desk: Desk):
    await desk.do(lambda session: session.execute(MANY, CROWD))
    assert len(await found(desk, "rossi c4c")) == 1
    assert len(await found(desk, "Rossi")) == 50


async def test_a_search_among_two_thousand_reads_both_indexes(desk: Desk):
    await desk.do(lambda session: session.execute(MANY, CROWD))
    plan = text(f"explain {applications._BY_BEGINNING}")
    values = {"name": "rossi c4c%", "code": "C4C%", "limit": 50}
    async with desk.database.transaction(Cause(actor="test")) as session:
        await session.execute(text("analyze applicant"))
        lines = "\n".join((await session.execute(plan, values)).scalars())
    assert "Seq Scan" not in lines
    assert "applicant_by_name" in lines
    assert "applicant_by_identifier" in lines
