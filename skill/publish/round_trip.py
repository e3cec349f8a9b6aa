"""What Amazon's own model classes make of a model or manifest: anything lost on the way is a fault.

Their reader is lenient, so what it reads is written again and compared. Build time only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def round_trip(data: Json, manifest: bool = False) -> Iterator[str]:
    """Yields what Amazon's own model classes drop or cannot read; nothing if they are missing.

    Args:
        data: an interaction model, or a skill manifest.
        manifest: it is a manifest.
    """
    try:
        from ask_sdk_model_runtime.serializer import DefaultSerializer
        from ask_smapi_model.v1.skill.interaction_model.interaction_model_data import (
            InteractionModelData,
        )
        from ask_smapi_model.v1.skill.manifest.skill_manifest_envelope import SkillManifestEnvelope
    except ImportError:
        return
    form = SkillManifestEnvelope if manifest else InteractionModelData
    serializer = DefaultSerializer()
    try:
        read = serializer.deserialize(json.dumps(data), form)
    except Exception as error:  # noqa: BLE001 - their serializer raises its own and others' types
        yield f"Amazon's model classes cannot read it ({type(error).__name__})"
        return
    yield from _lost(data, serializer.serialize(read), "")


def _lost(sent: object, read: object, where: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(read, dict):
        for key, value in sent.items():
            yield from _lost(value, read.get(key), f"{where}.{key}")
    elif isinstance(sent, list) and isinstance(read, list) and len(sent) == len(read):
        for index, (one, other) in enumerate(zip(sent, read, strict=True)):
            yield from _lost(one, other, f"{where}[{index}]")
    elif sent != read and not (sent == [] and read is None):
        yield f"Amazon's model classes do not know {where.lstrip('.')}"
