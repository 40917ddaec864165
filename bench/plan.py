"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Flows per burst, rounds on each store of Temporal, flows that run alone."""

    flows: int
    human_flows: int
    warm_up: int
    idle_flows: int
    rounds: int
    file_rounds: int
    bare_flows: int


FULL = Plan(
    flows=100, human_flows=40, warm_up=25, idle_flows=40, rounds=5, file_rounds=2, bare_flows=100
)
QUICK = Plan(
    flows=50, human_flows=20, warm_up=20, idle_flows=15, rounds=3, file_rounds=0, bare_flows=50
)
