"""What a line asks, by its meaning: a learned topic in place of what key words would guess.

The rules keep what they know for sure: the topics that only first aid has, and what cannot be done
in a stretch. Without the learned topics they go on alone, by their nouns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cramp_triage.messages.acts import (
    AFFIRM,
    ASK_RELIEF,
    DENY,
    DONE,
    GREETING,
    HELP,
    QUESTION,
    REPEAT,
    STEP_AGAIN,
    STOP,
    THANKS,
    TOPIC,
    UNSURE,
    WHY,
)
from cramp_triage.nlu.context.mood import supposes
from cramp_triage.nlu.reader.loaded import load_questions
from cramp_triage.nlu.tokens.tokenise import ASKED
from cramp_triage.nlu.topics import asks_behind, asks_outright, leads_on, only_states, topic_of

if TYPE_CHECKING:
    from cramp_triage.nlu.lexicon.compiled import Lexicon
    from cramp_triage.nlu.reader.questions import Questions
    from cramp_triage.nlu.reader.read import Read
    from cramp_triage.nlu.tokens.tokenise import Token
    from cramp_triage.nlu.types import Understanding

LEVEL: Final = "ask_level"
LENGTH: Final = "ask_length"
CAUSE: Final = "cause"
ASK_CAUSE: Final = "ask_cause"
ACTS: Final = frozenset({"ask_human", LENGTH, LEVEL, "ask_machine", ASK_RELIEF, REPEAT, WHY})
"""The topics that are acts of their own."""
OF_LEVEL: Final = frozenset({"back_to_bed", "doctor"})
"""What a question how urgent it is may sound like: "am I okay to stay home"."""
SERIOUS: Final = f"{TOPIC}serious"
REPLACED: Final = frozenset({*ACTS, ASK_CAUSE, SERIOUS})
"""What the rules may have guessed besides the topics."""
ASKING: Final = frozenset({*REPLACED, QUESTION, GREETING, UNSURE, f"{TOPIC}hold"})
"""What is no more than a wish to hear the stretch again, where that is asked for."""
NONE: Final = "none"
"""The topic of a question that wants nothing: to somebody else, or in disbelief."""
MEANING: Final = "meaning"
"""The topic of a word that somebody does not know, whichever word it is."""
NEXT_TIME: Final = f"{TOPIC}next_time"
WHEN_TO_CALL: Final = f"{TOPIC}when_to_call"
SUPPOSED: Final = frozenset(f"{TOPIC}{one}" for one in ("next_time", "cause", "heat_or_ice"))
"""Topics that a line which only supposes something may sound like."""
MAY_WALK: Final = frozenset(f"{TOPIC}{one}" for one in ("exercise", "walk"))
"""The same, unless it asks outright: "if it stops, can I walk"."""
OTHER: Final = "other"
"""The topic of all that no text of ours answers."""
BARE_WORDS: Final = 2
"""So few words are a command or a bare answer: "say again", "how come?"."""
TELLS: Final = "tells"
"""The topic of a line that asks nothing."""
UNHEARD: Final = frozenset({QUESTION, REPEAT, "ask_cause", "not_for_us"})
"""What such a line may do by the sound of the word that it says back."""
ECHOED_WORDS: Final = 2
"""So few words behind "what's that?" are said back, and no question of their own."""
MOST: Final = 3
"""Sentences of a line that are weighed, the last ones."""
ANSWERS: Final = frozenset({AFFIRM, DENY, UNSURE})
ANOTHER: Final = "other_person"
LEAVES: Final = frozenset({"not_for_us", "goodbye", STOP, DONE, AFFIRM})
"""A line that does this, and has not the form of a question, asks us nothing: "sure, go on"."""
SOME: Final = 0.5
"""Likelier than not."""


def asking(
    lexicon: Lexicon,
    heard: Understanding,
    tokens: Sequence[Token],
    text: str,
    read: Read | None,
    *,
    answers_us: bool = False,
) -> Understanding:
    """Puts right what a line asks, by its form and its meaning; a greeting before it is none.

    Args:
        lexicon: its words.
        heard: what both witnesses heard.
        tokens: of the line, at least one.
        text: the line.
        read: what the reader made of it; None if it was not read. Who answers us asks besides only
            by the form of what they say.
        answers_us: a question of ours is open; only then what is supposed is said to us.
    """
    if _echoes(lexicon, heard, tokens):
        return replace(heard, acts=(REPEAT,), facts={}, doubts=())
    acts = heard.acts
    if not answers_us and AFFIRM in acts and leads_on(lexicon, tokens):
        acts = _but(acts, AFFIRM)
    if STEP_AGAIN in acts:
        return replace(heard, acts=tuple(act for act in acts if act not in ASKING))
    answers = bool(heard.facts) or not ANSWERS.isdisjoint(acts)
    told = answers or only_states(lexicon, tokens)
    if QUESTION in acts and told and not asks_outright(lexicon, tokens):
        acts = _but(acts, QUESTION)
    if GREETING in acts:
        if not _says_more(lexicon, heard, {token.word for token in tokens}):
            return replace(heard, acts=acts)
        acts = _but(acts, GREETING)
    told = bool(heard.facts or heard.doubts) or not ANSWERS.isdisjoint(acts)
    acts = _on_topic(lexicon, acts, tokens, text, None if told and answers_us else read)
    if answers_us and not told and supposes(tokens, lexicon.grammar.mood):
        acts = _of_supposed(lexicon, acts, tokens)
    return replace(heard, acts=acts)


def _echoes(lexicon: Lexicon, heard: Understanding, tokens: Sequence[Token]) -> bool:
    """Whether a line says back a word of ours that was not caught: "what's that? Liver?".

    What does anything besides is none: "say what? Help!".
    """
    does = {act for act in heard.acts if not act.startswith(TOPIC)} - UNHEARD
    about = lexicon.grammar.questions
    last = next((at for at, token in enumerate(tokens) if token.after), len(tokens))
    asked, said = tuple(t.word for t in tokens[: last + 1]), tokens[last + 1 :]
    told = bool(heard.facts) and tokens[-1].after != ASKED
    words = {token.word for token in said}
    other = words & (lexicon.grammar.matching.noes | about.yeses | about.terms.keys())
    few = 0 < len(said) <= ECHOED_WORDS
    return asked in about.unheard and few and not (does or told or other)


def _of_supposed(
    lexicon: Lexicon, acts: tuple[str, ...], tokens: Sequence[Token]
) -> tuple[str, ...]:
    """The acts of a line that only supposes: of a cramp that comes back, or of what to watch for.

    What it asks besides stays, but for what would treat a cramp: "if it turns blue, do I walk".
    """
    light = SUPPOSED if asks_outright(lexicon, tokens) else SUPPOSED | MAY_WALK
    beside = {f"{TOPIC}{topic}" for topic in lexicon.grammar.questions.beside}
    if any(act.startswith(TOPIC) for act in {*acts} - light - beside):
        return acts
    returns = not lexicon.grammar.mood.returns.isdisjoint(token.word for token in tokens)
    rest = [act for act in acts if act not in light | {QUESTION, ASK_RELIEF, WHY}]
    return (*rest, NEXT_TIME if returns else WHEN_TO_CALL)


def _on_topic(
    lexicon: Lexicon, acts: tuple[str, ...], tokens: Sequence[Token], text: str, read: Read | None
) -> tuple[str, ...]:
    """The acts of a line with what it asks about: as learnt where that is likely, or by a noun."""
    marked, outright = "?" in text, asks_outright(lexicon, tokens)
    about = lexicon.grammar.questions
    rest = [act for act in acts if act.removeprefix(TOPIC) not in about.beside]
    by_form = may_ask(text, rest) or (marked and outright)
    is_tag = marked and not outright
    ours = not lexicon.grammar.scope.first.isdisjoint(token.word for token in tokens)
    of_us = ours and not is_tag and ANOTHER not in acts
    of_us = of_us and LEAVES.isdisjoint(acts)
    questions = load_questions() if by_form or (read is not None and of_us) else None
    if questions is not None and (by_form or _seems_to_ask(questions, read)):
        named = next((act.removeprefix(TOPIC) for act in rest if act.startswith(TOPIC)), None)
        named = named or topic_of(lexicon, tokens, _but(acts, WHY))
        sure = named if named in about.sure else None
        words = [token.word for token in tokens]
        found = meant(questions, text, acts, lexicon, sure, about.ruled_out(words))
        if found is not None:
            return _explained(lexicon, found, tokens)
    topic = topic_of(lexicon, tokens, acts)
    if topic:  # what it comes from, not why we ask
        return (*_but(acts, WHY), TOPIC + topic)
    asks = {QUESTION, WHY, REPEAT, HELP, *REPLACED}.isdisjoint(acts)
    asks = asks and asks_behind(lexicon, tokens)
    return (*acts, QUESTION) if asks else acts


def may_ask(text: str, acts: Iterable[str]) -> bool:
    """Whether a line asks by what it does as heard so far; a bare word or two is exact."""
    did = {*acts}
    by_rules = not did.isdisjoint({*REPLACED, QUESTION, HELP})
    asks = by_rules or any(act.startswith(TOPIC) for act in did)
    return asks and len(text.split()) > BARE_WORDS


def meant(
    questions: Questions,
    text: str,
    acts: tuple[str, ...],
    lexicon: Lexicon,
    noun: str | None,
    ruled_out: frozenset[str],
) -> tuple[str, ...] | None:
    """The acts of a line, with the topic that it is about in place of what the rules guessed.

    None where no topic is likely.

    Args:
        questions: the learned topics.
        text: the line.
        acts: what it does by the rules and the reader.
        lexicon: how likely a topic must be, and what only opens a line.
        noun: the topic that the rules know by a noun or a phrase of its own; None if there is none.
        ruled_out: what it cannot be about, however likely its sound.
    """
    topics = {f"{TOPIC}{topic}" for topic in questions.topics}
    beside = {f"{TOPIC}{topic}" for topic in lexicon.grammar.questions.beside}
    if any(act.startswith(TOPIC) and act not in topics | REPLACED | beside for act in acts):
        return acts
    if LEVEL in acts:
        ruled_out -= OF_LEVEL  # they only sound like it, and name nothing: "need I be looked at"
    topic, chance = _topic(questions, text, lexicon, ruled_out)
    unsure = topic in (None, NONE, OTHER) or chance < lexicon.witnesses.noun
    if noun is not None and unsure and topic != MEANING:
        topic = noun
    if topic is None:
        return None
    if topic == TELLS:
        return acts
    rest = tuple(act for act in acts if act not in topics | REPLACED)
    if topic == LEVEL and SERIOUS in acts:
        return acts
    asks_why = not lexicon.grammar.mood.why.isdisjoint(_words(text))
    if topic == CAUSE and asks_why and WHY in acts and ASK_CAUSE not in acts:
        return acts  # "why all these questions" is not why it cramps
    if topic in {LENGTH, *OF_LEVEL} and LEVEL in acts:
        return (*rest, LEVEL)  # "how long can this wait" is not how long the call takes
    if topic == NONE:
        wants = chance < lexicon.witnesses.none
        return None if wants else tuple(act for act in rest if act != QUESTION)
    if topic == OTHER:
        return tuple(dict.fromkeys((*rest, QUESTION)))
    return (*rest, topic if topic in ACTS else f"{TOPIC}{topic}")


def _topic(
    questions: Questions, text: str, lexicon: Lexicon, ruled_out: frozenset[str]
) -> tuple[str | None, float]:
    """The likeliest topic of any sentence, of those that end in a question mark if one does.

    What is unclear by itself and stands for something is weighed with the sentence before it:
    "Amlodipine. Should I leave it off?"
    """
    sentences = re.findall(r"[^.?!]*\w[^.?!]*[.?!]*", text)
    asked = [at for at, sentence in enumerate(sentences) if "?" in sentence][-MOST:]
    asking = asked or [*range(len(sentences))][-MOST:]
    table, openers = lexicon.witnesses, lexicon.grammar.mood.openers
    alone = {at: _behind(sentences[at], openers) for at in asking}
    least = table.topic if asked else table.topic_told
    told = _told(questions, alone.values(), least, table.topic_left, ruled_out)
    if asked and not told:
        stands = lexicon.grammar.relevance.stands_for
        joined = [
            f"{sentences[at - 1].strip()} {words}"
            for at, words in alone.items()
            if at and not stands.isdisjoint(_words(words))
        ]
        told = _told(questions, joined, table.topic_told, table.topic_left, ruled_out)
    wants = [one for one in told if one[1] not in (NONE, OTHER, TELLS)]
    chance, topic = max(wants or told, default=(0.0, None))
    return topic, chance


def _told(
    questions: Questions,
    sentences: Iterable[str],
    least: float,
    sure: float,
    ruled_out: frozenset[str],
) -> list[tuple[float, str | None]]:
    """The likeliest topic of each sentence, where it is likely enough."""
    # One word is said back: "Pregnant? At my age?"
    several = [words for words in sentences if len(words.split()) > 1]
    asked = [chances for words in several if (chances := questions.about(words))]
    found = [_likeliest(chances, ruled_out, sure) for chances in asked]
    return [one for one in found if one[0] >= least]


def _words(sentence: str) -> list[str]:
    return [word.strip(",.?!").lower() for word in sentence.split()]


def _behind(sentence: str, openers: frozenset[str]) -> str:
    """A sentence without what only opens it: "nope, is it the running"."""
    bare = _words(sentence)
    begin = next((at for at, word in enumerate(bare) if word not in openers), 0)
    return " ".join(sentence.split()[begin:])


def _likeliest(
    chances: Mapping[str, float], ruled_out: frozenset[str], sure: float
) -> tuple[float, str | None]:
    """The likeliest topic and how likely it is; `OTHER` in place of one that is ruled out.

    Another takes its place only where it is as good as sure among those left.
    """
    topic = max(chances, key=lambda one: chances[one])
    if topic not in ruled_out:
        return (chances[topic], topic)
    left = {one: chance for one, chance in chances.items() if one not in ruled_out}
    next_best = max(left, key=lambda one: left[one])
    share = left[next_best] / sum(left.values())
    if next_best in (NONE, TELLS) or share < sure:
        return (chances[topic], OTHER)
    return (min(share, chances[topic]), next_best)


def _explained(lexicon: Lexicon, acts: tuple[str, ...], tokens: Sequence[Token]) -> tuple[str, ...]:
    """Puts the word that somebody does not know in place of the wish to know what it means."""
    terms = lexicon.grammar.questions.terms
    term = next((terms[token.word] for token in reversed(tokens) if token.word in terms), None)
    if term is None:
        return acts
    return tuple(TOPIC + term if act == TOPIC + MEANING else act for act in acts)


def _seems_to_ask(questions: Questions, read: Read | None) -> bool:
    """Whether a line without the form of a question wants to know something."""
    states = read and read.states
    return states is not None and questions.of(states)[TELLS] < SOME


def _but(acts: Sequence[str], one: str) -> tuple[str, ...]:
    return tuple(act for act in acts if act != one)


def _says_more(lexicon: Lexicon, heard: Understanding, words: set[str]) -> bool:
    """Whether a line that greets also tells, answers or asks: "hey, should he soak it".

    A question whether we are there is part of the greeting: "hello, can you hear me".
    """
    asks_us = not lexicon.grammar.answers.line.isdisjoint(words)
    small = {GREETING, THANKS, *((QUESTION,) if asks_us else ())}
    return bool(heard.facts or heard.doubts or {*heard.acts} - small)
