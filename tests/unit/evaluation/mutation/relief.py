"""Mutants of the relief steps: what holds one back, and where, when and how long it serves.

Noticed by contraindications.yaml, where everything stands that holds a step back, and by
advised.yaml. Only a contraindication that is lost is tried; one too many withholds relief, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from cramp_triage.protocol.conditions import NEVER, All, Is
from cramp_triage.protocol.facts import SITE
from cramp_triage.protocol.model import Protocol, ReliefStep
from cramp_triage.triage.contraindications import ROUNDS, advisable, held_back
from tests.unit.evaluation.mutation.conditions import LOST, changes, ways
from tests.unit.evaluation.mutation.verdict import Verdict
from tools.docs.proof_cases import Facts, expand_all, read

HELD_BACK: dict[str, dict[str, Any]] = read("contraindications.yaml")
ADVISED: dict[str, dict[str, Any]] = read("advised.yaml")


def verdicts(protocol: Protocol) -> Iterator[Verdict]:
    """Every step freed of a contraindication or a need, taken out, moved, and put elsewhere."""
    for step in protocol.relief:
        yield from _freed(protocol, step)
        fewer = tuple(other for other in protocol.relief if other is not step)
        without = msgspec.structs.replace(protocol, relief=fewer)
        yield _verdict("relief step removed", step.id, advice_noticed(without, step.id))
        for kind, name, mutant in (*_moved(protocol, step), *_in_other_situations(protocol, step)):
            seen = advice_noticed(_with(protocol, mutant), step.id)
            if not seen and _is_held_back_there(protocol, step, mutant):
                why = "it is held back wherever it would come in, too"
                yield Verdict(kind, f"{step.id}: {name}", "equivalent", why)
            else:
                yield _verdict(kind, f"{step.id}: {name}", seen)


def _verdict(kind: str, name: str, seen: bool) -> Verdict:
    return Verdict(kind, name, "noticed" if seen else "survived")


def _with(protocol: Protocol, mutant: ReliefStep) -> Protocol:
    steps = tuple(mutant if step.id == mutant.id else step for step in protocol.relief)
    return msgspec.structs.replace(protocol, relief=steps)


def clear(protocol: Protocol, step: str) -> Facts:
    """Everything that must be asked before a step, and is harmless."""
    return {need: protocol.findings[need].deny for need in HELD_BACK[step]["needs"]}


def not_held_back(protocol: Protocol, step: ReliefStep) -> list[Facts]:
    """The cases in which a step is advised in spite of what should hold it back."""
    harmless = clear(protocol, step.id)
    cases = expand_all(HELD_BACK[step.id]["held_back_by"], protocol)
    states = [{**harmless, **facts} for facts in cases]
    states += [{f: v for f, v in harmless.items() if f != need} for need in harmless]
    return [facts for facts in states if not held_back(protocol, step, facts)]


def advice_noticed(protocol: Protocol, key: str) -> bool:
    """Whether a step is advised elsewhere, in another situation, or not where it should be."""
    entry, harmless = ADVISED.get(key, {"sites": [], "round": 0}), clear(protocol, key)
    everywhere = (*protocol.findings["site"].values, "unknown")
    sites = entry["sites"] or everywhere
    fitting = expand_all(entry.get("in", [{}]), protocol)
    others = [{**fitting[0], "site": site} for site in everywhere if site not in sites]
    others += [{"site": sites[0], **facts} for facts in expand_all(entry.get("not_in"), protocol)]
    served = [{"site": sites[0], **facts} for facts in fitting]
    served += [{**fitting[0], "site": site} for site in sites]

    def advised(facts: Facts) -> bool:
        steps = advisable(protocol, {**harmless, **facts}, entry["round"], (), 0)
        return (key, entry.get("hold_s", 0)) in [(step.id, step.hold_s) for step in steps]

    return not all(advised(facts) for facts in served) or any(advised(facts) for facts in others)


def _is_held_back_there(protocol: Protocol, step: ReliefStep, mutant: ReliefStep) -> bool:
    """Whether what holds a step back holds wherever only its mutant fits the situation.

    Proof: what is true, or in doubt by an "I don't know", stays so as more is known.
    """
    if (
        step.when is None
        or mutant.when is None
        or msgspec.structs.replace(mutant, when=step.when) != step
    ):
        return False
    there = (Is(SITE, step.sites),) if step.sites else ()
    return all(
        step.when.truth(facts) is True or step.never_when.truth(facts, False) is not False
        for facts in ways(All((*there, mutant.when)), protocol)
    )


def _freed(protocol: Protocol, step: ReliefStep) -> Iterator[Verdict]:
    held = [*ways(step.never_when, protocol)]
    for kind, name, weaker in changes(step.never_when, protocol):
        if kind != LOST:
            continue
        # Some facts are guarded twice: forbidden when true, and needed to be clear.
        lost = name.partition("=")[0]
        needs = tuple(need for need in step.needs if need != lost)
        mutant = msgspec.structs.replace(step, never_when=weaker, needs=needs)
        kind, name = "relief: a contraindication lost", f"{step.id}: {name}"
        if not_held_back(protocol, mutant):
            yield Verdict(kind, name, "noticed")
        elif all(weaker.truth(facts) is True for facts in held if lost in facts):
            yield Verdict(kind, name, "equivalent", "the condition says it a second time")
        else:
            yield Verdict(kind, name, "survived", "add to held_back_by")
    for need in step.needs:
        rest = tuple(other for other in step.needs if other != need)
        mutant = msgspec.structs.replace(step, needs=rest)
        seen = bool(not_held_back(protocol, mutant))
        yield _verdict("relief: a need lost", f"{step.id}: {need}", seen)


def _moved(protocol: Protocol, step: ReliefStep) -> Iterator[tuple[str, str, ReliefStep]]:
    """The step in another round, held for another time, and at other places."""
    for round_ in range(ROUNDS + 1):
        if round_ != step.round:
            mutant = msgspec.structs.replace(step, round=round_)
            yield "relief: another round", str(round_), mutant
    for hold_s in (step.hold_s - 1, step.hold_s + 1):
        mutant = msgspec.structs.replace(step, hold_s=hold_s)
        yield "relief: held for another time", f"{hold_s} s", mutant
    for site in protocol.findings["site"].values if step.sites else ():
        lost = site in step.sites
        sites = tuple(s for s in step.sites if s != site) if lost else (*step.sites, site)
        mutant = msgspec.structs.replace(step, sites=sites)
        yield f"relief: a place {'lost' if lost else 'gained'}", site, mutant


def _in_other_situations(
    protocol: Protocol, step: ReliefStep
) -> Iterator[tuple[str, str, ReliefStep]]:
    if step.when is None:
        return
    yield "relief: given up", "when", msgspec.structs.replace(step, when=None)
    yield "relief: never true", "when", msgspec.structs.replace(step, when=NEVER)
    for kind, name, changed in changes(step.when, protocol):
        yield f"relief: {kind}", name, msgspec.structs.replace(step, when=changed)
