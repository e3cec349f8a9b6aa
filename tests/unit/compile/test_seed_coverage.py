"""Nothing of the sources is lost, and every question of a person has its reviewed answer."""

import pytest
import yaml

from cramp_triage.nlu import load_lexicon, understand
from cramp_triage.protocol.model import load_protocol
from tests import ROOT
from tools.docs import seed_coverage

PROTOCOL = load_protocol()


def test_the_page_is_what_the_list_says():
    written = (ROOT / "docs/seed-coverage.md").read_text(encoding="utf-8")
    assert written == seed_coverage.build(), "run `make data` and commit docs/seed-coverage.md"


def test_every_seed_item_is_there():
    items = yaml.safe_load((ROOT / "docs/seed-coverage.yaml").read_text())["items"]
    counts = {"A1": 19, "A2": 16, "A3": 15, "A4": 14, "A9": 5, "A10": 11}
    for part, count in counts.items():
        assert [f"{part}.{n}" for n in range(1, count + 1)] == [
            key for key in items if key.split(".")[0] == part
        ]


def test_every_red_flag_has_a_rule():
    carried = {rule.red_flag for rule in PROTOCOL.rules}
    assert carried == {f"RF{n:02}" for n in range(1, 48)}


QUESTIONS = {
    "prevent": "how do i prevent them",
    "visit": "what do i bring along to the doctor",
    "cause": "why does this keep happening",
    "what": "what is a cramp",
    "serious": "is it serious",
    "food": "what should i eat",
    "drink": "what should i drink",
    "magnesium": "should i take magnesium",
    "potassium": "should i take potassium",
    "quinine": "can i take quinine",
    "pickle_juice": "what about pickle juice",
    "painkiller": "can i take ibuprofen",
    "relaxant": "should i take a muscle relaxer",
    "heat_or_ice": "should i use heat or ice",
    "massage": "should i rub it",
    "exercise": "can i still run tomorrow",
    "statin": "is it my statin",
    "water_pill": "could it be my water pill",
    "pregnancy": "is it normal in pregnancy",
    "restless_legs": "could it be restless legs",
    "veins": "could it be my varicose veins",
    "tens": "what about a tens machine",
    "physiotherapy": "would physical therapy help",
    "treatment": "is there a treatment",
    "botox": "what about botox",
    "when_to_call": "when should i call a doctor",
    "telemedicine": "can i do a video visit",
    "diary": "should i keep a diary",
    "doctor": "what will the doctor do",
    "driving": "can i drive myself",
    "stop_pills": "should i stop the pills",
    "back_to_bed": "can i go back to bed",
    "clot": "could this be a clot",
    "alcohol": "is it the beer",
    "stretch": "how should i stretch it",
    "soap": "what about soap in the bed",
    "supplement": "should I take vitamin d",
    "hold": "how long do i hold this stretch",
    "walk": "can i stand up and walk on it now",
    "next_time": "what do i do if it comes back tonight",
    "what_is_it": "what do you think i have",
    "where_to_go": "where do i go, the office is closed",
    "meanwhile": "what do i do until the appointment",
    "numb": "what does numb mean",
    "faint_word": "what does it mean, pass out",
    "dizzy_word": "what does dizzy mean",
    "tingle": "what do you mean by tingling",
    "shin": "what's a shin",
    "calf": "what is the calf, which part",
    "statin_word": "what does statin mean",
    "water_pill_word": "what do you mean, water pill, what is that",
    "quinine_word": "what does quinine mean",
    "blood_thinner_word": "what does blood thinner mean",
    "damage": "did I tear the muscle",
    "water": "can I go back in the pool",
    "at_the_wheel": "what do I do if it grabs me while I'm driving",
    "heart_or_not": "how do I know it's not my heart",
    "others_pills": "can I take my wife's Percocet",
    "privacy": "who hears this",
    "travel": "can I fly home tomorrow with this",
    "instead_of_going": "can't I take some Tylenol instead of going to the doctor?",
    "urgent_care": "would the urgent care clinic do instead",
    "cost": "what's it going to cost me, I've got no insurance",
    "quiet_crew": "could the ambulance come without the siren",
    "cool_spot": "can I put him in the truck with the air conditioning on",
    "hands_on": "should I have a chiropractor crack it",
    "brace": "should I wear a brace on it",
    "shoes": "would better shoes help",
    "tests": "should I ask for blood work",
    "deficiency": "do you think I'm short of some vitamin?",
    "just_age": "is it just my age",
    "side_effect": "could it be from my birth control pill",
    "electrolytes": "should I drink a Gatorade or take salt tablets",
    "sleeping_position": "which side should I sleep on",
    "prop_up": "should I prop it up on a pillow",
    "inherited": "is it hereditary",
    "sore_after": "how long is it going to be sore",
    "come_back": "is this going to keep coming back tonight",
    "cannabis": "would a CBD gummy help",
    "baby": "is it bad for my baby?",
}
FOR_A_CALF = {
    "stretch": "Leg straight, toes pulled up toward the shin, until it pulls but doesn't hurt",
    "next_time": "At once, straighten the leg and pull the toes up toward the shin",
    "instead_of_going": PROTOCOL.prompts["ask_level_later"],
}
"""What is said of a calf, before any level, instead of the topic's own words."""


@pytest.mark.parametrize("topic", [id_ for id_, t in PROTOCOL.guidance.items() if not t.held])
def test_every_topic_is_answered(talk, topic):
    talk.tell(site="calf", ongoing_now="no")
    asks = talk.reply.asks
    heard = understand(load_lexicon(), QUESTIONS[topic], asks)
    talk.say(*heard.acts, facts=heard.facts)
    answer = FOR_A_CALF.get(topic, PROTOCOL.guidance[topic].text)
    assert talk.speech.startswith(answer.replace("{emergency}", "911"))
    assert talk.reply.asks == asks
    assert talk.speech.endswith("?")


@pytest.mark.parametrize(
    ("topic", "known", "said"),
    [
        ("drink", {"fluid_restricted": "yes"}, "Keep to the limit"),
        ("drink", {"dialysis": "yes"}, "Keep to the limit"),
        ("heat_or_ice", {"diabetes": "yes"}, "No heating pad"),
        ("massage", {"swelling": "one"}, "Don't rub it"),
        ("magnesium", {"kidney_disease": "yes"}, "Not with kidney disease"),
        ("pickle_juice", {"low_salt_diet": "yes"}, "Not for you"),
        ("painkiller", {"pregnant": "yes"}, "many aren't safe for you"),
        ("prevent", {"alcohol_heavy": "yes"}, "never stop all at once"),
    ],
)
def test_answers_fit_what_is_known(talk, topic, known, said):
    talk.tell(site="calf", ongoing_now="no", **known)
    talk.say(f"ask:{topic}")
    assert said in talk.speech


@pytest.mark.parametrize(
    "word", ["diagnos", "prescribe you", "you're fine", "nothing wrong", "please note", "it's safe"]
)
def test_no_prompt_reassures_or_diagnoses(word):
    allowed = {"opening"}
    for key, text in PROTOCOL.prompts.items():
        if key not in allowed:
            assert word not in text.lower(), key


def test_quinine_is_never_recommended():
    for text in PROTOCOL.prompts.values():
        if "quinine" in text.lower() or "tonic" in text.lower():
            assert any(word in text for word in ("can't recommend", "?", "dangerous")), text
