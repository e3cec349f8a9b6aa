"""Prints what `lint` and `evaluate` found, as tables for a person or one JSON object."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from cramp_triage.console.progress import counted, waiting
from cramp_triage.evaluation.cases import Case, read_cases, read_conversations, read_vignettes
from cramp_triage.evaluation.lint import lint
from cramp_triage.evaluation.metrics import INDEPENDENCE, figures, intervals
from cramp_triage.evaluation.simulated_patient import Run, run_conversation, run_vignette
from cramp_triage.evaluation.utterance_metrics import Miss, cases_from, score
from cramp_triage.nlu import load_lexicon
from cramp_triage.protocol.model import load_protocol


def vignettes(file: Path, as_json: bool) -> None:
    """Figures for a file of vignettes."""
    protocol = load_protocol()
    cases = read_vignettes(file, protocol.findings)
    runs = [run_vignette(protocol, case) for case in counted(cases, len(cases))]
    _show(cases, runs, file, as_json)


def conversations(file: Path, as_json: bool) -> None:
    """Figures for a file of conversations in words."""
    protocol, lexicon = load_protocol(), load_lexicon()
    cases = read_conversations(file, protocol.findings)
    runs = [run_conversation(protocol, lexicon, case) for case in counted(cases, len(cases))]
    _show(cases, runs, file, as_json)


def utterances(file: Path, as_json: bool) -> None:
    """Figures for a file of single utterances."""
    lexicon = load_lexicon()
    with waiting("Listening"):
        scored = score(lexicon, cases_from(lexicon, read_cases(file, "utterances"), str(file)))
    form = msgspec.to_builtins(scored)
    if as_json:
        _json(form)
        return
    table = Table(title=f"{file.name}: {form['n']} utterances")
    table.add_column("measure")
    table.add_column("value", justify="right")
    for name, value in form.items():
        if name != "misses":
            table.add_row(name.replace("_", " "), _cell(value))
    _console().print(table)
    for miss in scored.misses:
        _console().print(_missed(miss), markup=False, soft_wrap=True)
    _console().print(INDEPENDENCE)


def _missed(miss: Miss) -> str:
    """One case that was not understood as labelled: which words meant what, and which nothing."""
    asked = f" (asked: {', '.join(miss.asked)})" if miss.asked else ""
    lines = [f"{miss.id}{asked} {miss.text}"]
    lines += [f"  missing {fact}={value}" for fact, value in miss.missing.items()]
    lines += [f"  too much {fact}={value}" for fact, value in miss.extra.items()]
    lines += [f"  heard {span}" for span in miss.heard]
    lines += [f"  meant nothing {words!r}" for words in miss.leftovers]
    return "\n".join(lines)


def lint_table() -> bool:
    """Prints what the linter proved; False if it found a fault."""
    protocol = load_protocol()
    with waiting("Proving the protocol"):
        checked = lint(protocol)
    table = Table(title=f"protocol {protocol.version}, sha256 {protocol.sha256[:12]}")
    table.add_column("check")
    table.add_column("proves")
    table.add_column("things", justify="right")
    table.add_column("faults", justify="right")
    for check in checked:
        table.add_row(check.name, check.proves, str(check.count), str(len(check.found)))
    console = _console()
    console.print(table)
    faults = [fault for check in checked for fault in check.found]
    for fault in faults:
        console.print(f"{fault.check}: {fault.where}: {fault.what}", markup=False)
    return not faults


def _show(
    cases: Sequence[Case],
    runs: Sequence[Run],
    file: Path,
    as_json: bool,
) -> None:
    found = figures(cases, runs)
    if as_json:
        _json(found)
        return
    console = _console()
    table = Table(title=f"{file.name}: {found['n']} cases")
    table.add_column("measure")
    table.add_column("cases", justify="right")
    table.add_column("share", justify="right")
    table.add_column("95 % interval", justify="right")
    for name, hits, n, low, high in intervals(cases, runs):
        share = f"{hits / n:.1%}" if n else "-"
        table.add_row(name, f"{hits} of {n}", share, f"{low:.1%} to {high:.1%}")
    console.print(table)
    rest = Table(show_header=False)
    for key in (
        "under",
        "over",
        "self_care_to_emergency",
        "relief_violations",
        "not_ended",
        "questions_median",
        "questions_to_911_max",
        "turns_max",
        "recall_of_danger_facts",
    ):
        rest.add_row(key.replace("_", " "), _cell(found[key]))
    console.print(rest)
    for case, run in zip(cases, runs, strict=True):
        if run.level != case.expected.level:
            wanted = f"{case.expected.level} ({case.expected.min} to {case.expected.max})"
            console.print(f"{case.id}: level {run.level}, expected {wanted}", markup=False)
    console.print(INDEPENDENCE)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else 100)


def _json(form: Any) -> None:
    sys.stdout.write(msgspec.json.encode(form).decode() + "\n")
