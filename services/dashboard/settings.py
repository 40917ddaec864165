"""What the dashboard is told by its environment."""

from pydantic import SecretStr

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of the dashboard; each is read from `CAPOFILA_<NAME>`.

    `desk_url` is where officials reach these pages, without a slash at its end.
    """

    session_key: SecretStr
    applications_url: str = ""
    portal_url: str = ""
    vouchers_url: str = ""
    network_url: str = ""
    temporal_ui_url: str = ""
    desk_url: str = ""
    accessibility_url: str = "/accessibilita"
    house_name: str = "Alleanze locali di conciliazione"

    @property
    def address(self) -> str:
        """Where officials reach these pages."""
        return self.desk_url.rstrip("/") or f"http://127.0.0.1:{self.http_port}"
