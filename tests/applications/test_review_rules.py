"""Who reads an application, how alike they give points, who may sign, and what an act says."""

from datetime import date, datetime
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import Review
from contracts.cases import RequirementLine
from contracts.terms import Hearing, ObservationCard
from kit.clock import ROME
from kit.ids import new_id
from kit.refusal import Refusal
from programmes.laws import load_laws
from services.applications.rules.act_text import Grounds, Signing, Subject, act_text, text_hash
from services.applications.rules.agreement import (
    alpha,
    final_points,
    mean,
    mean_difference,
    most_apart,
    wanted_readings,
)
from services.applications.rules.assigning import Reader, chosen, may_read
from services.applications.rules.four_eyes import (
    Deciding,
    Proposed,
    check_decision,
    check_signer,
    waiting,
)

A, B, C = "staff:a", "staff:b", "staff:c"
# Krippendorff, "Computing Krippendorff's Alpha-Reliability", 2011, part C: four observers, twelve
# units; interval alpha .849.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
# The example of three coders and fifteen units of the encyclopaedias: interval alpha .811.
CODERS = (
    (None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3),
    (1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None),
    (None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4),
)
GIVEN = st.lists(st.integers(0, 10), min_size=2, max_size=4)


def units(observers: Any) -> list[list[int]]:
    """What each unit was given, by those who observed it."""
    return [
        [value for value in column if value is not None] for column in zip(*observers, strict=True)
    ]


def review(**parts: Any) -> Review:
    scores = [
        {"id": each, "label": each, "article": "Art. 1", "maximum": 10} for each in ("need", "plan")
    ]
    return Review.model_validate({"scores": scores} | parts)


def no(work: Any) -> tuple[str, int, str]:
    with pytest.raises(Refusal) as refusal:
        work()
    return refusal.value.slug, refusal.value.status, refusal.value.sentence


@pytest.mark.parametrize(("observers", "published"), [(OBSERVERS, "0.849"), (CODERS, "0.811")])
def test_alpha_is_the_published_one(observers: Any, published: str) -> None:
    found = alpha(units(observers))
    assert found is not None
    assert f"{float(found):.3f}" == published


def test_who_agrees_in_everything_has_an_alpha_of_one() -> None:
    assert alpha([[1, 1], [4, 4], [2, 2]]) == 1


@pytest.mark.parametrize("nothing", [[], [[3]], [[3], [5]], [[3, 3], [3, 3]]])
def test_where_nothing_can_be_compared_there_is_no_alpha(nothing: list[list[int]]) -> None:
    assert alpha(nothing) is None


def test_the_mean_difference_is_that_of_all_pairs() -> None:
    assert mean_difference([[1, 4], [2, 2, 5], [9]]) == Fraction(9, 4)
    assert mean_difference([[1]]) is None


@given(st.lists(GIVEN, min_size=1, max_size=6))
def test_alpha_is_at_most_one_and_knows_no_order(found: list[list[int]]) -> None:
    one = alpha(found)
    assert one is None or one <= 1
    assert one == alpha([list(reversed(unit)) for unit in reversed(found)])


@given(st.lists(GIVEN, min_size=1, max_size=6), st.integers(1, 5))
def test_alpha_does_not_change_with_the_scale(found: list[list[int]], times: int) -> None:
    assert alpha(found) == alpha([[7 + times * value for value in unit] for unit in found])


@pytest.mark.parametrize(
    ("points", "rounded"), [([3], 3), ([3, 4], 4), ([3, 4, 4], 4), ([3, 3, 4], 3), ([0, 1], 1)]
)
def test_a_mean_is_rounded_half_up(points: list[int], rounded: int) -> None:
    assert mean(points) == rounded


def test_the_points_of_an_application_are_the_mean_of_each_quality() -> None:
    sheets = [{"need": 3, "plan": 8}, {"need": 4, "plan": 8}]
    assert final_points(review().scores, sheets) == {"need": 4, "plan": 8}
    assert final_points(review().scores, []) == {}


@pytest.mark.parametrize(("second", "wanted"), [(13, 2), (14, 3), (6, 3), (7, 2)])
def test_two_sheets_that_are_far_apart_ask_for_a_third_reading(second: int, wanted: int) -> None:
    sheets = [{"need": 10}, {"need": second}]
    assert most_apart(sheets) == abs(10 - second)
    assert wanted_readings(review(reviewers=2, most_apart=4), sheets) == wanted


def test_a_third_reading_asks_for_no_fourth() -> None:
    sheets = [{"need": 0}, {"need": 9}, {"need": 4}]
    assert wanted_readings(review(reviewers=2, most_apart=4), sheets) == 3
    assert wanted_readings(review(reviewers=2), sheets) == 2
    assert wanted_readings(review(reviewers=2, most_apart=4), sheets[:1]) == 2


@pytest.mark.parametrize("order", list(permutations([(A, 3), (B, 1), (C, 1)])))
def test_who_has_least_to_read_comes_first_in_whatever_order(order: Any) -> None:
    readers = [Reader(who, load=load) for who, load in order]
    assert chosen(readers, (), 2) == (B, C)
    assert chosen(readers, {B}, 1) == (C,)
    assert chosen(readers, {A, B, C}, 1) == ()


def test_the_file_says_among_whom_a_reader_is_chosen() -> None:
    reader = Reader(A, frozenset({"II"}), frozenset({"015070"}))
    asked = [("call", "I", "016024"), ("line", "II", "016024"), ("line", "I", "015070")]
    asked += [("district", "I", "015070"), ("district", "II", "016024")]
    found = [may_read(reader, by, line, place) for by, line, place in asked]  # type: ignore[arg-type]
    assert found == [True, True, False, True, False]
    assert may_read(Reader(A), "line", "I", "015070")


def deciding(**changes: Any) -> Deciding:
    given = {"official": A, "outcome": "granted", "amount_cents": 500_000, "reason": ""}
    return Deciding(**(given | changes))


def test_who_reviews_does_not_sign() -> None:
    check_signer(A, {B})
    assert no(lambda: check_signer(B, {B})) == (
        "reviewer-signs", 409,
        "Chi ha curato l'istruttoria di una domanda non firma il suo provvedimento.",
    )  # fmt: skip


def test_without_a_proposal_nothing_is_decided() -> None:
    assert no(lambda: check_decision(review(), None, deciding())) == (
        "no-proposal", 409,
        "Manca la proposta di chi ha curato l'istruttoria su quest'esame della domanda.",
    )  # fmt: skip


def test_who_decides_otherwise_than_proposed_says_why() -> None:
    proposed = Proposed("refused", B)
    assert no(lambda: check_decision(review(), proposed, deciding())) == (
        "deviation-without-reason", 409,
        "Chi decide diversamente dalla proposta ne scrive il motivo.",
    )  # fmt: skip
    check_decision(review(), proposed, deciding(reason="Il documento c'è."))


@pytest.mark.parametrize(
    ("amount", "signers", "enough"),
    [(500_000, (), True), (500_001, (), False), (500_001, (A,), False), (500_001, (C,), True)],
)
def test_above_an_amount_two_sign(amount: int, signers: tuple[str, ...], enough: bool) -> None:
    asked = review(second_signature_above_cents=500_000)
    proposed, decision = Proposed("granted", B, signers), deciding(amount_cents=amount)
    if enough:
        check_decision(asked, proposed, decision)
        return
    slug = no(lambda: check_decision(asked, proposed, decision))
    assert slug == (
        "second-signature-needed", 409,
        "L'importo chiede due firme: manca quella di un'altra persona.",
    )  # fmt: skip


def test_a_refusal_is_signed_by_one_whatever_the_amount() -> None:
    asked = review(second_signature_above_cents=1)
    check_decision(asked, Proposed("refused", B), deciding(outcome="refused", reason="No."))


def test_what_a_decision_waits_for_is_told() -> None:
    asked = review(second_signature_above_cents=500_000)
    assert list(waiting(asked, None, 1, ["Età?"])) == [
        "Verifiche senza risposta: Età?.",
        "Manca la proposta di chi ha curato l'istruttoria su quest'esame della domanda.",
    ]
    assert list(waiting(asked, Proposed("granted", B, (C,)), 500_001, [])) == []


SUBJECT = Subject(
    protocol="0000007/2026", registered_on=date(2026, 3, 2), call_title="Voucher",
    call_id="V-2026", call_version=2, line_title="Famiglie", criteria_act="Deliberazione n. 12",
    amount_cents=45_000,
)  # fmt: skip


def signing(**changes: Any) -> Signing:
    given = {
        "body_name": "Comune di Borgo", "number": 12, "year": 2026, "on": date(2026, 4, 1),
        "outcome": "granted", "official": A, "reason": "", "checked": 1,
    }  # fmt: skip
    return Signing(**(given | changes))


def written(signing: Signing, hearing: Hearing | None = None) -> str:
    asked = RequirementLine(article="Art. 2", sentence="Abita a Borgo.", outcome="yes")
    grounds = Grounds([asked], hearing or Hearing())
    return act_text(SUBJECT, signing, grounds, load_laws().remedies_on(signing.on))


def test_an_act_says_everything_from_its_number_to_the_remedies() -> None:
    assert written(signing(proposed_by=B, signed_by=(C,))) == (
        "Comune di Borgo\n"
        "Atto n. 12/2026 del 1º aprile 2026\n"
        "Bando «Voucher» (V-2026, versione 2), sezione «Famiglie»\n"
        "Domanda protocollo 0000007/2026 del 2 marzo 2026\n\n"
        "Premesso che\n"
        "- la domanda è registrata al protocollo 0000007/2026 del 2 marzo 2026;\n"
        "- i criteri sono fissati da: Deliberazione n. 12;\n"
        "- i requisiti sono stati esaminati (esame n. 1) secondo la versione 2 del bando;\n"
        "- l'istruttoria è stata curata da staff:b, che non è in conflitto di interessi "
        "(articolo 6-bis legge 241/1990) e ha proposto l'esito;\n\n"
        "Motivi\n- Art. 2: Abita a Borgo.\n\n"
        "Si dispone\n- La domanda è accolta, per un contributo fino a 450,00 euro.\n\n"
        "Contro questo atto\n"
        "- si può ricorrere al Tribunale amministrativo regionale entro 60 giorni, o al "
        "Presidente della Repubblica entro 120 giorni, da quando lo si è ricevuto (articolo 3, "
        "comma 4, legge 241/1990).\n\n"
        "Firmato da staff:a, staff:c\n"
    )


def test_a_refusal_bears_its_reason_and_an_answer_to_every_observation() -> None:
    at = datetime(2026, 3, 20, tzinfo=ROME)
    observed = ObservationCard(
        observation_id=new_id(), protocol="0000009/2026", at=at, text="Ho l'impegno.",
        answer="L'impegno non è firmato.",
    )  # fmt: skip
    heard = Hearing(notice_protocol="0000008/2026", observations=[observed])
    text = written(signing(outcome="refused", reason="Manca l'impegno."), heard)
    assert "- Osservazioni protocollo 0000009/2026: L'impegno non è firmato.\n" in text
    assert "comunicati con protocollo 0000008/2026 (articolo 10-bis" in text
    assert "- Manca l'impegno.\n\nSi dispone\n- La domanda non è accolta." in text
    assert "Ho l'impegno." not in text


def test_the_hash_of_an_act_changes_with_one_letter() -> None:
    one, other = written(signing()), written(signing(number=13))
    assert len(text_hash(one)) == 64
    assert text_hash(one) == text_hash(written(signing()))
    assert text_hash(one) != text_hash(other)
