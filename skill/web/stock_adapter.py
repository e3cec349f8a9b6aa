"""Imports the stock Flask adapter where its own verifier cannot be imported.

`flask_ask_sdk` imports `certvalidator`, whose `oscrypto` 1.3.0 cannot read an OpenSSL version such
as 3.0.19 and so fails the import; no release fixes it. The verifier that needs it is never used
here (see `skill.request.verify`), so while it is imported an inert stand-in takes its place.
Nothing else belongs in this module.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

_NAMES: Final = ("certvalidator", "certvalidator.errors")


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    for inert in ("CertificateValidator", "ValidationError", "PathError"):
        setattr(module, inert, type(inert, (Exception,), {"__doc__": "Stands in; never used."}))
    return module


_kept = {name: sys.modules.get(name) for name in _NAMES}
sys.modules.update({name: _stand_in(name) for name in _NAMES})
try:
    from flask_ask_sdk.skill_adapter import (
        VERIFY_SIGNATURE_APP_CONFIG,
        VERIFY_TIMESTAMP_APP_CONFIG,
        SkillAdapter,
    )
finally:
    for _name, _module in _kept.items():
        del sys.modules[_name]
        if _module is not None:
            sys.modules[_name] = _module

__all__ = ["VERIFY_SIGNATURE_APP_CONFIG", "VERIFY_TIMESTAMP_APP_CONFIG", "SkillAdapter"]
