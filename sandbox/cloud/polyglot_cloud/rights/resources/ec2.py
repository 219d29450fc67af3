"""EC2: resources are named by their ids, and what is made has its type only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from polyglot_cloud.handlers import Call
from polyglot_cloud.rights.account import Account
from polyglot_cloud.rights.reference import Action
from polyglot_cloud.rights.resources.named import EVERYTHING, Named, texts

ID = re.compile(r"([a-z]+)-[0-9a-f]{8,17}")
TYPES = {
    "acl": "network-acl", "ami": "image", "dopt": "dhcp-options", "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip", "eni": "network-interface", "fl": "vpc-flow-log", "i": "instance",
    "igw": "internet-gateway", "lt": "launch-template", "nat": "natgateway", "pcx": "vpc-peering-connection",
    "pl": "prefix-list", "rtb": "route-table", "sg": "security-group", "sgr": "security-group-rule",
    "snap": "snapshot", "subnet": "subnet", "vgw": "vpn-gateway", "vol": "volume", "vpc": "vpc", "vpce": "vpc-endpoint",
}
#: What an action makes although the reference calls it optional: an instance has a root volume.
MADE_TOO = {"RunInstances": ("volume",)}


def named(call: Call, action: Action, account: Account) -> list[Named]:
    """Every resource of a type that the action has, whose id stands in the parameters; then what the call makes."""
    found: dict[str, Named] = {}
    for text in (*_ids(call, account), *texts(call.params)):
        match = ID.fullmatch(text)
        kind = TYPES.get(match[1], "") if match else ""
        if kind in action.types:
            found[text] = Named(kind, arn(account, call.region, kind, text))
    present = {resource.type for resource in found.values()}
    made = [
        Named(kind, arn(account, call.region, kind, "*"), new=True) for kind in _made(call, action) if kind not in present
    ]
    return [*found.values(), *made] or _unknown(call, action, account)


def _unknown(call: Call, action: Action, account: Account) -> list[Named]:
    """Of a call that names none: what stands behind a malformed id, or an association that is gone, does not exist."""
    by_association = {"AssociationId", "PublicIp"} & call.params.keys()
    kinds = [name for name, kind in action.types.items() if kind.required or by_association]
    return [Named(kind, arn(account, call.region, kind, "unknown")) for kind in kinds[:1]] or [EVERYTHING]


def arn(account: Account, region: str, kind: str, resource_id: str) -> str:
    """The ARN; an image's has no account."""
    return f"arn:aws:ec2:{region}:{'' if kind == 'image' else account.id}:{kind}/{resource_id}"


def _made(call: Call, action: Action) -> Iterator[str]:
    """The types that the call makes: those that can carry tags of the request and no tags of their own yet."""
    tagged = {spec.get("ResourceType") for spec in call.params.get("TagSpecifications") or ()}
    for name, kind in action.types.items():
        makes = "aws:requesttag/" in kind.keys and "aws:resourcetag/" not in kind.keys
        if makes and (kind.required or name in tagged or name in MADE_TOO.get(call.action, ())):
            yield name
    if call.action == "RunInstances":
        yield "image"  # unless its id is given: a parameter of Systems Manager may stand for it


def _ids(call: Call, account: Account) -> Iterator[str]:
    """The ids behind an association or a public address."""
    ec2, association = account.ec2(call.region), str(call.params.get("AssociationId") or "")
    for table in ec2.route_tables.values():
        for entry in table.associations:
            if entry["RouteTableAssociationId"] == association:
                yield from (table.id, str(entry.get("SubnetId")))
    for address in ec2.addresses:
        known = (address.association_id, address.public_ip)
        if {association, call.params.get("PublicIp")} & {text for text in known if text}:
            yield str(address.allocation_id)
    for profile in ec2.iam_instance_profile_associations.values():
        if association == profile.association_id:
            yield str(profile.instance_id)


def context(named_resource: Named, region: str, account: Account) -> dict[str, str]:
    """The condition keys of EC2 that stand for something other than tags."""
    kind, resource_id = named_resource.type, named_resource.arn.rpartition("/")[2]
    keys = {"ec2:Region": region}
    if vpc := account.vpc_of(region, kind, resource_id):
        keys["ec2:Vpc"] = arn(account, region, "vpc", vpc)
    return keys


def tags(params: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The tags that a request gives, by type of what is being made."""
    return {
        str(spec.get("ResourceType")): {str(tag.get("Key")): str(tag.get("Value", "")) for tag in spec.get("Tags") or ()}
        for spec in params.get("TagSpecifications") or ()
    }
