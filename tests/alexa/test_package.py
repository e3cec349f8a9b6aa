"""The packaged skill: an ASK CLI project in order, complete for `ask deploy`."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cramp_triage.errors import ProtocolError
from cramp_triage.nlu.lexicon import compiled
from skill.cli import Architecture, Region
from skill.errors import ModelError
from skill.publish.icons import icon_png, png, png_size
from skill.publish.interaction_model import LOCALES
from skill.publish.manifest import STORE
from skill.publish.package import REGIONS, STACK, Files, Options, build_project
from skill.publish.project_check import check_project
from skill.publish.wheels import MACHINES, RUNTIME
from tests import ROOT

SKILL_JSON = Path("skill-package/skill.json")
ASK_JSON = Path("ask-resources.json")
PUBLISHED = Options("https://example.org/privacy")
pytestmark = pytest.mark.slow


@cache
def project() -> Files:
    """The packaged skill."""
    return build_project(ROOT)


def with_manifest(change: Any) -> Files:
    envelope = json.loads(project()[SKILL_JSON])
    change(envelope["manifest"])
    return {**project(), SKILL_JSON: json.dumps(envelope).encode()}


def settings(files: Files) -> Any:
    return json.loads(files[ASK_JSON])["profiles"]["default"]


def english(manifest: Any) -> Any:
    return manifest["publishingInformation"]["locales"]["en-US"]


@pytest.mark.searches
def test_the_project_is_in_order() -> None:
    assert check_project(project()) == []
    assert check_project(build_project(ROOT, PUBLISHED)) == []


def test_the_project_has_what_ask_deploy_looks_for() -> None:
    names = {str(path) for path in project()}
    assert {str(ASK_JSON), str(SKILL_JSON), str(STACK)} <= names
    for locale in LOCALES:
        path = Path(f"skill-package/interactionModels/custom/{locale}.json")
        assert project()[path] == (ROOT / f"interaction_models/{locale}.json").read_bytes()
    assert "lambda/skill/lambda_function.py" in names
    # Any of these would make it install with the Python of whoever deploys.
    assert not [name for name in names if name.endswith(("requirements.txt", "package.json"))]
    assert {name for name in names if name.endswith((".yaml", ".pyc", ".txt"))} == {str(STACK)}


def test_every_locale_is_disclaimed_and_asks_for_nothing() -> None:
    manifest = json.loads(project()[SKILL_JSON])["manifest"]
    listings = manifest["publishingInformation"]["locales"]
    assert sorted(listings) == sorted(LOCALES)
    assert all(STORE.disclaimer in listing["description"] for listing in listings.values())
    assert manifest["permissions"] == []
    assert "locales" not in manifest["privacyAndCompliance"]


def test_a_privacy_policy_is_named_in_every_locale() -> None:
    files = build_project(ROOT, PUBLISHED)
    privacy = json.loads(files[SKILL_JSON])["manifest"]["privacyAndCompliance"]["locales"]
    assert {p["privacyPolicyUrl"] for p in privacy.values()} == {"https://example.org/privacy"}


def test_a_skill_that_remembers_says_so_and_hears_when_it_is_disabled() -> None:
    files = build_project(ROOT, Options(memory=True))
    assert check_project(files) == []
    config = settings(files)["skillInfrastructure"]["userConfig"]
    assert config["skillEvents"] == {"subscriptions": ["SKILL_DISABLED"]}
    assert config["cfn"]["parameters"]["Remember"] == "yes"
    manifest = json.loads(files[SKILL_JSON])["manifest"]
    assert manifest["privacyAndCompliance"]["usesPersonalInfo"] is True
    assert "Say forget me" in english(manifest)["description"]
    assert "forget me" not in english(json.loads(project()[SKILL_JSON])["manifest"])["description"]


def test_a_skill_runs_in_every_region_that_was_named() -> None:
    profile = settings(build_project(ROOT, Options(architecture="arm64", regions=("EU", "NA"))))
    assert set(profile["code"]) == {"default", "NA"}
    config = profile["skillInfrastructure"]["userConfig"]
    assert config["runtime"] == RUNTIME
    assert config["cfn"]["parameters"] == {"Architecture": "arm64", "Remember": "no"}
    assert config["awsRegion"] == "eu-west-1"
    assert config["regionalOverrides"] == {"NA": {"awsRegion": "us-east-1"}}
    assert [*Architecture] == [*MACHINES]
    assert [*Region] == [*REGIONS]


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
            lambda m: english(m)["examplePhrases"].__setitem__(2, "sing songs loudly"),
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
    moved = copy.deepcopy(json.loads(project()[ASK_JSON]))
    profile = moved["profiles"]["default"]
    profile["skillMetadata"]["src"] = "./elsewhere"
    profile["skillInfrastructure"]["userConfig"] |= {"handler": "skill.no.handler"}
    profile["skillInfrastructure"]["userConfig"]["templatePath"] = "./stack.yaml"
    lines = check_project({**project(), ASK_JSON: json.dumps(moved).encode()})
    assert "'./elsewhere' is no folder of the project" in lines[0]
    assert "handler 'skill.no.handler' is not in the code" in lines[1]
    assert "templatePath is no file of the project" in lines[2]


def test_missing_models_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"en-US\.json cannot be read: run this in the project"):
        build_project(tmp_path)


def test_nothing_is_packed_without_the_compiled_lexicon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "COMPILED", tmp_path / "lexicon.json")
    with pytest.raises(ProtocolError, match=r"^lexicon\.json: cannot be read .*run `make data`"):
        build_project(ROOT)


@pytest.mark.parametrize("side_px", [16, 108])
def test_an_icon_is_a_square_png_with_a_clear_ground(side_px: int) -> None:
    icon = icon_png(side_px)
    assert png_size(icon) == (side_px, side_px)
    assert png_size(b"GIF89a") == (0, 0)
    assert png_size(png(3, 2, b"\0" * 26)) == (3, 2)
