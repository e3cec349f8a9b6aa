"""Makes the summary of a conversation, with the diary if the person agreed to that.

Pure: the time is given. It says what was told and what was advised, never what the person has; a
sign that nobody asked about is kept apart from one that was denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cramp_triage.dialogue import render
from cramp_triage.dialogue.policies.advice import cautions
from cramp_triage.dialogue.session import Event, Session
from cramp_triage.dialogue.state import State, fold
from cramp_triage.diary.entry import Entry
from cramp_triage.diary.reading import read
from cramp_triage.diary.statistics import figures
from cramp_triage.messages.acts import Value
from cramp_triage.messages.replies import Reason, Say
from cramp_triage.nlu import Lexicon
from cramp_triage.protocol.facts import (
    NO,
    ONGOING_NOW,
    PATIENT,
    SITE,
    UNKNOWN,
    of_group,
    with_trait,
)
from cramp_triage.protocol.model import DEFAULT_LOCALE, Protocol
from cramp_triage.triage.assess import ER_NOW, SEE_TODAY, Assessment, assess, reasons
from cramp_triage.triage.wording import callback_prompt, level_prompt, reason
from visit_summary.content.drugs import said_as
from visit_summary.content.inferred import inferred
from visit_summary.content.summary import (
    SHORT_ANSWER,
    VERSION,
    Advice,
    Asked,
    Cited,
    Moment,
    Statement,
    Step,
    Summary,
    Told,
    Why,
    danger_signs,
    heard_as,
)
from visit_summary.content.visit_preparation import SOURCES as VISIT_SOURCES
from visit_summary.content.visit_preparation import questions_for, ready_for, to_take_along


def summarize(
    protocol: Protocol,
    lexicon: Lexicon,
    session: Session,
    at: datetime,
    entries: Iterable[Entry] = (),
    locale: str = DEFAULT_LOCALE,
) -> Summary:
    """The summary of a conversation, with the diary if the person agreed to that.

    Args:
        protocol: that led the conversation.
        lexicon: to read the own words of the diary, and names of drugs.
        session: with its log.
        at: when it was, with the person's zone.
        entries: of the diary; those after `at` are not counted.
        locale: place, for the emergency number.
    """
    state = fold(session.log)
    assessment = assess(protocol, state.facts)
    told = _told(protocol, lexicon, session.log, state)
    recorded = with_trait(protocol.findings, "recorded")
    signs = tuple(
        told.get(fact, Told(fact, "not_asked"))
        for fact in danger_signs(protocol)
        if fact in told or fact not in recorded
    )
    named = {sign.id for sign in signs}
    held = {fact.id for fact in told.values() if fact.heard == "reported"}
    kept = tuple(sorted((e for e in entries if e.at <= at), key=lambda entry: entry.at))
    by_other = state.facts.get(PATIENT) == NO
    advice = _advice(protocol, state, assessment, locale, _said_to(by_other))
    steps = tuple(_steps(protocol, session.log, by_other))
    urgent = max(advice.level or 0, advice.floor) >= ER_NOW
    return Summary(
        version=VERSION,
        protocol=session.protocol,
        sha256=protocol.sha256,
        at=at,
        locale=locale,
        advice=advice,
        signs=signs,
        facts=tuple(fact for fact in told.values() if fact.id not in named),
        said=tuple(_statements(protocol, session.log, told)),
        asked=tuple(_asked(protocol, session.log, _said_to(by_other))),
        steps=steps,
        timeline=tuple(_timeline(session.log)),
        questions=() if urgent else questions_for(held, frequent=bool(kept)),
        ready=_ready(protocol, advice, locale, by_other),
        sources=cited(protocol, advice, steps),
        diary=figures(kept, at) if kept else None,
        entries=kept,
        readings=tuple(read(protocol, lexicon, entry) for entry in kept),
        by_other=by_other,
    )


def _ready(protocol: Protocol, advice: Advice, locale: str, by_other: bool) -> tuple[str, ...]:
    level = max(advice.level or 0, advice.floor)
    lines = to_take_along(level)
    if level < ER_NOW:
        lines = ready_for(advice.mode, protocol.place(locale)["emergency"])
    if not by_other:
        return lines
    return tuple(render.of_them(protocol, render.ASK, line) for line in lines)


def _said_to(by_other: bool) -> dict[str, str]:
    """How a prompt is filled for whoever hears it: a helper hears "they" for "you"."""
    return {render.TO: render.HELPER} if by_other else {}


def _told(
    protocol: Protocol, lexicon: Lexicon, log: Sequence[Event], state: State
) -> dict[str, Told]:
    """Every fact that was asked or told, with how it is known."""
    turns = {event.id: event.turn for event in log if event.kind in ("fact", "implied")}
    worked_out = state.known.implied | inferred(protocol, lexicon, log, state)
    asked = [fact for event in log if event.kind == "ask" for fact in _ids(event.value)]
    missed = {
        fact: words
        for fact, words in _missed(log).items()
        if state.facts.get(fact, UNKNOWN) == UNKNOWN
    }
    taken = of_group(protocol.findings, "medicine", "substance")
    said = [event.words for event in log if event.kind == "words"]
    named = {
        fact: said_as(lexicon, fact, said)
        for fact in taken
        if state.facts.get(fact) not in (None, NO, UNKNOWN)
    }
    return {
        fact: Told(
            id=fact,
            heard=heard_as(protocol, fact, state.facts.get(fact, UNKNOWN)),
            value=None if fact in missed else state.facts.get(fact),
            words=missed.get(fact, "")
            or (
                ""
                if fact in worked_out or fact not in state.facts
                else state.known.words.get(fact, "")
            ),
            turn=turns.get(fact, 0) if fact in state.facts else 0,
            inferred=fact in worked_out,
            named=named.get(fact, ""),
        )
        for fact in dict.fromkeys((*state.facts, *asked))
    }


def _missed(log: Sequence[Event]) -> dict[str, str]:
    """The facts whose answer was not understood, with the first words that were more than a no."""
    asks: tuple[str, ...] = ()
    tries: dict[str, list[str]] = {}
    found: set[str] = set()
    for event in log:
        if event.kind == "ask":
            asks = _ids(event.value)
        elif event.kind == "words":
            for fact in asks:
                tries.setdefault(fact, []).append(event.words)
        elif event.kind == "miss":
            found |= {*asks}
    return {fact: max(tries.get(fact, [""]), key=_telling) for fact in sorted(found)}


def _telling(words: str) -> bool:
    return len(words.split()) > SHORT_ANSWER


def _statements(
    protocol: Protocol, log: Sequence[Event], told: Mapping[str, Told]
) -> Iterable[Statement]:
    for event in log:
        if event.kind != "words":
            continue
        heard = tuple(
            Told(
                e.id,
                heard_as(protocol, e.id, e.value),
                e.value,
                event.words,
                e.turn,
                inferred=e.id in told and told[e.id].inferred,
            )
            for e in log
            if e.turn == event.turn and e.kind == "fact" and e.value is not None
        )
        reported = {fact.id for fact in heard if fact.heard == "reported"}
        levels = (r.level for r in protocol.rules if not reported.isdisjoint(r.facts))
        yield Statement(event.turn, event.words, heard, max(levels, default=0))


def _asked(protocol: Protocol, log: Sequence[Event], to: Mapping[str, str]) -> Iterable[Asked]:
    for event in log:
        if event.kind == "ask" and event.value:
            facts = _ids(event.value)
            yield Asked(event.turn, event.id, _question(protocol, facts, to), facts)


def _question(protocol: Protocol, facts: tuple[str, ...], to: Mapping[str, str]) -> str:
    known = [fact for fact in facts if protocol.findings[fact].ask]
    return render.say(protocol, Say(render.ASK, {"facts": ",".join(known), **to})) if known else ""


def _steps(protocol: Protocol, log: Sequence[Event], by_other: bool) -> Iterable[Step]:
    steps = {step.id: step for step in protocol.relief}
    limb = protocol.limb(fold(tuple(log)).facts.get(SITE))
    given = [event for event in log if event.kind == "relief"]
    gone = next(
        (e.turn for e in log if e.kind == "fact" and e.id == ONGOING_NOW and e.value == NO), 0
    )
    before = [event for event in given if event.turn < gone]
    for event in given:
        step = steps[event.id]
        helped = bool(before) and event is before[-1]
        said = render.of_them(protocol, f"relief.{step.id}", step.text) if by_other else step.text
        text = said.format_map({"limb": limb})
        yield Step(step.id, step.kind, event.turn, text, step.sources, helped)


def _timeline(log: Sequence[Event]) -> Iterable[Moment]:
    for event in log:
        match event.kind:
            case "fact" if event.id in (SITE, ONGOING_NOW):
                yield Moment(event.turn, "heard", event.id, event.value)
            case "relief":
                yield Moment(event.turn, "advised", event.id)
            case "level":
                yield Moment(event.turn, "level", "", event.value)
            case "end":
                yield Moment(event.turn, "ended")


def _advice(
    protocol: Protocol, state: State, assessment: Assessment, locale: str, to: Mapping[str, str]
) -> Advice:
    limb = protocol.limb(state.facts.get(SITE))

    def words(prompt: str) -> str:
        return render.say(protocol, Say(prompt, {"limb": limb, **to}), locale)

    return Advice(
        level=state.advised.level,
        floor=assessment.floor,
        mode=assessment.mode,
        texts=tuple(map(words, _advised(protocol, state, assessment))),
        cautions=tuple(map(words, cautions(protocol, state.facts))),
        callback=words(callback_prompt(protocol, state.facts, assessment.floor)),
        why=tuple(
            why_of(protocol, why, state.facts.get(SITE), by_other=bool(to))
            for why in reasons(assessment, state.facts)
        ),
        complete=state.advised.final,
    )


def _advised(protocol: Protocol, state: State, assessment: Assessment) -> list[str]:
    """The prompts of the advice that was spoken."""
    level, mode = state.advised.level, assessment.mode
    if mode == "out_of_scope_child":
        return ["child", "child_signs"]
    if level is None:
        return []
    if not state.advised.final and assessment.floor < SEE_TODAY:
        over = state.facts.get(ONGOING_NOW) == NO
        return ["careful_over" if over else "careful_on", "careful_911"]
    by_video = mode in ("telemedicine_ok", "home")
    said, also = f"level.{level}", f"also.{level}"
    if level == assessment.floor:
        said, also = (level_prompt(protocol, assessment, kind) for kind in ("level", "also"))
    if level == 2:
        also = "also.2.telemedicine_ok" if by_video else "also.2.in_person"
    return [said, *([also] if also in protocol.prompts else [])]


def why_of(protocol: Protocol, why: Reason, site: Value | None, *, by_other: bool = False) -> Why:
    """A rule that holds, with its reason as it is spoken to the patient or to a helper."""
    rule = next(rule for rule in protocol.rules if rule.id == why.rule)
    spoken = reason(protocol, rule.id, site)
    if by_other:
        spoken = render.of_them(protocol, f"rule.{rule.id}", spoken)
    return Why(rule.id, rule.level, spoken, why.facts, why.sources)


def cited(protocol: Protocol, advice: Advice, steps: Iterable[Step]) -> tuple[Cited, ...]:
    """The documents that advice and steps rest on."""
    level = next((d for d in protocol.dispositions.values() if d.level == advice.level), None)
    used = dict.fromkeys(
        source
        for sources in (
            *(why.sources for why in advice.why),
            level.sources if level is not None else (),
            *(step.sources for step in steps),
            VISIT_SOURCES,
        )
        for source in sources
    )
    return tuple(
        Cited(id_, protocol.sources[id_].title, protocol.sources[id_].where) for id_ in used
    )


def _ids(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
