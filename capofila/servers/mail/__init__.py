"""A mail catcher: takes every message by SMTP, keeps it as a file, shows it on a page."""

import sys

from capofila.servers.process import Place, Process, Served, port_answers, url_answers


def serve(place: Place) -> Served:
    """Describe the catcher of this data folder, or the SMTP server that the settings name."""
    if place.settings.smtp_url:
        url = place.settings.smtp_url
        host, _, port = url.removeprefix("smtp://").rpartition(":")
        return Served("mail", {"smtp_url": url}, port_answers(host, int(port.strip("/"))))
    smtp_port, http_port = place.ports["smtp"], place.ports["mail"]
    page = f"http://127.0.0.1:{http_port}"
    store = place.data / "mail"
    ready = url_answers(f"{page}/status")
    ends = ("--smtp-port", str(smtp_port), "--http-port", str(http_port), "--data", str(store))
    argv = (sys.executable, "-m", "capofila.servers.mail", *ends)
    process = Process("mail", argv, ready=ready, nice=4)
    addresses = {"smtp_url": f"smtp://127.0.0.1:{smtp_port}", "mail_url": page}
    return Served("mail", addresses, ready, process, (store,))
