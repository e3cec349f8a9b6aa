"""Files of cases are written by others: every fault is one line with file, case and fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from cramp_triage.errors import CaseError
from cramp_triage.evaluation.cases import read_conversations, read_vignettes
from cramp_triage.protocol.model import Protocol


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("vignettes: [", "cannot be read: "),
        ("cases: []", "has no list 'vignettes'; is it a file of vignettes?"),
        ("- one", "has no list 'vignettes'"),
        ("vignettes: [{id: A1}]", "case A1: has no findings"),
        ("vignettes: [7]", "case ?: has no findings"),
        ("vignettes: [{id: A1, findings: {chest_ache: yes}}]", "case A1: "),
        ("vignettes: [{id: A1, findings: {chest_pain: perhaps}}]", "case A1: "),
        ("vignettes: [{id: A1, findings: {}, expected: {level: high}}]", "case A1: "),
    ],
)
def test_a_file_that_is_none_is_told_with_its_place(
    tmp_path: Path, protocol: Protocol, text: str, complaint: str
):
    path = tmp_path / "cases.yaml"
    path.write_text(text)
    with pytest.raises(CaseError) as caught:
        read_vignettes(path, protocol.findings)
    assert str(caught.value).startswith(f"{path}: ")
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, protocol: Protocol):
    with pytest.raises(CaseError, match="cannot be read"):
        read_conversations(tmp_path / "none.yaml", protocol.findings)
