import json
from pathlib import Path

import pytest

from bench.bare import LOCAL, REMOTE
from bench.click_day import FULL, ClickDay
from bench.figures import click_day_ratios, percentile, ratios
from bench.issue import Issue
from bench.measuring import GRANTED, HUMAN, Alone, History
from bench.report import TARGETS, Findings, write
from bench.rounds import Run
from bench.sample import Sample


def a_run(*rates: tuple[float, float, float]) -> Run:
    run = Run("memory", ready_seconds=6.5, histories={name: History(10, 3000) for name in FLOWS})
    for remote, local, ours in rates:
        bursts = ((REMOTE.name, remote), (LOCAL.name, local), (GRANTED, ours), (HUMAN, ours))
        cpu = {"temporal": 10.0, "workflows": 15.0, "mail": 5.0}
        run.rounds.append([Sample(name, 100, 100 / rate, cpu) for name, rate in bursts])
    return run


FLOWS = (GRANTED, HUMAN)
A_DAY = ClickDay(idle_ms=[10.0] * 99 + [40.0], burst_ms=[30.0] * 90 + [50.0] * 10)


def test_a_click_day_compares_the_slow_ones_of_the_rush_with_those_of_the_quiet():
    assert click_day_ratios(A_DAY) == {"N5": 5.0, "N7": 0.0}


def test_a_rush_is_ten_times_as_busy_and_the_same_in_every_run():
    arrivals = list(FULL.arrivals())
    rushed = sum(in_rush for _, in_rush in arrivals)
    assert arrivals == list(FULL.arrivals())
    assert abs(len(arrivals) - 5000) < 250
    assert abs(rushed / 120 / FULL.per_second - 10) < 1


def test_a_ratio_compares_the_two_sides_of_one_round():
    found = ratios(a_run((20, 40, 30), (10, 40, 20), (40, 40, 40)))
    assert (found["P1"], found["P2"]) == (1.5, 0.75)


def test_the_mail_catcher_is_not_counted_as_ours():
    assert ratios(a_run((20, 40, 30)))["P3"] == 25


def test_what_was_not_measured_is_absent():
    assert not {"P4", "P7"} & set(ratios(a_run((20, 40, 30))))


def test_a_percentile_is_one_of_the_values():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(each) for each in range(1, 201)], 0.99) == 198.0


@pytest.mark.parametrize(("id_", "value", "verdict"), [
    ("P1", 1.5, "met"), ("P1", 1.25, "short by 0.25"), ("P3", 36.0, "met"),
    ("P3", 40.0, "short by 4.00 ms"),
])  # fmt: skip
def test_a_target_says_how_far_off_it_is(id_: str, value: float, verdict: str):
    target = next(each for each in TARGETS if each.id == id_)
    assert target.verdict(value) == verdict


A_LIST = Issue(10_000, granted_seconds=2.0, issued_seconds=2.5, queued_seconds=0.5, faults=[])


def test_the_file_holds_the_ratios_by_id(tmp_path: Path):
    run = a_run((20, 40, 30))
    run.alone = Alone([60.0], [7.0, 8.0, 9.0], [12.0], History(10, 3000))
    write(Findings([run], A_DAY, A_LIST), tmp_path / "latest.json")
    written = json.loads((tmp_path / "latest.json").read_text())
    assert list(written["ratios"]) == ["P1", "P2", "P3", "P4", "P7", "P12", "N5", "N7", "P9"]
    assert (written["ratios"]["P7"], written["ratios"]["P9"]) == (8.0, 3.0)
