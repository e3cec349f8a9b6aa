"""`cramp-voice diary`: what a person sees, in and out without loss, errors with their fix."""

from __future__ import annotations

import logging
import shlex
import stat
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cramp_triage.diary.entry import Entry, says_nothing
from cramp_triage.diary.exchange import COLUMNS, LISTS, from_csv, from_json, to_csv, to_json
from cramp_triage.diary.reading import read
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import Protocol, load_protocol
from cramp_triage.storage.local_time import local_now
from offline_voice.cli.main import main
from offline_voice.diary.columns import BY_CONVERSATION, TOLD, column_of
from offline_voice.diary.shown import sparkline
from offline_voice.diary.spelling import as_known
from offline_voice.diary.store import DiaryStore, diary_path
from offline_voice.diary.typed import as_arguments, typed
from tests.unit.diary.test_diary import entries as any_entry

AT = "2026-11-20T02:10-05:00"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


Diary = Callable[..., Ran]


@pytest.fixture
def diary(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Diary:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def diary(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["cramp-voice", "diary", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return Ran(int(left.value.code or 0), *capfd.readouterr())

    return diary


def store() -> DiaryStore:
    return DiaryStore(diary_path())


def test_looking_at_no_diary_makes_none(diary: Diary, tmp_path: Path) -> None:
    assert diary("list") == (0, "The diary is empty.\n", "")
    assert diary("forget", "--yes").out == "There is no diary.\n"
    assert diary("afresh", "--yes").out == "There is no diary.\n"
    assert "not there" in diary("where").out
    assert list(tmp_path.iterdir()) == []


def test_a_cramp_is_added_shown_changed_and_deleted(diary: Diary) -> None:
    told = (f"at={AT}", "muscle=calf", "side=left", "pain=7", "food=pizza; red wine",
            "helped=calf_pull_toes", "medicines=statin")  # fmt: skip
    assert diary("add", *told) == (0, "Noted as number 1.\n", "")
    assert diary("add", *told).out == "That is in the diary already.\n"
    shown = diary("show", 1).out
    assert "        at  2026-11-20 02:10 -0500\n    muscle  calf\n" in shown
    assert "      food  pizza; red wine\n" in shown
    assert " medicines  a cholesterol pill\n" in shown
    assert diary("edit", 1, "pain=4", "food=").out.startswith("   1  2026-11-20 02:10 -0500  left")
    assert store().entries()[1].pain == 4
    assert store().entries()[1].food == ()
    assert diary("delete", 1).out == (
        "Deleted number 1.\nIt is kept nowhere else. To add it again: "
        "cramp-voice diary add at=2026-11-20T02:10:00-05:00 muscle=calf side=left pain=4 "
        "medicines=statin helped=calf_pull_toes\n"
    )
    assert store().entries() == {}


def test_without_a_time_it_was_now_and_without_a_zone_here(diary: Diary) -> None:
    before = local_now() - timedelta(minutes=1)
    diary("add", "muscle=calf")
    diary("add", "muscle=foot", "at=2026-11-20T02:10")
    calf, foot = (store().entries()[number] for number in (1, 2))
    assert before < calf.at <= local_now()
    assert foot.at == datetime(2026, 11, 20, 2, 10).astimezone()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "pain=12"), "diary, column 'pain': pain takes a whole number from 0 to 10"),
        (("add", "pain"), "'pain': write COLUMN=VALUE, with one of at, muscle"),
        (("add", "mood=bad"), "'mood=bad': write COLUMN=VALUE"),
        (("add", "at=tonight"), "column 'at': cannot be 'tonight'; takes a date, time and zone"),
        (("show", 7), "no entry 7; `cramp-voice diary list` shows the numbers"),
        (("edit", 7, "pain=3"), "no entry 7"),
        (("delete", 7), "no entry 7"),
        (
            ("import", "no.csv"),
            "no.csv: cannot be read (No such file or directory); check",
        ),
        (("export", "diary.xls"), "diary.xls: the name must end in .csv or .json"),
        (
            ("export", "no/diary.csv"),
            "no/diary.csv: cannot be written (No such file",
        ),
    ],
)
def test_what_cannot_be_is_one_line_with_its_fix(
    diary: Diary, arguments: tuple[object, ...], message: str
) -> None:
    ran = diary(*arguments)
    assert ran.status == 1
    assert ran.err.startswith("cramp-voice: ")
    assert message in ran.err
    assert ran.err.count("\n") == 1
    assert store().entries() == {}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("muscle=kalf",), "muscle: 'kalf' is not a word of this column; did you mean calf?"),
        (("muscle=thig",), "did you mean thigh?"),
        (("muscle=calf", "doing=excercise"), "did you mean exercise?"),
        (
            ("muscle=calf", "doing=nihgt"),
            "doing: 'nihgt' is not a word of this column; did you mean",
        ),
        (("muscle=calf", "also_at=foot; thig"), "also_at: 'thig' is not a word .* mean thigh?"),
        (("muscle=calf", "helped=strech"), "helped: 'strech' is not a word .* mean stretch?"),
        (("muscle=calf", "helped=calf_pul_toes"), "did you mean calf_pull_toes?"),
        (
            ("muscle=calf", "other=fever; dark_urin"),
            "'dark_urin' is not a word .* mean dark_urine?",
        ),
        (("muscle=calf", "medicines=statn"), "did you mean statin?"),
        (("muscle=calf", "steps=foo"), "steps: 'foo' is not a word of this column. If it is meant"),
        (("muscle=calf", "steps=calf_pull_toe"), "did you mean calf_pull_toes?"),
        (("muscle=calf", "protocol=2099"), "'2099' is no version of the rules up to 2026."),
        (("muscle=calf", "protocol=2099.1.1"), "no version of the rules up to"),
        (("muscle=calf", "mode=hom"), "mode: cannot be 'hom'; did you mean home?"),
        (("pain=3", "pain_word=severe"), "pain 3 and pain_word 'severe' do not go together"),
        (("pain=9", "pain_word=none"), "do not go together; leave one out"),
        (("muscel=calf",), "'muscel=calf': did you mean muscle? write COLUMN=VALUE"),
        (("side=letf",), "side: cannot be 'letf'; did you mean left? it takes left, right, both"),
        (("sleep_lost=yess",), "did you mean yes?"),
        (("pain_word=moderat",), "did you mean moderate?"),
        (("pain=3", "pain=4"), "pain: given twice, '3' and '4'; leave one out"),
        (("muscle=calf", "Muscle=calf"), "muscle: given twice"),
        (("food=pizza; Pizza",), "food: 'pizza' appears twice"),
        (("also_at=calf; the calves",), "also_at: 'calf' appears twice"),
        (("muscle=calf", "at=2026-11-28"), "'2026-11-28' has no time; write about when"),
        (("muscle=calf", "at=20261128"), "has no time"),
        (("muscle=calf", "at=2027-11-28T03:00"), "is in the future; write when it was"),
        (("muscle=calf", "at=2999-01-01T03:00Z"), "takes a year from 1900 to 2200"),
        ((), "nothing is said about the cramp; write at least where it was"),
        (("at=2026-11-20T02:10",), "nothing is said about the cramp"),
        (("muscle=",), "nothing is said about the cramp"),
    ],
)
def test_what_is_doubtful_is_refused_with_the_near_word(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, values: tuple[str, ...], message: str
) -> None:
    now = datetime.fromisoformat("2026-11-29T10:00Z")
    monkeypatch.setattr("cramp_triage.storage.local_time.local_now", lambda: now)
    ran = diary("add", *values)
    assert ran.status == 1
    assert all(part in ran.err for part in message.split(" .* "))
    assert ran.err.count("\n") == 1
    assert store().entries() == {}


def test_what_is_put_in_quotes_is_kept_as_it_is_meant(diary: Diary) -> None:
    ran = diary("add", "muscle=calf", 'steps="foo"', 'protocol="2099"', 'doing="nite"',
                'helped="strech"; stretch', 'other="dark_urin"; fever', "pain=3",
                'pain_word="severe"')  # fmt: skip
    assert ran.status == 0
    entry = store().entries()[1]
    assert (entry.steps, entry.protocol, entry.helped) == (("foo",), "2099", ("strech", "stretch"))
    assert (entry.other, entry.doing) == (("dark_urin", "fever"), "nite")
    assert (entry.pain, entry.pain_word) == (3, "severe")
    again = shlex.split(diary("delete", 1).out.partition("diary add ")[2])
    assert diary("add", *again).status == 0
    assert list(store().entries().values()) == [entry]


def test_a_number_and_a_word_that_do_not_go_together_are_asked_about_when_edited(
    diary: Diary,
) -> None:
    diary("add", "muscle=calf", "pain_word=severe")
    assert "pain 3 and pain_word 'severe' do not go together" in diary("edit", 1, "pain=3").err
    assert diary("edit", 1, "pain=3", "pain_word=").status == 0
    assert diary("edit", 1, "pain=8", "pain_word=severe").status == 0


PLACES = [("Calf", "calf"), ("CALF", "calf"), ("calve", "calf"), ("calves", "calf"),
          ("the calf", "calf"), ("My Calves", "calf"), ("upper arm", "upper_arm"),
          ("feet", "foot"), ("Thighs", "thigh"), ("gastrocnemius", "gastrocnemius"),
          ("zebra", "zebra"), ("left calf", "left calf"), ("big toe", "big toe")]  # fmt: skip


@pytest.mark.parametrize("column", ["muscle", "also_at"])
@pytest.mark.parametrize("command", ["add", "import"])
def test_a_place_is_kept_alike_whether_typed_or_imported(
    diary: Diary, column: str, command: str
) -> None:
    for minute, (written, _) in enumerate(PLACES):
        values = {"at": f"2026-11-20T02:{minute:02d}-05:00", "pain": "3", column: written}
        if command == "add":
            assert diary("add", *(f"{name}={cell}" for name, cell in values.items())).status == 0
        else:
            Path("d.csv").write_text(f"{','.join(values)}\n{','.join(values.values())}\n")
            assert diary("import", "d.csv").out == "1 imported.\n"
    kept = [getattr(entry, column) for entry in store().entries().values()]
    assert kept == [word if column == "muscle" else (word,) for _, word in PLACES]


def test_an_entry_that_was_kept_in_another_spelling_comes_back_once(diary: Diary) -> None:
    store().add([Entry(datetime.fromisoformat(AT), muscle="Calves")])
    diary("export", "d.csv")
    assert diary("import", "d.csv").out == "0 imported, 1 were there already.\n"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("helped=a frobnicated sock", "which this program does not know: “a frobnicated sock”."),
        ("also_at=zebra", "which this program does not know: “zebra”."),
        (
            "other=threw up blood",
            "Of your words “threw up blood” this program does not know “blood”.",
        ),
        ("other=fever and my cat slept", "this program does not know “cat slept”."),
        ("fluids=threw up zebras", "this program does not know “zebras”."),
        ("doing=running with zebras", "Of your words “running with zebras” this program does not"),
        ("helped=stretch; calf_pull_toes; warm bath", ""),
        ("food=pizza", ""),
        ("medicines=furosemide 40 mg", ""),
        ("other=dark urine; chest pain", ""),
        ("also_at=left arm", ""),
    ],
)
def test_what_is_not_known_of_own_words_is_said_and_quoted_whole(
    diary: Diary, protocol: Protocol, value: str, told: str
) -> None:
    ran = diary("add", "muscle=calf", value)
    assert told in ran.out
    assert ("does not know" in ran.out) is bool(told)
    if told and not value.startswith("helped"):
        words = value.partition("=")[2]
        own = read(protocol, load_lexicon(), store().entries()[1]).own
        assert [one.words for one in own if not one.facts] == [words]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("Calf", "calf"), ("upper arm", "upper_arm"), ('"kalf"', "kalf"), ('"Calves"', "Calves"),
     ("gastrocnemius", "gastrocnemius"), ("zebra", "zebra"), ("left calf", "left calf")],
)  # fmt: skip
def test_a_muscle_is_kept_as_the_vocabulary_writes_it_or_in_own_words(
    diary: Diary, written: str, kept: str
) -> None:
    ran = diary("add", f"muscle={written}")
    assert ran.status == 0
    assert store().entries()[1].muscle == kept
    assert ("does not know: “zebra”" in ran.out) == (written == "zebra")


def test_two_cramps_of_one_minute_are_asked_about(diary: Diary) -> None:
    diary("add", f"at={AT}", "muscle=calf")
    ran = diary("add", "at=2026-11-20T07:10:30Z", "muscle=foot")
    assert "a cramp of that minute is number 1; `cramp-voice diary edit 1 ...`" in ran.err
    assert len(store().entries()) == 1


def test_no_cramp_is_moved_into_the_minute_of_another(diary: Diary) -> None:
    diary("add", f"at={AT}", "muscle=calf")
    diary("add", "at=2026-11-21T02:10-05:00", "muscle=foot")
    assert "a cramp of that minute is number 1" in diary("edit", 2, f"at={AT}").err
    assert diary("edit", 2, "at=2026-11-21T02:10-05:00", "pain=3").status == 0
    assert store().entries()[2].pain == 3


def test_what_is_doubtful_in_a_file_is_taken_and_told_a_line_a_kind(diary: Diary) -> None:
    days = "".join(f"2199-01-0{day}T03:00Z,calf,,,,\n" for day in range(1, 6))
    Path("d.csv").write_text(
        f"at,muscle,doing,helped,pain,pain_word\n{AT},kalf,exercize,strech,9,mild\n"
        f"2026-11-20T07:10:30Z,Calf,,,,\n{days}"
    )
    ran = diary("import", "d.csv")
    assert ran.out == "7 imported.\n"
    assert ran.err.splitlines() == [
        "d.csv: in the future, and counted from then on: 2199-01-01T03:00+00:00, "
        "2199-01-02T03:00+00:00, 2199-01-03T03:00+00:00 and 2 more",
        f"d.csv: cramps of one minute: {AT}, 2026-11-20T07:10+00:00",
        f"d.csv: the pain and its word do not go together: {AT}",
        "d.csv: kept as written, but almost a word of ours: "
        "muscle 'kalf' (calf?), doing 'exercize' (exercise?), helped 'strech' (stretch?)",
        "d.csv: written as the diary writes it: muscle 'Calf' (calf)",
    ]


def test_what_must_not_wait_is_said_at_once(diary: Diary) -> None:
    ran = diary("add", f"at={AT}", "muscle=calf", "other=chest pain; my cat slept")
    assert "By what you wrote: Call 911 now. Because pain or pressure in the chest" in ran.out
    assert "does not know: “my cat slept”" in ran.out
    assert "By what you wrote" not in diary("add", "muscle=calf", "medicines=furosemide").out


def test_the_list_has_a_line_a_cramp_and_the_weeks_as_bars(diary: Diary) -> None:
    now = local_now()
    store().add(
        Entry(now - timedelta(days=days), muscle="calf", doing="night", pain=8)
        for days in (1, 2, 3, 8, 15)
    )
    out = diary("list").out
    assert out.count("calf") == 5
    assert "Cramps a week, the past 12 weeks: ▁▁▁▁▁▁▁▁▁▄▄█  this week 3" in out
    assert "5 in all, on 5 nights." in out


def test_the_bars_never_hide_a_single_cramp() -> None:
    assert sparkline((0, 1, 50)) == "▁▂█"
    assert sparkline((0, 0)) == "▁▁"


def test_the_list_shows_only_what_is_asked_for_under_the_same_numbers(diary: Diary) -> None:
    now = local_now()
    for days, muscle in ((40, "calf"), (20, "foot"), (10, "upper_arm"), (1, "calf")):
        store().add([Entry(now - timedelta(days=days), muscle=muscle)])

    def numbers(*asked: object) -> list[str]:
        return [line.split()[0] for line in diary("list", *asked).out.splitlines()]

    assert numbers("--last", 2) == ["3", "4", "2"]
    assert numbers("--muscle", "Calf") == ["1", "4", "2"]
    assert numbers("--muscle", "upper arm") == ["3", "1"]
    since = f"{now - timedelta(days=21):%Y-%m-%d}"
    assert numbers("--since", since, "--muscle", "calf") == ["4", "1"]
    assert diary("list", "--last", 1).out.endswith("1 of 4.\n")
    assert "did you mean calf?" in diary("list", "--muscle", "kalf").err
    assert "it has calf, foot, upper arm" in diary("list", "--muscle", "back").err
    assert diary("list", "--last", 0).status == 2


def run_voice(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str
) -> Ran:
    monkeypatch.setattr("sys.argv", ["cramp-voice", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return Ran(int(left.value.code or 0), *capfd.readouterr())


@pytest.mark.parametrize("words", [("report", "--format", "md"), ("diary", "chart")])
def test_cramps_in_the_future_are_said_to_be_left_out_or_to_be_all_there_is(
    diary: Diary,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    store().add([Entry(local_now() + timedelta(days=days), muscle="calf") for days in (1, 400)])
    ran = run_voice(monkeypatch, capfd, *words)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "cramp-voice: no cramp in the diary can be counted; numbers 1, 2 are in the future; "
        "`cramp-voice diary edit 1 at=...` corrects the time\n"
    )
    assert "Not in the weeks: numbers 1, 2 are in the future" in diary("list").out
    store().delete(2)
    store().add([Entry(local_now() - timedelta(days=1), muscle="calf")])
    ran = run_voice(monkeypatch, capfd, *words)
    assert ran.status == 0
    assert ran.err.startswith("Not counted: number 1 is in the future; `cramp-voice diary edit 1")


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """The questions that will be asked of a person who gives these answers."""
    asked: list[str] = []
    given = iter(answers)

    def answer(question: str) -> str:
        asked.append(question)
        return next(given)

    monkeypatch.setattr("offline_voice.cli.diary._at_a_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    return asked


def test_at_a_terminal_what_is_missing_is_asked_with_what_is_known(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat("2026-11-29T10:00").astimezone()
    monkeypatch.setattr("cramp_triage.storage.local_time.local_now", lambda: now)
    store().add([Entry(now - timedelta(days=9), muscle="foot", medicines=("statin",))])
    asked = at_a_terminal(
        monkeypatch, "23:30", "kalf", "calf", "", "long", "", "7", "", "", "stretch, heat", "."
    )
    assert "Noted as number 2." in diary("add", "side=both").out
    assert [question.partition(":")[0] for question in asked] == [
        "At", "Muscle", "muscle", "Also at", "Length min", "diary, column 'length_min'", "Pain",
        "Doing", "Sleep lost", "Helped", "Medicines",
    ]  # fmt: skip
    assert "\nIn your diary: foot\n" in asked[1]
    assert "upper arm; shoulder" in asked[1]
    assert "did you mean calf?" in asked[2]
    assert "\nIn your diary: a cholesterol pill\n" in asked[-1]
    assert store().entries()[2] == Entry(
        (now - timedelta(days=1)).replace(hour=23, minute=30),
        muscle="calf",
        side="both",
        pain=7,
        helped=("stretch", "heat"),
    )


def test_who_leaves_the_questions_has_noted_nothing(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leaves(question: str) -> str:
        raise EOFError

    at_a_terminal(monkeypatch)
    monkeypatch.setattr("builtins.input", leaves)
    ran = diary("add")
    assert (ran.status, store().entries()) == (130, {})
    assert ran.out.endswith("Nothing is noted.\n")
    assert diary("add", "muscle=calf").out == "Noted as number 1.\n"  # enough: nothing is asked


def test_the_help_names_every_column_with_an_example_that_is_taken(
    diary: Diary, protocol: Protocol
) -> None:
    examples = TOLD | BY_CONVERSATION
    assert sorted(map(column_of, examples)) == sorted(COLUMNS)
    said = diary("add", "--help").out
    assert all(example in said for example in examples)
    values = [word for example in examples for word in shlex.split(example)]
    entry = typed(protocol, load_lexicon(), values, None, local_now())
    assert not [c for c in COLUMNS if getattr(entry, c) in ("", None, ())]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entry=any_entry)
def test_the_line_that_takes_a_deletion_back_makes_the_very_entry(
    protocol: Protocol, entry: Entry
) -> None:
    lists = (getattr(entry, column) for column in LISTS)
    assume(all(len(words) == len({word.casefold() for word in words}) for words in lists))
    assume(msgspec.structs.replace(entry, at=entry.at, protocol="") != Entry(entry.at))
    again = shlex.split(shlex.join(as_arguments(protocol, entry)))
    assert typed(protocol, load_lexicon(), again, None, entry.at) == entry


def test_a_backup_is_read_back_and_restored_over_a_damaged_diary(diary: Diary) -> None:
    assert diary("backup").out == "The diary is empty.\n"
    diary("add", f"at={AT}", "muscle=calf", "food=zebrafish")
    diary("add", "muscle=foot")
    before = store().entries()
    day = f"cramp-diary-{local_now():%Y-%m-%d}.json"
    assert f"2 in {day}, read back and whole" in diary("backup").out
    assert stat.S_IMODE(Path(day).stat().st_mode) == 0o600
    assert "already exists; name a new file" in diary("backup").err
    diary("delete", 2)
    assert diary("restore", day).out == "1 brought back, 1 were there already.\n"
    for file in store().files():
        file.write_bytes(b"no database")
    assert diary("restore", day, "--yes").out.endswith("2 brought back, 0 were there already.\n")
    assert list(store().entries().values()) == list(before.values())
    diary("forget", "--yes")
    assert diary("restore", day).out == "2 brought back, 0 were there already.\n"


@pytest.mark.parametrize("name", ["d.csv", "d.JSON"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(any_entry, max_size=4, unique=True))
def test_what_is_exported_comes_back_and_nothing_twice(
    diary: Diary, tmp_path: Path, name: str, some: list[Entry]
) -> None:
    store().forget()
    store().add(some)
    before = list(store().entries().values())
    assert diary("export", name).status == 0
    again = diary("restore", name)
    assert again.out == f"0 brought back, {len(before)} were there already.\n"
    store().forget()
    assert diary("restore", name).out.startswith(f"{len(before)} brought back, 0 ")
    assert list(store().entries().values()) == before


@pytest.mark.parametrize("name", ["d.csv", "d.JSON"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=st.lists(any_entry, max_size=4, unique=True))
def test_what_is_imported_is_as_if_it_had_been_typed(
    diary: Diary, tmp_path: Path, name: str, some: list[Entry]
) -> None:
    store().forget()
    assume(not any(map(says_nothing, some)))
    store().add(some)
    before = list(store().entries().values())
    assert diary("export", name).status == 0
    again = diary("import", name)
    assert again.out == (
        f"0 imported, {len(before)} were there already.\n" if before else "0 imported.\n"
    )
    store().forget()
    typed_anew = [as_known(load_protocol(), load_lexicon(), entry) for entry in before]
    assume(len(set(typed_anew)) == len(before))
    ran = diary("import", name)
    assert ran.out == f"{len(before)} imported.\n"
    assert list(store().entries().values()) == typed_anew
    assert ("written as the diary writes it" in ran.err) == (typed_anew != before)


def test_another_spelling_of_a_place_is_named_as_it_is_changed(diary: Diary) -> None:
    Path("d.csv").write_text(f"at,muscle,also_at\n{AT},Calf,the foot\n")
    ran = diary("import", "d.csv")
    told = "written as the diary writes it: muscle 'Calf' (calf), also_at 'the foot' (foot)"
    assert ran.err == f"d.csv: {told}\n"


def test_an_export_is_for_the_owner_only_and_says_that_it_is_plain(diary: Diary) -> None:
    diary("add", "muscle=calf")
    Path("d.json").write_text("an older one that everybody may read")
    Path("d.json").chmod(0o644)
    ran = diary("export", "d.json")
    assert "not encrypted" in ran.out
    assert stat.S_IMODE(Path("d.json").stat().st_mode) == 0o600
    assert from_json(Path("d.json").read_bytes(), "d") == tuple(store().entries().values())
    assert from_csv(diary("export").out.encode(), "d") == tuple(store().entries().values())


def test_one_bad_row_imports_nothing_and_every_fault_is_named(diary: Diary) -> None:
    Path("d.csv").write_text(f"at,pain\n{AT},3\nnever,4\n{AT},worst\n")
    ran = diary("import", "d.csv")
    assert ran.status == 1
    assert ran.err.splitlines() == [
        "d.csv, line 3, column 'at': cannot be 'never'; takes a date, time and zone like "
        "2026-11-20T02:10-05:00",
        "d.csv, line 4, column 'pain': cannot be 'worst'; takes a whole number from 0 to 10",
        "cramp-voice: d.csv: 2 faults, nothing was imported",
    ]
    assert store().entries() == {}


def test_times_without_a_zone_are_those_of_here_and_that_is_said_once(diary: Diary) -> None:
    Path("d.csv").write_text("at,muscle\n2026-11-20 02:10,calf\n2026-11-21 02:10,calf\n")
    ran = diary("import", "d.csv")
    assert ran.out == "2 imported.\n"
    assert ran.err == "d.csv: 2 times without a zone, taken as this computer's time.\n"
    assert store().entries()[1].at == datetime(2026, 11, 20, 2, 10).astimezone()


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place where clocks are set twice a year."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


TWICE = "2025-10-26 02:30 comes twice here: taken as 2025-10-26T02:30+02:00, not "
NEVER = "2025-03-30 02:30 does not exist here: taken as 2025-03-30T01:30+01:00"


@pytest.mark.usefixtures("berlin")
def test_a_clock_time_that_comes_twice_or_never_is_said_once(diary: Diary) -> None:
    rows = "".join(f"{at},calf\n" for at in (
        "2025-10-26 02:30", "2025-10-26 02:30", "2025-03-30 02:30", "2025-10-26 03:30",
        "2025-10-26T02:31+01:00",
    ))  # fmt: skip
    Path("d.csv").write_text(f"at,muscle\n{rows}")
    told = diary("import", "d.csv").err
    assert f"d.csv: {TWICE}2025-10-26T02:30+01:00; {NEVER}.\n" in told
    assert told.count("comes twice") == told.count("does not exist") == 1
    diary("forget", "--yes")
    for at, doubt in (
        ("2025-10-26T02:30", TWICE),
        ("2025-03-30T02:30", NEVER),
        ("2025-10-26T03:30", ""),
    ):
        ran = diary("add", f"at={at}", "muscle=calf")
        assert ran.status == 0
        assert doubt in ran.out
        assert bool(doubt) == ("here: taken as" in ran.out)
    assert TWICE in diary("edit", 3, "at=2025-10-26 02:30").out


@pytest.mark.parametrize("name", ["d.csv", "d.json"])
def test_a_row_that_says_nothing_is_refused_as_it_is_when_typed(diary: Diary, name: str) -> None:
    empty, calf = Entry(datetime.fromisoformat(AT)), Entry(datetime.fromisoformat(AT), "calf")
    as_text = to_json if name == "d.json" else to_csv
    Path(name).write_text(as_text([calf, empty]))
    ran = diary("import", name)
    assert (ran.status, ran.out, store().entries()) == (1, "", {})
    assert f"{name}, {'entry 2' if name == 'd.json' else 'line 3'}: nothing is said" in ran.err
    assert diary("restore", name).out == "2 brought back, 0 were there already.\n"


def test_the_same_cramp_told_in_another_zone_is_there_already(diary: Diary) -> None:
    diary("add", f"at={AT}", "muscle=calf", "pain=7")
    Path("d.csv").write_text("at,muscle,pain\n2026-11-20T07:10Z,calf,7\n2026-11-20T07:10Z,calf,8\n")
    assert diary("import", "d.csv").out == "1 imported, 1 were there already.\n"


def test_forgetting_asks_first_and_then_leaves_no_byte(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    diary("add", "muscle=calf", "other=zebrafish")
    for answer, left in (("n", True), ("y", False)):
        monkeypatch.setattr("typer.confirm", lambda _, answer=answer: answer == "y")
        diary("forget")
        data = b"".join(f.read_bytes() for f in tmp_path.rglob("*") if f.is_file())
        assert (b"zebrafish" in data) is left
    assert store().entries() == {}


def test_a_damaged_diary_is_told_kept_and_begun_again(diary: Diary) -> None:
    diary("add", "muscle=calf")
    diary_path().write_bytes(b"no longer a database")
    assert "the diary is damaged" in diary("list").err
    assert diary("add", "muscle=foot").status == 1
    ran = diary("afresh", "--yes")
    assert ran.out.startswith("1 entries could be read")
    aside = Path(ran.out.rpartition(" ")[2].strip())
    assert aside.read_bytes() == b"no longer a database"
    assert str(aside) in diary("where").out
    assert "1 in all" in diary("list").out


def test_where_names_what_is_kept_and_what_is_not(diary: Diary) -> None:
    diary("add", "muscle=calf")
    out = diary("where").out
    assert f"{diary_path()}  (" in out
    assert "bytes)" in out
    assert "Nothing else: no recording, no transcript, no log." in out


def test_no_health_fact_reaches_a_log(
    diary: Diary, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    diary("add", "muscle=zebra", f"at={AT}")
    diary("edit", 1, "other=fish")
    diary("export", "d.csv")
    diary("import", "d.csv")
    diary_path().write_bytes(b"broken")
    diary("list")
    diary("forget", "--yes")
    assert "zebra" not in caplog.text
    assert "fish" not in caplog.text
