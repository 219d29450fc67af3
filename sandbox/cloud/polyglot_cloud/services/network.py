"""What EKS, MSK and load balancers check of the subnets and security groups they are given."""

from __future__ import annotations

from typing import Any


def subnets(ec2: Any, subnet_ids: list[str]) -> list[Any] | None:
    """The subnets with these ids; None if one does not exist."""
    known = {subnet.id: subnet for zone in ec2.subnets.values() for subnet in zone.values()}
    return [known[subnet_id] for subnet_id in subnet_ids] if set(subnet_ids) <= known.keys() else None


def zones(found: list[Any]) -> set[str]:
    """The availability zones that subnets lie in."""
    return {subnet.availability_zone for subnet in found}


def zone_id(subnet: Any) -> str:
    """The id of a subnet's availability zone, which is the same in all accounts, as `use1-az1`."""
    return str(subnet.availability_zone_id)


def missing_groups(ec2: Any, group_ids: list[str]) -> list[str]:
    """Those of `group_ids` that do not exist."""
    return [group_id for group_id in group_ids if ec2.get_security_group_from_id(group_id) is None]


def is_public(ec2: Any, subnet: Any) -> bool:
    """Whether a subnet's route table, or the VPC's main one, has a route to an internet gateway."""
    tables = [table for table in ec2.route_tables.values() if table.vpc_id == subnet.vpc_id]
    own = [table for table in tables if subnet.id in table._associations.values()]
    routed = own or [table for table in tables if table.main_association_id]
    return any((route.gateway and route.gateway.id.startswith("igw-")) for table in routed for route in table.routes)
