"""EC2's network: moto's, with AWS's dependency violations and the states of gateways and endpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.utils import generate_route_id, random_private_ip

from polyglot_cloud.clock import MINUTE
from polyglot_cloud.handlers import Call, Resource, Service, handles
from polyglot_cloud.refusal import Refusal, dependency_violation

NAT_CREATION = 2 * MINUTE
NAT_DELETION = 1 * MINUTE
ENDPOINT_CREATION = 1 * MINUTE
ENDPOINT_DELETION = 1 * MINUTE

#: Before the name of a parameter of Systems Manager, in place of an image's id.
IMAGE_PARAMETER = "resolve:ssm:"


class Ec2(Service):
    lists = ("ec2",)

    def __init__(self, cloud: Any) -> None:
        super().__init__(cloud)
        #: Why NAT gateways fail, by id: the code and the message.
        self._nat_failures: dict[str, tuple[str, str]] = {}

    # ---- what may not be deleted yet

    @handles("ec2", "DeleteVpc")
    def delete_vpc(self, call: Call) -> None:
        """Refused while anything but the VPC's own parts is in it (VPC user guide, Delete your VPC).

        What lies in a subnet, such as a NAT gateway or a load balancer's interfaces, keeps the subnet.
        """
        vpc_id = call.params["VpcId"]
        ec2 = self._ec2(call)
        if vpc_id in ec2.vpcs and self._blocks_vpc(call.region, vpc_id):
            raise dependency_violation(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")

    def _blocks_vpc(self, region: str, vpc_id: str) -> bool:
        ec2 = self.cloud.ec2(region)
        return any(
            (
                [subnet for subnet in _subnets(ec2) if subnet.vpc_id == vpc_id],
                _attached_gateways(ec2, vpc_id),
                [endpoint for endpoint in ec2.vpc_end_points.values() if endpoint.vpc_id == vpc_id],
                [group for group in ec2.groups[vpc_id].values() if group.name != "default"],
                [table for table in ec2.route_tables.values() if table.vpc_id == vpc_id and not _is_main(table)],
                [acl for acl in ec2.network_acls.values() if acl.vpc_id == vpc_id and not _is_default_acl(acl)],
            )
        )

    @handles("ec2", "DeleteSubnet")
    def delete_subnet(self, call: Call) -> dict[str, Any] | None:
        """Refused while a network interface is in it. Its route table association goes with it."""
        subnet_id = call.params["SubnetId"]
        if self.cloud.interfaces.in_subnet(call.region, subnet_id):
            raise dependency_violation(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
        result = call.moto()
        for table in self._ec2(call).route_tables.values():
            for association, associated in list(table._associations.items()):
                if associated == subnet_id:
                    del table._associations[association]
        return result

    @handles("ec2", "DeleteSecurityGroup")
    def delete_security_group(self, call: Call) -> None:
        """Refused while it is on an interface, or another group's rule names it."""
        group = self._ec2(call).get_security_group_from_id(call.params.get("GroupId", ""))
        if group is None:
            return
        if group.name == "default":
            raise Refusal(
                "CannotDelete", f'the specified group: "{group.id}" name: "default" cannot be deleted by a user'
            )
        if self.group_in_use(call.region, group.id):
            raise dependency_violation(f"resource {group.id} has a dependent object")

    def group_in_use(self, region: str, group_id: str) -> bool:
        """Whether an interface or another security group's rule uses a security group."""
        return bool(self.cloud.interfaces.with_group(region, group_id)) or any(
            rule.source_group.get("GroupId") == group_id
            for group in _groups(self.cloud.ec2(region))
            if group.id != group_id
            for rule in (*group.ingress_rules, *group.egress_rules)
        )

    @handles("ec2", "DetachInternetGateway")
    def detach_internet_gateway(self, call: Call) -> None:
        """Refused while the VPC has mapped public addresses (NAT gateways, public load balancers, instances)."""
        vpc_id = call.params["VpcId"]
        if any(eni.public_ip for eni in self.cloud.interfaces.in_vpc(call.region, vpc_id)):
            raise dependency_violation(
                f"Network {vpc_id} has some mapped public address(es). "
                "Please unmap those public address(es) before detaching the gateway."
            )

    @handles("ec2", "DeleteInternetGateway")
    def delete_internet_gateway(self, call: Call) -> None:
        """Refused while it is attached."""
        gateway_id = call.params["InternetGatewayId"]
        gateway = self._ec2(call).internet_gateways.get(gateway_id)
        if gateway is not None and gateway.vpc:
            raise dependency_violation(f"The internetGateway '{gateway_id}' has dependencies and cannot be deleted.")

    @handles("ec2", "DeleteRouteTable")
    def delete_route_table(self, call: Call) -> None:
        """Refused for a VPC's main route table; moto refuses it while a subnet is associated."""
        table = self._ec2(call).route_tables.get(call.params["RouteTableId"])
        if table is not None and _is_main(table):
            raise dependency_violation(f"The routeTable '{table.id}' has dependencies and cannot be deleted.")

    # ---- network interfaces that services hold

    @handles("ec2", "DeleteNetworkInterface")
    def delete_network_interface(self, call: Call) -> None:
        """Refused while attached (gruntwork-io/cloud-nuke#431 shows the answer)."""
        eni_id = call.params["NetworkInterfaceId"]
        eni = self._ec2(call).enis.get(eni_id)
        if eni is not None and (self.cloud.interfaces.owner(eni_id) or eni.attachment_id):
            raise Refusal("InvalidParameterValue", f"Network interface '{eni_id}' is currently in use.")

    @handles("ec2", "DetachNetworkInterface")
    def detach_network_interface(self, call: Call) -> None:
        """Refused for what AWS attached (aws-samples/aws-modern-application-workshop#56 shows the answer)."""
        if call.params["AttachmentId"].startswith("ela-attach-"):
            raise Refusal("OperationNotPermitted", "You are not allowed to manage 'ela-attach' attachments.")

    @handles("ec2", "DescribeNetworkInterfaces")
    def describe_network_interfaces(self, call: Call) -> dict[str, Any]:
        """Shows the attachment of an interface that AWS manages."""
        result = call.moto()
        for eni in result.get("NetworkInterfaces", []):
            if self.cloud.interfaces.owner(eni["NetworkInterfaceId"]):
                eni["Attachment"] = {
                    "AttachmentId": eni["NetworkInterfaceId"].replace("eni-", "ela-attach-"),
                    "DeleteOnTermination": False,
                    "DeviceIndex": 1,
                    "InstanceOwnerId": "amazon-aws",
                    "Status": "attached",
                }
        return result

    # ---- the descriptions of rules

    @handles("ec2", "UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress")
    def update_rule_descriptions(self, call: Call) -> dict[str, Any]:
        """Describes rules that name another group, too, which moto leaves as they are."""
        result = call.moto()
        group = self._ec2(call).get_security_group_from_id(call.params["GroupId"])
        rules = group.ingress_rules if call.action.endswith("Ingress") else group.egress_rules
        for permission in call.params.get("IpPermissions", []):
            for pair in permission.get("UserIdGroupPairs", []):
                for rule in rules:
                    if _is_rule_of(rule, permission, pair["GroupId"]):
                        rule.source_group["Description"] = pair.get("Description", "")
        return result

    # ---- instances

    @handles("ec2", "RunInstances")
    def run_instances(self, call: Call) -> dict[str, Any]:
        """Interfaces that the call makes go with their instance, unless it says otherwise.

        The image may be named by a parameter (EC2 user guide, Find an AMI using an AWS managed Systems Manager public
        parameter); the instance has the id that it stands for.
        """
        kept = {
            int(nic.get("DeviceIndex", 0))
            for nic in call.params.get("NetworkInterfaces", [])
            if "NetworkInterfaceId" in nic or nic.get("DeleteOnTermination") is False
        }
        image = call.params.get("ImageId") or ""
        by_parameter = image.startswith(IMAGE_PARAMETER)
        result = call.moto(ImageId=self._image_of(call.region, image)) if by_parameter else call.moto()
        for instance in result["Instances"]:
            for index, interface in self._ec2(call).get_instance(instance["InstanceId"]).nics.items():
                interface.delete_on_termination = index not in kept
        _show_primary_interface(result)
        return result

    def _image_of(self, region: str, name: str) -> str:
        """The image that a parameter stands for."""
        parameter = name.removeprefix(IMAGE_PARAMETER)
        found = self.cloud.ssm(region).get_parameters([parameter])
        if parameter not in found:
            raise Refusal("InvalidParameterValue", f"The parameter {parameter} of {name} does not exist")
        image = str(found[parameter].value)
        if not image.startswith("ami-"):
            raise Refusal("InvalidAMIID.Malformed", f'Invalid id: "{image}" (expecting "ami-...")')
        return image

    @handles("ec2", "DescribeInstances")
    def describe_instances(self, call: Call) -> dict[str, Any]:
        """Shows the groups of the primary interface, and no association where there is no public address."""
        result = call.moto()
        for reservation in result.get("Reservations", []):
            _show_primary_interface(reservation)
        return result

    # ---- addresses

    @handles("ec2", "ReleaseAddress")
    def release_address(self, call: Call) -> None:
        """Refused while the address is associated."""
        address = self._address(call)
        self._refuse_if_nat_holds(address)
        if address is not None and _in_use(address):
            raise Refusal("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")

    @handles("ec2", "DisassociateAddress")
    def disassociate_address(self, call: Call) -> None:
        """Refused for a NAT gateway's address."""
        self._refuse_if_nat_holds(self._address(call))

    def _address(self, call: Call) -> Any:
        wanted = {call.params.get(name) for name in ("AllocationId", "AssociationId", "PublicIp")} - {None}
        return next(
            (a for a in self._ec2(call).addresses if wanted & {a.allocation_id, a.association_id, a.public_ip}), None
        )

    def _refuse_if_nat_holds(self, address: Any) -> None:
        """kubernetes/kops#1604 and hashicorp/terraform-provider-aws#3572 show the answer."""
        owner = self.cloud.interfaces.owner(address.eni.id) if address is not None and address.eni else None
        if owner is not None and owner.startswith("nat-"):
            raise Refusal("AuthFailure", "You do not have permission to access the specified resource.")

    # ---- NAT gateways

    @handles("ec2", "CreateNatGateway")
    def create_nat_gateway(self, call: Call) -> dict[str, Any]:
        """Pending, then available, or failed (VPC user guide, NAT gateways): without an internet gateway in the VPC,
        or with an address that is in use."""
        ec2, asked = self._ec2(call), call.params
        allocation_id, public = asked.get("AllocationId"), asked.get("ConnectivityType", "public") == "public"
        address = ec2.address_by_allocation([allocation_id])[0] if allocation_id else None
        nat = ec2.create_nat_gateway(
            ec2.get_subnet(asked["SubnetId"]).id,
            None if address is None or _in_use(address) else allocation_id,
            {tag["Key"]: tag["Value"] for spec in asked.get("TagSpecifications") or [] for tag in spec["Tags"]},
            "public" if public else "private",
        )
        self._place_nat(call.region, nat)
        nat.state = "pending"
        if address is not None and _in_use(address, but_for=nat):
            self._nat_failures[nat.id] = (
                "Resource.AlreadyAssociated", f"Elastic IP address [{allocation_id}] is already associated"
            )
        self.cloud.clock.after(NAT_CREATION, lambda: self._nat_created(call.region, nat))
        described = {
            "NatGatewayId": nat.id, "State": "pending", "SubnetId": nat.subnet_id, "VpcId": nat.vpc_id,
            "ConnectivityType": nat.connectivity_type, "CreateTime": nat._created_at,
            "Tags": [{"Key": key, "Value": value} for key, value in _tags(ec2, nat.id).items()],
        }
        return {"NatGateway": described, "ClientToken": asked.get("ClientToken")}

    def _place_nat(self, region: str, nat: Any) -> None:
        """moto gives the interface an address outside the subnet, and the VPC's default security group; AWS none."""
        eni = nat._eni
        eni.description = f"Interface for NAT Gateway {nat.id}"
        eni._group_set = []
        eni.private_ip_address = random_private_ip(eni.subnet.cidr_block)
        eni.private_ip_addresses = [{"Primary": True, "PrivateIpAddress": eni.private_ip_address}]
        nat.private_ip = nat.address_set[0]["privateIp"] = eni.private_ip_address
        self.cloud.interfaces.adopt(region, nat.id, eni, "nat_gateway")

    def _nat_created(self, region: str, nat: Any) -> None:
        if nat.state != "pending":
            return
        if nat.connectivity_type != "private" and not _attached_gateways(self.cloud.ec2(region), nat.vpc_id):
            self._nat_failures[nat.id] = (
                "Gateway.NotAttached", f"Network {nat.vpc_id} has no Internet gateway attached"
            )
        nat.state = "failed" if nat.id in self._nat_failures else "available"
        if nat.state == "failed":
            self._release_nat(region, nat)

    def _release_nat(self, region: str, nat: Any) -> None:
        for address in self.cloud.ec2(region).addresses:
            if address.eni is not None and address.eni.id == nat._eni.id:
                address.eni = address.association_id = address.instance = None
        nat._eni.public_ip = None
        self.cloud.interfaces.release(region, nat.id)

    @handles("ec2", "DescribeNatGateways")
    def describe_nat_gateways(self, call: Call) -> dict[str, Any]:
        """Says why a gateway failed."""
        result = call.moto()
        for nat in result.get("NatGateways", []):
            if nat["State"] == "failed":
                nat["FailureCode"], nat["FailureMessage"] = self._nat_failures[nat["NatGatewayId"]]
        return result

    @handles("ec2", "DeleteNatGateway")
    def delete_nat_gateway(self, call: Call) -> dict[str, Any]:
        """Deleting, then deleted; interface and address are held until then."""
        nat_id = call.params["NatGatewayId"]
        nat = self._ec2(call).nat_gateways.get(nat_id)
        if nat is None or nat.state == "deleted":
            raise Refusal("NatGatewayNotFound", f"NAT gateway {nat_id} was not found")
        if nat.state != "deleting":
            nat.state = "deleting"
            self.cloud.clock.after(NAT_DELETION, lambda: self._nat_deleted(call.region, nat))
        return {"NatGatewayId": nat_id}

    def _nat_deleted(self, region: str, nat: Any) -> None:
        nat.state = "deleted"
        self._release_nat(region, nat)

    # ---- VPC endpoints

    @handles("ec2", "CreateVpcEndpoint")
    def create_vpc_endpoint(self, call: Call) -> dict[str, Any]:
        """An interface endpoint is pending, then available, and has an interface with its groups in each subnet."""
        ec2 = self._ec2(call)
        self._refuse_second_private_dns(call)
        result = call.moto()
        endpoint = ec2.vpc_end_points[result["VpcEndpoint"]["VpcEndpointId"]]
        if not _is_interface(endpoint):
            return result
        if not endpoint.security_group_ids:
            endpoint.security_group_ids = [ec2.get_default_security_group(endpoint.vpc_id).id]
        for eni_id in endpoint.network_interface_ids:
            ec2.enis.pop(eni_id)
        self._place(call.region, endpoint)
        endpoint.state = "pending"
        self.cloud.clock.after(ENDPOINT_CREATION, lambda: _become(endpoint, "pending", "available"))
        result["VpcEndpoint"].update(
            State="pending", NetworkInterfaceIds=endpoint.network_interface_ids, Groups=_named_groups(ec2, endpoint)
        )
        return result

    def _refuse_second_private_dns(self, call: Call) -> None:
        """Two endpoints of a VPC cannot answer for one DNS name (VPC user guide, Interface endpoints)."""
        vpc_id, name = call.params["VpcId"], call.params.get("ServiceName")
        if call.params.get("PrivateDnsEnabled") and any(
            e.vpc_id == vpc_id and e.service_name == name and e.private_dns_enabled and e.state != "deleting"
            for e in self._ec2(call).vpc_end_points.values()
        ):
            domain = ".".join(reversed((name or "").removeprefix("com.amazonaws.").split("."))) + ".amazonaws.com"
            raise Refusal(
                "InvalidParameter",
                f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {domain} "
                f"in the VPC {vpc_id}",
            )

    def _place(self, region: str, endpoint: Any) -> None:
        endpoint.network_interface_ids = self.cloud.interfaces.replace(
            region, endpoint.id, endpoint.subnet_ids or [], endpoint.security_group_ids,
            f"VPC Endpoint Interface {endpoint.id}", "vpc_endpoint",
        )

    @handles("ec2", "ModifyVpcEndpoint")
    def modify_vpc_endpoint(self, call: Call) -> dict[str, Any]:
        """Moves the endpoint's interfaces with its subnets and groups."""
        result = call.moto()
        endpoint = self._ec2(call).vpc_end_points[call.params["VpcEndpointId"]]
        moved = ("AddSubnetIds", "RemoveSubnetIds", "AddSecurityGroupIds", "RemoveSecurityGroupIds")
        if _is_interface(endpoint) and any(call.params.get(name) for name in moved):
            self._place(call.region, endpoint)
        return result

    @handles("ec2", "DeleteVpcEndpoints")
    def delete_vpc_endpoints(self, call: Call) -> dict[str, Any]:
        """Deleting, then gone; an interface endpoint holds its interfaces until then."""
        ec2 = self._ec2(call)
        unsuccessful = []
        for endpoint_id in call.params["VpcEndpointIds"]:
            endpoint = ec2.vpc_end_points.get(endpoint_id)
            if endpoint is None:
                message = f"The Vpc Endpoint Id '{endpoint_id}' does not exist"
                error = {"Code": "InvalidVpcEndpointId.NotFound", "Message": message}
                unsuccessful.append({"ResourceId": endpoint_id, "Error": error})
            elif endpoint.state != "deleting":
                endpoint.state = "deleting"
                self.cloud.clock.after(
                    ENDPOINT_DELETION if _is_interface(endpoint) else 0,
                    self._endpoint_deletion(call.region, endpoint),
                )
        return {"Unsuccessful": unsuccessful}

    def _endpoint_deletion(self, region: str, endpoint: Any) -> Callable[[], None]:
        def delete() -> None:
            ec2 = self.cloud.ec2(region)
            # Not by moto, which would look for its routes in tables that are gone by now.
            for table_id in endpoint.route_table_ids or []:
                if table_id in ec2.route_tables:
                    route = generate_route_id(table_id, endpoint.destination_prefix_list_id)
                    ec2.route_tables[table_id]._routes.pop(route, None)
            self.cloud.interfaces.release(region, endpoint.id)
            ec2.vpc_end_points.pop(endpoint.id, None)

        return delete

    # ---- what there is

    def _ec2(self, call: Call) -> Any:
        return self.cloud.ec2(call.region)

    def inventory(self) -> Iterator[Resource]:
        """Leaves out default VPCs with their parts, and what a VPC brings and takes away itself."""
        for region, ec2 in ec2_backends[self.cloud.account].items():
            for kind, resources in _resources(ec2):
                for resource in resources:
                    yield Resource("ec2", kind, resource.id, region, _tags(ec2, resource.id))
            for address in ec2.addresses:
                yield Resource("ec2", "elastic-ip", address.allocation_id, region, _tags(ec2, address.allocation_id))
            for name in ec2.key_pairs:
                yield Resource("ec2", "key-pair", name, region)


def _resources(ec2: Any) -> Iterator[tuple[str, Iterable[Any]]]:
    """EC2's resources beyond the defaults, by type, each with an `id`."""
    default_vpcs = {vpc.id for vpc in ec2.vpcs.values() if vpc.is_default}

    def ours(resources: Iterable[Any]) -> list[Any]:
        return [resource for resource in resources if resource.vpc_id not in default_vpcs]

    yield "vpc", [vpc for vpc in ec2.vpcs.values() if vpc.id not in default_vpcs]
    yield "subnet", [s for s in _subnets(ec2) if s.vpc_id not in default_vpcs or not _is_true(s.default_for_az)]
    yield "security-group", [group for group in _groups(ec2) if group.name != "default"]
    yield "route-table", [table for table in ec2.route_tables.values() if not _is_main(table)]
    yield "network-acl", [acl for acl in ours(ec2.network_acls.values()) if not _is_default_acl(acl)]
    yield "internet-gateway", ec2.internet_gateways.values()
    yield "egress-only-internet-gateway", ec2.egress_only_internet_gateways.values()
    yield "nat-gateway", [nat for nat in ec2.nat_gateways.values() if nat.state != "deleted"]
    yield "network-interface", ec2.enis.values()
    yield "vpc-endpoint", ec2.vpc_end_points.values()
    yield "vpc-peering-connection", [
        p for p in ec2.vpc_pcxs.values() if p._status.code not in ("deleted", "rejected", "failed")
    ]
    yield "flow-log", ec2.flow_logs.values()
    yield "launch-template", ec2.launch_templates.values()
    yield "volume", ec2.volumes.values()
    yield "instance", [
        instance
        for reservation in ec2.reservations.values()
        for instance in reservation.instances
        if instance._state.name != "terminated"
    ]


def _subnets(ec2: Any) -> list[Any]:
    return [subnet for zone in ec2.subnets.values() for subnet in zone.values()]


def _groups(ec2: Any) -> list[Any]:
    return [group for groups in ec2.groups.values() for group in groups.values()]


def _is_rule_of(rule: Any, permission: dict[str, Any], group_id: str) -> bool:
    return bool(
        rule.source_group.get("GroupId") == group_id
        and (rule.ip_protocol, rule.from_port, rule.to_port)
        == (permission["IpProtocol"], permission.get("FromPort"), permission.get("ToPort"))
    )


def _show_primary_interface(reservation: dict[str, Any]) -> None:
    for instance in reservation.get("Instances", []):
        for interface in instance.get("NetworkInterfaces", []):
            for shown in [interface, *interface.get("PrivateIpAddresses", [])]:
                # A reader takes an association, even an empty one, for a public address.
                if not shown.get("Association", True):
                    del shown["Association"]
            if interface.get("Attachment", {}).get("DeviceIndex", 0) == 0:
                instance["SecurityGroups"] = interface.get("Groups", [])


def _in_use(address: Any, but_for: Any = None) -> bool:
    """Whether an Elastic IP address is associated with something else than this NAT gateway."""
    return bool(address.instance or (address.eni and (but_for is None or address.eni.id != but_for._eni.id)))


def _attached_gateways(ec2: Any, vpc_id: str) -> list[Any]:
    return [gateway for gateway in ec2.internet_gateways.values() if gateway.vpc and gateway.vpc.id == vpc_id]


def _is_main(table: Any) -> bool:
    return bool(table.main_association_id)


def _is_default_acl(acl: Any) -> bool:
    return _is_true(acl.default)


def _is_true(value: Any) -> bool:
    """moto keeps some booleans as the strings of the wire."""
    return str(value).lower() == "true"


def _is_interface(endpoint: Any) -> bool:
    return (endpoint.vpc_endpoint_type or "").lower() == "interface"


def _become(thing: Any, before: str, after: str) -> None:
    if thing.state == before:
        thing.state = after


def _named_groups(ec2: Any, endpoint: Any) -> list[dict[str, str]]:
    groups = (ec2.get_security_group_from_id(group_id) for group_id in endpoint.security_group_ids)
    return [{"GroupId": group.id, "GroupName": group.name} for group in groups if group]


def _tags(ec2: Any, resource_id: str) -> dict[str, str]:
    return dict(ec2.tags.get(resource_id, {}))
