"""The table of the memory: its keys, its attributes, how long one call to it may take."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

KEY: Final = "id"
EXPIRES: Final = "expires"
"""The table's time-to-live attribute, in seconds since 1970."""

CONNECT_TIMEOUT_S: Final = 0.2
READ_TIMEOUT_S: Final = 0.3
CALL_S: Final = 0.8
"""For a whole call, since each byte of a slow answer starts the time to read again."""


class DamagedRecord(ValueError):
    """What the table holds of one person, or should hold, cannot be: no fault of the table's."""


class Owner(msgspec.Struct, frozen=True):
    """Whose records are meant; the keys are no ids, which Amazon gave only to us.

    Attributes:
        account: the key for the account of a request; "" if it names none.
        key: the key for whom Alexa recognised by voice, which begins with the account's; else that.
    """

    account: str
    key: str

    @property
    def recognised(self) -> bool:
        """Alexa knows which person of the account it is."""
        return self.key != self.account

    def has(self, key: str) -> bool:
        """Whether a key is of this account: its own, or that of one of its persons."""
        account, _, person = key.partition(".")
        return bool(key) and account == self.account and (not person or _is_hash(person))

    @property
    def diary(self) -> str:
        """The key for the person's diary."""
        return diary_key(self.key)

    @property
    def people(self) -> str:
        """The key for the list of the account's recognised persons, of whom something is kept."""
        return f"{self.account}.people"


def owner_of(envelope: Any) -> Owner:
    """Whose turn a request is, by account and by voice."""
    user_id, person_id = _id(envelope, "user", "user_id"), _id(envelope, "person", "person_id")
    account = _hash(user_id) if user_id else ""
    if not account or not person_id:
        return Owner(account, account)
    return Owner(account, f"{account}.{_hash(f'{account} {person_id}')}")


def diary_key(key: str) -> str:
    """The key for a diary, from that for its person."""
    return f"{key}.diary"


def _id(envelope: Any, whose: str, name: str) -> str:
    system = envelope.context.system if envelope.context is not None else None
    found = getattr(getattr(system, whose, None), name, None)
    return found if isinstance(found, str) else ""


def _is_hash(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", text) is not None


def _hash(text: str) -> str:
    # Here, not above: a cold start without a memory does not pay for it.
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
