"""Every word that contracts know has its Italian, its tone and its picture on the desk."""

from typing import Any, get_args

import pytest

from contracts.applications import CallState, DecisionOutcome, FinalState
from contracts.calls import ActKind, ApplicantKind, Procedure, SupportForm
from contracts.cases import CaseWarning
from contracts.intake import Arrival, AttachmentReceipt
from contracts.notifications import LetterName
from contracts.publishing import CallStep, VersionState
from services.applications.rules.counting import Answer
from services.dashboard.api.render import STATIC, static_files
from services.dashboard.rules import call_words, effects, facts, wording
from services.dashboard.rules.states import ENDS, State

CHANNELS = (*get_args(Arrival.model_fields["channel"].annotation), "web", "partner")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (get_args(State), wording.STATES),
        (get_args(State), wording.CHIPS),
        (get_args(FinalState), ENDS),
        (get_args(Answer), wording.VERDICTS),
        (get_args(LetterName), wording.LETTERS),
        (get_args(ApplicantKind), wording.KINDS),
        (get_args(DecisionOutcome), facts.DECIDED),
        (CHANNELS, wording.CHANNELS),
        (get_args(CaseWarning.model_fields["kind"].annotation), wording.WARNINGS),
        (get_args(AttachmentReceipt.model_fields["state"].annotation), wording.DOCUMENT_STATES),
        ((*get_args(CallState), "draft"), call_words.CALL_STATES),
        ((*get_args(CallState), "draft"), call_words.CALL_CHIPS),
        (get_args(VersionState), call_words.VERSION_STATES),
        (get_args(CallStep), call_words.STEPS),
        (get_args(ActKind), call_words.ACTS),
        (get_args(SupportForm), call_words.FORMS),
        (get_args(Procedure), call_words.PROCEDURES),
    ],
)
def test_every_word_of_a_contract_is_told(words: tuple[str, ...], told: Any) -> None:
    assert set(words) <= set(told)


def test_every_sign_has_a_picture_that_is_served() -> None:
    tables = (
        wording.STATES, wording.VERDICTS, wording.DOCUMENT_STATES, call_words.CALL_STATES,
        call_words.VERSION_STATES, call_words.MOVES, facts.FACTS, facts.REVISED, facts.STOPPED,
        effects.GROUPS,
    )  # fmt: skip
    signs = [sign for table in tables for sign in table.values()]
    signs += [each.done for each in call_words.STEPS.values()]
    sprites = (STATIC / static_files()["sprites.svg"]).read_text()
    missing = [sign.icon for sign in signs if f'id="it-{sign.icon}"' not in sprites]
    assert missing == []


@pytest.mark.parametrize(
    ("octets", "words"), [(1, "1 KB"), (348_160, "340 KB"), (1_340_000, "1,2 MB")]
)
def test_the_size_of_a_file_is_told_as_people_say_it(octets: int, words: str) -> None:
    assert wording.file_size(octets) == words


@pytest.mark.parametrize(
    ("number", "words"), [("31", "atto n. 31"), ("Determinazione 950", "Determinazione 950")]
)
def test_an_act_is_named_by_its_kind_where_its_number_says_it(number: str, words: str) -> None:
    assert call_words.act_named(number, None) == words
