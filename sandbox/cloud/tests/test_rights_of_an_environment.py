"""Every call that the management cluster makes in an environment's life, under the policies that its role has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
import yaml

from conftest import ACCOUNT, PACKAGE, POLICIES, REGION, ZONES, Emulator, refused

PERMISSIONS = PACKAGE.parent.parent / "e2e-tests/src/test/resources/crossplane-permissions.yaml"
OWN = {"crossplane-providerconfig": "default", "crossplane-kind": "kind", "Name": "polyglot-life"}
PAIRS = [{"Key": key, "Value": value} for key, value in OWN.items()]
NAME = "polyglot-life"
MORE = [{"Key": "team", "Value": "events"}]


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def tagged(kind: str) -> list[dict[str, Any]]:
    """The parameter with which EC2 tags what it makes."""
    return [{"ResourceType": kind, "Tags": PAIRS}]


@dataclass
class Life:
    """An environment of which each part is made, read, changed and deleted as the provider does."""

    cloud: Emulator

    def __post_init__(self) -> None:
        self.ec2, self.eks, self.kafka, self.iam, self.kms, self.ecr, self.logs, self.secrets, self.elb, self.pca = (
            self.cloud.client(service, access_key="CROSSPLANE")
            for service in (
                "ec2", "eks", "kafka", "iam", "kms", "ecr", "logs", "secretsmanager", "elbv2", "acm-pca",
            )
        )
        self.cloud.client("sts", access_key="CROSSPLANE").get_caller_identity()

    # ---- network

    def make_network(self) -> None:
        ec2 = self.ec2
        self.vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tagged("vpc"))["Vpc"]["VpcId"]
        ec2.describe_vpcs(VpcIds=[self.vpc])
        for attribute in ("enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics"):
            ec2.describe_vpc_attribute(VpcId=self.vpc, Attribute=attribute)
        ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])
        self.gateway = ec2.create_internet_gateway(TagSpecifications=tagged("internet-gateway"))["InternetGateway"][
            "InternetGatewayId"
        ]
        ec2.attach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        ec2.describe_internet_gateways(InternetGatewayIds=[self.gateway])
        self.subnets = [
            ec2.create_subnet(
                VpcId=self.vpc, CidrBlock=f"10.9.{number}.0/24", AvailabilityZone=ZONES[number % 3],
                TagSpecifications=tagged("subnet"),
            )["Subnet"]["SubnetId"]
            for number in range(6)
        ]
        ec2.describe_subnets(SubnetIds=self.subnets)
        self.public, self.private = self.subnets[:3], self.subnets[3:]
        ec2.modify_subnet_attribute(SubnetId=self.public[0], MapPublicIpOnLaunch={"Value": True})
        ec2.create_tags(Resources=[self.vpc], Tags=MORE)
        ec2.delete_tags(Resources=[self.vpc], Tags=MORE)
        self.make_routes()
        self.make_groups()
        self.make_endpoints()

    def make_routes(self) -> None:
        ec2 = self.ec2
        self.address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))["AllocationId"]
        ec2.describe_addresses(AllocationIds=[self.address])
        ec2.describe_addresses_attribute(AllocationIds=[self.address], Attribute="domain-name")
        self.nat = ec2.create_nat_gateway(
            SubnetId=self.public[0], AllocationId=self.address, TagSpecifications=tagged("natgateway")
        )["NatGateway"]["NatGatewayId"]
        self.cloud.pass_minutes(2)
        ec2.describe_nat_gateways(NatGatewayIds=[self.nat])
        self.tables = [
            ec2.create_route_table(VpcId=self.vpc, TagSpecifications=tagged("route-table"))["RouteTable"]["RouteTableId"]
            for _ in range(2)
        ]
        ec2.create_route(RouteTableId=self.tables[0], DestinationCidrBlock="0.0.0.0/0", GatewayId=self.gateway)
        ec2.create_route(RouteTableId=self.tables[1], DestinationCidrBlock="0.0.0.0/0", NatGatewayId=self.nat)
        ec2.replace_route(RouteTableId=self.tables[1], DestinationCidrBlock="0.0.0.0/0", NatGatewayId=self.nat)
        self.associations = [
            ec2.associate_route_table(RouteTableId=self.tables[0], SubnetId=subnet)["AssociationId"]
            for subnet in self.subnets
        ]
        for number in (3, 4, 5):
            self.associations[number] = ec2.replace_route_table_association(
                AssociationId=self.associations[number], RouteTableId=self.tables[1]
            )["NewAssociationId"]
        ec2.describe_route_tables(RouteTableIds=self.tables)

    def make_groups(self) -> None:
        ec2 = self.ec2
        self.group, self.clients = (
            ec2.create_security_group(
                GroupName=f"{NAME}-{name}", Description=name, VpcId=self.vpc, TagSpecifications=tagged("security-group")
            )["GroupId"]
            for name in ("brokers", "clients")
        )
        ec2.describe_security_groups(GroupIds=[self.group])
        self.everywhere = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
        ec2.revoke_security_group_egress(GroupId=self.group, IpPermissions=self.everywhere)
        ec2.authorize_security_group_egress(GroupId=self.group, IpPermissions=self.everywhere)
        self.from_clients = [
            {"IpProtocol": "tcp", "FromPort": 9098, "ToPort": 9098,
             "UserIdGroupPairs": [{"GroupId": self.clients, "Description": "clients"}]}
        ]
        ec2.authorize_security_group_ingress(GroupId=self.group, IpPermissions=self.from_clients)
        ec2.update_security_group_rule_descriptions_ingress(GroupId=self.group, IpPermissions=self.from_clients)
        ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [self.group]}])

    def make_endpoints(self) -> None:
        ec2 = self.ec2
        ec2.describe_vpc_endpoint_services(ServiceNames=[f"com.amazonaws.{REGION}.ecr.api"])
        make = {"VpcId": self.vpc, "TagSpecifications": tagged("vpc-endpoint")}
        self.endpoints = [
            ec2.create_vpc_endpoint(ServiceName=f"com.amazonaws.{REGION}.s3", VpcEndpointType="Gateway", **make),
            ec2.create_vpc_endpoint(
                ServiceName=f"com.amazonaws.{REGION}.ecr.api", VpcEndpointType="Interface", PrivateDnsEnabled=True, **make
            ),
        ]
        s3, api = self.endpoints = [made["VpcEndpoint"]["VpcEndpointId"] for made in self.endpoints]
        self.cloud.pass_minutes(1)
        ec2.describe_vpc_endpoints(VpcEndpointIds=self.endpoints)
        ec2.describe_prefix_lists()
        ec2.modify_vpc_endpoint(VpcEndpointId=s3, AddRouteTableIds=[self.tables[1]])
        ec2.modify_vpc_endpoint(VpcEndpointId=api, AddSubnetIds=[self.private[0]])
        groups = self.cloud.client("ec2").describe_security_groups(Filters=[
            {"Name": "vpc-id", "Values": [self.vpc]}, {"Name": "group-name", "Values": ["default"]}
        ])["SecurityGroups"]
        ec2.modify_vpc_endpoint(
            VpcEndpointId=api, AddSecurityGroupIds=[self.clients], RemoveSecurityGroupIds=[groups[0]["GroupId"]]
        )

    # ---- keys, logs, images, secrets

    def make_stores(self) -> None:
        kms = self.kms
        tags = [{"TagKey": key, "TagValue": value} for key, value in OWN.items()]
        self.key, other = (kms.create_key(Description=name, Tags=tags)["KeyMetadata"]["Arn"] for name in ("one", "two"))
        for read in (kms.describe_key, kms.get_key_rotation_status, kms.list_resource_tags, kms.enable_key_rotation):
            read(KeyId=self.key)
        policy = kms.get_key_policy(KeyId=self.key, PolicyName="default")["Policy"]
        kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=policy)
        kms.update_key_description(KeyId=self.key, Description="the key of everything")
        kms.tag_resource(KeyId=self.key, Tags=[{"TagKey": "team", "TagValue": "events"}])
        kms.untag_resource(KeyId=self.key, TagKeys=["team"])
        kms.create_alias(AliasName=f"alias/{NAME}", TargetKeyId=other)
        kms.update_alias(AliasName=f"alias/{NAME}", TargetKeyId=self.key)
        kms.list_aliases()
        kms.schedule_key_deletion(KeyId=other.rpartition("/")[2], PendingWindowInDays=7)
        self.make_log_groups()
        self.make_images()
        self.make_secret()

    def make_log_groups(self) -> None:
        logs = self.logs
        self.groups = [f"/aws/eks/{NAME}/cluster", f"/aws/vendedlogs/{NAME}/brokers", f"/{NAME}/pods"]
        for group in self.groups:
            logs.create_log_group(logGroupName=group, kmsKeyId=self.key, tags=OWN)
            logs.put_retention_policy(logGroupName=group, retentionInDays=7)
            arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
            logs.list_tags_for_resource(resourceArn=arn)
            logs.tag_resource(resourceArn=arn, tags={"team": "events"})
        logs.describe_log_groups(logGroupNamePrefix=f"/{NAME}")

    def make_images(self) -> None:
        ecr, repository = self.ecr, f"{NAME}/producer"
        made = ecr.create_repository(
            repositoryName=repository, imageTagMutability="IMMUTABLE", encryptionConfiguration={"encryptionType": "KMS"},
            tags=PAIRS,
        )["repository"]
        ecr.describe_repositories(repositoryNames=[repository])
        ecr.list_tags_for_resource(resourceArn=made["repositoryArn"])
        ecr.put_image_scanning_configuration(repositoryName=repository, imageScanningConfiguration={"scanOnPush": True})
        rules = [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan",
                                                   "countNumber": 20}, "action": {"type": "expire"}}]
        ecr.put_lifecycle_policy(repositoryName=repository, lifecyclePolicyText=json.dumps({"rules": rules}))
        ecr.get_lifecycle_policy(repositoryName=repository)
        ecr.tag_resource(resourceArn=made["repositoryArn"], tags=MORE)

    def make_secret(self) -> None:
        secrets, name = self.secrets, f"{NAME}/signing"
        arn = secrets.create_secret(Name=name, KmsKeyId=self.key, Tags=PAIRS)["ARN"]
        secrets.describe_secret(SecretId=arn)
        secrets.get_resource_policy(SecretId=arn)
        secrets.put_secret_value(SecretId=arn, SecretString="value")
        secrets.get_secret_value(SecretId=arn)
        secrets.update_secret(SecretId=arn, Description="a signing key", KmsKeyId=self.key)
        secrets.tag_resource(SecretId=arn, Tags=MORE)

    # ---- identity

    def make_identity(self) -> None:
        iam, create = self.iam, {"Path": "/polyglot/", "Tags": PAIRS}
        self.roles = {}
        for name, service in (("cluster", "eks"), ("pods", "eks-fargate-pods"), ("bastion", "ec2")):
            self.read_of_what_does_not_exist(f"{NAME}-{name}")
            self.roles[name] = iam.create_role(
                RoleName=f"{NAME}-{name}", AssumeRolePolicyDocument=trust(f"{service}.amazonaws.com"), **create
            )["Role"]["Arn"]
            role = {"RoleName": f"{NAME}-{name}"}
            iam.get_role(**role)
            iam.list_role_policies(**role)
            iam.list_attached_role_policies(**role)
            iam.update_role(Description=name, **role)
            iam.update_role_description(Description=name, **role)
            iam.tag_role(Tags=MORE, **role)
            iam.list_instance_profiles_for_role(**role)
        document = json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "kafka-cluster:Connect", "Resource": "*"}
        ]})
        self.policy = iam.create_policy(PolicyName=f"{NAME}-topic", PolicyDocument=document, **create)["Policy"]["Arn"]
        iam.get_policy(PolicyArn=self.policy)
        iam.get_policy_version(PolicyArn=self.policy, VersionId="v1")
        iam.list_policy_versions(PolicyArn=self.policy)
        iam.create_policy_version(PolicyArn=self.policy, PolicyDocument=document, SetAsDefault=True)
        iam.delete_policy_version(PolicyArn=self.policy, VersionId="v1")
        iam.tag_policy(PolicyArn=self.policy, Tags=MORE)
        iam.put_role_policy(RoleName=f"{NAME}-pods", PolicyName="logs", PolicyDocument=document)
        iam.get_role_policy(RoleName=f"{NAME}-pods", PolicyName="logs")
        self.attached = {
            "cluster": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
            "pods": "arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy",
            "bastion": self.policy,
        }
        for name, policy in self.attached.items():
            iam.attach_role_policy(RoleName=f"{NAME}-{name}", PolicyArn=policy)
        self.make_instance_profile()

    def read_of_what_does_not_exist(self, name: str) -> None:
        """The provider looks for a role by its name before it makes it, and after it has deleted it."""
        for read in (self.iam.get_role, self.iam.list_attached_role_policies):
            with pytest.raises(self.iam.exceptions.NoSuchEntityException):
                read(RoleName=name)

    def make_instance_profile(self) -> None:
        iam, profile = self.iam, {"InstanceProfileName": f"{NAME}-bastion"}
        with pytest.raises(iam.exceptions.NoSuchEntityException):
            iam.get_instance_profile(**profile)
        iam.create_instance_profile(Path="/polyglot/", Tags=PAIRS, **profile)
        iam.get_instance_profile(**profile)
        iam.add_role_to_instance_profile(RoleName=f"{NAME}-bastion", **profile)
        iam.tag_instance_profile(Tags=MORE, **profile)

    # ---- clusters

    def make_kafka(self) -> None:
        kafka = self.kafka
        self.configuration = kafka.create_configuration(Name=NAME, ServerProperties=b"min.insync.replicas=2\n")["Arn"]
        kafka.describe_configuration(Arn=self.configuration)
        kafka.describe_configuration_revision(Arn=self.configuration, Revision=1)
        self.cluster = kafka.create_cluster(
            ClusterName=NAME, KafkaVersion="3.9.x.kraft", NumberOfBrokerNodes=3, Tags=OWN,
            ConfigurationInfo={"Arn": self.configuration, "Revision": 1},
            BrokerNodeGroupInfo={
                "InstanceType": "kafka.m7g.large", "ClientSubnets": self.private, "SecurityGroups": [self.group],
                "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 100}},
            },
            EncryptionInfo={"EncryptionAtRest": {"DataVolumeKMSKeyId": self.key}},
            LoggingInfo={"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": self.groups[1]}}},
        )["ClusterArn"]
        self.cloud.pass_minutes(40)
        kafka.describe_cluster(ClusterArn=self.cluster)
        kafka.describe_cluster_v2(ClusterArn=self.cluster)
        kafka.get_bootstrap_brokers(ClusterArn=self.cluster)
        kafka.list_clusters(ClusterNameFilter=NAME)
        kafka.update_configuration(Arn=self.configuration, ServerProperties=b"min.insync.replicas=3\n")
        change = {"Arn": self.configuration, "Revision": 2}
        self.change_kafka(kafka.update_cluster_configuration, ConfigurationInfo=change)
        self.change_kafka(kafka.update_broker_type, TargetInstanceType="kafka.m7g.xlarge")
        self.change_kafka(kafka.update_broker_count, TargetNumberOfBrokerNodes=6)
        self.change_kafka(
            kafka.update_broker_storage, TargetBrokerEBSVolumeInfo=[{"KafkaBrokerNodeId": "All", "VolumeSizeGB": 200}]
        )
        self.change_kafka(kafka.update_monitoring, EnhancedMonitoring="PER_BROKER", LoggingInfo={
            "BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": self.groups[1]}}
        })
        self.change_kafka(
            kafka.update_cluster_kafka_version, TargetKafkaVersion="4.0.x.kraft", ConfigurationInfo=change
        )
        self.change_kafka(kafka.update_security, ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}})
        kafka.tag_resource(ResourceArn=self.cluster, Tags={"team": "events"})

    def change_kafka(self, call: Any, **change: Any) -> None:
        version = self.kafka.describe_cluster_v2(ClusterArn=self.cluster)["ClusterInfo"]["CurrentVersion"]
        operation = call(ClusterArn=self.cluster, CurrentVersion=version, **change)["ClusterOperationArn"]
        self.kafka.describe_cluster_operation(ClusterOperationArn=operation)
        self.cloud.pass_minutes(40)

    def make_eks(self) -> None:
        eks = self.eks
        made = eks.create_cluster(
            name=NAME, version="1.35", roleArn=self.roles["cluster"], tags=OWN,
            resourcesVpcConfig={"subnetIds": self.private}, accessConfig={"authenticationMode": "API"},
            encryptionConfig=[{"provider": {"keyArn": self.key}, "resources": ["secrets"]}],
        )["cluster"]
        self.cloud.pass_minutes(10)
        eks.describe_cluster(name=NAME)
        group = eks.describe_cluster(name=NAME)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
        from_group = [{"IpProtocol": "tcp", "FromPort": 9080, "ToPort": 9080, "UserIdGroupPairs": [{"GroupId": self.clients}]}]
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=from_group)
        self.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=from_group)
        update = eks.update_cluster_config(name=NAME, resourcesVpcConfig={"endpointPublicAccess": False})["update"]["id"]
        eks.describe_update(name=NAME, updateId=update)
        self.cloud.pass_minutes(10)
        eks.update_cluster_version(name=NAME, version="1.36")
        self.cloud.pass_minutes(20)
        eks.tag_resource(resourceArn=made["arn"], tags={"team": "events"})
        self.make_parts_of_eks()

    def make_parts_of_eks(self) -> None:
        eks, within = self.eks, {"clusterName": NAME}
        eks.create_fargate_profile(
            fargateProfileName="all", podExecutionRoleArn=self.roles["pods"], subnets=self.private,
            selectors=[{"namespace": "*"}], tags=OWN, **within,
        )
        self.cloud.pass_minutes(5)
        eks.describe_fargate_profile(fargateProfileName="all", **within)
        eks.create_addon(addonName="coredns", tags=OWN, **within)
        self.cloud.pass_minutes(2)
        eks.describe_addon(addonName="coredns", **within)
        eks.update_addon(addonName="coredns", configurationValues='{"computeType": "Fargate"}', **within)
        self.cloud.pass_minutes(2)
        admin = {"principalArn": self.roles["bastion"], **within}
        eks.create_access_entry(tags=OWN, **admin)
        eks.describe_access_entry(**admin)
        eks.update_access_entry(kubernetesGroups=["admins"], **admin)
        policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
        eks.associate_access_policy(policyArn=policy, accessScope={"type": "cluster"}, **admin)
        eks.list_associated_access_policies(**admin)
        eks.disassociate_access_policy(policyArn=policy, **admin)
        url = eks.describe_cluster(name=NAME)["cluster"]["identity"]["oidc"]["issuer"]
        self.oidc = self.iam.create_open_id_connect_provider(
            Url=url, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
            Tags=PAIRS,
        )["OpenIDConnectProviderArn"]
        self.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=self.oidc)
        self.iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=self.oidc, Tags=MORE)

    # ---- the rest

    def make_bastion(self) -> None:
        ec2 = self.ec2
        parameter = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
        self.instance = ec2.run_instances(
            ImageId=f"resolve:ssm:{parameter}", InstanceType="t4g.micro", MinCount=1, MaxCount=1,
            SubnetId=self.private[0], SecurityGroupIds=[self.clients],
            IamInstanceProfile={"Name": f"{NAME}-bastion"},
            TagSpecifications=[*tagged("instance"), *tagged("volume")],
        )["Instances"][0]["InstanceId"]
        ec2.describe_instances(InstanceIds=[self.instance])
        for attribute in ("disableApiStop", "disableApiTermination", "userData"):
            ec2.describe_instance_attribute(InstanceId=self.instance, Attribute=attribute)
        ec2.describe_instance_types(InstanceTypes=["t4g.micro"])
        ec2.describe_instance_credit_specifications(InstanceIds=[self.instance])
        ec2.describe_volumes(Filters=[{"Name": "attachment.instance-id", "Values": [self.instance]}])
        ec2.describe_images(Owners=["amazon"])
        ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [self.instance]}])
        ec2.terminate_instances(InstanceIds=[self.instance])

    def make_authority(self) -> None:
        pca = self.pca
        subject = {"CommonName": "st.polyglot.internal"}
        self.authority = pca.create_certificate_authority(
            CertificateAuthorityType="ROOT", UsageMode="SHORT_LIVED_CERTIFICATE", Tags=PAIRS,
            CertificateAuthorityConfiguration={
                "KeyAlgorithm": "RSA_2048", "SigningAlgorithm": "SHA256WITHRSA", "Subject": subject
            },
        )["CertificateAuthorityArn"]
        named = {"CertificateAuthorityArn": self.authority}
        pca.describe_certificate_authority(**named)
        pca.list_tags(**named)
        request = pca.get_certificate_authority_csr(**named)["Csr"]
        certificate = pca.issue_certificate(
            Csr=request.encode(), SigningAlgorithm="SHA256WITHRSA", Validity={"Type": "DAYS", "Value": 7},
            TemplateArn="arn:aws:acm-pca:::template/RootCACertificate/V1", **named,
        )["CertificateArn"]
        body = pca.get_certificate(CertificateArn=certificate, **named)["Certificate"]
        pca.import_certificate_authority_certificate(Certificate=body.encode(), **named)
        pca.get_certificate_authority_certificate(**named)
        pca.tag_certificate_authority(Tags=MORE, **named)
        pca.update_certificate_authority(Status="DISABLED", **named)
        pca.delete_certificate_authority(PermanentDeletionTimeInDays=7, **named)

    def make_balancer(self) -> None:
        elb = self.elb
        self.balancer = elb.create_load_balancer(
            Name=NAME, Subnets=self.public, SecurityGroups=[self.clients], Tags=PAIRS
        )["LoadBalancers"][0]["LoadBalancerArn"]
        targets = elb.create_target_group(
            Name=NAME, Protocol="HTTP", Port=9080, VpcId=self.vpc, TargetType="ip", Tags=PAIRS
        )["TargetGroups"][0]["TargetGroupArn"]
        listener = elb.create_listener(
            LoadBalancerArn=self.balancer, Protocol="HTTP", Port=80, Tags=PAIRS,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
        )["Listeners"][0]["ListenerArn"]
        elb.describe_load_balancers(LoadBalancerArns=[self.balancer])
        elb.describe_load_balancer_attributes(LoadBalancerArn=self.balancer)
        elb.describe_capacity_reservation(LoadBalancerArn=self.balancer)
        elb.describe_target_groups(TargetGroupArns=[targets])
        elb.describe_target_group_attributes(TargetGroupArn=targets)
        elb.describe_listeners(LoadBalancerArn=self.balancer)
        elb.describe_listener_attributes(ListenerArn=listener)
        elb.describe_tags(ResourceArns=[self.balancer])
        elb.modify_load_balancer_attributes(
            LoadBalancerArn=self.balancer, Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "60"}]
        )
        elb.modify_target_group_attributes(
            TargetGroupArn=targets, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "15"}]
        )
        elb.add_tags(ResourceArns=[self.balancer, listener], Tags=MORE)
        elb.delete_listener(ListenerArn=listener)
        elb.delete_target_group(TargetGroupArn=targets)
        elb.delete_load_balancer(LoadBalancerArn=self.balancer)
        self.cloud.pass_minutes(2)

    # ---- deletion

    def delete(self) -> None:
        within = {"clusterName": NAME}
        self.eks.delete_access_entry(principalArn=self.roles["bastion"], **within)
        self.eks.delete_addon(addonName="coredns", **within)
        self.cloud.pass_minutes(2)
        self.eks.delete_fargate_profile(fargateProfileName="all", **within)
        self.cloud.pass_minutes(5)
        # what deletion-status looks for when a cluster is not deleted
        self.eks.list_fargate_profiles(**within)
        self.eks.list_nodegroups(**within)
        self.eks.delete_cluster(name=NAME)
        self.kafka.delete_cluster(ClusterArn=self.cluster)
        self.cloud.pass_minutes(15)
        self.kafka.delete_configuration(Arn=self.configuration)
        self.delete_identity()
        self.delete_stores()
        self.delete_network()

    def delete_identity(self) -> None:
        iam, bastion = self.iam, {"InstanceProfileName": f"{NAME}-bastion"}
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=self.oidc)
        iam.remove_role_from_instance_profile(RoleName=f"{NAME}-bastion", **bastion)
        iam.delete_instance_profile(**bastion)
        iam.delete_role_policy(RoleName=f"{NAME}-pods", PolicyName="logs")
        for name, policy in self.attached.items():
            iam.detach_role_policy(RoleName=f"{NAME}-{name}", PolicyArn=policy)
            iam.delete_role(RoleName=f"{NAME}-{name}")
            self.read_of_what_does_not_exist(f"{NAME}-{name}")
        iam.delete_policy(PolicyArn=self.policy)

    def delete_stores(self) -> None:
        self.ecr.delete_lifecycle_policy(repositoryName=f"{NAME}/producer")
        self.ecr.delete_repository(repositoryName=f"{NAME}/producer", force=True)
        self.secrets.delete_secret(SecretId=f"{NAME}/signing", ForceDeleteWithoutRecovery=True)
        for group in self.groups:
            self.logs.delete_log_group(logGroupName=group)
        self.kms.delete_alias(AliasName=f"alias/{NAME}")
        self.kms.schedule_key_deletion(KeyId=self.key.rpartition("/")[2], PendingWindowInDays=7)

    def delete_network(self) -> None:
        ec2 = self.ec2
        ec2.delete_vpc_endpoints(VpcEndpointIds=self.endpoints)
        association = ec2.describe_addresses(AllocationIds=[self.address])["Addresses"][0]["AssociationId"]
        # not for want of a right: the NAT gateway has it
        assert refused(ec2.disassociate_address, AssociationId=association).code == "AuthFailure"
        ec2.delete_nat_gateway(NatGatewayId=self.nat)
        self.cloud.pass_minutes(2)
        ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])
        ec2.release_address(AllocationId=self.address)
        ec2.revoke_security_group_ingress(GroupId=self.group, IpPermissions=self.from_clients)
        ec2.revoke_security_group_egress(GroupId=self.group, IpPermissions=self.everywhere)
        for group in (self.group, self.clients):
            ec2.delete_security_group(GroupId=group)
        for association in self.associations:
            ec2.disassociate_route_table(AssociationId=association)
        for table in self.tables:
            ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
            ec2.delete_route_table(RouteTableId=table)
        for subnet in self.subnets:
            ec2.delete_subnet(SubnetId=subnet)
        ec2.detach_internet_gateway(InternetGatewayId=self.gateway, VpcId=self.vpc)
        ec2.delete_internet_gateway(InternetGatewayId=self.gateway)
        ec2.delete_vpc(VpcId=self.vpc)


def granted() -> set[str]:
    """The actions that the policies allow."""
    statements = chain.from_iterable(json.loads(file.read_text())["Statement"] for file in POLICIES.glob("*.json"))
    return set(chain.from_iterable(statement["Action"] for statement in statements))


def not_called() -> set[str]:
    """Those that are granted and, for a reason that stands in the file, not called."""
    rows = yaml.safe_load(PERMISSIONS.read_text())["unused"]
    return set(chain.from_iterable(row["actions"] for row in rows))


def test_the_policies_allow_an_environment_its_whole_life(guarded_cloud: Emulator) -> None:
    life = Life(guarded_cloud)
    before = guarded_cloud.get("rights?caller=CROSSPLANE")["refused"]
    life.make_network()
    life.make_stores()
    life.make_identity()
    life.make_kafka()
    life.make_eks()
    life.make_bastion()
    life.make_authority()
    life.make_balancer()
    life.delete()

    report = guarded_cloud.get("rights?caller=CROSSPLANE")
    assert report["refused"] == before
    asked = {row["action"] for row in report["actions"]}
    assert len(asked) > 150
    assert granted() - not_called() - asked == set()
