"""The SDK's DynamoDB adapter, with short timeouts, our key, and a time to live on every record.

Imported only where a table is configured: it costs about 200 ms and 30 MB. What it imports is
untyped and may be missing, hence the ignored imports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# None of these ships types, and they are only there where people are to be remembered.
import boto3  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above
from ask_sdk_core.exceptions import PersistenceException
from ask_sdk_dynamodb.adapter import DynamoDbAdapter  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above
from botocore.config import Config  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped,import-not-found,unused-ignore]  # see above

from skill.memory.table import (
    CONNECT_TIMEOUT_S,
    EXPIRES,
    KEY,
    READ_TIMEOUT_S,
    diary_key,
    person_key,
)


class ExpiringAdapter(DynamoDbAdapter):  # type: ignore[misc,unused-ignore]  # untyped
    """The stock adapter; what it saves also says, at the record's top, when it expires."""

    def save_attributes(self, request_envelope: Any, attributes: dict[str, Any]) -> None:
        """Saves the attributes; `expires` among them is for DynamoDB.

        Raises:
            PersistenceException: the table did not take them.
        """
        item = {
            self.partition_key_name: self.partition_keygen(request_envelope),
            self.attribute_name: attributes,
            EXPIRES: attributes[EXPIRES],
        }
        try:
            self.dynamodb.Table(self.table_name).put_item(Item=item)
        except (BotoCoreError, ClientError, OSError) as error:
            raise PersistenceException(type(error).__name__) from None


def make_adapters(table: str, endpoint: str | None) -> tuple[ExpiringAdapter, ExpiringAdapter]:
    """Returns adapters for a table that exists, with the string key `id`: memory and diary.

    Args:
        table: its name.
        endpoint: a DynamoDB-compatible server; None is DynamoDB itself.
    """
    resource = boto3.resource(
        "dynamodb",
        endpoint_url=endpoint,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"total_max_attempts": 1},
        ),
    )

    def adapter(key: Callable[[Any], str]) -> ExpiringAdapter:
        return ExpiringAdapter(
            table_name=table,
            partition_key_name=KEY,
            partition_keygen=key,
            dynamodb_resource=resource,
        )

    return adapter(person_key), adapter(diary_key)
