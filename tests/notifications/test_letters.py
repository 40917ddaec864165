"""How letters read: their recorded texts, and the rules of the house."""

import os
import re
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import Environment, nodes

from contracts.cases import LetterFacts
from contracts.letters import DigestFacts, EmployerLetterFacts, MoneyFacts
from contracts.notifications import LetterName
from contracts.portal import DraftLetterFacts
from contracts.providers import ProviderLetterFacts
from contracts.vouchers.cards import VoucherCard
from services.notifications.rules.catalogue import drafts
from services.notifications.rules.composing import CannotCompose, compose
from services.notifications.rules.markup import as_html, as_text
from tests.notifications.cases import CASES, FILED, OBJECTED, composed
from tests.notifications.samples import facts

GOLDEN = Path(__file__).parent / "golden"
RECORD = "CAPOFILA_RECORD_LETTERS"
KNOWN = {
    f"{root}.{field}"
    for root, contract in {
        "facts": LetterFacts, "draft": DraftLetterFacts, "provider": ProviderLetterFacts,
        "voucher": VoucherCard, "money": MoneyFacts, "digest": DigestFacts,
        "employer": EmployerLetterFacts,
    }.items()
    for field in contract.model_fields
} | {"withdrawal.effect", "awaited.of"}  # fmt: skip
ROOTS = {each.partition(".")[0] for each in KNOWN}
FORBIDDEN = re.compile(r"disabil|violenz|isee|euro|figli|minor", re.IGNORECASE)
VERB = re.compile(
    r"\b(è|ha|abbiamo|accetti|lo usi|completi|attivi|scade|può|invii|restituire)\b", re.IGNORECASE
)
FULL_DATE = re.compile(
    r"((luned|marted|mercoled|gioved|venerd)ì|sabato|domenica) (1°|\d{1,2}) [a-z]+ \d{4}"
)
# They tell many of what has no day of its own, or a day for each.
DATELESS = {
    "provider-told-kept",
    "provider-told-suspended",
    "provider-told-revoked",
    "employer-invited",
    "employer-invited-to-confirm",
}
HALF_WRITTEN = re.compile(r"\b(e'|piu'|puo'|perche'|gia'|sara'|cosi'|\w+di' )", re.IGNORECASE)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("twin", ["txt", "html"])
def test_a_letter_reads_as_its_golden_text(case: str, twin: str):
    words = composed(case)
    written = f"{words.subject}\n\n{words.text}" if twin == "txt" else words.html
    path = GOLDEN / f"{case}.{twin}"
    if os.environ.get(RECORD):
        path.write_text(written)
    assert written == path.read_text(), f"set {RECORD}=1 to record it anew"


def test_there_is_one_file_for_each_letter_of_the_contract():
    assert set(drafts()) == set(get_args(LetterName))
    assert {case.name for case in CASES.values()} == set(drafts())


@pytest.mark.parametrize("name", get_args(LetterName))
def test_a_letter_names_exactly_the_data_that_it_uses(name: str):
    letter = drafts()[name]
    used = data_of(letter.matter.subject) | data_of(letter.source)
    assert used == set(letter.matter.data)
    assert {".".join(each.split(".")[:2]) for each in used} <= KNOWN


def data_of(source: str) -> set[str]:
    tree = Environment(autoescape=True).parse(source)
    chains = {chain(node) for node in tree.find_all(nodes.Getattr)}
    roots = {each for each in chains if each.split(".")[0] in ROOTS}
    return {each for each in roots if not any(other.startswith(f"{each}.") for other in roots)}


def chain(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{chain(node.node)}.{node.attr}"
    return getattr(node, "name", "")


@pytest.mark.parametrize("case", CASES)
def test_subject_and_body_fit_and_the_subject_is_a_sentence(case: str):
    words = composed(case)
    assert 10 <= len(words.subject) <= 120
    assert 80 <= len(words.text) <= 10_000
    assert VERB.search(words.subject)


@pytest.mark.parametrize("case", CASES)
def test_nothing_delicate_shows_before_the_letter_is_opened(case: str):
    words = composed(case)
    assert not FORBIDDEN.search(words.subject + words.text[:200])
    assert "7Q2M" not in words.subject + words.text[:200]
    assert "Bianchi" not in words.subject


@pytest.mark.parametrize("case", CASES)
def test_every_letter_says_what_next_and_whom_to_ask(case: str):
    text = composed(case).text
    for heading in ("Cosa succede", "A chi chiedere"):
        assert heading in text


@pytest.mark.parametrize("case", FILED)
def test_a_letter_about_what_was_filed_names_its_register_number(case: str):
    flat = " ".join(composed(case).text.split())
    assert "protocollo 0000123/2016, registrato martedì 1° novembre 2016" in flat


@pytest.mark.parametrize("case", OBJECTED)
def test_a_letter_that_ends_something_says_how_to_object(case: str):
    text = composed(case).text
    assert "Se non è d'accordo" in text
    flat = " ".join(text.split())
    assert "entro 60 giorni" in flat
    assert "entro 120 giorni" in flat


@pytest.mark.parametrize("case", CASES)
def test_letters_are_courteous_and_well_spelt(case: str):
    text = composed(case).text
    assert "!" not in text
    assert not HALF_WRITTEN.search(text)
    assert not re.search(r"\b(tu|tuo|tua|tuoi)\b", text)
    assert max(map(len, text.splitlines())) <= 72
    assert "{{" not in text
    assert "None" not in text


@pytest.mark.parametrize("case", CASES)
def test_dates_are_in_full_and_amounts_in_words(case: str):
    flat = " ".join(composed(case).text.split())
    assert FULL_DATE.search(flat) or case in DATELESS
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d/\d{2}/\d{4}|€|EUR", flat)


@pytest.mark.parametrize("case", CASES)
def test_the_html_twin_says_the_same_and_is_accessible(case: str):
    words = composed(case)
    assert '<html lang="it">' in words.html
    assert "<img" not in words.html
    assert "<ul>\n</ul>" not in words.html
    assert words.html.count("<h1>") == 1
    page = re.sub(r"<style>.*</style>|<[^>]+>", " ", words.html, flags=re.DOTALL)
    bare = page.replace("&#39;", "'").replace("&amp;", "&")
    for line in words.text.split("\n"):
        assert line.removeprefix("- ").strip() in " ".join(bare.split())


def test_every_unmet_requirement_stands_with_its_article():
    flat = " ".join(composed("refused").text.split())
    assert "il limite è 50. Punto del bando: «Destinatari: dimensione»." in flat
    assert "del diritto annuale. Punto del bando: «Requisiti: diritto annuale»." in flat


@pytest.mark.parametrize(
    "name", ["{{7*7}}", "{{ facts.protocol }}", "{% raw %}", "${7*7}", "{#x#}"]
)
def test_what_people_typed_is_never_a_template(name: str):
    words = compose("granted", facts(name=name, call_title=name))
    assert f"Gentile {name}," in words.text
    assert f"Gentile {name}," in words.html


def test_what_people_typed_is_never_markup():
    words = compose("granted", facts(name="<b>Rossi</b> & ## figli\n\n- uno"))
    assert "Gentile &lt;b&gt;Rossi&lt;/b&gt; &amp; ## figli - uno," in words.html
    assert "Gentile <b>Rossi</b> & ## figli - uno," in words.text


def test_what_people_typed_cannot_turn_the_reading_direction():
    assert "Gentile Rossi," in compose("granted", facts(name="\u202eRossi\u0000\u200f")).text


def test_a_letter_that_is_too_long_is_not_composed():
    with pytest.raises(CannotCompose):
        compose("refused", facts(reason="a " * 6000))


def test_the_twins_come_from_one_source():
    source = "## Titolo\n\nUno\ndue\n\n{% for x in y %}\n- {{ x }}\n{% endfor %}\n"
    assert as_text(source).startswith("Titolo\n")
    assert as_html(source) == (
        "<h2>Titolo</h2>\n<p>Uno<br>\ndue</p>\n"
        "<ul>\n{% for x in y %}\n<li>{{ x }}</li>\n{% endfor %}\n</ul>"
    )
