"""How policies are evaluated, after the examples of the IAM User Guide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from polyglot_cloud.rights import reference
from polyglot_cloud.rights.conditions import InvalidPolicy
from polyglot_cloud.rights.policies import Decision, Policies, Request, read, read_folder

BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket"


def decide(*statements: dict[str, Any], action: str = "s3:GetObject", resource: str = f"{BUCKET}/file",
           exists: bool = True, **context: Any) -> Decision:
    """The decision of one policy; `__` in the name of a key stands for its colon."""
    rows = [{"Effect": "Allow", "Action": "*", "Resource": "*", **statement} for statement in statements]
    for row in rows:
        for element in ("Action", "Resource"):
            if f"Not{element}" in row:
                del row[element]
    policies = Policies(read({"Version": "2012-10-17", "Statement": rows}))
    keys = {key.replace("__", ":").lower(): value for key, value in context.items()}
    return policies.decide(Request(action, resource, keys, exists))


def holds(operator: str, wanted: Any, value: Any = None) -> bool:
    """Whether a condition on the key `aws:Key` holds; without a value the request lacks the key."""
    context = {} if value is None else {"aws__Key": value}
    return decide({"Condition": {operator: {"aws:Key": wanted}}}, **context) is Decision.ALLOWED


def test_what_no_statement_allows_is_denied() -> None:
    assert decide({"Action": "s3:PutObject"}) is Decision.IMPLICITLY_DENIED


def test_a_deny_wins_over_an_allow_wherever_it_stands() -> None:
    deny = {"Effect": "Deny", "Action": "s3:Get*"}
    assert decide({}, deny) is Decision.EXPLICITLY_DENIED
    assert decide(deny, {}) is Decision.EXPLICITLY_DENIED


def test_a_deny_whose_condition_does_not_hold_denies_nothing() -> None:
    deny = {"Effect": "Deny", "Condition": {"StringEquals": {"aws:Key": "value"}}}
    assert decide({}, deny, aws__Key="other") is Decision.ALLOWED


def test_actions_are_compared_without_regard_to_case_and_with_wildcards() -> None:
    assert decide({"Action": "S3:getO?ject"}) is Decision.ALLOWED
    assert decide({"Action": ["s3:List*", "s3:Put*"]}) is Decision.IMPLICITLY_DENIED


def test_not_action_allows_everything_but_what_it_lists() -> None:
    assert decide({"NotAction": "iam:*"}) is Decision.ALLOWED
    assert decide({"NotAction": "iam:*"}, action="iam:GetRole") is Decision.IMPLICITLY_DENIED


def test_not_resource_covers_everything_but_what_it_lists() -> None:
    statements = {}, {"Effect": "Deny", "NotResource": [BUCKET, f"{BUCKET}/*"]}
    assert decide(*statements) is Decision.ALLOWED
    assert decide(*statements, resource="arn:aws:s3:::other/file") is Decision.EXPLICITLY_DENIED


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("arn:aws:ec2:*:*:vpc/*", True),
        ("arn:aws:ec2:eu-west-3:123456789012:vpc/vpc-1", True),
        ("arn:aws:ec2:*:vpc/*", False),
        ("arn:aws:ec2:*:*:subnet/*", False),
        ("arn:aws:ec2:*:*:*/*", True),
        ("*", True),
    ],
)
def test_a_wildcard_of_a_resource_stays_between_two_colons(pattern: str, covered: bool) -> None:
    arn = "arn:aws:ec2:eu-west-3:123456789012:vpc/vpc-1"
    decision = decide({"Resource": pattern}, action="ec2:DeleteVpc", resource=arn)
    assert (decision is Decision.ALLOWED) == covered


def test_an_action_without_resources_is_allowed_on_a_star_only() -> None:
    assert decide({"Resource": "arn:aws:ec2:*:*:vpc/*"}, action="ec2:DescribeVpcs", resource="*") is not Decision.ALLOWED
    assert decide({}, action="ec2:DescribeVpcs", resource="*") is Decision.ALLOWED


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        ("StringEquals", "johndoe", "johndoe", True),
        ("StringEquals", "johndoe", "JohnDoe", False),
        ("StringEquals", ["johndoe", "janedoe"], "janedoe", True),
        ("StringNotEquals", ["johndoe", "janedoe"], "janedoe", False),
        ("StringNotEquals", ["johndoe", "janedoe"], "else", True),
        ("StringEqualsIgnoreCase", "johndoe", "JohnDoe", True),
        ("StringLike", "john*", "johndoe", True),
        ("StringLike", "john?", "johndoe", False),
        ("StringNotLike", "john*", "johndoe", False),
        ("StringEquals", "john*", "johndoe", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", "10", "ten", False),
        ("DateGreaterThan", "2026-07-01T00:00:00Z", "2026-11-30T00:00:00+00:00", True),
        ("DateLessThan", "2026-07-01T00:00:00Z", "2026-11-30T00:00:00+00:00", False),
        ("Bool", True, "true", True),
        ("Bool", "false", "true", False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.7", True),
        ("NotIpAddress", "203.0.113.0/24", "203.0.113.7", False),
        ("ArnLike", "arn:aws:iam::*:policy/polyglot/*", "arn:aws:iam::123456789012:policy/polyglot/topic", True),
        ("ArnLike", "arn:aws:iam::*:policy/polyglot/*", "arn:aws:iam::aws:policy/AdministratorAccess", False),
        ("ArnEquals", "arn:aws:sns:*:123456789012:topic", "arn:aws:sns:eu-west-3:123456789012:topic", True),
        ("ArnLike", "arn:aws:iam::*", "arn:aws:iam::123456789012:policy/polyglot/topic", False),
    ],
)
def test_an_operator_compares_as_documented(operator: str, wanted: Any, value: str, expected: bool) -> None:
    assert holds(operator, wanted, value) == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("Bool", False),
        ("BoolIfExists", True),
        ("ArnLike", False),
        ("ArnNotLike", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
def test_a_key_that_the_request_lacks(operator: str, expected: bool) -> None:
    assert holds(operator, "value") == expected


def test_null_asks_whether_the_request_has_the_key() -> None:
    assert holds("Null", "true")
    assert holds("Null", False, "value")
    assert not holds("Null", "true", "value")
    assert not holds("Null", "false")
    assert not holds("Null", "false", [])


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("ForAllValues:StringEquals", ["environment"], True),
        ("ForAllValues:StringEquals", ["environment", "cost-center"], True),
        ("ForAllValues:StringEquals", ["environment", "owner"], False),
        ("ForAnyValue:StringEquals", ["environment", "owner"], True),
        ("ForAnyValue:StringEquals", ["owner"], False),
        ("ForAllValues:StringNotEquals", ["owner"], True),
        ("ForAllValues:StringNotEquals", ["owner", "environment"], False),
        ("ForAnyValue:StringNotEquals", ["owner", "environment"], True),
        ("ForAllValues:StringLike", ["environment"], True),
    ],
)
def test_a_key_with_several_values(operator: str, value: list[str], expected: bool) -> None:
    assert holds(operator, ["environment", "cost-center"], value) == expected


def test_all_keys_of_all_operators_must_hold() -> None:
    condition = {"StringEquals": {"aws:A": "1", "aws:B": "2"}, "StringLike": {"aws:C": "3*"}}
    assert decide({"Condition": condition}, aws__A="1", aws__B="2", aws__C="33") is Decision.ALLOWED
    assert decide({"Condition": condition}, aws__A="1", aws__B="2", aws__C="4") is Decision.IMPLICITLY_DENIED


def test_keys_are_compared_without_regard_to_case() -> None:
    condition = {"StringEquals": {"AWS:resourcetag/Team": "events"}}
    assert decide({"Condition": condition}, **{"aws:ResourceTag/team": "events"}) is Decision.ALLOWED


def test_a_variable_stands_for_a_value_of_the_request() -> None:
    statement = {"Resource": f"{BUCKET}/${{aws:PrincipalTag/team}}/*"}
    events = {"aws:PrincipalTag/team": "events"}
    assert decide(statement, resource=f"{BUCKET}/events/1", **events) is Decision.ALLOWED
    assert decide(statement, resource=f"{BUCKET}/others/1", **events) is Decision.IMPLICITLY_DENIED
    assert decide(statement, resource=f"{BUCKET}/events/1") is Decision.IMPLICITLY_DENIED


def test_a_variable_brings_no_wildcards_and_may_have_a_default() -> None:
    assert not holds("StringLike", "${aws:PrincipalTag/team}", "events")
    assert decide(
        {"Condition": {"StringLike": {"aws:Key": "${aws:Other}"}}}, aws__Key="events", aws__Other="*"
    ) is Decision.IMPLICITLY_DENIED
    assert holds("StringEquals", "${aws:Other, 'events'}", "events")
    assert holds("StringLike", "a${*}b", "a*b")
    assert not holds("StringLike", "a${*}b", "axb")


def test_tags_of_what_does_not_exist_refuse_nothing() -> None:
    tagged = {"Condition": {"StringEquals": {"aws:ResourceTag/team": "events"}}}
    assert decide(tagged, exists=False) is Decision.ALLOWED
    assert decide(tagged) is Decision.IMPLICITLY_DENIED
    assert decide({**tagged, "Action": "s3:PutObject"}, exists=False) is Decision.IMPLICITLY_DENIED


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "it has no Statement"),
        ({"Statement": {"Effect": "Allow", "Action": "*"}}, "must have either Resource or NotResource"),
        ({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}, "has a Principal"),
        ({"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}, "Effect 'allow'"),
        (
            {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringIs": {"a:b": "c"}}}},
            "condition operator StringIs is unknown",
        ),
    ],
)
def test_what_is_no_policy_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidPolicy, match=message):
        read(document)


def test_a_file_that_is_no_policy_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy, match=f"{tmp_path} has no policies"):
        read_folder(tmp_path)
    (tmp_path / "network.json").write_text("{")
    with pytest.raises(InvalidPolicy, match=f"{tmp_path / 'network.json'}: Expecting"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("action", "kind", "key", "has"),
    [
        ("kms:CreateGrant", "key", "kms:GrantIsForAWSResource", True),
        ("kms:RetireGrant", "key", "kms:GrantIsForAWSResource", False),
        ("kafka:CreateConfiguration", "configuration", "aws:RequestTag/team", False),
        ("kafka:CreateCluster", "cluster", "aws:RequestTag/team", True),
        ("ec2:CreateSubnet", "subnet", "aws:RequestTag/team", True),
        ("ec2:CreateSubnet", "vpc", "aws:RequestTag/team", False),
        ("ec2:CreateSubnet", "vpc", "aws:ResourceTag/team", True),
        ("ec2:CreateTags", "vpc", "ec2:CreateAction", True),
        ("eks:CreateCluster", "", "aws:TagKeys", True),
        ("eks:DeleteCluster", "cluster", "aws:TagKeys", False),
        ("eks:DeleteCluster", "cluster", "aws:RequestedRegion", True),
    ],
)
def test_a_key_applies_where_the_reference_lists_it(action: str, kind: str, key: str, has: bool) -> None:
    assert reference.action(action).has(key, kind) == has


def test_an_action_that_the_reference_lacks_is_unknown() -> None:
    with pytest.raises(reference.UnknownAction):
        reference.action("ec2:CreateCastle")
