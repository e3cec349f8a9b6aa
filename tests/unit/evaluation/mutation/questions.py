"""Mutants of the questions: noticed by who is asked what, and in which words, in asked.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from cramp_triage.dialogue.step import start, step
from cramp_triage.evaluation.simulated_patient import answer
from cramp_triage.messages.acts import AFFIRM, DENY, UserAct
from cramp_triage.protocol.conditions import NEVER, All, Condition, could
from cramp_triage.protocol.model import Protocol, Question
from cramp_triage.triage.assess import CALL_911, assess
from cramp_triage.triage.next_question import can_raise, is_pointed_to, worth
from tests.unit.evaluation.mutation.conditions import changes, same, ways
from tests.unit.evaluation.mutation.verdict import Verdict
from tools.docs.proof_cases import Facts, expand, expand_all, read, written

ASKED: dict[str, dict[str, Any]] = read("asked.yaml")


def asked(protocol: Protocol, story: Facts) -> dict[str, tuple[str, ...]]:
    """What each question asks a patient who tells the story at once, and then only answers."""
    session, reply = start(protocol)
    act = UserAct(facts=story)
    found = {reply.question: reply.asks}
    while not reply.ended:
        session, reply = step(protocol, session, act)
        found.setdefault(reply.question, reply.asks)
        if reply.asks:
            act = UserAct(facts={f: answer(story, f, protocol.findings[f]) for f in reply.asks})
        else:
            act = UserAct(acts=(DENY if reply.expects == "yes_no" else AFFIRM,))
    return found


def asking_noticed(protocol: Protocol, key: str) -> bool:
    """Whether a question asks anything else than it should, of what is known or in a whole story.

    A question that the dialogue asks by name stops it with a KeyError where it is missing.
    """
    entry = ASKED.get(key, {})
    every = tuple(entry.get("words", ()))
    for known in entry.get("known", ()):
        wanted = tuple(known.get("asks", every)), known["level"]
        if any(_worth(protocol, key, facts) != wanted for facts in expand(known, protocol)):
            return True
    try:
        return any(
            asked(protocol, facts).get(key, ()) != tuple(story.get("asks", every))
            for story in entry.get("stories", ())
            for facts in expand(story, protocol)
        )
    except KeyError:
        return True


def _worth(protocol: Protocol, key: str, facts: Facts) -> tuple[tuple[str, ...], int]:
    """What a question would ask of somebody of whom these facts are known, and how much hangs."""
    question = protocol.questions.get(key)
    found = question and worth(protocol, question, facts, assess(protocol, facts))
    return (found.asks, found.potential) if found else ((), 0)


def people_noticed(protocol: Protocol, question: Question) -> bool:
    """Whether somebody is asked who should not be, or is not who should."""
    entry = ASKED.get(question.id, {})
    people = ((True, entry.get("to")), (False, entry.get("not_to")))
    return any(
        is_pointed_to(question, facts) is not wanted
        for wanted, cases in people
        for facts in expand_all(cases, protocol)
    )


def words_noticed(question: str, text: str) -> bool:
    """Whether the words for some fact of a question are not in a text."""
    return not all(words in text for words in ASKED.get(question, {}).get("words", {}).values())


def verdicts(protocol: Protocol) -> Iterator[Verdict]:
    """Every question taken out, robbed of a fact or its words, and asked of other people."""
    for question in protocol.questions.values():
        rest = {key: each for key, each in protocol.questions.items() if key != question.id}
        fewer = msgspec.structs.replace(protocol, questions=rest)
        yield _noticed("question removed", question.id, asking_noticed(fewer, question.id))
        for fact in question.asks:
            yield _without_fact(protocol, question, fact)
            others = [protocol.findings[other].ask for other in question.asks if other != fact]
            seen = words_noticed(question.id, " ".join(others))
            yield _noticed("question reworded away from a fact", f"{question.id}: {fact}", seen)
        for what, changed in _flags(question):
            yield _with_flag(protocol, question, changed, f"question {what}")
        yield from _people(protocol, question)


def _noticed(kind: str, name: str, seen: bool) -> Verdict:
    return Verdict(kind, name, "noticed" if seen else "survived")


def _with(protocol: Protocol, question: Question) -> Protocol:
    questions = {**protocol.questions, question.id: question}
    return msgspec.structs.replace(protocol, questions=questions)


def _without_fact(protocol: Protocol, question: Question, fact: str) -> Verdict:
    kind, name = "question without one of its facts", f"{question.id}: {fact}"
    asks = tuple(other for other in question.asks if other != fact)
    fewer = _with(protocol, msgspec.structs.replace(question, asks=asks))
    if asking_noticed(fewer, question.id):
        return Verdict(kind, name, "noticed")
    if never_asked(protocol, question, fact):
        why = "never asked: whoever the question is for is as urgent already as any rule about it"
        return Verdict(kind, name, "equivalent", why)
    return Verdict(kind, name, "survived", "add a story in which the question asks for it")


def never_asked(protocol: Protocol, question: Question, fact: str) -> bool:
    """Whether no rule about a fact can raise the level of anybody the question is for.

    Proof: level and mode only grow as more is known, and every way to be asked reaches them.
    """
    if question.leads_to or question.when is None:
        return False
    about = [rule for rule in protocol.rules if fact in rule.facts]
    return not any(
        can_raise(rule, assess(protocol, facts))
        for facts in ways(question.when, protocol)
        for rule in about
    )


def _flags(question: Question) -> Iterator[tuple[str, Question]]:
    for level in {0, question.leads_to - 1, question.leads_to + 1} if question.leads_to else ():
        yield "that leads elsewhere", msgspec.structs.replace(question, leads_to=level)
    if question.relief:
        yield "for relief asked at once", msgspec.structs.replace(question, relief=False)


def _with_flag(protocol: Protocol, question: Question, changed: Question, kind: str) -> Verdict:
    if asking_noticed(_with(protocol, changed), question.id):
        return Verdict(kind, question.id, "noticed")
    only_level = msgspec.structs.replace(question, leads_to=changed.leads_to) == changed
    if only_level and changed.leads_to <= CALL_911 and _always_leads(protocol, question):
        return Verdict(kind, question.id, "equivalent", "a rule about its one fact leads there")
    return Verdict(kind, question.id, "survived", "add to known, with its level, or to stories")


def _always_leads(protocol: Protocol, question: Question) -> bool:
    """Whether the one fact of a question could by itself mean 911, whatever else is known."""
    about = frozenset(question.asks)
    return len(about) == 1 and any(
        rule.level == CALL_911 and could(rule.when, {}, about) is True for rule in protocol.rules
    )


def _people(protocol: Protocol, question: Question) -> Iterator[Verdict]:
    """Whom a question is for, changed: by `when`, and by `unless`."""
    for part in ("when", "unless"):
        condition: Condition | None = getattr(question, part)
        if condition is None:
            continue
        for kind, name, changed in (
            ("given up", part, None),
            ("never true", part, NEVER),
            *changes(condition, protocol),
        ):
            mutant = msgspec.structs.replace(question, **{part: changed})
            yield _verdict(protocol, question, mutant, f"question: {kind}", name)


def _verdict(
    protocol: Protocol, question: Question, mutant: Question, kind: str, name: str
) -> Verdict:
    name = f"{question.id}: {name}"
    if people_noticed(protocol, mutant):
        return Verdict(kind, name, "noticed")
    facts = smallest_case(protocol, question, mutant)
    if facts is not None:
        where = "to" if is_pointed_to(question, facts) else "not_to"
        return Verdict(kind, name, "survived", f"add to {where}: {written(facts)}")
    if _same_people(protocol, question, mutant):
        why = "the rest of `when` says it, too, or `unless` is true wherever it matters"
        return Verdict(kind, name, "equivalent", why)
    return Verdict(kind, name, "survived", "no case found; look for one by hand")


def _same_people(protocol: Protocol, question: Question, mutant: Question) -> bool:
    """Whether two questions are for the same people, by every way in which they can differ.

    Proof: what is true stays true as more is known, `when` and `unless` alike. So `unless` counts
    only together with `when`.
    """
    unless, when, other = (each or NEVER for each in (question.unless, question.when, mutant.when))
    to = question.when or All(())
    if not same(All((to, unless)), All((to, mutant.unless or NEVER)), protocol):
        return False
    return all(
        (when.truth(facts) is True) is (other.truth(facts) is True) or unless.truth(facts) is True
        for facts in (*ways(when, protocol), *ways(other, protocol))
    )


def smallest_case(protocol: Protocol, question: Question, mutant: Question) -> Facts | None:
    """The smallest set of facts for which only one of two questions is asked, if any is found."""
    people: list[Facts] = [{}]
    for each in (question, mutant):
        to = [{}] if each.when is None else ways(each.when, protocol)
        hidden = [{}] if each.unless is None else [{}, *ways(each.unless, protocol)]
        people += [{**other, **facts} for facts in to for other in hidden]
    found = (f for f in people if is_pointed_to(question, f) is not is_pointed_to(mutant, f))
    return min(found, key=len, default=None)
