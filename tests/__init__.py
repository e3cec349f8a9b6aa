"""The proof: units that mirror the tree, each voice, whole programs, random callers, cases."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
CASES: Final = ROOT / "tests" / "cases"
RECORDINGS: Final = ROOT / "tests" / "recordings"
