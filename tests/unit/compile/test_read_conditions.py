"""The clinician's form of a condition: what each form means, and what is refused with its fix."""

import pytest

from cramp_triage.compile.read_conditions import read_condition
from cramp_triage.errors import ProtocolError
from cramp_triage.protocol.conditions import NEVER, All, Any_, AtLeast, AtMost, Is, Not
from cramp_triage.protocol.model import load_protocol

FINDINGS = load_protocol().findings
FEVER = Is("fever", ("yes",))
HEAT = Any_((Is("heat_exposure", ("yes",)), Is("context", ("heat",))))


def read(form):
    return read_condition(form, {"heat": HEAT}, FINDINGS, "rules.yaml", "hot")


@pytest.mark.parametrize(
    ("form", "condition"),
    [
        ("fever", FEVER),
        ("can_bear_weight", Is("can_bear_weight", ("yes",))),
        ({"can_bear_weight": False}, Is("can_bear_weight", ("no",))),
        ({"can_bear_weight": [False, "unknown"]}, Is("can_bear_weight", ("no", "unknown"))),
        ({"onset": "sudden"}, Is("onset", ("sudden",))),
        ("heat", HEAT),
        ("nothing", NEVER),
        ({"age_years": {"at_least": 60}}, AtLeast("age_years", 60)),
        ({"since_days": {"at_most": 29}}, AtMost("since_days", 29)),
        ({"anywhere": "jaw"}, Any_((Is("site", ("jaw",)), Is("other_sites", ("jaw",))))),
        ({"all": ["fever", {"onset": "sudden"}]}, All((FEVER, Is("onset", ("sudden",))))),
        ({"any": ["fever", {"not": "heat"}]}, Any_((FEVER, Not(HEAT)))),
        ({"fever": True, "onset": "sudden"}, All((FEVER, Is("onset", ("sudden",))))),
    ],
)
def test_a_form_means_one_condition(form, condition):
    assert read(form) == condition


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (None, "found None; write a fact"),
        ([], r"found \[\]; write a fact"),
        ({}, r"found \{\}; write a fact"),
        (
            "chils",
            "'chils' is neither a fact of facts.yaml nor a .* correct the name",
        ),
        ("age_years", "'age_years' is not yes or no; name its value, like `age_years: ...`"),
        ("other_sites", "'other_sites' is not yes or no; name its value"),
        ("swelling", "'swelling' is not yes or no; name its value"),
        ("context", "'context' is not yes or no; name its value"),
        ({"heat": True}, "'heat' is a definition and takes no value; write it alone"),
        ({"is": "heat"}, "unknown fact 'is'; see facts.yaml"),
        ({"chils": True}, "unknown fact 'chils'; see facts.yaml"),
        ({"fever": 3}, "3 is not a word; write yes, no or a value"),
        ({"fever": "hot"}, "'fever' cannot be 'hot': it takes no, unknown, yes"),
        ({"onset": "slow"}, "'onset' cannot be 'slow': it takes gradual, sudden, unknown"),
        ({"other_sites": "moon"}, "'other_sites' cannot be 'moon'"),
        ({"age_years": "old"}, "'age_years' cannot be 'old': it takes unknown"),
        ({"age_years": {"more": 3}}, r"'age_years' cannot be .*; write .*\{at_least: 3\}"),
        ({"age_years": {"at_least": 3, "at_most": 4}}, "'age_years' cannot be"),
        ({"fever": {"at_least": 3}}, "'fever' is not a number; name one of its values"),
        ({"all": {"fever": True}}, r"'all' takes a list .*; write `\[...\]`"),
        ({"any": []}, r"'any' takes a list .*; write `\[...\]`"),
    ],
)
def test_anything_else_is_refused_with_its_fix(form, said):
    with pytest.raises(ProtocolError, match=rf"^rules\.yaml: hot: .*{said}") as caught:
        read(form)
    assert "\n" not in str(caught.value)
