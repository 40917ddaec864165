"""The Scheda Partnership: how it arrives, how it is confirmed, what may be done with it then."""

import asyncio
from typing import Any

import pytest

from tests.network.world import (
    DESK,
    Network,
    Time,
    figures,
    key,
    paper,
    refusal,
    scheda,
)

PEC = {"kind": "original", "channel": "pec", "arrived_at": "2014-10-24T10:00:00+02:00"}
LARGE = {"size": {"years": [figures(2013, "249", 5_010_000_000, 4_310_000_000)]}}


async def test_a_scheda_by_email_has_a_number_and_a_day_for_its_answer(
    network: Network, time: Time
):
    receipt = await network.sent(scheda(), paper())
    assert receipt == {
        "adhesion_id": receipt["adhesion_id"], "state": "received", "protocol": "0000001/2014",
        "again": False, "answer_due_on": "2014-12-03", "original_due_on": None,
        "size_class": "micro", "warnings": [],
    }  # fmt: skip
    assert await network.facts() == ["adhesion.received"]
    assert "BRMMRC79S03G686Q" not in str(await network.told())


async def test_the_same_scheda_three_times_is_one_case(network: Network, time: Time):
    first = await network.sent(scheda(), paper(1))
    again = [
        await network.sent(scheda(), paper(2)),
        await network.sent(scheda(), paper(3, channel="counter")),
    ]
    assert {each["adhesion_id"] for each in again} == {first["adhesion_id"]}
    assert [(each["again"], each["protocol"]) for each in again] == [(True, "0000001/2014")] * 2
    card = await network.get(f"/v1/adhesions/{first['adhesion_id']}")
    assert [each["protocol"][:7] for each in card["documents"]] == ["0000001", "0000002", "0000003"]
    assert await network.facts() == ["adhesion.received"] + ["adhesion.repeated"] * 2


async def test_a_number_of_the_register_is_taken_once(network: Network, time: Time):
    first, again = [await network.sent(scheda(), paper()) for _ in range(2)]
    assert again == {**first, "again": True}
    assert len(await network.told()) == 1


async def test_twenty_of_the_same_at_once_are_one_case(network: Network, time: Time):
    sent = (network.sent(scheda(), paper(number)) for number in range(1, 21))
    receipts = await asyncio.gather(*sent)
    assert len({each["adhesion_id"] for each in receipts}) == 1
    assert sorted(each["again"] for each in receipts) == [False] + [True] * 19
    assert len(await network.rows("select 1 from adhesion_document")) == 20


async def test_a_copy_waits_for_its_original_and_counts_from_its_day(network: Network, time: Time):
    copy = paper(1, arrived_at="2014-10-10T12:00:00+02:00")
    receipt = await network.sent(scheda(alliance="cip"), copy)
    assert (receipt["state"], receipt["original_due_on"]) == ("provisional", "2014-11-09")
    assert (await network.told())[0][1]["remind_on"] == "2014-10-25"
    answer = await network.original(receipt["adhesion_id"], paper(2, **PEC))
    assert (answer.status_code, answer.json()["original_on"]) == (201, "2014-10-24")
    card = await network.stepped(receipt["adhesion_id"], "confirm")
    assert (card["state"], card["since_on"]) == ("confirmed", "2014-10-24")
    assert [each["step"] for each in card["history"]] == ["receive", "complete", "confirm"]


async def test_an_original_that_is_handed_in_counts_like_one_by_pec(network: Network, time: Time):
    by_hand = paper(kind="original", channel="counter", arrived_at="2014-11-04T11:20:00+01:00")
    receipt = await network.sent(scheda(alliance="cip"), by_hand)
    assert (receipt["state"], receipt["warnings"]) == ("received", [])


async def test_an_original_by_email_is_a_copy_unless_it_is_signed_digitally(
    network: Network, time: Time
):
    mailed = await network.sent(scheda(1, alliance="cip"), paper(1, kind="original"))
    assert mailed["state"] == "provisional"
    assert set(mailed["warnings"]) == {"channel_not_offered", "not_an_original"}
    signed = paper(2, kind="original", signature="digital")
    assert (await network.sent(scheda(2, alliance="cip"), signed))["state"] == "received"
    no = refusal(await network.original(mailed["adhesion_id"], paper(3, kind="original")))
    assert no == (
        422, "not-an-original",
        "Questo documento non vale come originale: conta il canale da cui arriva.",
    )  # fmt: skip


async def test_what_arrives_after_the_project_is_registered_and_answered(
    network: Network, time: Time
):
    time.day("2017-07-20")
    late = paper(arrived_at="2017-07-20T09:00:00+02:00")
    receipt = await network.sent(scheda(), late)
    assert (receipt["state"], receipt["answer_due_on"]) == ("late", "2017-08-19")
    no = refusal(await network.step(receipt["adhesion_id"], "confirm"))
    assert no == (
        409, "step-not-allowed",
        "Un'adesione pervenuta fuori termine non si può confermare. Non resta altro da fare.",
    )  # fmt: skip
    assert (await network.get("/v1/alliances/legnano/target"))["joined"] == 0


async def test_who_registered_the_scheda_does_not_confirm_it(network: Network, time: Time):
    receipt = await network.sent(scheda(), paper())
    no = refusal(await network.step(receipt["adhesion_id"], "confirm", official=DESK))
    assert no == (
        409, "same-official", "Chi conferma non può essere chi ha registrato la Scheda.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("confirm", "non si può confermare. Si può: respingere. Serve prima l'originale firmato."),
        ("suspend", "non si può sospendere. Si può: respingere. Serve prima l'originale firmato."),
    ],
)
async def test_a_step_that_is_not_allowed_names_those_that_are(
    network: Network, time: Time, step: str, sentence: str
):
    receipt = await network.sent(scheda(alliance="cip"), paper())
    no = refusal(await network.step(receipt["adhesion_id"], step))
    assert no == (409, "step-not-allowed", f"Un'adesione provvisoria {sentence}")


@pytest.mark.parametrize("step", ["refuse", "suspend", "resume", "withdraw"])
async def test_what_is_taken_away_needs_a_reason(network: Network, time: Time, step: str):
    receipt = await network.sent(scheda(), paper())
    before = {"refuse": [], "suspend": ["confirm"], "withdraw": ["confirm"]}
    for each in before.get(step, ["confirm", "suspend"]):
        await network.stepped(receipt["adhesion_id"], each)
    no = refusal(await network.step(receipt["adhesion_id"], step, reason=" "))
    assert no == (422, "reason-missing", "Scriva il motivo.")


async def test_who_is_suspended_is_not_in_until_it_is_again(network: Network, time: Time):
    said = scheda()
    adhesion = (await network.sent(said, paper()))["adhesion_id"]
    await network.stepped(adhesion, "confirm")
    path = f"/v1/organisations/{said['vat_number']}"
    assert (await network.get(path))["since_on"] == "2014-11-03"
    await network.stepped(adhesion, "suspend", on="2014-11-05")
    assert refusal(await network.door.get(path))[1] == "unknown-organisation"
    await network.stepped(adhesion, "resume", on="2014-11-10")
    time.day("2014-11-11")
    assert (await network.get(path))["since_on"] == "2014-11-03"
    facts = [name for name, _ in (await network.told())[1:]]
    assert facts == [f"adhesion.{each}.v1" for each in ("confirmed", "suspended", "resumed")]


async def test_an_adhesion_is_renewed_and_left_with_a_reason(network: Network, time: Time):
    adhesion = (await network.sent(scheda(), paper()))["adhesion_id"]
    await network.stepped(adhesion, "confirm")
    no = refusal(await network.step(adhesion, "renew"))
    assert no == (422, "day-missing", "Scriva fino a quando vale il rinnovo.")
    assert (await network.stepped(adhesion, "renew", on="2016-01-31"))["renewal_due_on"]
    card = await network.stepped(adhesion, "withdraw", on="2014-12-01", reason="Cessa l'attività.")
    assert (card["state"], card["until_on"], card["allowed"]) == ("withdrawn", "2014-12-01", [])
    again = refusal(await network.step(adhesion, "withdraw"))
    assert again == (409, "already-withdrawn", "L'organizzazione ha già lasciato l'alleanza.")


async def test_a_large_firm_is_told_why_and_a_person_refuses_it(network: Network, time: Time):
    receipt = await network.sent(scheda(**LARGE), paper())
    assert (receipt["size_class"], receipt["warnings"]) == ("large", ["not_sme"])
    card = await network.stepped(receipt["adhesion_id"], "refuse", reason="Grande impresa.")
    assert card["state"] == "refused"
    assert card["size_reasons"][-1] == "Classe: grande impresa."
    assert (await network.facts())[-1] == "adhesion.refused"


async def test_a_letter_bears_the_name_of_the_body_that_leads_that_day(
    network: Network, time: Time
):
    adhesion = (await network.sent(scheda(alliance="cip"), paper()))["adhesion_id"]
    asked = {"adhesion_ids": [adhesion]}
    (before,) = (await network.posted("/v1/queries/adhesion-letter-facts", asked))["items"]
    time.day("2015-01-01")
    (after,) = (await network.posted("/v1/queries/adhesion-letter-facts", asked))["items"]
    assert (before["body_name"], after["body_name"]) == (
        "Provincia di Milano", "Città metropolitana di Milano",
    )  # fmt: skip
    assert (after["email"], after["protocol"], after["original_due_on"]) == (
        "ditta@posta.example", "0000001/2014", "2014-12-03",
    )  # fmt: skip


async def test_a_missing_commitment_is_seen_and_refuses_nothing(network: Network, time: Time):
    said = scheda(commitments={"monitoring": False, "priority_to_carers": True})
    receipt = await network.sent(said, paper())
    assert (receipt["state"], receipt["warnings"]) == ("received", ["commitment_missing"])


@pytest.mark.parametrize(
    ("joined", "sentence"),
    [
        (9, "obiettivo minimo non ancora raggiunto (9/15)"),
        (10, "obiettivo minimo raggiunto (10/15)"),
        (16, "oltre obiettivo (16/15)"),
    ],
)
async def test_a_target_is_a_gauge_and_no_gate(
    network: Network, time: Time, joined: int, sentence: str
):
    for number in range(1, joined + 1):
        adhesion = (await network.sent(scheda(number), paper(number)))["adhesion_id"]
        assert (await network.stepped(adhesion, "confirm"))["counts_toward_target"]
    found = await network.get("/v1/alliances/legnano/target")
    assert found == {"joined": joined, "minimum": 10, "maximum": 15, "sentence": sentence}


async def test_the_order_of_the_target_is_that_of_the_copies(network: Network, time: Time):
    later = paper(1, arrived_at="2014-11-04T09:00:00+01:00")
    second = (await network.sent(scheda(1), later))["adhesion_id"]
    first = (await network.sent(scheda(2), paper(2)))["adhesion_id"]
    cards = await network.get("/v1/alliances/legnano/adhesions")
    assert [each["adhesion_id"] for each in cards["items"]] == [first, second]


async def test_a_public_body_joins_by_its_tax_code(network: Network, time: Time):
    said = {**scheda(name="Comune di Milano"), "vat_number": None, "tax_code": "01199250158"}
    assert (await network.sent(said, paper()))["state"] == "received"
    nobody = {**said, "tax_code": None}
    answer = await network.send(nobody, paper(2))
    assert refusal(answer)[:2] == (422, "invalid-request")
    assert answer.json()["errors"][0]["detail"] == "Serve la partita IVA o il codice fiscale."


async def test_what_is_in_progress_is_not_taken_over_from_paper(network: Network, time: Time):
    await network.sent(scheda(), paper())
    no = refusal(await network.join({**_on_paper(), "alliance": "legnano"}))
    assert no == (
        409, "adhesion-in-progress", "La Scheda di questa organizzazione è in lavorazione.",
    )  # fmt: skip
    assert (await network.told())[0][1]["organisation_key"] == key()


def _on_paper() -> dict[str, Any]:
    said = scheda()
    return {
        "name": said["name"], "vat_number": said["vat_number"], "municipality": "015118",
        "since_on": "2014-11-01",
    }  # fmt: skip
