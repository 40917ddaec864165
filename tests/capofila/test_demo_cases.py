"""The demonstration's cases answer when they can: who plays it asks again, or hears a real no."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from capofila.demo.hearing import Hearing
from kit.ids import new_id
from kit.refusal import Refusal

NOTICE, OFFICIAL = new_id(), f"staff:{new_id()}"


@dataclass
class Cases:
    """A case that refuses some times before it listens."""

    refusals: list[Refusal]
    asked: list[UUID] = field(default_factory=list)

    async def give_notice(self, given: Any) -> None:
        self.asked.append(given.notice_id)
        if self.refusals:
            raise self.refusals.pop()


async def nothing(path: str, body: dict[str, Any]) -> dict[str, Any]:
    raise AssertionError(path)


@pytest.mark.parametrize("slug", ["not-checked", "workflow-unreachable"])
async def test_a_case_that_has_not_heard_of_its_check_yet_is_asked_again(slug: str) -> None:
    cases = Cases([Refusal(slug, "Non ancora.", 409)])
    await Hearing(cases, nothing, OFFICIAL).give(new_id(), NOTICE)
    assert cases.asked == [NOTICE, NOTICE]


async def test_a_no_that_will_not_change_is_told() -> None:
    cases = Cases([Refusal("already-decided", "La domanda è già stata decisa.", 409)])
    with pytest.raises(Refusal) as refused:
        await Hearing(cases, nothing, OFFICIAL).give(new_id(), NOTICE)
    assert refused.value.slug == "already-decided"
