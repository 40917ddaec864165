"""What notifications is told by its environment."""

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of notifications; each is read from `CAPOFILA_<NAME>`.

    `notifications_sender` is the address that letters come from; its domain ends their
    Message-IDs.
    """

    smtp_url: str
    applications_url: str
    vouchers_url: str
    portal_url: str
    notifications_sender: str = "noreply@capofila.example"
