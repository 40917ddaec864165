"""Money goes from one section to another by an act; what is left of one is offered."""

import pytest

from kit.refusal import Refusal
from tests.vouchers.conftest import Time
from tests.vouchers.world_money import Treasury

FIVE = [450_000] * 5


async def sections(treasury: Treasury, *, partial_funding: bool = False) -> None:
    """Two sections of 20,000 and 3,000 euro: nobody asks for the second."""
    await treasury.publish({"A": 2_000_000, "B": 300_000}, partial_funding=partial_funding)


async def test_four_of_five_are_funded_and_an_act_funds_the_fifth(treasury: Treasury):
    await sections(treasury)
    five = await treasury.register_all(FIVE)
    await treasury.end_list()
    assert await treasury.states(*five) == ["reserved"] * 4 + ["waiting"]
    assert (await treasury.lines())["A"].available_cents == 200_000
    await treasury.move("B", "A", 300_000)
    assert await treasury.states(*five) == ["reserved"] * 5
    lines = await treasury.lines()
    assert (lines["A"].available_cents, lines["B"].available_cents) == (50_000, 0)
    assert await treasury.faults() == []


async def test_what_is_left_is_offered_and_an_act_brings_the_rest(treasury: Treasury):
    await sections(treasury, partial_funding=True)
    five = await treasury.register_all(FIVE)
    await treasury.end_list()
    assert await treasury.states(*five) == ["reserved"] * 4 + ["offered"]
    lines = await treasury.lines()
    assert (lines["A"].reserved_cents, lines["A"].available_cents) == (2_000_000, 0)
    assert await treasury.faults() == []
    await treasury.move("B", "A", 300_000)
    lines = await treasury.lines()
    assert await treasury.state(five[4]) == "reserved"
    assert (lines["A"].reserved_cents, lines["A"].available_cents) == (2_250_000, 50_000)
    assert lines["B"].available_cents == 0
    assert (await treasury.grant(five[4])).amount_cents == 450_000
    assert await treasury.faults() == []


async def test_who_takes_the_smaller_sum_is_granted_it(treasury: Treasury):
    await sections(treasury, partial_funding=True)
    fifth = (await treasury.register_all(FIVE))[4]
    await treasury.end_list()
    answered = await treasury.answer(fifth, "accepted")
    assert (answered.outcome, answered.amount_cents) == ("accepted", 200_000)
    assert await treasury.answer(fifth, "accepted") == answered
    assert (await treasury.grant(fifth)).amount_cents == 200_000
    assert await treasury.faults() == []


async def test_who_took_the_smaller_sum_gets_all_when_money_comes_before_the_act(
    treasury: Treasury,
):
    await sections(treasury, partial_funding=True)
    fifth = (await treasury.register_all(FIVE))[4]
    await treasury.end_list()
    await treasury.answer(fifth, "accepted")
    await treasury.move("B", "A", 300_000)
    assert (await treasury.grant(fifth)).amount_cents == 450_000
    assert (await treasury.lines())["A"].available_cents == 50_000
    assert await treasury.faults() == []


async def test_who_leaves_the_smaller_sum_waits_and_the_next_is_asked(treasury: Treasury):
    await sections(treasury, partial_funding=True)
    *_, fifth, sixth = await treasury.register_all([*FIVE, 300_000])
    await treasury.end_list()
    assert (await treasury.answer(fifth, "declined")).outcome == "declined"
    assert await treasury.states(fifth, sixth) == ["waiting", "offered"]
    assert await treasury.faults() == []


async def test_an_offer_that_nobody_answers_lapses_after_its_last_day(
    treasury: Treasury, time: Time
):
    await sections(treasury, partial_funding=True)
    fifth = (await treasury.register_all(FIVE))[4]
    await treasury.end_list()
    time.pass_days(10)
    with pytest.raises(Refusal) as no:
        await treasury.lapse(fifth)
    assert (no.value.slug, no.value.status) == ("offer-still-open", 409)
    time.pass_days(1)
    assert (await treasury.lapse(fifth)).outcome == "lapsed"
    assert await treasury.lapse(fifth) == await treasury.lapse(fifth)
    with pytest.raises(Refusal) as no:
        await treasury.answer(fifth, "accepted")
    sentence = "All'offerta è già stata data una risposta."
    assert no.value.args == ("offer-closed", sentence, 409)
    assert await treasury.state(fifth) == "waiting"
    assert (await treasury.lines())["A"].available_cents == 200_000
    assert await treasury.faults() == []


async def test_an_open_offer_is_no_award_yet(treasury: Treasury):
    await sections(treasury, partial_funding=True)
    fifth = (await treasury.register_all(FIVE))[4]
    await treasury.end_list()
    with pytest.raises(Refusal) as no:
        await treasury.grant(fifth)
    sentence = "È attesa la risposta a un'offerta di importo minore."
    assert no.value.args == ("budget-exhausted", sentence, 409)


async def test_who_withdraws_leaves_the_offer_for_the_next(treasury: Treasury):
    await sections(treasury, partial_funding=True)
    *_, fifth, sixth = await treasury.register_all([*FIVE, 150_000])
    await treasury.end_list()
    assert (await treasury.release(fifth)).amount_cents == 450_000
    assert await treasury.states(fifth, sixth) == ["released", "reserved"]
    assert (await treasury.lines())["A"].available_cents == 50_000
    assert await treasury.faults() == []


async def test_every_figure_that_an_act_moved_bears_its_number(treasury: Treasury):
    await sections(treasury)
    await treasury.move("B", "A", 100_000, "210/2026")
    rows = await treasury.rows("select act, cause from transfer where code = 'transfer'")
    assert [tuple(row) for row in rows] == [("210/2026", "test")]
    moves = await treasury.rows("select act, from_line, to_line, amount_cents from fund_move")
    assert [tuple(row) for row in moves] == [("210/2026", "B", "A", 100_000)]


REFUSED = {
    ("B", "A", 300_001, 0): (
        "not-available", "Nella sezione B sono disponibili 3.000,00 euro.", 409,
    ),
    ("B", "B", 1, 0): ("same-line", "Le due sezioni sono la stessa.", 422),
    ("C", "A", 1, 0): ("line-unknown", "Il bando non ha la sezione «C».", 404),
    ("B", "A", 1, -1): ("act-in-the-future", "Il giorno dell'atto è nel futuro.", 422),
}  # fmt: skip


@pytest.mark.parametrize("asked", REFUSED, ids=str)
async def test_money_that_cannot_move_stays_where_it_is(
    treasury: Treasury, asked: tuple[str, str, int, int]
):
    await sections(treasury)
    from_line, to_line, cents, days_ago = asked
    with pytest.raises(Refusal) as no:
        await treasury.move(from_line, to_line, cents, days_ago=days_ago)
    assert no.value.args == REFUSED[asked]
    assert (await treasury.lines())["B"].budget_cents == 300_000


async def test_a_call_with_a_binding_split_keeps_its_money_apart(treasury: Treasury):
    await treasury.publish({"A": 100, "B": 100}, movable=False)
    with pytest.raises(Refusal) as no:
        await treasury.move("B", "A", 10)
    sentence = "Il bando non consente di spostare fondi tra le sezioni."
    assert no.value.args == ("split-binding", sentence, 409)


async def test_a_later_version_of_a_call_keeps_what_an_act_moved(treasury: Treasury):
    await sections(treasury)
    await treasury.move("B", "A", 300_000)
    await treasury.open(2_100_000, version=2)
    lines = await treasury.lines()
    assert (lines["A"].budget_cents, lines["B"].budget_cents) == (2_400_000, 0)
    assert await treasury.faults() == []


async def test_a_proof_keeps_what_it_counted(treasury: Treasury):
    await sections(treasury)
    proved = await treasury.prove()
    assert (proved.accounts, proved.transfers, proved.faults) == (3, 2, 0)
    (row,) = await treasury.rows("select accounts, transfers, faults from proof")
    assert tuple(row) == (3, 2, 0)
