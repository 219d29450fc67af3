"""EKS, all of it ours: moto's clusters are ACTIVE at once, forget half of what was written, and hold nothing.

Facts are from the EKS API reference, of the action each method is named after, unless it says otherwise.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from polyglot_cloud.clock import MINUTE
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.offered import OFFERED
from polyglot_cloud.refusal import Refusal
from polyglot_cloud.services import network
from polyglot_cloud.services.ec2 import Ec2

CLUSTER_CREATION = 10 * MINUTE
CLUSTER_DELETION = 5 * MINUTE
CLUSTER_UPDATE = 2 * MINUTE
VERSION_UPDATE = 10 * MINUTE
PROFILE_CREATION = 2 * MINUTE
PROFILE_DELETION = 3 * MINUTE
NODEGROUP_CREATION = 3 * MINUTE
NODEGROUP_DELETION = 5 * MINUTE
ADDON_CREATION = 1 * MINUTE
ADDON_DELETION = 1 * MINUTE

#: Until when EKS supports each version; the default is what a cluster without `version` gets.
SUPPORT = OFFERED["kubernetes"]["support"]
DEFAULT_VERSION = OFFERED["kubernetes"]["default"]
#: EKS user guide, Subnet requirements for clusters: zones that take none.
WITHOUT_EKS = ("use1-az3", "usw1-az2", "cac1-az3")
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
#: The version of CoreDNS that is offered for each version of Kubernetes, as its default.
COREDNS = OFFERED["kubernetes"]["coredns"]
#: How far an add-on may be behind the version that a cluster is updated to.
ADDON_SKEW = 3
#: EKS user guide, Available Amazon EKS add-ons: name -> the one version that is offered here for every Kubernetes.
OTHER_ADDONS = {
    "kube-proxy": "v1.34.1-eksbuild.2",
    "vpc-cni": "v1.20.5-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
    "aws-ebs-csi-driver": "v1.53.0-eksbuild.1",
    "metrics-server": "v0.8.0-eksbuild.6",
}
#: UpdateClusterConfig takes one kind of change at a time, each with an update type of its own.
CONFIG_UPDATES = {
    "resourcesVpcConfig": "VpcConfigUpdate",
    "logging": "LoggingUpdate",
    "accessConfig": "AccessConfigUpdate",
    "upgradePolicy": "UpgradePolicyUpdate",
    "zonalShiftConfig": "ZonalShiftConfigUpdate",
    "deletionProtection": "DeletionProtectionUpdate",
    "computeConfig": "AutoModeUpdate",
    "kubernetesNetworkConfig": "AutoModeUpdate",
    "storageConfig": "AutoModeUpdate",
}
POLICY_PREFIX = "arn:aws:eks::aws:cluster-access-policy/"

State = dict[str, Any]


@dataclass
class AccessEntry:
    """An access entry and the access policies associated with it, by ARN."""

    state: State
    policies: dict[str, State] = field(default_factory=dict)


@dataclass
class Cluster:
    """A cluster as DescribeCluster shows it, and what belongs to it."""

    region: str
    state: State
    profiles: dict[str, State] = field(default_factory=dict)
    nodegroups: dict[str, State] = field(default_factory=dict)
    addons: dict[str, State] = field(default_factory=dict)
    entries: dict[str, AccessEntry] = field(default_factory=dict)
    updates: dict[str, State] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.state["name"])

    @property
    def security_group(self) -> str:
        """The cluster security group, which EKS makes and removes."""
        return str(self.state["resourcesVpcConfig"]["clusterSecurityGroupId"])

    @property
    def updating(self) -> bool:
        return any(update["status"] == "InProgress" for update in self.updates.values())

    def taggable(self) -> Iterator[State]:
        """Everything with an ARN and tags."""
        yield self.state
        yield from (*self.profiles.values(), *self.nodegroups.values(), *self.addons.values())
        yield from (entry.state for entry in self.entries.values())


#: The member of a state that is its ARN.
_ARNS = ("arn", "fargateProfileArn", "nodegroupArn", "addonArn", "accessEntryArn")


class Eks(Service):
    lists = ("eks",)

    def __init__(self, cloud: Any, ec2: Ec2) -> None:
        super().__init__(cloud)
        self._ec2 = ec2
        self._clusters: dict[tuple[str, str], Cluster] = {}

    # ---- clusters

    @handles("eks", "CreateCluster")
    def create_cluster(self, call: Call) -> State:
        """CREATING with interfaces and a cluster security group, then ACTIVE."""
        asked = call.params
        if (call.region, asked["name"]) in self._clusters:
            raise _in_use(f"Cluster already exists with name: {asked['name']}", clusterName=asked["name"])
        _check_support(asked.get("version") or DEFAULT_VERSION, asked.get("upgradePolicy") or {})
        self._require_role(asked["roleArn"])
        vpc = self._vpc_config(call.region, asked["name"], asked["resourcesVpcConfig"])
        cluster = Cluster(call.region, self._new_cluster(call.region, asked, vpc))
        self._clusters[call.region, cluster.name] = cluster
        self._place(cluster)
        self.cloud.clock.after(CLUSTER_CREATION, lambda: self._created(cluster))
        return {"cluster": cluster.state}

    def _created(self, cluster: Cluster) -> None:
        failed = f"eks/{cluster.name}" in self.cloud.doomed
        _become(cluster.state, "CREATING", "FAILED" if failed else "ACTIVE")

    def _require_role(self, arn: str) -> None:
        if not self.cloud.role_exists(arn):
            raise _invalid(
                f"Role with arn: {arn}, could not be assumed because it does not exist or the trusted entity "
                "is not correct"
            )

    def _vpc_config(self, region: str, name: str, asked: State) -> State:
        """What was written, with EKS's defaults and what EKS adds."""
        ec2 = self.cloud.ec2(region)
        subnet_ids, group_ids = asked.get("subnetIds") or [], asked.get("securityGroupIds") or []
        found = self._require_subnets(region, subnet_ids)
        if len(network.zones(found)) < 2:
            raise _invalid("Subnets specified must be in at least two different AZs")
        if unsupported := sorted({subnet.availability_zone for subnet in found if network.zone_id(subnet) in WITHOUT_EKS}):
            raise Refusal(
                "UnsupportedAvailabilityZoneException",
                f"Cannot create cluster '{name}' because EKS does not support creating control plane instances in "
                f"{unsupported[0]}, the targeted availability zone.",
            )
        if missing := network.missing_groups(ec2, group_ids):
            raise _invalid(f"The security group ID '{missing[0]}' does not exist")
        return {
            "subnetIds": subnet_ids,
            "securityGroupIds": group_ids,
            "clusterSecurityGroupId": self._make_security_group(ec2, name, found[0].vpc_id),
            "vpcId": found[0].vpc_id,
            "endpointPublicAccess": asked.get("endpointPublicAccess", True),
            "endpointPrivateAccess": asked.get("endpointPrivateAccess", False),
            "publicAccessCidrs": asked.get("publicAccessCidrs") or ["0.0.0.0/0"],
        }

    def _require_subnets(self, region: str, subnet_ids: list[str]) -> list[Any]:
        found = network.subnets(self.cloud.ec2(region), subnet_ids)
        if found is None:
            raise _invalid(f"The subnet ID in {subnet_ids} does not exist")
        return found

    @staticmethod
    def _make_security_group(ec2: Any, name: str, vpc_id: str) -> str:
        tags = {
            "Name": f"eks-cluster-sg-{name}", f"kubernetes.io/cluster/{name}": "owned", "aws:eks:cluster-name": name
        }
        description = (
            "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, "
            "as well as any managed workloads."
        )
        group = ec2.create_security_group(
            f"eks-cluster-sg-{name}-{secrets.randbelow(10**9)}", description, vpc_id=vpc_id, tags=tags
        )
        ec2.authorize_security_group_ingress(
            group_name_or_id=group.id, ip_protocol="-1", from_port=None, to_port=None, ip_ranges=[],
            source_groups=[{"GroupId": group.id}], vpc_id=vpc_id,
        )
        return str(group.id)

    def _new_cluster(self, region: str, asked: State, vpc: State) -> State:
        oidc = secrets.token_hex(16).upper()
        access = asked.get("accessConfig") or {}
        return {
            "name": asked["name"],
            "arn": self.cloud.arn("eks", region, f"cluster/{asked['name']}"),
            "createdAt": _now(),
            "version": asked.get("version") or DEFAULT_VERSION,
            "endpoint": f"https://{oidc}.gr7.{region}.eks.amazonaws.com",
            "roleArn": asked["roleArn"],
            "resourcesVpcConfig": vpc,
            "kubernetesNetworkConfig": {
                "serviceIpv4Cidr": "172.20.0.0/16", "ipFamily": "ipv4", **(asked.get("kubernetesNetworkConfig") or {})
            },
            "logging": {"clusterLogging": _merge_logging([], (asked.get("logging") or {}).get("clusterLogging") or [])},
            "identity": {"oidc": {"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/{oidc}"}},
            "status": "CREATING",
            "certificateAuthority": {"data": base64.b64encode(oidc.encode()).decode()},
            "platformVersion": "eks.1",
            "tags": asked.get("tags") or {},
            "encryptionConfig": asked.get("encryptionConfig") or [],
            # bootstrapClusterCreatorAdminPermissions is write-only: DescribeCluster leaves it out
            "accessConfig": {"authenticationMode": access.get("authenticationMode") or "CONFIG_MAP"},
            "upgradePolicy": {"supportType": "EXTENDED", **(asked.get("upgradePolicy") or {})},
            "deletionProtection": bool(asked.get("deletionProtection")),
            "health": {"issues": []},
            **{name: asked[name] for name in ("zonalShiftConfig",) if asked.get(name)},
        }

    def _place(self, cluster: Cluster) -> None:
        """EKS puts interfaces into the subnets, with its own group and those given (EKS user guide, Networking)."""
        vpc = cluster.state["resourcesVpcConfig"]
        groups = [vpc["clusterSecurityGroupId"], *vpc["securityGroupIds"]]
        self.cloud.interfaces.replace(
            cluster.region, cluster.state["arn"], vpc["subnetIds"], groups, f"Amazon EKS {cluster.name}"
        )

    @handles("eks", "DescribeCluster")
    def describe_cluster(self, call: Call) -> State:
        return {"cluster": self._cluster(call).state}

    @handles("eks", "ListClusters")
    def list_clusters(self, call: Call) -> State:
        return {"clusters": sorted(name for region, name in self._clusters if region == call.region)}

    @handles("eks", "DeleteCluster")
    def delete_cluster(self, call: Call) -> State:
        """Refused while it has profiles or node groups, is being updated, or is protected; not while it is created."""
        cluster = self._cluster(call)
        if cluster.profiles:
            raise _in_use("Cluster has Fargate Profiles in ACTIVE/CREATING state", clusterName=cluster.name)
        if cluster.nodegroups:
            raise _in_use("Cluster has nodegroups attached", clusterName=cluster.name)
        self._refuse_while_updating(cluster, "Cannot delete")
        if cluster.state["deletionProtection"]:
            raise _invalid_request(f"Cannot delete cluster {cluster.name} because deletion protection is enabled")
        if cluster.state["status"] != "DELETING":
            cluster.state["status"] = "DELETING"
            self.cloud.clock.after(CLUSTER_DELETION, lambda: self._deleted(cluster))
        return {"cluster": cluster.state}

    def _deleted(self, cluster: Cluster) -> None:
        """The cluster security group goes too, unless somebody else uses it: then EKS leaves it behind."""
        self.cloud.interfaces.release(cluster.region, cluster.state["arn"])
        if not self._ec2.group_in_use(cluster.region, cluster.security_group):
            self.cloud.ec2(cluster.region).delete_security_group(group_id=cluster.security_group)
        del self._clusters[cluster.region, cluster.name]

    # ---- updates

    @handles("eks", "UpdateClusterConfig")
    def update_cluster_config(self, call: Call) -> State:
        cluster = self._cluster(call)
        changes = {name: value for name, value in call.params.items() if name in CONFIG_UPDATES and value is not None}
        types = {CONFIG_UPDATES[name] for name in changes}
        if len(types) != 1:
            raise _invalid("Only one type of update can be allowed.", clusterName=cluster.name)
        kind = types.pop()
        self._require_active(cluster, f"Cannot {kind}")
        self._refuse_mode_downgrade(cluster, changes)
        for name, value in changes.items():
            self._change(cluster, name, value)
        return {"update": self._start_update(cluster, kind, CLUSTER_UPDATE)}

    @staticmethod
    def _refuse_mode_downgrade(cluster: Cluster, changes: State) -> None:
        """EKS user guide, Access entries: a mode with the API cannot be left for one without."""
        order = ("CONFIG_MAP", "API_AND_CONFIG_MAP", "API")
        new = (changes.get("accessConfig") or {}).get("authenticationMode")
        old = cluster.state["accessConfig"]["authenticationMode"]
        if new and order.index(new) < order.index(old):
            raise _invalid(
                f"Unsupported authentication mode update from {old} to {new}", clusterName=cluster.name
            )

    def _change(self, cluster: Cluster, name: str, value: Any) -> None:
        if name == "logging":
            merged = _merge_logging(cluster.state["logging"]["clusterLogging"], value.get("clusterLogging") or [])
            cluster.state["logging"] = {"clusterLogging": merged}
        elif isinstance(value, dict):
            # new dictionaries: what was written must not change with what is read later
            cluster.state[name] = {**cluster.state.get(name, {}), **{k: v for k, v in value.items() if v is not None}}
        else:
            cluster.state[name] = value
        if name == "resourcesVpcConfig":
            self._place(cluster)

    @handles("eks", "UpdateClusterVersion")
    def update_cluster_version(self, call: Call) -> State:
        """One minor version at a time (EKS user guide, Update cluster version); there is no way back.

        Refused, unless by force, while an add-on is too old: hashicorp/terraform-provider-aws#42031 has the words. EKS
        goes by insights of up to a day ago, and took the check back for a while (aws/containers-roadmap#2570).
        """
        cluster = self._active(call, "Cannot VersionUpdate")
        old, new = cluster.state["version"], call.params.get("version")
        if _minor(new) - _minor(old) != 1:
            raise _invalid(
                f"Unsupported Kubernetes minor version update from {old} to {new}", clusterName=cluster.name
            )
        if not call.params.get("force") and any(_is_behind(addon, new) for addon in cluster.addons.values()):
            raise Refusal(
                "InvalidStateException",
                "Upgrade readiness issues detected. Call the EKS ListInsights API to view upgrade blocking issues "
                "detected by EKS. Pass the force flag to override upgrade readiness errors and proceed with upgrade.",
                clusterName=cluster.name,
            )

        def upgraded() -> None:
            cluster.state["version"] = new

        params = [{"type": "Version", "value": new}, {"type": "PlatformVersion", "value": "eks.1"}]
        return {"update": self._start_update(cluster, "VersionUpdate", VERSION_UPDATE, params, upgraded)}

    @handles("eks", "AssociateEncryptionConfig")
    def associate_encryption_config(self, call: Call) -> State:
        """Only once: secrets encryption cannot be changed or taken away."""
        cluster = self._active(call, "Cannot AssociateEncryptionConfig")
        if cluster.state["encryptionConfig"]:
            raise _invalid("EncryptionConfig is already enabled on the cluster", clusterName=cluster.name)
        cluster.state["encryptionConfig"] = call.params["encryptionConfig"]
        return {"update": self._start_update(cluster, "AssociateEncryptionConfig", CLUSTER_UPDATE)}

    def _start_update(
        self, cluster: Cluster, kind: str, duration: float, params: list[State] | None = None, then: Any = None
    ) -> State:
        update = {
            "id": str(uuid.uuid4()), "status": "InProgress", "type": kind, "params": params or [],
            "createdAt": _now(), "errors": [],
        }
        cluster.updates[update["id"]] = update
        cluster.state["status"] = "UPDATING"

        def done() -> None:
            update["status"] = "Successful"
            cluster.state["status"] = "ACTIVE"
            if then:
                then()

        self.cloud.clock.after(duration, done)
        return update

    @handles("eks", "DescribeUpdate")
    def describe_update(self, call: Call) -> State:
        cluster, update_id = self._cluster(call), call.params["updateId"]
        if update_id not in cluster.updates:
            raise _not_found(f"No update found for ID: {update_id}", clusterName=cluster.name)
        return {"update": cluster.updates[update_id]}

    @handles("eks", "ListUpdates")
    def list_updates(self, call: Call) -> State:
        return {"updateIds": list(self._cluster(call).updates)}

    # ---- Fargate profiles

    @handles("eks", "CreateFargateProfile")
    def create_fargate_profile(self, call: Call) -> State:
        """CREATING, then ACTIVE. In private subnets only, with at most five selectors, one change at a time."""
        asked, name = call.params, call.params["fargateProfileName"]
        cluster = self._active(call, f"Cannot create Fargate Profile {name}")
        if name in cluster.profiles:
            raise _in_use("A Fargate Profile already exists with this name in this cluster.", clusterName=cluster.name)
        self._refuse_second_change(cluster, f"Cannot create Fargate Profile {name}")
        self._require_pod_role(asked["podExecutionRoleArn"])
        self._require_selectors(asked.get("selectors") or [])
        subnet_ids = asked.get("subnets") or self._private_subnets(cluster)
        for subnet in self._require_subnets(call.region, subnet_ids):
            if network.is_public(self.cloud.ec2(call.region), subnet):
                raise _invalid(f"Subnet {subnet.id} provided in Fargate Profile is not a private subnet")
        profile = {
            "fargateProfileName": name,
            "fargateProfileArn": self.cloud.arn(
                "eks", call.region, f"fargateprofile/{cluster.name}/{name}/{uuid.uuid4()}"
            ),
            "clusterName": cluster.name,
            "createdAt": _now(),
            "podExecutionRoleArn": asked["podExecutionRoleArn"],
            "subnets": subnet_ids,
            "selectors": asked["selectors"],
            "status": "CREATING",
            "tags": asked.get("tags") or {},
            "health": {"issues": []},
        }
        cluster.profiles[name] = profile
        self.cloud.interfaces.hold(
            call.region, profile["fargateProfileArn"], subnet_ids, [cluster.security_group],
            f"Pods of Fargate profile {name}",
        )
        self.cloud.clock.after(PROFILE_CREATION, lambda: _become(profile, "CREATING", "ACTIVE"))
        return {"fargateProfile": profile}

    def _private_subnets(self, cluster: Cluster) -> list[str]:
        """Without subnets, a profile gets the cluster's private ones."""
        ec2 = self.cloud.ec2(cluster.region)
        found = self._require_subnets(cluster.region, cluster.state["resourcesVpcConfig"]["subnetIds"])
        return [subnet.id for subnet in found if not network.is_public(ec2, subnet)]

    @staticmethod
    def _refuse_second_change(cluster: Cluster, what: str) -> None:
        """hashicorp/terraform#25059 and hashicorp/terraform-provider-aws#13372 show the answers."""
        for other in cluster.profiles.values():
            if other["status"] in ("CREATING", "DELETING"):
                raise _in_use(
                    f"{what} because cluster {cluster.name} currently has Fargate profile "
                    f"{other['fargateProfileName']} in status {other['status']}",
                    clusterName=cluster.name,
                )

    def _require_pod_role(self, arn: str) -> None:
        if not self.cloud.role_exists(arn):
            raise _invalid(
                "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com "
                "Service Principal"
            )

    @staticmethod
    def _require_selectors(selectors: list[State]) -> None:
        if not selectors:
            raise _invalid("Fargate Profile requires at least one selector.")
        if len(selectors) > 5:
            raise _invalid("Fargate Profile can have at most 5 selectors.")
        if any(not selector.get("namespace") for selector in selectors):
            raise _invalid("Fargate Profile must have at least one selector with at least one namespace value.")

    @handles("eks", "DescribeFargateProfile")
    def describe_fargate_profile(self, call: Call) -> State:
        return {"fargateProfile": self._profile(call)}

    @handles("eks", "ListFargateProfiles")
    def list_fargate_profiles(self, call: Call) -> State:
        return {"fargateProfileNames": sorted(self._cluster(call).profiles)}

    @handles("eks", "DeleteFargateProfile")
    def delete_fargate_profile(self, call: Call) -> State:
        """DELETING, then gone with the interfaces of its pods."""
        profile, cluster = self._profile(call), self._cluster(call)
        name = profile["fargateProfileName"]
        self._refuse_second_change(cluster, f"Cannot Delete Fargate Profile {name}")
        self._refuse_while_updating(cluster, f"Cannot Delete Fargate Profile {name}")
        profile["status"] = "DELETING"

        def deleted() -> None:
            self.cloud.interfaces.release(cluster.region, profile["fargateProfileArn"])
            del cluster.profiles[name]

        self.cloud.clock.after(PROFILE_DELETION, deleted)
        return {"fargateProfile": profile}

    def _profile(self, call: Call) -> State:
        name = call.params["fargateProfileName"]
        profile = self._cluster(call).profiles.get(name)
        if profile is None:
            raise _not_found(f"No Fargate Profile found with name: {name}.")
        return profile

    # ---- managed node groups: as much as shows what they hold and block

    @handles("eks", "CreateNodegroup")
    def create_nodegroup(self, call: Call) -> State:
        asked, name = call.params, call.params["nodegroupName"]
        cluster = self._active(call, f"Cannot create nodegroup {name}")
        if name in cluster.nodegroups:
            raise _in_use(f"NodeGroup already exists with name {name} and cluster name {cluster.name}")
        self._require_role(asked["nodeRole"])
        self._require_subnets(call.region, asked["subnets"])
        arn = self.cloud.arn("eks", call.region, f"nodegroup/{cluster.name}/{name}/{uuid.uuid4()}")
        defaults = {
            "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2}, "capacityType": "ON_DEMAND",
            "instanceTypes": ["t3.medium"], "amiType": "AL2023_x86_64_STANDARD", "diskSize": 20,
            "version": cluster.state["version"], "tags": {}, "labels": {}, "taints": [],
        }
        nodegroup = {
            **defaults, **{k: v for k, v in asked.items() if k != "clientRequestToken" and v is not None},
            "clusterName": cluster.name, "nodegroupArn": arn, "createdAt": _now(), "modifiedAt": _now(),
            "status": "CREATING", "health": {"issues": []},
        }
        cluster.nodegroups[name] = nodegroup
        self.cloud.interfaces.hold(
            call.region, arn, asked["subnets"], [cluster.security_group], f"Nodes of node group {name}"
        )
        self.cloud.clock.after(NODEGROUP_CREATION, lambda: _become(nodegroup, "CREATING", "ACTIVE"))
        return {"nodegroup": nodegroup}

    @handles("eks", "DescribeNodegroup")
    def describe_nodegroup(self, call: Call) -> State:
        return {"nodegroup": self._nodegroup(call)}

    @handles("eks", "ListNodegroups")
    def list_nodegroups(self, call: Call) -> State:
        return {"nodegroups": sorted(self._cluster(call).nodegroups)}

    @handles("eks", "DeleteNodegroup")
    def delete_nodegroup(self, call: Call) -> State:
        nodegroup, cluster = self._nodegroup(call), self._cluster(call)
        if nodegroup["status"] != "DELETING":
            nodegroup["status"] = "DELETING"

            def deleted() -> None:
                self.cloud.interfaces.release(cluster.region, nodegroup["nodegroupArn"])
                del cluster.nodegroups[nodegroup["nodegroupName"]]

            self.cloud.clock.after(NODEGROUP_DELETION, deleted)
        return {"nodegroup": nodegroup}

    def _nodegroup(self, call: Call) -> State:
        name = call.params["nodegroupName"]
        nodegroup = self._cluster(call).nodegroups.get(name)
        if nodegroup is None:
            raise _not_found(f"No node group found for name: {name}.")
        return nodegroup

    # ---- add-ons

    @handles("eks", "CreateAddon")
    def create_addon(self, call: Call) -> State:
        asked, name = call.params, call.params["addonName"]
        cluster = self._active(call, f"Cannot create addon {name}")
        if name in cluster.addons:
            raise _in_use("Addon already exists.", clusterName=cluster.name, addonName=name)
        offered = _addon_version(name, cluster.state["version"])
        if offered is None:
            raise _invalid(f"Addon {name} specified is not supported in {cluster.state['version']} kubernetes version")
        self._require_offered(cluster, name, asked)
        addon = {
            "addonName": name,
            "addonArn": self.cloud.arn("eks", call.region, f"addon/{cluster.name}/{name}/{uuid.uuid4()}"),
            "clusterName": cluster.name,
            "addonVersion": asked.get("addonVersion") or offered,
            "status": "CREATING",
            "health": {"issues": []},
            "createdAt": _now(),
            "modifiedAt": _now(),
            "tags": asked.get("tags") or {},
            **{k: asked[k] for k in ("serviceAccountRoleArn", "configurationValues") if asked.get(k)},
        }
        cluster.addons[name] = addon
        self.cloud.clock.after(ADDON_CREATION, lambda: _become(addon, "CREATING", "ACTIVE"))
        return {"addon": addon}

    @staticmethod
    def _require_offered(cluster: Cluster, name: str, asked: State) -> None:
        """terraform-aws-modules/terraform-aws-eks#2570 shows the answer to the next Kubernetes' version."""
        version = asked.get("addonVersion")
        if version and version != _addon_version(name, cluster.state["version"]):
            raise _invalid("Addon version specified is not supported", clusterName=cluster.name, addonName=name)

    @handles("eks", "DescribeAddon")
    def describe_addon(self, call: Call) -> State:
        return {"addon": self._addon(call)}

    @handles("eks", "ListAddons")
    def list_addons(self, call: Call) -> State:
        return {"addons": sorted(self._cluster(call).addons)}

    @handles("eks", "UpdateAddon")
    def update_addon(self, call: Call) -> State:
        """Ends in an update of the cluster's, of type AddonUpdate; the add-on is UPDATING until then."""
        addon, cluster = self._addon(call), self._cluster(call)
        if addon["status"] != "ACTIVE":
            raise _in_use(f"Addon {addon['addonName']} is in status {addon['status']}", clusterName=cluster.name)
        # its own version it may keep: EKS does not take an add-on's version away when the cluster goes up
        if call.params.get("addonVersion") != addon["addonVersion"]:
            self._require_offered(cluster, addon["addonName"], call.params)
        for name in ("addonVersion", "serviceAccountRoleArn", "configurationValues"):
            if call.params.get(name) is not None:
                addon[name] = call.params[name]
        addon.update(status="UPDATING", modifiedAt=_now())
        update = {
            "id": str(uuid.uuid4()), "status": "InProgress", "type": "AddonUpdate", "params": [],
            "createdAt": _now(), "errors": [],
        }
        cluster.updates[update["id"]] = update

        def done() -> None:
            update["status"] = "Successful"
            _become(addon, "UPDATING", "ACTIVE")

        self.cloud.clock.after(ADDON_CREATION, done)
        return {"update": update}

    @handles("eks", "DeleteAddon")
    def delete_addon(self, call: Call) -> State:
        addon, cluster = self._addon(call), self._cluster(call)
        if addon["status"] != "DELETING":
            addon["status"] = "DELETING"
            self.cloud.clock.after(ADDON_DELETION, lambda: cluster.addons.pop(addon["addonName"], None))
        return {"addon": addon}

    @handles("eks", "DescribeAddonVersions")
    def describe_addon_versions(self, call: Call) -> State:
        wanted = call.params.get("addonName")
        version = call.params.get("kubernetesVersion") or DEFAULT_VERSION
        return {
            "addons": [
                {
                    "addonName": name,
                    "owner": "aws",
                    "publisher": "eks",
                    "addonVersions": [
                        {
                            "addonVersion": addon_version,
                            "architecture": ["amd64", "arm64"],
                            "compatibilities": [
                                {"clusterVersion": version, "platformVersions": ["*"], "defaultVersion": True}
                            ],
                        }
                    ],
                }
                for name in ("coredns", *OTHER_ADDONS)
                if wanted in (None, name) and (addon_version := _addon_version(name, version))
            ]
        }

    def _addon(self, call: Call) -> State:
        cluster, name = self._cluster(call), call.params["addonName"]
        if name not in cluster.addons:
            raise _not_found(
                f"No addon: {name} found in cluster: {cluster.name}", clusterName=cluster.name, addonName=name
            )
        return cluster.addons[name]

    # ---- access entries

    @handles("eks", "CreateAccessEntry")
    def create_access_entry(self, call: Call) -> State:
        """Only where the authentication mode has the API, and for a principal that exists."""
        asked, cluster = call.params, self._cluster(call)
        if cluster.state["accessConfig"]["authenticationMode"] == "CONFIG_MAP":
            raise _invalid_request(
                "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this "
                "operation.",
                clusterName=cluster.name,
            )
        principal = asked["principalArn"]
        if not self.cloud.principal_exists(principal):
            raise _invalid("The specified principalArn is invalid: invalid principal.", clusterName=cluster.name)
        if principal in cluster.entries:
            raise _in_use("The specified access entry resource is already in use on this cluster.")
        kind, _, name = principal.split(":", 5)[5].rpartition("/")
        entry = {
            "clusterName": cluster.name,
            "principalArn": principal,
            "kubernetesGroups": asked.get("kubernetesGroups") or [],
            "accessEntryArn": self.cloud.arn(
                "eks", call.region,
                f"access-entry/{cluster.name}/{kind.split('/')[0]}/{self.cloud.account}/{name}/{uuid.uuid4()}",
            ),
            "createdAt": _now(),
            "modifiedAt": _now(),
            "tags": asked.get("tags") or {},
            "username": asked.get("username") or _default_username(principal),
            "type": asked.get("type") or "STANDARD",
        }
        cluster.entries[principal] = AccessEntry(entry)
        return {"accessEntry": entry}

    @handles("eks", "DescribeAccessEntry")
    def describe_access_entry(self, call: Call) -> State:
        return {"accessEntry": self._entry(call).state}

    @handles("eks", "ListAccessEntries")
    def list_access_entries(self, call: Call) -> State:
        policy = call.params.get("associatedPolicyArn")
        entries = self._cluster(call).entries.items()
        return {"accessEntries": sorted(arn for arn, entry in entries if policy is None or policy in entry.policies)}

    @handles("eks", "UpdateAccessEntry")
    def update_access_entry(self, call: Call) -> State:
        entry = self._entry(call).state
        for name in ("kubernetesGroups", "username"):
            if call.params.get(name) is not None:
                entry[name] = call.params[name]
        entry["modifiedAt"] = _now()
        return {"accessEntry": entry}

    @handles("eks", "DeleteAccessEntry")
    def delete_access_entry(self, call: Call) -> State:
        self._entry(call)
        del self._cluster(call).entries[call.params["principalArn"]]
        return {}

    @handles("eks", "AssociateAccessPolicy")
    def associate_access_policy(self, call: Call) -> State:
        entry, policy = self._entry(call), call.params["policyArn"]
        if not policy.startswith(POLICY_PREFIX):
            raise _invalid(f"The specified policyArn is invalid: {policy}")
        scope = call.params["accessScope"]
        association = {
            "policyArn": policy,
            "accessScope": {"type": scope["type"], "namespaces": scope.get("namespaces") or []},
            "associatedAt": _now(),
            "modifiedAt": _now(),
        }
        entry.policies[policy] = association
        return self._of_entry(entry, associatedAccessPolicy=association)

    @handles("eks", "ListAssociatedAccessPolicies")
    def list_associated_access_policies(self, call: Call) -> State:
        entry = self._entry(call)
        return self._of_entry(entry, associatedAccessPolicies=list(entry.policies.values()))

    @handles("eks", "DisassociateAccessPolicy")
    def disassociate_access_policy(self, call: Call) -> State:
        if self._entry(call).policies.pop(call.params["policyArn"], None) is None:
            raise _not_found("The specified policyArn could not be found on the access entry.")
        return {}

    @staticmethod
    def _of_entry(entry: AccessEntry, **result: Any) -> State:
        return {"clusterName": entry.state["clusterName"], "principalArn": entry.state["principalArn"], **result}

    def _entry(self, call: Call) -> AccessEntry:
        entry = self._cluster(call).entries.get(call.params["principalArn"])
        if entry is None:
            raise _not_found("The specified principalArn could not be found. You can view your access entries.")
        return entry

    # ---- tags

    @handles("eks", "TagResource")
    def tag_resource(self, call: Call) -> State:
        self._tagged(call)["tags"].update(call.params["tags"])
        return {}

    @handles("eks", "UntagResource")
    def untag_resource(self, call: Call) -> State:
        tags = self._tagged(call)["tags"]
        for key in call.params["tagKeys"]:
            tags.pop(key, None)
        return {}

    @handles("eks", "ListTagsForResource")
    def list_tags_for_resource(self, call: Call) -> State:
        return {"tags": self._tagged(call)["tags"]}

    def _tagged(self, call: Call) -> State:
        found = self._find(call.params["resourceArn"])
        if found is None:
            raise Refusal("NotFoundException", f"Resource {call.params['resourceArn']} was not found")
        return found

    def _find(self, arn: str) -> State | None:
        for cluster in self._clusters.values():
            for state in cluster.taggable():
                if arn in (state.get(name) for name in _ARNS):
                    return state
        return None

    def tags_of(self, arn: str) -> dict[str, str] | None:
        """The tags of a cluster or of what belongs to one; None if there is nothing with this ARN."""
        found = self._find(arn)
        return None if found is None else dict(found["tags"])

    def arn_of(self, region: str, cluster: str, kind: str, name: str) -> str | None:
        """The ARN of what belongs to a cluster: kind `profiles`, `addons`, `nodegroups` or `entries`."""
        found = self._clusters.get((region, cluster))
        part = getattr(found, kind).get(name) if found else None
        state = part.state if isinstance(part, AccessEntry) else part
        return next((str(state[name]) for name in _ARNS if name in state), None) if state else None

    # ---- shared

    def _cluster(self, call: Call) -> Cluster:
        """The cluster of a call: some actions call the parameter `name`, others `clusterName`."""
        name = call.params.get("name") or call.params.get("clusterName")
        cluster = self._clusters.get((call.region, str(name)))
        if cluster is None:
            raise _not_found(f"No cluster found for name: {name}.", clusterName=name)
        return cluster

    def _active(self, call: Call, what: str) -> Cluster:
        """A cluster that takes changes: it is ACTIVE and nothing else is going on."""
        cluster = self._cluster(call)
        self._require_active(cluster, what)
        return cluster

    def _require_active(self, cluster: Cluster, what: str) -> None:
        self._refuse_while_updating(cluster, what)
        if cluster.state["status"] != "ACTIVE":
            raise _invalid_request(f"Cluster '{cluster.name}' is not in ACTIVE status", clusterName=cluster.name)

    @staticmethod
    def _refuse_while_updating(cluster: Cluster, what: str) -> None:
        """aws/containers-roadmap#1511 shows the answer."""
        if cluster.updating:
            raise _in_use(
                f"{what} because cluster {cluster.name} currently has an update in progress", clusterName=cluster.name
            )

    def inventory(self) -> Iterator[Resource]:
        for (region, name), cluster in self._clusters.items():
            yield Resource("eks", "cluster", name, region, cluster.state["tags"])
            for profile, state in cluster.profiles.items():
                yield Resource("eks", "fargate-profile", f"{name}/{profile}", region, state["tags"])
            for nodegroup, state in cluster.nodegroups.items():
                yield Resource("eks", "nodegroup", f"{name}/{nodegroup}", region, state["tags"])
            for addon, state in cluster.addons.items():
                yield Resource("eks", "addon", f"{name}/{addon}", region, state["tags"])
            for principal, entry in cluster.entries.items():
                yield Resource("eks", "access-entry", f"{name}/{principal}", region, entry.state["tags"])


def _merge_logging(current: list[State], changes: list[State]) -> list[State]:
    """EKS shows the enabled log types in one entry and the disabled ones in another."""
    enabled = {kind for setup in current if setup["enabled"] for kind in setup["types"]}
    for setup in changes:
        kinds = set(setup.get("types") or [])
        enabled = enabled | kinds if setup.get("enabled") else enabled - kinds
    on = [kind for kind in LOG_TYPES if kind in enabled]
    off = [kind for kind in LOG_TYPES if kind not in enabled]
    return [{"types": kinds, "enabled": state} for kinds, state in ((on, True), (off, False)) if kinds]


def _default_username(principal: str) -> str:
    """EKS user guide, Access entries: a role's sessions, told apart by their names; a user's ARN."""
    if ":role/" not in principal:
        return principal
    account = principal.split(":")[4]
    return f"arn:aws:sts::{account}:assumed-role/{principal.rpartition('/')[2]}/{{{{SessionName}}}}"


def _minor(version: Any) -> int:
    """A version's minor number; refused if EKS has no such version or has it no more."""
    if version not in SUPPORT or SUPPORT[version]["extended"] < _today():
        raise _invalid(f"unsupported Kubernetes version {version}")
    return _number(version)


def _addon_version(name: str, kubernetes: str) -> str | None:
    """The version of an add-on that is offered for a version of Kubernetes."""
    return COREDNS.get(kubernetes) if name == "coredns" else OTHER_ADDONS.get(name)


def _is_behind(addon: State, kubernetes: str) -> bool:
    """Whether an add-on's version was offered last for a Kubernetes more than three minor versions below this one."""
    offered_for = [version for version, of_it in COREDNS.items() if addon["addonVersion"] == of_it]
    return bool(offered_for) and _number(kubernetes) - max(map(_number, offered_for)) > ADDON_SKEW


def _number(version: str) -> int:
    return int(version.split(".")[1])


def _check_support(version: str, policy: State) -> None:
    """A new cluster that is to be in standard support alone needs a version that is; the words are not known for certain."""
    _minor(version)
    if policy.get("supportType") == "STANDARD" and SUPPORT[version]["standard"] < _today():
        raise _invalid(f"Kubernetes version {version} is not in standard support, which the upgrade policy STANDARD asks for")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _become(thing: State, before: str, after: str) -> None:
    if thing["status"] == before:
        thing["status"] = after


def _now() -> datetime:
    return datetime.now(UTC)


def _in_use(message: str, **members: Any) -> Refusal:
    return Refusal("ResourceInUseException", message, **members)


def _invalid(message: str, **members: Any) -> Refusal:
    return Refusal("InvalidParameterException", message, **members)


def _invalid_request(message: str, **members: Any) -> Refusal:
    return Refusal("InvalidRequestException", message, **members)


def _not_found(message: str, **members: Any) -> Refusal:
    return Refusal("ResourceNotFoundException", message, **members)
