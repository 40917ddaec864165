"""A published list that is computed again, as the terminal tells it."""

import pytest

from capofila.rankings import asked, told
from capofila.servers.process import ServerError
from contracts.rankings import Recomputed
from kit.ids import new_id


def recomputed(again: str) -> Recomputed:
    return Recomputed(
        ranking_id=new_id(), inputs_hash="i" * 64, result_hash="r" * 64, recomputed_hash=again,
        same=again == "r" * 64,
    )  # fmt: skip


def test_the_terminal_tells_that_a_list_is_the_same() -> None:
    assert told(recomputed("r" * 64))[-1] == "La graduatoria è la stessa, byte per byte."


def test_the_terminal_tells_that_a_list_is_another() -> None:
    lines = told(recomputed("x" * 64))
    assert lines[1:3] == [f"Pubblicata:  {'r' * 64}", f"Ricalcolata: {'x' * 64}"]
    assert lines[3].startswith("La graduatoria NON è quella pubblicata")


async def test_a_house_that_does_not_run_is_named() -> None:
    with pytest.raises(ServerError) as error:
        await asked("http://127.0.0.1:9", "k", new_id())
    assert str(error.value) == "http://127.0.0.1:9 does not answer."
