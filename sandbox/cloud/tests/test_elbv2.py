"""Load balancers: states, interfaces, and AWS's refusals."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Emulator, Vpc, refused, unique


@pytest.fixture
def elb(cloud: Emulator) -> Any:
    return cloud.client("elbv2")


def create(vpc: Vpc, **settings: Any) -> str:
    asked = {"Name": unique("lb"), "Subnets": vpc.public, "SecurityGroups": [vpc.group()], "Scheme": "internet-facing"}
    created = vpc.emulator.client("elbv2").create_load_balancer(**{**asked, **settings})["LoadBalancers"]
    assert len(created) == 1
    return str(created[0]["LoadBalancerArn"])


def state(elb: Any, arn: str) -> str:
    found = elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    assert len(found) == 1
    return str(found[0]["State"]["Code"])


class TestLoadBalancer:
    def test_is_active_after_three_minutes(self, vpc: Vpc, elb: Any, cloud: Emulator) -> None:
        arn = create(vpc)
        assert state(elb, arn) == "provisioning"
        cloud.pass_minutes(2)
        assert state(elb, arn) == "provisioning"
        cloud.pass_minutes(1)
        assert state(elb, arn) == "active"

    def test_blocks_its_vpc_until_a_minute_after_its_deletion(self, vpc: Vpc, elb: Any, cloud: Emulator) -> None:
        group = vpc.group()
        arn = create(vpc, SecurityGroups=[group])
        assert len(vpc.interfaces()) == 3
        assert all(i["Description"].startswith("ELB app/lb-") for i in vpc.interfaces())
        for _ in range(2):
            assert refused(vpc.ec2.delete_vpc, VpcId=vpc.id).code == "DependencyViolation"
            assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.public[0]).code == "DependencyViolation"
            assert refused(vpc.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"
            detach = {"InternetGatewayId": vpc.gateway, "VpcId": vpc.id}
            assert refused(vpc.ec2.detach_internet_gateway, **detach).code == "DependencyViolation"
            elb.delete_load_balancer(LoadBalancerArn=arn)
        assert refused(elb.describe_load_balancers, LoadBalancerArns=[arn]).code == "LoadBalancerNotFound"
        cloud.pass_minutes(1)
        vpc.ec2.detach_internet_gateway(**detach)
        vpc.ec2.delete_security_group(GroupId=group)
        vpc.ec2.delete_subnet(SubnetId=vpc.public[0])

    def test_moves_its_interfaces(self, vpc: Vpc, elb: Any) -> None:
        arn, group = create(vpc), vpc.group()
        elb.set_subnets(LoadBalancerArn=arn, Subnets=vpc.public[:2])
        elb.set_security_groups(LoadBalancerArn=arn, SecurityGroups=[group])
        assert len(vpc.interfaces()) == 2
        assert {g["GroupId"] for i in vpc.interfaces() for g in i["Groups"]} == {group}

    def test_is_refused_for_a_name_in_use(self, vpc: Vpc) -> None:
        name = unique("lb")
        create(vpc, Name=name)
        assert refused(create, vpc=vpc, Name=name, Scheme="internal").code == "DuplicateLoadBalancerName"

    def test_is_refused_in_one_zone(self, vpc: Vpc) -> None:
        assert refused(create, vpc=vpc, Subnets=vpc.public[:1]).code == "ValidationError"

    def test_is_refused_for_a_subnet_that_does_not_exist(self, vpc: Vpc) -> None:
        assert refused(create, vpc=vpc, Subnets=["subnet-0123456789abcdef0"]).code == "SubnetNotFound"

    def test_is_refused_for_a_security_group_that_does_not_exist(self, vpc: Vpc) -> None:
        assert refused(create, vpc=vpc, SecurityGroups=["sg-0123456789abcdef0"]).code == "InvalidSecurityGroup"

    def test_is_refused_to_face_an_internet_that_is_not_there(self, vpc: Vpc) -> None:
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        refusal = refused(create, vpc=vpc)
        assert (refusal.code, refusal.message) == ("InvalidSubnet", f"VPC {vpc.id} has no internet gateway")
        create(vpc, Scheme="internal", Subnets=vpc.private)

    def test_is_not_deleted_under_protection(self, vpc: Vpc, elb: Any) -> None:
        arn = create(vpc)
        protect = [{"Key": "deletion_protection.enabled", "Value": "true"}]
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protect)
        assert refused(elb.delete_load_balancer, LoadBalancerArn=arn).code == "OperationNotPermitted"
        assert state(elb, arn) == "provisioning"


class TestTargetGroup:
    def test_is_refused_for_a_name_in_use_with_other_settings(self, vpc: Vpc, elb: Any) -> None:
        name = unique("targets")
        elb.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId=vpc.id, TargetType="ip")
        refusal = refused(
            elb.create_target_group, Name=name, Protocol="HTTP", Port=81, VpcId=vpc.id, TargetType="ip"
        )
        assert refusal.code == "DuplicateTargetGroupName"

    def test_is_not_deleted_while_a_listener_forwards_to_it(self, vpc: Vpc, elb: Any) -> None:
        group = elb.create_target_group(Name=unique("targets"), Protocol="HTTP", Port=80, VpcId=vpc.id)
        arn = group["TargetGroups"][0]["TargetGroupArn"]
        forward = [{"Type": "forward", "TargetGroupArn": arn}]
        elb.create_listener(LoadBalancerArn=create(vpc), Protocol="HTTP", Port=80, DefaultActions=forward)
        assert refused(elb.delete_target_group, TargetGroupArn=arn).code == "ResourceInUse"
