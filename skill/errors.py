"""What can go wrong in the Alexa voice, each said in one line with its fix.

No text here ever quotes a request: what a person says to a triage skill is health data, and what
a stranger posts to an open port is not to be trusted in a log.
"""

from __future__ import annotations

from cramp_triage.errors import CrampError


class SkillError(CrampError):
    """Base of every error that the skill raises on purpose; the text is one line for a person."""


class ConfigError(SkillError):
    """The skill cannot be started as asked: names the setting and the fix."""


class ModelError(SkillError):
    """An interaction model or its templates are wrong: names the file, the key and the fix."""


class NotDeleted(SkillError):
    """What is kept of somebody who has left could not be deleted now: Alexa is to tell it again."""


class RequestRefused(SkillError):
    """An HTTP request is not answered by the skill.

    Attributes:
        reason: one word for the log ("signature", "timestamp", …).
        status: the HTTP status, 400 unless told otherwise.
    """

    def __init__(self, reason: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.reason = reason
        self.status = status
