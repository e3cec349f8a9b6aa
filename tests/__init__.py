"""The proof: units beside the tree, each voice, whole programs, random callers, and their cases."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CASES: Final = ROOT / "tests" / "cases"
RECORDINGS: Final = ROOT / "tests" / "recordings"
