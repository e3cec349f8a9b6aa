"""Unpacks a model's zip file as if it came from an enemy, although its checksum was right.

All names and sizes are looked at before the first byte is written.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from offline_voice.errors import InstallError

MEMBERS_MAX: Final = 1000
_PIECE: Final = 1 << 20
_ENCRYPTED: Final = 0x1


def unpack(archive: Path, folder: Path, most_bytes: int) -> None:
    """Unpacks `archive` into the empty folder `folder`.

    Raises:
        InstallError: it is no zip, is damaged, too large, or has a member that does not belong
            into a model: a link, a name that leaves the folder, two of a name.
        OSError: the disk is full or cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = opened.infolist()
            _check(archive, members, most_bytes)
            for member in members:
                place = folder.joinpath(*PurePosixPath(member.filename).parts)
                if member.is_dir():
                    place.mkdir(parents=True, exist_ok=True)
                    continue
                place.parent.mkdir(parents=True, exist_ok=True)
                # `open` yields no more than the size that was checked, and checks the CRC.
                with opened.open(member) as source, place.open("xb") as target:
                    shutil.copyfileobj(source, target, _PIECE)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise InstallError(f"{archive}: not a complete zip file; download it again") from error


def _check(archive: Path, members: list[zipfile.ZipInfo], most_bytes: int) -> None:
    if len(members) > MEMBERS_MAX:
        raise InstallError(f"{archive}: {len(members):,} members; this is not a model")
    size = sum(member.file_size for member in members)
    if size > most_bytes:
        raise InstallError(
            f"{archive}: would unpack to {size:,} bytes, a model has at most {most_bytes:,};"
            " nothing was unpacked"
        )
    seen: set[str] = set()
    for member in members:
        if reason := _unfit(member, seen):
            raise InstallError(
                f"{archive}: {member.filename!r} {reason}; nothing was unpacked, this is not a"
                " model of the Vosk project"
            )
        seen.add(member.filename.rstrip("/").casefold())


def _unfit(member: zipfile.ZipInfo, seen: set[str]) -> str:
    """Why a member does not belong into a model; "" if it does."""
    name, mode = member.filename, member.external_attr >> 16
    if name.startswith("/") or "\\" in name or ":" in name or "\0" in name:
        return "is not a plain relative name"
    if ".." in PurePosixPath(name).parts or not PurePosixPath(name).parts:
        return "leaves the folder"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    return "comes twice" if name.rstrip("/").casefold() in seen else ""
