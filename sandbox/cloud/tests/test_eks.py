"""EKS: reads return what was written, states take their time, and AWS's refusals."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import ACCOUNT, Emulator, Vpc, make_role, make_vpc, refused, unique

from polyglot_cloud.offered import OFFERED

POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
COREDNS = OFFERED["kubernetes"]["coredns"]
KEY = f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"


@pytest.fixture
def eks(cloud: Emulator) -> Any:
    return cloud.client("eks")


def create(vpc: Vpc, **settings: Any) -> str:
    """A cluster that is being created, as the platform asks for it."""
    name = unique("cluster")
    asked = {
        "name": name,
        "version": "1.35",
        "roleArn": make_role(vpc.emulator),
        "resourcesVpcConfig": {
            "subnetIds": vpc.private, "endpointPrivateAccess": True, "endpointPublicAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24"],
        },
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": KEY}}],
        "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]},
        "tags": {"environment": "dev"},
    }
    vpc.emulator.client("eks").create_cluster(**{**asked, **settings})
    return name


def create_active(vpc: Vpc, **settings: Any) -> str:
    name = create(vpc, **settings)
    vpc.emulator.pass_minutes(10)
    return name


def create_profile(vpc: Vpc, cluster: str, name: str = "default", **settings: Any) -> dict[str, Any]:
    asked = {
        "clusterName": cluster, "fargateProfileName": name, "subnets": vpc.private,
        "podExecutionRoleArn": make_role(vpc.emulator, "eks-fargate-pods.amazonaws.com"),
        "selectors": [{"namespace": "kube-system"}, {"namespace": "apps", "labels": {"compute": "fargate"}}],
    }
    answer = vpc.emulator.client("eks").create_fargate_profile(**{**asked, **settings})
    return dict(answer["fargateProfile"])


def status(eks: Any, cluster: str) -> str:
    return str(eks.describe_cluster(name=cluster)["cluster"]["status"])


class TestCluster:
    def test_is_active_after_ten_minutes_and_gone_five_after_its_deletion(
        self, vpc: Vpc, eks: Any, cloud: Emulator
    ) -> None:
        name = create(vpc)
        cloud.pass_minutes(9)
        assert status(eks, name) == "CREATING"
        cloud.pass_minutes(1)
        assert status(eks, name) == "ACTIVE"
        assert name in eks.list_clusters()["clusters"]
        eks.delete_cluster(name=name)
        cloud.pass_minutes(4)
        assert status(eks, name) == "DELETING"
        cloud.pass_minutes(1)
        refusal = refused(eks.describe_cluster, name=name)
        assert (refusal.code, refusal.status) == ("ResourceNotFoundException", 404)
        assert refusal.message == f"No cluster found for name: {name}."

    def test_reads_what_was_written(self, vpc: Vpc, eks: Any) -> None:
        group = vpc.group()
        vpc_config = {"subnetIds": vpc.private, "securityGroupIds": [group], "endpointPrivateAccess": True}
        cluster = eks.describe_cluster(name=create_active(vpc, resourcesVpcConfig=vpc_config))["cluster"]
        assert cluster["version"] == "1.35"
        assert cluster["accessConfig"] == {"authenticationMode": "API"}
        assert cluster["encryptionConfig"] == [{"resources": ["secrets"], "provider": {"keyArn": KEY}}]
        assert cluster["logging"]["clusterLogging"] == [
            {"types": ["api", "audit"], "enabled": True},
            {"types": ["authenticator", "controllerManager", "scheduler"], "enabled": False},
        ]
        assert cluster["tags"] == {"environment": "dev"}
        read = cluster["resourcesVpcConfig"]
        assert read.pop("clusterSecurityGroupId").startswith("sg-")
        assert read == {
            "subnetIds": vpc.private, "securityGroupIds": [group], "vpcId": vpc.id, "endpointPublicAccess": True,
            "endpointPrivateAccess": True, "publicAccessCidrs": ["0.0.0.0/0"],
        }
        assert cluster["identity"]["oidc"]["issuer"].startswith("https://oidc.eks.eu-west-3.amazonaws.com/id/")
        assert cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"] == "172.20.0.0/16"

    def test_holds_interfaces_with_its_own_security_group(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        group = eks.describe_cluster(name=name)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        interfaces = vpc.interfaces(description=f"Amazon EKS {name}")
        assert len(interfaces) == 3
        assert {g["GroupId"] for i in interfaces for g in i["Groups"]} == {group}
        assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.private[0]).code == "DependencyViolation"
        assert refused(vpc.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"
        eks.delete_cluster(name=name)
        assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.private[0]).code == "DependencyViolation"
        cloud.pass_minutes(5)
        assert vpc.interfaces() == []
        assert refused(vpc.ec2.describe_security_groups, GroupIds=[group]).code == "InvalidGroup.NotFound"
        vpc.ec2.delete_subnet(SubnetId=vpc.private[0])

    def test_leaves_its_security_group_behind_if_somebody_uses_it(
        self, vpc: Vpc, eks: Any, cloud: Emulator
    ) -> None:
        name = create_active(vpc)
        group = eks.describe_cluster(name=name)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        rule = [{"IpProtocol": "tcp", "FromPort": 9098, "ToPort": 9098, "UserIdGroupPairs": [{"GroupId": group}]}]
        vpc.ec2.authorize_security_group_ingress(GroupId=vpc.group(), IpPermissions=rule)
        eks.delete_cluster(name=name)
        cloud.pass_minutes(5)
        assert group in cloud.ids("ec2", "security-group")

    def test_can_be_doomed_to_fail(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = unique("doomed")
        cloud.post(f"doom?cluster=eks/{name}")
        create_active(vpc, name=name)
        assert status(eks, name) == "FAILED"
        eks.delete_cluster(name=name)
        cloud.pass_minutes(5)
        assert name not in eks.list_clusters()["clusters"]

    def test_is_waited_for_by_boto3(self, hasty_cloud: Emulator) -> None:
        eks, vpc = hasty_cloud.client("eks"), make_vpc(hasty_cloud)
        name, soon = create(vpc), {"Delay": 0.1, "MaxAttempts": 100}
        eks.get_waiter("cluster_active").wait(name=name, WaiterConfig=soon)
        create_profile(vpc, name)
        eks.get_waiter("fargate_profile_active").wait(
            clusterName=name, fargateProfileName="default", WaiterConfig=soon
        )
        eks.delete_fargate_profile(clusterName=name, fargateProfileName="default")
        eks.get_waiter("fargate_profile_deleted").wait(
            clusterName=name, fargateProfileName="default", WaiterConfig=soon
        )
        eks.delete_cluster(name=name)
        eks.get_waiter("cluster_deleted").wait(name=name, WaiterConfig=soon)


class TestCreatingACluster:
    def test_is_refused_for_a_name_in_use(self, vpc: Vpc) -> None:
        name = create(vpc)
        refusal = refused(create, vpc=vpc, name=name)
        assert (refusal.code, refusal.status) == ("ResourceInUseException", 409)
        assert refusal.message == f"Cluster already exists with name: {name}"

    def test_is_refused_for_a_role_that_does_not_exist(self, vpc: Vpc) -> None:
        refusal = refused(create, vpc=vpc, roleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody")
        assert (refusal.code, refusal.status) == ("InvalidParameterException", 400)
        assert "does not exist" in refusal.message

    def test_is_refused_for_a_role_without_its_path(self, vpc: Vpc, cloud: Emulator) -> None:
        arn = make_role(cloud, path="/platform/")
        assert refused(create, vpc=vpc, roleArn=arn.replace("/platform/", "/")).code == "InvalidParameterException"
        create(vpc, roleArn=arn)

    def test_is_refused_for_a_subnet_that_does_not_exist(self, vpc: Vpc) -> None:
        config = {"subnetIds": [vpc.private[0], "subnet-0123456789abcdef0"]}
        assert refused(create, vpc=vpc, resourcesVpcConfig=config).code == "InvalidParameterException"

    def test_is_refused_in_a_zone_without_eks(self, cloud: Emulator) -> None:
        ec2, eks, role = cloud.client("ec2", "us-east-1"), cloud.client("eks", "us-east-1"), make_role(cloud)
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZoneId=f"use1-az{number}")["Subnet"]
            for number in (1, 2, 3)
        ]
        ids = [subnet["SubnetId"] for subnet in subnets]
        refusal = refused(eks.create_cluster, name="east", roleArn=role, resourcesVpcConfig={"subnetIds": ids})
        assert refusal.code == "UnsupportedAvailabilityZoneException"
        assert f"instances in {subnets[2]['AvailabilityZone']}," in refusal.message
        eks.create_cluster(name="east", roleArn=role, resourcesVpcConfig={"subnetIds": ids[:2]})

    def test_is_refused_for_subnets_in_one_zone(self, vpc: Vpc) -> None:
        refusal = refused(create, vpc=vpc, resourcesVpcConfig={"subnetIds": [vpc.private[0], vpc.public[0]]})
        assert refusal.code == "InvalidParameterException"
        assert refusal.message == "Subnets specified must be in at least two different AZs"

    def test_is_refused_for_a_security_group_that_does_not_exist(self, vpc: Vpc) -> None:
        config = {"subnetIds": vpc.private, "securityGroupIds": ["sg-0123456789abcdef0"]}
        assert refused(create, vpc=vpc, resourcesVpcConfig=config).code == "InvalidParameterException"


    @pytest.mark.parametrize("version", ["1.12", "1.31", "1.37"])
    def test_is_refused_for_a_kubernetes_version_that_there_is_not(self, vpc: Vpc, version: str) -> None:
        assert refused(create, vpc=vpc, version=version).code == "InvalidParameterException"

    def test_is_refused_in_standard_support_for_a_version_that_is_not(self, vpc: Vpc) -> None:
        create(vpc, version="1.33")
        refusal = refused(create, vpc=vpc, version="1.33", upgradePolicy={"supportType": "STANDARD"})
        assert refusal.code == "InvalidParameterException"


class TestDeletingACluster:
    def refuses(self, eks: Any, name: str, message: str) -> None:
        refusal = refused(eks.delete_cluster, name=name)
        assert (refusal.code, refusal.status) == ("ResourceInUseException", 409)
        assert message in refusal.message
        assert status(eks, name) != "DELETING"

    def test_is_possible_while_it_is_being_created(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create(vpc)
        cloud.pass_minutes(8)
        eks.delete_cluster(name=name)
        cloud.pass_minutes(4)
        assert status(eks, name) == "DELETING"
        cloud.pass_minutes(1)
        assert refused(eks.describe_cluster, name=name).code == "ResourceNotFoundException"

    def test_is_refused_while_it_is_being_updated(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        eks.update_cluster_version(name=name, version="1.36")
        self.refuses(eks, name, f"Cannot delete because cluster {name} currently has an update in progress")
        cloud.pass_minutes(10)
        eks.delete_cluster(name=name)

    def test_is_refused_while_it_has_a_fargate_profile(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        create_profile(vpc, name)
        cloud.pass_minutes(2)
        self.refuses(eks, name, "Cluster has Fargate Profiles")
        eks.delete_fargate_profile(clusterName=name, fargateProfileName="default")
        self.refuses(eks, name, "Cluster has Fargate Profiles")
        cloud.pass_minutes(3)
        eks.delete_cluster(name=name)

    def test_is_refused_while_it_has_a_node_group(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        nodes = {"clusterName": name, "nodegroupName": "nodes"}
        eks.create_nodegroup(**nodes, subnets=vpc.private, nodeRole=make_role(cloud, "ec2.amazonaws.com"))
        cloud.pass_minutes(3)
        assert eks.describe_nodegroup(**nodes)["nodegroup"]["status"] == "ACTIVE"
        again = {**nodes, "subnets": vpc.private, "nodeRole": make_role(cloud)}
        assert refused(eks.create_nodegroup, **again).code == "ResourceInUseException"
        self.refuses(eks, name, "Cluster has nodegroups attached")
        eks.delete_nodegroup(**nodes)
        assert eks.list_nodegroups(clusterName=name)["nodegroups"] == ["nodes"]
        cloud.pass_minutes(5)
        assert refused(eks.describe_nodegroup, **nodes).code == "ResourceNotFoundException"
        eks.delete_cluster(name=name)

    def test_is_refused_under_deletion_protection(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc, deletionProtection=True)
        assert refused(eks.delete_cluster, name=name).code == "InvalidRequestException"
        eks.update_cluster_config(name=name, deletionProtection=False)
        cloud.pass_minutes(2)
        eks.delete_cluster(name=name)


class TestUpdatingACluster:
    def test_goes_through_an_update(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        update = eks.update_cluster_config(name=name, resourcesVpcConfig={"endpointPublicAccess": False})["update"]
        assert (update["status"], update["type"]) == ("InProgress", "VpcConfigUpdate")
        assert status(eks, name) == "UPDATING"
        cloud.pass_minutes(2)
        assert eks.describe_update(name=name, updateId=update["id"])["update"]["status"] == "Successful"
        assert eks.list_updates(name=name)["updateIds"] == [update["id"]]
        cluster = eks.describe_cluster(name=name)["cluster"]
        assert cluster["status"] == "ACTIVE"
        assert cluster["resourcesVpcConfig"]["endpointPublicAccess"] is False
        assert cluster["resourcesVpcConfig"]["publicAccessCidrs"] == ["203.0.113.0/24"]

    def test_changes_the_log_types(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        setup = [{"types": ["audit"], "enabled": False}, {"types": ["scheduler"], "enabled": True}]
        eks.update_cluster_config(name=name, logging={"clusterLogging": setup})
        cloud.pass_minutes(2)
        read = eks.describe_cluster(name=name)["cluster"]["logging"]["clusterLogging"]
        assert [entry["types"] for entry in read if entry["enabled"]] == [["api", "scheduler"]]

    def test_moves_its_interfaces(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name, group = create_active(vpc), vpc.group()
        config = {"subnetIds": vpc.private[:2], "securityGroupIds": [group]}
        eks.update_cluster_config(name=name, resourcesVpcConfig=config)
        cloud.pass_minutes(2)
        assert len(vpc.interfaces(description=f"Amazon EKS {name}")) == 2
        assert refused(vpc.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"

    def test_upgrades_by_one_minor_version(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc)
        update = eks.update_cluster_version(name=name, version="1.36")["update"]
        assert update["type"] == "VersionUpdate"
        assert eks.describe_cluster(name=name)["cluster"]["version"] == "1.35"
        cloud.pass_minutes(10)
        assert eks.describe_cluster(name=name)["cluster"]["version"] == "1.36"

    @pytest.mark.parametrize(("old", "new"), [("1.35", "1.35"), ("1.35", "1.34"), ("1.34", "1.36"), ("1.36", "1.37")])
    def test_refuses_any_other_version(self, vpc: Vpc, eks: Any, old: str, new: str) -> None:
        refusal = refused(eks.update_cluster_version, name=create_active(vpc, version=old), version=new)
        assert refusal.code == "InvalidParameterException"

    def test_refuses_a_version_four_above_that_of_an_add_on(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc, version="1.32")
        eks.create_addon(clusterName=name, addonName="coredns")
        for version in ("1.33", "1.34", "1.35"):
            eks.update_cluster_version(name=name, version=version)
            cloud.pass_minutes(10)
        refusal = refused(eks.update_cluster_version, name=name, version="1.36")
        assert (refusal.code, refusal.status) == ("InvalidStateException", 400)
        assert refusal.message.startswith("Upgrade readiness issues detected.")
        eks.update_addon(clusterName=name, addonName="coredns", addonVersion=COREDNS["1.35"])
        cloud.pass_minutes(1)
        eks.update_cluster_version(name=name, version="1.36")

    def test_takes_a_version_four_above_that_of_an_add_on_by_force(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc, version="1.32")
        eks.create_addon(clusterName=name, addonName="coredns")
        for version in ("1.33", "1.34", "1.35"):
            eks.update_cluster_version(name=name, version=version)
            cloud.pass_minutes(10)
        eks.update_cluster_version(name=name, version="1.36", force=True)

    def test_refuses_a_second_update_meanwhile(self, vpc: Vpc, eks: Any) -> None:
        name = create_active(vpc)
        eks.update_cluster_version(name=name, version="1.36")
        refusal = refused(eks.update_cluster_config, name=name, resourcesVpcConfig={"endpointPublicAccess": False})
        assert refusal.code == "ResourceInUseException"
        assert refusal.message == f"Cannot VpcConfigUpdate because cluster {name} currently has an update in progress"

    def test_refuses_two_kinds_of_change_at_once(self, vpc: Vpc, eks: Any) -> None:
        refusal = refused(
            eks.update_cluster_config, name=create_active(vpc), upgradePolicy={"supportType": "STANDARD"},
            resourcesVpcConfig={"endpointPublicAccess": False},
        )
        assert refusal.code == "InvalidParameterException"
        assert refusal.message == "Only one type of update can be allowed."

    def test_refuses_to_leave_the_access_entries(self, vpc: Vpc, eks: Any) -> None:
        refusal = refused(
            eks.update_cluster_config, name=create_active(vpc),
            accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"},
        )
        assert refusal.code == "InvalidParameterException"

    def test_turns_secrets_encryption_on_once(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc, encryptionConfig=[])
        config = [{"resources": ["secrets"], "provider": {"keyArn": KEY}}]
        update = eks.associate_encryption_config(clusterName=name, encryptionConfig=config)["update"]
        assert update["type"] == "AssociateEncryptionConfig"
        cloud.pass_minutes(2)
        assert eks.describe_cluster(name=name)["cluster"]["encryptionConfig"] == config
        refusal = refused(eks.associate_encryption_config, clusterName=name, encryptionConfig=config)
        assert refusal.code == "InvalidParameterException"

    def test_changes_tags(self, vpc: Vpc, eks: Any) -> None:
        arn = eks.describe_cluster(name=create_active(vpc))["cluster"]["arn"]
        eks.tag_resource(resourceArn=arn, tags={"team": "streams"})
        eks.untag_resource(resourceArn=arn, tagKeys=["environment"])
        assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "streams"}
        assert refused(eks.list_tags_for_resource, resourceArn=arn + "x").code == "NotFoundException"

    def test_knows_only_its_own_updates(self, vpc: Vpc, eks: Any) -> None:
        refusal = refused(eks.describe_update, name=create_active(vpc), updateId="none")
        assert refusal.code == "ResourceNotFoundException"


class TestFargateProfile:
    def test_is_active_after_two_minutes_and_gone_three_after_its_deletion(
        self, vpc: Vpc, eks: Any, cloud: Emulator
    ) -> None:
        cluster = create_active(vpc)
        asked = create_profile(vpc, cluster)
        profile = {"clusterName": cluster, "fargateProfileName": "default"}
        assert eks.describe_fargate_profile(**profile)["fargateProfile"]["status"] == "CREATING"
        cloud.pass_minutes(2)
        read = eks.describe_fargate_profile(**profile)["fargateProfile"]
        assert (read["status"], read["subnets"], read["selectors"]) == ("ACTIVE", vpc.private, asked["selectors"])
        eks.delete_fargate_profile(**profile)
        assert eks.list_fargate_profiles(clusterName=cluster)["fargateProfileNames"] == ["default"]
        cloud.pass_minutes(3)
        refusal = refused(eks.describe_fargate_profile, **profile)
        assert (refusal.code, refusal.status) == ("ResourceNotFoundException", 404)
        assert eks.list_fargate_profiles(clusterName=cluster)["fargateProfileNames"] == []

    def test_holds_interfaces_while_it_exists(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        cluster = create_active(vpc)
        create_profile(vpc, cluster)
        cloud.pass_minutes(2)
        assert len(vpc.interfaces(description="Pods of Fargate profile default")) == 3
        eks.delete_fargate_profile(clusterName=cluster, fargateProfileName="default")
        assert len(vpc.interfaces(description="Pods of Fargate profile default")) == 3
        cloud.pass_minutes(3)
        assert vpc.interfaces(description="Pods of Fargate profile default") == []

    def test_takes_the_clusters_private_subnets_by_default(self, vpc: Vpc) -> None:
        cluster = create_active(vpc, resourcesVpcConfig={"subnetIds": [*vpc.public, *vpc.private]})
        assert create_profile(vpc, cluster, subnets=[])["subnets"] == vpc.private

    def test_is_refused_while_another_is_created(self, vpc: Vpc, cloud: Emulator) -> None:
        cluster = create_active(vpc)
        create_profile(vpc, cluster, "one")
        refusal = refused(create_profile, vpc=vpc, cluster=cluster, name="two")
        assert (refusal.code, refusal.status) == ("ResourceInUseException", 409)
        assert refusal.message == (
            f"Cannot create Fargate Profile two because cluster {cluster} currently has Fargate profile one in status "
            "CREATING"
        )
        cloud.pass_minutes(2)
        create_profile(vpc, cluster, "two")

    def test_is_not_deleted_while_another_is(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        cluster = create_active(vpc)
        for name in ("one", "two"):
            create_profile(vpc, cluster, name)
            cloud.pass_minutes(2)
        eks.delete_fargate_profile(clusterName=cluster, fargateProfileName="one")
        refusal = refused(eks.delete_fargate_profile, clusterName=cluster, fargateProfileName="two")
        assert (refusal.code, refusal.status) == ("ResourceInUseException", 409)
        assert refusal.message == (
            f"Cannot Delete Fargate Profile two because cluster {cluster} currently has Fargate profile one in status "
            "DELETING"
        )
        cloud.pass_minutes(3)
        eks.delete_fargate_profile(clusterName=cluster, fargateProfileName="two")

    def test_is_not_deleted_while_the_cluster_is_updated(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        cluster = create_active(vpc)
        create_profile(vpc, cluster)
        cloud.pass_minutes(2)
        eks.update_cluster_version(name=cluster, version="1.36")
        refusal = refused(eks.delete_fargate_profile, clusterName=cluster, fargateProfileName="default")
        assert refusal.code == "ResourceInUseException"
        assert "currently has an update in progress" in refusal.message

    def test_is_refused_for_a_name_in_use(self, vpc: Vpc, cloud: Emulator) -> None:
        cluster = create_active(vpc)
        create_profile(vpc, cluster)
        cloud.pass_minutes(2)
        refusal = refused(create_profile, vpc=vpc, cluster=cluster)
        assert refusal.code == "ResourceInUseException"
        assert refusal.message == "A Fargate Profile already exists with this name in this cluster."

    def test_is_refused_before_the_cluster_is_active(self, vpc: Vpc) -> None:
        refusal = refused(create_profile, vpc=vpc, cluster=create(vpc))
        assert refusal.code == "InvalidRequestException"

    def test_is_refused_in_a_public_subnet(self, vpc: Vpc) -> None:
        refusal = refused(create_profile, vpc=vpc, cluster=create_active(vpc), subnets=[vpc.public[0]])
        assert refusal.code == "InvalidParameterException"
        assert refusal.message.endswith("provided in Fargate Profile is not a private subnet")

    def test_is_refused_for_a_role_that_does_not_exist(self, vpc: Vpc) -> None:
        role = f"arn:aws:iam::{ACCOUNT}:role/nobody"
        refusal = refused(create_profile, vpc=vpc, cluster=create_active(vpc), podExecutionRoleArn=role)
        assert refusal.code == "InvalidParameterException"
        assert refusal.message.startswith("Misconfigured PodExecutionRole Trust Policy")

    def test_is_refused_with_a_selector_of_no_namespace(self, vpc: Vpc) -> None:
        selectors = [{"labels": {"compute": "fargate"}}]
        refusal = refused(create_profile, vpc=vpc, cluster=create_active(vpc), selectors=selectors)
        assert refusal.code == "InvalidParameterException"

    @pytest.mark.parametrize("count", [0, 6])
    def test_is_refused_without_selectors_and_with_six(self, vpc: Vpc, count: int) -> None:
        selectors = [{"namespace": f"apps-{number}"} for number in range(count)]
        refusal = refused(create_profile, vpc=vpc, cluster=create_active(vpc), selectors=selectors)
        assert refusal.code == "InvalidParameterException"


class TestAddon:
    def test_lives_through_its_states(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        cluster, values = create_active(vpc), '{"computeType":"Fargate"}'
        addon = {"clusterName": cluster, "addonName": "coredns"}
        assert eks.create_addon(**addon, configurationValues=values)["addon"]["status"] == "CREATING"
        cloud.pass_minutes(1)
        read = eks.describe_addon(**addon)["addon"]
        assert (read["status"], read["configurationValues"]) == ("ACTIVE", values)
        update = eks.update_addon(**addon, configurationValues="{}")["update"]
        assert eks.describe_addon(**addon)["addon"]["status"] == "UPDATING"
        assert refused(eks.update_addon, **addon, configurationValues="").code == "ResourceInUseException"
        cloud.pass_minutes(1)
        found = eks.describe_update(name=cluster, addonName="coredns", updateId=update["id"])["update"]
        assert (found["status"], found["type"]) == ("Successful", "AddonUpdate")
        assert eks.describe_addon(**addon)["addon"]["configurationValues"] == "{}"
        eks.delete_addon(**addon)
        assert eks.list_addons(clusterName=cluster)["addons"] == ["coredns"]
        cloud.pass_minutes(1)
        assert refused(eks.describe_addon, **addon).code == "ResourceNotFoundException"

    def test_is_refused_a_second_time(self, vpc: Vpc, eks: Any) -> None:
        addon = {"clusterName": create_active(vpc), "addonName": "coredns"}
        eks.create_addon(**addon)
        assert refused(eks.create_addon, **addon).code == "ResourceInUseException"

    def test_is_refused_if_there_is_none_of_the_name(self, vpc: Vpc, eks: Any) -> None:
        refusal = refused(eks.create_addon, clusterName=create_active(vpc), addonName="nothing")
        assert refusal.code == "InvalidParameterException"

    @pytest.mark.parametrize("kubernetes", ["1.34", "1.35", "1.36"])
    def test_versions_are_described(self, eks: Any, kubernetes: str) -> None:
        addons = eks.describe_addon_versions(addonName="coredns", kubernetesVersion=kubernetes)["addons"]
        assert len(addons) == 1
        assert [version["addonVersion"] for version in addons[0]["addonVersions"]] == [COREDNS[kubernetes]]
        compatible = addons[0]["addonVersions"][0]["compatibilities"]
        assert [(one["clusterVersion"], one["defaultVersion"]) for one in compatible] == [(kubernetes, True)]

    def test_gets_the_default_version_of_the_clusters_kubernetes(self, vpc: Vpc, eks: Any) -> None:
        addon = {"clusterName": create_active(vpc, version="1.34"), "addonName": "coredns"}
        assert eks.create_addon(**addon)["addon"]["addonVersion"] == COREDNS["1.34"]

    def test_is_refused_in_a_version_of_another_kubernetes(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        addon = {"clusterName": create_active(vpc), "addonName": "coredns"}
        refusal = refused(eks.create_addon, **addon, addonVersion=COREDNS["1.36"])
        assert (refusal.code, refusal.status) == ("InvalidParameterException", 400)
        assert refusal.message == "Addon version specified is not supported"
        eks.create_addon(**addon, addonVersion=COREDNS["1.35"])
        cloud.pass_minutes(1)
        refusal = refused(eks.update_addon, **addon, addonVersion=COREDNS["1.36"])
        assert (refusal.code, refusal.message) == (
            "InvalidParameterException", "Addon version specified is not supported"
        )
        assert eks.describe_addon(**addon)["addon"]["status"] == "ACTIVE"

    def test_is_not_updated_with_its_cluster(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        addon = {"clusterName": create_active(vpc), "addonName": "coredns"}
        eks.create_addon(**addon)
        eks.update_cluster_version(name=addon["clusterName"], version="1.36")
        cloud.pass_minutes(10)
        assert eks.describe_addon(**addon)["addon"]["addonVersion"] == COREDNS["1.35"]
        eks.update_addon(**addon, addonVersion=COREDNS["1.36"])
        assert eks.describe_addon(**addon)["addon"]["addonVersion"] == COREDNS["1.36"]


class TestAccessEntry:
    def test_reads_what_was_written(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        entry = {"clusterName": create_active(vpc), "principalArn": make_role(cloud, path="/teams/streams/")}
        eks.create_access_entry(**entry, kubernetesGroups=["readers"], tags={"a": "b"})
        read = eks.describe_access_entry(**entry)["accessEntry"]
        assert (read["principalArn"], read["type"]) == (entry["principalArn"], "STANDARD")
        assert (read["kubernetesGroups"], read["tags"]) == (["readers"], {"a": "b"})
        assert read["username"].startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/")
        eks.update_access_entry(**entry, kubernetesGroups=["writers"])
        assert eks.describe_access_entry(**entry)["accessEntry"]["kubernetesGroups"] == ["writers"]
        assert eks.list_access_entries(clusterName=entry["clusterName"])["accessEntries"] == [entry["principalArn"]]
        eks.delete_access_entry(**entry)
        assert refused(eks.describe_access_entry, **entry).code == "ResourceNotFoundException"

    def test_takes_access_policies(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        entry = {"clusterName": create_active(vpc), "principalArn": make_role(cloud)}
        eks.create_access_entry(**entry)
        scope = {"type": "namespace", "namespaces": ["apps"]}
        eks.associate_access_policy(**entry, policyArn=POLICY, accessScope=scope)
        policies = eks.list_associated_access_policies(**entry)["associatedAccessPolicies"]
        assert len(policies) == 1
        assert (policies[0]["policyArn"], policies[0]["accessScope"]) == (POLICY, scope)
        eks.disassociate_access_policy(**entry, policyArn=POLICY)
        assert eks.list_associated_access_policies(**entry)["associatedAccessPolicies"] == []
        assert refused(eks.disassociate_access_policy, **entry, policyArn=POLICY).code == "ResourceNotFoundException"

    def test_is_refused_an_iam_policy(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        entry = {"clusterName": create_active(vpc), "principalArn": make_role(cloud)}
        eks.create_access_entry(**entry)
        iam_policy = "arn:aws:iam::aws:policy/AdministratorAccess"
        refusal = refused(eks.associate_access_policy, **entry, policyArn=iam_policy, accessScope={"type": "cluster"})
        assert refusal.code == "InvalidParameterException"

    def test_is_refused_a_second_time(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        entry = {"clusterName": create_active(vpc), "principalArn": make_role(cloud)}
        eks.create_access_entry(**entry)
        refusal = refused(eks.create_access_entry, **entry)
        assert (refusal.code, refusal.status) == ("ResourceInUseException", 409)

    def test_is_refused_for_a_role_that_does_not_exist(self, vpc: Vpc, eks: Any) -> None:
        nobody = f"arn:aws:iam::{ACCOUNT}:role/nobody"
        refusal = refused(eks.create_access_entry, clusterName=create_active(vpc), principalArn=nobody)
        assert refusal.code == "InvalidParameterException"
        assert refusal.message == "The specified principalArn is invalid: invalid principal."

    def test_is_refused_where_only_the_config_map_counts(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name = create_active(vpc, accessConfig={"authenticationMode": "CONFIG_MAP"})
        refusal = refused(eks.create_access_entry, clusterName=name, principalArn=make_role(cloud))
        assert refusal.code == "InvalidRequestException"

    def test_goes_with_its_cluster(self, vpc: Vpc, eks: Any, cloud: Emulator) -> None:
        name, role = create_active(vpc), make_role(cloud)
        eks.create_access_entry(clusterName=name, principalArn=role)
        assert f"{name}/{role}" in cloud.ids("eks", "access-entry")
        eks.delete_cluster(name=name)
        cloud.pass_minutes(5)
        assert f"{name}/{role}" not in cloud.ids("eks", "access-entry")
