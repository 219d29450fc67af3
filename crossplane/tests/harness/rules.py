"""The project's own rules for what is composed, which no schema says."""

import re
from collections.abc import Iterator
from typing import Any

from harness import documents
from harness.cases import ROLE, Composition, Rendering
from harness.documents import Document, annotation, at, title

# composes the parts and tells their state, so it has no plan of its own
ENVIRONMENTS = "xpolyglotenvironments"

# words joined by hyphens; a number alone would be an index, which moves when the list it counts changes (a hash may
# happen to have digits only)
_ROLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_INDEX = re.compile(r"(^|-)[0-9]{1,5}(-|$)")

_EXTERNAL_NAME = "metadata.annotations.crossplane.io/external-name"
_NAME = "spec.forProvider.name"

# Where a kind has its name in AWS, what comes before the environment's name there, and how long it may be
# (management-cluster/README.md says which names are asked for, AWS's documentation how long they may be).
_AWS_NAMES = {
    "Cluster.eks": (_EXTERNAL_NAME, ("",), 100),
    "FargateProfile.eks": (_EXTERNAL_NAME, ("",), 100),
    "Cluster.kafka": ("spec.forProvider.clusterName", ("",), 64),
    "Configuration.kafka": (_NAME, ("",), 1000),
    "Repository.ecr": (_EXTERNAL_NAME, ("",), 256),
    # the provider writes it without alias/, and would for ever if it had that here
    "Alias.kms": (_EXTERNAL_NAME, ("",), 250),
    "Group.cloudwatchlogs": (_EXTERNAL_NAME, ("/", "/aws/eks/", "/aws/vendedlogs/"), 512),
    "Secret.secretsmanager": (_NAME, ("",), 512),
    "Role.iam": (_EXTERNAL_NAME, ("",), 64),
    "Policy.iam": (_EXTERNAL_NAME, ("",), 128),
    "InstanceProfile.iam": (_EXTERNAL_NAME, ("",), 128),
    "SecurityGroup.ec2": (_NAME, ("",), 255),
    "LB.elbv2": (_NAME, ("",), 32),
    "LBTargetGroup.elbv2": (_NAME, ("",), 32),
}
_WITH_PATH = ("Role.iam", "Policy.iam", "InstanceProfile.iam")
_AWS_POLICIES = ("AmazonEKSClusterPolicy", "AmazonEKSFargatePodExecutionRolePolicy", "AmazonSSMManagedInstanceCore")

_REFERENCE = re.compile(r"References? to (?:an? )?(?P<kind>\w+)(?: in (?P<group>\w+))? to populate (?P<field>\w+)")


class ManagedKinds:
    """The activated kinds of managed resources: their fields, and whether a document is one."""

    def __init__(self, crds: list[Document]):
        self._fields: dict[tuple[str, str], Document] = {}
        self._stored: dict[tuple[str, str], str] = {}
        for crd in crds:
            group, kind = crd["spec"]["group"], crd["spec"]["names"]["kind"]
            for version in crd["spec"]["versions"]:
                if version.get("storage"):
                    self._stored[(group, kind)] = version["name"]
                schema = at(version, "schema.openAPIV3Schema.properties.spec.properties.forProvider", {})
                if schema:
                    self._fields[(f"{group}/{version['name']}", kind)] = schema

    def is_managed(self, resource: Document) -> bool:
        """Whether it stands for something outside of the management cluster, known to us or not."""
        return documents.group(resource).endswith((".upbound.io", "kubernetes.crossplane.io"))

    def fields(self, resource: Document) -> Document | None:
        """The schema of its forProvider; none if the kind is not activated."""
        return self._fields.get((resource["apiVersion"], resource["kind"]))

    def storage_version(self, resource: Document) -> str | None:
        """The version that the API server keeps the kind in; none if the kind is not activated."""
        return self._stored.get((documents.group(resource), resource["kind"]))


def short(resource: Document) -> str:
    """A kind as plans name it: VPC.ec2."""
    return f"{resource['kind']}.{documents.group(resource).split('.')[0]}"


def case(rendering: Rendering, kinds: ManagedKinds) -> list[str]:
    """What one rendering breaks."""
    managed = [resource for resource in rendering.composed if kinds.is_managed(resource)]
    problems = list(_roles(rendering))
    problems += _plan(rendering, managed)
    for resource in rendering.composed:
        problems += [f"{title(resource)}: {problem}" for problem in _metadata(rendering, resource)]
    for resource in managed:
        fields = kinds.fields(resource)
        if fields is None:
            problems.append(f"{title(resource)}: {resource['apiVersion']} is not in managed-kinds.yaml")
            continue
        found = [*_aws_name(rendering, resource), *_given(rendering, resource, fields)]
        found += _version(resource, kinds.storage_version(resource))
        found += _references(rendering, resource, fields)
        problems += [f"{title(resource)}: {problem}" for problem in found]
    for usage in rendering.composed:
        if usage["kind"] in ("ClusterUsage", "Usage"):
            problems += [f"{title(usage)}: {problem}" for problem in _usage(rendering, usage)]
    return problems


def coverage(composition: Composition, renderings: list[Rendering]) -> list[str]:
    """What no case of a composition shows."""
    problems = []
    planned = {role["role"] for rendering in renderings for role in rendering.plan or []}
    rendered = {role for rendering in renderings for role in rendering.roles}
    for rendering in renderings:
        for role in sorted(rendering.observed_roles - planned - rendered):
            what = role or "a resource without a role"
            problems.append(f"{rendering.case.name}: {what} is observed, which no case composes")
    if composition.plural == ENVIRONMENTS:
        return problems
    if not planned:
        problems.append("no case has a plan")
    if not any(rendering.complete for rendering in renderings):
        problems.append("in no case everything planned is observed")
    problems += [f"{role} is planned, and composed in no case" for role in sorted(planned - rendered)]
    if not any(at(rendering.xr, "status.stage.reason") == "Available" for rendering in renderings):
        problems.append("in no case everything is ready")
    return problems


def composition(composition: Composition) -> list[str]:
    """What a composition's file breaks."""
    document = documents.read_one(composition.composition)
    steps = at(document, "spec.pipeline", [])
    problems = []
    if at(document, "metadata.name") != f"{composition.plural}-aws":
        problems.append(f"its name must be {composition.plural}-aws")
    if at(document, "spec.compositeTypeRef.kind") != composition.kind:
        problems.append(f"it composes {at(document, 'spec.compositeTypeRef.kind')}, and not {composition.kind}")
    names = [step["step"] for step in steps]
    if composition.plural != ENVIRONMENTS and names != ["compose", "summarize", "auto-ready"]:
        problems.append("its steps must be compose, summarize, auto-ready")
    if names[-1:] != ["auto-ready"]:
        problems.append("its last step must be auto-ready")
    for step in steps:
        template = at(step, "input.inline.template")
        if template is None:
            continue
        if at(step, "input.options") != ["missingkey=error"]:
            problems.append(f"{step['step']}: a field that is not there must be an error (options: [missingkey=error])")
        without_comments = re.sub(r"\{\{-? ?/\*.*?\*/ ?-?\}\}", "", template, flags=re.DOTALL)
        actions = " ".join(re.findall(r"\{\{.*?\}\}", without_comments, re.DOTALL))
        if step["step"] != "summarize" and re.search(r"(?<![\w.$\"-])now\b(?![\w\"-])", actions):
            problems.append(f"{step['step']}: the time is for summarize alone, as it makes each rendering another")
    return problems


def same_summary(compositions: list[Composition]) -> list[str]:
    """The parts in which the step summarize is another than in the first."""
    summaries = {}
    for part in compositions:
        if part.plural != ENVIRONMENTS:
            steps = at(documents.read_one(part.composition), "spec.pipeline", [])
            summaries[part.plural] = [step for step in steps if step["step"] == "summarize"]
    if not summaries:
        return ["there is no part"]
    first, *others = summaries
    return [f"{other}: not the same as in {first}" for other in others if summaries[other] != summaries[first]]


def _roles(rendering: Rendering) -> Iterator[str]:
    if len(rendering.roles) != len(rendering.composed):
        yield "two resources have the same role"
    for role in rendering.roles:
        if not _ROLE.fullmatch(role):
            yield f"the role {role!r} is not of words joined by hyphens"
        elif _INDEX.search(role):
            yield f"the role {role} has an index"


def _plan(rendering: Rendering, managed: list[Document]) -> Iterator[str]:
    if rendering.plan is None:
        if rendering.case.composition.plural != ENVIRONMENTS:
            yield "the pipeline leaves no plan"
        return
    plan = {planned["role"]: planned["kind"] for planned in rendering.plan}
    if len(plan) != len(rendering.plan):
        yield "a role is planned twice"
    for resource in managed:
        role = annotation(resource, ROLE)
        if role not in plan:
            yield f"{role} is composed, and not in the plan"
        elif plan[role] != short(resource):
            yield f"{role} is planned as {plan[role]}, and composed as {short(resource)}"
    if rendering.complete:
        for role in plan.keys() - rendering.roles.keys():
            yield f"{role} is planned, and not composed though everything is observed"


def _metadata(rendering: Rendering, resource: Document) -> Iterator[str]:
    metadata = resource["metadata"]
    if "namespace" not in metadata:
        name = f"{at(rendering.xr, 'metadata.name')}-{annotation(resource, ROLE)}"
        if metadata.get("name") != name:
            yield f"its name must be {name}"
    labels = metadata.get("labels", {})
    if labels.get("app.kubernetes.io/part-of") != "polyglot":
        yield "the label app.kubernetes.io/part-of must be polyglot"
    if not labels.get("app.kubernetes.io/component"):
        yield "the label app.kubernetes.io/component is missing"


def _version(resource: Document, stored: str | None) -> Iterator[str]:
    """Applied in another version, what is taken out of a list or an object stays (crossplane-contrib/provider-upjet-aws#1628)."""
    version = resource["apiVersion"].rpartition("/")[2]
    if version != stored:
        yield f"it is composed in {version}, and must be in its storage version, {stored}"


def _environment(rendering: Rendering) -> str:
    """The name that names in AWS begin with."""
    return at(rendering.xr, "spec.name") or f"polyglot-{at(rendering.xr, 'metadata.name')}"


def _aws_name(rendering: Rendering, resource: Document) -> Iterator[str]:
    kind = short(resource)
    if kind in _AWS_NAMES:
        path, prefixes, longest = _AWS_NAMES[kind]
        # a dot in an annotation's name is no step of a path
        name = annotation(resource, "crossplane.io/external-name") if path == _EXTERNAL_NAME else at(resource, path, "")
        allowed = [prefix + _environment(rendering) for prefix in prefixes]
        if not any(name == start or name.startswith((f"{start}-", f"{start}/")) for start in allowed):
            yield f"its name in AWS ({path}) is {name!r} and must begin with {' or '.join(allowed)}"
        if len(name) > longest:
            yield f"its name in AWS has {len(name)} characters, of {longest} allowed: {name}"
    if kind in _WITH_PATH and at(resource, "spec.forProvider.path") != "/polyglot/":
        yield "its path must be /polyglot/"
    if kind == "RolePolicyAttachment.iam":
        policy = at(resource, "spec.forProvider.policyArn", "")
        if ":aws:policy/" in policy and policy.rpartition("/")[2] not in _AWS_POLICIES:
            yield f"{policy} may not be attached (management-cluster/iam/identity.json)"


def _given(rendering: Rendering, resource: Document, fields: Document) -> Iterator[str]:
    """The environment's region and tags, wherever a kind takes them."""
    provided = at(resource, "spec.forProvider", {})
    if "region" in fields["properties"] and provided.get("region") != at(rendering.xr, "spec.region"):
        yield f"its region is {provided.get('region')}"
    if "tags" not in fields["properties"]:
        return
    tags = provided.get("tags") or {}
    missing = [name for name, value in (at(rendering.xr, "spec.tags") or {}).items() if tags.get(name) != value]
    if missing:
        yield f"the tags {', '.join(missing)} are missing"
    if "Name" not in tags and documents.group(resource) == "ec2.aws.upbound.io":
        yield "the tag Name is missing, without which nobody knows it in AWS"
    if not tags.get("Name", _environment(rendering)).startswith(_environment(rendering)):
        yield f"the tag Name is {tags['Name']} and must begin with {_environment(rendering)}"


def _references(rendering: Rendering, resource: Document, fields: Document) -> Iterator[str]:
    """A composition sees at once what becomes ready; the provider looks a reference up again only after a while."""
    kinds = _observed_kinds(rendering)
    own_group = short(resource).partition(".")[2]
    for path, target, value in _walk(at(resource, "spec.forProvider", {}), fields, own_group):
        if re.search(r"(Refs?|Selector)$", path) and not path.endswith("SecretRef"):
            yield f"{path}: a reference is found up to a minute late, so the value is given, once it is observed"
        for item in value if isinstance(value, list) else [value]:
            found = kinds.get(item, set()) if target and isinstance(item, str) else set()
            if found and target not in found:
                yield f"{path}: {item} is a {' or '.join(sorted(found))}, and no {target}"


def _observed_kinds(rendering: Rendering) -> dict[str, set[str]]:
    """What the names, ids and ARNs that AWS gave are of."""
    kinds: dict[str, set[str]] = {}
    for resource in rendering.observed:
        told = [at(resource, f"status.atProvider.{attribute}") for attribute in ("arn", "id")]
        for name in (annotation(resource, "crossplane.io/external-name"), *told):
            if name:
                kinds.setdefault(name, set()).add(short(resource))
    return kinds


def _walk(value: Document, schema: Document, group: str, prefix: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every field, through objects and lists of them: its path, the kind that it refers to, if any, and its value."""
    properties = schema.get("properties", {})
    populated = [_REFERENCE.match(field.get("description", "")) for field in properties.values()]
    targets = {match["field"]: f"{match['kind']}.{match['group'] or group}" for match in populated if match}
    for name, item in value.items():
        field = properties.get(name)
        if field is None:
            continue
        yield f"{prefix}{name}", targets.get(name, ""), item
        for part in item if isinstance(item, list) else [item]:
            if isinstance(part, dict):
                yield from _walk(part, field.get("items", field), group, f"{prefix}{name}.")


def _usage(rendering: Rendering, usage: Document) -> Iterator[str]:
    composed = {(r["apiVersion"], r["kind"], at(r, "metadata.name")): r for r in rendering.composed}
    roles = []
    for end in ("of", "by"):
        target = at(usage, f"spec.{end}", {})
        reference = (target.get("apiVersion"), target.get("kind"), at(target, "resourceRef.name"))
        if reference in composed:
            roles.append(annotation(composed[reference], ROLE))
        else:
            yield f"{end}: {' '.join(map(str, reference))} is not composed"
    if len(roles) == 2 and annotation(usage, ROLE) != f"usage-{roles[0]}-by-{roles[1]}":
        yield f"its role must be usage-{roles[0]}-by-{roles[1]}"
    if not at(usage, "spec.reason"):
        yield "it has no reason"
    if at(usage, "spec.replayDeletion") is not True:
        yield "without replayDeletion what waits for it is deleted only after minutes"
