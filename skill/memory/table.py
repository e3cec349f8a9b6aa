"""The table of the memory: its key, its attributes, how long one call to it may take."""

from __future__ import annotations

from typing import Any, Final

from ask_sdk_core.exceptions import PersistenceException

KEY: Final = "id"
EXPIRES: Final = "expires"
"""The table's time-to-live attribute, in seconds since 1970."""

CONNECT_TIMEOUT_S: Final = 0.2
READ_TIMEOUT_S: Final = 0.3


def person_key(envelope: Any) -> str:
    """The table's key for the person of a request: not the id itself, which Amazon gave only to us.

    Raises:
        PersistenceException: the request names nobody.
    """
    context = envelope.context
    user = context.system.user if context is not None and context.system else None
    if user is None or not isinstance(user.user_id, str) or not user.user_id:
        raise PersistenceException("the request names no user")
    # Here, not above: a cold start without a memory does not pay for it.
    import hashlib

    return hashlib.sha256(user.user_id.encode()).hexdigest()


def diary_key(envelope: Any) -> str:
    """The table's key for the person's diary.

    Raises:
        PersistenceException: the request names nobody.
    """
    return f"{person_key(envelope)}.diary"
