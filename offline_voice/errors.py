"""What can go wrong with sound, said in one line that names the thing, the place and the fix."""

from __future__ import annotations

from cramp_triage.errors import CrampError, DiaryError


class VoiceError(CrampError):
    """Base of every error that the local voice raises on purpose; the text is one line."""


class RecordingError(VoiceError):
    """A recording, or a folder of recordings, cannot be used."""


class ModelError(VoiceError):
    """A Vosk model folder is missing, incomplete or cannot be loaded."""


class InstallError(ModelError):
    """A model could not be downloaded, checked or unpacked."""


class SpeechError(VoiceError):
    """The speech engine cannot be started, or did not deliver in time."""


class UnknownVoiceError(SpeechError):
    """The speech engine has no voice of the name that was configured."""


class DeviceError(VoiceError):
    """A microphone or loudspeaker is missing, or stopped delivering."""


class ManifestError(VoiceError):
    """The manifest of an evaluation folder cannot be used."""


class SettingsError(VoiceError):
    """The configuration file has a key or value that cannot be used."""


class DamagedDiaryError(DiaryError):
    """The diary's file is there, but it is no sound diary."""


class NewerDiaryError(DiaryError):
    """The diary's file was written by a newer program."""
