"""What a person can set in `config.toml`, and the reading of that file.

Every key is a field here: its type, limits and sentence of explanation stand in one place, and
errors and the printed template are made from it. Reads one file; applies nothing.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol
from cramp_triage.protocol.spelling import at
from offline_voice.errors import SettingsError

CONFIG_ENVIRONMENT: Final = "CRAMP_VOICE_CONFIG"

ADDRESS: Final = r"^(https?://[^\s/]+(/\S*)?)?$"

_Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietHours(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the program speaks slower and softer; `begin` equal to `end` means never."""

    begin: Annotated[_Clock, Meta(description="From this local time on, such as 22:00.")] = (
        msgspec.field(name="from", default="22:00")
    )
    end: Annotated[_Clock, Meta(description="Until this local time.")] = msgspec.field(
        name="to", default="07:00"
    )
    rate_factor: Annotated[
        float, Meta(ge=0.5, le=1.0, description="Speed in quiet hours, as a part of rate_wpm.")
    ] = 0.9
    volume_factor: Annotated[
        float,
        Meta(ge=0.1, le=1.0, description="Volume in quiet hours, as a part of volume_percent."),
    ] = 0.6

    def cover(self, now: time) -> bool:
        """It is quiet at the local time `now`; the hours may pass midnight."""
        begin, end = time.fromisoformat(self.begin), time.fromisoformat(self.end)
        if begin <= end:
            return begin <= now < end
        return now >= begin or now < end


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All keys with their defaults; an empty text means the program's own choice."""

    model: Annotated[
        str,
        Meta(description="Vosk model: a folder, or the name of an installed model."),
    ] = ""
    voice: Annotated[str, Meta(description="Voice of the speech engine, such as gmw/en-us.")] = ""
    piper_voice: Annotated[
        str,
        Meta(
            description="Speak with Piper, a natural voice, if the extra natural-voice is"
            " installed: joe, or the .onnx file of another voice."
        ),
    ] = ""
    rate_wpm: Annotated[
        int, Meta(ge=80, le=300, description="Speed of speech, words per minute.")
    ] = 165
    volume_percent: Annotated[int, Meta(ge=5, le=100, description="Volume of speech.")] = 100
    microphone: Annotated[str, Meta(description="Microphone: a part of its name is enough.")] = ""
    loudspeaker: Annotated[str, Meta(description="Loudspeaker: a part of its name is enough.")] = ""
    wake: Annotated[bool, Meta(description="Wait for the wake phrase between conversations.")] = (
        True
    )
    wake_phrase: Annotated[
        str,
        Meta(
            pattern=r"^[a-z']+( [a-z']+){1,4}$",
            description="Two to five words in lower case, spelt out. Begins a conversation"
            " after the first one, which begins at once unless --wait is given.",
        ),
    ] = "hey cramp helper"
    hold_scale: Annotated[
        float, Meta(ge=0.0, le=2.0, description="Length of the counted holds; 1 is real time.")
    ] = 1.0
    echo_cancelled: Annotated[
        bool,
        Meta(
            description="The system takes our voice out of the microphone (headset, echo"
            " cancellation): you can interrupt while it speaks."
        ),
    ] = False
    locale: Annotated[
        str, Meta(description="Place, for its number, spelling and units: {locales}.")
    ] = DEFAULT_LOCALE
    emergency_number: Annotated[
        str,
        Meta(pattern=r"^([0-9]{2,6})?$", description="A number to call instead of the place's."),
    ] = ""
    diary: Annotated[
        bool,
        Meta(description="Offer to note the cramp in your diary; kept only if you say yes."),
    ] = True
    model_site: Annotated[
        str,
        Meta(
            pattern=ADDRESS,
            description="Where models are fetched from, as https://example.org/models: a folder of"
            " zip files. Their checksums hold wherever they come from.",
        ),
    ] = ""
    quiet_hours: QuietHours = QuietHours()


def default_settings_path() -> Path:
    """Where `config.toml` lives: the platform's place for a user's configuration."""
    import platformdirs

    return platformdirs.user_config_path("cramp-helper", appauthor=False) / "config.toml"


def settings_path(named: Path | None) -> Path:
    """The file to read: the one named, else CRAMP_VOICE_CONFIG, else the platform's place."""
    if named is not None:
        return named
    from_environment = os.environ.get(CONFIG_ENVIRONMENT)
    return Path(from_environment) if from_environment else default_settings_path()


def read_settings(named: Path | None = None) -> Settings:
    """The settings of a file; the defaults if nobody named one and none is there.

    Args:
        named: from `--config`; it must exist, as must one named in CRAMP_VOICE_CONFIG.

    Raises:
        SettingsError: names file, line and key, what is wrong, and the fix.
    """
    path = settings_path(named)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        if path == default_settings_path():
            return Settings()
        raise SettingsError(
            f"{path}: no such configuration; `cramp-voice config` prints one to start from"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); check the file") from error
    try:
        settings = msgspec.convert(tomllib.loads(text), Settings)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not TOML: {error}; text needs quotes") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: {_explained(str(error), text)}") from error
    _check_locale(settings.locale, path, text)
    return settings


def at_place(protocol: Protocol, settings: Settings, call: str = "") -> Protocol:
    """The protocol in the words of the settings' place, its number, and how we are called here.

    Args:
        protocol: as it ships.
        settings: of this computer.
        call: what to do to begin a conversation, if the settings do not say.
    """
    protocol = at(protocol, settings.locale)
    place = dict(protocol.locales[settings.locale])
    by_voice = f"Say {settings.wake_phrase}" if settings.wake else "Speak"
    place["call"] = call or by_voice
    if settings.emergency_number:
        place["emergency"] = settings.emergency_number
    return msgspec.structs.replace(protocol, locales={**protocol.locales, DEFAULT_LOCALE: place})


def template(settings: Settings) -> str:
    """A `config.toml` that explains every key; those at their default are commented out."""
    lines = list(_explained_keys(settings))
    lines += ["", "# Slower and softer at night; never, where `from` and `to` are equal."]
    lines += ["[quiet_hours]", *_explained_keys(settings.quiet_hours)]
    return "\n".join(lines) + "\n"


def _explained_keys(part: Struct) -> Iterator[str]:
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Struct):
            continue
        mark = "# " if value == field.default else ""
        yield f"# {_about(field.type)}"
        yield f"{mark}{field.encode_name} = {msgspec.json.encode(value).decode()}"


def _about(kind: Any) -> str:
    """The sentence that explains a key; "" for a table."""
    metas = getattr(kind, "__metadata__", ())
    about = next((str(m.description) for m in metas if m.description), "")
    return about.replace("{locales}", ", ".join(_locales())) if "{" in about else about


_AT: Final = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<place>.*)`)?", re.DOTALL)
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.*)`")
_KINDS: Final = {
    "`object`": "a table",
    "`str`": "text in quotes",
    "`bool`": "true or false",
    "`int`": "a whole number",
    "`float`": "a number",
}


def _explained(complaint: str, text: str) -> str:
    """A complaint of msgspec as "line N: key: what; fix"."""
    found = _AT.fullmatch(complaint)
    assert found
    what, place = found["what"], found["place"] or ""
    if unknown := _UNKNOWN.fullmatch(what):
        known = [f.encode_name for f in msgspec.structs.fields(QuietHours if place else Settings)]
        place = f"{place}.{unknown[1]}".lstrip(".")
        near = get_close_matches(unknown[1], known, 1, cutoff=0.5)
        meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
        return f"line {_line_of(place, text)}: unknown key {place}; {meant}"
    if "regex" in what:
        what = "that does not fit"
    for kind, plain in _KINDS.items():
        what = what.replace(kind, plain)
    what = what[0].lower() + what[1:]
    fix = _fix(place) or "`cramp-voice config` explains the keys"
    return f"line {_line_of(place, text)}: {place}: {what}; {fix}"


def _fix(place: str) -> str:
    """What is said of a key, as the fix of a bad value."""
    table, _, key = place.rpartition(".")
    fields = msgspec.structs.fields(QuietHours if table else Settings)
    return next((_about(f.type) for f in fields if f.encode_name == key), "").rstrip(".")


def _line_of(place: str, text: str) -> int:
    """Number of the line that sets a key such as `quiet_hours.from`, or the table it is in."""
    table, _, key = place.rpartition(".")
    section, nearest = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().replace('"', "").replace("'", "")
        if bare.startswith("["):
            section = bare.strip("[] ")
        name = bare.partition("=")[0].strip()
        if (section, name) == (table, key) or name == place:
            return number
        if name == table or (bare.startswith("[") and section in (table, place)):
            nearest = number
    return nearest


def _check_locale(locale: str, path: Path, text: str) -> None:
    if locale != DEFAULT_LOCALE and locale not in (known := _locales()):
        raise SettingsError(
            f"{path}: line {_line_of('locale', text)}: locale: there is no {locale!r};"
            f" choose among {', '.join(known)}, or set emergency_number"
        )


def _locales() -> list[str]:
    from cramp_triage.protocol.model import load_protocol

    return sorted(load_protocol().locales)
