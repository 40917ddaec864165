"""What the vouchers process is told."""

from pydantic import SecretStr

from kit.settings import ProcessSettings


class VouchersSettings(ProcessSettings):
    """Beside the shared settings, the key from which voucher codes are derived.

    `applications_url` is asked for the firms of applications, `network_url` with whom they are one
    undertaking. `registries_url` is what answers, as
    `contracts.aid` has it, for the register of aid (RNA) and the certificates of contributions
    (DURC): a body with real access sets the address of its own adapter; without one an aid that
    must be looked up is refused.
    """

    voucher_key: SecretStr
    applications_url: str = ""
    network_url: str = ""
    registries_url: str = ""
