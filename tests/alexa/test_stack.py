"""The stack that the skill runs in: linted, deployed to moto as far as moto goes, rights read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from skill.lambda_function import handler
from skill.memory.table import EXPIRES, KEY
from skill.publish.package import HANDLER, STACK_FILE
from skill.publish.wheels import MACHINES, RUNTIME
from tests import needs
from tests.alexa.alexa_person import Person

pytestmark = [
    pytest.mark.slow,
    pytest.mark.searches,
    # Alarms and filters, which are read in the template.
    pytest.mark.filterwarnings("ignore:Tried to parse .* not supported by moto"),
]
OWN_ID = f"amzn1.ask.skill.{'0' * 8}-0000-0000-0000-{'0' * 12}"
GIVEN = {
    "SkillId": OWN_ID,
    "LambdaRuntime": RUNTIME,
    "LambdaHandler": HANDLER,
    "CodeBucket": "cramp-code",
    "CodeKey": "lambda.zip",
}
"""What `ask deploy` gives, but for the version of the code."""


@pytest.fixture(scope="module")
def template() -> Any:
    return needs.module("cfnlint.decode").decode(str(STACK_FILE))[0]


class Cloud:
    """Moto's server, asked as AWS is."""

    def __init__(self, endpoint: str) -> None:
        self.clients = {
            name: needs.module("boto3").client(
                name,
                endpoint_url=endpoint,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
            for name in ("cloudformation", "dynamodb", "iam", "lambda", "logs", "s3")
        }

    def __call__(self, service: str, method: str, /, **given: Any) -> Any:
        return getattr(self.clients[service], method)(**given)

    def deploy(self, name: str, **more: str) -> dict[str, str]:
        """Makes a stack; the names of what it made, by their names in the template."""
        self(
            "cloudformation",
            "create_stack",
            StackName=name,
            TemplateBody=STACK_FILE.read_text(),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in (GIVEN | more).items()
            ],
        )
        made = self("cloudformation", "describe_stack_resources", StackName=name)
        return {
            each["LogicalResourceId"]: each.get("PhysicalResourceId", "")
            for each in made["StackResources"]
            if "LogicalResourceId" in each  # moto does not make alarms and filters
        }

    def rights(self, role: str) -> set[str]:
        """All that a role may do; each right names one thing alone."""
        allowed = set()
        for name in self("iam", "list_role_policies", RoleName=role)["PolicyNames"]:
            policy = self("iam", "get_role_policy", RoleName=role, PolicyName=name)
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Resource"].startswith("arn:aws:")
                assert not statement["Resource"].removesuffix(":*").endswith("*")
                allowed |= set(statement["Action"])
        return allowed


@pytest.fixture(scope="module")
def cloud(endpoint: str) -> Iterator[Cloud]:
    made = Cloud(endpoint)
    made("s3", "create_bucket", Bucket="cramp-code")
    made("s3", "put_object", Bucket="cramp-code", Key="lambda.zip", Body=b"PK\5\6" + bytes(18))
    yield made
    for name in ("forgetful", "mindful"):
        made("cloudformation", "delete_stack", StackName=name)
    # Nothing of what people said outlives the stack.
    assert not [n for n in made("dynamodb", "list_tables")["TableNames"] if "mindful" in n]


def test_cfn_lint_has_nothing_to_say() -> None:
    found = needs.module("cfnlint.api").lint_file(STACK_FILE)
    assert [str(each) for each in found] == []


def test_a_skill_without_memory_has_no_table_and_may_only_log(cloud: Cloud) -> None:
    made = cloud.deploy("forgetful")
    assert not {"Table", "Alarms"} & set(made)
    assert cloud.rights(made["Role"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    config = cloud("lambda", "get_function_configuration", FunctionName=made["Function"])
    assert (config["Runtime"], config["Handler"]) == (RUNTIME, HANDLER)
    assert config["Architectures"] == ["x86_64"]
    assert config["Environment"]["Variables"] == {"SKILL_ID": OWN_ID, "CRAMP_MEMORY_TABLE": ""}


def test_nobody_but_alexa_for_this_skill_may_call_the_function(template: Any) -> None:
    grants = [
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::Lambda::Permission"
    ]
    assert grants == [
        {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Fn::GetAtt": ["Function", "Arn"]},
            "Principal": "alexa-appkit.amazon.com",
            "EventSourceToken": {"Ref": "SkillId"},
        }
    ]
    allowed = template["Parameters"]["SkillId"]["AllowedPattern"]
    assert re.fullmatch(allowed, OWN_ID)
    assert not re.fullmatch(allowed, "amzn1.ask.skill.yours")


def test_a_skill_that_remembers_has_a_table_and_may_use_it_alone(cloud: Cloud) -> None:
    made = cloud.deploy("mindful", Remember="yes", AlarmEmail="a@example.org", LogDays="30")
    table = {"TableName": made["Table"]}
    described = cloud("dynamodb", "describe_table", **table)["Table"]
    assert described["KeySchema"] == [{"AttributeName": KEY, "KeyType": "HASH"}]
    assert cloud.rights(made["Role"]) == {
        *("logs:CreateLogStream", "logs:PutLogEvents"),
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"),
    }
    groups = cloud("logs", "describe_log_groups")["logGroups"]
    kept_days = {each["logGroupName"]: each.get("retentionInDays") for each in groups}
    assert kept_days[made["Log"]] == 30
    config = cloud("lambda", "get_function_configuration", FunctionName=made["Function"])
    assert config["Environment"]["Variables"]["CRAMP_MEMORY_TABLE"] == made["Table"]


def test_the_table_forgets(template: Any) -> None:
    table = template["Resources"]["Table"]
    assert table["Properties"]["TimeToLiveSpecification"] == {
        "AttributeName": EXPIRES,
        "Enabled": True,
    }
    # "It is deleted" would not be true of a copy that can be brought back for 35 days.
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {
        "PointInTimeRecoveryEnabled": False
    }
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Delete", "Delete")


def test_errors_throttles_latency_and_fallbacks_alarm(template: Any) -> None:
    alarms = {
        name: each["Properties"]
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
    }
    watched = {name: each.get("MetricName", "rate") for name, each in alarms.items()}
    assert watched == {
        "Errors": "Errors",
        "Throttles": "Throttles",
        "Latency": "Duration",
        "FallbackRate": "rate",
    }
    # A night without anybody is no fault.
    assert {each["TreatMissingData"] for each in alarms.values()} == {"notBreaching"}
    for each in alarms.values():
        assert each["AlarmActions"] == {
            "Fn::If": ["HasEmail", [{"Ref": "Alarms"}], {"Ref": "AWS::NoValue"}]
        }
    assert alarms["Latency"]["Threshold"] <= 8000
    (counted,) = template["Resources"]["Fallbacks"]["Properties"]["MetricTransformations"]
    _, fallbacks, turns = alarms["FallbackRate"]["Metrics"]
    assert fallbacks["MetricStat"]["Metric"]["MetricName"] == counted["MetricName"]
    assert turns["MetricStat"]["Metric"]["MetricName"] == "Invocations"


def test_what_is_counted_as_a_fallback_is_what_the_skill_logs(
    template: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "skill")
    person = Person(lambda envelope: handler(envelope, None))
    person.launch()
    person.say("AMAZON.FallbackIntent")
    person.no()
    (line,) = [each.getMessage() for each in caplog.records]
    pattern = template["Resources"]["Fallbacks"]["Properties"]["FilterPattern"]
    assert pattern == f'{{ $.message = "{line}" }}'
    # Lambda leaves out what is below a warning unless told otherwise.
    logging_ = template["Resources"]["Function"]["Properties"]["LoggingConfig"]
    assert (logging_["LogFormat"], logging_["ApplicationLogLevel"]) == ("JSON", "INFO")


def test_what_alexa_waits_for_bounds_the_function(template: Any) -> None:
    function = template["Resources"]["Function"]["Properties"]
    assert function["Timeout"] <= 8
    assert template["Parameters"]["Architecture"]["AllowedValues"] == list(MACHINES)
    assert template["Parameters"]["LambdaRuntime"]["AllowedValues"] == [RUNTIME]
