"""The report that a mail was not delivered (RFC 3464), for addresses that ask for one."""

from datetime import datetime
from email.utils import format_datetime

from kit.ids import new_id

WORD = "+respinta@"


def is_refused(address: str) -> bool:
    """Tell whether an address asks that mail for it comes back: `nome+respinta@…`."""
    return WORD in address


def report(content: bytes, sender: str, recipient: str, at: datetime) -> bytes:
    """Write the report of a mail that nobody has a mailbox for."""
    boundary = new_id().hex
    text = f"""From: Mail Delivery System <mailer-daemon@posta.capofila.example>
To: {sender}
Date: {format_datetime(at)}
Message-ID: <{new_id().hex}@posta.capofila.example>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset=us-ascii

The mailbox does not exist.

--{boundary}
Content-Type: message/delivery-status

Reporting-MTA: dns; posta.capofila.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--{boundary}
Content-Type: text/rfc822-headers

"""
    headers = content.partition(b"\r\n\r\n")[0]
    return text.replace("\n", "\r\n").encode() + headers + f"\r\n\r\n--{boundary}--\r\n".encode()
