"""What the case page says of the check, the filing, the papers and the register."""

import httpx2
import pytest

from contracts.applications.filing import ApplicationRevised, ApplicationStopped
from kit.ids import new_id
from services.applications.rules.explanation import Finding, ItemFinding, Node, Outcome, Reading
from services.dashboard.api.desk import Desk
from services.dashboard.models import Staff
from services.dashboard.rules.explanation import Explanation, explanation_of
from tests.dashboard.conftest import (
    CALL,
    T0,
    card,
    plain,
    registered,
    tell,
    waiting_case,
)

DECLARED = "dichiarato nella domanda"


def reading(label: str, shown: str, source: str = DECLARED) -> Reading:
    return Reading(path="answers.x", label=label, value=1, shown=shown, source=source)


def finding(answer: str, sentence: str, *read: Reading, missing: tuple[str, ...] = ()) -> Finding:
    return Finding(
        requirement="size",
        article="art. 4",
        answer=answer,
        sentence=sentence,
        read=read,
        missing_labels=missing,
    )


def outcome() -> Outcome:
    """An outcome as the engine of the applications service writes it."""
    tariff = Node(label="Tariffa", sentence="Tre accordi.", cents=1_200_000, article="tabella")
    cost = Node(label="Costo documentato", sentence="Dichiarato.", cents=1_500_000)
    lowest = Node(
        label="Contributo", sentence="Il minore dei due.", cents=1_200_000, children=(tariff, cost)
    )
    child = finding("no", "Ha 12 anni compiuti.", reading("Anni compiuti", "12"))
    item = ItemFinding(
        group="children",
        index=1,
        label="figlio 2",
        counted=False,
        sentence="Non conta.",
        findings=(child,),
    )
    return Outcome(
        call=CALL,
        version=1,
        line="A",
        answer="no",
        findings=(
            finding("yes", "La domanda è di un'impresa."),
            finding("to_complete", "Manca il diritto annuale.", missing=("Diritto annuale",)),
            finding("no", "L'impresa ha 55 persone.", reading("Quante persone?", "55")),
            finding("not_applicable", "Riguarda i centri estivi."),
        ),
        items=(item,),
        ceiling_cents=900_000,
        amount_cents=900_000,
        amount=lowest,
    )


@pytest.fixture
async def explained(desk: Desk, signed: httpx2.AsyncClient) -> httpx2.Response:
    """The page of a case with its explanation."""
    case = await waiting_case(desk)
    tree = outcome().model_dump(mode="json")
    changes = ["Con 50 persone invece di 55 il requisito sarebbe rispettato."]
    desk.cards.cards[case] = card(case, explanation=tree, changes=changes)
    return await signed.get(f"/domande/{case}")


def test_the_tree_is_read_as_the_engine_writes_it():
    written, read = outcome().model_dump(mode="json"), Explanation
    told = explanation_of(written)
    assert isinstance(told, read)
    assert told.findings[2].read[0].model_dump() == {
        "label": "Quante persone?",
        "shown": "55",
        "source": DECLARED,
    }
    assert [each.cents for each in told.amount.children] == [1_200_000, 1_500_000]
    assert told.items[0].counted is False


@pytest.mark.parametrize("tree", [None, {}, {"findings": [{"answer": "forse"}]}])
async def test_a_tree_of_another_shape_leaves_the_plain_list(
    desk: Desk, signed: httpx2.AsyncClient, tree: dict[str, object] | None
):
    case = await waiting_case(desk)
    desk.cards.cards[case] = card(case, explanation=tree)
    assert "Manca il numero di addetti." in plain(await signed.get(f"/domande/{case}"))


async def test_what_is_unmet_comes_first_and_what_is_met_is_folded(explained: httpx2.Response):
    text = plain(explained)
    told = text.partition("Requisiti")[2]
    places = [
        told.index("L'impresa ha 55 persone."),
        told.index("Manca il diritto annuale."),
        told.index("Altri 2 requisiti a posto"),
        told.index("La domanda è di un'impresa."),
    ]
    assert places == sorted(places)


async def test_a_requirement_shows_what_was_read_and_where_it_comes_from(
    explained: httpx2.Response,
):
    text = plain(explained)
    assert "Quante persone? 55 dichiarato nella domanda" in text
    assert "Diritto annuale dato mancante" in text


async def test_the_smallest_change_is_told_and_decides_nothing(explained: httpx2.Response):
    text = plain(explained)
    assert "Che cosa cambierebbe l'esito Con 50 persone invece di 55" in text
    assert "non decide nulla" in text


async def test_items_and_the_amount_are_explained(explained: httpx2.Response):
    text = plain(explained)
    assert "Non conta Figlio 2 Non conta. I suoi requisiti" in text
    assert "Importo: 9.000,00 € I limiti del bando lasciano al massimo 9.000,00 €." in text
    assert "Contributo 12.000,00 € Il minore dei due. Tariffa 12.000,00 €" in text
    assert "Costo documentato 15.000,00 €" in text


async def test_the_filing_says_channel_operator_and_delegate(
    desk: Desk, signed: httpx2.AsyncClient, manager: Staff
):
    case = await waiting_case(desk)
    how = {"channel": "counter", "filed_by": f"staff:{manager.id}", "delegate": "Ada Re (zia)"}
    desk.cards.cards[case] = card(case, **how)
    words = "Presentata allo sportello, inserita da Ada Prova, con delega a Ada Re (zia)."
    assert words in plain(await signed.get(f"/domande/{case}"))


async def test_warnings_lead_to_the_applications_they_name(desk: Desk, signed: httpx2.AsyncClient):
    case, other = await waiting_case(desk), await waiting_case(desk, 2)
    sentence = "Lo stesso IBAN è anche in"
    alike = {"kind": "same_iban", "sentence": sentence, "others": [other, new_id()]}
    desk.cards.cards[case] = card(case, warnings=[alike])
    page = await signed.get(f"/domande/{case}")
    assert (
        f'{sentence} <a class="number" href="/domande/{other}">0000002/2016</a></li>' in page.text
    )


async def test_answers_and_register_entries_are_shown(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    entry = {"at": T0, "call_version": 1, "amount_cents": 1_200_000, "content_hash": "ab" * 32}
    desk.cards.cards[case] = card(
        case,
        answers=[("Quante persone?", "55")],
        revisions=[
            {"revision": 1, "by": "application", "protocol": "0000001/2016", **entry},
            {"revision": 2, "by": "amendment", "protocol": "0000009/2016", **entry},
            {"revision": 3, "by": "migration", "protocol": "44", **entry},
        ],
    )
    text = plain(await signed.get(f"/domande/{case}"))
    assert "1 risposta Quante persone? 55" in text
    assert "Modifica di chi ha fatto domanda Prot. 0000009/2016 · 9 mar 2016, 09:05" in text
    assert "Altra versione del bando Atto n. 44" in text
    assert "ab" * 32 in text


@pytest.mark.parametrize(
    ("stop", "words"),
    [
        ("withdrawn", "Chi l'ha presentata l'ha ritirata."),
        ("call_revoked", "Si è fermata quando il bando è stato revocato."),
    ],
)
async def test_a_stopped_case_waits_for_nobody(
    desk: Desk, signed: httpx2.AsyncClient, stop: str, words: str
):
    fact = registered()
    await tell(desk.database, fact, ApplicationStopped(application_id=fact.application_id, by=stop))
    page = await signed.get(f"/domande/{fact.application_id}")
    assert f"Non aspetta nessuno {words}" in plain(page)
    assert "/decisioni" not in page.text


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("amendment", "Domanda modificata da chi l'ha presentata 9.000,00 €, con la versione 2"),
        ("supplement", "Domanda integrata dopo la proroga 9.000,00 €"),
        ("migration", "Giudicata con un'altra versione 9.000,00 €"),
    ],
)
async def test_the_timeline_tells_what_was_revised(
    desk: Desk, signed: httpx2.AsyncClient, by: str, words: str
):
    fact = registered()
    revised = {"revision": 2, "call_id": CALL, "call_version": 2, "line": "A"}
    case = {"application_id": fact.application_id, "amount_cents": 900_000}
    await tell(desk.database, fact, ApplicationRevised(by=by, **revised, **case))
    assert words in plain(await signed.get(f"/domande/{fact.application_id}"))


async def test_a_case_with_everything_stays_under_sixty_kilobytes(
    desk: Desk, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    tree = outcome()
    many = tree.model_copy(update={"findings": tree.findings * 6, "items": tree.items * 10})
    desk.cards.cards[case] = card(
        case,
        explanation=many.model_dump(mode="json"),
        answers=[(f"Domanda numero {each} del modulo?", "Una risposta.") for each in range(60)],
    )
    assert len((await signed.get(f"/domande/{case}")).content) < 60_000
