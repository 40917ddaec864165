"""The clock of a procedure, day by day: the vectors of the law, and what holds of every case."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import TermFactKind, TermReckoning
from kit.refusal import Refusal
from programmes.laws import load_laws
from services.applications.rules.calendar import Calendar
from services.applications.rules.reckoning import clock_on, reckon
from services.applications.rules.stops import TermFact

LAWS, CALENDAR = load_laws(), Calendar()
MARCH = date(2026, 3, 2)


def on(written: str) -> date:
    day, month, year = written.split("/")
    return date(int(year), int(month), int(day))


def fact(kind: TermFactKind, day: date | str, days: int = 0) -> TermFact:
    return TermFact(on(day) if isinstance(day, str) else day, kind, days)


def reckoned(
    start: date | str, *facts: TermFact, days: int = 30, patron: str | None = None
) -> TermReckoning:
    return reckon(LAWS, Calendar(patron), [fact("started", start, days), *facts])


def served(day: date | str) -> TermFact:
    return fact("notice_served", day)


def observed(day: date | str) -> TermFact:
    return fact("observations_received", day)


def asked(day: date | str, days: int = 10) -> TermFact:
    return fact("integration_asked", day, days)


def answered(day: date | str) -> TermFact:
    return fact("integration_answered", day)


@pytest.mark.parametrize(
    ("facts", "stands_until", "ends"),
    [
        ([served("20/03/2026"), observed("27/03/2026")], "06/04/2026", "18/04/2026"),
        ([served("20/03/2026")], "30/03/2026", "11/04/2026"),
        ([served("26/03/2026")], "07/04/2026", "13/04/2026"),
    ],
    ids=["A", "B", "C"],
)
def test_today_a_notice_holds_the_term(
    facts: Sequence[TermFact], stands_until: str, ends: str
) -> None:
    found = reckoned("02/03/2026", *facts)
    assert (found.stops[0].to_on, found.due_on) == (on(stands_until), on(ends))


@pytest.mark.parametrize(
    ("facts", "begins_anew", "ends"),
    [
        ([served("28/12/2015"), observed("04/01/2016")], "04/01/2016", "03/02/2016"),
        ([served("28/12/2015")], "07/01/2016", "06/02/2016"),
    ],
    ids=["D", "E"],
)
def test_in_2015_a_notice_had_the_term_begin_anew(
    facts: Sequence[TermFact], begins_anew: str, ends: str
) -> None:
    found = reckoned("09/12/2015", *facts)
    assert (found.stops[0].to_on, found.due_on) == (on(begins_anew), on(ends))


def test_the_thirtieth_day_on_the_fourth_of_october_2026_is_a_holiday() -> None:
    assert reckoned("04/09/2026").due_on == on("05/10/2026")


def test_eight_days_of_a_request_move_the_term_by_eight_days() -> None:
    found = reckoned("02/03/2026", asked("12/03/2026"), answered("20/03/2026"))
    assert found.due_on == on("09/04/2026")
    assert sum(each.number is None for each in found.days) == 1 + 8


def test_who_is_asked_has_until_monday_when_the_last_day_is_a_sunday() -> None:
    found = reckoned("02/03/2026", asked("12/03/2026"))
    assert found.stops[0].answer_by_on == on("23/03/2026")


def test_an_answer_after_its_last_day_changes_nothing() -> None:
    silent = reckoned(MARCH, asked("12/03/2026"))
    assert reckoned(MARCH, asked("12/03/2026"), answered("24/03/2026")) == silent


def test_observations_after_the_ten_days_change_nothing() -> None:
    silent = reckoned(MARCH, served("20/03/2026"))
    assert reckoned(MARCH, served("20/03/2026"), observed("31/03/2026")) == silent


def test_the_days_of_who_was_asked_count_from_the_proof_of_delivery() -> None:
    delivered = fact("integration_served", "16/03/2026")
    found = reckoned(MARCH, asked("12/03/2026"), delivered)
    assert found.stops[0].answer_by_on == on("26/03/2026")


def test_no_request_holds_the_clock_for_more_than_thirty_days() -> None:
    delivered = fact("integration_served", "08/04/2026")
    found = reckoned(MARCH, asked("12/03/2026", 30), delivered)
    assert found.stops[0].to_on == on("11/04/2026")


def test_a_second_request_does_not_stop_the_clock() -> None:
    with pytest.raises(Refusal) as no:
        reckoned(MARCH, asked("12/03/2026"), fact("information_asked", "18/03/2026", 10))
    assert (no.value.slug, no.value.status, no.value.sentence) == (
        "already-suspended", 409,
        "Il termine è già stato sospeso una volta: non si può fermare di nuovo.",
    )  # fmt: skip


def test_two_requests_of_one_day_are_two_and_one_told_twice_is_one() -> None:
    first, second = (TermFact(MARCH, "integration_asked", 10, about) for about in ("a", "b"))
    assert reckoned(MARCH, first, first) == reckoned(MARCH, first)
    with pytest.raises(Refusal, match="already-suspended"):
        reckoned(MARCH, first, second)


def test_the_day_of_the_patron_ends_no_term() -> None:
    start = date(2026, 10, 6)
    assert reckoned(start).due_on == date(2026, 11, 5)
    assert reckoned(start, patron="11-05").due_on == date(2026, 11, 6)


def test_the_first_day_is_not_counted() -> None:
    first, second, *_ = reckoned(MARCH).days
    assert (first.on, first.number, first.why) == (MARCH, None, "giorno di partenza: non si conta")
    assert (second.on, second.number) == (MARCH + timedelta(days=1), 1)


def test_a_notice_on_the_last_day_leaves_nothing_of_the_term() -> None:
    found = reckoned("02/03/2026", served("01/04/2026"))
    assert (found.stops[0].to_on, found.due_on) == (on("11/04/2026"), on("11/04/2026"))


def test_a_term_that_has_passed_does_not_come_back() -> None:
    assert reckoned(MARCH, served("02/04/2026")) == reckoned(MARCH)


def test_observations_on_the_very_day_of_the_notice_began_it_anew_in_2015() -> None:
    found = reckoned("09/12/2015", served("28/12/2015"), observed("28/12/2015"))
    assert found.due_on == on("27/01/2016")


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("11/03/2026", "running"), ("12/03/2026", "stopped"), ("19/03/2026", "stopped"),
        ("20/03/2026", "running"), ("09/04/2026", "running"), ("10/04/2026", "passed"),
    ],
)  # fmt: skip
def test_the_clock_stands_still_until_the_answer(day: str, clock: str) -> None:
    found = reckoned("02/03/2026", asked("12/03/2026"), answered("20/03/2026"))
    assert clock_on(found, on(day)) == clock


def test_the_clock_stands_still_on_the_last_day_for_an_answer() -> None:
    found = reckoned("02/03/2026", asked("12/03/2026"))
    assert [clock_on(found, on(day)) for day in ("23/03/2026", "24/03/2026")] == [
        "stopped", "running",
    ]  # fmt: skip


def test_a_reckoning_is_told_in_sentences() -> None:
    assert reckoned("04/09/2026", asked("07/09/2026")).sentences == (
        ("Il termine è di 30 giorni e parte da venerdì 4 settembre 2026, che non si conta "
        "(articolo 2, comma 2, legge 241/1990)."),
        ("Lunedì 7 settembre 2026 è stata chiesta un'integrazione; si può rispondere fino a "
        "giovedì 17 settembre 2026; il conto è fermo fino a giovedì 17 settembre 2026 "
        "(articolo 2, comma 7, e articolo 6, comma 1, lettera b, legge 241/1990)."),
        "Il termine scade mercoledì 14 ottobre 2026.",
    )  # fmt: skip
    assert reckoned("04/09/2026").sentences[-1] == (
        "Il termine scade lunedì 5 ottobre 2026, perché domenica 4 ottobre 2026 non si lavora."
    )


def test_a_term_without_a_start_is_not_reckoned() -> None:
    with pytest.raises(LookupError):
        reckon(LAWS, CALENDAR, [served(MARCH)])


def test_a_call_without_a_term_has_that_of_the_law() -> None:
    assert reckoned(MARCH, days=0).days_in_all == 30


starts = st.dates(date(2014, 1, 1), date(2027, 12, 31))
lengths = st.integers(1, 180)
offsets = st.integers(0, 200)


@st.composite
def cases(draw: st.DrawFn) -> tuple[TermFact, list[TermFact]]:
    """A start, and what happened after it: one request at most, notices, answers."""
    start = draw(starts)
    day = st.builds(lambda offset: start + timedelta(days=offset), offsets)
    requests = st.lists(st.builds(asked, day, st.integers(1, 30)), max_size=1)
    others = st.lists(
        st.builds(fact, st.sampled_from(
            ["notice_served", "observations_received", "integration_answered", "integration_served"]
        ), day), max_size=6,
    )  # fmt: skip
    return fact("started", start, draw(lengths)), draw(requests) + draw(others)


@given(cases(), st.integers())
def test_the_order_of_the_facts_changes_nothing(
    case: tuple[TermFact, list[TermFact]], seed: int
) -> None:
    start, facts = case
    shuffled = [start, *facts, *facts]
    Random(seed).shuffle(shuffled)
    one, other = reckon(LAWS, CALENDAR, [start, *facts]), reckon(LAWS, CALENDAR, shuffled)
    assert one.model_dump_json() == other.model_dump_json()


@given(cases(), st.integers(0, 5))
def test_a_stop_never_brings_the_last_day_nearer(
    case: tuple[TermFact, list[TermFact]], which: int
) -> None:
    start, facts = case
    stops = [each for each in facts if each.kind in ("notice_served", "integration_asked")]
    fewer = list(facts)
    if stops:
        fewer.remove(stops[which % len(stops)])
    assert reckon(LAWS, CALENDAR, [start, *fewer]).due_on <= (
        reckon(LAWS, CALENDAR, [start, *facts]).due_on
    )


@given(cases())
def test_every_day_is_counted_once_or_has_a_reason(case: tuple[TermFact, list[TermFact]]) -> None:
    start, facts = case
    found = reckon(LAWS, CALENDAR, [start, *facts])
    days = [each.on for each in found.days]
    assert days == [start.on + timedelta(days=n) for n in range(len(days))]
    assert all(each.number or each.why for each in found.days)


@given(cases())
def test_as_many_days_are_counted_as_the_term_has(case: tuple[TermFact, list[TermFact]]) -> None:
    start, facts = case
    found = reckon(LAWS, CALENDAR, [start, *facts])
    last_anew = max((each.to_on for each in found.stops if each.resets), default=start.on)
    counted = [each.number for each in found.days if each.number and each.on > last_anew]
    assert counted == list(range(1, start.days + 1))


@given(cases())
def test_no_term_ends_on_a_day_on_which_nobody_works(
    case: tuple[TermFact, list[TermFact]],
) -> None:
    start, facts = case
    due = reckon(LAWS, CALENDAR, [start, *facts]).due_on
    assert CALENDAR.holiday(due) == ""
    assert due >= start.on + timedelta(days=start.days)


@given(cases(), st.integers(1, 40))
def test_what_happens_after_the_last_day_changes_nothing(
    case: tuple[TermFact, list[TermFact]], later: int
) -> None:
    start, facts = case
    found = reckon(LAWS, CALENDAR, [start, *facts])
    after = served(found.due_on + timedelta(days=later))
    assert reckon(LAWS, CALENDAR, [start, *facts, after]) == found


@given(starts, lengths)
def test_a_term_without_stops_is_its_days_and_the_next_workday(start: date, length: int) -> None:
    due = CALENDAR.workday(start + timedelta(days=length))
    assert reckon(LAWS, CALENDAR, [fact("started", start, length)]).due_on == due
