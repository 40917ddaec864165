from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.amounts import Match, TableOf
from contracts.calls import CallDraft
from contracts.places import Entry
from programmes.description import told_match
from programmes.differences import UNTOLD, differences
from programmes.files import load_programmes
from programmes.publication import complete
from programmes.wording import LABELS
from tests.programmes.world import GOOD

GOOD_CALLS = load_programmes(GOOD).calls
B_1 = GOOD_CALLS["B-1"].versions
FAMILIES = GOOD_CALLS["FAMIGLIE-2026"].latest
PROJECTS = GOOD_CALLS["PROGETTI-2026"].latest
HOLIDAYS = GOOD_CALLS["CHIUSURE-2026"].latest
WORKERS = GOOD_CALLS["LAVORO-2026"].latest
# The same, with a section more: which money it spends can be changed.
THREE = HOLIDAYS.model_copy(
    update={
        "lines": (
            HOLIDAYS.lines[0].model_copy(update={"id": "altro"}),
            *HOLIDAYS.lines,
        )
    }
)
NOT_OF_CALLS = {
    "Municipality", "OfficeHours", "Register", "Body", "Lead", "District", "Target", "Channel",
}  # fmt: skip
NOT_OF_CALLS |= {"Period", "Alliance"}
OTHERS = (
    *("altro", "altro_on", "altro_cents", "altro@borgo.example", "E44E20000140008", "filed_on"),
    *("graduatoria", "sportello", "indicative", "binding", "none", "line", "call", "allowed"),
    *("arrival", "sending", "first", "last", "ascending", "descending", "person", "post", "pec"),
    *("household", "child", "applicant", "on_result", "reimbursement", "consulting", "correction"),
    *("text", "boolean", "ALTRO-2026", "015235", "offered", "revoke", "week", "Baby-sitter"),
)

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every place of a stored call, the lists and tables themselves too."""
    inner = list(enumerate(value)) if isinstance(value, list) else []
    for key, child in value.items() if isinstance(value, dict) else inner:
        yield (*path, key)
        yield from leaves(child, (*path, key))


def others(value: Any) -> Iterator[Any]:
    """What might stand in a place instead."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case str():
            yield from (f"{value}x", *OTHERS, *_next_day(value), None)
        case list() | dict() if value:
            yield from (_shorter(value), None)


def _shorter(value: Any) -> Any:
    return value[1:] if isinstance(value, list) else dict(list(value.items())[1:])


def _next_day(value: str) -> Iterator[str]:
    try:
        yield (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    except ValueError:
        yield value.replace("T08:", "T07:").replace("T10:", "T11:").replace("T11:", "T12:")


def changed(call: CallDraft, path: Path) -> Iterator[CallDraft]:
    """The calls that another value at a place makes."""
    stored = call.model_dump(mode="json")
    parent, value = _at(stored, path[:-1]), _at(stored, path)
    for other in others(value):
        parent[path[-1]] = other
        with suppress(ValidationError):
            new = CallDraft.model_validate(stored)
            if new != call:
                yield new


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


@cache
def first_changes() -> dict[Path, tuple[CallDraft, CallDraft]]:
    """One change of every place of the good calls that can be changed."""
    found = (
        (path, call, new)
        for call in (B_1[1], FAMILIES, PROJECTS, HOLIDAYS, WORKERS, THREE)
        for path in leaves(call.model_dump(mode="json"))
        for new in islice(changed(call, path), 1)
    )
    return {(call.id, *path): (call, new) for path, call, new in found}


def test_no_change_of_any_field_is_silent() -> None:
    silent = [
        path
        for path, (before, after) in first_changes().items()
        if path[-1] not in UNTOLD and not differences(before, after)
    ]
    assert silent == []


def test_every_field_of_a_call_was_tried() -> None:
    tried = {key for path in first_changes() for key in path}
    fields = {name for model in _models() if model is not Match for name in model.model_fields}
    assert fields - tried - UNTOLD == set()


def _models() -> Iterator[type[Entry]]:
    for model in Entry.__subclasses__():
        for each in (model, *model.__subclasses__()):
            if each.__name__ not in NOT_OF_CALLS and each.__module__.startswith("contracts."):
                yield each


def test_every_field_of_a_call_has_italian_words() -> None:
    fields = {name for model in _models() if model is not Match for name in model.model_fields}
    assert fields - UNTOLD - set(LABELS) == set()


@pytest.mark.parametrize("name", Match.model_fields)
def test_every_border_of_a_row_is_told(name: str) -> None:
    values: dict[str, tuple[Any, Any]] = {
        "yes": (True, False),
        "one_of": (("a",), ("b",)),
        "from_on": (date(2026, 1, 1), date(2026, 1, 2)),
        "to_on": (date(2026, 1, 1), date(2026, 1, 2)),
    }
    one, other = values.get(name, (0, 1))
    assert told_match(Match(**{name: one})) != told_match(Match(**{name: other}))


@given(st.data())
def test_two_calls_differ_if_and_only_if_there_is_a_sentence(data: st.DataObject) -> None:
    calls = st.sampled_from([*B_1, FAMILIES, PROJECTS, HOLIDAYS, THREE])
    one, other = data.draw(calls), data.draw(calls)
    assert bool(differences(one, other)) == (one != other)


def stored(call: CallDraft) -> CallDraft:
    """The call as it comes back from a table, every field written."""
    return CallDraft.model_validate_json(call.model_dump_json())


def test_no_sentence_says_what_no_official_would_say() -> None:
    pairs = [*first_changes().values(), *((one, other) for one in B_1 for other in B_1)]
    told = {
        sentence
        for one, other in pairs
        for before, after in ((one, other), (other, one), (stored(other), stored(one)))
        for sentence in differences(before, after)
    }
    assert [sentence for sentence in told if "None" in sentence or "nulla" in sentence] == []


@pytest.mark.parametrize("draft", [FAMILIES, HOLIDAYS], ids=lambda draft: draft.id)
def test_a_published_call_says_the_same_as_its_file(draft: CallDraft) -> None:
    call = complete(draft)
    assert (differences(call, draft), differences(draft, call)) == ((), ())


def test_an_act_that_is_taken_back_is_told_without_what_it_does_not_say() -> None:
    taken_back = differences(B_1[1], B_1[0])[1]
    assert taken_back == (
        "L'atto di questa versione non c'è più: era tipo proroga con integrazione delle domande, "
        "numero dell'atto «Determinazione n. 210», data dell'atto venerdì 4 dicembre 2015, motivo "
        "«Sono arrivate poche domande delle famiglie.», termine per integrare le domande già "
        "inviate mercoledì 23 dicembre 2015 alle 12:00."
    )


def test_an_extension_reads_as_an_official_would_say_it() -> None:
    assert differences(B_1[0], B_1[1]) == (
        (
            "La scadenza passa da mercoledì 9 dicembre 2015 alle 23:59 "
            "a mercoledì 23 dicembre 2015 alle 12:00."
        ),
        (
            "Atto: proroga con integrazione delle domande, «Determinazione n. 210» di venerdì "
            "4 dicembre 2015. Motivo: Sono arrivate poche domande delle famiglie."
        ),
        (
            "Chi ha già inviato la domanda può integrarla fino a mercoledì 23 dicembre 2015 "
            "alle 12:00."
        ),
        "Sezione II: il titolo cambia da «Famiglie» a «Famiglie e persone sole».",
        "Sezione II: si toglie il requisito «work».",
    )


def test_a_change_of_amount_is_told_where_it_stands() -> None:
    assert differences(B_1[1], B_1[2])[1:] == (
        "Le domande già inviate si ricalcolano.",
        "Sezione II, importo: il tetto passa da 800,00 euro a 900,00 euro.",
        "Sezione II, importo: la percentuale passa da 50 per cento a 60 per cento.",
    )


def with_line(number: int, **changes: Any) -> CallDraft:
    """The families' call with another line."""
    lines = list(FAMILIES.lines)
    lines[number] = lines[number].model_copy(update=changes)
    return FAMILIES.model_copy(update={"lines": tuple(lines)})


def test_a_condition_is_told_with_what_people_will_read() -> None:
    requirement = FAMILIES.lines[0].requirements[1]
    cel = "answers.isee_cents <= eur('30000.00')"
    rest = FAMILIES.lines[0].requirements
    lowered = (rest[0], requirement.model_copy(update={"cel": cel}), *rest[2:])
    assert differences(FAMILIES, with_line(0, requirements=lowered)) == (
        (
            "Sezione nord, requisito «isee»: la condizione cambia da "
            "«answers.isee_cents <= eur('25000.00')» a «answers.isee_cents <= eur('30000.00')»."
        ),
        (
            "Sezione nord, requisito «isee»: a chi non la soddisfa si dice "
            "«L'ISEE è {answers.isee_cents}: il limite è 25.000 euro.»."
        ),
    )


def test_money_questions_and_documents_are_told() -> None:
    line = FAMILIES.lines[2]
    papers = (*FAMILIES.lines[0].documents, *line.documents)
    new = with_line(2, budget_cents=2_500_000, questions=line.questions[:2], documents=papers)
    assert differences(FAMILIES, new) == (
        "Sezione estate: i fondi passano da 30.000,00 euro a 25.000,00 euro.",
        "Sezione estate: si toglie la domanda «Il centro è aperto tutto il giorno?».",
        "Sezione estate: si aggiunge il documento «Documento d'identità».",
        "Sezione estate: si aggiunge il documento «Certificato di disabilità».",
        "Sezione estate: si aggiunge il documento «Ricevute già pagate».",
    )


def test_the_rows_of_a_table_are_told_by_their_values() -> None:
    table = FAMILIES.lines[2].amount
    assert isinstance(table, TableOf)
    high = table.rows[-1].model_copy(update={"amount_cents": 7_500})
    new = with_line(2, amount=table.model_copy(update={"rows": (*table.rows[1:-1], high)}))
    assert differences(FAMILIES, new) == (
        "Sezione estate, importo: si toglie la riga per «isee_cents» al più 10.000,00 euro.",
        (
            "Sezione estate, importo, riga per «isee_cents» più di 20.000,00 euro: "
            "l'importo passa da 60,00 euro a 75,00 euro."
        ),
    )


def test_a_line_that_comes_and_a_line_that_goes_are_told() -> None:
    shorter = FAMILIES.model_copy(update={"lines": FAMILIES.lines[:2]})
    assert differences(FAMILIES, shorter) == ("Si toglie la sezione estate.",)
    assert differences(shorter, FAMILIES) == ("Si aggiunge la sezione estate.",)
    turned = FAMILIES.model_copy(update={"lines": FAMILIES.lines[::-1]})
    assert differences(FAMILIES, turned) == (
        "Le sezioni cambiano ordine: «estate», «sud», «nord».",
    )


def holidays(number: int, **changes: Any) -> CallDraft:
    """The call of the school holidays with another section."""
    lines = list(HOLIDAYS.lines)
    lines[number] = lines[number].model_copy(update=changes)
    return HOLIDAYS.model_copy(update={"lines": tuple(lines)})


def test_money_that_is_no_longer_shared_is_told_in_one_sentence() -> None:
    new = holidays(1, budget_of=None, budget_cents=1_200_000)
    assert differences(HOLIDAYS, new) == (
        (
            "Sezione estate: i fondi erano quelli della sezione pasqua; ora sono propri, "
            "12.000,00 euro."
        ),
    )
    assert differences(new, HOLIDAYS) == (
        (
            "Sezione estate: i fondi erano propri, 12.000,00 euro; ora sono quelli della "
            "sezione pasqua."
        ),
    )


def test_the_window_and_the_territory_of_a_section_are_told_where_they_stand() -> None:
    closes_at = datetime(2026, 7, 24, 10, tzinfo=UTC)
    new = holidays(1, opens_at=None, closes_at=closes_at, territory=("015070",))
    assert differences(HOLIDAYS, new) == (
        "Sezione estate: l'apertura non c'è più: era lunedì 1 giugno 2026 alle 09:00.",
        (
            "Sezione estate: la scadenza passa da mercoledì 15 luglio 2026 alle 12:00 "
            "a venerdì 24 luglio 2026 alle 12:00."
        ),
        "Sezione estate: il territorio: si toglie «015108».",
    )


def test_a_share_that_must_be_asked_for_and_a_term_in_days_are_told() -> None:
    line = HOLIDAYS.lines[0]
    assert line.payment is not None
    advance, balance = line.payment.instalments
    shares = (advance.model_copy(update={"on_request": False}), balance)
    asked = line.questions[0].model_copy(update={"term_days": 60})
    new = holidays(
        0,
        payment=line.payment.model_copy(update={"instalments": shares}),
        questions=(asked, *line.questions[1:]),
    )
    assert differences(HOLIDAYS, new) == (
        (
            "Sezione pasqua, domanda «Quando è tornato o tornata al lavoro?»: i giorni del termine "
            "passano da 90 giorni a 60 giorni."
        ),
        (
            "Sezione pasqua, pagamento, rata «Anticipo, a chi lo chiede»: il pagamento a richiesta "
            "passa da sì a no."
        ),
    )


def test_the_caps_and_the_services_of_a_voucher_are_told_by_what_they_are_for() -> None:
    line = B_1[1].lines[1]
    assert line.voucher is not None
    monthly, weekly = line.voucher.caps
    caps = (monthly, weekly.model_copy(update={"at_most_cents": 9_000, "category": None}))
    voucher = line.voucher.model_copy(update={"caps": caps, "care": (), "on_withdrawal": "revoke"})
    lines = (B_1[1].lines[0], line.model_copy(update={"voucher": voucher}))
    assert differences(B_1[1], B_1[1].model_copy(update={"lines": lines})) == (
        "Sezione II, voucher: si toglie il tetto di spesa alla settimana per «Nido».",
        "Sezione II, voucher: si aggiunge il tetto di spesa alla settimana: 90,00 euro.",
        "Sezione II, voucher: si toglie la situazione di cura «disabilita».",
        (
            "Sezione II, voucher: la sorte del voucher se l'impresa recede passa da sospeso "
            "a revocato."
        ),
    )
