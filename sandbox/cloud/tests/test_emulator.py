"""The emulator's own endpoints, and what it does with calls that nobody emulates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from conftest import ACCOUNT, PACKAGE, Emulator, make_role, make_vpc, refused, start

from polyglot_cloud.clock import Clock


class TestDump:
    def test_of_a_fresh_account_is_empty(self, fresh_cloud: Emulator) -> None:
        assert fresh_cloud.dump() == []
        assert len(fresh_cloud.client("ec2").describe_vpcs()["Vpcs"]) == 1
        assert len(fresh_cloud.client("iam").list_policies(Scope="AWS", MaxItems=10)["Policies"]) == 10
        assert fresh_cloud.client("kms").list_aliases()["Aliases"] != []
        for service, action in (
            ("eks", "list_clusters"), ("kafka", "list_clusters_v2"), ("ecr", "describe_repositories"),
            ("logs", "describe_log_groups"), ("elbv2", "describe_load_balancers"), ("secretsmanager", "list_secrets"),
            ("sts", "get_caller_identity"),
        ):
            getattr(fresh_cloud.client(service), action)()
        assert fresh_cloud.dump() == []

    def test_is_empty_again_once_everything_is_deleted(self, fresh_cloud: Emulator) -> None:
        vpc = make_vpc(fresh_cloud)
        vpc.group()
        make_role(fresh_cloud)
        kms, logs = fresh_cloud.client("kms"), fresh_cloud.client("logs")
        key = kms.create_key(Tags=[{"TagKey": "environment", "TagValue": "dev"}])["KeyMetadata"]["KeyId"]
        logs.create_log_group(logGroupName="/eks/dev")
        kinds = [(row["service"], row["type"]) for row in fresh_cloud.dump()]
        assert kinds == [
            ("ec2", "internet-gateway"), ("ec2", "route-table"), ("ec2", "security-group"), *[("ec2", "subnet")] * 6,
            ("ec2", "vpc"), ("iam", "role"), ("kms", "key"), ("logs", "log-group"),
        ]
        for group in fresh_cloud.ids("ec2", "security-group"):
            vpc.ec2.delete_security_group(GroupId=group)
        for subnet in fresh_cloud.ids("ec2", "subnet"):
            vpc.ec2.delete_subnet(SubnetId=subnet)
        vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        vpc.ec2.delete_internet_gateway(InternetGatewayId=vpc.gateway)
        vpc.ec2.delete_vpc(VpcId=vpc.id)
        fresh_cloud.client("iam").delete_role(RoleName=fresh_cloud.ids("iam", "role")[0].rpartition("/")[2])
        logs.delete_log_group(logGroupName="/eks/dev")
        kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
        assert fresh_cloud.dump() == []
        scheduled = fresh_cloud.get("dump?scheduled=true")
        assert [(row["type"], row["tags"]) for row in scheduled] == [("key", {"environment": "dev"})]
        fresh_cloud.pass_days(7)
        assert fresh_cloud.get("dump?scheduled=true") == []

    def test_says_so_if_it_does_not_list_a_service(self, fresh_cloud: Emulator) -> None:
        fresh_cloud.client("ssm").put_parameter(Name="/a", Value="b", Type="String")
        fresh_cloud.client("ssm").describe_parameters()
        assert fresh_cloud.dump() == [
            {"service": "ssm", "type": "unlisted", "id": "PutParameter", "region": "unknown"}
        ]

    def test_is_printed_by_a_command(self, fresh_cloud: Emulator) -> None:
        vpc = fresh_cloud.client("ec2").create_vpc(
            CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "a", "Value": "b"}]}]
        )["Vpc"]["VpcId"]
        printed = subprocess.run(
            [sys.executable, "-m", "polyglot_cloud.dump", "--url", fresh_cloud.url], check=True, text=True,
            capture_output=True, env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        ).stdout
        assert json.loads(printed) == [
            {"service": "ec2", "type": "vpc", "id": vpc, "region": "eu-west-3", "tags": {"a": "b"}}
        ]


class TestCalls:
    def test_are_counted_with_their_refusals(self, fresh_cloud: Emulator) -> None:
        eks, ec2 = fresh_cloud.client("eks"), fresh_cloud.client("ec2")
        eks.list_clusters()
        eks.list_clusters()
        refused(eks.describe_cluster, name="none")
        refused(ec2.delete_vpc, VpcId="vpc-0123456789abcdef0")
        assert fresh_cloud.get("calls") == [
            {"service": "ec2", "action": "DeleteVpc", "count": 1, "refused": {"InvalidVpcID.NotFound": 1}},
            {"service": "eks", "action": "DescribeCluster", "count": 1, "refused": {"ResourceNotFoundException": 1}},
            {"service": "eks", "action": "ListClusters", "count": 2, "refused": {}},
        ]


    def test_are_told_apart_by_caller(self, fresh_cloud: Emulator) -> None:
        fresh_cloud.client("eks").list_clusters()
        assert fresh_cloud.get("calls?caller=AKIAIOSFODNN7EXAMPLE") == [
            {"service": "eks", "action": "ListClusters", "count": 1, "refused": {}}
        ]
        assert fresh_cloud.get("calls?caller=SOMEBODYELSE") == []


class TestChanges:
    def test_are_listed_in_order_with_what_they_named_and_how_they_were_refused(self, fresh_cloud: Emulator) -> None:
        eks, logs, iam = (fresh_cloud.client(service) for service in ("eks", "logs", "iam"))
        logs.create_log_group(logGroupName="/polyglot-a/one")
        eks.list_clusters()
        refused(logs.create_log_group, logGroupName="/polyglot-a/one")
        iam.create_role(RoleName="polyglot-a", Path="/polyglot/", AssumeRolePolicyDocument="{}")
        logs.delete_log_group(logGroupName="/polyglot-a/one")
        changes = fresh_cloud.get("changes")
        assert [(change["service"], change["action"], change["refused"]) for change in changes] == [
            ("logs", "CreateLogGroup", ""),
            ("logs", "CreateLogGroup", "ResourceAlreadyExistsException"),
            ("iam", "CreateRole", ""),
            ("logs", "DeleteLogGroup", ""),
        ]
        assert changes[0]["region"] == "eu-west-3"
        assert changes[0]["parameters"] == {"logGroupName": "/polyglot-a/one"}
        assert changes[2]["parameters"]["RoleName"] == "polyglot-a"


class TestCallsThatNobodyEmulates:
    @pytest.mark.parametrize(("service", "action", "params"), [
        ("eks", "describe_insight", {"clusterName": "a", "id": "b"}),
        ("kafka", "list_replicators", {}),
        ("ecr", "create_pull_through_cache_rule", {"ecrRepositoryPrefix": "a", "upstreamRegistryUrl": "b"}),
        ("service-quotas", "list_service_quotas", {"ServiceCode": "eks"}),
    ])
    def test_are_refused_by_name_and_not_retried(
        self, cloud: Emulator, service: str, action: str, params: dict[str, Any]
    ) -> None:
        refusal = refused(getattr(cloud.client(service), action), **params)
        assert refusal.status == 400
        assert "does not emulate" in refusal.message


class TestServer:
    def test_says_what_it_is(self, cloud: Emulator) -> None:
        assert cloud.get("health") == {"account": ACCOUNT, "region": "eu-west-3", "timeScale": 1.0}
        assert cloud.client("sts").get_caller_identity()["Account"] == ACCOUNT

    def test_keeps_regions_apart(self, cloud: Emulator) -> None:
        vpc = cloud.client("ec2", "us-east-1").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        assert refused(cloud.client("ec2").describe_vpcs, VpcIds=[vpc]).code == "InvalidVpcID.NotFound"

    @pytest.mark.parametrize("scale", ["0", "-1"])
    def test_does_not_start_at_a_time_scale_of_none(self, scale: str) -> None:
        with pytest.raises(AssertionError):
            next(start(scale=float(scale)))


class TestClock:
    def test_runs_what_is_due_in_the_order_of_its_time(self) -> None:
        now, done = [0.0], []
        clock = Clock(scale=60, monotonic=lambda: now[0])
        clock.after(120, lambda: done.append("later"))
        clock.after(60, lambda: done.append("sooner"))
        now[0] = 0.99
        clock.settle()
        assert done == []
        now[0] = 1.0
        clock.settle()
        assert done == ["sooner"]
        clock.skip(60)
        assert done == ["sooner", "later"]

    def test_does_not_go_back(self) -> None:
        with pytest.raises(ValueError, match="time does not go back: -1"):
            Clock(scale=1).skip(-1)
