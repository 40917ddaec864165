from datetime import UTC, date, datetime

import pytest

from contracts.identifiers import MunicipalityCode
from programmes.files import Programmes, load_programmes


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return load_programmes()


SIZES = {
    "adda-martesana": 28,
    "legnano": 36,
    "governare-equilibri": 53,
    "complessi-equilibri": 25,
    "cip": 7,
}


def test_the_five_alliances_hold_their_municipalities(programmes: Programmes) -> None:
    sizes = {slug: len(found.municipalities) for slug, found in programmes.alliances.items()}
    assert sizes == SIZES
    assert len(programmes.municipalities) >= 97


def test_the_seeds_are_numbered_as_published(programmes: Programmes) -> None:
    assert [programmes.alliances[slug].seed for slug in SIZES] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("code", "owner"), [("015081", "cip"), ("015171", "complessi-equilibri"), ("015070", None)]
)
def test_border_municipalities_are_in_the_right_alliance(
    programmes: Programmes, code: MunicipalityCode, owner: str | None
) -> None:
    assert (code in programmes.alliances["adda-martesana"].municipalities) == (owner is None)
    assert owner is None or code in programmes.alliances[owner].municipalities


@pytest.mark.parametrize(
    ("slug", "day", "body"),
    [
        ("cip", date(2014, 12, 31), "provincia-milano"),
        ("cip", date(2015, 1, 1), "citta-metropolitana-milano"),
        ("legnano", date(2015, 12, 31), "comune-legnano"),
        ("legnano", date(2016, 1, 1), "so-le"),
        ("ats-milano", date(2016, 5, 2), "ats-milano"),
    ],
)
def test_the_body_that_answers_changes_on_its_day(
    programmes: Programmes, slug: str, day: date, body: str
) -> None:
    found = programmes.body_on(slug, day)
    assert found is not None
    assert found.slug == body


def test_the_alliance_without_a_named_lead_body_has_none(programmes: Programmes) -> None:
    assert programmes.body_on("governare-equilibri", date(2017, 6, 1)) is None


def test_a_merged_municipality_is_followed_by_its_successor(programmes: Programmes) -> None:
    during = programmes.territory_on("legnano", date(2019, 2, 7))
    after = programmes.territory_on("legnano", date(2019, 2, 8))
    assert {"015235", "015246"} < set(during)
    assert set(after) - set(during) == {"015251"}
    assert (len(during), len(after)) == (36, 35)


def test_a_body_may_hold_whole_provinces(programmes: Programmes) -> None:
    assert programmes.territory_on("ats-milano", date(2016, 5, 2)) == ("015", "098")


def test_the_joining_ranges_are_those_of_the_seeds(programmes: Programmes) -> None:
    ranges = [
        (target.minimum, target.maximum)
        for slug in ("legnano", "cip")
        for target in programmes.alliances[slug].targets
        if target.id == "firms"
    ]
    assert ranges == [(10, 15), (25, 30)]


@pytest.mark.parametrize(
    ("owner", "municipality", "day", "holds"),
    [
        ("legnano", "015235", date(2019, 2, 7), True),
        ("legnano", "015235", date(2019, 2, 8), True),
        ("legnano", "015251", date(2019, 2, 8), True),
        ("legnano", "015070", date(2019, 2, 8), False),
        ("adda-martesana", "015219", date(2016, 1, 1), True),
        ("adda-martesana", "015139", date(2016, 1, 1), False),
        ("ats-milano", "098031", date(2016, 5, 2), True),
        ("ats-milano", "015235", date(2020, 5, 2), True),
        ("ats-milano", "016024", date(2016, 5, 2), False),
        ("presidenza-consiglio-ministri", "063049", date(2019, 12, 1), True),
    ],
)
def test_a_place_lies_in_a_territory_provinces_mergers_and_all(
    programmes: Programmes, owner: str, municipality: str, day: date, holds: bool
) -> None:
    assert programmes.holds(owner, municipality, day) == holds


def test_the_2015_call_has_two_sections_and_its_published_deadline(programmes: Programmes) -> None:
    call = programmes.calls["ADM-2015"].latest
    assert [(line.id, line.budget_cents) for line in call.lines] == [
        ("I", 2_000_000),
        ("II", 2_000_000),
    ]
    assert call.split == "indicative"
    assert call.closes_at == datetime(2015, 12, 9, 22, 59, 59, tzinfo=UTC)


def test_the_2016_call_ends_with_its_funds(programmes: Programmes) -> None:
    call = programmes.calls["ATSMI-CC-2016"].latest
    assert (call.procedure, call.closes_at, call.ends_with_funds) == ("sportello", None, True)
    line = call.lines[0]
    assert line.budget_cents == 6_000_000
    assert line.payment is not None
    assert [part.percent for part in line.payment.instalments] == [70, 30]


def test_what_no_source_says_is_named_as_synthetic(programmes: Programmes) -> None:
    invented = set(programmes.calls["ADM-2015"].latest.synthetic)
    assert {"opens_at", "procedure", "review_days", "lines.II.voucher"} < invented
    assert programmes.calls["FVG-DOTE-2024"].latest.synthetic == ()
    assert programmes.alliances["cip"].synthetic == ()


def test_every_requirement_says_which_data_it_reads(programmes: Programmes) -> None:
    line = programmes.calls["ATSMI-CC-2016"].latest.lines[0]
    needs = {requirement.id: requirement.needs for requirement in line.requirements}
    assert needs["agreement"] == ("answers.agreement_months", "answers.short_by_nature")
    assert all(needs.values())


def test_a_loaded_call_survives_being_stored_as_json(programmes: Programmes) -> None:
    for call in (version for file in programmes.calls.values() for version in file.versions):
        assert type(call).model_validate_json(call.model_dump_json()) == call
        assert type(call).model_validate(call.model_dump(mode="json")) == call


def test_mailboxes_of_the_example_kind_stand_where_they_are_invented(
    programmes: Programmes,
) -> None:
    invented = {slug for slug, body in programmes.bodies.items() if "example" in str(body.pec)}
    assert invented == {"comune-cernusco", "comune-legnano", "so-le", "ats-milano"}
