"""MSK: clusters, configurations and operations as the Terraform provider waits for them, and AWS's refusals."""

from __future__ import annotations

import time
from typing import Any

import pytest
from conftest import ACCOUNT, Emulator, Vpc, make_vpc, refused, unique

PROPERTIES = b"min.insync.replicas=2\nauto.create.topics.enable=false\n"
IAM = {"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}}


@pytest.fixture
def kafka(cloud: Emulator) -> Any:
    return cloud.client("kafka")


def configure(kafka: Any) -> dict[str, Any]:
    """A new configuration's first revision, as a cluster refers to it."""
    created = kafka.create_configuration(
        Name=unique("configuration"), KafkaVersions=["3.9.x.kraft"], ServerProperties=PROPERTIES, Description="first"
    )
    return {"Arn": created["Arn"], "Revision": created["LatestRevision"]["Revision"]}


def settings(vpc: Vpc, **changes: Any) -> dict[str, Any]:
    """A provisioned cluster as the platform asks for it, in the first version of the API."""
    asked = {
        "KafkaVersion": "3.9.x.kraft",
        "NumberOfBrokerNodes": 3,
        "BrokerNodeGroupInfo": {
            "InstanceType": "kafka.m7g.large", "ClientSubnets": vpc.private, "SecurityGroups": [vpc.group("brokers")],
            "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 100}},
        },
        "ClientAuthentication": IAM,
        "EncryptionInfo": {
            "EncryptionAtRest": {"DataVolumeKMSKeyId": f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/1"},
            "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True},
        },
        "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": "/msk/dev"}}},
    }
    return {**asked, **changes}


def create(vpc: Vpc, name: str = "", **changes: Any) -> str:
    created = vpc.emulator.client("kafka").create_cluster(
        ClusterName=name or unique("events"), Tags={"environment": "dev"}, **settings(vpc, **changes)
    )
    assert created["State"] == "CREATING"
    return str(created["ClusterArn"])


def create_active(vpc: Vpc, **changes: Any) -> str:
    arn = create(vpc, **changes)
    vpc.emulator.pass_minutes(40)
    return arn


def describe(kafka: Any, arn: str) -> dict[str, Any]:
    return dict(kafka.describe_cluster_v2(ClusterArn=arn)["ClusterInfo"])


def update(kafka: Any, operation: str, arn: str, **params: Any) -> str:
    """Start an update of the cluster's current version; returns the operation's ARN."""
    version = describe(kafka, arn)["CurrentVersion"]
    started = getattr(kafka, operation)(ClusterArn=arn, CurrentVersion=version, **params)
    assert started["ClusterArn"] == arn
    return str(started["ClusterOperationArn"])


def operation_state(kafka: Any, operation: str) -> str:
    first = kafka.describe_cluster_operation(ClusterOperationArn=operation)["ClusterOperationInfo"]
    second = kafka.describe_cluster_operation_v2(ClusterOperationArn=operation)["ClusterOperationInfo"]
    assert first["OperationState"] == second["OperationState"]
    return str(first["OperationState"])


class TestCluster:
    def test_is_active_after_forty_minutes_and_gone_ten_after_its_deletion(
        self, vpc: Vpc, kafka: Any, cloud: Emulator
    ) -> None:
        arn = create(vpc)
        cloud.pass_minutes(39)
        assert describe(kafka, arn)["State"] == "CREATING"
        cloud.pass_minutes(1)
        assert describe(kafka, arn)["State"] == "ACTIVE"
        assert kafka.delete_cluster(ClusterArn=arn)["State"] == "DELETING"
        cloud.pass_minutes(9)
        assert describe(kafka, arn)["State"] == "DELETING"
        cloud.pass_minutes(1)
        refusal = refused(kafka.describe_cluster_v2, ClusterArn=arn)
        assert (refusal.code, refusal.status) == ("NotFoundException", 404)
        assert refused(kafka.describe_cluster, ClusterArn=arn).code == "NotFoundException"

    def test_takes_two_seconds_at_a_scale_of_1200(self, hasty_cloud: Emulator) -> None:
        kafka = hasty_cloud.client("kafka")
        started = time.monotonic()
        arn = create(make_vpc(hasty_cloud))
        # how much longer than two seconds is the machine's: at AWS's own pace it would be 40 minutes
        while describe(kafka, arn)["State"] == "CREATING" and time.monotonic() < started + 120:
            pass
        took = time.monotonic() - started
        assert describe(kafka, arn)["State"] == "ACTIVE"
        assert took >= 2

    @pytest.mark.parametrize("version", ["", "v2"])
    def test_reads_what_was_written(self, vpc: Vpc, kafka: Any, version: str) -> None:
        asked, configuration = settings(vpc), configure(kafka)
        asked["ConfigurationInfo"] = configuration
        name, tags = unique("events"), {"environment": "dev"}
        if version:
            created = kafka.create_cluster_v2(ClusterName=name, Tags=tags, Provisioned=asked)
            assert created["ClusterType"] == "PROVISIONED"
        else:
            created = kafka.create_cluster(ClusterName=name, Tags=tags, **asked)
        vpc.emulator.pass_minutes(40)
        second = describe(kafka, created["ClusterArn"])
        first = kafka.describe_cluster(ClusterArn=created["ClusterArn"])["ClusterInfo"]
        assert (second["ClusterName"], second["Tags"], second["ClusterType"]) == (name, tags, "PROVISIONED")
        assert (first["ClusterName"], first["Tags"], first["State"]) == (name, tags, "ACTIVE")
        for read in (first, second["Provisioned"]):
            assert read["NumberOfBrokerNodes"] == 3
            assert read["ClientAuthentication"] == IAM
            assert read["EncryptionInfo"] == asked["EncryptionInfo"]
            assert read["LoggingInfo"] == asked["LoggingInfo"]
            assert read["CurrentBrokerSoftwareInfo"] == {
                "KafkaVersion": "3.9.x.kraft", "ConfigurationArn": configuration["Arn"], "ConfigurationRevision": 1,
            }
            assert asked["BrokerNodeGroupInfo"].items() <= read["BrokerNodeGroupInfo"].items()
            assert read["BrokerNodeGroupInfo"]["ConnectivityInfo"] == {"PublicAccess": {"Type": "DISABLED"}}
            assert (read["EnhancedMonitoring"], read["StorageMode"]) == ("DEFAULT", "LOCAL")
            assert "ZookeeperConnectString" not in read

    def test_on_zookeeper_has_its_addresses(self, vpc: Vpc, kafka: Any) -> None:
        read = describe(kafka, create(vpc, KafkaVersion="3.6.0"))["Provisioned"]
        assert len(read["ZookeeperConnectString"].split(",")) == 3

    def test_is_listed_in_its_region_only(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        name = unique("listed")
        create(vpc, name)
        assert len(kafka.list_clusters_v2(ClusterNameFilter=name)["ClusterInfoList"]) == 1
        assert len(kafka.list_clusters(ClusterNameFilter=name)["ClusterInfoList"]) == 1
        assert cloud.client("kafka", "us-east-1").list_clusters_v2()["ClusterInfoList"] == []

    def test_holds_an_interface_per_broker_until_it_is_gone(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        group = vpc.group("brokers")
        nodes = {"InstanceType": "kafka.m7g.large", "ClientSubnets": vpc.private, "SecurityGroups": [group]}
        arn = create_active(vpc, NumberOfBrokerNodes=6, BrokerNodeGroupInfo=nodes)
        assert len(vpc.interfaces()) == 6
        assert {i["SubnetId"] for i in vpc.interfaces()} == set(vpc.private)
        kafka.delete_cluster(ClusterArn=arn)
        assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.private[0]).code == "DependencyViolation"
        assert refused(vpc.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"
        assert refused(vpc.ec2.delete_vpc, VpcId=vpc.id).code == "DependencyViolation"
        cloud.pass_minutes(10)
        vpc.ec2.delete_subnet(SubnetId=vpc.private[0])
        vpc.ec2.delete_security_group(GroupId=group)

    def test_changes_tags(self, vpc: Vpc, kafka: Any) -> None:
        arn = create(vpc)
        kafka.tag_resource(ResourceArn=arn, Tags={"team": "streams"})
        kafka.untag_resource(ResourceArn=arn, TagKeys=["environment"])
        assert kafka.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"team": "streams"}
        assert refused(kafka.list_tags_for_resource, ResourceArn=arn + "x").code == "NotFoundException"

    def test_can_be_doomed_to_fail_and_deleted_then(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        name = unique("doomed")
        cloud.post(f"doom?cluster=kafka/{name}")
        arn = create_active(vpc, name=name)
        assert describe(kafka, arn)["State"] == "FAILED"
        refusal = refused(kafka.get_bootstrap_brokers, ClusterArn=arn)
        assert (refusal.code, refusal.status) == ("BadRequestException", 400)
        assert "FAILED state" in refusal.message
        kafka.delete_cluster(ClusterArn=arn)
        cloud.pass_minutes(10)
        assert refused(kafka.describe_cluster_v2, ClusterArn=arn).code == "NotFoundException"

    def test_can_be_held_while_it_is_made(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        name = unique("held")
        cloud.post(f"hold?cluster=kafka/{name}")
        arn = create_active(vpc, name=name)
        cloud.pass_minutes(40)
        assert describe(kafka, arn)["State"] == "CREATING"
        cloud.post(f"release?cluster=kafka/{name}")
        cloud.pass_minutes(1)
        assert describe(kafka, arn)["State"] == "ACTIVE"

    def test_can_be_serverless(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        serverless = {
            "VpcConfigs": [{"SubnetIds": vpc.private, "SecurityGroupIds": [vpc.group()]}],
            "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}},
        }
        arn = kafka.create_cluster_v2(ClusterName=unique("serverless"), Serverless=serverless)["ClusterArn"]
        cloud.pass_minutes(5)
        read = describe(kafka, arn)
        assert (read["ClusterType"], read["State"], read["Serverless"]) == ("SERVERLESS", "ACTIVE", serverless)
        assert list(brokers(kafka, arn)) == ["BootstrapBrokerStringSaslIam"]
        assert len(vpc.interfaces()) == 3
        assert refused(kafka.describe_cluster, ClusterArn=arn).code == "BadRequestException"
        refusal = refused(update, kafka=kafka, operation="update_storage", arn=arn, VolumeSizeGB=200)
        assert refusal.code == "BadRequestException"


def brokers(kafka: Any, arn: str) -> dict[str, str]:
    answer = kafka.get_bootstrap_brokers(ClusterArn=arn)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


class TestBootstrapBrokers:
    def test_are_not_told_while_a_cluster_is_made_or_deleted(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create(vpc)
        creating = refused(kafka.get_bootstrap_brokers, ClusterArn=arn)
        cloud.pass_minutes(40)
        kafka.delete_cluster(ClusterArn=arn)
        deleting = refused(kafka.get_bootstrap_brokers, ClusterArn=arn)
        assert (creating.code, deleting.code) == ("BadRequestException", "BadRequestException")
        assert "CREATING state" in creating.message
        assert "DELETING state" in deleting.message

    def test_are_on_port_9098_with_iam(self, vpc: Vpc, kafka: Any) -> None:
        read = brokers(kafka, create_active(vpc))
        assert list(read) == ["BootstrapBrokerStringSaslIam"]
        hosts = read["BootstrapBrokerStringSaslIam"].split(",")
        assert len(hosts) == 3
        assert all(host.endswith(".kafka.eu-west-3.amazonaws.com:9098") for host in hosts)

    def test_are_on_port_9094_with_tls(self, vpc: Vpc, kafka: Any) -> None:
        arn = create_active(vpc, ClientAuthentication={"Unauthenticated": {"Enabled": True}})
        read = brokers(kafka, arn)
        assert list(read) == ["BootstrapBrokerStringTls"]
        assert all(host.endswith(":9094") for host in read["BootstrapBrokerStringTls"].split(","))

    def test_are_of_every_kind_that_is_on(self, vpc: Vpc, kafka: Any) -> None:
        both = {"Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": True}}, "Unauthenticated": {"Enabled": True}}
        transit = {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": True}}
        arn = create_active(vpc, ClientAuthentication=both, EncryptionInfo=transit)
        assert sorted(brokers(kafka, arn)) == [
            "BootstrapBrokerString", "BootstrapBrokerStringSaslIam", "BootstrapBrokerStringSaslScram",
            "BootstrapBrokerStringTls",
        ]

    def test_are_of_the_nodes_listed(self, vpc: Vpc, kafka: Any) -> None:
        arn = create_active(vpc)
        nodes = kafka.list_nodes(ClusterArn=arn)["NodeInfoList"]
        assert len(nodes) == 3
        endpoints = [f"{node['BrokerNodeInfo']['Endpoints'][0]}:9098" for node in nodes]
        assert ",".join(endpoints) == brokers(kafka, arn)["BootstrapBrokerStringSaslIam"]


class TestCreatingACluster:
    def test_is_refused_for_a_name_in_use(self, vpc: Vpc) -> None:
        name = unique("events")
        create(vpc, name)
        refusal = refused(create, vpc=vpc, name=name)
        assert (refusal.code, refusal.status) == ("ConflictException", 409)
        assert refusal.message == "A resource with this name already exists."

    def refuses(self, vpc: Vpc, **changes: Any) -> None:
        refusal = refused(create, vpc=vpc, **changes)
        assert (refusal.code, refusal.status) == ("BadRequestException", 400)

    def nodes(self, vpc: Vpc, subnets: list[str], groups: list[str] | None = None) -> dict[str, Any]:
        return {"InstanceType": "kafka.m7g.large", "ClientSubnets": subnets, "SecurityGroups": groups or [vpc.group()]}

    def test_is_refused_for_a_subnet_that_does_not_exist(self, vpc: Vpc) -> None:
        subnets = [*vpc.private[:2], "subnet-0123456789abcdef0"]
        self.refuses(vpc, BrokerNodeGroupInfo=self.nodes(vpc, subnets))

    def test_is_refused_for_two_subnets_of_one_zone(self, vpc: Vpc) -> None:
        subnets = [*vpc.private[:2], vpc.public[0]]
        self.refuses(vpc, NumberOfBrokerNodes=4, BrokerNodeGroupInfo=self.nodes(vpc, subnets))

    def test_is_refused_in_one_zone(self, vpc: Vpc) -> None:
        self.refuses(vpc, BrokerNodeGroupInfo=self.nodes(vpc, vpc.private[:1]))

    def test_is_refused_for_a_security_group_that_does_not_exist(self, vpc: Vpc) -> None:
        self.refuses(vpc, BrokerNodeGroupInfo=self.nodes(vpc, vpc.private, ["sg-0123456789abcdef0"]))

    def test_is_refused_for_brokers_that_do_not_spread_evenly(self, vpc: Vpc) -> None:
        self.refuses(vpc, NumberOfBrokerNodes=4)

    def test_is_refused_for_an_unknown_kafka_version(self, vpc: Vpc) -> None:
        self.refuses(vpc, KafkaVersion="1.2.3")

    @pytest.mark.parametrize("instance_type", ["kafka.t3.small", "kafka.m6g.large", "m7g.large"])
    def test_is_refused_for_brokers_that_kraft_does_not_run_on(self, vpc: Vpc, instance_type: str) -> None:
        nodes = {**self.nodes(vpc, vpc.private), "InstanceType": instance_type}
        refusal = refused(create, vpc=vpc, BrokerNodeGroupInfo=nodes)
        assert (refusal.code, refusal.message) == ("BadRequestException", "Unsupported InstanceType")

    def test_takes_the_smallest_brokers_with_zookeeper(self, vpc: Vpc) -> None:
        create(vpc, KafkaVersion="3.9.x", BrokerNodeGroupInfo={**self.nodes(vpc, vpc.private), "InstanceType": "kafka.t3.small"})

    def test_is_refused_for_a_configuration_that_does_not_exist(self, vpc: Vpc) -> None:
        arn = f"arn:aws:kafka:eu-west-3:{ACCOUNT}:configuration/none/1-1"
        self.refuses(vpc, ConfigurationInfo={"Arn": arn, "Revision": 1})

    def test_is_refused_for_a_revision_that_does_not_exist(self, vpc: Vpc, kafka: Any) -> None:
        self.refuses(vpc, ConfigurationInfo={**configure(kafka), "Revision": 2})

    def test_is_refused_for_a_certificate_authority_that_does_not_exist(self, vpc: Vpc) -> None:
        arn = f"arn:aws:acm-pca:eu-west-3:{ACCOUNT}:certificate-authority/none"
        self.refuses(vpc, ClientAuthentication={"Tls": {"Enabled": True, "CertificateAuthorityArnList": [arn]}})


class TestDeletingACluster:
    def test_is_refused_while_it_is_created_or_deleted(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create(vpc)
        refusal = refused(kafka.delete_cluster, ClusterArn=arn)
        assert (refusal.code, refusal.message) == (
            "BadRequestException", "You can't delete cluster in CREATING state.",
        )
        cloud.pass_minutes(40)
        kafka.delete_cluster(ClusterArn=arn)
        refusal = refused(kafka.delete_cluster, ClusterArn=arn)
        assert refusal.message == "You can't delete cluster in DELETING state."

    def test_is_refused_for_a_version_of_it_that_is_over(self, vpc: Vpc, kafka: Any) -> None:
        arn = create_active(vpc)
        refusal = refused(kafka.delete_cluster, ClusterArn=arn, CurrentVersion="KOLD")
        assert refusal.code == "BadRequestException"
        kafka.delete_cluster(ClusterArn=arn, CurrentVersion=describe(kafka, arn)["CurrentVersion"])


class TestUpdatingACluster:
    def test_is_an_operation_that_ends_in_a_new_version(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create_active(vpc)
        before = describe(kafka, arn)["CurrentVersion"]
        operation = update(kafka, "update_broker_count", arn, TargetNumberOfBrokerNodes=6)
        during = describe(kafka, arn)
        assert (during["State"], during["ActiveOperationArn"]) == ("UPDATING", operation)
        assert during["Provisioned"]["NumberOfBrokerNodes"] == 3
        assert operation_state(kafka, operation) == "UPDATE_IN_PROGRESS"
        cloud.pass_minutes(20)
        assert operation_state(kafka, operation) == "UPDATE_COMPLETE"
        after = describe(kafka, arn)
        assert (after["State"], after["Provisioned"]["NumberOfBrokerNodes"]) == ("ACTIVE", 6)
        assert after["CurrentVersion"] != before
        assert len(vpc.interfaces()) == 6
        operations = kafka.list_cluster_operations(ClusterArn=arn)["ClusterOperationInfoList"]
        assert [o["OperationArn"] for o in operations] == [operation]

    def test_follows_a_configurations_revision(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        info = configure(kafka)
        arn = create_active(vpc, ConfigurationInfo=info)
        revision = kafka.update_configuration(Arn=info["Arn"], ServerProperties=b"a=b\n")["LatestRevision"]
        assert revision["Revision"] == 2
        assert describe(kafka, arn)["Provisioned"]["CurrentBrokerSoftwareInfo"]["ConfigurationRevision"] == 1
        update(kafka, "update_cluster_configuration", arn, ConfigurationInfo={"Arn": info["Arn"], "Revision": 2})
        cloud.pass_minutes(15)
        assert describe(kafka, arn)["Provisioned"]["CurrentBrokerSoftwareInfo"]["ConfigurationRevision"] == 2

    def test_upgrades_kafka(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create_active(vpc)
        versions = kafka.get_compatible_kafka_versions(ClusterArn=arn)["CompatibleKafkaVersions"]
        assert len(versions) == 1
        assert "4.0.x.kraft" in versions[0]["TargetVersions"]
        update(kafka, "update_cluster_kafka_version", arn, TargetKafkaVersion="4.0.x.kraft")
        cloud.pass_minutes(30)
        assert describe(kafka, arn)["Provisioned"]["CurrentBrokerSoftwareInfo"]["KafkaVersion"] == "4.0.x.kraft"

    @pytest.mark.parametrize("version", ["3.8.x.kraft", "3.9.x.kraft", "3.9.x"])
    def test_refuses_to_downgrade_kafka_or_to_leave_kraft(self, vpc: Vpc, kafka: Any, version: str) -> None:
        refusal = refused(
            update, kafka=kafka, operation="update_cluster_kafka_version", arn=create_active(vpc),
            TargetKafkaVersion=version,
        )
        assert refusal.code == "BadRequestException"

    def test_changes_authentication_and_keeps_the_key(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create_active(vpc)
        key = describe(kafka, arn)["Provisioned"]["EncryptionInfo"]["EncryptionAtRest"]
        open_to_all = {"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": True}}
        update(
            kafka, "update_security", arn, ClientAuthentication=open_to_all,
            EncryptionInfo={"EncryptionInTransit": {"ClientBroker": "TLS"}},
        )
        cloud.pass_minutes(15)
        read = describe(kafka, arn)["Provisioned"]
        assert (read["ClientAuthentication"], read["EncryptionInfo"]["EncryptionAtRest"]) == (open_to_all, key)
        assert sorted(brokers(kafka, arn)) == ["BootstrapBrokerStringSaslIam", "BootstrapBrokerStringTls"]

    def test_changes_monitoring_type_storage_and_connectivity(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        arn = create_active(vpc)
        volumes = [{"KafkaBrokerNodeId": "All", "VolumeSizeGB": 200}]
        for operation, params in (
            ("update_monitoring", {"EnhancedMonitoring": "PER_BROKER"}),
            ("update_broker_type", {"TargetInstanceType": "kafka.m7g.xlarge"}),
            ("update_broker_storage", {"TargetBrokerEBSVolumeInfo": volumes}),
            ("update_storage", {"VolumeSizeGB": 300}),
            ("update_connectivity", {"ConnectivityInfo": {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}}}),
        ):
            update(kafka, operation, arn, **params)
            cloud.pass_minutes(30)
        read = describe(kafka, arn)["Provisioned"]
        nodes = read["BrokerNodeGroupInfo"]
        assert (read["EnhancedMonitoring"], nodes["InstanceType"]) == ("PER_BROKER", "kafka.m7g.xlarge")
        assert nodes["StorageInfo"]["EbsStorageInfo"]["VolumeSize"] == 300
        assert nodes["ConnectivityInfo"]["PublicAccess"]["Type"] == "SERVICE_PROVIDED_EIPS"

    def test_refuses_a_second_update_meanwhile_and_deletion(self, vpc: Vpc, kafka: Any) -> None:
        arn = create_active(vpc)
        update(kafka, "update_monitoring", arn, EnhancedMonitoring="PER_BROKER")
        refusal = refused(
            update, kafka=kafka, operation="update_broker_type", arn=arn, TargetInstanceType="kafka.m7g.xlarge"
        )
        assert (refusal.code, refusal.message) == (
            "BadRequestException", "You can't update cluster in UPDATING state.",
        )
        assert refused(kafka.delete_cluster, ClusterArn=arn).code == "BadRequestException"

    def test_refuses_a_version_that_is_over(self, vpc: Vpc, kafka: Any) -> None:
        refusal = refused(
            kafka.update_monitoring, ClusterArn=create_active(vpc), CurrentVersion="KOLD", EnhancedMonitoring="DEFAULT"
        )
        assert refusal.code == "BadRequestException"

    @pytest.mark.parametrize("count", [3, 4])
    def test_refuses_as_many_brokers_as_before_and_an_uneven_number(self, vpc: Vpc, kafka: Any, count: int) -> None:
        refusal = refused(
            update, kafka=kafka, operation="update_broker_count", arn=create_active(vpc),
            TargetNumberOfBrokerNodes=count,
        )
        assert refusal.code == "BadRequestException"

    def test_refuses_smaller_volumes(self, vpc: Vpc, kafka: Any) -> None:
        refusal = refused(
            update, kafka=kafka, operation="update_storage", arn=create_active(vpc), VolumeSizeGB=50
        )
        assert refusal.code == "BadRequestException"

    def test_knows_only_operations_that_were_started(self, kafka: Any) -> None:
        arn = f"arn:aws:kafka:eu-west-3:{ACCOUNT}:cluster-operation/none/1/2"
        assert refused(kafka.describe_cluster_operation, ClusterOperationArn=arn).code == "NotFoundException"
        assert refused(kafka.describe_cluster_operation_v2, ClusterOperationArn=arn).code == "NotFoundException"


class TestConfiguration:
    def test_keeps_its_revisions(self, kafka: Any) -> None:
        arn = configure(kafka)["Arn"]
        assert kafka.describe_configuration(Arn=arn)["KafkaVersions"] == ["3.9.x.kraft"]
        kafka.update_configuration(Arn=arn, ServerProperties=b"a=b\n", Description="second")
        latest = kafka.describe_configuration(Arn=arn)["LatestRevision"]
        assert (latest["Revision"], latest["Description"]) == (2, "second")
        revisions = kafka.list_configuration_revisions(Arn=arn)["Revisions"]
        assert [revision["Revision"] for revision in revisions] == [1, 2]
        read = [kafka.describe_configuration_revision(Arn=arn, Revision=n)["ServerProperties"] for n in (1, 2)]
        assert read == [PROPERTIES, b"a=b\n"]
        assert refused(kafka.describe_configuration_revision, Arn=arn, Revision=3).code == "BadRequestException"

    def test_is_listed_until_deleted(self, kafka: Any) -> None:
        arn = configure(kafka)["Arn"]
        assert arn in [c["Arn"] for c in kafka.list_configurations()["Configurations"]]
        kafka.delete_configuration(Arn=arn)
        assert arn not in [c["Arn"] for c in kafka.list_configurations()["Configurations"]]
        refusal = refused(kafka.describe_configuration, Arn=arn)
        assert (refusal.code, refusal.message) == ("BadRequestException", "Configuration ARN does not exist.")

    def test_is_refused_for_a_name_in_use(self, kafka: Any) -> None:
        name = unique("configuration")
        kafka.create_configuration(Name=name, ServerProperties=PROPERTIES)
        refusal = refused(kafka.create_configuration, Name=name, ServerProperties=PROPERTIES)
        assert (refusal.code, refusal.status) == ("ConflictException", 409)

    def test_is_not_deleted_while_a_cluster_uses_it(self, vpc: Vpc, kafka: Any, cloud: Emulator) -> None:
        info = configure(kafka)
        arn = create_active(vpc, ConfigurationInfo=info)
        refusal = refused(kafka.delete_configuration, Arn=info["Arn"])
        assert refusal.code == "BadRequestException"
        assert refusal.message.startswith("Configuration is in use by one or more clusters.")
        kafka.delete_cluster(ClusterArn=arn)
        assert refused(kafka.delete_configuration, Arn=info["Arn"]).code == "BadRequestException"
        cloud.pass_minutes(10)
        kafka.delete_configuration(Arn=info["Arn"])

    def test_versions_of_kafka_are_listed(self, kafka: Any) -> None:
        versions = [version["Version"] for version in kafka.list_kafka_versions()["KafkaVersions"]]
        assert "3.9.x.kraft" in versions
