"""Load balancers: moto's, with states, interfaces in the VPC, and AWS's refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.ec2.utils import random_public_ip
from moto.elbv2.models import elbv2_backends

from polyglot_cloud.clock import MINUTE
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal
from polyglot_cloud.services import network

CREATION = 3 * MINUTE
#: A deleted load balancer is no longer described, yet its interfaces stay for a while.
INTERFACES_REMOVAL = 1 * MINUTE


class Elbv2(Service):
    lists = ("elbv2",)

    def __init__(self, cloud: Any) -> None:
        super().__init__(cloud)
        self._provisioning: set[str] = set()

    @handles("elbv2", "CreateLoadBalancer")
    def create_load_balancer(self, call: Call) -> dict[str, Any]:
        """Provisioning, then active, with an interface in each subnet."""
        self._refuse_duplicate(call)
        self._check_network(call)
        result = call.moto()
        described = result["LoadBalancers"][0]
        balancer = self._balancers(call.region)[described["LoadBalancerArn"]]
        if balancer.type == "application" and not balancer.security_groups:
            balancer.security_groups = [self.cloud.ec2(call.region).get_default_security_group(balancer.vpc_id).id]
            described["SecurityGroups"] = balancer.security_groups
        self._place(call.region, balancer)
        self._provisioning.add(balancer.arn)
        self.cloud.clock.after(CREATION, lambda: self._provisioning.discard(balancer.arn))
        return result

    def _refuse_duplicate(self, call: Call) -> None:
        name = call.params["Name"]
        if any(balancer.name == name for balancer in self._balancers(call.region).values()):
            raise Refusal(
                "DuplicateLoadBalancerName",
                f"A load balancer with the same name '{name}' exists, but with different settings",
            )

    def _check_network(self, call: Call) -> None:
        """CreateLoadBalancer, Elastic Load Balancing API reference."""
        asked, ec2 = call.params, self.cloud.ec2(call.region)
        wanted = asked.get("Subnets") or [mapping["SubnetId"] for mapping in asked.get("SubnetMappings") or []]
        found = network.subnets(ec2, wanted)
        if found is None:
            raise Refusal("SubnetNotFound", f"The subnet ID in {wanted} does not exist")
        if asked.get("Type", "application") == "application" and len(network.zones(found)) < 2:
            raise Refusal(
                "ValidationError", "At least two subnets in two different Availability Zones must be specified"
            )
        if missing := network.missing_groups(ec2, asked.get("SecurityGroups") or []):
            raise Refusal("InvalidSecurityGroup", f"One or more security groups are invalid: {', '.join(missing)}")
        attached = {gateway.vpc.id for gateway in ec2.internet_gateways.values() if gateway.vpc}
        if found and asked.get("Scheme", "internet-facing") == "internet-facing" and found[0].vpc_id not in attached:
            raise Refusal("InvalidSubnet", f"VPC {found[0].vpc_id} has no internet gateway")

    def _place(self, region: str, balancer: Any) -> None:
        path = balancer.arn.partition(":loadbalancer/")[2]
        kind = "network_load_balancer" if balancer.type == "network" else "interface"
        ids = self.cloud.interfaces.replace(
            region, balancer.arn, [subnet.id for subnet in balancer.subnets], balancer.security_groups or [],
            f"ELB {path}", kind,
        )
        if balancer.scheme == "internet-facing":
            for eni_id in ids:
                self.cloud.ec2(region).enis[eni_id].public_ip = random_public_ip()

    @handles("elbv2", "DescribeLoadBalancers")
    def describe_load_balancers(self, call: Call) -> dict[str, Any]:
        """moto calls a load balancer active at its first description."""
        result = call.moto()
        for balancer in result.get("LoadBalancers", []):
            if balancer["LoadBalancerArn"] in self._provisioning:
                balancer["State"] = {"Code": "provisioning"}
        return result

    @handles("elbv2", "SetSubnets", "SetSecurityGroups")
    def move(self, call: Call) -> dict[str, Any]:
        """The interfaces follow the subnets and groups."""
        result = call.moto()
        self._place(call.region, self._balancers(call.region)[call.params["LoadBalancerArn"]])
        return result

    @handles("elbv2", "DeleteLoadBalancer")
    def delete_load_balancer(self, call: Call) -> dict[str, Any] | None:
        """Refused under deletion protection. The interfaces, which block subnets and groups, outlive the answer."""
        arn = call.params["LoadBalancerArn"]
        balancer = self._balancers(call.region).get(arn)
        if balancer is None:
            return None
        if balancer.attrs.get("deletion_protection.enabled") == "true":
            raise Refusal(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        result = call.moto()
        self.cloud.clock.after(INTERFACES_REMOVAL, lambda: self.cloud.interfaces.release(call.region, arn))
        return result

    def _balancers(self, region: str) -> dict[str, Any]:
        balancers: dict[str, Any] = elbv2_backends[self.cloud.account][region].load_balancers
        return balancers

    def inventory(self) -> Iterator[Resource]:
        """Leaves out listeners and rules, which go with their load balancer."""
        for region, backend in elbv2_backends[self.cloud.account].items():
            for kind, arns in (("load-balancer", backend.load_balancers), ("target-group", backend.target_groups)):
                for arn in arns:
                    tags = backend.tagging_service.get_tag_dict_for_resource(arn)
                    yield Resource("elbv2", kind, arn, region, tags)
