"""What a question is about where no phrase tells: the first topic's noun behind its opening."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Final

from cramp_triage.messages.acts import ASK_RELIEF, QUESTION, TOPIC, WHY
from cramp_triage.nlu.lexicon.asking import Questions
from cramp_triage.nlu.lexicon.compiled import Lexicon
from cramp_triage.nlu.tokens.clauses import sentences
from cramp_triage.nlu.tokens.tokenise import ASKED, STOP, Token

CAUSE: Final = f"{TOPIC}cause"
ASKS: Final = frozenset({QUESTION, CAUSE, ASK_RELIEF, "ask_cause", "ask_level"})
"""A line with one of these asks something; one about a cause may name it: "is it a clot"."""
TAG_WORDS: Final = 3
SAID_BACK_WORDS: Final = 3
SHORT_QUESTION: Final = 6
"""So few words with a question mark ask without any order: "and the ice?"."""


def topic_of(lexicon: Lexicon, tokens: Sequence[Token], did: Sequence[str]) -> str | None:
    """The topic that a line asks about; None if it asks about none.

    Args:
        lexicon: the nouns of its topics, and how a question opens.
        tokens: of the line, at least one.
        did: its acts; one that names a topic already has it.
    """
    acts = {*did} - {f"{TOPIC}{topic}" for topic in lexicon.grammar.questions.beside}
    if any(act.startswith(TOPIC) for act in acts - {CAUSE}):
        return None
    what_about = any(_is_about(lexicon, a.word, b.word) for a, b in pairwise(tokens))
    if not (acts & ASKS or tokens[-1].after == ASKED or what_about):
        return None
    about = lexicon.grammar.questions
    ruled_out = about.ruled_out([token.word for token in tokens])
    sentences = _sentences(tokens)
    questions = [words for words in sentences if words[-1].after == ASKED] or sentences[-1:]
    for sentence in reversed(questions):
        words = [token.word for token in sentence]
        opened = [at for at, pair in enumerate(pairwise(words)) if _opens(lexicon, *pair)]
        opened = [*_led_by_verb(lexicon, words), *opened]
        if not opened and len(words) <= SHORT_QUESTION and sentence[-1].after == ASKED:
            opened = [0]
        named = (_noun(about, words[begin:]) for begin in reversed(opened))
        topic = next((one for one in named if one and one not in ruled_out), None)
        if topic not in about.explain and not acts & {ASK_RELIEF} and _blames(lexicon, words):
            return None if CAUSE in acts else "cause"
        if topic and WHY not in acts:
            return topic
    return None


def _noun(about: Questions, behind: Sequence[str]) -> str | None:
    """The topic of the first noun; what a cramp comes from is no remedy: "is it from the heat"."""
    words = takewhile(lambda word: word not in about.causes, behind)
    return next((about.nouns[word] for word in words if word in about.nouns), None)


def _blames(lexicon: Lexicon, words: Sequence[str]) -> bool:
    """Whether a question asks if something brought it on: "was it the rowing that did it"."""
    about, it = lexicon.grammar.questions, lexicon.grammar.relevance.it
    runs = {
        tuple(words[at : at + len(run)])
        for run in about.blames
        for at in range(1, len(words))
        if words[at - 1] not in it  # "it did it again"
    }
    blames = not about.causes.isdisjoint(words) or not about.blames.isdisjoint(runs)
    return blames and lexicon.grammar.mood.why.isdisjoint(words)


def asks_outright(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether a sentence has the form of a question, and is no tag: "I'm talking, am I not?".

    Nor is what is said back before its answer: "A sore? No, no sores."
    """
    sentences = _sentences(tokens)
    return any(
        _leads(lexicon, [token.word for token in sentence])
        or (
            sentence[-1].after == ASKED
            and not _is_tag(lexicon, sentence)
            and not _is_said_back(lexicon, sentence, behind)
        )
        for sentence, behind in zip(sentences, [*sentences[1:], ()], strict=True)
    )


def only_states(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether what looks like a question behind its verb has its subject before: "it only does it".

    Of words without a question mark; one that does ask makes it a question.
    """
    mood, words = lexicon.grammar.mood, [token.word for token in tokens]
    if any(token.after == ASKED for token in tokens):
        return False
    verbs = [at for at in range(1, len(words) - 1) if words[at] in mood.auxiliaries]
    turned = [at for at in verbs if words[at + 1] in mood.subjects]
    passed = lexicon.grammar.questions.adverbs
    before = (next((w for w in reversed(words[:at]) if w not in passed), "") for at in turned)
    subjects = mood.pronouns | mood.speaker | mood.that
    return bool(turned) and all(word in subjects for word in before)


def leads_on(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether an "okay" only leads to the question behind it: "okay, so it's not a clot?"."""
    about, words = lexicon.grammar.questions, [token.word for token in tokens[:2]]
    leads = len(words) == 2 and words[0] in about.fillers and words[1] in about.leads_on
    return leads and tokens[0].after < STOP and asks_outright(lexicon, tokens)


def _is_said_back(lexicon: Lexicon, sentence: Sequence[Token], behind: Sequence[Token]) -> bool:
    """Whether a few words only name something, and the answer to them follows."""
    mood, words = lexicon.grammar.mood, {token.word for token in sentence}
    asks = words & (mood.auxiliaries | mood.asks | mood.why)
    answers = lexicon.grammar.matching.noes | lexicon.grammar.questions.yeses
    answered = bool(behind) and behind[0].word in answers
    return len(sentence) <= SAID_BACK_WORDS and not asks and answered


def _leads(lexicon: Lexicon, words: Sequence[str]) -> bool:
    """Whether an opening stands first, but for "and", "so", "well"."""
    begin = _behind_openers(lexicon, words)
    is_why = begin < len(words) and words[begin] in lexicon.grammar.mood.why
    pair = words[begin : begin + 2]
    opens = len(pair) == 2 and _opens(lexicon, pair[0], pair[1])
    return opens or is_why or bool(_led_by_verb(lexicon, words))


def _is_tag(lexicon: Lexicon, sentence: Sequence[Token]) -> bool:
    """Whether what asks is a verb behind a comma and whom it is said of: "is it not", "am i"."""
    mood, tag = lexicon.grammar.mood, _last_clause(sentence)
    is_short = len(tag) < len(sentence) and len(tag) <= TAG_WORDS
    named = {token.word for token in tag[1:]} - lexicon.grammar.scope.deniers
    return is_short and tag[0].word in mood.auxiliaries and named <= mood.subjects


def asks_behind(lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """Whether the last clause asks by its order: "I eat grapefruit, does that matter?".

    What is said to us of ourselves, and what only wants a yes, does not: "can you imagine?".
    """
    mood = lexicon.grammar.mood
    *_, sentence = _sentences(tokens)
    words = [token.word for token in _last_clause(sentence)]
    begin = _behind_openers(lexicon, words)
    verb, *behind = words[begin:] or [""]
    to_us = {*behind[:1]} & (mood.you | lexicon.grammar.scope.deniers)
    asks = sentence[-1].after == ASKED and verb in mood.auxiliaries and len(behind) > 1
    return asks and not to_us and not _is_tag(lexicon, sentence)


def _last_clause(sentence: Sequence[Token]) -> Sequence[Token]:
    last = max((at for at, token in enumerate(sentence[:-1]) if token.after), default=-1)
    return sentence[last + 1 :]


def _sentences(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    return [tokens[one.start : one.stop] for one in sentences(tokens)]


def _opens(lexicon: Lexicon, word: str, after: str) -> bool:
    """Whether two words open a question: "can i", "is it", "what should"."""
    mood = lexicon.grammar.mood
    asks = word in mood.asks and after in mood.auxiliaries
    opens = asks or word in mood.modals or (word, after) in mood.inverted
    return opens or _is_about(lexicon, word, after)


def _led_by_verb(lexicon: Lexicon, words: Sequence[str]) -> list[int]:
    """Where a question begins that its verb leads: "and is hot water okay"; empty if none does."""
    begin = _behind_openers(lexicon, words)
    leads = begin + 1 < len(words) and words[begin] in lexicon.grammar.mood.auxiliaries
    return [begin] if leads else []


def _behind_openers(lexicon: Lexicon, words: Sequence[str]) -> int:
    openers = lexicon.grammar.mood.openers
    return next((at for at, word in enumerate(words) if word not in openers), len(words))


def _is_about(lexicon: Lexicon, word: str, after: str) -> bool:
    """Whether two words ask whatever else the line does: "what about", "how about"."""
    return word in lexicon.grammar.mood.asks and after in lexicon.grammar.questions.about
