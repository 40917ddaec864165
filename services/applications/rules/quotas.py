"""Reserved places of a list: who moves up, whom it moves down, and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.placing import Quota

Meets = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Arrangement:
    """A list with its reserved places taken: the ids in order, and what a quota moved where.

    `sentences` speak of those that moved; `unmet` of the quotas that nobody else could fill.
    """

    ids: tuple[str, ...]
    sentences: Mapping[str, str] = field(default_factory=dict)
    unmet: tuple[str, ...] = ()


def arrange(quotas: Sequence[Quota], merit: Sequence[str], meets: Meets) -> Arrangement:
    """Meet the quotas one after the other on a list in order of merit.

    `meets` tells the ids that each quota's condition is true of. The best that meets a quota and
    stands behind its stretch takes the last place of the stretch; the last in the stretch who does
    not meet it, and whom no earlier quota needs, stands right behind. Nobody is moved further.
    """
    found = list(merit)
    sentences: dict[str, str] = {}
    unmet: list[str] = []
    for number, quota in enumerate(quotas):
        held = _held(quotas[:number], found, meets)
        while _count(quota, found, meets) < quota.at_least:
            swapped = _swapped(quota, found, meets, held)
            if swapped is None:
                unmet.append(_unmet(quota, _count(quota, found, meets)))
                break
            up, down, moved = swapped
            sentences |= _told(quota, (up, found, moved), (down, found, moved))
            found = moved
    return Arrangement(tuple(found), sentences, tuple(unmet))


def _count(quota: Quota, ids: Sequence[str], meets: Meets) -> int:
    return sum(each in meets[quota.id] for each in ids[: quota.within])


def _held(quotas: Iterable[Quota], ids: Sequence[str], meets: Meets) -> Callable[[list[str]], bool]:
    """Return what tells whether a list keeps what earlier quotas have reached."""
    kept = [(each, min(each.at_least, _count(each, ids, meets))) for each in quotas]
    return lambda moved: all(_count(each, moved, meets) >= least for each, least in kept)


def _swapped(
    quota: Quota, ids: list[str], meets: Meets, holds: Callable[[list[str]], bool]
) -> tuple[str, str, list[str]] | None:
    up = next((each for each in ids[quota.within :] if each in meets[quota.id]), None)
    if up is None:
        return None
    for down in reversed(ids[: quota.within]):
        if down in meets[quota.id]:
            continue
        inside = [each for each in ids[: quota.within] if each != down]
        behind = [each for each in ids[quota.within :] if each != up]
        moved = [*inside, up, down, *behind]
        if holds(moved):
            return up, down, moved
    return None


def _told(
    quota: Quota, up: tuple[str, list[str], list[str]], down: tuple[str, list[str], list[str]]
) -> dict[str, str]:
    rule = (
        f"riserva «{quota.label}» ({quota.article}: almeno {quota.at_least} "
        f"tra i primi {quota.within})"
    )
    return {
        up[0]: f"Per la {rule} sale {_passage(*up)}.",
        down[0]: f"Per la {rule} scende {_passage(*down)}.",
    }


def _passage(one: str, before: list[str], after: list[str]) -> str:
    return f"dal posto {before.index(one) + 1} al posto {after.index(one) + 1}"


def _unmet(quota: Quota, count: int) -> str:
    return (
        f"La riserva «{quota.label}» ({quota.article}) chiede {quota.at_least} posti tra i primi "
        f"{quota.within}: se ne coprono {count}."
    )
