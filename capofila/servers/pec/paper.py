"""The papers of a provider of certified mail: receipts, envelopes, and their certified data.

Headers, subjects and `daticert.xml` are those of RFC 6109 §3 and §4.4; the S/MIME signature around
them is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from email.utils import format_datetime
from html import escape
from typing import Literal

from kit.days import ROME
from kit.ids import new_id

PROVIDER = "pec.capofila.example"
REHEARSAL = "Ricevuta di prova, senza valore."

Kind = Literal[
    "accettazione",
    "non-accettazione",
    "avvenuta-consegna",
    "errore-consegna",
    "preavviso-errore-consegna",
    "posta-certificata",
]
SUBJECTS: Mapping[Kind, str] = {
    "accettazione": "ACCETTAZIONE",
    "non-accettazione": "AVVISO DI NON ACCETTAZIONE",
    "avvenuta-consegna": "CONSEGNA",
    "errore-consegna": "AVVISO DI MANCATA CONSEGNA",
    "preavviso-errore-consegna": "AVVISO DI MANCATA CONSEGNA PER SUPERAMENTO TEMPO MASSIMO",
    "posta-certificata": "POSTA CERTIFICATA",
}
ERRORS: Mapping[Kind, str] = {
    "errore-consegna": "no-dest",
    "preavviso-errore-consegna": "altro",
    "non-accettazione": "altro",
}


@dataclass(frozen=True)
class Original:
    """A mail as it was given to the provider."""

    content: bytes
    sender: str
    recipients: Sequence[str]

    @property
    def headers(self) -> Message:
        """Its header lines."""
        return message_from_bytes(self.content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")

    @property
    def message_id(self) -> str:
        """Its Message-ID, which every receipt names."""
        return str(self.headers.get("Message-ID", "")).strip()

    @property
    def subject(self) -> str:
        """Its subject as it is read."""
        return str(make_header(decode_header(str(self.headers.get("Subject", "")))))


def receipt(kind: Kind, original: Original, recipient: str, at: datetime) -> bytes:
    """Write a receipt; that of a delivery is complete: it has the whole original with it."""
    headers = {"X-Ricevuta": kind, **_about(original), **_address(original.sender)}
    parts = [_data(kind, original, recipient, at)]
    if kind == "avvenuta-consegna":
        headers["X-TipoRicevuta"] = "completa"
        parts.append(_original(original))
    return _paper(kind, original, headers, parts, at)


def envelope(original: Original, recipient: str, at: datetime) -> bytes:
    """Put a certified mail into the envelope that its recipient finds (busta di trasporto)."""
    headers = {
        "X-Trasporto": "posta-certificata", **_about(original), **_address(recipient),
        "Reply-To": original.sender,
        "From": f'"Per conto di: {original.sender}" <posta-certificata@{PROVIDER}>',
    }  # fmt: skip
    parts = [_data("posta-certificata", original, recipient, at), _original(original)]
    return _paper("posta-certificata", original, headers, parts, at)


def anomaly(original: Original, recipient: str, at: datetime) -> bytes:
    """Put an ordinary mail to a certified mailbox into its envelope (busta di anomalia)."""
    headers = {
        "X-Trasporto": "errore", **_address(recipient), "Reply-To": original.sender,
        "From": f'"Per conto di: {original.sender}" <posta-certificata@{PROVIDER}>',
        "Subject": _encoded(f"ANOMALIA MESSAGGIO: {original.subject}"),
    }  # fmt: skip
    return _paper("posta-certificata", original, headers, [_original(original)], at)


def _about(original: Original) -> dict[str, str]:
    return {"X-Riferimento-Message-ID": original.message_id} if original.message_id else {}


def _address(to: str) -> dict[str, str]:
    return {"From": f"posta-certificata@{PROVIDER}", "To": to}


def _encoded(text: str) -> str:
    return Header(" ".join(text.split()), "utf-8", maxlinelen=76).encode(linesep="\r\n")


def _paper(
    kind: Kind,
    original: Original,
    headers: Mapping[str, str],
    parts: Sequence[bytes],
    at: datetime,
) -> bytes:
    boundary = new_id().hex
    lines = {
        "Date": format_datetime(at.astimezone(ROME)),
        "Message-ID": f"<{new_id().hex}@{PROVIDER}>",
        "Subject": _encoded(f"{SUBJECTS[kind]}: {original.subject}"),
        **headers,
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/mixed; boundary="{boundary}"',
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
    told = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{REHEARSAL}".encode()
    mark = f"\r\n--{boundary}".encode()
    return head + b"".join(mark + b"\r\n" + each for each in (told, *parts)) + mark + b"--\r\n"


def _original(original: Original) -> bytes:
    head = (
        "Content-Type: message/rfc822\r\n"
        'Content-Disposition: attachment; filename="postacert.eml"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + original.content


def _data(kind: Kind, original: Original, recipient: str, at: datetime) -> bytes:
    here = at.astimezone(ROME)
    fields = f"""<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="{kind}" errore="{ERRORS.get(kind, "nessuno")}">
<intestazione><mittente>{escape(original.sender)}</mittente>
<destinatari tipo="certificato">{escape(recipient)}</destinatari>
<risposte>{escape(original.sender)}</risposte>
<oggetto>{escape(original.subject)}</oggetto></intestazione>
<dati><gestore-emittente>Gestore di prova</gestore-emittente>
<data zona="{here:%z}"><giorno>{here:%d/%m/%Y}</giorno><ora>{here:%H:%M:%S}</ora></data>
<identificativo>{new_id().hex}@{PROVIDER}</identificativo>
<msgid>{escape(original.message_id)}</msgid><ricevuta tipo="completa" />
<consegna>{escape(recipient)}</consegna></dati></postacert>
"""
    head = (
        'Content-Type: application/xml; name="daticert.xml"\r\n'
        'Content-Disposition: attachment; filename="daticert.xml"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (head + fields.replace("\n", "\r\n")).encode()
