"""The whole skill as an ASK CLI v2 project, and the zip that runs on AWS Lambda.

`ask deploy` in the folder sets up both; `lambda.zip` is for those who upload it themselves. All is
made from what is here, nothing is downloaded. Build time only.
"""

from __future__ import annotations

import io
import platform
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final

import msgspec

from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol
from skill.errors import ModelError
from skill.publish.icons import icon_png
from skill.publish.interaction_model import LOCALES
from skill.publish.manifest import ICONS, build_manifest

HANDLER: Final = "skill.lambda_function.handler"
OWN: Final = ("cramp_triage", "skill")
BUILD_ONLY: Final = frozenset({".yaml", ".pyc"})
REQUIRED: Final = ("ask-sdk-core", "isodate", "msgspec")
FOR_MEMORY: Final = "ask-sdk-dynamodb-persistence-adapter"
"""Shipped where it is installed; unused until a table is configured."""

NOT_SHIPPED: Final = frozenset({"boto3", "requests"})
"""Lambda has the first; the second is for a client of Alexa's APIs, which is not used here."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Every file's time in the zip, so that the same sources give the same bytes."""

Files = dict[Path, bytes]


def build_project(root: Path, privacy_url: str = "", memory_arn: str = "") -> Files:
    """Returns every file of the ASK CLI project, by its path below the output folder.

    Args:
        root: the project folder, with built `interaction_models`.
        privacy_url: where the privacy policy can be read.
        memory_arn: the Lambda function's name in full, if it remembers people.

    Raises:
        ModelError: an interaction model is missing.
    """
    files: Files = {Path("ask-resources.json"): _json(_resources())}
    package = Path("skill-package")
    invocation = ""
    for locale in LOCALES:
        model = _model(root, locale)
        files[package / "interactionModels" / "custom" / f"{locale}.json"] = model
        language = msgspec.json.decode(model)["interactionModel"]["languageModel"]
        invocation = language["invocationName"]
    manifest = build_manifest(LOCALES, invocation, privacy_url, memory_arn)
    files[package / "skill.json"] = _json(manifest)
    for file, side_px in ICONS.values():
        files[package / "assets" / "images" / file] = _icon(side_px)
    code = {Path("lambda") / path: content for path, content in own_code()}
    files |= code
    files[Path("lambda/requirements.txt")] = requirements().encode()
    return files


def build_zip() -> bytes:
    """Returns the Lambda zip: our packages and what they need, from this very environment."""
    packed = io.BytesIO()
    files = {str(path): content for path, content in own_code()}
    for distribution in _closure():
        files |= dict(_distribution_files(distribution))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return packed.getvalue()


def runs_on() -> str:
    """Where the zip runs: compiled parts are of this Python and this machine only."""
    major, minor, _ = platform.python_version_tuple()
    return f"python{major}.{minor} on {platform.system()} {platform.machine()}"


def own_code() -> Iterator[tuple[Path, bytes]]:
    """Yields our packages without what only a build or a test needs.

    Raises:
        ProtocolError: the compiled protocol or lexicon is missing or damaged.
    """
    load_protocol()
    load_lexicon()
    for name in OWN:
        folder = Path(str(resources.files(name)))
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in BUILD_ONLY:
                yield path.relative_to(folder.parent), path.read_bytes()


def requirements() -> str:
    """What `ask deploy` installs beside our code, in the versions that were tested."""
    return "".join(f"{d.name}=={d.version}\n" for d in _closure())


@cache
def _icon(side_px: int) -> bytes:
    return icon_png(side_px)


def _resources() -> dict[str, Any]:
    return {
        "askcliResourcesVersion": "2020-03-31",
        "profiles": {
            "default": {
                "skillMetadata": {"src": "./skill-package"},
                "code": {"default": {"src": "./lambda"}},
                "skillInfrastructure": {
                    "type": "@ask-cli/lambda-deployer",
                    "userConfig": {
                        "runtime": "python3.11",
                        "handler": HANDLER,
                        "awsRegion": "us-east-1",
                    },
                },
            }
        },
    }


def _model(root: Path, locale: str) -> bytes:
    path = root / "interaction_models" / f"{locale}.json"
    try:
        return path.read_bytes()
    except OSError:
        raise ModelError(f"{path} cannot be read: run this in the project folder") from None


def _closure() -> list[metadata.Distribution]:
    """What must be installed beside our code, by name."""
    found: dict[str, metadata.Distribution] = {}
    there = any(metadata.distributions(name=FOR_MEMORY))
    waiting = [*REQUIRED, FOR_MEMORY] if there else list(REQUIRED)
    while waiting:
        name = waiting.pop()
        if name in found or name in NOT_SHIPPED:
            continue
        found[name] = metadata.distribution(name)
        for line in found[name].requires or ():
            # Extras and other platforms are behind a marker; none of ours needs any.
            if ";" not in line:
                waiting.append(_plain_name(line))
    return [found[name] for name in sorted(found)]


def _plain_name(requirement: str) -> str:
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), None)
    return requirement[:end].lower().replace("_", "-")


def _distribution_files(distribution: metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    for file in distribution.files or ():
        outside = file.parts[0] == ".." or file.parts[0].endswith(".dist-info")
        if not outside and file.suffix not in BUILD_ONLY | {".pyi"}:
            yield str(file), Path(str(distribution.locate_file(file))).read_bytes()


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
