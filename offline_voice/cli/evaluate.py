"""`cramp-voice evaluate`: how well a folder of recordings is heard, or what in it wakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cramp_triage.console.help import LocaleOption
from cramp_triage.console.progress import counted
from offline_voice.cli.options import JsonOption, ModelOption, chosen_model, configured

if TYPE_CHECKING:
    from rich.table import Table

WakesOption = Annotated[
    bool,
    typer.Option("--wakes", help="Count what wakes it instead; the folder needs no manifest."),
]


def evaluate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    as_json: JsonOption = False,
    model: ModelOption = None,
    wakes: WakesOption = False,
    locale: LocaleOption = None,
) -> None:
    """Measure how well a folder of recordings with a manifest.yaml is heard."""
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.audio.recordings import check_recordings
    from offline_voice.talk.assembly import has_speech, open_ears
    from offline_voice.talk.evaluation import hear_all, read_manifest
    from offline_voice.talk.hearing_figures import by_condition

    if wakes:
        _evaluate_wakes(context, folder, model, as_json=as_json)
        return
    protocol = load_protocol()
    entries = read_manifest(folder, protocol.findings)
    paths = [folder / entry.file for entry in entries]
    check_recordings(counted(paths, len(paths)))
    ears = open_ears(chosen_model(model, configured(context)))
    hearing = hear_all(folder, protocol, ears.listener, ears.understander, has_speech)
    table = by_condition(protocol.findings, list(counted(hearing, len(entries))))
    if as_json:
        print(json.dumps(table))
    else:
        _print_table(table)


def _evaluate_wakes(
    context: typer.Context, folder: Path, model: Path | None, *, as_json: bool
) -> None:
    """Hears every recording of the folder as the sound of a room in which nobody calls."""
    from offline_voice.audio.recordings import check_recordings, list_recordings
    from offline_voice.talk.assembly import open_ears
    from offline_voice.talk.wake_trial import listen_for_wakes

    paths, settings = list_recordings([folder]), configured(context)
    check_recordings(counted(paths, len(paths)))
    ears = open_ears(chosen_model(model, settings))
    trial = list(counted(listen_for_wakes(ears, settings.wake_phrase, paths), len(paths)))
    hours = round(sum(one.length_s for one in trial) / 3600, 4)
    wakes = [{"file": one.path.name, "at_s": at_s} for one in trial for at_s in one.woken_s]
    if as_json:
        print(json.dumps({"recordings": len(paths), "hours": hours, "wakes": wakes}))
        return
    print(f'"{settings.wake_phrase}" in {hours} h of {len(paths)} recordings:')
    for wake in wakes:
        print(f"  {wake['file']} at {wake['at_s']} s")
    print(f"woken {len(wakes)} times")


def _print_table(table: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console

    everything = table["all"]
    print_ = Console().print
    print_(_hearing("condition", table))
    for what in ("engine", "voice"):
        if len(rows := everything[f"by_{what}"]) > 1:
            print_(_hearing(what, rows))
    if everything["by_answer"]:
        print_(_answers(everything["by_answer"]))
    for name, count in (
        ("missed_danger", "danger_said"),
        ("false_danger", "n"),
        ("polarity_errors", "n"),
        ("danger_yes_from_no", "danger_denied"),
        ("danger_no_from_yes", "danger_said"),
    ):
        wrong = ", ".join(everything[name]) or "none"
        print(f"{name.replace('_', ' ')}: {wrong} (of {everything[count]})")


def _hearing(what: str, rows: dict[str, dict[str, Any]]) -> Table:
    from rich.table import Table

    shown = Table(title=f"Recordings by {what} (they speak for these voices and this model only)")
    for column in (what, "n", "words", "meaning", "read back", "endpoint", "compute"):
        shown.add_column(column, justify="left" if column == what else "right")
    for name, row in rows.items():
        rates = [row["word_accuracy"], row["meaning_accuracy"], row["read_back"]]
        shown.add_row(
            name,
            str(row["n"]),
            *("-" if rate is None else f"{100 * rate:.1f} %" for rate in rates),
            *(
                "-" if spread is None else f"{spread['p50']}/{spread['p95']} ms"
                for spread in (row["endpoint_ms"], row["compute_ms"])
            ),
        )
    return shown


def _answers(rows: dict[str, dict[str, Any]]) -> Table:
    from rich.table import Table

    shown = Table(title="By what was answered")
    for column in ("answer", "n", "right", "checked first", "asked again", "reversed"):
        shown.add_column(column, justify="left" if column == "answer" else "right")
    for word, row in rows.items():
        counts = [row[name] for name in ("n", "right", "checked", "asked_again")]
        shown.add_row(word, *map(str, counts), str(len(row["reversed"])))
    return shown
