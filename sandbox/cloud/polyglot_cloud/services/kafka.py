"""MSK, all of it ours: moto's clusters never leave CREATING, and it has no configurations, brokers or operations.

Facts are from the Amazon MSK API reference, of the action each method is named after, unless it says otherwise.
"""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from polyglot_cloud.clock import MINUTE
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.offered import OFFERED
from polyglot_cloud.refusal import Refusal
from polyglot_cloud.services import network

CLUSTER_CREATION = 40 * MINUTE
CLUSTER_DELETION = 10 * MINUTE
SERVERLESS_CREATION = 5 * MINUTE
#: How long each operation keeps a cluster UPDATING.
OPERATIONS = {
    "INCREASE_BROKER_COUNT": 20 * MINUTE,
    "UPDATE_BROKER_TYPE": 30 * MINUTE,
    "INCREASE_BROKER_STORAGE": 5 * MINUTE,
    "UPDATE_CLUSTER_CONFIGURATION": 15 * MINUTE,
    "UPDATE_CLUSTER_KAFKA_VERSION": 30 * MINUTE,
    "UPDATE_MONITORING": 5 * MINUTE,
    "UPDATE_SECURITY": 15 * MINUTE,
    "UPDATE_CONNECTIVITY": 15 * MINUTE,
    "UPDATE_REBALANCING": 5 * MINUTE,
}
#: MSK developer guide, Supported Apache Kafka versions; ZooKeeper's and KRaft's, each in the order of upgrades.
ZOOKEEPER_VERSIONS = ("2.8.1", "3.4.0", "3.5.1", "3.6.0", "3.7.x", "3.8.x", "3.9.x")
KRAFT_VERSIONS = tuple(OFFERED["kafka"]["offered"])
#: What brokers run on.
KRAFT_INSTANCES = tuple(f"{family}." for family in OFFERED["kafka"]["brokers"])
ZOOKEEPER_INSTANCES = ("kafka.t3.small", *KRAFT_INSTANCES)
PORTS = {"plaintext": 9092, "tls": 9094, "scram": 9096, "iam": 9098}

State = dict[str, Any]


@dataclass
class Configuration:
    """A configuration and its revisions: the properties by revision number."""

    region: str
    state: State
    revisions: dict[int, State] = field(default_factory=dict)

    def add(self, description: str, properties: bytes) -> State:
        """Append a revision and return it as a summary."""
        number = len(self.revisions) + 1
        summary = {"Revision": number, "Description": description, "CreationTime": _now()}
        self.revisions[number] = {**summary, "ServerProperties": properties}
        self.state["LatestRevision"] = summary
        return summary


@dataclass
class Cluster:
    """What both versions of DescribeCluster show of a cluster."""

    region: str
    #: The members that DescribeCluster and DescribeClusterV2 have in common.
    state: State
    #: `Provisioned` as in DescribeClusterV2; empty for a serverless cluster.
    provisioned: State
    serverless: State
    #: Part of the brokers' host names, as `b-1.<name>.<host_id>.c1.kafka.<region>.amazonaws.com`.
    host_id: str = field(default_factory=lambda: secrets.token_hex(3))

    @property
    def arn(self) -> str:
        return str(self.state["ClusterArn"])

    @property
    def name(self) -> str:
        return str(self.state["ClusterName"])

    def domain(self) -> str:
        return f"{self.name.lower()}.{self.host_id}.c1.kafka.{self.region}.amazonaws.com"


class Kafka(Service):
    lists = ("kafka",)

    def __init__(self, cloud: Any) -> None:
        super().__init__(cloud)
        self._clusters: dict[str, Cluster] = {}
        self._configurations: dict[str, Configuration] = {}
        self._operations: dict[str, State] = {}

    # ---- clusters

    @handles("kafka", "CreateCluster")
    def create_cluster(self, call: Call) -> State:
        """The first version of the API: a provisioned cluster, its parameters not nested."""
        asked = {name: value for name, value in call.params.items() if name not in ("ClusterName", "Tags")}
        cluster = self._create(call, provisioned=asked, serverless=None)
        return {name: cluster.state[name] for name in ("ClusterArn", "ClusterName", "State")}

    @handles("kafka", "CreateClusterV2")
    def create_cluster_v2(self, call: Call) -> State:
        cluster = self._create(call, call.params.get("Provisioned"), call.params.get("Serverless"))
        return {name: cluster.state[name] for name in ("ClusterArn", "ClusterName", "State", "ClusterType")}

    def _create(self, call: Call, provisioned: State | None, serverless: State | None) -> Cluster:
        """CREATING with an interface per broker, then ACTIVE."""
        name, region = call.params["ClusterName"], call.region
        if any(cluster.name == name for cluster in self._clusters.values() if cluster.region == region):
            raise Refusal("ConflictException", "A resource with this name already exists.")
        if provisioned:
            self._check_provisioned(region, provisioned)
        else:
            self._check_serverless(region, serverless or {})
        arn = self.cloud.arn("kafka", region, f"cluster/{name}/{uuid.uuid4()}-{1 if provisioned else 's1'}")
        state = {
            "ClusterArn": arn,
            "ClusterName": name,
            "ClusterType": "PROVISIONED" if provisioned else "SERVERLESS",
            "CreationTime": _now(),
            "CurrentVersion": _new_version(),
            "State": "CREATING",
            "Tags": call.params.get("Tags") or {},
        }
        cluster = Cluster(region, state, {}, deepcopy(serverless) if serverless else {})
        if provisioned:
            cluster.provisioned = _as_described(cluster, deepcopy(provisioned), self._default_key(region))
        self._clusters[arn] = cluster
        self._place(cluster)
        self.cloud.clock.after(
            CLUSTER_CREATION if provisioned else SERVERLESS_CREATION, lambda: self._created(cluster)
        )
        return cluster

    def _created(self, cluster: Cluster) -> None:
        if f"kafka/{cluster.name}" in self.cloud.held:
            self.cloud.clock.after(MINUTE, lambda: self._created(cluster))
        elif f"kafka/{cluster.name}" in self.cloud.doomed:
            cluster.state["State"] = "FAILED"
            cluster.state["StateInfo"] = {"Code": "InternalError", "Message": "The cluster could not be created."}
        else:
            cluster.state["State"] = "ACTIVE"

    def _default_key(self, region: str) -> str:
        return str(self.cloud.arn("kms", region, "alias/aws/kafka"))

    def _check_provisioned(self, region: str, asked: State) -> None:
        brokers = asked["BrokerNodeGroupInfo"]
        zones = self._check_network(region, brokers["ClientSubnets"], brokers.get("SecurityGroups") or [])
        if asked["KafkaVersion"] not in (*ZOOKEEPER_VERSIONS, *KRAFT_VERSIONS):
            raise _bad(f"Unsupported KafkaVersion [{asked['KafkaVersion']}].", "kafkaVersion")
        _check_instance_type(brokers["InstanceType"], asked["KafkaVersion"], "instanceType")
        _check_broker_count(asked["NumberOfBrokerNodes"], zones, "numberOfBrokerNodes")
        if info := asked.get("ConfigurationInfo"):
            self._check_revision(region, info)
        self._check_authorities(region, asked.get("ClientAuthentication") or {})

    def _check_serverless(self, region: str, asked: State) -> None:
        for config in asked.get("VpcConfigs") or []:
            self._check_network(region, config["SubnetIds"], config.get("SecurityGroupIds") or [])

    def _check_network(self, region: str, subnet_ids: list[str], group_ids: list[str]) -> int:
        """Subnets and groups exist, each subnet in a zone of its own; returns how many zones."""
        ec2 = self.cloud.ec2(region)
        found = network.subnets(ec2, subnet_ids)
        if found is None:
            raise _bad("The request contains one or more subnets that do not exist.", "clientSubnets")
        zones = network.zones(found)
        if len(zones) != len(found) or len(zones) < 2:
            raise _bad("Specify subnets that are in two or three different Availability Zones.", "clientSubnets")
        if network.missing_groups(ec2, group_ids):
            raise _bad("The request contains one or more security groups that do not exist.", "securityGroups")
        return len(zones)

    def _check_revision(self, region: str, info: State) -> None:
        configuration = self._configurations.get(info["Arn"])
        if configuration is None or configuration.region != region:
            raise _bad("Configuration ARN does not exist.", "configurationInfo")
        if info["Revision"] not in configuration.revisions:
            raise _bad("Configuration revision does not exist.", "configurationInfo")

    def _check_authorities(self, region: str, authentication: State) -> None:
        """MSK developer guide, Mutual TLS authentication: the certificate authority must be there and active."""
        for arn in (authentication.get("Tls") or {}).get("CertificateAuthorityArnList") or []:
            authority = self.cloud.acmpca(region).certificate_authorities.get(arn)
            if authority is None or authority.status != "ACTIVE":
                raise _bad(f"The certificate authority {arn} does not exist or is not active.", "clientAuthentication")

    def _place(self, cluster: Cluster) -> None:
        """An interface per broker in the client subnets (MSK developer guide, Networking)."""
        if cluster.provisioned:
            brokers = cluster.provisioned["BrokerNodeGroupInfo"]
            subnets, groups = brokers["ClientSubnets"], brokers["SecurityGroups"]
            count = cluster.provisioned["NumberOfBrokerNodes"]
            self._hold(cluster, [subnets[i % len(subnets)] for i in range(count)], groups)
        for config in cluster.serverless.get("VpcConfigs") or []:
            self._hold(cluster, config["SubnetIds"], config.get("SecurityGroupIds") or [])

    def _hold(self, cluster: Cluster, subnets: list[str], groups: list[str]) -> None:
        self.cloud.interfaces.replace(
            cluster.region, cluster.arn, subnets, groups,
            f"DO NOT DELETE - Amazon MSK network interface for cluster {cluster.arn}",
        )

    @handles("kafka", "DescribeCluster")
    def describe_cluster(self, call: Call) -> State:
        """The first version shows provisioned clusters only, and does not nest."""
        cluster = self._cluster(call)
        if not cluster.provisioned:
            raise _bad("This operation cannot be performed on serverless clusters.", "clusterArn")
        return {"ClusterInfo": {**cluster.state, **cluster.provisioned}}

    @handles("kafka", "DescribeClusterV2")
    def describe_cluster_v2(self, call: Call) -> State:
        return {"ClusterInfo": _v2(self._cluster(call))}

    @handles("kafka", "ListClusters")
    def list_clusters(self, call: Call) -> State:
        found = [c for c in self._listed(call) if c.provisioned]
        return {"ClusterInfoList": [{**cluster.state, **cluster.provisioned} for cluster in found]}

    @handles("kafka", "ListClustersV2")
    def list_clusters_v2(self, call: Call) -> State:
        return {"ClusterInfoList": [_v2(cluster) for cluster in self._listed(call)]}

    def _listed(self, call: Call) -> list[Cluster]:
        prefix = call.params.get("ClusterNameFilter") or ""
        return [c for c in self._clusters.values() if c.region == call.region and c.name.startswith(prefix)]

    @handles("kafka", "DeleteCluster")
    def delete_cluster(self, call: Call) -> State:
        """DELETING, then gone. MSK takes no operation on a cluster that is being created, updated or deleted."""
        cluster = self._cluster(call)
        if cluster.state["State"] not in ("ACTIVE", "FAILED"):
            raise _bad(f"You can't delete cluster in {cluster.state['State']} state.", "clusterArn")
        _check_version(cluster, call.params.get("CurrentVersion"))
        cluster.state["State"] = "DELETING"
        self.cloud.clock.after(CLUSTER_DELETION, lambda: self._deleted(cluster))
        return {"ClusterArn": cluster.arn, "State": "DELETING"}

    def _deleted(self, cluster: Cluster) -> None:
        self.cloud.interfaces.release(cluster.region, cluster.arn)
        del self._clusters[cluster.arn]

    @handles("kafka", "GetBootstrapBrokers")
    def get_bootstrap_brokers(self, call: Call) -> State:
        """One list per way to connect that is on, up to three brokers each.

        The refusal's wording is AWS's, as users report it of clusters that have failed and that are being deleted. That it
        is the same of one that is being created is taken from the developer guide: it must be ACTIVE for any operation.
        """
        cluster = self._cluster(call)
        state = cluster.state["State"]
        if state in ("CREATING", "DELETING", "FAILED"):
            raise _bad(f"You can't get bootstrap broker nodes for a cluster in {state} state.", "clusterArn")
        if cluster.serverless:
            host = f"boot-{cluster.host_id}.c1.kafka-serverless.{cluster.region}.amazonaws.com"
            return {"BootstrapBrokerStringSaslIam": f"{host}:{PORTS['iam']}"}
        count = min(3, cluster.provisioned["NumberOfBrokerNodes"])
        hosts = [f"b-{number}.{cluster.domain()}" for number in range(1, count + 1)]
        ways = {
            "BootstrapBrokerString": ("plaintext", _in_transit(cluster) in ("PLAINTEXT", "TLS_PLAINTEXT")),
            "BootstrapBrokerStringTls": ("tls", _speaks_tls(cluster)),
            "BootstrapBrokerStringSaslScram": ("scram", _sasl(cluster, "Scram")),
            "BootstrapBrokerStringSaslIam": ("iam", _sasl(cluster, "Iam")),
        }
        return {
            name: ",".join(f"{host}:{PORTS[way]}" for host in hosts) for name, (way, enabled) in ways.items() if enabled
        }

    @handles("kafka", "ListNodes")
    def list_nodes(self, call: Call) -> State:
        cluster = self._cluster(call)
        if cluster.state["State"] == "CREATING" or not cluster.provisioned:
            return {"NodeInfoList": []}
        brokers = cluster.provisioned["BrokerNodeGroupInfo"]
        nodes = []
        for number in range(1, cluster.provisioned["NumberOfBrokerNodes"] + 1):
            subnet = brokers["ClientSubnets"][(number - 1) % len(brokers["ClientSubnets"])]
            info = {
                "BrokerId": number,
                "ClientSubnet": subnet,
                "CurrentBrokerSoftwareInfo": cluster.provisioned["CurrentBrokerSoftwareInfo"],
                "Endpoints": [f"b-{number}.{cluster.domain()}"],
            }
            nodes.append({
                "NodeType": "BROKER", "NodeARN": f"{cluster.arn}/{number}", "InstanceType": brokers["InstanceType"],
                "AddedToClusterTime": cluster.state["CreationTime"].isoformat(), "BrokerNodeInfo": info,
            })
        return {"NodeInfoList": nodes}

    # ---- updates

    @handles("kafka", "UpdateBrokerCount")
    def update_broker_count(self, call: Call) -> State:
        """More brokers only, as many in each zone."""
        cluster, target = self._changeable(call), call.params["TargetNumberOfBrokerNodes"]
        zones = len(cluster.provisioned["BrokerNodeGroupInfo"]["ClientSubnets"])
        _check_broker_count(target, zones, "targetNumberOfBrokerNodes")
        if target <= cluster.provisioned["NumberOfBrokerNodes"]:
            raise _bad("The target number of broker nodes must be higher than the current one.",
                       "targetNumberOfBrokerNodes")

        def change() -> None:
            cluster.provisioned["NumberOfBrokerNodes"] = target
            self._place(cluster)

        return self._start(cluster, "INCREASE_BROKER_COUNT", change, {"NumberOfBrokerNodes": target})

    @handles("kafka", "UpdateBrokerType")
    def update_broker_type(self, call: Call) -> State:
        cluster, target = self._changeable(call), call.params["TargetInstanceType"]
        version = cluster.provisioned["CurrentBrokerSoftwareInfo"]["KafkaVersion"]
        _check_instance_type(target, version, "targetInstanceType")

        def change() -> None:
            cluster.provisioned["BrokerNodeGroupInfo"]["InstanceType"] = target

        return self._start(cluster, "UPDATE_BROKER_TYPE", change, {"InstanceType": target})

    @handles("kafka", "UpdateBrokerStorage")
    def update_broker_storage(self, call: Call) -> State:
        """Larger volumes only."""
        cluster, volumes = self._changeable(call), call.params["TargetBrokerEBSVolumeInfo"]
        return self._grow(cluster, volumes[0].get("VolumeSizeGB"), volumes[0].get("ProvisionedThroughput"))

    @handles("kafka", "UpdateStorage")
    def update_storage(self, call: Call) -> State:
        cluster = self._changeable(call)
        if call.params.get("StorageMode"):
            cluster.provisioned["StorageMode"] = call.params["StorageMode"]
        return self._grow(cluster, call.params.get("VolumeSizeGB"), call.params.get("ProvisionedThroughput"))

    def _grow(self, cluster: Cluster, size: int | None, throughput: State | None) -> State:
        ebs = cluster.provisioned["BrokerNodeGroupInfo"].setdefault("StorageInfo", {}).setdefault("EbsStorageInfo", {})
        if size is not None and size < ebs.get("VolumeSize", 0):
            raise _bad("The target volume size must be higher than the current one.", "volumeSizeGB")

        def change() -> None:
            ebs.update({k: v for k, v in (("VolumeSize", size), ("ProvisionedThroughput", throughput)) if v})

        return self._start(cluster, "INCREASE_BROKER_STORAGE", change, {})

    @handles("kafka", "UpdateClusterConfiguration")
    def update_cluster_configuration(self, call: Call) -> State:
        cluster, info = self._changeable(call), call.params["ConfigurationInfo"]
        self._check_revision(call.region, info)

        def change() -> None:
            software = cluster.provisioned["CurrentBrokerSoftwareInfo"]
            software.update(ConfigurationArn=info["Arn"], ConfigurationRevision=info["Revision"])

        return self._start(cluster, "UPDATE_CLUSTER_CONFIGURATION", change, {"ConfigurationInfo": info})

    @handles("kafka", "UpdateClusterKafkaVersion")
    def update_cluster_kafka_version(self, call: Call) -> State:
        """Upwards within ZooKeeper's or KRaft's versions (MSK developer guide, Upgrade the Apache Kafka version)."""
        cluster, target = self._changeable(call), call.params["TargetKafkaVersion"]
        software = cluster.provisioned["CurrentBrokerSoftwareInfo"]
        if target not in _compatible(software["KafkaVersion"]):
            raise _bad(
                f"You can't upgrade from version {software['KafkaVersion']} to version {target}.", "targetKafkaVersion"
            )
        if info := call.params.get("ConfigurationInfo"):
            self._check_revision(call.region, info)

        def change() -> None:
            software["KafkaVersion"] = target
            if info:
                software.update(ConfigurationArn=info["Arn"], ConfigurationRevision=info["Revision"])

        return self._start(cluster, "UPDATE_CLUSTER_KAFKA_VERSION", change, {"KafkaVersion": target})

    @handles("kafka", "UpdateMonitoring")
    def update_monitoring(self, call: Call) -> State:
        return self._replace(call, "UPDATE_MONITORING", ("EnhancedMonitoring", "OpenMonitoring", "LoggingInfo"))

    @handles("kafka", "UpdateSecurity")
    def update_security(self, call: Call) -> State:
        cluster = self._changeable(call)
        self._check_authorities(call.region, call.params.get("ClientAuthentication") or {})
        encryption = call.params.get("EncryptionInfo")
        changes = {"ClientAuthentication": call.params.get("ClientAuthentication"), "EncryptionInfo": None}
        if encryption:  # the key of the volumes cannot be changed, and need not be repeated
            changes["EncryptionInfo"] = {**cluster.provisioned["EncryptionInfo"], **encryption}
        return self._start_replacement(cluster, "UPDATE_SECURITY", changes)

    @handles("kafka", "UpdateRebalancing")
    def update_rebalancing(self, call: Call) -> State:
        return self._replace(call, "UPDATE_REBALANCING", ("Rebalancing",))

    @handles("kafka", "UpdateConnectivity")
    def update_connectivity(self, call: Call) -> State:
        cluster, target = self._changeable(call), call.params.get("ConnectivityInfo") or {}

        def change() -> None:
            brokers = cluster.provisioned["BrokerNodeGroupInfo"]
            brokers["ConnectivityInfo"] = {**brokers["ConnectivityInfo"], **target}

        return self._start(cluster, "UPDATE_CONNECTIVITY", change, {"ConnectivityInfo": target})

    def _replace(self, call: Call, kind: str, names: tuple[str, ...]) -> State:
        return self._start_replacement(self._changeable(call), kind, {name: call.params.get(name) for name in names})

    def _start_replacement(self, cluster: Cluster, kind: str, changes: State) -> State:
        given = {name: value for name, value in changes.items() if value is not None}
        return self._start(cluster, kind, lambda: cluster.provisioned.update(given), given)

    def _start(self, cluster: Cluster, kind: str, change: Callable[[], None], target: State) -> State:
        """UPDATING until the operation is done, then ACTIVE under a new version."""
        arn = cluster.arn.replace(":cluster/", ":cluster-operation/") + f"/{uuid.uuid4()}"
        operation = {
            "ClusterArn": cluster.arn, "ClusterType": "PROVISIONED", "OperationArn": arn, "OperationType": kind,
            "OperationState": "UPDATE_IN_PROGRESS", "CreationTime": _now(), "StartTime": _now(),
            "TargetClusterInfo": deepcopy(target),
        }
        self._operations[arn] = operation
        cluster.state.update(State="UPDATING", ActiveOperationArn=arn)

        def done() -> None:
            change()
            operation.update(OperationState="UPDATE_COMPLETE", EndTime=_now())
            cluster.state.update(State="ACTIVE", CurrentVersion=_new_version())
            del cluster.state["ActiveOperationArn"]

        self.cloud.clock.after(OPERATIONS[kind], done)
        return {"ClusterArn": cluster.arn, "ClusterOperationArn": arn}

    def _changeable(self, call: Call) -> Cluster:
        """A cluster that takes an update: ACTIVE, and in the version the caller has seen."""
        cluster = self._cluster(call)
        if cluster.state["State"] != "ACTIVE":
            raise _bad(f"You can't update cluster in {cluster.state['State']} state.", "clusterArn")
        if not cluster.provisioned:
            raise _bad("This operation cannot be performed on serverless clusters.", "clusterArn")
        _check_version(cluster, call.params.get("CurrentVersion"))
        return cluster

    @handles("kafka", "DescribeClusterOperation")
    def describe_cluster_operation(self, call: Call) -> State:
        return {"ClusterOperationInfo": self._operation(call)}

    @handles("kafka", "DescribeClusterOperationV2")
    def describe_cluster_operation_v2(self, call: Call) -> State:
        operation = self._operation(call)
        provisioned = {"TargetClusterInfo": operation["TargetClusterInfo"]}
        return {"ClusterOperationInfo": {**operation, "Provisioned": provisioned}}

    @handles("kafka", "ListClusterOperations", "ListClusterOperationsV2")
    def list_cluster_operations(self, call: Call) -> State:
        cluster = self._cluster(call)
        return {"ClusterOperationInfoList": [o for o in self._operations.values() if o["ClusterArn"] == cluster.arn]}

    def _operation(self, call: Call) -> State:
        operation = self._operations.get(call.params["ClusterOperationArn"])
        if operation is None:
            raise _not_found()
        return operation

    # ---- versions

    @handles("kafka", "ListKafkaVersions")
    def list_kafka_versions(self, _call: Call) -> State:
        versions = (*ZOOKEEPER_VERSIONS, *KRAFT_VERSIONS)
        return {"KafkaVersions": [{"Version": version, "Status": "ACTIVE"} for version in versions]}

    @handles("kafka", "GetCompatibleKafkaVersions")
    def get_compatible_kafka_versions(self, call: Call) -> State:
        if not call.params.get("ClusterArn"):
            sources = (*ZOOKEEPER_VERSIONS, *KRAFT_VERSIONS)
        else:
            sources = (self._cluster(call).provisioned["CurrentBrokerSoftwareInfo"]["KafkaVersion"],)
        return {
            "CompatibleKafkaVersions": [
                {"SourceVersion": source, "TargetVersions": list(_compatible(source))} for source in sources
            ]
        }

    # ---- configurations

    @handles("kafka", "CreateConfiguration")
    def create_configuration(self, call: Call) -> State:
        asked = call.params
        if any(c.state["Name"] == asked["Name"] and c.region == call.region for c in self._configurations.values()):
            raise Refusal("ConflictException", "A resource with this name already exists.")
        arn = self.cloud.arn("kafka", call.region, f"configuration/{asked['Name']}/{uuid.uuid4()}-1")
        configuration = Configuration(call.region, {
            "Arn": arn,
            "Name": asked["Name"],
            "Description": asked.get("Description") or "",
            "KafkaVersions": asked.get("KafkaVersions") or [],
            "CreationTime": _now(),
            "State": "ACTIVE",
        })
        configuration.add(asked.get("Description") or "", asked["ServerProperties"])
        self._configurations[arn] = configuration
        return configuration.state

    @handles("kafka", "DescribeConfiguration")
    def describe_configuration(self, call: Call) -> State:
        return self._configuration(call).state

    @handles("kafka", "ListConfigurations")
    def list_configurations(self, call: Call) -> State:
        return {"Configurations": [c.state for c in self._configurations.values() if c.region == call.region]}

    @handles("kafka", "DescribeConfigurationRevision")
    def describe_configuration_revision(self, call: Call) -> State:
        revision = self._configuration(call).revisions.get(call.params["Revision"])
        if revision is None:
            raise _bad("Configuration revision does not exist.", "revision")
        return {"Arn": call.params["Arn"], **revision}

    @handles("kafka", "ListConfigurationRevisions")
    def list_configuration_revisions(self, call: Call) -> State:
        revisions = self._configuration(call).revisions.values()
        return {"Revisions": [{k: v for k, v in r.items() if k != "ServerProperties"} for r in revisions]}

    @handles("kafka", "UpdateConfiguration")
    def update_configuration(self, call: Call) -> State:
        """A new revision; no cluster follows it until told to."""
        summary = self._configuration(call).add(call.params.get("Description") or "", call.params["ServerProperties"])
        return {"Arn": call.params["Arn"], "LatestRevision": summary}

    @handles("kafka", "DeleteConfiguration")
    def delete_configuration(self, call: Call) -> State:
        """Refused while a cluster uses it (hashicorp/terraform-provider-aws#15831 shows the answer)."""
        arn = self._configuration(call).state["Arn"]
        if any(
            cluster.provisioned.get("CurrentBrokerSoftwareInfo", {}).get("ConfigurationArn") == arn
            for cluster in self._clusters.values()
        ):
            raise _bad(
                "Configuration is in use by one or more clusters. Dissociate the configuration from the clusters.",
                "arn",
            )
        del self._configurations[arn]
        return {"Arn": arn, "State": "DELETING"}

    def _configuration(self, call: Call) -> Configuration:
        """An unknown one is a bad request: that is what the Terraform provider takes for "gone"."""
        configuration = self._configurations.get(call.params["Arn"])
        if configuration is None:
            raise _bad("Configuration ARN does not exist.", "arn")
        return configuration

    # ---- tags

    @handles("kafka", "TagResource")
    def tag_resource(self, call: Call) -> State:
        self._tags(call).update(call.params["Tags"])
        return {}

    @handles("kafka", "UntagResource")
    def untag_resource(self, call: Call) -> State:
        tags = self._tags(call)
        for key in call.params["TagKeys"]:
            tags.pop(key, None)
        return {}

    @handles("kafka", "ListTagsForResource")
    def list_tags_for_resource(self, call: Call) -> State:
        return {"Tags": self._tags(call)}

    def _tags(self, call: Call) -> dict[str, str]:
        cluster = self._clusters.get(call.params["ResourceArn"])
        if cluster is None:
            raise _not_found()
        tags: dict[str, str] = cluster.state["Tags"]
        return tags

    def tags_of(self, arn: str) -> dict[str, str] | None:
        """The tags of a cluster or configuration (which has none); None if there is nothing with this ARN."""
        if arn in self._configurations:
            return {}
        cluster = self._clusters.get(arn)
        return None if cluster is None else dict(cluster.state["Tags"])

    def key_of(self, arn: str) -> str:
        """The KMS key of a cluster's volumes, AWS's own if the caller gave none; empty if there is no such cluster."""
        cluster = self._clusters.get(arn)
        encryption = (cluster.provisioned.get("EncryptionInfo") or {}) if cluster else {}
        return str((encryption.get("EncryptionAtRest") or {}).get("DataVolumeKMSKeyId") or "")

    def logs_to_cloudwatch(self, arn: str) -> bool:
        """Whether a cluster's brokers log to CloudWatch."""
        cluster = self._clusters.get(arn)
        logging = (cluster.provisioned.get("LoggingInfo") or {}) if cluster else {}
        return bool(((logging.get("BrokerLogs") or {}).get("CloudWatchLogs") or {}).get("Enabled"))

    # ---- shared

    def _cluster(self, call: Call) -> Cluster:
        cluster = self._clusters.get(call.params["ClusterArn"])
        if cluster is None or cluster.region != call.region:
            raise _not_found()
        return cluster

    def inventory(self) -> Iterator[Resource]:
        for arn, cluster in self._clusters.items():
            yield Resource("kafka", "cluster", arn, cluster.region, cluster.state["Tags"])
        for arn, configuration in self._configurations.items():
            yield Resource("kafka", "configuration", arn, configuration.region)


def _as_described(cluster: Cluster, asked: State, default_key: str) -> State:
    """What was written, as DescribeClusterV2 shows it, with MSK's defaults."""
    configuration = asked.pop("ConfigurationInfo", None)
    software = {"KafkaVersion": asked.pop("KafkaVersion")}
    if configuration:
        software.update(ConfigurationArn=configuration["Arn"], ConfigurationRevision=configuration["Revision"])
    encryption = asked.get("EncryptionInfo") or {}
    brokers = asked["BrokerNodeGroupInfo"]
    described = {
        "EnhancedMonitoring": "DEFAULT",
        "StorageMode": "LOCAL",
        **{name: value for name, value in asked.items() if value is not None},
        "CurrentBrokerSoftwareInfo": software,
        "BrokerNodeGroupInfo": {
            "BrokerAZDistribution": "DEFAULT",
            "SecurityGroups": [],
            **brokers,
            "ConnectivityInfo": {"PublicAccess": {"Type": "DISABLED"}, **(brokers.get("ConnectivityInfo") or {})},
        },
        "EncryptionInfo": {
            "EncryptionAtRest": encryption.get("EncryptionAtRest") or {"DataVolumeKMSKeyId": default_key},
            "EncryptionInTransit": {
                "ClientBroker": "TLS", "InCluster": True, **(encryption.get("EncryptionInTransit") or {})
            },
        },
        "CustomerActionStatus": "NONE",
    }
    if not software["KafkaVersion"].endswith(".kraft"):
        hosts = [f"z-{number}.{cluster.domain()}" for number in (1, 2, 3)]
        described["ZookeeperConnectString"] = ",".join(f"{host}:2181" for host in hosts)
        described["ZookeeperConnectStringTls"] = ",".join(f"{host}:2182" for host in hosts)
    return described


def _v2(cluster: Cluster) -> State:
    kind = {"Provisioned": cluster.provisioned} if cluster.provisioned else {"Serverless": cluster.serverless}
    return {**cluster.state, **kind}


def _in_transit(cluster: Cluster) -> str:
    return str(cluster.provisioned["EncryptionInfo"]["EncryptionInTransit"]["ClientBroker"])


def _authentication(cluster: Cluster) -> State:
    return cluster.provisioned.get("ClientAuthentication") or {}


def _sasl(cluster: Cluster, way: str) -> bool:
    return bool(((_authentication(cluster).get("Sasl") or {}).get(way) or {}).get("Enabled"))


def _speaks_tls(cluster: Cluster) -> bool:
    """The TLS port serves mutual TLS and unauthenticated clients; with IAM or SCRAM alone it is closed."""
    if _in_transit(cluster) == "PLAINTEXT":
        return False
    authentication = _authentication(cluster)
    tls = authentication.get("Tls") or {}
    mutual = bool(tls.get("Enabled") or tls.get("CertificateAuthorityArnList"))
    anyone = bool((authentication.get("Unauthenticated") or {}).get("Enabled"))
    return mutual or anyone or not (_sasl(cluster, "Iam") or _sasl(cluster, "Scram"))


def _compatible(version: str) -> tuple[str, ...]:
    family = KRAFT_VERSIONS if version in KRAFT_VERSIONS else ZOOKEEPER_VERSIONS
    return family[family.index(version) + 1 :]


def _check_instance_type(instance_type: str, version: str, parameter: str) -> None:
    if not instance_type.startswith(KRAFT_INSTANCES if version in KRAFT_VERSIONS else ZOOKEEPER_INSTANCES):
        raise _bad("Unsupported InstanceType", parameter)


def _check_broker_count(count: int, zones: int, parameter: str) -> None:
    if count < zones or count % zones:
        raise _bad(
            "The number of broker nodes must be a multiple of Availability Zones in the Client Subnets parameter.",
            parameter,
        )


def _check_version(cluster: Cluster, seen: str | None) -> None:
    """Optimistic locking; DeleteCluster may leave the version out."""
    if seen and seen != cluster.state["CurrentVersion"]:
        raise _bad("The version of the cluster isn't current. Describe the cluster to get it.", "currentVersion")


def _new_version() -> str:
    """A cluster's version, such as K3AEGXETSR30VB."""
    return "K" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(13))


def _now() -> datetime:
    return datetime.now(UTC)


def _bad(message: str, parameter: str) -> Refusal:
    return Refusal("BadRequestException", message, InvalidParameter=parameter)


def _not_found() -> Refusal:
    return Refusal("NotFoundException", "The resource you requested does not exist.")
