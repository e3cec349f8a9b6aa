"""The few answers that nearly everybody gives to a closed question: a short list, heard well.

The long list of a question holds everything that could be understood; against so many neighbours
a bare "no" is easily lost among "now", "not" and "nah". This list holds what is said nine times in
ten. What is not on it word for word is left to the long list and the open vocabulary. It decides on
no meaning: the understanding does, and a test keeps the two agreed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cramp_triage.messages.replies import Expects

CLOSED: Final = ("yes_no", "ack")
"""The forms of question that are answered by one of a few answers."""

YES: Final = (
    "yes|yeah|yep|yup|yes i do|yes i am|yes it is|yes i did|yes i have|yes it does|yes it has|"
    "yes i can|yes there is|yes a little|a little|i do|i am|i did|it is|it does|i think so|sure|"
    "definitely"
).split("|")
NO: Final = (
    "no|nope|nah|not really|not at all|no not really|no not at all|no i don't|no i'm not|"
    "no it isn't|no it's not|no i didn't|no i haven't|no it doesn't|no there isn't|no i can't|none|"
    "none of that|none of those|no none of that|nothing like that|no nothing like that|no nothing|"
    "i don't|i'm not|i didn't|i haven't|i don't think so|no i feel fine"
).split("|")
UNSURE: Final = (
    "i don't know|not sure|i'm not sure|maybe|i can't tell|no idea|i have no idea".split("|")
)
COMMANDS: Final = (
    "stop|repeat|repeat that|say that again|help|why|why do you ask|go back|slower|start over|"
    "what can i say"
).split("|")
READY: Final = "okay|ok|alright|all right|ready|i'm ready|done|go on|i'm holding it".split("|")

OF_FACT: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "ongoing_now": {
        "no": (
            "it's gone|it is gone|no it's gone|yeah it's gone|yes it's gone|no it is gone now|gone|"
            "it's gone now|it's over|it let go|yes it let go|no it let go|it stopped|no it stopped|"
            "it went away|it's better now|better now|the cramp is gone"
        ).split("|"),
        "yes": (
            "still there|it's still there|it's still tight|it's still cramping|it's still on|"
            "yes still|it won't stop|it's back|it hasn't stopped"
        ).split("|"),
    },
    "relieved_by_stretch": {
        "yes": "stretching helps|it helps|yes it helps".split("|"),
        "no": "it doesn't help|no it doesn't help".split("|"),
    },
}
"""What else is said of one fact, by the value that it gives."""


def closed_answers(asks: Sequence[str], expects: Expects) -> tuple[str, ...]:
    """The short list for a question; () if its answer is not one of a few.

    Args:
        asks: the facts that are asked.
        expects: the form of answer that is waited for.
    """
    if expects not in CLOSED:
        return ()
    of_facts = [
        phrase for fact in asks for phrases in OF_FACT.get(fact, {}).values() for phrase in phrases
    ]
    ready = READY if expects == "ack" else []
    return tuple(dict.fromkeys([*YES, *NO, *UNSURE, *COMMANDS, *ready, *of_facts]))
