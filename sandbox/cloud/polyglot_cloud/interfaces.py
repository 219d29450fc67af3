"""Elastic network interfaces that AWS services hold in a customer's subnets, and that block their deletion."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moto.ec2.utils import random_private_ip


class Interfaces:
    """Makes and removes the interfaces of clusters, gateways, endpoints and load balancers in moto's EC2.

    An owner is any string that names the holder, such as an ARN; it is unique within the account.
    """

    def __init__(self, ec2: Callable[[str], Any]) -> None:
        self._ec2 = ec2
        self._owned: dict[tuple[str, str], list[str]] = {}
        self._owner: dict[str, str] = {}

    def hold(
        self, region: str, owner: str, subnets: Iterable[str], groups: Iterable[str], description: str,
        interface_type: str = "interface",
    ) -> list[str]:
        """Put one interface into each of `subnets` for `owner`, beside those it has; returns their ids."""
        ec2 = self._ec2(region)
        ids = []
        for subnet_id in subnets:
            subnet = ec2.get_subnet(subnet_id)
            eni = ec2.create_network_interface(
                subnet, random_private_ip(subnet.cidr_block), group_ids=list(groups), description=description
            )
            self.adopt(region, owner, eni, interface_type)
            ids.append(eni.id)
        return ids

    def adopt(self, region: str, owner: str, eni: Any, interface_type: str) -> None:
        """Make an interface that moto created one that AWS manages for `owner`."""
        eni.interface_type = interface_type
        eni.requester_managed = True
        eni.status = "in-use"
        self._owned.setdefault((region, owner), []).append(eni.id)
        self._owner[eni.id] = owner

    def release(self, region: str, owner: str) -> None:
        """Remove every interface of `owner`."""
        ec2 = self._ec2(region)
        for eni_id in self._owned.pop((region, owner), []):
            self._owner.pop(eni_id, None)
            ec2.enis.pop(eni_id, None)

    def replace(
        self, region: str, owner: str, subnets: Iterable[str], groups: Iterable[str], description: str,
        interface_type: str = "interface",
    ) -> list[str]:
        """Give `owner` these interfaces instead of those it has."""
        self.release(region, owner)
        return self.hold(region, owner, subnets, groups, description, interface_type)

    def owner(self, eni_id: str) -> str | None:
        """Who holds an interface; None if it is a customer's own."""
        return self._owner.get(eni_id)

    def in_subnet(self, region: str, subnet_id: str) -> list[Any]:
        """All interfaces of a subnet."""
        return [eni for eni in self._ec2(region).enis.values() if eni.subnet.id == subnet_id]

    def in_vpc(self, region: str, vpc_id: str) -> list[Any]:
        """All interfaces of a VPC."""
        return [eni for eni in self._ec2(region).enis.values() if eni.subnet.vpc_id == vpc_id]

    def with_group(self, region: str, group_id: str) -> list[Any]:
        """All interfaces that a security group is on."""
        return [eni for eni in self._ec2(region).enis.values() if group_id in {group.id for group in eni.group_set}]
