"""What a bank says of each order: a CSV list, a pain.002 status report, or a camt.054 notice."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID
from xml.etree import ElementTree as ET

from contracts.money import Outcome
from kit.refusal import Refusal

COLUMNS = ("ordine", "esito", "data", "motivo")
PAID = frozenset({"ACSC", "ACCC"})
BOUNCED = frozenset({"RJCT", "CANC"})
SAID = {"pagato": True, "respinto": False}
NO_REASON = "la banca non dice il motivo"


def read_outcomes(content: bytes) -> list[Outcome]:
    """Return what a file says of each order, in its order; what is still pending is left out.

    Refuses `outcome-file` (422) with what cannot be read.
    """
    try:
        found = _xml(content) if content.lstrip().startswith(b"<") else _csv(content)
        return list(found)
    except (ValueError, KeyError, ET.ParseError) as error:
        raise Refusal("outcome-file", "Il file degli esiti non si può leggere.", 422) from error


def _csv(content: bytes) -> Iterator[Outcome]:
    """Columns `ordine;esito;data;motivo`; `esito` is pagato or respinto, `data` 2026-12-31."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError("columns")
    for row in rows:
        paid = SAID[row["esito"].strip().lower()]
        yield _outcome(row["ordine"].strip(), paid, row["data"].strip(), row["motivo"] or "")


def _xml(content: bytes) -> Iterator[Outcome]:
    # An entity could unfold without end: a file of a bank has none.
    if b"<!" in content:
        raise ValueError("entities")
    root = ET.fromstring(content)  # noqa: S314 - no declaration of entities passes the line above
    kind = root.tag.rpartition("}")[2]
    if kind != "Document" or not len(root):
        raise ValueError("document")
    if root[0].tag.rpartition("}")[2] == "CstmrPmtStsRpt":
        yield from _statuses(root)
    else:
        yield from _notices(root)


def _statuses(root: ET.Element) -> Iterator[Outcome]:
    on = _text(root, ".//{*}GrpHdr/{*}CreDtTm")[:10]
    for each in root.iterfind(".//{*}TxInfAndSts"):
        status = _text(each, "{*}TxSts")
        if status in PAID | BOUNCED:
            reason = _text(each, "{*}StsRsnInf/{*}AddtlInf") or _text(
                each, "{*}StsRsnInf/{*}Rsn/{*}Cd"
            )
            yield _outcome(_text(each, "{*}OrgnlEndToEndId"), status in PAID, on, reason)


def _notices(root: ET.Element) -> Iterator[Outcome]:
    """A booked debit is a payment; the return of one is a credit with its reason."""
    for entry in root.iterfind(".//{*}Ntry"):
        on = _text(entry, "{*}BookgDt/{*}Dt")
        for each in entry.iterfind(".//{*}TxDtls"):
            returned = each.find("{*}RtrInf") is not None
            reason = _text(each, "{*}RtrInf/{*}AddtlInf") or _text(each, "{*}RtrInf/{*}Rsn/{*}Cd")
            yield _outcome(_text(each, "{*}Refs/{*}EndToEndId"), not returned, on, reason)


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _outcome(order: str, paid: bool, on: str, reason: str) -> Outcome:
    return Outcome(
        order_id=UUID(order),
        paid=paid,
        on=date.fromisoformat(on),
        reason="" if paid else (reason.strip() or NO_REASON)[:200],
    )
