from bench.people import form, tax_code
from contracts.intake import ApplicationForm


def test_every_synthetic_person_has_a_valid_form():
    for number in (0, 1, 25, 26, 2_000):
        assert ApplicationForm.model_validate(form(number)).line == "II"


def test_no_two_synthetic_people_share_a_tax_code():
    assert len({tax_code(number) for number in range(2_000)}) == 2_000
