"""What may be published of a list, by art. 26 and 27 of D.Lgs. 33/2013."""

from datetime import date
from typing import Any

import pytest

from contracts.calls import ApplicantKind, LineDraft
from services.applications.rules.disclosure import (
    Grant,
    PublicRow,
    public_rows,
    removal_on,
    to_publish,
)
from services.applications.rules.list_code import ALPHABET, written
from services.applications.rules.ranking_list import (
    Entrant,
    canonical,
    inputs_of,
    recomputed,
    result_of,
)
from tests.applications import drafts
from tests.applications.test_rules_ranking import ALFA, BETA, CARE, FORM, UNION

FIRMS = drafts.line(who=["firm"], questions=[drafts.question("staff")])
WOMEN = drafts.line(questions=[drafts.question("unemployed", "boolean")])
BY_ISEE = drafts.line(questions=[drafts.money("isee_cents")])
SCHOOL = drafts.line(
    groups=[drafts.group("children", [drafts.question("disability", "boolean")])],
    questions=[drafts.question("class_year"), drafts.money("isee_cents")],
)
NEVER = "Il bando chiede dati su reddito o salute: il nome non si pubblica mai."


def grant(on: str, cents: int, line: LineDraft = FIRMS, kind: ApplicantKind = "firm") -> Grant:
    return Grant(on, "b", kind, line, date.fromisoformat(on), cents)


def shown(*grants: Grant, **decided: bool) -> list[tuple[str, str]]:
    found = to_publish(grants, {"2026-03-01": decided["named"]} if decided else None)
    return [(each.grant.id, each.showing) for each in found]


@pytest.mark.parametrize(
    ("grants", "published"),
    [
        ([("2026-03-10", 60_000), ("2026-11-10", 60_000)], [("2026-11-10", "named")]),
        ([("2025-12-10", 60_000), ("2026-01-10", 60_000)], []),
        ([("2026-03-10", 100_000)], []),
        ([("2026-03-10", 100_001)], [("2026-03-10", "named")]),
    ],
)
def test_what_a_firm_is_granted_in_a_solar_year_is_added_up(
    grants: list[tuple[str, int]], published: list[tuple[str, str]]
) -> None:
    assert shown(*(grant(on, cents) for on, cents in grants)) == published


def test_a_worker_ranked_by_isee_is_never_named_whatever_is_decided() -> None:
    poor = grant("2026-03-01", 160_000, BY_ISEE, "person")
    assert shown(poor) == shown(poor, named=True) == [("2026-03-01", "by_code")]
    assert to_publish([poor])[0].reason == NEVER


def test_a_grant_to_unemployed_women_is_held_for_a_person_to_decide() -> None:
    held = grant("2026-03-01", 500_000, WOMEN, "person")
    assert shown(held) == [("2026-03-01", "held")]
    assert to_publish([held])[0].reason == (
        "Riguarda una persona: decide chi è responsabile del procedimento."
    )
    assert shown(held, named=False) == [("2026-03-01", "by_code")]
    assert shown(held, named=True) == [("2026-03-01", "named")]


def test_names_classes_schools_and_numbers_of_104000_families_do_not_appear() -> None:
    """Garante 296 of 22 July 2021: a fine of 200,000 EUR, also for those who were refused."""
    rows = [
        PublicRow("7K3M-Q2XA", 1, True, "Anna Rossi", 12, 40_000),
        PublicRow("AAAA-0000", None, False, "Bruno Verdi", 0, 0),
    ]
    assert public_rows(SCHOOL, rows) == (
        PublicRow("7K3M-Q2XA", 1, granted=True), PublicRow("AAAA-0000", None, granted=False),
    )  # fmt: skip


def test_a_firm_is_named_when_it_is_granted_and_not_when_it_is_refused() -> None:
    rows = [
        PublicRow("ZZZZ-0000", None, False, "Gamma srl", 2, 0),
        PublicRow("BBBB-0000", None, False, "Delta srl", 2, 0),
        PublicRow("7K3M-Q2XA", 1, True, "Beta srl", 11, 200_000),
    ]
    assert public_rows(FIRMS, rows) == (
        rows[2], PublicRow("BBBB-0000", None, granted=False),
        PublicRow("ZZZZ-0000", None, granted=False),
    )  # fmt: skip


def test_a_list_code_is_chance_and_nothing_else() -> None:
    assert written(bytes(range(8))) == "0123-4567"
    assert written(bytes([31, 63, 255, 0, 1, 2, 3, 4])) == "ZZZ0-1234"
    assert len(set(ALPHABET)) == 32


def test_a_list_is_taken_away_after_the_longest_remedy() -> None:
    assert removal_on(date(2026, 3, 31)) == date(2026, 7, 29)


RANKED = FORM.model_validate(
    FORM.model_dump()
    | {
        "ranking": {
            "criteria": [CARE, UNION],
            "order": [{"by": "points", "order": "descending"}, {"by": "isee_cents"}],
        }
    }
)
ENTRANTS = [Entrant(ALFA, 1_000), Entrant(BETA, 2_000)]


def inputs(entrants: list[Entrant]) -> dict[str, Any]:
    return inputs_of(RANKED, 1, entrants)


def test_the_same_applications_are_the_same_bytes_in_whatever_order_they_come() -> None:
    assert canonical(inputs(ENTRANTS)) == canonical(inputs(ENTRANTS[::-1]))
    written = canonical(inputs(ENTRANTS))
    assert recomputed(written) == canonical(result_of(inputs(ENTRANTS)))
    assert [row["points"] for row in result_of(inputs(ENTRANTS))["placed"]] == [11, 9]


def test_only_what_the_order_reads_is_kept_of_an_application() -> None:
    stored = inputs(ENTRANTS)["candidates"][0]
    assert stored["facts"] == {"answers": {"carers": 12, "staff": 40, "agreement": False}}


def test_an_input_that_is_not_as_it_was_gives_another_list() -> None:
    written = canonical(inputs(ENTRANTS))
    assert recomputed(written.replace('"carers":12', '"carers":16')) != recomputed(written)


def test_who_is_not_admitted_is_listed_with_the_reasons() -> None:
    out = Entrant(ALFA, 1_000, ("Art. 1: No.",))
    found = result_of(inputs([out, ENTRANTS[1]]))
    assert found["excluded"] == [{"id": "alfa", "reasons": ["Art. 1: No."], "cents": 1_000}]
    assert [row["id"] for row in found["placed"]] == ["beta"]
