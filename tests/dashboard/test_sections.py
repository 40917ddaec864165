"""Sections with dates of their own and sections that spend one budget, as officials see them."""

from datetime import timedelta

import httpx2

from contracts.calls import CallDraft
from contracts.vouchers.budget import LineExhausted
from services.dashboard.api.desk import Desk
from services.dashboard.rules.effects import bars, of_budget
from tests.dashboard.calls_world import (
    CALL,
    CLOSES,
    OPENED,
    draft,
    draft_call,
    line,
    open_call,
    version,
)
from tests.dashboard.conftest import plain, tell
from tests.dashboard.peers import Owner
from tests.dashboard.tries_world import effect

PAGE = f"/bandi/{CALL}"


def shared() -> CallDraft:
    """The second section spends the budget of the first, and closes ten days before it."""
    spends = {"budget_cents": None, "budget_of": "A", "closes_at": CLOSES - timedelta(days=10)}
    first = line("A", "Incentivi alle imprese", 6_000_000)
    return draft(lines=(first, line("B", "Servizi alle famiglie", None) | spends))


async def test_a_budget_that_two_sections_spend_is_counted_once(
    owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call(versions=[version(shared())], steps=[])
    text = plain(await signed.get(PAGE))
    assert "Dotazione 60.000,00 €" in text
    assert "fondi di «Incentivi alle imprese»" in text


async def test_publication_tells_each_budget_once(owner: Owner, signed: httpx2.AsyncClient):
    approved = version(shared(), "approved")
    owner.calls[CALL] = draft_call(versions=[approved], steps=[("publish", 1)])
    assert "La dotazione di 60.000,00 € è iscritta" in plain(await signed.get(PAGE))


async def test_a_section_shows_the_dates_that_are_its_own(owner: Owner, signed: httpx2.AsyncClient):
    owner.calls[CALL] = open_call(versions=[version(shared())], steps=[])
    text = plain(await signed.get(PAGE))
    assert text.count("Domande dal 1 mar 2016, 09:00 al 20 apr 2016, 23:59") == 1


async def test_both_sections_say_when_their_one_budget_ran_out(
    desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    owner.calls[CALL] = open_call(versions=[version(shared())], steps=[])
    await tell(desk.database, LineExhausted(call_id=CALL, line="A"), at=OPENED)
    assert plain(await signed.get(PAGE)).count("Fondi finiti il") == 2


def spending():
    """An effect whose second section spends the budget of the first."""
    tried = effect()
    first, second = tried.lines
    second = second.model_copy(
        update={
            "fund": first.line,
            "applications": 2,
            "eligible_after_cents": 1_000_000,
            "budget_before_cents": first.budget_before_cents,
            "budget_after_cents": first.budget_after_cents,
        }
    )
    return tried.model_copy(update={"lines": [first, second]})


def test_the_bars_of_a_budget_hold_what_all_its_sections_cost():
    first, second = spending().lines
    both = of_budget("A", [first, second])
    _, after = bars(both)
    assert after.cents == first.eligible_after_cents + second.eligible_after_cents
    assert after.budget_cents == first.budget_after_cents
    assert both.title == f"{first.title}, {second.title}"


async def test_one_chart_is_drawn_for_one_budget(owner: Owner, signed: httpx2.AsyncClient):
    owner.calls[CALL], owner.effects[3] = open_call(), spending()
    page = await signed.get(f"{PAGE}/simulatore")
    assert page.text.count("<svg role=") == 1
    text = plain(page)
    assert "I fondi sono di più sezioni: Incentivi alle imprese, Servizi alle famiglie." in text
    assert "Spende i fondi di «Incentivi alle imprese»: la spesa è disegnata lì." in text
