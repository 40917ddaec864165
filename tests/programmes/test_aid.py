"""The law of aid is data, and a file that does not say it well is refused with its reason."""

from pathlib import Path

import pytest

from programmes.aid import FILE, PACKAGED, load_aid, packaged_aid
from programmes.refusals import ProgrammeError


def write(root: Path, old: str, new: str) -> Path:
    content = (PACKAGED / FILE).read_text()
    assert old in content
    (root / FILE).parent.mkdir()
    (root / FILE).write_text(content.replace(old, new, 1))
    return root


def test_an_incentive_needs_everything_and_a_voucher_its_project():
    law = packaged_aid()
    assert law.needs("firm_incentive") == {"de_minimis", "register", "contributions", "project"}
    assert law.needs("worker_voucher") == {"project"}
    assert law.needs("") == frozenset()


@pytest.mark.parametrize(
    ("old", "new"),
    [("cents = 20000000", 'cents = "200.000"'), ("confirm_days", "days_to_confirm"),
     ('form = "consulting"', 'form = "firm_incentive"')],
)  # fmt: skip
def test_a_law_that_is_not_well_written_is_refused(tmp_path: Path, old: str, new: str):
    with pytest.raises(ProgrammeError):
        load_aid(write(tmp_path, old, new))
