"""Every version of the files can be computed, and one that cannot is told."""

from datetime import date

import pytest

from contracts.calls import CallDraft
from programmes.files import load_programmes
from services.applications.rules.trial import faults

PROGRAMMES = load_programmes()
VERSIONS = [version for call in PROGRAMMES.calls.values() for version in call.versions]
DAY = date(2020, 2, 29)


@pytest.mark.parametrize("draft", VERSIONS, ids=lambda draft: f"{draft.id}.{draft.version}")
def test_every_version_of_the_files_is_computed(draft: CallDraft):
    kept = CallDraft.model_validate(draft.model_dump(mode="json"))
    for each in (draft, kept):
        assert faults(each, PROGRAMMES.territory_on(draft.owner, DAY), DAY) == ()


def test_each_line_that_cannot_be_computed_is_told_once():
    draft = PROGRAMMES.calls["ADM-2015"].latest
    lines = [
        line.model_copy(
            update={"requirements": (line.requirements[0].model_copy(update={"cel": "1 +"}),)}
        )
        for line in draft.lines
    ]
    broken = draft.model_copy(update={"lines": tuple(lines)})
    assert faults(broken, (), DAY) == (
        "Sezione I: il calcolo non riesce (ValueError).",
        "Sezione II: il calcolo non riesce (ValueError).",
    )
