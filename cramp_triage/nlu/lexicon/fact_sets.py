"""The facts as understanding groups them, read off their traits. Names no fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cramp_triage.protocol.facts import Finding, Group, Trait, of_group, with_trait


class FactSets(NamedTuple):
    """Sets of fact ids; `protocol.facts.Trait` says what each trait means.

    Attributes:
        course: when, how long and how often it cramps; its words are as often about something else.
        beside_call: who it is and when: told with a call for help, these are of the call.
        no_sign: told of others, these make nobody the patient: "she drove me", "his toe".
        of_cramp: is about the cramp at all.
        request: what is asked of us; neither denied nor quoted away.
        medicine: what is taken.
        background: of the person: medicines, illnesses, habits.
        one_day: what somebody had once, long ago, and need not have now.
        settings: fact -> the `context` that it makes; the first told of counts.
        derived_from: fact -> the one that it follows from.
        denied_by: fact -> the fact that denies its whole group.
        fixed: what a "no" behind it leaves as it is.
    """

    course: frozenset[str]
    beside_call: frozenset[str]
    no_sign: frozenset[str]
    of_cramp: frozenset[str]
    request: frozenset[str]
    medicine: frozenset[str]
    background: frozenset[str]
    one_day: frozenset[str]
    happened: frozenset[str]
    place: frozenset[str]
    weak: frozenset[str]
    names_cramp: frozenset[str]
    unwell: frozenset[str]
    felt: frozenset[str]
    spot: frozenset[str]
    placed: frozenset[str]
    place_within: frozenset[str]
    either: frozenset[str]
    recent: frozenset[str]
    begun: frozenset[str]
    not_by_time: frozenset[str]
    of_others: frozenset[str]
    company: frozenset[str]
    sudden: frozenset[str]
    settings: dict[str, str]
    derived_from: dict[str, str]
    denied_by: dict[str, str]
    fixed: frozenset[str]


def fact_sets(findings: Mapping[str, Finding]) -> FactSets:
    """Returns the facts of a vocabulary as understanding groups them."""

    def groups(*names: Group) -> frozenset[str]:
        return frozenset(of_group(findings, *names))

    def trait(name: Trait) -> frozenset[str]:
        return frozenset(with_trait(findings, name))

    # An injury explains more than the heat.
    causes = sorted((fact for fact, f in findings.items() if f.setting), reverse=True)
    deny_all = {finding.none_of: fact for fact, finding in findings.items() if finding.none_of}
    return FactSets(
        course=groups("course"),
        beside_call=groups("course", "person"),
        no_sign=groups("course", "person", "setting", "request") | trait("place"),
        of_cramp=(groups("course", "cramp") | trait("of_cramp")) - trait("recorded"),
        request=groups("request"),
        medicine=groups("medicine"),
        background=groups("medicine", "illness") | trait("background"),
        one_day=trait("one_day") | trait("happened"),
        happened=trait("happened"),
        place=trait("place"),
        weak=trait("weak"),
        names_cramp=trait("names_cramp"),
        unwell=trait("unwell"),
        felt=trait("felt"),
        spot=trait("spot"),
        placed=trait("placed"),
        place_within=trait("place_within"),
        either=trait("either"),
        recent=trait("recent"),
        begun=trait("begun") | trait("recent") | groups("medicine"),
        not_by_time=trait("not_by_time"),
        of_others=trait("of_others"),
        company=trait("company"),
        sudden=trait("sudden"),
        settings={fact: findings[fact].setting for fact in causes},
        derived_from={fact: f.derived_from for fact, f in findings.items() if f.derived_from},
        denied_by={fact: deny_all[f.group] for fact, f in findings.items() if f.group in deny_all},
        fixed=trait("place") | groups("request") | {*deny_all.values()},
    )
