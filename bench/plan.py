"""How much is measured."""

from dataclasses import dataclass

from bench.click_day import FULL as FULL_RUSH
from bench.click_day import QUICK as QUICK_RUSH
from bench.click_day import Rush


@dataclass(frozen=True)
class Plan:
    """Flows per burst, rounds on each store of Temporal, flows that run alone, a click day."""

    flows: int
    human_flows: int
    warm_up: int
    idle_flows: int
    rounds: int
    file_rounds: int
    bare_flows: int
    rush: Rush


FULL = Plan(
    flows=100,
    human_flows=40,
    warm_up=25,
    idle_flows=40,
    rounds=5,
    file_rounds=2,
    bare_flows=100,
    rush=FULL_RUSH,
)
QUICK = Plan(
    flows=50,
    human_flows=20,
    warm_up=20,
    idle_flows=15,
    rounds=3,
    file_rounds=0,
    bare_flows=50,
    rush=QUICK_RUSH,
)
