"""The names under which the facts of network travel, and what they carry: ids, days and figures."""

import pytest

from contracts import network
from kit.messages import Event

FACTS = {
    "AdhesionReceived": "adhesion.received", "AdhesionRepeated": "adhesion.repeated",
    "AdhesionCompleted": "adhesion.completed", "AdhesionTended": "adhesion.tended",
    "AdhesionConfirmed": "adhesion.confirmed", "AdhesionRefused": "adhesion.refused",
    "AdhesionSuspended": "adhesion.suspended", "AdhesionResumed": "adhesion.resumed",
    "AdhesionRenewed": "adhesion.renewed", "AdhesionWithdrawn": "adhesion.withdrawn",
    "EmploymentConfirmed": "employment.confirmed", "EmploymentEnded": "employment.ended",
    "UndertakingLinked": "undertaking.linked", "UndertakingParted": "undertaking.parted",
    "AidDeclared": "aid.declared", "AidDeclarationWithdrawn": "aid.declaration-withdrawn",
    "PlanOpened": "plan.opened", "PlanAdvanced": "plan.advanced", "PlanApproved": "plan.approved",
    "PlanHoursBooked": "plan.hours-booked", "AgreementSigned": "agreement.signed",
    "PlaceGiven": "place.given", "PlaceAwaited": "place.awaited", "PlaceLeft": "place.left",
    "DeskActRecorded": "desk.act-recorded", "SurveyReleased": "survey.released",
}  # fmt: skip
PLAIN = {"string", "integer", "null"}


def kinds() -> dict[str, type[Event]]:
    said = vars(network).items()
    return {
        name: each
        for name, each in said
        if isinstance(each, type) and issubclass(each, Event) and each is not Event
    }


@pytest.mark.parametrize(("name", "travels_as"), FACTS.items())
def test_a_fact_travels_under_its_name(name: str, travels_as: str):
    assert kinds()[name].type() == f"it.capofila.network.{travels_as}.v1"


def test_no_fact_is_without_a_name_here():
    assert set(kinds()) == set(FACTS)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.__name__)
def test_a_fact_carries_ids_days_and_figures(kind: type[Event]):
    for field in kind.model_json_schema()["properties"].values():
        assert {part["type"] for part in field.get("anyOf", [field])} <= PLAIN
