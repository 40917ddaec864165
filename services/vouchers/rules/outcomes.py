"""What a bank says of each order: a CSV list, a pain.002 status report, or a camt.054 notice."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID
from xml.etree import ElementTree as ET

from contracts.payments import Outcome
from kit.refusal import Refusal
from services.vouchers.rules.reasons import parted, words

COLUMNS = ("ordine", "esito", "data", "motivo")
PAID = frozenset({"ACSC", "ACCC"})
BOUNCED = frozenset({"RJCT", "CANC"})
SAID = {"pagato": True, "respinto": False}


def read_outcomes(content: bytes) -> list[Outcome]:
    """Return what a file says of each order, in its order; what is still pending is left out.

    Refuses `outcome-file` (422) with what cannot be read.
    """
    try:
        found = _xml(content) if content.lstrip().startswith(b"<") else _csv(content)
        return list(found)
    except (ValueError, KeyError, csv.Error, ET.ParseError) as error:
        raise Refusal("outcome-file", "Il file degli esiti non si può leggere.", 422) from error


def _csv(content: bytes) -> Iterator[Outcome]:
    """Columns `ordine;esito;data;motivo`; `esito` is pagato or respinto, `data` 2026-12-31."""
    told = io.StringIO(content.decode("utf-8-sig"))
    rows = csv.DictReader(told, delimiter=";", restval="")
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError("columns")
    for row in rows:
        paid = SAID[row["esito"].strip().lower()]
        why = parted(row["motivo"])
        yield _outcome(row["ordine"].strip(), paid, row["data"].strip(), why)


def _xml(content: bytes) -> Iterator[Outcome]:
    # An entity could unfold without end: a file of a bank has none, in no encoding.
    if b"<!" in content or b"\0" in content:
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
            why = _why(each, "StsRsnInf")
            yield _outcome(_text(each, "{*}OrgnlEndToEndId"), status in PAID, on, why)


def _notices(root: ET.Element) -> Iterator[Outcome]:
    """A booked debit is a payment; the return of one is a credit with its reason."""
    for entry in root.iterfind(".//{*}Ntry"):
        on = _text(entry, "{*}BookgDt/{*}Dt")
        for each in entry.iterfind(".//{*}TxDtls"):
            returned = each.find("{*}RtrInf") is not None
            why = _why(each, "RtrInf")
            yield _outcome(_text(each, "{*}Refs/{*}EndToEndId"), not returned, on, why)


def _why(element: ET.Element, name: str) -> tuple[str, str]:
    """Return the code of a reason, and what the bank adds to it."""
    code = _text(element, f"{{*}}{name}/{{*}}Rsn/{{*}}Cd")
    return code, _text(element, f"{{*}}{name}/{{*}}AddtlInf")


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _outcome(order: str, paid: bool, on: str, why: tuple[str, str]) -> Outcome:
    code, said = why
    return Outcome(
        order_id=UUID(order),
        paid=paid,
        on=date.fromisoformat(on),
        code="" if paid else code,
        reason="" if paid else words(code, said)[:200],
    )
