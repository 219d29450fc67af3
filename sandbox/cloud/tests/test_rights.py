"""What callers are refused for want of a right, in AWS's words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from conftest import ACCOUNT, PACKAGE, POLICIES, REGION, Emulator, Vpc, make_role, make_vpc, refused, unique

OWN = {"crossplane-providerconfig": "default"}
PAIRS = [{"Key": key, "Value": value} for key, value in OWN.items()]
Statement = dict[str, Any]
Change = Callable[[list[Statement]], list[Statement]]


def tagged(kind: str, **tags: str) -> list[dict[str, Any]]:
    """The parameter with which EC2 tags what it makes."""
    pairs = [{"Key": key, "Value": value} for key, value in (tags or OWN).items()]
    return [{"ResourceType": kind, "Tags": pairs}]


@dataclass
class Caller:
    """A session of a role."""

    emulator: Emulator
    session: str
    access_key: str

    def client(self, service: str) -> Any:
        return self.emulator.client(service, access_key=self.access_key)


def caller(cloud: Emulator, *policies: list[Statement]) -> Caller:
    """A session of a new role that has these policies."""
    name, iam = make_role(cloud).rpartition("/")[2], cloud.client("iam")
    for number, statements in enumerate(policies):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName=f"policy-{number}", PolicyDocument=document)
    answer = cloud.client("sts").assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/{name}", RoleSessionName="test")
    return Caller(cloud, answer["AssumedRoleUser"]["Arn"], answer["Credentials"]["AccessKeyId"])


def product(cloud: Emulator, change: Change = lambda statements: statements) -> Caller:
    """A session of a role with the management cluster's policies, each of them changed."""
    files = sorted(POLICIES.glob("*.json"))
    return caller(cloud, *(change(json.loads(file.read_text())["Statement"]) for file in files))


def without(sid: str) -> Change:
    """Takes a statement away; its name must be in one of the policies."""
    assert any(f'"{sid}"' in file.read_text() for file in POLICIES.glob("*.json")), sid
    return lambda statements: [statement for statement in statements if statement["Sid"] != sid] or [
        {"Effect": "Deny", "Action": "none:None", "Resource": "*"}
    ]


def with_condition(sid: str, **condition: Any) -> Change:
    """Adds a condition to a statement."""

    def change(statements: list[Statement]) -> list[Statement]:
        changed = deepcopy(statements)
        for statement in changed:
            if statement["Sid"] == sid:
                statement["Condition"].update(condition)
        return changed

    return change


@pytest.fixture(scope="module")
def own(guarded_cloud: Emulator) -> Vpc:
    """A network that carries the management cluster's tag, but for its default group."""
    vpc = make_vpc(guarded_cloud)
    resources = [vpc.id, vpc.gateway, vpc.public_table, *vpc.public, *vpc.private]
    vpc.ec2.create_tags(Resources=resources, Tags=PAIRS)
    return vpc


@pytest.fixture(scope="module")
def key(guarded_cloud: Emulator) -> str:
    """A key that carries the management cluster's tag."""
    tags = [{"TagKey": name, "TagValue": value} for name, value in OWN.items()]
    return str(guarded_cloud.client("kms").create_key(Tags=tags)["KeyMetadata"]["Arn"])


def eks_cluster(caller: Caller, vpc: Vpc, role: str, **more: Any) -> dict[str, Any]:
    """The parameters of CreateCluster."""
    name = unique("polyglot-cluster")
    return {"name": name, "roleArn": role, "resourcesVpcConfig": {"subnetIds": vpc.private}, "tags": OWN, **more}


def fargate_profile(cloud: Emulator, vpc: Vpc, maker: Caller) -> dict[str, Any]:
    """The parameters of CreateFargateProfile for a new cluster that is ACTIVE."""
    asked = eks_cluster(maker, vpc, make_role(cloud, path="/polyglot/"))
    maker.client("eks").create_cluster(**asked)
    cloud.pass_minutes(15)
    role = make_role(cloud, "eks-fargate-pods.amazonaws.com", "/polyglot/")
    return {"clusterName": asked["name"], "fargateProfileName": "all", "podExecutionRoleArn": role,
            "subnets": vpc.private, "selectors": [{"namespace": "*"}], "tags": OWN}


# ---- what real AWS refused, or would have


def test_fargate_is_not_made_without_the_right_to_look_for_its_role(guarded_cloud: Emulator, own: Vpc) -> None:
    maker = product(guarded_cloud)
    asked = fargate_profile(guarded_cloud, own, maker)
    blind = product(guarded_cloud, without("ReadWhetherFargateHasItsOwnRole"))
    answer = refused(blind.client("eks").create_fargate_profile, **asked)
    assert answer.code == "InvalidRequestException"
    assert answer.message == (
        "Failed to validate if SLR: AWSServiceRoleForAmazonEKSForFargate already exists due to missing permissions for "
        "'iam:GetRole'"
    )
    maker.client("eks").create_fargate_profile(**asked)


def test_eks_grants_itself_a_key_without_the_key_grant_is_for_aws_resource(
    guarded_cloud: Emulator, own: Vpc, key: str
) -> None:
    conditioned = with_condition("GrantOwnKeysToServices", Bool={"kms:GrantIsForAWSResource": "true"})
    strict, maker = product(guarded_cloud, conditioned), product(guarded_cloud)
    config = [{"provider": {"keyArn": key}, "resources": ["secrets"]}]
    asked = eks_cluster(strict, own, make_role(guarded_cloud, path="/polyglot/"), encryptionConfig=config)
    answer = refused(strict.client("eks").create_cluster, **asked)
    assert (answer.code, answer.status) == ("AccessDeniedException", 403)
    assert answer.message == (
        f"User: {strict.session} is not authorized to perform: kms:CreateGrant on resource: {key} because no "
        "identity-based policy allows the kms:CreateGrant action"
    )
    maker.client("eks").create_cluster(**asked)


def endpoint(vpc: Vpc, service: str, **more: Any) -> dict[str, Any]:
    """The parameters of CreateVpcEndpoint for an interface endpoint without subnets."""
    return {"VpcId": vpc.id, "ServiceName": f"com.amazonaws.{REGION}.{service}", "VpcEndpointType": "Interface",
            "TagSpecifications": tagged("vpc-endpoint"), **more}


def test_an_endpoint_does_not_lose_a_group_that_lacks_the_tag_without_the_right_to_it(
    guarded_cloud: Emulator, own: Vpc
) -> None:
    maker, strict = product(guarded_cloud), product(guarded_cloud, without("TakeTheDefaultGroupFromOwnEndpoints"))
    made = maker.client("ec2").create_vpc_endpoint(**endpoint(own, "sqs"))["VpcEndpoint"]["VpcEndpointId"]
    default = next(group["GroupId"] for group in own.ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [own.id]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"])
    asked = {"VpcEndpointId": made, "RemoveSecurityGroupIds": [default]}
    answer = refused(strict.client("ec2").modify_vpc_endpoint, **asked)
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{default}"
    assert (answer.code, answer.status) == ("UnauthorizedOperation", 403)
    assert answer.message.startswith(
        f"You are not authorized to perform this operation. User: {strict.session} is not authorized to perform: "
        f"ec2:ModifyVpcEndpoint on resource: {arn} because no identity-based policy allows the ec2:ModifyVpcEndpoint "
        "action. Encoded authorization failure message: "
    )
    maker.client("ec2").modify_vpc_endpoint(**asked)


def test_private_names_of_an_endpoint_need_a_right_of_route_53(guarded_cloud: Emulator, own: Vpc) -> None:
    strict = product(guarded_cloud, without("NameOwnEndpointsInTheirNetwork")).client("ec2")
    answer = refused(strict.create_vpc_endpoint, **endpoint(own, "sns"))
    assert answer.code == "UnauthorizedOperation"
    assert "perform: route53:AssociateVPCWithHostedZone on resource: arn:aws:route53:::hostedzone/*" in answer.message
    strict.create_vpc_endpoint(**endpoint(own, "sns", PrivateDnsEnabled=False))


def test_the_right_to_read_roles_of_a_path_does_not_cover_one_that_does_not_exist(guarded_cloud: Emulator) -> None:
    name = unique("polyglot-role")
    strict, reader = product(guarded_cloud, without("ReadByNameWhatDoesNotExist")), product(guarded_cloud)
    answer = refused(strict.client("iam").get_role, RoleName=name)
    assert (answer.code, answer.status) == ("AccessDenied", 403)
    assert answer.message == (
        f"User: {strict.session} is not authorized to perform: iam:GetRole on resource: role {name} because no "
        "identity-based policy allows the iam:GetRole action"
    )
    assert refused(reader.client("iam").get_role, RoleName=name).code == "NoSuchEntity"


def test_a_service_makes_its_role_in_the_callers_name_and_only_once(fresh_cloud: Emulator) -> None:
    vpc, strict = make_vpc(fresh_cloud), product(fresh_cloud, without("RolesThatServicesMakeForThemselves"))
    asked = {"KafkaVersion": "3.9.x.kraft", "NumberOfBrokerNodes": 3, "Tags": OWN, "BrokerNodeGroupInfo": {
        "InstanceType": "kafka.m7g.large", "ClientSubnets": vpc.private, "SecurityGroups": [vpc.group()]}}
    create = strict.client("kafka").create_cluster
    role = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/kafka.amazonaws.com/AWSServiceRoleForKafka"
    answer = refused(create, ClusterName=unique("polyglot-events"), **asked)
    assert f"perform: iam:CreateServiceLinkedRole on resource: {role} because" in answer.message
    product(fresh_cloud).client("kafka").create_cluster(ClusterName=unique("polyglot-events"), **asked)
    create(ClusterName=unique("polyglot-events"), **asked)


# ---- tags and names


def test_what_lacks_the_tag_or_has_another_value_is_not_changed(guarded_cloud: Emulator) -> None:
    ec2, vpc = guarded_cloud.client("ec2", access_key="CROSSPLANE"), make_vpc(guarded_cloud)
    assert refused(ec2.delete_subnet, SubnetId=vpc.private[0]).code == "UnauthorizedOperation"
    vpc.ec2.create_tags(Resources=vpc.private, Tags=[{"Key": "crossplane-providerconfig", "Value": "theirs"}])
    answer = refused(ec2.delete_subnet, SubnetId=vpc.private[0])
    assert f"on resource: arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{vpc.private[0]} because" in answer.message
    vpc.ec2.create_tags(Resources=vpc.private, Tags=PAIRS)
    ec2.delete_subnet(SubnetId=vpc.private[0])


def test_every_resource_that_a_call_names_must_carry_the_tag(guarded_cloud: Emulator, own: Vpc) -> None:
    ec2, theirs = guarded_cloud.client("ec2", access_key="CROSSPLANE"), make_vpc(guarded_cloud)
    asked = {"RouteTableId": own.public_table, "SubnetId": theirs.private[0]}
    answer = refused(ec2.associate_route_table, **asked)
    assert f"on resource: arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{theirs.private[0]} because" in answer.message


def test_nothing_is_made_without_the_tag(guarded_cloud: Emulator) -> None:
    ec2 = guarded_cloud.client("ec2", access_key="CROSSPLANE")
    answer = refused(ec2.create_vpc, CidrBlock="10.1.0.0/16", TagSpecifications=tagged("vpc", Name="mine"))
    assert f"ec2:CreateVpc on resource: arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/* because" in answer.message
    assert refused(ec2.create_vpc, CidrBlock="10.1.0.0/16").code == "UnauthorizedOperation"
    kms = guarded_cloud.client("kms", access_key="CROSSPLANE")
    answer = refused(kms.create_key)
    assert (answer.code, answer.status) == ("AccessDeniedException", 400)


def test_what_is_made_with_tags_needs_the_right_to_tag_it(guarded_cloud: Emulator) -> None:
    for_gateways = [{"Effect": "Allow", "Action": ["ec2:CreateVpc", "ec2:CreateInternetGateway"], "Resource": "*"},
                    {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
                     "Condition": {"StringEquals": {"ec2:CreateAction": "CreateInternetGateway"}}}]
    ec2 = caller(guarded_cloud, for_gateways).client("ec2")
    ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway"))
    answer = refused(ec2.create_vpc, CidrBlock="10.1.0.0/16", TagSpecifications=tagged("vpc"))
    assert f"ec2:CreateTags on resource: arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/* because" in answer.message
    ec2.create_vpc(CidrBlock="10.1.0.0/16")


def test_a_tag_key_that_is_not_listed_is_refused(guarded_cloud: Emulator, own: Vpc) -> None:
    listed = {"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "crossplane-providerconfig"]}}
    ec2 = caller(
        guarded_cloud, [{"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": listed}]
    ).client("ec2")
    ec2.create_tags(Resources=[own.id], Tags=[{"Key": "team", "Value": "events"}])
    unlisted = [{"Key": "team", "Value": "events"}, {"Key": "owner", "Value": "me"}]
    assert refused(ec2.create_tags, Resources=[own.id], Tags=unlisted).code == "UnauthorizedOperation"


def test_a_name_that_does_not_begin_as_ours_is_refused(guarded_cloud: Emulator) -> None:
    logs = guarded_cloud.client("logs", access_key="CROSSPLANE")
    answer = refused(logs.create_log_group, logGroupName="/theirs/pods", tags=OWN)
    assert answer.code == "AccessDeniedException"
    assert f"logs:CreateLogGroup on resource: arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/theirs/pods" in answer.message


def test_what_does_not_exist_is_not_found_rather_than_refused(guarded_cloud: Emulator) -> None:
    ec2 = guarded_cloud.client("ec2", access_key="CROSSPLANE")
    assert refused(ec2.delete_vpc, VpcId="vpc-0123456789abcdef0").code == "InvalidVpcID.NotFound"
    eks = guarded_cloud.client("eks", access_key="CROSSPLANE")
    assert refused(eks.delete_cluster, name="polyglot-none").code == "ResourceNotFoundException"
    # by its name alone it is nothing of ours
    assert refused(eks.delete_cluster, name="none").code == "AccessDeniedException"


# ---- roles


def test_a_role_is_passed_only_to_the_services_that_the_policy_names(guarded_cloud: Emulator, own: Vpc) -> None:
    to_ec2 = {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com"]}}
    strict = product(guarded_cloud, with_condition("PassRolesToTheServicesThatUseThem", **to_ec2))
    role = make_role(guarded_cloud, path="/polyglot/")
    answer = refused(strict.client("eks").create_cluster, **eks_cluster(strict, own, role))
    assert answer.code == "AccessDeniedException"
    assert f"iam:PassRole on resource: {role} because" in answer.message


def test_a_role_of_others_is_not_passed_on(guarded_cloud: Emulator, own: Vpc) -> None:
    maker = product(guarded_cloud)
    role = make_role(guarded_cloud)
    answer = refused(maker.client("eks").create_cluster, **eks_cluster(maker, own, role))
    assert f"iam:PassRole on resource: {role} because" in answer.message


def test_only_the_listed_policies_are_attached(guarded_cloud: Emulator) -> None:
    iam = guarded_cloud.client("iam", access_key="CROSSPLANE")
    role = make_role(guarded_cloud, path="/polyglot/").rpartition("/")[2]
    iam.attach_role_policy(RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    assert refused(iam.attach_role_policy, RoleName=role, PolicyArn=administrator).code == "AccessDenied"


# ---- who is evaluated


def test_an_explicit_deny_is_named_as_one(guarded_cloud: Emulator) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    denied = caller(guarded_cloud, [everything], [{"Effect": "Deny", "Action": "kms:*", "Resource": "*"}])
    answer = refused(denied.client("kms").create_key)
    assert answer.message == (
        f"User: {denied.session} is not authorized to perform: kms:CreateKey on resource: * with an explicit deny in an "
        "identity-based policy"
    )
    denied.client("ec2").describe_vpcs()


def test_a_role_without_policies_may_only_ask_who_it_is(guarded_cloud: Emulator) -> None:
    nobody = caller(guarded_cloud)
    assert nobody.client("sts").get_caller_identity()["Arn"] == nobody.session
    assert refused(nobody.client("ec2").describe_vpcs).code == "UnauthorizedOperation"
    assert refused(nobody.client("iam").list_roles).code == "AccessDenied"


def test_an_attached_policy_counts_as_an_inline_one(guarded_cloud: Emulator) -> None:
    iam, role = guarded_cloud.client("iam"), make_role(guarded_cloud)
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"}
    ]})
    policy = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=role.rpartition("/")[2], PolicyArn=policy)
    answer = guarded_cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="test")
    ec2 = guarded_cloud.client("ec2", access_key=answer["Credentials"]["AccessKeyId"])
    ec2.describe_vpcs()
    assert refused(ec2.describe_subnets).code == "UnauthorizedOperation"


def test_other_access_keys_are_administrators(guarded_cloud: Emulator) -> None:
    before = guarded_cloud.get("rights")["calls"]
    vpc = guarded_cloud.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    guarded_cloud.client("ec2").delete_vpc(VpcId=vpc)
    guarded_cloud.client("cloudwatch").describe_alarms()
    assert guarded_cloud.get("rights")["calls"] == before


@pytest.mark.parametrize(
    ("service", "call", "name"),
    [
        ("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms"),
        ("sns", "list_topics", "sns:ListTopics"),
        ("eks", "list_certificate_authorities", "eks:ListCertificateAuthorities"),
    ],
)
def test_a_call_of_which_nobody_knows_the_rights_is_named(
    guarded_cloud: Emulator, service: str, call: str, name: str
) -> None:
    client = guarded_cloud.client(service, access_key="CROSSPLANE")
    answer = refused(getattr(client, call), **({"clusterName": "a"} if service == "eks" else {}))
    assert (answer.code, answer.status) == ("NotMapped", 400)
    assert answer.message == f"The sandbox does not know which rights {name} asks for"
    assert guarded_cloud.get("rights?caller=CROSSPLANE")["refusals"][-1]["message"] == answer.message


def test_the_report_counts_what_was_asked_and_shows_what_was_refused(fresh_guarded_cloud: Emulator) -> None:
    cloud = fresh_guarded_cloud
    ec2 = cloud.client("ec2", access_key="CROSSPLANE")
    ec2.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=tagged("vpc"))
    refused(ec2.create_vpc, CidrBlock="10.1.0.0/16")
    report = cloud.get("rights?caller=CROSSPLANE")
    assert (report["calls"], report["refused"]) == (2, 1)
    assert report["actions"] == [
        {"action": "ec2:CreateTags", "evaluated": 1, "refused": 0},
        {"action": "ec2:CreateVpc", "evaluated": 2, "refused": 1},
    ]
    (refusal,) = report["refusals"]
    assert (refusal["call"], refusal["action"], refusal["decision"]) == ("ec2:CreateVpc", "ec2:CreateVpc", "implicit deny")
    assert refusal["resource"] == f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/*"


# ---- the options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--principal", "CROSSPLANE=arn:aws:iam::123456789012:role/crossplane"], "--principal and --policies go together"),
        (["--principal", "CROSSPLANE", "--policies", "."], "--principal CROSSPLANE is not an access key, '='"),
        (
            ["--principal", "CROSSPLANE=arn:aws:iam::123456789012:role/crossplane", "--policies", "nowhere"],
            "nowhere has no policies",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(options: list[str], message: str) -> None:
    started = subprocess.run(
        [sys.executable, "-m", "polyglot_cloud", "--port", "0", *options], cwd=PACKAGE, capture_output=True, text=True,
        timeout=60,
    )
    assert started.returncode == 2
    assert message in started.stderr
