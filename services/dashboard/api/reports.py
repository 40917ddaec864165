"""The account of what was spent: read invoice by invoice, examined, given back, liquidated."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from contracts.money import Liquidation, ReportExamination, ReportReturn
from kit.ids import new_id
from kit.refusal import Refusal
from services.dashboard.api.desk import Desk
from services.dashboard.api.guard import (
    EVERYBODY,
    OPERATORS,
    SESSION,
    Visitor,
    callers,
    own_form,
    signed_in,
)
from services.dashboard.api.hearing_form import Long, Short, official, told
from services.dashboard.api.money_form import Lines, Values, act_of, sum_of, typed_act
from services.dashboard.api.render import page
from services.dashboard.api.term_view import NOTHING_BACK, Back
from services.dashboard.queries.cases import case as read_case
from services.dashboard.queries.money import Report, report_of
from services.dashboard.queries.peer import Ask
from services.dashboard.rules.amounts import typed_euro
from services.dashboard.rules.money_words import REPORTS
from services.dashboard.rules.story import DECIDERS
from services.dashboard.rules.wording import protocol

REPORT = "/pagamenti/rendiconti/{report_id}"
Once = Annotated[UUID, Form()]
DONE = {
    "esame": ("Esame registrato", "Un atto può ora liquidare quanto è ammesso."),
    "restituzione": ("Rendiconto restituito", "Chi l'ha presentato ne può presentare un altro."),
    "liquidazione": ("Liquidazione registrata", "La somma entra nella prossima distinta."),
}


def routes(desk: Desk) -> APIRouter:
    """Return the routes of reports."""
    router = APIRouter(default_response_class=Response)
    _offer_page(router, desk)
    _offer_judgement(router, desk)
    _offer_liquidation(router, desk)
    return router


def _offer_page(router: APIRouter, desk: Desk) -> None:
    everybody = Depends(signed_in(desk, *EVERYBODY))

    @router.get(REPORT, openapi_extra=callers(*EVERYBODY))
    async def one(
        report_id: UUID, visitor: Annotated[Visitor, everybody], fatto: str = ""
    ) -> Response:
        return page("report.html", await _values(desk, visitor, report_id, NOTHING_BACK, fatto))


def _offer_judgement(router: APIRouter, desk: Desk) -> None:
    operator = Depends(signed_in(desk, *OPERATORS))
    guarded: Any = {
        "openapi_extra": callers(*OPERATORS), "dependencies": [own_form(desk, SESSION)],
    }  # fmt: skip

    @router.post(f"{REPORT}/esame", **guarded)
    async def examine(
        report_id: UUID,
        visitor: Annotated[Visitor, operator],
        once: Once,
        typed: Annotated[Values, Depends(_typed_judgement)],
    ) -> Response:
        try:
            admitted = _admitted(typed["admitted"], typed["reason"])
            body = told(ReportExamination, {"admitted": admitted, "official": official(visitor)})
            path = f"/v1/reports/{report_id}/examinations"
            await desk.vouchers.send(Ask(path, body, key=str(once)))
        except Refusal as refusal:
            return await _refused(desk, visitor, report_id, Back("esame", typed, refusal))
        return _done(report_id, "esame")

    @router.post(f"{REPORT}/restituzione", **guarded)
    async def give_back(
        report_id: UUID,
        visitor: Annotated[Visitor, operator],
        once: Once,
        why: Long = "",
        days: Short = "10",
    ) -> Response:
        try:
            values = {"reason": why.strip(), "days": int(days) if days.isdecimal() else 0}
            body = told(ReportReturn, {**values, "official": official(visitor)})
            path = f"/v1/reports/{report_id}/returns"
            await desk.vouchers.send(Ask(path, body, key=str(once)))
        except Refusal as refusal:
            back = Back("restituzione", {"why": why, "days": days}, refusal)
            return await _refused(desk, visitor, report_id, back)
        return _done(report_id, "restituzione")


def _offer_liquidation(router: APIRouter, desk: Desk) -> None:
    manager = Depends(signed_in(desk, "manager"))

    @router.post(
        f"{REPORT}/liquidazione",
        openapi_extra=callers("manager"),
        dependencies=[own_form(desk, SESSION)],
    )
    async def liquidate(
        report_id: UUID,
        visitor: Annotated[Visitor, manager],
        typed: Annotated[Values, Depends(_typed_liquidation)],
        act: Annotated[Values, Depends(typed_act)],
        once: Once,
    ) -> Response:
        try:
            report = await report_of(desk.vouchers, report_id)
            body = _liquidation(report, typed, act, official(visitor))
            await desk.vouchers.send(Ask("/v1/liquidations", body, key=str(once)))
        except Refusal as refusal:
            back = Back("liquidazione", {**typed, **act}, refusal)
            return await _refused(desk, visitor, report_id, back)
        return _done(report_id, "liquidazione")


def _typed_judgement(admitted: Lines = None, reason: Lines = None) -> Values:
    return {"admitted": admitted or [], "reason": reason or []}


def _typed_liquidation(amount: Short = "", cut: Short = "", withholding: Short = "") -> Values:
    return {"amount": amount, "cut": cut, "withholding": withholding}


def _admitted(sums: Sequence[str], reasons: Sequence[str]) -> list[dict[str, Any]]:
    pairs = enumerate(zip(sums, reasons, strict=False), start=1)
    return [
        {"position": place, "admitted_cents": sum_of(amount), "reason": reason.strip()}
        for place, (amount, reason) in pairs
    ]


def _liquidation(report: Report, typed: Values, act: Values, who: str) -> Liquidation:
    values = {
        "kind": "balance",
        "application_id": report.application_id,
        "report_id": report.report_id,
        "amount_cents": sum_of(typed["amount"]),
        "cut_cents": sum_of(typed["cut"] or "0"),
        "withholding": bool(typed["withholding"]),
    }
    return told(Liquidation, {**values, "act": act_of(act), "official": who})


def _done(report_id: UUID, what: str) -> Response:
    return RedirectResponse(f"/pagamenti/rendiconti/{report_id}?fatto={what}", 303)


async def _refused(desk: Desk, visitor: Visitor, report_id: UUID, back: Back) -> Response:
    values = await _values(desk, visitor, report_id, back)
    return page("report.html", values, back.refusal.status if back.refusal else 422)


async def _values(
    desk: Desk, visitor: Visitor, report_id: UUID, back: Back, done: str = ""
) -> dict[str, Any]:
    report = await report_of(desk.vouchers, report_id)
    async with desk.database.reading() as session:
        row = (await read_case(session, report.application_id)).row
    label, text = DONE.get(done, ("", ""))
    role, state = visitor.signed.role, report.state
    return {
        **desk.frame("pagamenti"),
        "staff": visitor,
        "told": {"tone": "good", "label": label, "text": text} if label else None,
        "report": report,
        "sign": REPORTS[state],
        "case": {
            "href": f"/domande/{row.id}", "number": protocol(row.register_number, row.register_year)
        },
        "presented_cents": sum(each.amount_cents for each in report.expenses),
        "admitted_cents": sum(each.admitted_cents or 0 for each in report.expenses),
        "rows": _rows(report, back),
        "here": f"/pagamenti/rendiconti/{report_id}",
        "may_examine": role in OPERATORS and state in ("filed", "examined"),
        "may_liquidate": role in DECIDERS and state == "examined",
        "back": back,
        "once": str(new_id()),
    }  # fmt: skip


def _rows(report: Report, back: Back) -> list[dict[str, Any]]:
    typed = back.of("esame")
    rows = []
    for place, each in enumerate(report.expenses):
        known = each.amount_cents if each.admitted_cents is None else each.admitted_cents
        fields = {"admitted": typed_euro(known), "reason": each.cut_reason}
        for name in fields:
            if place < len(typed.get(name, ())):
                fields[name] = typed[name][place]
        rows.append({**each.model_dump(), "typed": fields})
    return rows
