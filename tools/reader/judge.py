"""How well lines are understood by people who were never learnt from: `docs/figures.md`.

`python -m tools.reader.judge` writes it: by kind of line, the rules alone and both witnesses, on
the authors that the shipped weights never saw and on the frozen ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import yaml

from cramp_triage.evaluation.metrics import wilson
from cramp_triage.messages.acts import QUESTION, TOPIC, Value
from cramp_triage.messages.replies import Expects
from cramp_triage.nlu import Understanding, load_lexicon, understand
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.pipeline import hear
from cramp_triage.nlu.questions import ACTS as OWN_ACTS
from cramp_triage.nlu.questions import NONE, OTHER, TELLS
from cramp_triage.nlu.reader.weights import load_weights
from cramp_triage.protocol.facts import UNKNOWN, Findings, bare_answer, normal_value
from cramp_triage.protocol.model import load_protocol
from tools import ROOT
from tools.reader.corpus import CALLS, FOLDER, FROZEN, Line, read_author
from tools.reader.questions import FROZEN as ASKED
from tools.reader.questions import FROZEN_LATER as ASKED_LATER
from tools.reader.questions import Question, read_questions

PAGE: Final = ROOT / "docs/figures.md"
ROUNDS: Final = ROOT / "tests/cases/calls/rounds.yaml"
ECHO_HEAD: Final = "## On an Echo"
TOLERANCE: Final = 0.02
DENIED: Final = frozenset({"no", "none"})

ALIKE: Final = {
    *(("ask_level", "serious"), ("hold", "stretch"), ("driving", "drive")),
    # Topics that came after the frozen author.
    *(("drink", "electrolytes"), ("doctor", "tests"), ("pregnancy", "baby"), ("cause", "just_age")),
    *(("cause", "side_effect"), ("meanwhile", "prop_up"), ("where_to_go", "urgent_care")),
    *(("ask_level", "instead_of_going"), ("other", "cost"), ("other", "cannabis")),
    *(("meaning", term) for term in load_lexicon().grammar.questions.terms.values()),
}
"""Topics that are answered as well by another."""

Hears = Callable[[Lexicon, str, tuple[str, ...], str], Understanding]
HEARERS: Final[tuple[tuple[str, Hears], ...]] = (("rules alone", hear), ("both", understand))
Labelled = tuple[Line, Mapping[str, Value]]


def judged(lines: Iterable[Labelled], hears: Hears) -> dict[str, Counter[str]]:
    """Counts by kind, and of all under `all`.

    Args:
        lines: each with its facts.
        hears: `understand`, or the rules alone.
    """
    findings, lexicon = load_protocol().findings, load_lexicon()
    counts: dict[str, Counter[str]] = {}
    for line, facts in lines:
        heard = hears(lexicon, line.text, line.asked, expects(line, findings))
        bare = bare_answer(findings, line.asked, heard.acts, heard.facts, heard.left_open)
        found = compare(line, facts, {**heard.facts, **bare}, heard.doubts, findings)
        for name in (line.kind, "all"):
            counts.setdefault(name, Counter()).update(found)
    return counts


def expects(line: Line, findings: Findings) -> Expects:
    """What the open question of a line waits for."""
    kind = findings[line.asked[0]].kind if len(line.asked) == 1 else "yes_no"
    return "open" if not line.asked else "yes_no" if kind == "yes_no" else "value"


def compare(
    line: Line,
    facts: Mapping[str, Value],
    heard: Mapping[str, Value],
    doubts: tuple[str, ...],
    findings: Findings,
) -> Counter[str]:
    """What is right and wrong of one line.

    Counts `lines`, `right`, `facts` (labelled), `hits`, `missed`, `added`, `wrong`, `turned` (yes
    for no or the reverse), `checked` (asked first), `needless` (asked, not claimed), and of
    dangers `lost` (neither heard nor asked) and `made_up`.
    """
    found: Counter[str] = Counter(lines=1)
    also = {
        fact: [normal_value(findings, fact, value) for value in values]
        for fact, values in line.also_ok.items()
        if fact != "intent"
    }
    for fact, value in facts.items():
        said, grave = heard.get(fact), findings[fact].danger == value
        found["facts"] += 1
        if said is not None and any(_same(said, one) for one in (value, *also.get(fact, ()))):
            found["hits"] += 1
        elif said is None and fact in doubts:
            found["checked"] += 1
        elif said is None:
            found.update(missed=1, lost=int(grave))
        else:
            found.update(wrong=1, turned=int(_turned(said, value)), lost=int(grave))
            found["made_up"] += findings[fact].danger == said
    for fact, said in heard.items():
        if fact in facts or fact == "intent" or any(_same(said, v) for v in also.get(fact, ())):
            continue
        found["added"] += 1
        found["made_up"] += findings[fact].danger == said
    found["needless"] = sum(fact not in facts for fact in doubts)
    found["right"] = int(not found["missed"] + found["wrong"] + found["added"] + found["checked"])
    return found


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= TOLERANCE * abs(other)
    if isinstance(one, tuple) or isinstance(other, tuple):
        return {*_listed(one)} == {*_listed(other)}
    return one == other


def _listed(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _turned(one: Value, other: Value) -> bool:
    if UNKNOWN in (one, other):
        return False
    return (one in DENIED) != (other in DENIED)


def f1(found: Counter[str]) -> float:
    """Of facts: what is asked first counts as not heard."""
    wrong = found["missed"] + found["checked"] + found["added"] + 2 * found["wrong"]
    return 2 * found["hits"] / max(1, 2 * found["hits"] + wrong)


def table(before: Mapping[str, Counter[str]], now: Mapping[str, Counter[str]]) -> list[str]:
    """Rows by kind, the worst first, and of all."""
    rows = [
        "| kind | lines | right, rules alone | right, both | 95 % | turned round | dangers lost "
        "| made up | asked for nothing |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    kinds = sorted(now, key=lambda kind: (kind == "all", now[kind]["right"] / now[kind]["lines"]))
    for kind in kinds:
        found, n = now[kind], now[kind]["lines"]
        low, high = wilson(found["right"], n)
        rows.append(
            f"| {kind.replace('_', ' ')} | {n} | {before[kind]['right'] / n:.2f} "
            f"| {found['right'] / n:.2f} | {low:.2f} to {high:.2f} "
            f"| {before[kind]['turned']} → {found['turned']} "
            f"| {before[kind]['lost']} → {found['lost']} "
            f"| {before[kind]['made_up']} → {found['made_up']} | {found['needless']} |"
        )
    return rows


def page() -> str:
    """The page, from the shipped weights."""
    findings, held_out = load_protocol().findings, load_weights().about.held_out
    unseen = [
        labelled
        for path in sorted(FOLDER.glob("author_*.jsonl"))
        for labelled in read_author(path, findings)
        if labelled[0].id.split("-")[0] in held_out
    ]
    frozen = [row for path in sorted(FROZEN.glob("*.jsonl")) for row in read_author(path, findings)]
    held = [
        labelled
        for path in sorted(CALLS.glob("*.jsonl"))
        for labelled in read_author(path, findings)
        if labelled[0].id.split("-")[0] in held_out
    ]
    authors = sorted({labelled[0].id.split("-")[0] for labelled in unseen})
    parts = [HEAD, calls(), questions()]
    for title, lines in (
        ("Lines of calls of which nothing was learnt (rounds 9 and 10, and two authors)", held),
        (f"Authors that the reader never saw ({', '.join(authors)})", unseen),
        ("Three frozen authors, of whom nothing was ever learnt", frozen),
    ):
        before, now = judged(lines, hear), judged(lines, understand)
        total, was = now["all"], before["all"]
        parts += [
            f"## {title}",
            f"F1 of facts {f1(was):.3f} by the rules alone, {f1(total):.3f} by both; of "
            f"{total['facts']} facts {was['turned']} and {total['turned']} turned round; dangers "
            f"lost and made up per 1,000 lines: {_per(was, 'lost')} and {_per(was, 'made_up')}, "
            f"{_per(total, 'lost')} and {_per(total, 'made_up')}; asked for nothing "
            f"{_per(total, 'needless')} times per 1,000 lines.",
            "\n".join(table(before, now)),
        ]
    return "\n\n".join(parts) + "\n"


def calls() -> str:
    """What people met who called it, round by round."""
    rows = [
        "## Calls",
        "Held in plain words by callers who had never seen the program and fixed the right level "
        "before the first word; first runs only. `tests/cases/calls` keeps them.",
        "| round | held | calls | level in range | no wrong level on the way | lines misunderstood "
        "or unanswered | unsafe relief | calls it ended | mean grade of 5 |\n"
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in yaml.safe_load(ROUNDS.read_text("utf-8"))["rounds"]:
        faulty = f"{one['faulty']} of {one['lines']}" if "lines" in one else one["note"]
        rows[-1] += (
            f"\n| {one['round']} | {one['held']} | {one['calls']} | {one['in_range']} "
            f"| {one.get('no_wrong_level', '')} | {faulty} | {one.get('unsafe_relief', '')} "
            f"| {one.get('hang_ups', '')} | {one['mean_grade']} |"
        )
    return "\n\n".join(rows)


def questions() -> str:
    """What a question of the frozen authors is taken for."""
    rows = []
    for author, path in (("fifty topics", ASKED), ("22 later ones", ASKED_LATER)):
        asked = [one for one in read_questions(path) if one.topic != TELLS]
        for name, hears in HEARERS:
            found = asked_about(asked, hears)
            counts = f"{found['right']} | {found['unheard']} | {found['wrong']}"
            rows.append(f"| {author}, {name} | {len(asked)} | {counts} |")
    return "\n\n".join(
        [
            "## What questions are about",
            "Questions and demands, ten for each of fifty topics and six for each of 22 later "
            "ones, by two authors of whom nothing was learnt (`docs/reader.md`). One that another "
            "topic answers as well counts as right, as age does for a cause. Unheard: "
            'answered with "I don\'t know that one", or not taken for a question.',
            "| | asked | topic right | unheard | taken for another |\n|---|---|---|---|---|\n"
            + "\n".join(rows),
        ]
    )


def asked_about(lines: Iterable[Question], hears: Hears) -> Counter[str]:
    """How many questions are taken for what they ask: `right`, `unheard`, `wrong`."""
    lexicon, counts = load_lexicon(), Counter[str]()
    for line in lines:
        acts = hears(lexicon, line.text, (), "open").acts
        topics = [act.removeprefix(TOPIC) for act in acts if act.startswith(TOPIC)]
        own = [act for act in acts if act in OWN_ACTS]
        cause = ["cause"] if "ask_cause" in acts else []
        none = OTHER if QUESTION in acts else NONE
        found = next(iter([*topics, *cause, *own]), none)
        found = line.topic if (line.topic, found) in ALIKE else found
        is_unheard = found in (OTHER, NONE)
        counts["right" if found == line.topic else "unheard" if is_unheard else "wrong"] += 1
    return counts


def _per(found: Counter[str], what: str) -> str:
    return f"{1000 * found[what] / found['lines']:.1f}"


HEAD: Final = """# How well callers are understood

Written by `python -m tools.reader.judge`. A line is right if exactly the facts of its label are
heard (`docs/labels.md`; values that a careful reader may as well give count). Nine of ten lines
are deliberately hard: each author was asked for every fact in every way of speaking. The
thresholds of `witnesses.yaml` are set on the first set, so the second is the stricter judge."""


def main() -> None:
    """Writes the page, all but what `tools.echo` has written below."""
    _, head, below = PAGE.read_text("utf-8").partition(ECHO_HEAD)
    PAGE.write_text(f"{page()}\n{head}{below}" if head else page(), encoding="utf-8")


if __name__ == "__main__":
    main()
