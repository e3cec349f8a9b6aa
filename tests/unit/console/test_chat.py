"""The typed interface as another program sees it, and as a person does."""

import io
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from cramp_triage.console.chat import MAX_LINE, over_json, understand_lines
from tests.processes import as_from_a_terminal


def talk(*lines: str | bytes) -> list[dict]:
    raw = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    out = io.StringIO()
    over_json(io.BytesIO(raw), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_what_is_said_of_keeping_is_true_of_this_conversation():
    kept, out = [], io.StringIO()
    over_json(io.BytesIO(b"my calf is cramping\nforget everything\n"), out, keep=kept.append)
    assert "in the file you asked for" in json.loads(out.getvalue().splitlines()[-1])["speech"]
    assert len(kept) == 3
    assert "I keep nothing" in talk("my calf is cramping", "forget everything")[-1]["speech"]


FIELDS = {
    "turn", "speech", "reprompt", "asks", "expects", "heard", "facts", "level", "floor", "mode",
    "reasons", "relief", "ended",
}  # fmt: skip


def test_every_reply_has_exactly_the_agreed_fields():
    for reply in talk("my calf is cramping", "no", '{"act": "why"}', "", "stop"):
        assert set(reply) == FIELDS


def test_a_stretch_within_the_first_two_replies():
    replies = talk("my calf is cramping", "no")
    assert replies[1]["relief"] == [{"id": "calf_pull_toes", "kind": "stretch"}]
    assert "pull your toes up" in replies[1]["speech"]


def test_the_opening_comes_before_anything_is_read():
    assert [reply["turn"] for reply in talk()] == [0]


def test_it_stops_after_the_last_reply():
    replies = talk('{"facts": {"chest_pain": "yes"}}', "okay", "hello?", "hello?")
    assert [reply["ended"] for reply in replies] == [False, False, True]
    assert replies[1]["level"] == 5
    assert replies[1]["mode"] == "ambulance"
    assert replies[1]["reasons"][0]["sources"] == ["R16", "S001"]


def test_meaning_and_words_can_be_mixed():
    replies = talk('{"facts": {"site": "calf", "ongoing_now": true}}', "no", '{"act": "affirm"}')
    assert replies[1]["facts"] == {"site": "calf", "ongoing_now": "yes"}
    assert replies[2]["facts"]["injury"] == "no"


def test_a_facts_line_leaves_the_other_parts_open():
    replies = talk('{"facts": {"site": "calf"}}', '{"facts": {"injury": "no"}}')
    assert replies[2]["asks"] == ["swelling", "warm_red_skin", "limb_cold_pale"]


BAD = [
    ('{"facts": {"chest_ache": "yes"}}', "unknown fact 'chest_ache'"),
    ('{"facts": {"fever": "maybe"}}', "fact 'fever' cannot be 'maybe': it takes yes, no, unknown"),
    ('{"facts": {"duration_min": "long"}}', "it takes a number or unknown"),
    ('{"facts": {"fever": null}}', "fact 'fever' cannot be None"),
    ('{"facts": ["fever"]}', '"facts" must be an object'),
    ('{"act": "dance"}', "unknown act 'dance': use one of affirm"),
    ('{"acts": "affirm"}', 'a line of meaning is {"facts"'),
    ('{"facts": ', "this line is not JSON"),
    ("{}{}", "this line is not JSON"),
    ("{" + "[" * 5_000, "this line is not JSON"),
    # How deep is too deep depends on the Python.
    ('{"facts": ' + "[" * 4_000 + "]" * 4_000 + "}", "maximum recursion depth|must be an object"),
    ('{"facts": ' + "[" * 100_000, "say it in at most 10000"),
    ('{"facts": {"age_years": NaN}}', "this line is not JSON"),
    ('{"facts": {"age_years": 1e400}}', "this line is not JSON (Number out of range"),
    ('{"facts": {"age_years": ' + "9" * 5_000 + "}}", "this line is not JSON (Integer"),
    ('{"facts": {"chest_pain": "yes", "chest_pain": "no"}}', "key 'chest_pain' appears twice"),
    ('{"facts": {}, "facts": {"fever": "no"}}', "key 'facts' appears twice"),
    ('{"act": "\\ud800"}', "this line is not JSON"),
    ("a" * (MAX_LINE + 1), "say it in at most 10000"),
    ("a" * 1_000_000, "say it in at most 10000"),
    (b"caf\xe9", "this line is not UTF-8 (invalid continuation byte); send it as UTF-8"),
    ("no".encode("utf-16"), "this line is not UTF-8 (invalid start byte); send it as UTF-8"),
    ("no".encode("utf-16-le"), "this line has NUL characters, as UTF-16 has; send it as UTF-8"),
    (b"no\0swelling", "this line has NUL characters"),
]


@pytest.mark.parametrize(("line", "message"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_named_and_loses_nothing(line, message):
    replies = talk("my calf is cramping", line, "no")
    assert any(part in replies[2]["error"] for part in message.split("|"))
    assert replies[2]["ended"] is False
    assert "\n" not in replies[2]["error"]
    assert replies[3]["facts"]["injury"] == "no"


def test_marks_of_editors_and_of_other_systems_are_no_words():
    plain = talk("my calf is cramping", '{"facts": {"injury": "no"}}', "no")
    marked = talk(
        b"\xef\xbb\xbfmy calf is cramping\r", b'\xef\xbb\xbf{"facts": {"injury": "no"}}\r', b"no\r"
    )
    assert marked == plain


def test_a_line_may_be_as_long_as_it_may_be_and_written_in_escapes():
    said = "\\u0061" * MAX_LINE
    out = io.StringIO()
    understand_lines(io.BytesIO(f'{{"text": "{said}"}}\n{{"text": "no"}}'.encode()), out)
    assert [json.loads(line).get("error") for line in out.getvalue().splitlines()] == [None, None]


@pytest.mark.parametrize(
    "line", [b"\xff\xfe\x00", b"\x00", "\U0001f4a9" * 50, "\u202e\u200b", b"\xed\xa0\x80"]
)
def test_any_bytes_get_an_answer(line):
    assert len(talk("my calf is cramping", line)) == 3


def understood(*lines: object) -> list[dict]:
    """What is printed for each line: an object to be written as JSON, or text, or bytes."""
    raw = [
        line if isinstance(line, bytes) else (
            line if isinstance(line, str) else json.dumps(line)
        ).encode()
        for line in lines
    ]  # fmt: skip
    out = io.StringIO()
    understand_lines(io.BytesIO(b"\n".join(raw)), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_understand_reads_and_writes_json_lines():
    heard = understood(
        {"text": "no swelling or redness but it is warm", "asked": None},
        "",
        {"text": "nope", "asked": "fever"},
        {"text": "dunno", "asked": "numbness"},
    )
    assert [set(one) for one in heard] == [{"facts", "acts", "retracts", "open", "doubts"}] * 3
    assert heard[0]["facts"]["swelling"] == "none"
    assert heard[0]["facts"]["warm_red_skin"] == "yes"
    assert heard[1]["facts"] == {"fever": "no"}
    assert heard[2]["facts"] == {"numbness": "unknown"}


LEG_SIGNS = ["swelling", "warm_red_skin", "limb_cold_pale"]


@pytest.mark.parametrize(
    ("text", "asked", "facts", "left_open"),
    [
        ("no", LEG_SIGNS, {"swelling": "none", "warm_red_skin": "no", "limb_cold_pale": "no"}, []),
        ("dunno", LEG_SIGNS, dict.fromkeys(LEG_SIGNS, "unknown"), []),
        ("no swelling", LEG_SIGNS, {"swelling": "none"}, ["warm_red_skin", "limb_cold_pale"]),
        ("it's swollen", LEG_SIGNS, {"swelling": "one"}, ["warm_red_skin", "limb_cold_pale"]),
        ("yes", LEG_SIGNS, {}, []),
        ("help", LEG_SIGNS, {}, []),
        ("no", ["fever"], {"fever": "no"}, []),
        ("yes", ["fever", "fever"], {"fever": "yes"}, []),
        ("no", [], {}, []),
    ],
)
def test_with_a_list_asked_a_bare_answer_speaks_of_every_fact(text, asked, facts, left_open):
    (heard,) = understood({"text": text, "asked": asked})
    assert heard["facts"] == facts
    assert heard["open"] == left_open
    assert heard["doubts"] == []


NO_UTTERANCE = 'a line is {"text": "...", "asked": fact id, a list of them or null}'
NO_FACT = "asked must be a fact id, a list of them or null, not "
BAD_UTTERANCES = [
    ("nonsense", "this line is not JSON"),
    ("[" * 70_000, "this line is not JSON"),
    ("[" * 100_000, "say it in at most 10000"),
    ("[]", NO_UTTERANCE),
    ("null", NO_UTTERANCE),
    ({"asked": "fever"}, NO_UTTERANCE),
    ({"text": 3}, NO_UTTERANCE),
    ({"text": "a", "asked": 9}, f"{NO_FACT}9"),
    ({"text": "a", "asked": 0}, f"{NO_FACT}0"),
    ({"text": "a", "asked": ""}, f"{NO_FACT}''"),
    ({"text": "a", "asked": True}, f"{NO_FACT}True"),
    ({"text": "a", "asked": "feever"}, f"{NO_FACT}'feever'"),
    ({"text": "a", "asked": ["fever", "feever"]}, f"{NO_FACT}'feever'"),
    ({"text": "a", "asked": ["fever", None]}, f"{NO_FACT}None"),
    ({"text": "a", "asked": [["fever"]]}, f"{NO_FACT}['fever']"),
    ({"text": "a", "asked": {"fever": "no"}}, f"{NO_FACT}{{'fever': 'no'}}"),
    ('{"text": "yes", "text": "no"}', "key 'text' appears twice"),
    ({"text": "a" * (MAX_LINE + 1)}, "the text has 10001 characters; say it in at most 10000"),
    ({"text": "a" * 1_000_000}, "say it in at most 10000"),
    ('{"text": "caf\xe9"}'.encode("latin-1"), "this line is not UTF-8"),
    ('{"text": "no"}'.encode("utf-16"), "this line is not UTF-8"),
    ('{"text": "no"}'.encode("utf-16-be"), "this line has NUL characters"),
]


@pytest.mark.parametrize(("line", "message"), BAD_UTTERANCES)
def test_an_utterance_that_cannot_be_read_is_one_error_and_the_next_is_heard(line, message):
    bad, good = understood(line, {"text": "nope", "asked": ["fever"]})
    assert message in bad["error"]
    assert list(bad) == ["error"]
    assert "\n" not in bad["error"]
    assert good["facts"] == {"fever": "no"}


def test_utterances_may_have_the_marks_of_editors_and_of_other_systems():
    assert understood(b'\xef\xbb\xbf{"text": "yes", "asked": "fever"}\r', "\r") == [
        {"facts": {"fever": "yes"}, "acts": ["affirm"], "retracts": [], "open": [], "doubts": []}
    ]


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cramp_triage.console.cli", *arguments]
    return subprocess.run(command, text=True, capture_output=True, timeout=120, **options)


def test_the_command_line_as_a_stranger_types_it():
    done = run("chat", "--json", input="my calf is cramping\nno\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("evaluate", "vignettes", "missing.yaml"), "missing.yaml: cannot be read"),
        (("evaluate", "vignettes", "pyproject.toml"), "pyproject.toml: cannot be read"),
        (("evaluate", "vignettes", "tests/cases/levels.yaml"), "has no list 'vignettes'"),
    ],
)
def test_a_wrong_file_of_cases_is_one_line(arguments, message):
    done = run(*arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_evaluate_prints_one_object():
    done = run("evaluate", "vignettes", "tests/cases/vignettes.yaml", "--json")
    figures = json.loads(done.stdout)
    assert figures["n"] == 60
    assert figures["under"] == []
    assert "consistency, not accuracy" in figures["independence"]


def test_evaluate_prints_a_table_a_person_reads():
    done = run("evaluate", "vignettes", "tests/cases/vignettes.yaml")
    assert "emergencies recognized" in done.stdout
    assert "16 of 16" in done.stdout
    assert "consistency, not accuracy" in done.stdout


def test_a_terminal_that_sends_no_utf_8_costs_a_letter_not_the_conversation():
    done = subprocess.run(
        [sys.executable, "-m", "cramp_triage.console.cli", "chat"],
        input=b"caf\xe9 i have chest pain\nokay\n",
        capture_output=True,
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Call 911 now" in done.stdout


def test_ctrl_c_leaves_politely_and_keeps_the_safety_line():
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cramp_triage.console.cli", "chat"],
        stdin=child, stdout=child, stderr=child, start_new_session=True,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"}, preexec_fn=as_from_a_terminal,
    )  # fmt: skip
    os.close(child)
    shown = read_until(parent, "> ")
    assert "Where's the cramp?" in shown
    os.write(parent, b"my calf is cramping\n")
    assert "pull your toes up" in read_until(parent, "> ")
    wait_for_input(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    shown = read_until(parent, "call 911")
    assert "call 911" in shown
    assert "Traceback" not in shown
    assert process.wait(timeout=120) == 0
    os.close(parent)


def wait_for_input(pid: int) -> None:
    """Returns when the process sleeps: between the prompt and that, Python holds Ctrl-C back."""
    stat, deadline = pathlib.Path(f"/proc/{pid}/stat"), time.monotonic() + 20
    while stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "S":
        assert time.monotonic() < deadline
        time.sleep(0.01)


def read_until(terminal: int, wanted: str) -> str:
    """Reads the terminal until the text stands there."""
    shown, deadline = "", time.monotonic() + 20
    while wanted not in shown and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
    return shown
