"""An entry holds what was said and no more; counts follow; files bring every entry back."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cramp_triage.diary.entry import (
    JOINERS,
    LONGEST_CRAMP_MIN,
    Entry,
    digest,
    entry_of,
    is_night,
    label,
    per_week,
)
from cramp_triage.diary.exchange import COLUMNS, LISTS, from_csv, from_json, to_csv, to_json
from cramp_triage.errors import DiaryError
from cramp_triage.messages.diary_note import Last

NEW_YORK = timezone(timedelta(hours=-5))
AT = datetime(2026, 11, 20, 2, 10, tzinfo=NEW_YORK)

words = (
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters=";")
        | st.sampled_from(" \u200c\u200d"),
        min_size=1,
        max_size=200,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text == "" or text.strip(JOINERS))
)
some_words = st.lists(words.filter(bool), max_size=4).map(tuple)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
entries = st.builds(
    Entry,
    at=st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=zones),
    length_min=st.none() | st.floats(0, LONGEST_CRAMP_MIN),
    pain=st.none() | st.integers(0, 10),
    level=st.none() | st.integers(0, 5),
    **dict.fromkeys(("muscle", "doing", "protocol"), words),
    **dict.fromkeys(LISTS, some_words),
)


def nights(*days_ago: float) -> list[Entry]:
    return [Entry(AT - timedelta(days=days), doing="night") for days in days_ago]


def test_an_entry_holds_what_was_said(protocol, talk):
    talk.tell(site="calf", side="left", ongoing_now="yes", context="night", statin="yes",
              pain_score=8, duration_min=3, drank_little="yes", caffeine_high="yes",
              other_sites=("foot",), disturbs_sleep="yes", sore_after="yes")  # fmt: skip
    talk.until_ended()
    entry = entry_of(protocol, talk.session, AT)
    assert (entry.muscle, entry.side, entry.also_at, entry.at) == ("calf", "left", ("foot",), AT)
    assert (entry.length_min, entry.pain, entry.doing) == (3, 8, "night")
    assert (entry.medicines, entry.fluids) == (("statin",), ("drank_little",))
    assert (entry.caffeine, entry.sleep_lost) == (("caffeine_high",), "yes")
    assert entry.other == ("sore_after",)
    assert entry.level == talk.reply.level
    assert entry.mode == talk.reply.mode
    assert entry.steps == tuple(step.id for step in talk.reply.relief)
    assert entry.protocol == protocol.version


def test_what_helped_is_the_step_after_which_it_let_go(protocol, talk):
    talk.tell(site="calf", side="left", ongoing_now="yes")
    talk.until("ongoing_now")
    talk.say("deny")
    assert entry_of(protocol, talk.session, AT).helped == ("calf_pull_toes",)


def test_what_was_not_said_denied_or_left_open_is_not_noted(protocol, talk):
    talk.tell(site="calf", fever="no", breathless="unknown", pain_score="unknown", diabetes="yes")
    entry = entry_of(protocol, talk.session, AT)
    assert (entry.other, entry.pain, entry.sleep_lost, entry.helped) == ((), None, "", ())


def test_alcohol_stopped_suddenly_stands_under_alcohol_and_a_pill_under_medicines(protocol, talk):
    talk.tell(site="calf", stopped_suddenly="alcohol", can_bear_weight="no")
    entry = entry_of(protocol, talk.session, AT)
    assert (entry.alcohol, entry.medicines) == (("stopped_suddenly",), ())
    assert entry.other == ("cannot_bear_weight",)
    talk.say("restart")
    talk.tell(site="calf", stopped_suddenly="sedative")
    assert entry_of(protocol, talk.session, AT).medicines == ("stopped_suddenly",)


def test_every_fact_of_an_entry_is_one_of_the_vocabulary(protocol):
    columns = set(Entry.__struct_fields__)
    assert {finding.diary for finding in protocol.findings.values()} <= {"", *columns}
    assert label(protocol, "statin") == "a cholesterol pill"
    assert label(protocol, "two_beers") == "two beers"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at": AT.replace(tzinfo=None)}, "at takes a time with its zone"),
        ({"pain": 11}, "pain takes a whole number from 0 to 10"),
        ({"level": 6}, "level takes"),
        ({"length_min": -1.0}, "length_min takes minutes"),
        ({"length_min": float("nan")}, "length_min takes minutes"),
        ({"food": ("salt; pepper",)}, "food takes words without ';'"),
        ({"doing": "a\nb"}, "doing takes up to 200 plain characters"),
        ({"doing": "x" * 201}, "doing takes up to 200 plain characters"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Entry(**{"at": AT, **change})


def test_counts_of_the_past_seven_days():
    found = digest(nights(0, 0.05, 1, 6.9, 7.1, 30), AT)
    assert (found.total, found.week, found.nights, found.agreed) == (6, 4, 3, True)
    assert found.last == Last(0)
    assert per_week(nights(0, 6, 7.5, 20), AT, 3) == (1, 1, 2)


def test_what_is_to_come_does_not_count():
    assert digest(nights(-1), AT).total == 0
    assert per_week(nights(-1, -8), AT, 2) == (0, 0)


@pytest.mark.parametrize(
    ("days_ago", "frequency"),
    [
        ((), ""),
        ((40,), "rare"),
        ((10,), "monthly"),
        ((1,), "monthly"),
        ((1, 8, 15), "weekly"),
        ((0.01, 0.02), "monthly"),
        ((1, 3), "several_weekly"),
        ((1, 2, 3, 4, 5), "several_weekly"),
        ((1, 2, 3, 4, 5, 6), "nightly"),
    ],
)
def test_how_often_by_the_diary(days_ago, frequency):
    assert digest(nights(*days_ago), AT).frequency == frequency


def test_cramps_by_day_on_six_days_are_daily():
    days = [Entry(AT.replace(hour=15) - timedelta(days=n), doing="exercise") for n in range(1, 7)]
    assert digest(days, AT).frequency == "daily"


def test_a_night_goes_past_midnight_and_is_told_or_read_off_the_clock():
    late, early = AT.replace(day=19, hour=23), AT.replace(hour=4)
    assert digest([Entry(late), Entry(early)], AT.replace(hour=5)).nights == 1
    assert not is_night(Entry(early, doing="walking"))
    assert is_night(Entry(AT.replace(hour=14), doing="night"))
    assert not is_night(Entry(AT.replace(hour=14)))


@given(st.sampled_from(["asleep", "Sleeping", "in bed", "rest", "zebra", "", "nach dem Bier"]),
       st.integers(0, 23))  # fmt: skip
def test_own_words_for_what_one_was_doing_leave_the_clock_alone(doing, hour):
    at = AT.replace(hour=hour)
    assert is_night(Entry(at, doing=doing)) == is_night(Entry(at))


@given(st.lists(entries, max_size=5))
def test_files_bring_every_entry_back(diary):
    assert from_csv(to_csv(diary).encode(), "d.csv") == tuple(diary)
    assert from_json(to_json(diary).encode(), "d.json") == tuple(diary)


@given(st.lists(entries, max_size=3))
def test_a_file_keeps_the_zone_and_all_columns(diary):
    text = to_csv(diary)
    assert text.splitlines()[0].split(",") == list(COLUMNS)
    again = from_csv(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "d.csv")
    assert [e.at.isoformat() for e in again] == [e.at.isoformat() for e in diary]


def test_a_table_by_hand_needs_a_time_and_takes_any_order():
    table = b"pain,muscle,at,food\n7,calf,2026-11-20T02:10-05:00, pizza ; red  wine\n\n"
    assert from_csv(table, "d.csv") == (
        Entry(AT, muscle="calf", pain=7, food=("pizza", "red wine")),
    )


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "'quoted", "'=1"])
def test_no_cell_is_a_formula_to_a_spreadsheet(cell):
    text = to_csv([Entry(AT, doing=cell)])
    assert f",'{cell}" in text
    assert from_csv(text.encode(), "d.csv")[0].doing == cell


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (b"when,at\n", "d.csv, line 1, column 'when': unknown; use some of at, muscle"),
        (b"at,at\n", "column 'at': given twice; leave one out"),
        (b"muscle\ncalf\n", "line 1: no column 'at'; add one with a date, time and zone"),
        (b"", "line 1: no column 'at'"),
        (b"at,muscle\n2026-11-20T02:10-05:00,k\xfchl\n", "line 2: not UTF-8 text; save it as"),
        ("at\n".encode("utf-16"), "line 1: not UTF-8 text"),
        (b'at,muscle\n2026-11-20T02:10Z,"calf\n', "not CSV .*; put a cell with a comma"),
        (b"at\n2026-11-20 02:10,calf\n", "line 2: 2 cells for 1 columns"),
        (b"at\n2026-11-20T02:10\n", "line 2, column 'at': at takes a time with its zone"),
        (b"at\nyesterday\n", "line 2, column 'at': cannot be 'yesterday'; takes a date"),
        (b"at\n2026-11-20\n", "line 2, column 'at': cannot be '2026-11-20'; takes a date, time"),
        (b"at,pain\n,4\n", "line 2, column 'at': empty; takes a date"),
        (b"at,pain\n2026-11-20T02:10Z,bad\n", "column 'pain': cannot be 'bad'; takes a whole"),
        (b"at,pain\n2026-11-20T02:10Z,12\n", "column 'pain': pain takes a whole number"),
        (b"\n\nat,pain\n2026-11-20T02:10Z,x\n", "line 4, column 'pain'"),
        (b'"sep=;"\n\nat;pain\n2026-11-20T02:10Z;x\n', "line 4, column 'pain'"),
        (b"at,side\n2026-11-20T02:10Z,up\n", "column 'side': cannot be 'up'; takes left, right"),
    ],
)
def test_a_bad_table_is_refused_with_line_column_and_fix(table, fault):
    with pytest.raises(DiaryError, match=fault) as caught:
        from_csv(table, "d.csv")
    assert "\n" not in str(caught.value)


def test_all_faults_are_named_and_quoted_line_breaks_do_not_shift_the_lines():
    table = b'at,doing,pain\nnow,a,x\n2026-11-20T02:10Z,"a\nb",3\n2026-11-20T02:10Z,,eleven\n'
    with pytest.raises(DiaryError, match="3 faults, nothing was imported") as caught:
        from_csv(table, "d.csv")
    assert caught.value.faults == (
        "d.csv, line 2, column 'at': cannot be 'now'; takes a date, time and zone like "
        "2026-11-20T02:10-05:00",
        "d.csv, lines 2 and 5, column 'pain': cannot be 'x', 'eleven'; takes a whole number from "
        "0 to 10",
    )


def test_a_fault_of_many_rows_is_one_line():
    rows = "".join(f"2026-11-20T02:{n:02d},{n},y\n" for n in range(59))
    with pytest.raises(DiaryError, match=r"56 more: .*nothing was imported$") as caught:
        from_csv(f"at,length_min,\n{rows}".encode(), "d.csv")
    assert caught.value.faults == (
        "d.csv, lines 2, 3, 4 and 56 more: 3 cells for 2 columns; quote the commas",
    )


AS_THE_SAMPLES = {
    "capitals": "At,Muscle,Pain\n2026-11-20T02:10-05:00,calf,7\n",
    "a direction": "at,muscle,pain\n2026-11-20T02:10-05:00,\u200ecalf,7\n",
    "semicolons": "at;muscle;pain;length_min\n2026-11-20T02:10-05:00;calf;7;2,5\n",
    "tabs": "at\tmuscle\tpain\n2026-11-20T02:10-05:00\tcalf\t7\n",
    "separator": "sep=|\r\nat|muscle|pain\r\n2026-11-20T02:10-05:00|calf|7\r\n",
    "an empty last column": "at,muscle,pain,\n2026-11-20T02:10-05:00,calf,7,\n",
    "an empty last cell": "at,muscle,pain\n2026-11-20T02:10-05:00,calf,7,\n",
    "a separator in quotes": '"sep=;"\r\nat;muscle;pain\r\n2026-11-20T02:10-05:00;calf;7\r\n',
    "a separator saved again": "SEP=;,,\nat;muscle;pain\n2026-11-20T02:10-05:00;calf;7\n",
    "lines above": "\r\n ;;\r\n\nat;muscle;pain\n2026-11-20T02:10-05:00;calf;7\n",
    "lines around the separator": "\nsep=;\n;;\nat;muscle;pain\n2026-11-20T02:10-05:00;calf;7\n",
    "bars": "at|muscle|pain\n2026-11-20T02:10-05:00|calf|7\n",
    "Markdown": "\n| At | Muscle | Pain |\n|:---|---|--:|\n| 2026-11-20T02:10-05:00 | calf | 7 |\n",
    "no zone": "at,muscle,pain\n2026-11-20 02:10,calf,7\n",
}


@pytest.mark.parametrize("sample", AS_THE_SAMPLES)
def test_a_table_is_taken_as_spreadsheets_write_it(sample):
    taken = []

    def here(time):
        taken.append(time)
        return time.replace(tzinfo=NEW_YORK)

    length = 2.5 if sample == "semicolons" else None
    found = from_csv(AS_THE_SAMPLES[sample].encode(), "d.csv", here)
    assert found == (Entry(AT, muscle="calf", pain=7, length_min=length),)
    assert len(taken) == (sample == "no zone")


@given(st.lists(entries, max_size=4), st.data())
def test_every_dialect_of_a_table_brings_every_entry_back(diary, data):
    between = data.draw(st.sampled_from(",;\t|"))
    rows = list(csv.reader(io.StringIO(to_csv(diary), newline="")))
    title = data.draw(st.sampled_from((str.upper, str.title, lambda text: text.replace("_", " "))))
    rows[0] = [title(column) for column in rows[0]]
    out = io.StringIO()
    if between == "|" or data.draw(st.booleans()):
        out.write(f"sep={between}\r\n")
    csv.writer(out, delimiter=between).writerows([[*row, ""] for row in rows])
    assert from_csv(out.getvalue().encode("utf-8-sig"), "d.csv") == tuple(diary)


@pytest.mark.parametrize("time", ["0001-01-01T00:00Z", "1899-12-31T23:59Z", "9999-12-31T23:59Z"])
def test_a_year_that_nobody_means_is_refused(time):
    with pytest.raises(DiaryError, match="column 'at': at takes a year from 1900 to 2200"):
        from_csv(f"at\n{time}\n".encode(), "d.csv")


def test_commas_of_thousands_are_not_taken_for_decimals():
    with pytest.raises(DiaryError, match=r"cannot be '1,500'"):
        from_csv(b'at,length_min\n2026-11-20T02:10Z,"1,500"\n', "d.csv")


def test_a_newer_diary_is_refused_and_what_is_none_too():
    newer = msgspec.json.encode({"version": 2, "entries": []})
    with pytest.raises(DiaryError, match=r"d.json: a diary of version 2.*update the program"):
        from_json(newer, "d.json")
    for data in (b"", b"[]", b"\xff", b'{"version": 1}', b'{"version":1,"entries":[{"pain":3}]}'):
        with pytest.raises(DiaryError, match="not a diary in JSON"):
            from_json(data, "d.json")


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (b"at\n2026-11-20T07:10Z\n", "line 2"),
        (
            b"at,muscle\n2026-11-20T07:10Z,\n2026-11-21T07:10Z,calf\n2026-11-22T07:10Z,\n",
            "lines 2 and 4",
        ),
        (b"at,muscle,protocol\n2026-11-20T07:10Z,,2026.11.2\n", "line 2"),
    ],
)
def test_a_row_that_tells_only_when_is_bad_where_every_row_must_tell(rows, place):
    assert from_csv(rows, "d.csv")
    with pytest.raises(DiaryError, match="nothing is said") as caught:
        from_csv(rows, "d.csv", all_tell=True)
    assert caught.value.faults[0].startswith(f"d.csv, {place}: nothing is said about the cramp; ")
    data = to_json(from_csv(rows, "d.csv")).encode()
    assert from_json(data, "d.json")
    with pytest.raises(DiaryError, match=r"d.json, entr\w+ 1.*: nothing is said about the cramp"):
        from_json(data, "d.json", all_tell=True)


def test_utc_is_a_zone():
    assert from_csv(b"at\n2026-11-20T07:10Z\n", "d.csv")[0].at == AT.astimezone(UTC)
