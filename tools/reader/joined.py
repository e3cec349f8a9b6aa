"""Made lines of several claims: plain statements one after the other, or after an answer.

What one of them claims it claims in the whole, so lines are joined only if their facts differ.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from cramp_triage.protocol.facts import Findings
from tools.reader.examples import LEFT_TO_RULES, Example

BETWEEN: Final = (", ", ", ", " and ", ", and ", ". ", ", also ", " plus ", " but ")
PLAIN_NO: Final = ("no, ", "no ", "nope, ", "no no, ", "no but ")
"""A no with something behind it may be of that alone: of what was asked it teaches nothing."""
DENYING: Final = (
    *(
        "no none of that, ",
        "none of those, ",
        "no to all that, ",
        "neither, ",
        "nothing like that, ",
    ),
    *("no, just that ", "no none of that i'm just saying "),
)
AFFIRMING: Final = ("yes, ", "yeah ", "yeah, and ", "yes and ", "uh huh, ", "yep, ")
KINDS: Final = frozenset({"plain", "odd", "several", "number", "denied", "denied_adjective"})
"""Ways of speaking whose meaning does not change next to another line."""
NO_ONE_FACT: Final = frozenset({"act:deny", "act:affirm", "act:unsure"})


def joined(lines: Sequence[Example], findings: Findings, seed: int, n: int) -> Iterator[Example]:
    """At most `n` lines; the same seed gives the same.

    Args:
        lines: those to join.
        findings: the protocol's.
        seed: of the choice.
        n: how many are tried.
    """
    draw = random.Random(seed)
    plain = [
        one
        for one in lines
        if not one.asked and one.acts_told and one.kind in KINDS and not one.holds & NO_ONE_FACT
    ]
    asked = [
        fact
        for fact, finding in findings.items()
        if finding.kind == "yes_no" and fact not in LEFT_TO_RULES
    ]
    for number in range(n):
        first, second = draw.sample(plain, 2)
        if number % 2 == 0:
            if not facts_of(first) & facts_of(second):
                yield _of(first, second, first.text.rstrip(".!?") + draw.choice(BETWEEN))
        else:
            yield _answer(first, findings, asked, draw)


def _answer(one: Example, findings: Findings, asked: Sequence[str], draw: random.Random) -> Example:
    """A line said behind a plain yes or no to a question about other things."""
    told = facts_of(one)
    free = [fact for fact in draw.sample(asked, 12) if fact not in told]
    is_no = draw.random() < 0.75
    open_facts = tuple(free[: draw.randint(1, 4) if is_no else 1])
    claims = {
        f"{fact}={findings[fact].deny if is_no else findings[fact].affirm}" for fact in open_facts
    }
    before = draw.choice((*PLAIN_NO, *DENYING) if is_no else AFFIRMING)
    is_plain = before in PLAIN_NO and len(open_facts) > 1
    return replace(
        one,
        text=before + one.text,
        asked=open_facts,
        holds=one.holds | {"act:deny" if is_no else "act:affirm"} | (set() if is_plain else claims),
        untold=one.untold | claims if is_plain else one.untold - claims,
        kind="answer_and",
    )


def _of(first: Example, second: Example, before: str) -> Example:
    holds = first.holds | second.holds
    return replace(
        second,
        text=before + second.text,
        holds=holds,
        untold=(first.untold | second.untold) - holds,
        kind="joined",
    )


def facts_of(one: Example) -> set[str]:
    """The facts of which a line says something."""
    return {label.partition("=")[0] for label in one.holds | one.untold if label[:4] != "act:"}
