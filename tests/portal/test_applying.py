"""A person without scripts reads a call, writes an application, sends it and has a receipt."""

from tests.portal.world import Portal, errors, heading, words


async def test_the_home_page_tells_the_open_calls(portal: Portal):
    page = await portal.open("/")
    assert page.status_code == 200
    assert "Bando interdistrettuale" in words(page)
    assert "Si può fare domanda fino a mercoledì 9 dicembre 2015 alle 23:59." in words(page)


async def test_the_page_of_a_call_tells_how_much_and_what_for(portal: Portal):
    told = words(await portal.open("/bandi/ADM-2015"))
    assert "Il 50% di quanto indica in «Quanto costa il servizio?», al massimo 800,00 €." in told
    assert "La residenza è in uno dei comuni dell'Alleanza." in told
    assert "Riceve una risposta scritta entro 30 giorni" in told


async def test_a_person_applies_from_the_start_to_the_receipt(portal: Portal):
    receipt = await portal.apply()
    assert heading(receipt) == "La domanda è registrata"
    assert "0000001/2015" in words(receipt)
    kept = await portal.one("select sent_at, receipt, sending from draft")
    assert kept.receipt["application_id"] == portal.draft
    assert kept.sending is None


async def test_every_page_of_a_draft_opens(portal: Portal):
    await portal.begin()
    for step in ("chi", "domande-1", "documenti", "pagamento", "dichiarazioni"):
        page = await portal.open(portal.at(f"passo/{step}"))
        assert page.status_code == 200, step
    check = await portal.open(portal.at("controllo"))
    assert check.status_code == 200
    assert "Scriva il nome." in errors(check)
