"""The packaged skill: an ASK CLI project in order, and a Lambda zip that stands alone."""

from __future__ import annotations

import copy
import io
import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cramp_triage.errors import ProtocolError
from cramp_triage.nlu.lexicon import compiled
from skill.errors import ModelError
from skill.publish.icons import icon_png, png, png_size
from skill.publish.interaction_model import LOCALES
from skill.publish.manifest import STORE
from skill.publish.package import Files, build_project, build_zip, requirements
from skill.publish.project_check import check_project
from tests.alexa.alexa_requests import intent, launch, plain_slot
from tests.alexa.served import ROOT, environment

SKILL_JSON = Path("skill-package/skill.json")
pytestmark = pytest.mark.slow


@cache
def project() -> Files:
    """The packaged skill."""
    return build_project(ROOT)


def with_manifest(change: Any) -> Files:
    envelope = json.loads(project()[SKILL_JSON])
    change(envelope["manifest"])
    return {**project(), SKILL_JSON: json.dumps(envelope).encode()}


def english(manifest: Any) -> Any:
    return manifest["publishingInformation"]["locales"]["en-US"]


def test_the_project_is_in_order() -> None:
    assert check_project(project()) == []
    assert check_project(build_project(ROOT, "https://example.org/privacy")) == []


def test_the_project_has_what_ask_deploy_looks_for() -> None:
    names = {str(path) for path in project()}
    assert {"ask-resources.json", str(SKILL_JSON), "lambda/requirements.txt"} <= names
    for locale in LOCALES:
        path = Path(f"skill-package/interactionModels/custom/{locale}.json")
        assert project()[path] == (ROOT / f"interaction_models/{locale}.json").read_bytes()
    assert "lambda/skill/lambda_function.py" in names
    assert not [name for name in names if name.endswith((".yaml", ".pyc"))]


def test_every_locale_is_disclaimed_and_asks_for_nothing() -> None:
    manifest = json.loads(project()[SKILL_JSON])["manifest"]
    listings = manifest["publishingInformation"]["locales"]
    assert sorted(listings) == sorted(LOCALES)
    assert all(STORE.disclaimer in listing["description"] for listing in listings.values())
    assert manifest["permissions"] == []
    assert "locales" not in manifest["privacyAndCompliance"]


def test_a_privacy_policy_is_named_in_every_locale() -> None:
    files = build_project(ROOT, "https://example.org/privacy")
    privacy = json.loads(files[SKILL_JSON])["manifest"]["privacyAndCompliance"]["locales"]
    assert {p["privacyPolicyUrl"] for p in privacy.values()} == {"https://example.org/privacy"}


def test_a_skill_that_remembers_says_so_and_hears_when_it_is_disabled() -> None:
    files = build_project(ROOT, memory_arn="arn:aws:lambda:us-east-1:000000000000:function:cramp")
    assert check_project(files) == []
    manifest = json.loads(files[SKILL_JSON])["manifest"]
    assert manifest["events"]["subscriptions"] == [{"eventName": "SKILL_DISABLED"}]
    assert manifest["privacyAndCompliance"]["usesPersonalInfo"] is True
    assert "Say forget me" in english(manifest)["description"]
    assert "forget me" not in english(json.loads(project()[SKILL_JSON])["manifest"])["description"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda m: m["publishingInformation"].update(category="GAMES"), "category is not HEALTH"),
        (lambda m: m["publishingInformation"].pop("testingInstructions"), "testingInstructions"),
        (lambda m: m["publishingInformation"].update(distributionCountries=["US"]), "Countries"),
        (lambda m: m["privacyAndCompliance"].update(containsAds=True), "containsAds must be false"),
        (lambda m: m["privacyAndCompliance"].update(usesPersonalInfo=True), "usesPersonalInfo"),
        (lambda m: m.update(permissions=[{"name": "alexa::profile:email:read"}]), "permissions"),
        (lambda m: m.update(futureKey=1), "model classes do not know manifest.futureKey"),
        (
            lambda m: m["publishingInformation"]["locales"].pop("en-IN"),
            "locale en-IN: has no listing",
        ),
        (
            lambda m: m["publishingInformation"]["locales"].update({"en-NZ": english(m)}),
            "locale en-NZ: has no interaction model",
        ),
        (lambda m: english(m).update(name="x" * 51), "name has 51 characters"),
        (lambda m: english(m).update(summary="It cures cramps."), "may not claim"),
        (lambda m: english(m).update(description="A skill."), "lacks the disclaimer"),
        (lambda m: english(m).update(keywords=["x"] * 31), "more than 30 keywords"),
        (lambda m: english(m).update(examplePhrases=[]), "0 example phrases"),
        (lambda m: english(m).update(examplePhrases=["open it"]), "the first example phrase"),
        (lambda m: english(m)["examplePhrases"].append("Alexa, ask cramps to"), "does not call"),
        (
            lambda m: english(m)["examplePhrases"].__setitem__(2, "sing a song now"),
            "no sentence of the model",
        ),
        (lambda m: english(m).update(smallIconUri="file://nothing.png"), "smallIconUri is 0 by 0"),
        (
            lambda m: english(m).update(largeIconUri="file://assets/images/icon_108.png"),
            "largeIconUri is 108 by 108: draw 512 px",
        ),
    ],
)
def test_a_fault_in_the_manifest_is_named(change: Any, wanted: str) -> None:
    assert wanted in "\n".join(check_project(with_manifest(change)))


def test_a_layout_that_leads_nowhere_is_named() -> None:
    settings = json.loads(project()[Path("ask-resources.json")])
    moved = copy.deepcopy(settings)
    moved["profiles"]["default"]["skillMetadata"]["src"] = "./elsewhere"
    moved["profiles"]["default"]["skillInfrastructure"]["userConfig"]["handler"] = (
        "skill.no.handler"
    )
    lines = check_project({**project(), Path("ask-resources.json"): json.dumps(moved).encode()})
    assert "'./elsewhere' is no folder of the project" in lines[0]
    assert "handler 'skill.no.handler' is not in the code" in lines[1]


def test_missing_models_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"en-US\.json cannot be read: run this in the project"):
        build_project(tmp_path)


def test_nothing_is_packed_without_the_compiled_lexicon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "COMPILED", tmp_path / "lexicon.json")
    with pytest.raises(ProtocolError, match=r"^lexicon\.json: cannot be read .*run `make data`"):
        build_zip()


@pytest.mark.parametrize("side_px", [16, 108])
def test_an_icon_is_a_square_png_with_a_clear_ground(side_px: int) -> None:
    icon = icon_png(side_px)
    assert png_size(icon) == (side_px, side_px)
    assert png_size(b"GIF89a") == (0, 0)
    assert png_size(png(3, 2, b"\0" * 26)) == (3, 2)


def test_the_zip_stands_alone(tmp_path: Path) -> None:
    packed = build_zip()
    assert len(packed) < 10_000_000
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    script = f"""
import json, sys
sys.path = [p for p in sys.path if "site-packages" not in p]
sys.path.insert(0, {str(tmp_path)!r})
from skill.lambda_function import handler
answers = [handler(event, None) for event in json.load(sys.stdin)]
import skill, msgspec
assert all(module.__file__.startswith({str(tmp_path)!r}) for module in (skill, msgspec))
print(json.dumps(answers))
"""
    words = intent("SayIIntent", plain_slot("words", "have chest pain"))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        input=json.dumps([launch(), words]),
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    opened, danger = json.loads(done.stdout)
    assert "the cramp?" in opened["response"]["outputSpeech"]["ssml"]
    assert "911" in danger["response"]["outputSpeech"]["ssml"]


def test_the_same_sources_give_the_same_zip() -> None:
    assert build_zip() == build_zip()


def test_what_lambda_installs_is_pinned() -> None:
    lines = requirements().splitlines()
    assert "ask-sdk-core==1.19.0" in lines
    assert not [line for line in lines if "==" not in line or "requests" in line]


def test_the_command_writes_it_all_and_says_the_size(tmp_path: Path) -> None:
    def run(out: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "skill.cli", "package", "--out", str(out)],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    done = run(tmp_path / "out")
    assert done.returncode == 0, done.stderr
    size = (tmp_path / "out" / "lambda.zip").stat().st_size
    assert f"{size:,} bytes" in done.stdout
    assert "give --privacy-url" in done.stdout
    assert (tmp_path / "out" / SKILL_JSON).is_file()
    (tmp_path / "file").write_text("")
    failed = run(tmp_path / "file")
    assert (failed.returncode, len(failed.stderr.splitlines())) == (1, 1)
    assert "choose another with --out" in failed.stderr
