"""The file of payment orders that a bank reads: ISO 20022 pain.001.001.09, credit transfers.

The same orders always make the same bytes, so that a hash tells whether a file was changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from xml.etree import ElementTree as ET

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
NAME_LENGTH = 70
REMITTANCE_LENGTH = 140


@dataclass(frozen=True)
class Account:
    """A name with its IBAN."""

    holder: str
    iban: str


@dataclass(frozen=True)
class Credit:
    """One order: who gets how many cents."""

    order_id: UUID
    cents: int
    to: Account


@dataclass(frozen=True)
class Batch:
    """The orders of one file; all bear the CUP and the act that ordered them."""

    id: UUID
    created_at: datetime
    execute_on: date
    debtor: Account
    cup: str
    act: str


def payment_file(batch: Batch, orders: Sequence[Credit]) -> bytes:
    """Return the file, UTF-8, with its sums of control."""
    ET.register_namespace("", NAMESPACE)
    document = ET.Element(_tag("Document"))
    root = _in(document, "CstmrCdtTrfInitn")
    _header(_in(root, "GrpHdr"), batch, orders)
    payment = _in(root, "PmtInf")
    _payment(payment, batch, orders)
    for each in orders:
        _credit(_in(payment, "CdtTrfTxInf"), batch, each)
    content: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return content


def end_to_end(order_id: UUID) -> str:
    """Return the reference by which the bank names an order: 32 characters of 35."""
    return order_id.hex


def _header(header: ET.Element, batch: Batch, orders: Sequence[Credit]) -> None:
    _in(header, "MsgId", batch.id.hex)
    _in(header, "CreDtTm", batch.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _sums(header, orders)
    _in(_in(header, "InitgPty"), "Nm", _name(batch.debtor))


def _payment(payment: ET.Element, batch: Batch, orders: Sequence[Credit]) -> None:
    _in(payment, "PmtInfId", batch.id.hex)
    _in(payment, "PmtMtd", "TRF")
    _sums(payment, orders)
    service = _in(_in(payment, "PmtTpInf"), "SvcLvl")
    _in(service, "Cd", "SEPA")
    _in(_in(payment, "ReqdExctnDt"), "Dt", batch.execute_on.isoformat())
    _in(_in(payment, "Dbtr"), "Nm", _name(batch.debtor))
    _in(_in(_in(payment, "DbtrAcct"), "Id"), "IBAN", batch.debtor.iban)
    agent = _in(_in(_in(payment, "DbtrAgt"), "FinInstnId"), "Othr")
    _in(agent, "Id", "NOTPROVIDED")
    _in(payment, "ChrgBr", "SLEV")


def _credit(credit: ET.Element, batch: Batch, asked: Credit) -> None:
    names = _in(credit, "PmtId")
    _in(names, "InstrId", end_to_end(asked.order_id))
    _in(names, "EndToEndId", end_to_end(asked.order_id))
    amount = _in(_in(credit, "Amt"), "InstdAmt", _euros(asked.cents))
    amount.set("Ccy", "EUR")
    _in(_in(credit, "Cdtr"), "Nm", _name(asked.to))
    _in(_in(_in(credit, "CdtrAcct"), "Id"), "IBAN", asked.to.iban)
    remittance = f"CUP {batch.cup} - atto {batch.act}"[:REMITTANCE_LENGTH]
    _in(_in(credit, "RmtInf"), "Ustrd", remittance)


def _sums(parent: ET.Element, orders: Sequence[Credit]) -> None:
    _in(parent, "NbOfTxs", str(len(orders)))
    _in(parent, "CtrlSum", _euros(sum(each.cents for each in orders)))


def _euros(cents: int) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}"


def _name(account: Account) -> str:
    return account.holder[:NAME_LENGTH]


def _in(parent: ET.Element, name: str, content: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, _tag(name))
    child.text = content
    return child


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
