"""The whole skill as an ASK CLI v2 project: what the store shows, the code, the stack it runs in.

`ask deploy` in the folder sets up everything with CloudFormation; `lambda.zip` is the same code for
those who upload it themselves. The code is complete, so nothing is installed on the way: it runs on
Lambda's Python whatever Python is here. Build time only.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import msgspec

from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol
from skill.errors import ModelError
from skill.publish.icons import icon_png
from skill.publish.interaction_model import LOCALES
from skill.publish.manifest import ICONS, build_manifest
from skill.publish.wheels import RUNTIME, wheel_files

HANDLER: Final = "skill.lambda_function.handler"
OWN: Final = ("cramp_triage", "skill")
BUILD_ONLY: Final = frozenset({".yaml", ".pyc", ".txt"})
BUILDING: Final = (Path("cramp_triage/compile"), Path("cramp_triage/evaluation"))
"""Our folders that a running skill imports nothing of."""
CODE: Final = Path("lambda")
STACK: Final = Path("infrastructure/stack.yaml")
REGIONS: Final = {"NA": "us-east-1", "EU": "eu-west-1", "FE": "us-west-2"}
"""Alexa's name of a region -> the one of AWS that a Lambda function for it must be in."""

STACK_FILE: Final = Path(__file__).with_name("stack.yaml")
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Every file's time in the zip, so that the same sources give the same bytes."""

Files = dict[Path, bytes]


class Options(msgspec.Struct, frozen=True):
    """What a deployer chooses.

    Attributes:
        privacy_url: where the privacy policy can be read; "" names none.
        memory: the skill remembers people who ask it to, in a table.
        architecture: of the Lambda function, by Lambda's name.
        regions: of Alexa, by its names; the first also serves all that have none.
    """

    privacy_url: str = ""
    memory: bool = False
    architecture: str = "x86_64"
    regions: tuple[str, ...] = ("NA",)


PLAIN: Final = Options()


def build_project(root: Path, options: Options = PLAIN) -> Files:
    """Returns the ASK CLI project without the wheels, by each file's path below the output folder.

    Args:
        root: the project folder, with built `interaction_models`.
        options: what the deployer chooses.

    Raises:
        ModelError: an interaction model is missing.
    """
    files: Files = {Path("ask-resources.json"): _json(_resources(options))}
    package = Path("skill-package")
    invocation = ""
    for locale in LOCALES:
        model = _model(root, locale)
        files[package / "interactionModels" / "custom" / f"{locale}.json"] = model
        language = msgspec.json.decode(model)["interactionModel"]["languageModel"]
        invocation = language["invocationName"]
    manifest = build_manifest(LOCALES, invocation, options.privacy_url, remembers=options.memory)
    files[package / "skill.json"] = _json(manifest)
    for file, side_px in ICONS.values():
        files[package / "assets" / "images" / file] = _icon(side_px)
    files[STACK] = STACK_FILE.read_bytes()
    return files | {CODE / path: content for path, content in own_code()}


def add_wheels(files: Files, wheels: Iterable[Path]) -> bytes:
    """Adds to a project what its code needs, and returns the code as the Lambda zip.

    Args:
        files: of `build_project`; gets the wheels' files.
        wheels: as `fetch` returns them.
    """
    for wheel in wheels:
        files |= {CODE / path: content for path, content in wheel_files(wheel)}
    return zipped({p.relative_to(CODE): c for p, c in files.items() if p.is_relative_to(CODE)})


def zipped(files: Mapping[Path, bytes]) -> bytes:
    """Returns a zip of files; the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path.as_posix(), EPOCH)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[path])
    return packed.getvalue()


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
            inside = path.relative_to(folder.parent)
            needed = path.suffix not in BUILD_ONLY and inside.parent not in BUILDING
            if path.is_file() and needed:
                yield inside, path.read_bytes()


@cache
def _icon(side_px: int) -> bytes:
    return icon_png(side_px)


def _resources(options: Options) -> dict[str, Any]:
    first, *others = options.regions
    config: dict[str, Any] = {
        "runtime": RUNTIME,
        "handler": HANDLER,
        "awsRegion": REGIONS[first],
        "templatePath": f"./{STACK}",
        "cfn": {
            "parameters": {
                "Architecture": options.architecture,
                "Remember": "yes" if options.memory else "no",
            }
        },
    }
    if options.memory:
        config["skillEvents"] = {"subscriptions": ["SKILL_DISABLED"]}
    if others:
        config["regionalOverrides"] = {each: {"awsRegion": REGIONS[each]} for each in others}
    return {
        "askcliResourcesVersion": "2020-03-31",
        "profiles": {
            "default": {
                "skillMetadata": {"src": "./skill-package"},
                "code": {region: {"src": f"./{CODE}"} for region in ("default", *others)},
                "skillInfrastructure": {"type": "@ask-cli/cfn-deployer", "userConfig": config},
            }
        },
    }


def _model(root: Path, locale: str) -> bytes:
    path = root / "interaction_models" / f"{locale}.json"
    try:
        return path.read_bytes()
    except OSError:
        raise ModelError(f"{path} cannot be read: run this in the project folder") from None


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
