"""A list as what it was computed from and what came out: canonical JSON, byte for byte.

Of each application only what the order reads is kept: no name, no code, no whole form.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from contracts.calls import LineDraft
from contracts.placing import Ranking
from services.applications.rules.condition import Facts, at, reads
from services.applications.rules.ranking import labels_of, rank, unmet
from services.applications.rules.standing import PATHS, Candidate, Ranked

FORMAT = 1
HOUSE = ("points", "arrival")


@dataclass(frozen=True)
class Entrant:
    """An application that stands for the list: as it ranks, what it would get, why not."""

    candidate: Candidate
    cents: int
    reasons: tuple[str, ...] = ()


def inputs_of(line: LineDraft, version: int, entrants: Iterable[Entrant]) -> dict[str, Any]:
    """Return all that a list of a line follows from; a line without a ranking raises ValueError."""
    if line.ranking is None:
        raise ValueError(f"{line.id} has no ranking")
    paths = tuple(_paths(line.ranking))
    ordered = sorted(entrants, key=lambda each: (each.candidate.arrival, each.candidate.id))
    return {
        "format": FORMAT,
        "line": line.id,
        "version": version,
        "ranking": line.ranking.model_dump(mode="json"),
        "labels": labels_of(line),
        "candidates": [_stored(each, paths) for each in ordered],
    }


def result_of(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Compute a list from what is stored of it, and from nothing else."""
    ranking = Ranking.model_validate(inputs["ranking"])
    stored = {each["id"]: each for each in inputs["candidates"]}
    eligible = [_candidate(each) for each in stored.values() if not each["reasons"]]
    ranked = rank(ranking, eligible, inputs["labels"])
    return {
        "placed": [_row(each, stored[each.id]) for each in ranked if each.place is not None],
        "below": [_row(each, stored[each.id]) for each in ranked if each.place is None],
        "excluded": [
            {"id": each["id"], "reasons": each["reasons"], "cents": each["cents"]}
            for each in stored.values()
            if each["reasons"]
        ],
        "unmet": unmet(ranking, eligible),
    }


def canonical(value: object) -> str:
    """Write a value so that equal values are equal bytes: keys sorted, nothing between them."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(written: str) -> str:
    """Return the SHA-256 of what was written."""
    return hashlib.sha256(written.encode()).hexdigest()


def recomputed(inputs: str) -> str:
    """Return the list that stored inputs give, as it would be written."""
    return canonical(result_of(orjson.loads(inputs)))


def _paths(ranking: Ranking) -> Iterator[str]:
    conditions = [each.points for each in ranking.criteria] + [each.cel for each in ranking.quotas]
    for source in filter(None, conditions):
        yield from reads(source)
    for key in ranking.order:
        if key.by in PATHS:
            yield PATHS[key.by]
        elif key.by not in HOUSE:
            yield from (f"answers.{key.by}", f"computed.{key.by}")


def _stored(entrant: Entrant, paths: Sequence[str]) -> dict[str, Any]:
    candidate = entrant.candidate
    return {
        "id": candidate.id,
        "arrival": candidate.arrival,
        "register": candidate.register,
        "facts": _part(candidate.facts, paths),
        "scored": dict(candidate.scored),
        "cents": entrant.cents,
        "reasons": list(entrant.reasons),
    }


def _part(facts: Facts, paths: Sequence[str]) -> dict[str, Any]:
    """Return only those facts that lie on the paths."""
    part: dict[str, Any] = {}
    for path in paths:
        found = at(facts, path)
        if found is None:
            continue
        *parents, name = path.split(".")
        inside = part
        for parent in parents:
            inside = inside.setdefault(parent, {})
        inside[name] = found
    return part


def _candidate(stored: Mapping[str, Any]) -> Candidate:
    return Candidate(
        stored["id"], stored["facts"], stored["arrival"], stored["register"], stored["scored"]
    )


def _row(ranked: Ranked, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": ranked.id,
        "place": ranked.place,
        "points": ranked.points,
        "scores": [each.model_dump() for each in ranked.scores],
        "sentence": ranked.sentence,
        "quota": ranked.quota,
        "cents": stored["cents"],
    }
