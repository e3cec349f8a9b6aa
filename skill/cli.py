"""`cramp-skill`: serve the Alexa skill over HTTP, build its models, check them.

Only this module prints. Slow imports stay inside the command that needs them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cramp_triage.errors import CrampError
from skill.errors import ConfigError, SkillError

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
    from skill.server import is_loopback
    from skill.server import serve as serve_app
    from skill.web import create_app

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
    from skill.models import build_all

    for path, content in build_all(root).items():
        (root / path).write_bytes(content)
        print(f"{path}  {len(content):,} bytes")


@app.command()
def check(root: Root = Path()) -> None:
    """Check the interaction models; exit 1 and one line for each fault if there are any."""
    from cramp_triage.protocol import load_protocol
    from skill.model_check import check_models
    from skill.table import load_table

    problems = check_models(root, load_protocol().findings, load_table())
    for line in problems:
        print(line)
    if problems:
        raise typer.Exit(1)
    print("The interaction models are in order.")


def main() -> None:
    """Runs the command line; every expected error is one line on standard error."""
    try:
        app()
    except (CrampError, SkillError) as error:
        print(f"cramp-skill: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
