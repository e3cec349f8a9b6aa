"""The Echo figure: what of people's lines reaches the core, and what is then understood.

`python -m tools.echo` writes it into `docs/figures.md`, below what `tools.reader.judge` writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import yaml
from ask_sdk_model import Intent, IntentRequest, Slot

from cramp_triage.evaluation.metrics import wilson
from cramp_triage.messages.acts import UserAct, Value
from cramp_triage.messages.replies import OpenQuestion
from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.facts import bare_answer
from cramp_triage.protocol.model import load_protocol
from skill.request.intents import FALLBACK, IntentReader
from skill.request.table import load_table
from tools import ROOT
from tools.echo.matcher import RULES, Arrival, matcher, plain
from tools.reader.corpus import FROZEN, Line, read_author
from tools.reader.judge import ECHO_HEAD, PAGE, Labelled, compare, expects, f1

CALLS: Final = "tests/cases/*conversations*.yaml"
OPEN_MIN, ONE_SHOT_MIN = 0.95, 0.80
"""The shares that are to reach the core while a question is open, and without one."""


class Core:
    """Hears as the skill does: what arrives, by its own reader of intents."""

    def __init__(self) -> None:
        self.findings, self._lexicon = load_protocol().findings, load_lexicon()
        self._table = load_table()
        self._reader = IntentReader(self._table, self.findings, self._words)

    def _words(self, words: str, question: OpenQuestion) -> UserAct:
        heard = understand(self._lexicon, words, question.asks, question.expects)
        return heard.to_act(words)

    def hear(self, arrival: Arrival, line: Line) -> UserAct:
        """What the skill makes of it, as the answer to the line's question."""
        slots = {name: Slot(name=name, value=value) for name, value in arrival.slots.items()}
        request = IntentRequest(intent=Intent(name=arrival.intent, slots=slots))
        return self._reader.read(request, self._question(line)).act

    def judged(self, line: Line, facts: Mapping[str, Value], act: UserAct) -> Counter[str]:
        """What is right and wrong of it, as `tools.reader.judge` counts."""
        bare = bare_answer(self.findings, line.asked, act.acts, act.facts, act.left_open)
        return compare(line, facts, {**act.facts, **bare}, act.doubts, self.findings)

    def text_of(self, arrival: Arrival) -> str:
        """The words that the skill makes of what arrived; "" if it is no words."""
        text = self._table.intents[arrival.intent].text
        for name, value in arrival.slots.items():
            text = text.replace("{" + name + "}", value)
        return text

    def typed(self, line: Line) -> UserAct:
        """What typed chat makes of the line."""
        return self._words(line.text, self._question(line))

    def _question(self, line: Line) -> OpenQuestion:
        return OpenQuestion(line.asked, expects(line, self.findings))


def reaches(core: Core, line: Line, facts: Mapping[str, Value], elicited: bool) -> bool:
    """Whether a line's words, or all that its label says, reach the core."""
    arrival = matcher().hear(line.text, elicited)
    if arrival.intent == FALLBACK:
        return False
    if arrival.by_words and core.text_of(arrival) == plain(line.text):
        return True
    act = core.hear(arrival, line)
    found = core.judged(line, facts, act)
    all_facts = not found["missed"] + found["wrong"] + found["checked"]
    return all_facts and (bool(facts) or {*line.acts} <= {*act.acts})


def frozen() -> list[Labelled]:
    """The lines of the authors of whom nothing was ever learnt."""
    findings = load_protocol().findings
    return [row for path in sorted(FROZEN.glob("*.jsonl")) for row in read_author(path, findings)]


def calls() -> Iterator[Labelled]:
    """What is said in the conversations of the tests; their lines have no labels of their own."""
    for path in sorted(ROOT.glob(CALLS)):
        for call in yaml.safe_load(path.read_text("utf-8"))["conversations"]:
            said: list[tuple[tuple[str, ...], Any]] = [((), call["opening"])]
            said += [((fact,), text) for fact, text in call.get("says", {}).items()]
            said += [(("ongoing_now",), one["text"]) for one in call.get("interrupts", ())]
            for asked, text in said:
                # YAML reads a bare yes or no as a truth value.
                words = {True: "yes", False: "no"}.get(text, text)
                yield Line(call["id"], asked, str(words), {}, (), "plain"), {}


def shares(core: Core) -> list[tuple[str, str, int, int, float]]:
    """(whose lines, when they are said, lines, of which reach the core, target)."""
    rows = []
    for whose, lines in (("frozen authors", frozen()), ("conversations of the tests", [*calls()])):
        answers = [row for row in lines if row[0].asked]
        first = [row for row in lines if not row[0].asked]
        for when, said, elicited, target in (
            ("while a question is open", answers, True, OPEN_MIN),
            ("at launch", first, True, ONE_SHOT_MIN),
            ("one-shot", first, False, ONE_SHOT_MIN),
        ):
            arrived = sum(reaches(core, line, facts, elicited) for line, facts in said)
            rows.append((whose, when, len(said), arrived, target))
    return rows


def understood(core: Core, lines: Iterable[Labelled], elicited: bool | None) -> float:
    """F1 of facts of lines as they arrive; typed, if `elicited` is None."""
    total: Counter[str] = Counter()
    for line, facts in lines:
        arrival = matcher().hear(line.text, bool(elicited))
        act = core.typed(line) if elicited is None else core.hear(arrival, line)
        total.update(core.judged(line, facts, act))
    return f1(total)


def reach_table(core: Core) -> list[str]:
    """The shares as rows."""
    rows = [
        "| lines | said | n | reach the core | 95 % | target |",
        "|---|---|---|---|---|---|",
    ]
    for whose, when, n, arrived, target in shares(core):
        low, high = wilson(arrived, n)
        rows.append(
            f"| {whose} | {when} | {n} | {arrived / n:.3f} | {low:.3f} to {high:.3f} "
            f"| {target:.2f} |"
        )
    return rows


def section() -> str:
    """The section of the page."""
    core, lines = Core(), frozen()
    answers = [row for row in lines if row[0].asked]
    first = [row for row in lines if not row[0].asked]
    f1s = [
        "| frozen lines | typed | on an Echo |",
        "|---|---|---|",
        *(
            f"| {when} | {understood(core, said, None):.3f} "
            f"| {understood(core, said, elicited):.3f} |"
            for when, said, elicited in (
                ("while a question is open", answers, True),
                ("at launch", first, True),
                ("one-shot", first, False),
            )
        ),
    ]
    rules = [f"{number}. {rule}" for number, rule in enumerate(RULES, start=1)]
    return "\n\n".join(
        (ECHO_HEAD, INTRO, "\n".join(rules), "\n".join(reach_table(core)), AFTER, "\n".join(f1s))
    )


INTRO: Final = """Written by `python -m tools.echo`. No Echo was asked: Amazon's recognition and
choice of intents are theirs. What is measured is how the interaction model is built, by these
rules, which are never kinder than Amazon's documents:"""

AFTER: Final = """A line reaches the core if its words do, or all that its label says; a line of the
conversations has no label, so its words must. F1 of facts of what then is understood, a line that
is lost counting as nothing heard:"""


def main() -> None:
    """Writes the section again, at the end of the page."""
    above = PAGE.read_text("utf-8").partition(ECHO_HEAD)[0].rstrip()
    PAGE.write_text(f"{above}\n\n{section()}\n", encoding="utf-8")
