"""`cramp-voice evaluate`: how well a folder of recordings is heard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from offline_voice.cli.options import JsonOption, ModelOption, chosen_model, configured


def evaluate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER")],
    as_json: JsonOption = False,
    model: ModelOption = None,
) -> None:
    """Measure how well a folder of recordings with a manifest.yaml is heard."""
    from cramp_triage.protocol.model import load_protocol
    from offline_voice.talk.assembly import has_speech, open_ears
    from offline_voice.talk.evaluation import by_condition, hear_all, read_manifest

    protocol = load_protocol()
    read_manifest(folder, protocol.findings)
    ears = open_ears(chosen_model(model, configured(context)))
    heard = hear_all(folder, protocol, ears.listener, ears.understander, has_speech)
    table = by_condition(protocol.findings, heard)
    if as_json:
        print(json.dumps(table))
    else:
        _print_table(table)


def _print_table(table: dict[str, dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(title="Recordings by condition (they speak for these voices and this model only)")
    for column in ("condition", "n", "words", "meaning", "read back", "endpoint", "compute"):
        shown.add_column(column, justify="left" if column == "condition" else "right")
    for condition, row in table.items():
        rates = [row["word_accuracy"], row["meaning_accuracy"], row["read_back"]]
        shown.add_row(
            condition,
            str(row["n"]),
            *("-" if rate is None else f"{100 * rate:.1f} %" for rate in rates),
            *(
                "-" if spread is None else f"{spread['p50']}/{spread['p95']} ms"
                for spread in (row["endpoint_ms"], row["compute_ms"])
            ),
        )
    Console().print(shown)
    for name in ("missed_danger", "false_danger", "polarity_errors"):
        print(f"{name.replace('_', ' ')}: {', '.join(table['all'][name]) or 'none'}")
