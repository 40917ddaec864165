"""Bad weather: a neighbour that is away for a while, which is nobody's fault and passes."""

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError


class BadWeather(Exception):
    """A neighbour of this process did not answer; what was asked of it is asked again."""


KINDS = (BadWeather, OSError, TimeoutError, RedisError, InterfaceError, OperationalError)


def is_weather(error: Exception) -> bool:
    """Tell a neighbour that is away from a mistake of ours or of a message."""
    cut_off = isinstance(error, DBAPIError) and error.connection_invalidated
    return cut_off or isinstance(error, KINDS)
