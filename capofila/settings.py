"""Where the servers are, when they are not ours to start."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.settings import SECRETS


class ServerSettings(BaseSettings):
    """Addresses of servers run by somebody else; an absent one is started from a binary.

    `registries_url` is the adapter of a body that has access to the register of aid and to the
    certificates of contributions; without it a stand-in of ours gives invented codes.
    """

    model_config = SettingsConfigDict(env_prefix="CAPOFILA_")

    admin_database_url: str | None = None
    redis_url: str | None = None
    temporal_address: str | None = None
    smtp_url: str | None = None
    registries_url: str | None = None


class PreparationSettings(BaseSettings):
    """What `capofila migrate` is told where servers are run by somebody else.

    `role_passwords` is the one seed from which every service's database password is derived.
    """

    model_config = SettingsConfigDict(
        env_prefix="CAPOFILA_", secrets_dir=SECRETS if SECRETS.is_dir() else None
    )

    admin_database_url: str
    redis_url: str
    role_passwords: SecretStr
