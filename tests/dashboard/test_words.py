"""Every word that contracts know has its Italian, its tone and its picture on the desk."""

import re
from string import Formatter
from typing import Any, get_args

import pytest

from capofila.house import ROOT
from contracts.adhesions import AdhesionStep
from contracts.agreements import CostSplit, PlaceState
from contracts.applications.calls import CallState
from contracts.applications.closing import FinalState
from contracts.applications.decisions import DecisionOutcome
from contracts.applications.procedure import TermClock
from contracts.applications.ranking import AcceptanceAnswer, RankingKind
from contracts.calls import ActKind, ApplicantKind, Procedure, SupportForm
from contracts.cases import CaseWarning
from contracts.desks import ContactChannel, DeskDeed, Outcome, Topic
from contracts.intake import Arrival, AttachmentReceipt
from contracts.network import AdhesionState, Milestone
from contracts.notifications import LetterName
from contracts.partnership import Channel, Interest, SizeClass
from contracts.plans import PlanState
from contracts.publishing import CallStep, VersionState
from contracts.purchases import VoucherMove
from contracts.rankings import Listed
from contracts.roll import Due
from contracts.surveys import Dimension
from contracts.terms import FactGiven, IntegrationCard, NoticeCard, TermFactKind, TermStop
from contracts.vouchers.life import OnWithdrawal, ReminderOf
from services.applications.rules.counting import Answer
from services.dashboard.api.render import STATIC, static_files
from services.dashboard.rules import (
    call_words,
    effects,
    fact_signs,
    facts,
    network_words,
    ranking_words,
    term_words,
    voucher_words,
    wording,
)
from services.dashboard.rules.states import ENDS, State
from services.dashboard.streams import doors
from services.vouchers.rules.voucher_states import MOVES
from services.vouchers.rules.voucher_states import State as VoucherState

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
        (get_args(DecisionOutcome), fact_signs.DECIDED),
        (get_args(DecisionOutcome), fact_signs.PROPOSED),
        (get_args(AcceptanceAnswer), fact_signs.ACCEPTED),
        (get_args(RankingKind), ranking_words.KINDS),
        (get_args(AdhesionState), network_words.ADHESIONS),
        (get_args(AdhesionState), network_words.ADHESION_CHIPS),
        (get_args(AdhesionStep), network_words.STEPS),
        (get_args(Due), network_words.DUE),
        (get_args(Channel), network_words.CHANNELS),
        (get_args(SizeClass), network_words.SIZES),
        (get_args(Interest), network_words.INTERESTS),
        (get_args(Milestone), network_words.MILESTONES),
        (get_args(PlanState), network_words.PLANS),
        (get_args(PlaceState), network_words.PLACES),
        (get_args(CostSplit), network_words.SPLITS),
        (get_args(Topic), network_words.TOPICS),
        (get_args(Outcome), network_words.OUTCOMES),
        (get_args(ContactChannel), network_words.CONTACTS),
        (get_args(DeskDeed), network_words.DEEDS),
        (get_args(Dimension), network_words.DIMENSIONS),
        (get_args(Listed), ranking_words.PARTS),
        (("asked", *get_args(AcceptanceAnswer)), ranking_words.ANSWERS),
        (get_args(ReminderOf), fact_signs.REMINDED),
        (get_args(OnWithdrawal), fact_signs.WITHDRAWN),
        (get_args(TermClock), fact_signs.CLOCK),
        (get_args(TermClock), term_words.CLOCKS),
        (get_args(TermFactKind), term_words.TERM_FACTS),
        (get_args(TermStop.model_fields["kind"].annotation), term_words.STOPS),
        (get_args(IntegrationCard.model_fields["state"].annotation), term_words.INTEGRATIONS),
        (get_args(NoticeCard.model_fields["state"].annotation), term_words.NOTICES),
        (get_args(FactGiven.model_fields["kind"].annotation), term_words.TELLABLE),
        (get_args(VoucherState), voucher_words.VOUCHERS),
        (get_args(VoucherMove), voucher_words.MOVES),
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
        call_words.VERSION_STATES, call_words.MOVES, call_words.HEARD,
        fact_signs.FACTS, effects.GROUPS,
        term_words.CLOCKS, term_words.INTEGRATIONS, term_words.NOTICES, voucher_words.VOUCHERS,
        *(told for _, told in fact_signs.BY_KIND.values()),
    )  # fmt: skip
    signs = [sign for table in tables for sign in table.values()]
    signs += [each.done for each in call_words.STEPS.values()]
    sprites = (STATIC / static_files()["sprites.svg"]).read_text()
    missing = [sign.icon for sign in signs if f'id="it-{sign.icon}"' not in sprites]
    assert missing == []


def test_every_fact_of_a_case_that_is_heard_has_its_words() -> None:
    heard = {each for each, _ in doors.events.values()}
    cases = {each.__name__ for each in heard if "application_id" in each.model_fields}
    assert cases - set(fact_signs.FACTS) - set(fact_signs.BY_KIND) == set()


def test_a_sentence_of_a_fact_reads_only_what_the_fact_says() -> None:
    heard = {each.__name__: each for each, _ in doors.events.values()}
    for kind, sentence in facts.SENTENCES.items():
        read = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        assert read <= set(heard[kind].model_fields), kind


@pytest.mark.parametrize("state", get_args(VoucherState))
def test_a_voucher_is_offered_the_moves_that_its_owner_allows(state: VoucherState) -> None:
    offered = {each.move for each in voucher_words.offered(state)}
    allowed = {move for move, states in MOVES.items() if state in states}
    assert offered == allowed & set(get_args(VoucherMove))


def test_a_voucher_has_one_name_in_all_that_people_read() -> None:
    read = [
        path
        for kind in ("*.html", "*.txt", "*.py", "*.toml")
        for folder in (ROOT / "services", ROOT / "programmes")
        for path in folder.rglob(kind)
    ]
    assert [path for path in read if re.search(r"\bbuon[oi]\b", path.read_text().lower())] == []


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
