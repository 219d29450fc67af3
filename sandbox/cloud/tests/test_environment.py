"""A whole environment, made and taken down in the one order that AWS accepts, with boto3 alone."""

from __future__ import annotations

import json
from typing import Any

from conftest import Emulator, Vpc, make_role, make_vpc, refused


def create_network(vpc: Vpc) -> dict[str, Any]:
    """A NAT gateway, an interface endpoint, and security groups of which one names another."""
    allocation = vpc.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = vpc.ec2.create_nat_gateway(SubnetId=vpc.public[0], AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    endpoints, brokers = vpc.group("endpoints"), vpc.group("brokers")
    endpoint = vpc.ec2.create_vpc_endpoint(
        VpcId=vpc.id, ServiceName="com.amazonaws.eu-west-3.sts", VpcEndpointType="Interface", SubnetIds=vpc.private,
        SecurityGroupIds=[endpoints],
    )["VpcEndpoint"]["VpcEndpointId"]
    return {"allocation": allocation, "nat": nat, "endpoint": endpoint, "endpoints": endpoints, "brokers": brokers}


def create_clusters(cloud: Emulator, vpc: Vpc, brokers: str) -> dict[str, str]:
    """An MSK cluster with a configuration, and an EKS cluster with a Fargate profile and a load balancer beside it."""
    kafka, eks = cloud.client("kafka"), cloud.client("eks")
    configuration = kafka.create_configuration(Name="dev", ServerProperties=b"min.insync.replicas=2\n")["Arn"]
    msk = kafka.create_cluster(
        ClusterName="dev", KafkaVersion="3.9.x.kraft", NumberOfBrokerNodes=3,
        ConfigurationInfo={"Arn": configuration, "Revision": 1},
        BrokerNodeGroupInfo={
            "InstanceType": "kafka.m7g.large", "ClientSubnets": vpc.private, "SecurityGroups": [brokers]
        },
    )["ClusterArn"]
    role = make_role(cloud)
    cloud.client("iam").attach_role_policy(
        RoleName=role.rpartition("/")[2], PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    )
    eks.create_cluster(name="dev", roleArn=role, resourcesVpcConfig={"subnetIds": vpc.private})
    cloud.pass_minutes(10)
    eks.create_fargate_profile(
        clusterName="dev", fargateProfileName="all", podExecutionRoleArn=role, subnets=vpc.private,
        selectors=[{"namespace": "*"}],
    )
    balancer = cloud.client("elbv2").create_load_balancer(
        Name="dev", Subnets=vpc.public, SecurityGroups=[vpc.group("balancer")]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    cloud.pass_minutes(40)
    return {"configuration": configuration, "msk": msk, "role": role.rpartition("/")[2], "balancer": balancer}


def test_is_gone_without_a_trace_when_deleted_in_order(fresh_cloud: Emulator) -> None:
    cloud, vpc = fresh_cloud, make_vpc(fresh_cloud)
    network = create_network(vpc)
    made = create_clusters(cloud, vpc, network["brokers"])
    kafka, eks, iam = cloud.client("kafka"), cloud.client("eks"), cloud.client("iam")
    assert kafka.describe_cluster_v2(ClusterArn=made["msk"])["ClusterInfo"]["State"] == "ACTIVE"
    assert len(cloud.ids("ec2", "network-interface")) == 1 + 3 + 3 + 3 + 3 + 3

    for call, params, code in (
        (vpc.ec2.delete_vpc, {"VpcId": vpc.id}, "DependencyViolation"),
        (eks.delete_cluster, {"name": "dev"}, "ResourceInUseException"),
        (kafka.delete_configuration, {"Arn": made["configuration"]}, "BadRequestException"),
        (iam.delete_role, {"RoleName": made["role"]}, "DeleteConflict"),
        (vpc.ec2.release_address, {"AllocationId": network["allocation"]}, "AuthFailure"),
    ):
        assert refused(call, **params).code == code

    cloud.client("elbv2").delete_load_balancer(LoadBalancerArn=made["balancer"])
    eks.delete_fargate_profile(clusterName="dev", fargateProfileName="all")
    kafka.delete_cluster(ClusterArn=made["msk"])
    cloud.pass_minutes(3)
    eks.delete_cluster(name="dev")
    cloud.pass_minutes(10)
    kafka.delete_configuration(Arn=made["configuration"])
    iam.detach_role_policy(RoleName=made["role"], PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    iam.delete_role(RoleName=made["role"])
    vpc.ec2.delete_nat_gateway(NatGatewayId=network["nat"])
    vpc.ec2.delete_vpc_endpoints(VpcEndpointIds=[network["endpoint"]])
    cloud.pass_minutes(1)
    vpc.ec2.release_address(AllocationId=network["allocation"])
    assert cloud.ids("ec2", "network-interface") == []
    for group in cloud.ids("ec2", "security-group"):
        vpc.ec2.delete_security_group(GroupId=group)
    for subnet in (*vpc.public, *vpc.private):
        vpc.ec2.delete_subnet(SubnetId=subnet)
    vpc.ec2.delete_route_table(RouteTableId=vpc.public_table)
    vpc.ec2.detach_internet_gateway(InternetGatewayId=vpc.gateway, VpcId=vpc.id)
    vpc.ec2.delete_internet_gateway(InternetGatewayId=vpc.gateway)
    vpc.ec2.delete_vpc(VpcId=vpc.id)
    assert json.dumps(cloud.get("dump?scheduled=true")) == "[]"
