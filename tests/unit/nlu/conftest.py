from __future__ import annotations

from typing import Any

import yaml

from tests import CASES

UTTERANCE_FILES = (
    "utterances.yaml",
    "utterances_mined.yaml",
    "utterances_mined2.yaml",
    "utterances_mined3.yaml",
    "utterances_mined4.yaml",
    "utterances_mined5.yaml",
    "utterances_mined6.yaml",
    "utterances_mined7.yaml",
    "utterances_mined8.yaml",
    "utterances_mined9.yaml",
    "utterances_mined10.yaml",
    "utterances_new_facts.yaml",
)


def read_cases(name: str) -> Any:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
