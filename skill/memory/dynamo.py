"""Records in DynamoDB: by key, with a deadline for each call and a time to live on every record.

Imported only where a table is configured: it costs about 200 ms and 30 MB. Boto3 is untyped and may
be missing, hence the ignored imports.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from zlib import crc32

# They ship no types, and are only there where people are to be remembered.
import boto3  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above
from ask_sdk_core.exceptions import PersistenceException
from botocore.config import Config  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above

from skill.memory.table import (
    CALL_S,
    CONNECT_TIMEOUT_S,
    EXPIRES,
    KEY,
    READ_TIMEOUT_S,
    DamagedRecord,
)

ATTRIBUTES: Final = "attributes"
CALLS_AT_ONCE: Final = 8
"""So many calls may outlast their deadline before others must wait for one of them."""

NO_TABLE: Final = (
    BotoCoreError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    SyntaxError,
)
"""No answer, or something else than a table's: JSON of another shape, broken XML."""

CHECKSUM: Final = "x-amz-crc32"
"""In each answer of DynamoDB, of its body. A web page has none, and botocore would read it as an
answer in which nothing is said: as a success."""


class Records:
    """The records of a table that exists, with the string key `id`; each call ends in time.

    Whatever answers without DynamoDB's checksum is not the table.

    Args:
        table: its name.
        endpoint: a DynamoDB-compatible server, checksums included; None is DynamoDB itself.
    """

    def __init__(self, table: str, endpoint: str | None) -> None:
        self._name = table
        self._calls = ThreadPoolExecutor(CALLS_AT_ONCE)
        # The client of a resource converts types as the resource does, and is safe among threads.
        self._client = boto3.resource(
            "dynamodb",
            endpoint_url=endpoint,
            config=Config(
                connect_timeout=CONNECT_TIMEOUT_S,
                read_timeout=READ_TIMEOUT_S,
                retries={"total_max_attempts": 1},
            ),
        ).meta.client
        self._client.meta.events.register("before-parse.dynamodb", _check_body)

    def read(self, key: str) -> dict[str, Any]:
        """Returns what is kept under a key; nothing if there is no record.

        Raises:
            PersistenceException: the table does not answer.
            DamagedRecord: it holds something else.
        """
        answer = self._within(
            lambda: self._client.get_item(
                TableName=self._name, Key={KEY: key}, ConsistentRead=True
            ).get("Item", {})
        )
        if not answer:
            return {}
        found = answer.get(ATTRIBUTES)
        if not isinstance(found, dict):
            raise DamagedRecord("the record has no attributes")
        return found

    def save(self, key: str, attributes: dict[str, Any]) -> None:
        """Saves the attributes; `expires` among them is for DynamoDB.

        Raises:
            PersistenceException: the table does not answer.
            DamagedRecord: the table takes no such record.
        """
        item = {KEY: key, ATTRIBUTES: attributes, EXPIRES: attributes[EXPIRES]}
        self._within(lambda: self._client.put_item(TableName=self._name, Item=item))

    def delete(self, key: str) -> None:
        """Deletes a record, if there is one.

        Raises:
            PersistenceException: the table does not answer.
            DamagedRecord: it answers with what no record can hold.
        """
        self._within(lambda: self._client.delete_item(TableName=self._name, Key={KEY: key}))

    def _within(self, call: Callable[[], Any]) -> Any:
        """What the table answers to one call, within `CALL_S`."""
        try:
            return self._calls.submit(call).result(CALL_S)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "ValidationException":
                raise DamagedRecord("the table takes no such record") from None
            raise PersistenceException(type(error).__name__) from None
        except (RecursionError, ArithmeticError) as error:
            # A nest, or a number that no table keeps, in this record alone.
            raise DamagedRecord(type(error).__name__) from None
        except NO_TABLE as error:
            raise PersistenceException(type(error).__name__) from None


def _check_body(response_dict: dict[str, Any], **_: object) -> None:
    """Refuses a body that botocore is about to parse and no table has sent.

    Raises:
        PersistenceException: it has not DynamoDB's checksum.
    """
    found = response_dict["headers"].get(CHECKSUM)
    if response_dict["status_code"] == 200 and found != str(crc32(response_dict["body"])):
        raise PersistenceException("not a table's answer")
