"""What the dashboard is told by its environment."""

from pydantic import SecretStr

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of the dashboard; each is read from `CAPOFILA_<NAME>`."""

    session_key: SecretStr
    applications_url: str = ""
    portal_url: str = ""
    vouchers_url: str = ""
    temporal_ui_url: str = ""
    accessibility_url: str = "/accessibilita"
    house_name: str = "Alleanze locali di conciliazione"
