"""The skill as a web service; `create_app` makes it."""

from skill.web.service import create_app

__all__ = ["create_app"]
