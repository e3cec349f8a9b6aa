"""What an answer calls for before anything new."""

import pytest

from cramp_triage.dialogue.step import step
from cramp_triage.messages.acts import UserAct
from tests.conftest import opened

CALF = {"site": "calf", "side": "left", "ongoing_now": "yes"}


def test_a_bare_yes_is_split_where_the_parts_differ(talk):
    talk.tell(**CALF)
    talk.say("affirm")
    assert talk.reply.asks == ("injury",)
    talk.say("deny")
    assert talk.reply.asks == ("swelling",)
    talk.say("affirm")
    assert talk.reply.facts["swelling"] == "one"
    assert talk.reply.level == 3


EMERGENCIES = ("chest_pain", "breathless", "fainted", "one_sided_weakness")


def test_a_bare_yes_to_a_list_of_emergencies_is_one(protocol):
    session = opened(protocol, "breath", **CALF)
    assert session.log[-1].value == EMERGENCIES
    assert step(protocol, session, UserAct(acts=("affirm",), words="yes"))[1].level == 5


@pytest.mark.parametrize(
    "said",
    [
        UserAct(acts=("affirm",), words="yes it's sore there", unread=("sore there",)),
        UserAct(acts=("affirm",), facts={"seizure": "no"}, words="yes, no seizure"),
    ],
)
def test_a_yes_with_other_words_is_asked_one_by_one(protocol, said):
    reply = step(protocol, opened(protocol, "breath", **CALF), said)[1]
    assert (reply.level, reply.asks) == (None, ("chest_pain",))
