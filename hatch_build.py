"""Compiles the authored YAML whenever the project is installed or packed."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compile(BuildHookInterface[Any]):
    """Writes `cramp_triage/data/*.json`; a fault in the YAML ends the build with its line."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before the files are packed, or before a checkout is linked (`pip install -e`)."""
        sys.path.insert(0, self.root)
        from cramp_triage.compile import lexicon, protocol  # of these very sources

        protocol.main()
        lexicon.main()
