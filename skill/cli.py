"""`cramp-skill`: serve the Alexa skill over HTTP, build its models, check and package it.

Only this module prints. Slow imports stay inside the command that needs them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.console.run import run
from skill.errors import ConfigError

app = typer.Typer(
    help="The Alexa voice of Cramp Helper.", no_args_is_help=True, add_completion=False
)

Root = Annotated[Path, typer.Option(help="The project folder, which holds interaction_models.")]


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen at.")] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
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


@app.command()
def build(root: Root = Path()) -> None:
    """Make the interaction models and the intent table from the templates."""
    from skill.publish.interaction_model import build_all

    for path, content in build_all(root).items():
        (root / path).write_bytes(content)
        print(f"{path}  {len(content):,} bytes")


@app.command()
def check(root: Root = Path()) -> None:
    """Check models, manifest and package; exit 1 and one line for each fault if there are any."""
    from cramp_triage.protocol.model import load_protocol
    from skill.publish.model_check import check_models
    from skill.publish.package import build_project
    from skill.publish.project_check import check_project
    from skill.request.table import load_table

    problems = check_models(root, load_protocol().findings, load_table())
    problems += check_project(build_project(root))
    for line in problems:
        print(line)
    if problems:
        raise typer.Exit(1)
    print("The interaction models and the package are in order.")


@app.command()
def package(
    out: Annotated[Path, typer.Option(help="The folder to write to; made if missing.")] = Path(
        "build/skill"
    ),
    privacy_url: Annotated[str, typer.Option(help="Where the privacy policy can be read.")] = "",
    memory_arn: Annotated[
        str, typer.Option(help="The Lambda function's ARN, if it is to remember people.")
    ] = "",
    root: Root = Path(),
) -> None:
    """Write the whole ASK CLI v2 project and the Lambda zip."""
    from skill.publish.package import build_project, build_zip, runs_on
    from skill.publish.project_check import check_project

    files = build_project(root, privacy_url, memory_arn)
    if problems := check_project(files):
        raise ConfigError(f"the package is not in order ({problems[0]}): run `cramp-skill check`")
    files[Path("lambda.zip")] = packed = build_zip()
    try:
        for path, content in files.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
    except OSError as error:
        raise ConfigError(
            f"{out} cannot be written ({error.strerror}): choose another with --out"
        ) from None
    print(f"{out}: {len(files)} files; run `ask deploy` there")
    print(f"{out / 'lambda.zip'}: {len(packed):,} bytes, for {runs_on()}")
    if not privacy_url:
        print("No privacy policy is named, which certification wants: give --privacy-url")


def main() -> None:
    """Entry point of `cramp-skill`."""
    run(app, "cramp-skill", "skill")


if __name__ == "__main__":
    main()
