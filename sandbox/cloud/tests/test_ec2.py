"""EC2's network: what may not be deleted, and the states of gateways and endpoints."""

from __future__ import annotations

from conftest import Emulator, Vpc, refused, unique


def allocate(vpc: Vpc) -> str:
    return str(vpc.ec2.allocate_address(Domain="vpc")["AllocationId"])


def create_nat(vpc: Vpc, allocation: str) -> str:
    created = vpc.ec2.create_nat_gateway(SubnetId=vpc.public[0], AllocationId=allocation)
    return str(created["NatGateway"]["NatGatewayId"])


def nat_state(vpc: Vpc, nat: str) -> str:
    found = vpc.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    assert len(found) == 1
    return str(found[0]["State"])


def create_endpoint(vpc: Vpc, group: str, service: str = "ecr.api") -> str:
    created = vpc.ec2.create_vpc_endpoint(
        VpcId=vpc.id, ServiceName=f"com.amazonaws.eu-west-3.{service}", VpcEndpointType="Interface",
        SubnetIds=vpc.private, SecurityGroupIds=[group], PrivateDnsEnabled=True,
    )
    return str(created["VpcEndpoint"]["VpcEndpointId"])


def empty(vpc: Vpc) -> None:
    """Delete everything `make_vpc` made in the VPC."""
    for subnet in (*vpc.public, *vpc.private):
        vpc.ec2.delete_subnet(SubnetId=subnet)
    vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)
    vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
    vpc.ec2.delete_internet_gateway(InternetGatewayId=vpc.gateway)


class TestDeletingTheVpc:
    def test_is_possible_once_it_is_empty(self, vpc: Vpc, cloud: Emulator) -> None:
        empty(vpc)
        vpc.ec2.delete_vpc(VpcId=vpc.id)
        assert vpc.id not in cloud.ids("ec2", "vpc")
        assert refused(vpc.ec2.describe_vpcs, VpcIds=[vpc.id]).code == "InvalidVpcID.NotFound"

    def refuses(self, vpc: Vpc) -> None:
        refusal = refused(vpc.ec2.delete_vpc, VpcId=vpc.id)
        assert (refusal.code, refusal.status) == ("DependencyViolation", 400)
        assert refusal.message == f"The vpc '{vpc.id}' has dependencies and cannot be deleted."

    def test_is_refused_while_it_has_a_subnet(self, vpc: Vpc) -> None:
        for subnet in (*vpc.public, *vpc.private[1:]):
            vpc.ec2.delete_subnet(SubnetId=subnet)
        vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        self.refuses(vpc)
        vpc.ec2.delete_subnet(SubnetId=vpc.private[0])
        vpc.ec2.delete_vpc(VpcId=vpc.id)

    def test_is_refused_while_it_has_an_internet_gateway(self, vpc: Vpc) -> None:
        for subnet in (*vpc.public, *vpc.private):
            vpc.ec2.delete_subnet(SubnetId=subnet)
        vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)
        self.refuses(vpc)
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        vpc.ec2.delete_vpc(VpcId=vpc.id)

    def test_is_refused_while_it_has_a_security_group(self, vpc: Vpc) -> None:
        group = vpc.group()
        empty(vpc)
        self.refuses(vpc)
        vpc.ec2.delete_security_group(GroupId=group)
        vpc.ec2.delete_vpc(VpcId=vpc.id)

    def test_is_refused_while_it_has_a_route_table(self, vpc: Vpc) -> None:
        table = vpc.ec2.create_route_table(VpcId=vpc.id)["RouteTable"]["RouteTableId"]
        empty(vpc)
        self.refuses(vpc)
        vpc.ec2.delete_route_table(RouteTableId=table)
        vpc.ec2.delete_vpc(VpcId=vpc.id)

    def test_is_refused_while_it_has_a_network_acl(self, vpc: Vpc) -> None:
        acl = vpc.ec2.create_network_acl(VpcId=vpc.id)["NetworkAcl"]["NetworkAclId"]
        empty(vpc)
        self.refuses(vpc)
        vpc.ec2.delete_network_acl(NetworkAclId=acl)
        vpc.ec2.delete_vpc(VpcId=vpc.id)

    def test_is_refused_while_it_has_a_gateway_endpoint(self, vpc: Vpc, cloud: Emulator) -> None:
        table = vpc.ec2.describe_route_tables(
            Filters=[{"Name": "vpc-id", "Values": [vpc.id]}, {"Name": "association.main", "Values": ["true"]}]
        )["RouteTables"][0]["RouteTableId"]
        endpoint = vpc.ec2.create_vpc_endpoint(
            VpcId=vpc.id, ServiceName="com.amazonaws.eu-west-3.s3", VpcEndpointType="Gateway", RouteTableIds=[table]
        )["VpcEndpoint"]["VpcEndpointId"]
        empty(vpc)
        self.refuses(vpc)
        vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
        vpc.ec2.delete_vpc(VpcId=vpc.id)


class TestDeletingASubnet:
    def test_is_refused_while_an_interface_is_in_it(self, vpc: Vpc) -> None:
        subnet = vpc.private[0]
        eni = vpc.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        refusal = refused(vpc.ec2.delete_subnet, SubnetId=subnet)
        assert refusal.code == "DependencyViolation"
        assert refusal.message == f"The subnet '{subnet}' has dependencies and cannot be deleted."
        vpc.ec2.delete_network_interface(NetworkInterfaceId=eni)
        vpc.ec2.delete_subnet(SubnetId=subnet)

    def test_takes_its_route_table_association_along(self, vpc: Vpc) -> None:
        for subnet in vpc.public:
            vpc.ec2.delete_subnet(SubnetId=subnet)
        vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)


class TestDeletingARouteTable:
    def test_is_refused_while_a_subnet_is_associated(self, vpc: Vpc) -> None:
        refusal = refused(vpc.ec2.delete_route_table, RouteTableId=vpc.public_table)
        assert refusal.code == "DependencyViolation"

    def test_is_refused_for_the_main_one(self, vpc: Vpc) -> None:
        tables = vpc.ec2.describe_route_tables(
            Filters=[{"Name": "vpc-id", "Values": [vpc.id]}, {"Name": "association.main", "Values": ["true"]}]
        )["RouteTables"]
        assert len(tables) == 1
        refusal = refused(vpc.ec2.delete_route_table, RouteTableId=tables[0]["RouteTableId"])
        assert refusal.code == "DependencyViolation"


class TestSecurityGroups:
    def test_refuse_a_second_one_of_the_same_name_in_the_vpc(self, vpc: Vpc) -> None:
        vpc.ec2.create_security_group(GroupName="brokers", Description="test", VpcId=vpc.id)
        refusal = refused(vpc.ec2.create_security_group, GroupName="brokers", Description="test", VpcId=vpc.id)
        assert refusal.code == "InvalidGroup.Duplicate"

    def test_cannot_be_deleted_while_an_interface_has_them(self, vpc: Vpc) -> None:
        group = vpc.group()
        eni = vpc.ec2.create_network_interface(SubnetId=vpc.private[0], Groups=[group])["NetworkInterface"]
        refusal = refused(vpc.ec2.delete_security_group, GroupId=group)
        assert refusal.code == "DependencyViolation"
        assert refusal.message == f"resource {group} has a dependent object"
        vpc.ec2.delete_network_interface(NetworkInterfaceId=eni["NetworkInterfaceId"])
        vpc.ec2.delete_security_group(GroupId=group)

    def test_cannot_be_deleted_while_another_groups_rule_names_them(self, vpc: Vpc) -> None:
        source, target = vpc.group(), vpc.group()
        rule = [{"IpProtocol": "tcp", "FromPort": 9098, "ToPort": 9098, "UserIdGroupPairs": [{"GroupId": source}]}]
        vpc.ec2.authorize_security_group_ingress(GroupId=target, IpPermissions=rule)
        assert refused(vpc.ec2.delete_security_group, GroupId=source).code == "DependencyViolation"
        vpc.ec2.revoke_security_group_ingress(GroupId=target, IpPermissions=rule)
        vpc.ec2.delete_security_group(GroupId=source)

    def test_can_be_deleted_though_their_own_rule_names_them(self, vpc: Vpc) -> None:
        group = vpc.group()
        rule = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}]
        vpc.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
        vpc.ec2.delete_security_group(GroupId=group)

    def test_of_a_vpc_by_default_cannot_be_deleted(self, vpc: Vpc) -> None:
        groups = vpc.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc.id]}])["SecurityGroups"]
        assert len(groups) == 1
        assert refused(vpc.ec2.delete_security_group, GroupId=groups[0]["GroupId"]).code == "CannotDelete"


class TestInternetGateways:
    def test_cannot_be_deleted_while_attached(self, vpc: Vpc) -> None:
        refusal = refused(vpc.ec2.delete_internet_gateway, InternetGatewayId=vpc.gateway)
        assert refusal.code == "DependencyViolation"
        assert refusal.message == f"The internetGateway '{vpc.gateway}' has dependencies and cannot be deleted."

    def test_cannot_be_detached_while_a_public_address_is_mapped(self, vpc: Vpc, cloud: Emulator) -> None:
        nat = create_nat(vpc, allocate(vpc))
        cloud.pass_minutes(2)
        refusal = refused(vpc.ec2.detach_internet_gateway, InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        assert refusal.code == "DependencyViolation"
        assert refusal.message.startswith(f"Network {vpc.id} has some mapped public address(es).")
        vpc.ec2.delete_nat_gateway(NatGatewayId=nat)
        cloud.pass_minutes(1)
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)


class TestNatGateways:
    def test_become_available_after_two_minutes_and_deleted_after_one(self, vpc: Vpc, cloud: Emulator) -> None:
        nat = create_nat(vpc, allocate(vpc))
        assert nat_state(vpc, nat) == "pending"
        cloud.pass_minutes(2)
        assert nat_state(vpc, nat) == "available"
        vpc.ec2.delete_nat_gateway(NatGatewayId=nat)
        assert nat_state(vpc, nat) == "deleting"
        cloud.pass_minutes(1)
        assert nat_state(vpc, nat) == "deleted"
        assert nat not in cloud.ids("ec2", "nat-gateway")

    def test_hold_an_interface_in_their_subnet_until_they_are_deleted(self, vpc: Vpc, cloud: Emulator) -> None:
        nat = create_nat(vpc, allocate(vpc))
        interfaces = vpc.interfaces(subnet_id=vpc.public[0])
        assert len(interfaces) == 1
        assert interfaces[0]["InterfaceType"] == "nat_gateway"
        assert interfaces[0]["Description"] == f"Interface for NAT Gateway {nat}"
        assert interfaces[0]["PrivateIpAddress"].startswith("10.0.0.")
        vpc.ec2.delete_nat_gateway(NatGatewayId=nat)
        assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.public[0]).code == "DependencyViolation"
        cloud.pass_minutes(1)
        vpc.ec2.delete_subnet(SubnetId=vpc.public[0])

    def test_fail_in_a_vpc_without_internet_gateway(self, vpc: Vpc, cloud: Emulator) -> None:
        vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
        nat = create_nat(vpc, allocate(vpc))
        cloud.pass_minutes(2)
        found = vpc.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
        assert len(found) == 1
        assert (found[0]["State"], found[0]["FailureCode"]) == ("failed", "Gateway.NotAttached")

    def test_fail_with_an_address_that_is_in_use(self, vpc: Vpc, cloud: Emulator) -> None:
        allocation = allocate(vpc)
        first, second = create_nat(vpc, allocation), create_nat(vpc, allocation)
        cloud.pass_minutes(2)
        found = vpc.ec2.describe_nat_gateways(NatGatewayIds=[second])["NatGateways"]
        assert len(found) == 1
        assert (found[0]["State"], found[0]["FailureCode"]) == ("failed", "Resource.AlreadyAssociated")
        assert nat_state(vpc, first) == "available"
        assert refused(vpc.ec2.release_address, AllocationId=allocation).code == "AuthFailure"

    def test_keep_their_tags_and_address(self, vpc: Vpc, cloud: Emulator) -> None:
        allocation, tags = allocate(vpc), [{"Key": "environment", "Value": "dev"}]
        nat = vpc.ec2.create_nat_gateway(
            SubnetId=vpc.public[0], AllocationId=allocation,
            TagSpecifications=[{"ResourceType": "natgateway", "Tags": tags}],
        )["NatGateway"]["NatGatewayId"]
        cloud.pass_minutes(2)
        found = vpc.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
        assert len(found) == 1
        assert (found[0]["Tags"], found[0]["ConnectivityType"]) == (tags, "public")
        addresses = found[0]["NatGatewayAddresses"]
        assert len(addresses) == 1
        assert (addresses[0]["AllocationId"], addresses[0]["PrivateIp"][:7]) == (allocation, "10.0.0.")

    def test_are_refused_for_a_subnet_or_an_address_that_does_not_exist(self, vpc: Vpc) -> None:
        create, allocation = vpc.ec2.create_nat_gateway, allocate(vpc)
        refusal = refused(create, SubnetId="subnet-0123456789abcdef0", AllocationId=allocation)
        assert (refusal.code, refusal.status) == ("InvalidSubnetID.NotFound", 400)
        refusal = refused(create, SubnetId=vpc.public[0], AllocationId="eipalloc-0123456789abcdef0")
        assert (refusal.code, refusal.status) == ("InvalidAllocationID.NotFound", 400)

    def test_that_do_not_exist_are_not_found(self, vpc: Vpc) -> None:
        refusal = refused(vpc.ec2.delete_nat_gateway, NatGatewayId="nat-0123456789abcdef0")
        assert refusal.code == "NatGatewayNotFound"


class TestReleasingAnAddress:
    def test_is_refused_while_a_nat_gateway_has_it(self, vpc: Vpc, cloud: Emulator) -> None:
        allocation = allocate(vpc)
        nat = create_nat(vpc, allocation)
        addresses = vpc.ec2.describe_addresses(AllocationIds=[allocation])["Addresses"]
        assert len(addresses) == 1
        association = addresses[0]["AssociationId"]
        assert refused(vpc.ec2.release_address, AllocationId=allocation).code == "AuthFailure"
        assert refused(vpc.ec2.disassociate_address, AssociationId=association).code == "AuthFailure"
        vpc.ec2.delete_nat_gateway(NatGatewayId=nat)
        assert refused(vpc.ec2.release_address, AllocationId=allocation).code == "AuthFailure"
        cloud.pass_minutes(1)
        vpc.ec2.release_address(AllocationId=allocation)
        assert allocation not in cloud.ids("ec2", "elastic-ip")

    def test_is_refused_while_an_interface_has_it(self, vpc: Vpc) -> None:
        allocation = allocate(vpc)
        eni = vpc.ec2.create_network_interface(SubnetId=vpc.public[0])["NetworkInterface"]["NetworkInterfaceId"]
        association = vpc.ec2.associate_address(AllocationId=allocation, NetworkInterfaceId=eni)["AssociationId"]
        assert refused(vpc.ec2.release_address, AllocationId=allocation).code == "InvalidIPAddress.InUse"
        vpc.ec2.disassociate_address(AssociationId=association)
        vpc.ec2.release_address(AllocationId=allocation)


class TestInterfaceEndpoints:
    def test_are_pending_then_available_then_deleting_then_gone(self, vpc: Vpc, cloud: Emulator) -> None:
        endpoint = create_endpoint(vpc, vpc.group())

        def state() -> str:
            found = vpc.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
            assert len(found) == 1
            return str(found[0]["State"])

        assert state() == "pending"
        cloud.pass_minutes(1)
        assert state() == "available"
        assert vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])["Unsuccessful"] == []
        assert state() == "deleting"
        cloud.pass_minutes(1)
        refusal = refused(vpc.ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint])
        assert refusal.code == "InvalidVpcEndpointId.NotFound"

    def test_hold_an_interface_per_subnet_with_their_groups(self, vpc: Vpc, cloud: Emulator) -> None:
        group = vpc.group()
        endpoint = create_endpoint(vpc, group)
        interfaces = vpc.interfaces()
        assert len(interfaces) == 3
        assert {i["SubnetId"] for i in interfaces} == set(vpc.private)
        assert {i["InterfaceType"] for i in interfaces} == {"vpc_endpoint"}
        assert {g["GroupId"] for i in interfaces for g in i["Groups"]} == {group}
        described = vpc.ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
        assert len(described) == 1
        assert set(described[0]["NetworkInterfaceIds"]) == {i["NetworkInterfaceId"] for i in interfaces}
        assert [g["GroupId"] for g in described[0]["Groups"]] == [group]
        assert refused(vpc.ec2.delete_security_group, GroupId=group).code == "DependencyViolation"
        assert refused(vpc.ec2.delete_subnet, SubnetId=vpc.private[0]).code == "DependencyViolation"
        vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
        cloud.pass_minutes(1)
        vpc.ec2.delete_security_group(GroupId=group)
        vpc.ec2.delete_subnet(SubnetId=vpc.private[0])

    def test_move_their_interfaces_when_modified(self, vpc: Vpc) -> None:
        old, new = vpc.group(), vpc.group()
        endpoint = create_endpoint(vpc, old)
        vpc.ec2.modify_vpc_endpoint(
            VpcEndpointId=endpoint, RemoveSubnetIds=vpc.private[:1], AddSecurityGroupIds=[new],
            RemoveSecurityGroupIds=[old],
        )
        interfaces = vpc.interfaces()
        assert len(interfaces) == 2
        assert {i["SubnetId"] for i in interfaces} == set(vpc.private[1:])
        vpc.ec2.delete_security_group(GroupId=old)
        assert refused(vpc.ec2.delete_security_group, GroupId=new).code == "DependencyViolation"

    def test_refuse_a_second_one_with_private_names_for_the_same_service(self, vpc: Vpc) -> None:
        group = vpc.group()
        create_endpoint(vpc, group)
        refusal = refused(create_endpoint, vpc=vpc, group=group)
        assert refusal.code == "InvalidParameter"
        assert "conflicting DNS domain" in refusal.message

    def test_for_a_gateway_go_after_their_route_table(self, vpc: Vpc, cloud: Emulator) -> None:
        table = vpc.ec2.create_route_table(VpcId=vpc.id)["RouteTable"]["RouteTableId"]
        endpoint = vpc.ec2.create_vpc_endpoint(VpcId=vpc.id, ServiceName="com.amazonaws.eu-west-3.s3")["VpcEndpoint"]
        vpc.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], AddRouteTableIds=[table])
        vpc.ec2.delete_route_table(RouteTableId=table)
        vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])
        assert endpoint["VpcEndpointId"] not in cloud.ids("ec2", "vpc-endpoint")

    def test_that_do_not_exist_are_not_deleted(self, vpc: Vpc) -> None:
        answer = vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])["Unsuccessful"]
        assert len(answer) == 1
        assert answer[0]["Error"]["Code"] == "InvalidVpcEndpointId.NotFound"


class TestManagedInterfaces:
    def test_cannot_be_deleted_or_detached(self, vpc: Vpc) -> None:
        create_endpoint(vpc, vpc.group())
        interfaces = vpc.interfaces(subnet_id=vpc.private[0])
        assert len(interfaces) == 1
        assert (interfaces[0]["Status"], interfaces[0]["RequesterManaged"]) == ("in-use", True)
        eni, attachment = interfaces[0]["NetworkInterfaceId"], interfaces[0]["Attachment"]["AttachmentId"]
        refusal = refused(vpc.ec2.delete_network_interface, NetworkInterfaceId=eni)
        assert refusal.code == "InvalidParameterValue"
        assert refusal.message == f"Network interface '{eni}' is currently in use."
        assert refused(vpc.ec2.detach_network_interface, AttachmentId=attachment).code == "OperationNotPermitted"


class TestInstances:
    def test_show_their_groups_and_no_association_without_a_public_address(self, vpc: Vpc) -> None:
        group_id = vpc.group("bastion")
        started = vpc.ec2.run_instances(
            ImageId="ami-09361016187ae549e", MinCount=1, MaxCount=1, InstanceType="t3.micro",
            NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": vpc.private[0], "AssociatePublicIpAddress": False,
                                "Groups": [group_id]}],
        )["Instances"]
        found = vpc.ec2.describe_instances(InstanceIds=[started[0]["InstanceId"]])["Reservations"][0]["Instances"]
        for instance in (*started, *found):
            assert len(instance["NetworkInterfaces"]) == 1
            assert "Association" not in instance["NetworkInterfaces"][0]
            assert "PublicIpAddress" not in instance
            assert [group["GroupId"] for group in instance["SecurityGroups"]] == [group_id]
        vpc.ec2.terminate_instances(InstanceIds=[started[0]["InstanceId"]])
        assert vpc.interfaces() == []

    def test_leave_an_interface_that_is_to_stay(self, vpc: Vpc) -> None:
        started = vpc.ec2.run_instances(
            ImageId="ami-09361016187ae549e", MinCount=1, MaxCount=1, InstanceType="t3.micro",
            NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": vpc.private[0], "DeleteOnTermination": False}],
        )["Instances"]
        vpc.ec2.terminate_instances(InstanceIds=[started[0]["InstanceId"]])
        assert len(vpc.interfaces()) == 1


class TestImagesNamedByParameter:
    NEWEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"

    def run(self, vpc: Vpc, parameter: str) -> dict[str, object]:
        return dict(
            ImageId=f"resolve:ssm:{parameter}", MinCount=1, MaxCount=1, InstanceType="t4g.micro",
            NetworkInterfaces=[{"DeviceIndex": 0, "SubnetId": vpc.private[0], "AssociatePublicIpAddress": False,
                                "Groups": [vpc.group("bastion")]}],
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"DeleteOnTermination": True, "Encrypted": True,
                                                                     "VolumeSize": 8, "VolumeType": "gp3"}}],
            TagSpecifications=[{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": "a & b=c"}]}
                               for kind in ("instance", "volume")],
        )

    def test_become_the_image_that_it_stands_for(self, vpc: Vpc, cloud: Emulator) -> None:
        image = cloud.client("ssm").get_parameters(Names=[self.NEWEST])["Parameters"][0]["Value"]
        started = vpc.ec2.run_instances(**self.run(vpc, self.NEWEST))["Instances"]
        found = vpc.ec2.describe_instances(InstanceIds=[started[0]["InstanceId"]])["Reservations"][0]["Instances"]
        assert image.startswith("ami-")
        for instance in (*started, *found):
            assert (instance["ImageId"], instance["Architecture"]) == (image, "arm64")
            assert (instance["InstanceType"], instance["RootDeviceName"]) == ("t4g.micro", "/dev/xvda")
            assert instance["SubnetId"] == vpc.private[0]
            assert instance["Tags"] == [{"Key": "Name", "Value": "a & b=c"}]

    def test_leave_the_root_volume_as_it_is_asked_for(self, vpc: Vpc) -> None:
        started = vpc.ec2.run_instances(**self.run(vpc, self.NEWEST))["Instances"][0]["InstanceId"]
        devices = vpc.ec2.describe_instances(InstanceIds=[started])["Reservations"][0]["Instances"][0][
            "BlockDeviceMappings"
        ]
        assert [device["DeviceName"] for device in devices] == ["/dev/xvda"]
        volume = vpc.ec2.describe_volumes(VolumeIds=[devices[0]["Ebs"]["VolumeId"]])["Volumes"][0]
        assert (volume["Encrypted"], volume["Size"], volume["VolumeType"]) == (True, 8, "gp3")
        assert volume["Tags"] == [{"Key": "Name", "Value": "a & b=c"}]
        vpc.ec2.terminate_instances(InstanceIds=[started])
        assert refused(vpc.ec2.describe_volumes, VolumeIds=[volume["VolumeId"]]).code == "InvalidVolume.NotFound"

    def test_are_refused_if_there_is_no_such_parameter(self, vpc: Vpc, cloud: Emulator) -> None:
        refusal = refused(vpc.ec2.run_instances, **self.run(vpc, "/aws/service/ami-amazon-linux-latest/al2077"))
        assert (refusal.code, refusal.status) == ("InvalidParameterValue", 400)
        assert "/aws/service/ami-amazon-linux-latest/al2077" in refusal.message
        assert vpc.interfaces() == []

    def test_are_refused_if_it_stands_for_something_else(self, vpc: Vpc, cloud: Emulator) -> None:
        name = unique("/images/newest")
        cloud.client("ssm").put_parameter(Name=name, Value="newest", Type="String")
        refusal = refused(vpc.ec2.run_instances, **self.run(vpc, name))
        assert (refusal.code, refusal.message) == (
            "InvalidAMIID.Malformed", 'Invalid id: "newest" (expecting "ami-...")'
        )
        cloud.client("ssm").delete_parameter(Name=name)

    def test_are_no_images_that_can_be_described(self, vpc: Vpc) -> None:
        name = f"resolve:ssm:{self.NEWEST}"
        refusal = refused(vpc.ec2.describe_images, ImageIds=[name])
        assert (refusal.code, refusal.message) == (
            "InvalidAMIID.Malformed", f'Invalid id: "{name}" (expecting "ami-...")'
        )


class TestDescribingRules:
    def test_changes_a_rule_that_names_another_group(self, vpc: Vpc) -> None:
        brokers, clients = vpc.group("brokers"), vpc.group("clients")

        def permission(description: str, port: int = 9098) -> dict[str, object]:
            return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
                    "UserIdGroupPairs": [{"GroupId": clients, "Description": description}]}

        vpc.ec2.authorize_security_group_ingress(
            GroupId=brokers, IpPermissions=[permission("before"), permission("other", 9094)])
        vpc.ec2.update_security_group_rule_descriptions_ingress(GroupId=brokers, IpPermissions=[permission("after")])

        permissions = vpc.ec2.describe_security_groups(GroupIds=[brokers])["SecurityGroups"][0]["IpPermissions"]
        described = {p["FromPort"]: p["UserIdGroupPairs"][0]["Description"] for p in permissions}
        assert described == {9098: "after", 9094: "other"}
