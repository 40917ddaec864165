"""What the doors let in: sessions, forms of our own, roles; and the headers on every answer."""

import httpx2
import pytest
from fastapi import FastAPI

from services.dashboard.api.desk import Desk
from services.dashboard.api.render import POLICY, asset
from services.dashboard.models import Staff
from tests.dashboard.calls_world import CALL, open_call
from tests.dashboard.conftest import HOST, PASSWORD, csrf, hire, log_in, waiting_case
from tests.dashboard.peers import Owner

STRANGER = "0197aaaa-0000-7000-8000-000000000000"
PLACES = {
    "application_id": STRANGER, "attachment_id": STRANGER, "load_id": STRANGER,
    "call_id": CALL, "line": "A", "version": "3", "integration_id": STRANGER,
    "notice_id": STRANGER, "observation_id": STRANGER, "voucher_id": STRANGER,
    "report_id": STRANGER, "batch_id": STRANGER, "provider_id": STRANGER,
    "adhesion_id": STRANGER, "plan_id": STRANGER, "agreement_id": STRANGER, "change_id": STRANGER,
    "desk_id": STRANGER, "survey_id": STRANGER, "alliance": "adda-martesana",
}  # fmt: skip
MANAGERS = {
    "/istruttorie/bandi/{call_id}",
    "/istruttorie/bandi/{call_id}/incarichi",
    "/domande/{application_id}/istruttoria/assegnazioni",
    "/domande/{application_id}/istruttoria/firma",
    "/domande/{application_id}/istruttoria/atto",
    "/domande/{application_id}/preavvisi",
    "/domande/{application_id}/preavvisi/{notice_id}/invii",
    "/domande/{application_id}/osservazioni/{observation_id}/risposte",
    "/domande/{application_id}/liquidazioni",
    "/domande/{application_id}/voucher/{voucher_id}/passi",
    "/pagamenti/rendiconti/{report_id}/liquidazione",
    "/bandi/{call_id}/fondi/spostamenti",
    "/pagamenti/distinte",
    "/pagamenti/distinte/{batch_id}/conferma",
    "/pagamenti/distinte/{batch_id}/annullamento",
    "/pagamenti/distinte/{batch_id}/invio",
    "/pagamenti/distinte/{batch_id}/file",
    "/pagamenti/distinte/{batch_id}/esiti",
    "/erogatori/{provider_id}/passi",
    "/graduatorie/{call_id}/{line}/definitive",
    "/adesioni/{adhesion_id}/passi",
    "/piani/{plan_id}/approvazione",
    "/sportelli/{alliance}/{desk_id}/operatori",
    "/indagini/{survey_id}/chiusura",
    "/indagini/{survey_id}/versioni",
    "/bandi/{call_id}/passi",
    "/bandi/{call_id}/versioni/{version}/ricalcolo",
    "/domande/{application_id}/decisioni",
    "/domande/{application_id}/versioni/{version}",
}
OPERATORS = {
    "/istruttorie",
    "/istruttorie/bandi/{call_id}/dichiarazione",
    "/domande/{application_id}/istruttoria",
    "/domande/{application_id}/istruttoria/verifiche",
    "/domande/{application_id}/istruttoria/punti",
    "/domande/{application_id}/istruttoria/punti/bozza",
    "/domande/{application_id}/istruttoria/proposta",
    "/domande/{application_id}/istruttoria/conflitto",
    "/domande/{application_id}/integrazioni",
    "/domande/{application_id}/integrazioni/{integration_id}/invii",
    "/domande/{application_id}/preavvisi/{notice_id}/consegne",
    "/domande/{application_id}/termine",
    "/domande/{application_id}/voucher/{voucher_id}/foglio",
    "/pagamenti/rendiconti/{report_id}/esame",
    "/pagamenti/rendiconti/{report_id}/restituzione",
    "/erogatori/{provider_id}/variazioni",
    "/erogatori/{provider_id}/variazioni/{change_id}/risposte",
    "/graduatorie/{call_id}/{line}/provvisorie",
    "/adesioni/{adhesion_id}/originali",
    "/piani/{plan_id}/passi",
    "/piani/{plan_id}/ore",
    "/sportelli/{alliance}/{desk_id}/contatti",
    "/indagini/{survey_id}/biglietti",
    "/adesioni/{adhesion_id}/piani",
    "/graduatorie/{call_id}/{line}/osservazioni/{observation_id}/risposte",
    "/domande/nuova",
    "/domande/{application_id}/documenti/{attachment_id}",
    "/bandi/{call_id}/{line}/modello",
    "/bandi/{call_id}/{line}/caricamento",
    "/bandi/{call_id}/{line}/caricamento/{load_id}",
}

EVERYBODY = {
    "/", "/domande", "/domande/ricerca", "/domande/righe", "/domande/eventi",
    "/domande/{application_id}", "/bandi", "/bandi/{call_id}", "/bandi/{call_id}/fondi",
    "/bandi/{call_id}/simulatore", "/pagamenti", "/pagamenti/distinte/{batch_id}",
    "/pagamenti/rendiconti/{report_id}", "/erogatori", "/erogatori/{provider_id}",
    "/graduatorie", "/graduatorie/{call_id}/{line}", "/adesioni", "/adesioni/{adhesion_id}",
    "/piani/{plan_id}", "/convenzioni/{agreement_id}", "/sportelli",
    "/sportelli/{alliance}/{desk_id}", "/indagini", "/indagini/{survey_id}", "/uscita",
}  # fmt: skip
CALLERS = {
    **dict.fromkeys(MANAGERS, ("staff:manager",)),
    **dict.fromkeys(OPERATORS, ("staff:manager", "staff:reviewer")),
    **dict.fromkeys(EVERYBODY, ("staff:manager", "staff:reviewer", "staff:reader")),
    **dict.fromkeys(("/accesso", "/accessibilita", "/static/{name}", "/status"), ("public",)),
    **dict.fromkeys(("/v1/queries/digests", "/v1/queries/digest-readers"), ("service",)),
}

PAGES = [
    "/istruttorie", f"/istruttorie/bandi/{CALL}", f"/istruttorie/bandi/{CALL}/dichiarazione",
    f"/domande/{STRANGER}/istruttoria",
    "/domande", "/domande/righe", f"/domande/{STRANGER}", "/", "/bandi", f"/bandi/{CALL}",
    f"/bandi/{CALL}/simulatore", "/domande/nuova", f"/bandi/{CALL}/A/caricamento",
    f"/bandi/{CALL}/fondi", "/pagamenti", f"/pagamenti/rendiconti/{STRANGER}",
    f"/pagamenti/distinte/{STRANGER}", "/erogatori", f"/erogatori/{STRANGER}",
    "/adesioni", f"/adesioni/{STRANGER}", f"/piani/{STRANGER}", f"/convenzioni/{STRANGER}",
    "/sportelli", f"/sportelli/adda-martesana/{STRANGER}", "/indagini", f"/indagini/{STRANGER}",
    "/graduatorie", f"/graduatorie/{CALL}/A",
]  # fmt: skip
JSON = {"Accept": "application/json"}


@pytest.mark.parametrize("path", PAGES)
async def test_without_a_session_a_page_leads_to_the_login(browser: httpx2.AsyncClient, path: str):
    response = await browser.get(path)
    assert (response.status_code, response.headers["location"].split("?")[0]) == (303, "/accesso")


@pytest.mark.parametrize("path", [*PAGES, "/domande/eventi"])
async def test_without_a_session_a_program_is_refused(browser: httpx2.AsyncClient, path: str):
    response = await browser.get(path, headers=JSON)
    assert (response.status_code, response.json()["title"]) == (401, "not-signed")


async def test_the_login_gives_a_new_cookie_that_scripts_cannot_read(
    browser: httpx2.AsyncClient, manager: Staff
):
    before = (await browser.get("/accesso")).cookies["capofila_door"]
    response = await log_in(browser)
    given = response.headers["set-cookie"]
    assert "capofila_session=" in given
    assert "HttpOnly" in given
    assert "SameSite=lax" in given
    assert before not in given


async def test_over_https_the_cookie_is_bound_to_the_host(
    app: FastAPI, browser: httpx2.AsyncClient, manager: Staff
):
    browser.base_url = HOST.replace("http", "https")
    browser.headers["Origin"] = str(browser.base_url)
    given = (await log_in(browser)).headers["set-cookie"]
    assert "__Host-capofila_session=" in given
    assert "Secure" in given


async def test_a_wrong_password_is_told_on_the_login_page(
    browser: httpx2.AsyncClient, manager: Staff
):
    response = await log_in(browser, password="sbagliata")
    assert response.status_code == 403
    assert "Indirizzo o password non corrispondono" in response.text
    assert "capofila_session" not in browser.cookies


async def test_known_and_unknown_addresses_get_the_same_bytes(
    browser: httpx2.AsyncClient, manager: Staff
):
    known = await log_in(browser, email="rup@capofila.test", password="x" * 9)
    unknown = await log_in(browser, email="xyz@capofila.test", password="x" * 9)
    assert known.text.replace("rup@", "xyz@") == unknown.text


async def test_after_the_way_out_the_old_cookie_is_dead(signed: httpx2.AsyncClient):
    stolen = signed.cookies["capofila_session"]
    page = await signed.get("/domande")
    response = await signed.post("/uscita", data={"csrf_token": csrf(page)})
    assert response.headers["location"] == "/accesso?uscita=1"
    signed.cookies.set("capofila_session", stolen)
    assert (await signed.get("/domande", headers=JSON)).json()["title"] == "not-signed"


def unsafe_routes(app: FastAPI):
    """The routes that write for somebody in a browser; our processes show a key instead."""
    paths = app.openapi()["paths"].items()
    unsafe = {"post", "put", "patch", "delete"}
    return [path for path, item in paths if set(item) & unsafe and CALLERS[path] != ("service",)]


async def test_every_unsafe_route_refuses_a_form_without_its_token(
    app: FastAPI, signed: httpx2.AsyncClient
):
    for path in unsafe_routes(app):
        address = path.format(**PLACES)
        response = await signed.post(address, data={"csrf_token": "x"}, headers=JSON)
        assert (response.status_code, response.json()["title"]) == (403, "form-forged"), path


@pytest.mark.parametrize(
    "forged", [{"Origin": "https://altrove.test"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_every_unsafe_route_refuses_a_form_of_another_site(
    app: FastAPI, signed: httpx2.AsyncClient, forged: dict[str, str]
):
    token = csrf(await signed.get("/domande"))
    for path in unsafe_routes(app):
        address = path.format(**PLACES)
        headers = {**JSON, **forged}
        response = await signed.post(address, data={"csrf_token": token}, headers=headers)
        assert (response.status_code, response.json()["title"]) == (403, "form-forged"), path


async def test_every_route_names_who_may_call_it(app: FastAPI):
    for path, item in app.openapi()["paths"].items():
        for operation in item.values():
            assert tuple(operation.get("x-callers", ())) == CALLERS.get(path), path


async def test_our_own_queries_are_closed_to_whoever_has_no_key(
    app: FastAPI, desk: Desk, signed: httpx2.AsyncClient
):
    app.state.settings = desk.settings
    ours = [path for path, callers in CALLERS.items() if callers == ("service",)]
    answers = [await signed.post(path, json={}, headers=JSON) for path in ours]
    assert {(each.status_code, each.json()["title"]) for each in answers} == {(401, "service-key")}


async def test_every_answer_carries_a_strict_policy(
    app: FastAPI, desk: Desk, owner: Owner, signed: httpx2.AsyncClient
):
    case = await waiting_case(desk)
    owner.calls[CALL] = open_call()
    static = asset("capofila.css").removeprefix("/static/")
    for path, item in app.openapi()["paths"].items():
        if "get" in item and path not in ("/domande/eventi", "/status"):
            places = {**PLACES, "application_id": case, "name": static}
            answer = await signed.get(path.format(**places))
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'"), path
            assert "unsafe" not in policy
            if "text/html" in answer.headers.get("content-type", ""):
                assert policy == POLICY, path


async def test_no_page_holds_a_script_or_style_of_its_own(desk: Desk, signed: httpx2.AsyncClient):
    case = await waiting_case(desk)
    for path in ("/domande", f"/domande/{case}", "/accessibilita"):
        text = (await signed.get(path)).text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
        assert "http://" not in text.replace("http://127.0.0.1:8233", "").replace(HOST, "")


async def test_a_static_file_is_kept_for_ever_and_comes_compressed(browser: httpx2.AsyncClient):
    response = await browser.get(asset("capofila.css"), headers={"Accept-Encoding": "gzip"})
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("name", ["manifest.json", "axe.js", "..%2fmain.py"])
async def test_only_the_files_of_the_manifest_are_served(browser: httpx2.AsyncClient, name: str):
    assert (await browser.get(f"/static/{name}", headers=JSON)).status_code == 404


@pytest.mark.parametrize(
    ("role", "closed"), [("reader", MANAGERS | OPERATORS), ("reviewer", MANAGERS)]
)
async def test_each_role_may_call_what_is_its_own_and_nothing_else(
    app: FastAPI, desk: Desk, browser: httpx2.AsyncClient, role: str, closed: set[str]
):
    app.state.settings = desk.settings
    await hire(desk.database, "altri@capofila.test", role)
    await log_in(browser, email="altri@capofila.test")
    token = csrf(await browser.get("/domande"))
    routes = [(m, path) for path, item in app.openapi()["paths"].items() for m in item]
    refused = [
        (method, path)
        for method, path in routes
        if await call(browser, method, path.format(**PLACES, name="x"), token) == "not-allowed"
    ]
    assert refused == [(method, path) for method, path in routes if path in closed]


async def call(client: httpx2.AsyncClient, method: str, address: str, token: str) -> str:
    """Call a route and return the slug of its refusal, nothing for a page or the live stream."""
    if address in ("/domande/eventi", "/uscita", "/accesso"):
        return ""
    given = {"data": {"csrf_token": token}} if method == "post" else {}
    answer = await client.request(method, address, headers=JSON, **given)
    problem = "problem+json" in answer.headers.get("content-type", "")
    return answer.json()["title"] if problem else ""


async def test_a_reader_sees_no_decision_form_and_may_not_send_one(
    desk: Desk, browser: httpx2.AsyncClient
):
    await hire(desk.database, "lettura@capofila.test", "reader")
    await log_in(browser, email="lettura@capofila.test", password=PASSWORD)
    case = await waiting_case(desk)
    page = await browser.get(f"/domande/{case}")
    assert "/decisioni" not in page.text
    form = {"csrf_token": csrf(page), "version": "1", "outcome": "accept"}
    sent = await browser.post(f"/domande/{case}/decisioni", data=form, headers=JSON)
    assert (sent.status_code, sent.json()["title"]) == (403, "not-allowed")
