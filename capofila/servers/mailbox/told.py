"""What notifications is told of the mailboxes of a data folder."""

from pathlib import Path
from urllib.parse import urlsplit

import orjson

from capofila.servers.mailbox.accounts import accounts

PASSWORD = "mailboxes.password"  # noqa: S105 (the name of a file)
ARCHIVE = "Archivio"


def mailboxes(data: Path, imap_url: str, pec_url: str) -> str:
    """Return the setting, as JSON, empty where the mail servers are those of somebody else."""
    imap = urlsplit(imap_url)
    told = [
        {
            "address": account.address, "kind": account.kind, "body": account.body,
            "host": imap.hostname, "port": imap.port, "tls": False, "archive": ARCHIVE,
            "password_file": str(data / PASSWORD),
            "smtp_url": pec_url if account.kind == "pec" else "",
        }
        for account in (accounts() if imap_url else ())
    ]  # fmt: skip
    return orjson.dumps(told).decode()
