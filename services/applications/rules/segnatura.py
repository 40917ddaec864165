"""The segnatura of a document: what its number says, in a file that another body can read.

DPR 445/2000 art. 55; the elements are those of AgID circular 60/2013, without its DTD.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from services.applications.rules.register import DIRECTIONS, emergency_number

VERSION = "2013-01"
REGISTER = "PROTOCOLLO"


@dataclass(frozen=True)
class Office:
    """The body that numbers a document, with the codes of the index of administrations."""

    name: str
    ipa_code: str | None
    aoo_code: str | None


def segnatura(row: Any, office: Office) -> bytes:
    """Write the segnatura of an entry, UTF-8; the same entry always makes the same bytes.

    Codes that the file of the body does not say are left out, as are particulars that nobody told.
    """
    root = ET.Element("Segnatura", {"versione": VERSION, "xml:lang": "it"})
    heading = ET.SubElement(root, "Intestazione", {"verso": DIRECTIONS[row.direction]})
    _identifier(heading, row, office)
    _part(_part(heading, "Origine"), "Mittente", row.sender)
    _part(_part(heading, "Destinazione"), "Destinatario", row.recipient)
    _part(heading, "Oggetto", row.subject)
    described = _part(root, "Descrizione")
    _file(described, "Documento", (row.kind, row.content_hash))
    _attachments(described, row.attachments)
    _annulment(root, row)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _identifier(heading: ET.Element, row: Any, office: Office) -> None:
    found = _part(heading, "Identificatore")
    _maybe(found, "CodiceAmministrazione", office.ipa_code)
    _part(found, "Amministrazione", office.name)
    _maybe(found, "CodiceAOO", office.aoo_code)
    _part(found, "CodiceRegistro", REGISTER)
    _part(found, "NumeroRegistrazione", f"{row.number:07d}")
    _part(found, "DataRegistrazione", row.registered_on.isoformat())
    _maybe(found, "NumeroEmergenza", emergency_number(row))


def _attachments(described: ET.Element, attachments: Iterable[dict[str, str]]) -> None:
    for each in attachments:
        holder = described.find("Allegati")
        holder = _part(described, "Allegati") if holder is None else holder
        _file(holder, "Allegato", (each["name"], each["content_hash"]))


def _annulment(root: ET.Element, row: Any) -> None:
    if row.annulled_at is not None:
        struck = _part(root, "Annullamento")
        _part(struck, "Provvedimento", row.act)
        _part(struck, "Data", row.act_on.isoformat())


def _file(parent: ET.Element, tag: str, file: tuple[str, str]) -> None:
    name, content_hash = file
    found = ET.SubElement(parent, tag, {"nome": name})
    digest = base64.b64encode(bytes.fromhex(content_hash)).decode()
    proof = ET.SubElement(found, "Impronta", {"algoritmo": "SHA-256", "codifica": "base64"})
    proof.text = digest


def _maybe(parent: ET.Element, tag: str, words: str | None) -> None:
    if words:
        _part(parent, tag, words)


def _part(parent: ET.Element, tag: str, words: str = "") -> ET.Element:
    found = ET.SubElement(parent, tag)
    found.text = words or None
    return found
