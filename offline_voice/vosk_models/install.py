"""Installs a published model under the user's data folder: download, checksum, unpack, rename.

A model is there whole or not at all: it is unpacked next to its place and renamed into it. A lock
keeps two installs apart; what a killed one left is removed by the next.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from offline_voice.errors import InstallError
from offline_voice.vosk_models.download import Patience, Progress, checksum, download
from offline_voice.vosk_models.find import check_folder, installed_models, installed_models_folder
from offline_voice.vosk_models.registry import MODEL_SITE, RELEASES, Release
from offline_voice.vosk_models.unpack import unpack

_STAGING: Final = ".staging-"
_MB: Final = 1_000_000


def find_release(name: str) -> Release:
    """The published model of that name, or the only one whose name has `name` in it.

    Raises:
        InstallError: there is none, or there are several; it lists them.
    """
    fits = [r for r in RELEASES if r.name == name] or [r for r in RELEASES if name in r.name]
    if len(fits) != 1:
        known = ", ".join(r.name for r in RELEASES)
        raise InstallError(f"{name}: no such model; choose among {known}")
    return fits[0]


def address(release: Release, site: str) -> str:
    """Where the zip of a model is."""
    return f"{site.rstrip('/')}/{release.name}.zip"


def is_installed(release: Release) -> bool:
    """The model is there, with every file that Vosk needs."""
    return release.name in [folder.path.name for folder in installed_models()]


def install(
    release: Release,
    progress: Progress,
    *,
    site: str = MODEL_SITE,
    patience: Patience | None = None,
    from_file: Path | None = None,
    again: bool = False,
) -> Path:
    """Installs a model and returns its folder; a whole one that is there is left alone.

    Args:
        release: what to install.
        progress: is told of the download.
        site: address of the folder that holds the zip files.
        patience: with the network.
        from_file: a zip that was downloaded by other means; the network is not used then.
        again: one that is there is replaced, for it may be damaged.

    Raises:
        InstallError: what happened, where, and the fix.
    """
    folder = installed_models_folder()
    place = folder / release.name
    with _disk_trouble_told(folder), _alone(folder):
        _sweep(folder)
        if is_installed(release) and not again:
            return place
        _check_room(folder, release, from_file)
        archive = from_file or folder / f".{release.name}.{release.sha256[:8]}.part"
        if from_file:
            _check_file(from_file, release)
        else:
            download(
                address(release, site),
                archive,
                sha256=release.sha256,
                exact_bytes=release.zip_bytes,
                most_bytes=release.zip_bytes_max,
                progress=progress,
                patience=patience,
            )
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            unpack(archive, staging, release.unpacked_bytes_max)
            unpacked = check_folder(staging, "installed").path
            shutil.rmtree(place, ignore_errors=True)  # only now: half a model beats none
            unpacked.rename(place)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        if not from_file:
            archive.unlink()
    return place


def _check_file(file: Path, release: Release) -> None:
    if not file.is_file():
        raise InstallError(f"{file}: no such file; name the zip that was downloaded")
    if checksum(file) != release.sha256:
        raise InstallError(
            f"{file}: not {release.name}, its checksum differs; download it again from"
            f" {address(release, MODEL_SITE)}"
        )


def _check_room(folder: Path, release: Release, from_file: Path | None) -> None:
    """Told at once, a full disk costs nobody a download."""
    fetched = 0 if from_file else release.zip_bytes or release.zip_bytes_max
    needed = fetched + release.unpacked_bytes_max // 2
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InstallError(
            f"{folder}: {free // _MB} MB free, about {needed // _MB} MB are needed; free some space"
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the lock of the models folder; the system frees it even if we are killed."""
    import filelock

    folder.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(folder / ".lock", timeout=0):
            yield
    except filelock.Timeout:
        raise InstallError(f"{folder}: another install is running; wait until it is done") from None


def _sweep(folder: Path) -> None:
    """Removes what a killed install left; a download is kept, to be gone on with."""
    for left in folder.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _disk_trouble_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InstallError(
                f"{folder}: the disk is full; free some space and run it again"
            ) from error
        raise InstallError(
            f"{error.filename or folder}: {error.strerror}; check the folder's permissions"
        ) from error
