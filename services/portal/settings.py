"""What the portal is told by its environment."""

from pydantic import SecretStr

from kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Settings of the portal; each is read from `CAPOFILA_<NAME>`.

    `public_url` is where people reach these pages, without a slash at its end. `proxies` counts the
    proxies in front: the visitor's address is the one that the outermost of them saw.
    """

    session_key: SecretStr
    applications_url: str = ""
    vouchers_url: str = ""
    network_url: str = ""
    public_url: str = ""
    proxies: int = 0
    accessibility_url: str = "/accessibilita"
    house_name: str = "Alleanze locali di conciliazione"
    feedback_email: str = ""
    security_contact: str = "security@capofila.example"
    source_url: str = "https://codice.capofila.example/capofila.git"

    @property
    def address(self) -> str:
        """Where people reach these pages."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.http_port}"
