"""`cramp-skill`: serve the Alexa skill over HTTP, build its models, check and package it.

Only this module prints. Slow imports stay inside the command that needs them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.help import SETTINGS, examples, only_version
from cramp_triage.console.progress import waiting
from cramp_triage.console.run import run
from skill.errors import ConfigError

app = typer.Typer(
    help="The Alexa voice of Cramp Helper.",
    no_args_is_help=True,
    context_settings=SETTINGS,
    callback=only_version,
    epilog=examples("cramp-skill check --private", "cramp-skill package"),
)

Root = Annotated[Path, typer.Option(help="The project folder, which holds interaction_models.")]

PrivacyUrl = Annotated[str, typer.Option(help="Where the privacy policy can be read.")]


class Architecture(StrEnum):
    """Of a Lambda function."""

    x86_64 = "x86_64"
    arm64 = "arm64"


class Region(StrEnum):
    """Alexa's: North America, Europe and India, the Far East and Australia."""

    NA = "NA"
    EU = "EU"
    FE = "FE"


@app.command(
    epilog=examples(
        "SKILL_ID=amzn1.ask.skill.0 cramp-skill serve --port 8080",
        "cramp-skill serve --insecure-local",
    )
)
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    insecure_local: Annotated[
        bool,
        typer.Option(help="Answer unsigned requests, for tests; only on a loopback address."),
    ] = False,
) -> None:
    """Serve the skill at / and its health at /healthz. SKILL_ID must name the skill."""
    from skill.web import create_app
    from skill.web.server import is_loopback
    from skill.web.server import serve as serve_app

    skill_id = os.environ.get("SKILL_ID", "").strip()
    if insecure_local and not is_loopback(host):
        raise ConfigError(
            f"--insecure-local cannot serve {host}: leave out --host, or leave out --insecure-local"
        )
    if not insecure_local and not skill_id:
        raise ConfigError(
            "SKILL_ID is not set: set it to the skill's id from the developer console, "
            "or try the skill on this machine with --insecure-local"
        )
    serve_app(create_app(skill_id=skill_id, verify=not insecure_local), host, port)


@app.command(epilog=examples("cramp-skill build"))
def build(root: Root = Path()) -> None:
    """Make the interaction models and the intent table from the templates."""
    from skill.publish.interaction_model import build_all

    for path, content in build_all(root).items():
        (root / path).write_bytes(content)
        print(f"{path}  {len(content):,} bytes")


@app.command(epilog=examples("cramp-skill check --private"))
def check(
    privacy_url: PrivacyUrl = "",
    private: Annotated[
        bool, typer.Option(help="The skill stays private and needs no privacy policy.")
    ] = False,
    root: Root = Path(),
) -> None:
    """Check models, manifest and package; exit 1 and one line for each fault if there are any."""
    from cramp_triage.protocol.model import load_protocol
    from skill.publish.model_check import check_models
    from skill.publish.package import Options, build_project
    from skill.publish.project_check import check_project
    from skill.request.table import load_table

    problems = check_models(root, load_protocol().findings, load_table())
    with waiting("Checking"):
        problems += check_project(build_project(root, Options(privacy_url)))
    if not private and not privacy_url.startswith("https://"):
        problems.append(
            "skill.json: no privacy policy is named, which certification wants: give --privacy-url "
            "https://..., or --private for a skill that will not be published"
        )
    for line in problems:
        print(line)
    if problems:
        raise typer.Exit(1)
    print("The interaction models and the package are in order.")


@app.command(epilog=examples("cramp-skill package --out build/skill"))
def package(
    out: Annotated[Path, typer.Option(help="The folder to write to; created if missing.")] = Path(
        "build/skill"
    ),
    privacy_url: PrivacyUrl = "",
    memory: Annotated[
        bool, typer.Option(help="Remember people who ask for it, in a table.")
    ] = False,
    architecture: Annotated[
        Architecture, typer.Option(help="The Lambda function's processor.")
    ] = Architecture.x86_64,
    region: Annotated[
        list[Region],
        typer.Option(help="Alexa's region to run in; give it again for each. The first is home."),
    ] = [Region.NA],  # noqa: B006 - typer reads it and gives a new list
    root: Root = Path(),
) -> None:
    """Write the whole ASK CLI v2 project and the Lambda zip; downloads pinned wheels once."""
    from skill.publish.package import CODE, Options, add_wheels, build_project
    from skill.publish.project_check import check_project
    from skill.publish.wheels import RUNTIME, fetch

    regions = tuple(dict.fromkeys(each.value for each in region))
    with _writing(out):
        out.mkdir(parents=True, exist_ok=True)
    with waiting("Building the project"):
        files = build_project(root, Options(privacy_url, memory, architecture.value, regions))
    if problems := check_project(files):
        raise ConfigError(f"the package has faults ({problems[0]}): run `cramp-skill check`")
    with waiting("Packing the wheels"):
        wheels = fetch(architecture.value, root / "build/wheels" / architecture.value)
        files[Path("lambda.zip")] = packed = add_wheels(files, wheels)
    with _writing(out):
        # What an earlier package had, for another architecture perhaps, would be deployed along.
        shutil.rmtree(out / CODE, ignore_errors=True)
        for path, content in files.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
    print(f"{out}: {len(files)} files; run `ask deploy` there, docs/deploy.md says what it needs")
    print(f"{out / 'lambda.zip'}: {len(packed):,} bytes, for {RUNTIME} on {architecture.value}")
    if not privacy_url:
        print("No privacy policy is named, which certification wants: give --privacy-url")


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"{out} cannot be written ({error.strerror}): choose another with --out"
        ) from None


def main() -> None:
    """Entry point of `cramp-skill`."""
    run(app, "cramp-skill", "skill")


if __name__ == "__main__":
    main()
