"""What is made ready before the first start against what the processes then ask for."""

from collections.abc import Mapping

from capofila.house import HOUSE, ROOT
from capofila.preparation import every_read
from kit.doors import Doors


def test_every_group_is_made_before_the_first_start(doors: Mapping[str, Doors]) -> None:
    read = {each for door in doors.values() for each in door.reads()}
    made = every_read()
    assert set(made) == read, f"capofila.preparation.every_read() must be {sorted(read)}."
    assert len(made) == len(set(made)), "capofila.preparation.every_read() names a group twice."


def test_the_house_has_every_service_and_the_workflows() -> None:
    there = {path.parent.name for path in (ROOT / "services").glob("*/main.py")} | {"workflows"}
    assert there == {room.name for room in HOUSE}, "Complete capofila.house.HOUSE."
