"""What calls ask for, whatever they lack: a malformed call is the service's to refuse, not a reason to fail."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from conftest import ACCOUNT, REGION
from polyglot_cloud.clock import Clock
from polyglot_cloud.cloud import Cloud
from polyglot_cloud.handlers import Call
from polyglot_cloud.rights import dependents, reference, requests
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.requests import Asking
from polyglot_cloud.services.ec2 import Ec2
from polyglot_cloud.services.eks import Eks
from polyglot_cloud.services.kafka import Kafka

#: Operations of botocore's models that the reference does not list (yet); policies do not know them either.
NEWER_THAN_THE_REFERENCE = 0.12


@pytest.fixture(scope="module")
def asking() -> Asking:
    """An account in which nothing exists."""
    cloud = Cloud(ACCOUNT, Clock(1))
    account = Account(cloud, Eks(cloud, Ec2(cloud)), Kafka(cloud))
    return Asking(account, REGION, f"arn:aws:iam::{ACCOUNT}:role/crossplane")


def sample(shape: Any, depth: int = 0) -> Any:
    """A value of a shape, with texts that name nothing."""
    if shape.type_name == "structure":
        return {} if depth > 3 else {name: sample(member, depth + 1) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [] if depth > 3 else [sample(shape.member, depth + 1)]
    if shape.type_name == "map":
        return {"key": sample(shape.value, depth + 1)}
    return {"boolean": True, "integer": 1, "long": 1, "float": 1.0, "double": 1.0}.get(shape.type_name, "text")


@pytest.mark.parametrize("service", reference.PREFIXES)
@pytest.mark.parametrize("filled", [False, True])
def test_every_operation_asks_for_something_or_is_named(asking: Asking, service: str, filled: bool) -> None:
    model = boto3.session.Session()._session.get_service_model(service)
    unmapped = []
    for name in model.operation_names:
        shape = model.operation_model(name).input_shape
        call = Call(service, name, REGION, sample(shape) if filled and shape else {}, lambda **_: {})
        try:
            asked = [*requests.of_call(call, asking), *dependents.of_call(call, asking)]
        except requests.Unmapped as named:
            assert str(named) == f"{service}:{name}"
            unmapped.append(name)
        else:
            assert asked or f"{service}:{name}" in requests.FREE, name
    assert len(unmapped) <= NEWER_THAN_THE_REFERENCE * len(model.operation_names)


def test_a_call_names_all_its_resources_once(asking: Asking) -> None:
    group, subnet = "sg-0123456789abcdef0", "subnet-0123456789abcdef0"
    params = {"VpcEndpointId": "vpce-0123456789abcdef0", "AddSubnetIds": [subnet], "RemoveSecurityGroupIds": [group, group]}
    asked = [*requests.of_call(Call("ec2", "ModifyVpcEndpoint", REGION, params, lambda **_: {}), asking)]
    assert [question.shown.rpartition(":")[2] for question in asked] == [
        f"vpc-endpoint/{params['VpcEndpointId']}", f"subnet/{subnet}", f"security-group/{group}",
    ]


def test_a_group_in_a_rule_and_a_tag_that_looks_like_an_id_are_not_named(asking: Asking) -> None:
    params = {
        "GroupId": "sg-0123456789abcdef0",
        "IpPermissions": [{"UserIdGroupPairs": [{"GroupId": "sg-0123456789abcdef1"}]}],
        "TagSpecifications": [{"ResourceType": "security-group-rule", "Tags": [{"Key": "of", "Value": "sg-0123456789abcdef2"}]}],
    }
    call = Call("ec2", "AuthorizeSecurityGroupIngress", REGION, params, lambda **_: {})
    asked = [(question.request.action, question.shown.rpartition(":")[2]) for question in requests.of_call(call, asking)]
    assert asked == [
        ("ec2:AuthorizeSecurityGroupIngress", "security-group/sg-0123456789abcdef0"),
        ("ec2:AuthorizeSecurityGroupIngress", "security-group-rule/*"),
        ("ec2:CreateTags", "security-group-rule/*"),
    ]


def test_a_bastion_asks_for_each_part_of_an_instance(asking: Asking) -> None:
    params = {
        "ImageId": "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        "SubnetId": "subnet-0123456789abcdef0", "SecurityGroupIds": ["sg-0123456789abcdef0"],
    }
    call = Call("ec2", "RunInstances", REGION, params, lambda **_: {})
    asked = {question.shown for question in (*requests.of_call(call, asking), *dependents.of_call(call, asking))}
    own, public = f"arn:aws:ec2:{REGION}:{ACCOUNT}", f"arn:aws:ssm:{REGION}::parameter/aws/service"
    assert asked == {
        f"{own}:instance/*", f"{own}:network-interface/*", f"{own}:volume/*", f"arn:aws:ec2:{REGION}::image/*",
        f"{own}:subnet/subnet-0123456789abcdef0", f"{own}:security-group/sg-0123456789abcdef0",
        f"{public}/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    }


def test_each_row_of_the_table_has_a_source_and_calls_of_a_service_that_is_evaluated() -> None:
    assert len(dependents.ROWS) > 20
    for row in dependents.ROWS:
        assert row.source and row.calls, row
        assert {call.partition(":")[0] for call in row.calls} <= reference.PREFIXES.keys(), row
