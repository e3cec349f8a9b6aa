"""The protocol files: what is shipped is what is authored, and every fault names its place."""

import shutil

import pytest

from cramp_triage.compile import protocol
from cramp_triage.errors import ProtocolError


def test_the_shipped_protocol_is_the_authored_one():
    assert (protocol.DATA / protocol.COMPILED).read_bytes() == protocol.compiled_bytes(), (
        "run `make data`"
    )


def test_a_line_of_the_authored_files_can_be_read_in_one_view():
    long = [
        f"{path.name}:{number}"
        for path in sorted(protocol.DATA.glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 140
    ]
    assert long == []


def test_the_digest_changes_with_the_data(tmp_path):
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    text = (copy / "prompts.yaml").read_text().replace('good: "Good."', 'good: "Fine."')
    (copy / "prompts.yaml").write_text(text)
    assert protocol.compile_protocol(copy).sha256 != protocol.compile_protocol().sha256


FAULTS = {
    "words for a helper instead of no prompt": (
        "helper.yaml", "    level.4:", "    level.9:",
        r"helper\.yaml: no prompt is called 'level\.9'; correct its name"),
    "prompts said to a helper that are none": (
        "helper.yaml", "    question again", "    questions again",
        r"helper\.yaml: of_them: no prompt begins with 'questions'; remove it"),
    "unknown fact in a rule": (
        "rules.yaml", "when: chest_pain", "when: {chest_ache: yes}",
        r"rules\.yaml: chest_pain: unknown fact 'chest_ache'; see facts\.yaml"),
    "a word that is neither fact nor definition": (
        "rules.yaml", "when: chest_pain", "when: chest_ache",
        r"rules\.yaml: chest_pain: 'chest_ache' is neither a fact .* correct the name"),
    "value that the fact cannot have": (
        "rules.yaml", "when: chest_pain", "when: {chest_pain: maybe}",
        r"rules\.yaml: chest_pain: 'chest_pain' cannot be 'maybe': it takes no, unknown, yes"),
    "id twice": (
        "rules.yaml", "- id: breathless", "- id: chest_pain",
        r"rules\.yaml: chest_pain: this id appears twice; rename one"),
    "a source nobody lists": (
        "rules.yaml", "sources: [R16, S001]", "sources: [R99]",
        r"rules\.yaml: chest_pain: unknown source 'R99'; see sources\.yaml"),
    "no source at all": (
        "rules.yaml", "sources: [R16, S001]", "sources: []",
        r"rules\.yaml: chest_pain: cites no source; add one"),
    "a not in a rule": (
        "rules.yaml", "when: chest_pain", "when: {not: {chest_pain: no}}",
        r"rules\.yaml: chest_pain: a rule may not use 'not'; name the value"),
    "an unknown level": (
        "rules.yaml", "level: call_emergency", "level: call_911",
        r"rules\.yaml: chest_pain: unknown level 'call_911'; use one of call_emergency, "),
    "a rule for nothing": (
        "rules.yaml", "level: call_emergency", "level: home",
        r"rules\.yaml: chest_pain: unknown level 'home'; use one of .*, within_two_weeks$"),
    "a question that leads nowhere known": (
        "questions.yaml", "leads_to: call_emergency", "leads_to: 5",
        r"questions\.yaml: where: unknown leads_to 5; use one of call_emergency, "),
    "an unknown grade of evidence": (
        "rules.yaml", "evidence: read_in_source", "evidence: S",
        r"rules\.yaml: chest_pain: unknown evidence 'S'; use one of read_in_source, source_our_"),
    "a source that is no mapping": (
        "sources.yaml", "  R02:\n", "  R00: hearsay\n  R02:\n",
        r"sources\.yaml: R00: Expected `object`, got `str`"),
    "a misspelt key": (
        "questions.yaml", "    unless: sited", "    unles: sited",
        r"questions\.yaml: where: unknown key 'unles'; use one of id, asks, "),
    "a definition that bears a fact's name": (
        "definitions.yaml", "  heat:\n", "  fever:\n",
        r"definitions\.yaml: fever: a fact already has this name; rename the definition"),
    "a definition that bears a word of the form": (
        "definitions.yaml", "  heat:\n", "  anywhere:\n",
        r"definitions\.yaml: anywhere: a word of every condition already has this name; rename"),
    "a definition without its condition": (
        "definitions.yaml", "  heat:\n", "  cold: winter\n  heat:\n",
        r"definitions\.yaml: cold: must be a mapping; write `when: \.\.\.`"),
    "a key that YAML made a boolean": (
        "facts.yaml", "  fever:", "  on:",
        r"facts\.yaml: line \d+: key True is not text; put it in quotes"),
    "a key twice": (
        "facts.yaml", "  fever:", "  jaw_stiff:",
        r"facts\.yaml: line \d+: key 'jaw_stiff' appears twice; keep one"),
    "a wrong type, with its path": (
        "facts.yaml", "name: {person: fever}", "name: {person: 7}",
        r"facts\.yaml: fever: Expected `str`, got `int` - at `\$\.name\.person`"),
    "a bare yes that is no value of the fact": (
        "facts.yaml", 'kind: number\n    affirm: ""', 'kind: number\n    affirm: "yes"',
        r"facts\.yaml: age_years: affirm: fact 'age_years' cannot be 'yes'"),
    "an unknown trait": (
        "facts.yaml", "traits: [unasked]", "traits: [unmasked]",
        r"facts\.yaml: pregnant: Invalid enum value 'unmasked' - at `\$\.traits\[0\]`"),
    "an unknown setting": (
        "facts.yaml", "setting: heat", "setting: cold",
        r"facts\.yaml: heat_exposure: setting: fact 'context' cannot be 'cold'"),
    "a fact that follows from none": (
        "facts.yaml", "derived_from: temp_f", "derived_from: temp_c",
        r"facts\.yaml: fever: derived_from: unknown fact 'temp_c'; add it"),
    "a question about nothing known": (
        "questions.yaml", "asks: [diuretic, statin,", "asks: [diuretic, statins,",
        r"questions\.yaml: pills: unknown fact 'statins'"),
    "a question that nothing says why it is asked": (
        "why.yaml", "  pills:\n", "  pill:\n",
        r"why\.yaml: pills: nothing answers \"why do you ask\?\"; add one sentence"),
    "a why without a question": (
        "why.yaml", "why:\n",
        "why:\n  zebra: {say: Because so., sources: [M], evidence: to_be_verified}\n",
        r"why\.yaml: zebra: no such question; see questions\.yaml"),
    "a why of two sentences": (
        "why.yaml", "say: Because those are the signs of a stroke, and", "say: Because. And",
        r"why\.yaml: one_side: write one sentence"),
    "a why without a source": (
        "why.yaml", "    sources: [M]", "    sources: []",
        r"why\.yaml: drug_spasm: cites no source"),
    "a fact without its fewest words": (
        "facts.yaml", "    brief: a water pill\n", "",
        r"questions\.yaml: pills: fact 'diuretic' has no `brief` text; give it one"),
    "a question about too much": (
        "questions.yaml", "asks: [prior_clot, cancer,", "asks: [prior_clot, fever, cancer,",
        r"questions\.yaml: clot_risks: asks one to four facts"),
    "a relief step of no known kind": (
        "relief.yaml", "- id: calf_lean\n    kind: stretch", "- id: calf_lean\n    kind: wriggle",
        r"relief\.yaml: calf_lean: unknown kind 'wriggle'; use one of stretch, massage, "),
    "needs that nobody lists": (
        "relief.yaml", "needs: stand", "needs: luck",
        r"relief\.yaml: calf_stand: no list of needs is called 'luck'"),
    "a fact that is no mapping": (
        "facts.yaml", "  fever:\n", "  itch: red\n  fever:\n",
        r"facts\.yaml: itch: must be a mapping"),
    "an implied fact that nobody knows": (
        "definitions.yaml", "implied:\n", "implied:\n  - {when: fever, then: {itch: yes}}\n",
        r"definitions\.yaml: implied 1: .*itch"),
    "an unknown mode": (
        "rules.yaml", "mode: telemedicine_ok", "mode: pigeon",
        r"rules\.yaml: water_pill: unknown mode 'pigeon'; use one of ambulance, "),
    "a level without its disposition": (
        "dispositions.yaml", "level: 1", "level: 2",
        r"dispositions\.yaml: levels 0 to 5 must each appear once"),
    "a way to care without its words": (
        "dispositions.yaml", "  home: home\n", "",
        r"dispositions\.yaml: modes must be ambulance, .*; add or rename one"),
    "a way to care in no words": (
        "dispositions.yaml", "  home: home\n", "  home: 7\n",
        r"dispositions\.yaml: modes: Expected `str`, got `int`"),
    "a disposition with another's mode": (
        "dispositions.yaml", "mode: ambulance", "mode: home",
        r"dispositions\.yaml: level 5: mode must be 'ambulance'"),
    "an offer in words nobody wrote": (
        "dispositions.yaml", "offers: [visit]", "offers: [lunch]",
        r"dispositions\.yaml: within_three_days: no prompt is called 'offer\.lunch'; add it"),
    "a rule in words that its level does not have": (
        "rules.yaml", "said_as: prescriber", "said_as: by_morning",
        r"rules\.yaml: water_pill: its level has no wording 'by_morning'; add it to `said_as` in "
        r"dispositions\.yaml"),
    "a level in words of no level": (
        "dispositions.yaml", "      by_morning:\n", "      at_noon:\n",
        r"rules\.yaml: statin_muscle: its level has no wording 'by_morning'; add it to `said_as` "),
    "a topic that answers nothing known": (
        "prompts.yaml", "answers: asks_for_quinine", "answers: asks_for_gin",
        r"prompts\.yaml: guidance\.quinine: unknown fact 'asks_for_gin'; see findings\.yaml"),
    "a caution for nothing known": (
        "cautions.yaml", "any: [spider_bite,", "any: [spider_kiss,",
        r"cautions\.yaml: poison_help: 'spider_kiss' is neither a fact .* correct the name"),
    "a question in words nobody wrote": (
        "questions.yaml", "asks: [diuretic, statin,", "asks: [no_medicines, statin,",
        r"questions\.yaml: pills: fact 'no_medicines' has no `ask` text"),
    "a file without its list": (
        "rules.yaml", "rules:\n", "rulez:\n", r"rules\.yaml: has no list 'rules'; add it"),
    "a file without its mapping": (
        "facts.yaml", "facts:\n", "factz:\n", r"facts\.yaml: has no mapping 'facts'; add it"),
    "a rule without a name": (
        "rules.yaml", "- id: chest_pain", "- name: chest_pain",
        r"rules\.yaml: entry 1 of 'rules' has no id; give it one"),
    "an emergency that rests on memory": (
        "rules.yaml", "sources: [R83]\n    evidence: source_our_level",
        "sources: [R83]\n    evidence: to_be_verified",
        r"rules\.yaml: seizure: a rule of the highest level may not rest on memory alone; read a "),
    "an emergency that cites memory only": (
        "rules.yaml", "sources: [R83]", "sources: [M]",
        r"rules\.yaml: seizure: a rule of the highest level may not rest on memory alone; read a "),
    "an emergency without first aid": (
        "first_aid.yaml", "for_rules: [stroke]", "for_rules: []",
        r"first_aid\.yaml: stroke: no entry is for this rule of the highest level; name it in "),
    "first aid for a rule nobody wrote": (
        "first_aid.yaml", "for_rules: [stroke]", "for_rules: [strike]",
        r"first_aid\.yaml: stroke_note_time: unknown rule 'strike'; see rules\.yaml"),
    "first aid held back by a rule nobody wrote": (
        "first_aid.yaml", "    - cauda_equina", "    - cauda",
        r"first_aid\.yaml: low_sugar_sweet: unknown rule 'cauda'; see rules\.yaml"),
    "first aid with a list of rules nobody wrote": (
        "first_aid.yaml", "never_rules: sitting_up", "never_rules: standing",
        r"first_aid\.yaml: left_side_if_faint: no list of rules is called 'standing'; "),
    "first aid in place of a topic nobody wrote": (
        "first_aid.yaml", "instead_of: [faint, ", "instead_of: [faints, ",
        r"first_aid\.yaml: .*: no entry is on the topic 'faints'; correct `instead_of`"),
    "first aid of no known kind": (
        "first_aid.yaml", "kind: chest", "kind: chess",
        r"first_aid\.yaml: chest_after_water: unknown kind 'chess'; use one of call, chest, "),
    "first aid at no known level": (
        "first_aid.yaml", "levels: [call_emergency]", "levels: [5]",
        r"first_aid\.yaml: operator_first: unknown level 5; use one of call_emergency, "),
    "first aid that turns on an unknown fact": (
        "first_aid.yaml", "when: vomiting", "when: {vomit: yes}",
        r"first_aid\.yaml: side_if_sick: unknown fact 'vomit'; see facts\.yaml"),
    "first aid with a source nobody lists": (
        "first_aid.yaml", "sources: [R107, R122]", "sources: [R99]",
        r"first_aid\.yaml: operator_first: unknown source 'R99'; see sources\.yaml"),
    "first aid without a source": (
        "first_aid.yaml", "sources: [R107, R122]", "sources: []",
        r"first_aid\.yaml: operator_first: cites no source; add one"),
    "first aid without words": (
        "first_aid.yaml",
        'say:\n      - "Lie down flat now, right where you are. Tell somebody. '
        "Don't stand up, and don't drive.\"", "say: []",
        r"first_aid\.yaml: lie_flat: says nothing; write at least one part"),
    "first aid in too many words": (
        "first_aid.yaml", "They go before me.", "They go before me. " * 11,
        r"first_aid\.yaml: operator_first: a part has over 40 words; split or shorten it"),
    "first aid with a hole that nothing fills": (
        "first_aid.yaml", "what you told me: {told}", "what you told me: {because}",
        r"first_aid\.yaml: refusing: nothing fills in \{because\}; use one of emergency, told"),
    "a drink in an emergency": (
        "first_aid.yaml", "kind: by_mouth\n    levels: [emergency_room]",
        "kind: by_mouth\n    levels: [emergency_room, call_emergency]",
        r"first_aid\.yaml: drink_sips: nothing is given by mouth at the highest level; name its "),
    "not YAML": (
        "relief.yaml", "needs:", "needs: [",
        r"relief\.yaml: cannot be read \(.*line \d+"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_file_key_and_fix(name, tmp_path):
    file, old, new, message = FAULTS[name]
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    text = (copy / file).read_text()
    assert old in text, "the example no longer stands in the file"
    (copy / file).write_text(text.replace(old, new, 1))
    with pytest.raises(ProtocolError, match=message) as caught:
        protocol.compile_protocol(copy)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    (copy / "rules.yaml").unlink()
    with pytest.raises(ProtocolError, match=r"rules\.yaml: cannot be read"):
        protocol.compile_protocol(copy)


def test_a_file_that_is_a_list_is_refused(tmp_path):
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    (copy / "rules.yaml").write_text("- chest_pain\n")
    with pytest.raises(ProtocolError, match=r"rules\.yaml: must be a mapping; start"):
        protocol.compile_protocol(copy)


def test_the_command_writes_what_is_shipped(tmp_path, monkeypatch):
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    monkeypatch.setattr(protocol, "DATA", copy)
    (copy / protocol.COMPILED).unlink()
    protocol.main()
    assert (copy / protocol.COMPILED).read_bytes() == protocol.compiled_bytes()


def test_a_fault_stops_the_command_with_one_line(tmp_path, monkeypatch):
    copy = shutil.copytree(protocol.DATA, tmp_path / "data")
    (copy / "rules.yaml").unlink()
    monkeypatch.setattr(protocol, "DATA", copy)
    with pytest.raises(SystemExit, match=r"^rules\.yaml: cannot be read"):
        protocol.main()
