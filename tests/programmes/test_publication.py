from datetime import date

import pytest

from contracts.calls import Call
from programmes.files import load_programmes
from programmes.publication import complete, missing
from tests.programmes.world import GOOD

GOOD_CALLS = load_programmes(GOOD)
FAMILIES = GOOD_CALLS.calls["FAMIGLIE-2026"].latest
PROJECTS = GOOD_CALLS.calls["PROGETTI-2026"].latest
BODY = GOOD_CALLS.body_on("borgo", date(2016, 3, 2))


def test_a_call_of_which_everything_is_known_lacks_only_the_mailbox_of_its_body() -> None:
    assert missing(FAMILIES, BODY) == ("la PEC dell'ente «Azienda seconda»",)
    assert BODY is not None
    mended = BODY.model_copy(update={"pec": "protocollo@borgo.example"})
    assert missing(FAMILIES, mended) == ()


def test_a_draft_tells_everything_that_it_lacks() -> None:
    assert missing(PROJECTS, None) == (
        "l'atto che fissa i criteri (art. 12 L. 241/1990)",
        "l'ente capofila che pubblica il bando",
        "l'ufficio responsabile del procedimento (art. 5 L. 241/1990)",
        "il CUP",
        "l'informativa sul trattamento dei dati personali",
        "il termine per decidere («review_days»)",
        "sezione progetti: i fondi («lines.progetti.budget_eur»)",
        "sezione progetti: la graduatoria («lines.progetti.ranking»)",
    )


def test_what_is_unknown_is_told_once_and_by_its_legal_name() -> None:
    lacking = [each for each in missing(PROJECTS, BODY) if "CUP" in each]
    assert lacking == ["il CUP"]


def test_a_whole_call_is_completed() -> None:
    call = complete(FAMILIES)
    assert isinstance(call, Call)
    assert call.lines[0].budget_cents == 6_000_000
    assert call.model_dump() == FAMILIES.model_dump()


def test_a_call_with_gaps_is_not_completed() -> None:
    with pytest.raises(ValueError, match=r"^PROGETTI-2026 lacks review_days, lines\.progetti"):
        complete(PROJECTS)


def test_something_that_no_schema_asks_for_and_nobody_knows_is_a_gap_too() -> None:
    draft = FAMILIES.model_copy(update={"unknown": ("cumulation",)})
    assert missing(draft, BODY)[-1] == "la regola sul cumulo («cumulation»)"
    with pytest.raises(ValueError, match="cumulation"):
        complete(draft)


def test_the_packaged_drafts_are_complete_if_and_only_if_nothing_is_unknown() -> None:
    for file in load_programmes().calls.values():
        if file.latest.unknown:
            with pytest.raises(ValueError, match=file.id):
                complete(file.latest)
        else:
            assert complete(file.latest).id == file.id
