"""What maintainers run: documents, audio, grammars, the demonstration model. Nothing here ships."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
