"""The mail around the house: a catcher of what leaves, the mailboxes of what comes, certified mail.

One process takes every message by SMTP, keeps it as a file and shows it on a page; lends the
mailboxes of `capofila.servers.mailbox` by IMAP; and stands in for the provider of certified mail of
`capofila.servers.pec`.
"""

import sys

from capofila.servers.process import Place, Process, Served, port_answers, url_answers

# The port that each door of the process has in the data folder.
DOORS = {"smtp": "smtp", "http": "mail", "imap": "imap", "pec": "pec"}


def serve(place: Place) -> Served:
    """Describe the servers of this data folder, or the SMTP server that the settings name.

    Who has an SMTP server has mailboxes too, and tells notifications of them.
    """
    if place.settings.smtp_url:
        url = place.settings.smtp_url
        host, _, port = url.removeprefix("smtp://").rpartition(":")
        return Served("mail", {"smtp_url": url}, port_answers(host, int(port.strip("/"))))
    ports = {door: place.ports[name] for door, name in DOORS.items()}
    page = f"http://127.0.0.1:{ports['http']}"
    ready = url_answers(f"{page}/status")
    ends = [word for door, port in ports.items() for word in (f"--{door}-port", str(port))]
    argv = (sys.executable, "-m", "capofila.servers.mail", *ends, "--data", str(place.data))
    clock = {"CAPOFILA_CLOCK_FILE": str(place.data / "clock")}
    process = Process("mail", argv, env=clock, ready=ready, nice=4)
    addresses = {
        "smtp_url": f"smtp://127.0.0.1:{ports['smtp']}",
        "mail_url": page,
        "imap_url": f"imap://127.0.0.1:{ports['imap']}",
        "pec_url": f"smtp://127.0.0.1:{ports['pec']}",
    }
    stores = (place.data / "mail", place.data / "mailboxes")
    return Served("mail", addresses, ready, process, stores)
