"""What every value of a contract is: immutable, and an unknown field is refused."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that travels inside a message or an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")
