from datetime import date

import pytest
from pydantic import ValidationError

from contracts.places import Alliance, Body, Municipality
from programmes.files import load_programmes

ALLIANCE = load_programmes().alliances["legnano"]


@pytest.mark.parametrize(("day", "exists"), [(date(2019, 2, 7), True), (date(2019, 2, 8), False)])
def test_a_merged_municipality_ends_on_its_last_day(day: date, exists: bool) -> None:
    place = Municipality(
        istat="015235", name="Vermezzo", belfiore="L768", valid_to=date(2019, 2, 7)
    )
    assert place.exists_on(day) == exists


@pytest.mark.parametrize("code", ["015", "015070", "italia"])
def test_a_territory_holds_municipalities_provinces_or_all_of_them(code: str) -> None:
    body = Body.model_validate(
        {"slug": "a", "name": "A", "kind": "stato", "territory": [code]}, strict=False
    )
    assert body.territory == (code,)


@pytest.mark.parametrize("code", ["20060", "0150700", "lombardia", ""])
def test_a_postcode_or_a_name_is_no_territory(code: str) -> None:
    with pytest.raises(ValidationError, match="territory"):
        Body.model_validate({"slug": "a", "name": "A", "kind": "ats", "territory": [code]})


def test_days_that_nobody_leads_are_refused() -> None:
    fields = ALLIANCE.model_dump(mode="json")
    fields["lead_history"][1]["valid_from"] = "2016-01-02"
    with pytest.raises(ValidationError, match="giorni scoperti o coperti due volte"):
        Alliance.model_validate(fields)
