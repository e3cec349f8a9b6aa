"""Sessions are small JSON that goes out and comes back the same, and nothing foreign gets in."""

import msgspec
import pytest

from cramp_triage.dialogue.session import dump, load, undo
from cramp_triage.dialogue.state import fold
from cramp_triage.dialogue.step import step
from cramp_triage.errors import SessionError
from cramp_triage.messages.acts import UserAct


def talked(talk):
    talk.tell(site="calf", side="left", ongoing_now="yes", other_sites=("foot",), duration_min=3)
    for act in ("deny", "deny", "affirm", "deny", "no_match", "why", "unsure"):
        talk.say(act)
    return talk.session


def test_a_session_comes_back_the_same(protocol, talk):
    session = talked(talk)
    assert load(protocol, dump(session)) == session


def test_a_whole_conversation_fits_into_a_few_kilobytes(talk):
    talked(talk)
    talk.until()
    assert len(dump(talk.session)) < 6_000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 2}, "session: format 2 is not 1, the one in use; start a new one"),
        ({"protocol": "1999.1"}, "session: protocol '1999.1' is not"),
        ({"log": [[1, "fact", "chest_ache", "yes"]]}, "unknown fact 'chest_ache'"),
        ({"log": [[1, "fact", "fever", "perhaps"]]}, "fact 'fever' cannot be 'perhaps'"),
        ({"log": [[1, "pending", "chest_ache", "yes"]]}, "unknown fact 'chest_ache'"),
        ({"log": [[1, "pending", "fever", "perhaps"]]}, "fact 'fever' cannot be 'perhaps'"),
        ({"log": [[1, "pending", "fever"]]}, "fact 'fever' cannot be None"),
        ({"log": [[1, "invented"]]}, "not a saved conversation"),
        ({"turn": "soon"}, "not a saved conversation"),
        ({"log": [[1, "ask", "no_such_question", ["fever"], "yes_no"]]}, "no question"),
        ({"log": [[1, "ask", "gate", ["chest_ache"], "yes_no"]]}, "unknown fact 'chest_ache'"),
        ({"log": [[1, "ask", "gate", 7, "yes_no"]]}, "not a saved conversation"),
        ({"log": [[1, "ask", "gate", ["injury"], "shout"]]}, "not a saved conversation"),
        ({"log": [[1, "relief", "dance"]]}, "no relief step"),
        ({"log": [[1, "level", "", "high"]]}, "not a saved conversation"),
        ({"log": [[1, "round", "", 9]]}, "not a saved conversation"),
        ({"said": [{"type": "say", "prompt": "no_such_prompt"}]}, "no prompt"),
    ],
)
def test_a_foreign_or_forged_session_is_refused_with_one_line(protocol, talk, change, message):
    form = msgspec.json.decode(dump(talked(talk))) | change
    with pytest.raises(SessionError, match=message) as caught:
        load(protocol, msgspec.json.encode(form))
    assert "\n" not in str(caught.value)
    assert "start a new one" in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", '"x"', "{}"])
def test_what_is_no_session_is_refused(protocol, data):
    with pytest.raises(SessionError, match="not a saved conversation"):
        load(protocol, data)


def test_undo_takes_one_turn_at_a_time_back_to_the_opening(talk):
    start = fold(talk.session.log)
    talk.tell(site="calf", ongoing_now="yes")
    first = fold(talk.session.log)
    talk.say("deny")
    once = undo(talk.session)
    assert fold(once.log).facts == first.facts
    twice = undo(once)
    assert fold(twice.log).facts == start.facts == {}
    assert undo(twice) is twice


def test_the_words_heard_are_kept_beside_the_fact(protocol, talk):
    act = UserAct(facts={"site": "calf"}, words="ow my calf")
    session, _ = step(protocol, talk.session, act)
    assert fold(session.log).known.words["site"] == "ow my calf"
