"""S0-2, two sections of a call: four firms are funded in full, and an act funds the fifth."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from kit.money import euro
from tests.journeys.counter import SECTIONS, WHOLE, card, counter, look, sent
from tests.journeys.people import firm
from tests.journeys.story import Story
from tests.journeys.world import budget, letter_to
from tests.world.live import OFFICIAL, LiveHouse
from tests.world.months import months_go_by

DETERMINA = {"number": "210/2026", "on": "2026-03-23"}
FIVE, ASKED = 5, 450_000
# Each movement of a call with what ordered it: its own act, the act that it was caused by, the
# decision of the case, or the fact that it answers.
MOVEMENTS = """
    select t.code, t.amount_cents, coalesce(
        'determina ' || t.act,
        (select 'determina ' || m.act from vouchers.transfer m
            where m.cause = t.cause and m.act is not null),
        (select 'decisione ' || d.act_number || '/' || d.act_year from applications.decision d
            where split_part(t.cause, ':', 1) = 'application/' || d.application_id),
        (select 'domanda ' || a.register_number || '/' || a.register_year
            from applications.event_log e join applications.application a on a.id::text = e.subject
            where e.id::text = t.cause and e.type like '%application.registered%'),
        (select s.act_number from applications.event_log e
            join applications.call_step s on s.call_id = e.subject and s.step = 'publish'
            where e.id::text = t.cause and e.type like '%call.published%'),
        (select 'chiusura del bando' from applications.event_log e where e.id::text = t.cause
            and e.type like '%call.moved%' and e.data ->> 'state' = 'closed')
    ) as ordered_by
    from vouchers.transfer t
    join vouchers.account d on d.id = t.debit_account
    join vouchers.account c on c.id = t.credit_account
    join vouchers.budget_line l on l.account in (d.line, c.line)
    where l.call_id = :call group by t.id order by t.at, t.id
"""


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveHouse]:
    with pytest.MonkeyPatch.context() as process:
        here = tmp_path_factory.mktemp("s0-sections")
        async with counter(here, process, "2026-03-01T10:00", [SECTIONS, WHOLE]) as house:
            yield house
            await house.sound()


async def test_s0_2_the_fifth_is_offered_a_part(house: LiveHouse, story: Story):
    story.begin("S0-2", "Two sections, money moved: the call offers a part (partial_funding)")
    fifth = await five_are_admitted(house, story, SECTIONS, 51)
    assert "2.000,00" in await letter_to(house, fifth, "può avere una parte dei fondi")
    offers = await look(house, "select amount_cents from vouchers.offer where state = 'offered'")
    assert [each.amount_cents for each in offers] == [200_000]
    story.then("the fifth is offered 2,000 by letter, and has ten days to answer")
    await the_determina_funds_the_fifth(house, story, SECTIONS, fifth)
    rest = ("reserve", 250_000, "determina 210/2026")
    assert rest in await every_figure_has_its_act(house, story, SECTIONS)


async def test_s0_2_the_fifth_waits_for_the_whole(house: LiveHouse, story: Story):
    story.begin("S0-2", "Two sections, money moved: the call offers no part")
    fifth = await five_are_admitted(house, story, WHOLE, 61)
    assert await look(house, OFFER, id=fifth["application_id"]) == []
    assert (await budget(house, WHOLE, "I"))["available_cents"] == 200_000
    story.then("the fifth is «ammessa non finanziata»: nothing is offered, 2,000 stay in I")
    await the_determina_funds_the_fifth(house, story, WHOLE, fifth)
    whole = ("reserve", ASKED, "determina 210/2026")
    assert whole in await every_figure_has_its_act(house, story, WHOLE)


OFFER = "select 1 from vouchers.offer where application_id = cast(:id as uuid)"


async def five_are_admitted(
    house: LiveHouse, story: Story, call: str, first: int
) -> dict[str, Any]:
    """Have five firms granted, and the list closed; return the receipt of the fifth."""
    house.stand_on("2026-03-03T10:00")
    story.given("Section I of 20,000 euro, Section II of 3,000 that nobody asks for")
    forms = [firm(call, "I", first + each, cost_cents=ASKED) for each in range(FIVE)]
    receipts = [await house.apply(form) for form in forms]
    assert [each["place"] for each in receipts] == [*range(1, FIVE + 1)]
    assert await house.settled() == []
    story.when("five firms ask for 4,500 each, 22,500 in all, and are admitted in protocol order")
    for receipt in receipts:
        await house.decide(receipt, "granted")
    assert await house.settled() == []
    await months_go_by(house, f"call/{call}", timedelta(days=20))
    assert await house.settled() == []
    story.when("the list is closed, on 20 March 2026")
    assert (await budget(house, call, "I"))["committed_cents"] == 4 * ASKED
    for receipt in receipts[:4]:
        assert "4.500,00" in await letter_to(house, receipt, "è stata accolta")
    assert await letter_to(house, receipts[4], "ha i requisiti, ma i fondi sono finiti")
    story.then("four firms are funded in full: 18,000")
    return receipts[4]


async def the_determina_funds_the_fifth(
    house: LiveHouse, story: Story, call: str, fifth: dict[str, Any]
) -> None:
    move = {
        "from_line": "II", "to_line": "I", "amount_cents": 300_000, "act": DETERMINA,
        "reason": "Sezione II senza domande.", "official": OFFICIAL,
    }  # fmt: skip
    await sent(house, "vouchers", f"/v1/calls/{call}/fund-moves", move)
    assert await house.settled() == []
    story.when("the RUP registers determina n. 210, moving 3,000 from II to I")
    assert "4.500,00" in await letter_to(house, fifth, "ora è finanziata")
    assert (await card(house, fifth))["act"]
    one, two = [await budget(house, call, each) for each in ("I", "II")]
    assert (one["committed_cents"], one["available_cents"]) == (FIVE * ASKED, 50_000)
    assert (two["budget_cents"], two["available_cents"]) == (0, 0)
    story.then("the fifth gets 4,500 in all; available are 500 in I and 0 in II")


async def every_figure_has_its_act(
    house: LiveHouse, story: Story, call: str
) -> list[tuple[str, int, str]]:
    """Trace each movement of money to the act, or to the fact, that ordered it."""
    rows = await look(house, MOVEMENTS, call=call)
    assert [row.code for row in rows if row.ordered_by is None] == []
    story.then("every figure traces to an act or to the document that it answers:")
    for row in rows:
        story.note(f"{row.code:<9}{euro(row.amount_cents):>16}  {row.ordered_by}")
    return [(row.code, row.amount_cents, row.ordered_by) for row in rows]
