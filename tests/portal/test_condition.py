"""The page of a call says each condition without the data of a case."""

import re

import pytest

from contracts.questions import Requirement
from programmes.files import load_programmes
from services.portal.rules.condition import conditions, general

MISSING = "Manca il dato."
LINES = [
    (call_id, line)
    for call_id, file in load_programmes().calls.items()
    for line in file.latest.lines
]


def requirement(met: str, unmet: str = "No.") -> Requirement:
    return Requirement(
        id="prova", article="Requisiti: ISEE fino a 20.000 euro", cel="answers.isee_cents > 0",
        sentence_yes=met, sentence_no=unmet, sentence_missing=MISSING,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("met", "unmet", "told"),
    [
        ("La domanda è di un'impresa.", "No.", "La domanda è di un'impresa."),
        ("È un comune dell'ATS (ISTAT {applicant.municipality}).", "No.", "È un comune dell'ATS."),
        ("Ore: {item.hours}. Ne servono 20.", "No.", "Ore: ne servono 20."),
        ("L'ISEE è {answers.isee_cents}: fino a 20 euro.", "No.", "L'ISEE: fino a 20 euro."),
        ("Mesi: {answers.months}.", "Mesi: {answers.months}. Servono 24.", "Mesi: servono 24."),
        ("Il periodo è ammesso. Primo giorno: {answers.from_on}.", "No.", "Il periodo è ammesso."),
        ("Figli: {computed.children_count}.", "Nessun figlio.", "ISEE fino a 20.000 euro."),
    ],
)  # fmt: skip
def test_a_condition_keeps_what_holds_for_everybody(met: str, unmet: str, told: str):
    assert general(requirement(met, unmet)) == told


@pytest.mark.parametrize(("call_id", "line"), LINES, ids=lambda each: getattr(each, "id", each))
def test_no_condition_of_any_call_is_left_with_a_hole(call_id: str, line):
    told = [sentence for sentence, _ in conditions(line)]
    assert not [each for each in told if re.search(r"[{}…]|:\.|: *$", each)], call_id
    assert all(each.endswith(".") for each in told)
