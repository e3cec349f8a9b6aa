"""The interaction models: as the templates make them, complete, and free of clashes."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from cramp_triage.protocol.model import load_protocol
from skill.errors import ModelError
from skill.publish.interaction_model import LOCALES, Intent, Templates, build_all, build_model
from skill.publish.model_check import check_model, check_models, parity
from skill.request.table import FREE_WORDS, load_table
from tests import ROOT

FINDINGS = load_protocol().findings
MODEL = json.loads((ROOT / "interaction_models/en-US.json").read_bytes())


def language(model: Any) -> Any:
    return model["interactionModel"]["languageModel"]


def faults(change: Any) -> str:
    model = copy.deepcopy(MODEL)
    change(language(model))
    return "\n".join(check_model(model, FINDINGS, load_table()))


def intent_of(model_language: Any, name: str) -> Any:
    return next(i for i in model_language["intents"] if i["name"] == name)


@pytest.mark.searches
@pytest.mark.slow
def test_the_committed_models_are_in_order_and_what_the_templates_make() -> None:
    assert check_models(ROOT, FINDINGS, load_table()) == []


def test_every_locale_has_its_model_and_the_number_that_its_people_know() -> None:
    models = {
        locale: json.loads((ROOT / f"interaction_models/{locale}.json").read_bytes())
        for locale in LOCALES
    }
    assert sorted(models) == ["en-AU", "en-CA", "en-GB", "en-IN", "en-US"]
    assert list(parity(models)) == []
    said = {
        locale: set(intent_of(language(model), "PleaIntent")["samples"])
        for locale, model in models.items()
    }
    assert "call nine one one" in said["en-US"] & said["en-CA"]
    assert "call triple nine" in said["en-GB"] - said["en-US"]
    assert "call triple zero" in said["en-AU"]
    assert "call one one two" in said["en-IN"]


def test_a_locale_that_lacks_something_is_named() -> None:
    poorer = copy.deepcopy(MODEL)
    _twice(language(poorer))
    assert list(parity({"en-US": MODEL, "en-GB": poorer})) == []
    _no_stop(language(poorer))
    lines = list(parity({"en-US": MODEL, "en-GB": poorer}))
    assert lines == [
        "en-GB: intent AMAZON.StopIntent is in another locale only",
    ]


@pytest.mark.searches
@pytest.mark.slow
def test_the_build_gives_the_same_bytes_every_time() -> None:
    assert build_all(ROOT) == build_all(ROOT)


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "interaction_models").mkdir()
    templates = ROOT / "interaction_models" / "templates"
    (tmp_path / "interaction_models" / "templates").symlink_to(templates)
    lines = check_models(tmp_path, FINDINGS, load_table())
    assert "interaction_models/en-US.json: is not what the templates make" in lines[0]


def _sample(name: str, sample: str) -> Any:
    return lambda lang: intent_of(lang, name)["samples"].append(sample)


def _key(key: str, value: object) -> Any:
    return lambda lang: lang.update({key: value})


def _no_stop(lang: Any) -> None:
    lang["intents"].remove(intent_of(lang, "AMAZON.StopIntent"))


def _twice(lang: Any) -> None:
    lang["intents"].append(intent_of(lang, "WhyIntent"))


def _unknown_intent(lang: Any) -> None:
    lang["intents"].append({"name": "NewIntent", "samples": ["brand new"], "slots": []})


def _strange_slot(lang: Any) -> None:
    intent_of(lang, "SayIIntent")["slots"].append({"name": "mood", "type": "Mood"})


def _many(lang: Any) -> None:
    lang["intents"] += [{"name": f"More{n}Intent", "samples": [], "slots": []} for n in range(90)]


def _nothing_elicited(lang: Any) -> None:
    del intent_of(lang, "SayIntent")["slots"][0]["samples"]


def _wild_sensitivity(lang: Any) -> None:
    lang["modelConfiguration"]["fallbackIntentSensitivity"]["level"] = "WILD"


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (_sample("WhyIntent", "because {nothing}"), "slot nothing is used but not defined"),
        (_sample("WhyIntent", "slower"), "'slower' belongs to SlowerIntent and WhyIntent"),
        (_sample("WhyIntent", "why 2"), "use lower-case letters"),
        (_sample("SayIntent", "{words}"), "free words need a carrier"),
        (_sample("CountIntent", "{number} {number}"), "a slot stands in it twice"),
        (_sample("CountIntent", "{number} minutes {words}"), "slot words is used but not defined"),
        (_sample("WhyIntent", "help me"), "'help me' is known to AMAZON.HelpIntent by itself"),
        (_sample("AMAZON.NextIntent", "skip"), "'skip' is known to AMAZON.NextIntent by itself"),
        (_nothing_elicited, "slot words must take free words alone when elicited"),
        (_many, "are too many: keep it to 250"),
        (_no_stop, "intent AMAZON.StopIntent is missing"),
        (_twice, "WhyIntent is defined twice"),
        (_unknown_intent, "NewIntent means nothing to the skill"),
        (_strange_slot, "slot mood has the undefined type Mood"),
        (_strange_slot, "slot mood is in no sentence"),
        (_strange_slot, "slot mood is neither a fact nor a known kind"),
        (_key("invocationName", "ask alexa"), "invocation name 'ask alexa'"),
        (_key("invocationName", "cramps"), "use two or more plain words"),
        (_key("futureKey", 1), "model classes do not know"),
        (_wild_sensitivity, "model classes"),
    ],
)
def test_a_fault_in_a_model_is_named(change: Any, wanted: str) -> None:
    assert wanted in faults(change)


def test_a_template_that_cannot_be_read_names_its_intent() -> None:
    broken = Templates("a b", {}, {}, {"OddIntent": Intent(sentences=("hello (there",))})
    with pytest.raises(ModelError, match="intent OddIntent"):
        build_model(broken)


def test_a_template_with_an_unknown_rule_or_slot_is_refused() -> None:
    with pytest.raises(ModelError, match="intent OddIntent"):
        build_model(Templates("a b", {}, {}, {"OddIntent": Intent(sentences=("<what>",))}))
    with pytest.raises(ModelError, match="'what' has no type"):
        build_model(Templates("a b", {}, {}, {"OddIntent": Intent(sentences=("{what}",))}))


@pytest.mark.parametrize(
    "text", ["rules: {yes: x}", "invocation: [", "invocation: a b", "wrong: 1"]
)
def test_a_broken_template_file_is_one_line(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "interaction_models" / "templates"
    folder.mkdir(parents=True)
    (folder / "en.yaml").write_text(text)
    with pytest.raises(ModelError, match=r"^[^\n]*en\.yaml[^\n]*$"):
        build_all(tmp_path)


def test_missing_templates_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"en\.yaml cannot be read: run this in the project"):
        build_all(tmp_path)


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("i don't know", "UnsureIntent"),
        ("the question before", "AMAZON.PreviousIntent"),
        ("why do you ask", "WhyIntent"),
        ("more than {at_least}", "DurationIntent"),
        ("i need an ambulance", "PleaIntent"),
        ("help with {words}", "HelpWithIntent"),
        ("my {words}", "SayMyIntent"),
        ("{words} now", "SayUpToNowIntent"),
    ],
)
def test_what_people_say_has_its_intent(sentence: str, intent: str) -> None:
    owners = [i["name"] for i in language(MODEL)["intents"] if sentence in i["samples"]]
    assert owners == [intent]


def test_a_carrier_is_given_back_to_the_words_beside_it() -> None:
    table = load_table().intents
    for intent in language(MODEL)["intents"]:
        if re.fullmatch(r"Say\w+Intent", intent["name"]) and intent["name"] != FREE_WORDS:
            assert [table[intent["name"]].text] == intent["samples"]


def test_no_sentence_but_an_elicited_one_is_bare_free_words() -> None:
    bare = [i["name"] for i in language(MODEL)["intents"] if "{words}" in i["samples"]]
    assert bare == []
    assert intent_of(language(MODEL), FREE_WORDS)["slots"][0]["samples"] == ["{words}"]


def test_a_model_that_elicits_nothing_is_refused() -> None:
    silent = copy.deepcopy(MODEL)
    del silent["interactionModel"]["dialog"]
    lines = check_model(silent, FINDINGS, load_table())
    assert lines == ["the dialog model must elicit words of SayIntent, and nothing else"]
