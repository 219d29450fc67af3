"""Breaks each check once: one that cannot fail looks like one that passes."""

import copy
import datetime
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from harness import crossplane, documents, findings, golden, refusals, rules, verification, versions
from harness.cases import ROLE, Case, Composition, RefusedFixture, Rendering, Suite
from harness.crossplane import Refusal
from harness.documents import Document
from harness.terraform import Translation

Change = Callable[[list[Document]], None]

_CRD = """
spec:
  group: {group}
  names: {{kind: {kind}}}
  versions:
    - name: v1beta1
      storage: true
      schema:
        openAPIV3Schema:
          properties: {{spec: {{properties: {{forProvider: {{properties: {fields}}}}}}}}}
"""
_TAGS = "tags: {type: object, additionalProperties: {type: string}}"
_REFERENCES = """vpcId: {}, vpcIdSelector: {}, parts: {items: {properties: {idRefs: {}}}},
  vpcIdRef: {description: Reference to a VPC in ec2 to populate vpcId.}"""
_KINDS = rules.ManagedKinds(
    [
        documents.parse(_CRD.format(group=f"{group}.aws.upbound.io", kind=kind, fields="{region: {}, %s}" % fields))[0]
        for group, kind, fields in (
            ("ec2", "VPC", _TAGS),
            ("ec2", "Subnet", f"{_TAGS}, {_REFERENCES}"),
            ("iam", "Role", f"{_TAGS}, path: {{}}"),
            ("iam", "RolePolicyAttachment", "policyArn: {}"),
            ("eks", "Cluster", f"{_TAGS}, encryptionConfig: {{properties: {{resources: {{}}}}}}"),
        )
    ]
)

_RENDERED = """
apiVersion: platform.polyglot.dev/v1alpha1
kind: XNetwork
metadata: {name: dev-network}
spec: {name: polyglot-dev, region: eu-west-3, tags: {team: events}}
status:
  conditions: [{type: Ready, status: "True", lastTransitionTime: "2024-01-01T00:00:00Z"}]
  stage: {reason: Available, message: nat (NATGateway.ec2) for 12 min}
---
apiVersion: ec2.aws.upbound.io/v1beta1
kind: VPC
metadata:
  name: dev-network-vpc
  annotations: {crossplane.io/composition-resource-name: vpc}
  labels: {app.kubernetes.io/part-of: polyglot, app.kubernetes.io/component: network}
spec: {forProvider: {region: eu-west-3, tags: {team: events, Name: polyglot-dev}}}
---
apiVersion: ec2.aws.upbound.io/v1beta1
kind: Subnet
metadata:
  name: dev-network-subnet-a
  annotations: {crossplane.io/composition-resource-name: subnet-a}
  labels: {app.kubernetes.io/part-of: polyglot, app.kubernetes.io/component: network}
spec:
  forProvider:
    region: eu-west-3
    vpcId: vpc-0123456789abcdef0
    tags: {team: events, Name: polyglot-dev-a}
---
apiVersion: iam.aws.upbound.io/v1beta1
kind: Role
metadata:
  name: dev-network-role
  annotations: {crossplane.io/composition-resource-name: role, crossplane.io/external-name: polyglot-dev-role}
  labels: {app.kubernetes.io/part-of: polyglot, app.kubernetes.io/component: network}
spec: {forProvider: {region: eu-west-3, path: /polyglot/, tags: {team: events}}}
---
apiVersion: protection.crossplane.io/v1beta1
kind: ClusterUsage
metadata:
  name: dev-network-usage-vpc-by-subnet-a
  annotations: {crossplane.io/composition-resource-name: usage-vpc-by-subnet-a}
  labels: {app.kubernetes.io/part-of: polyglot, app.kubernetes.io/component: network}
spec:
  replayDeletion: true
  reason: a subnet is in it
  of: {apiVersion: ec2.aws.upbound.io/v1beta1, kind: VPC, resourceRef: {name: dev-network-vpc}}
  by: {apiVersion: ec2.aws.upbound.io/v1beta1, kind: Subnet, resourceRef: {name: dev-network-subnet-a}}
---
apiVersion: render.crossplane.io/v1beta1
kind: Context
fields:
  polyglot.dev/plan:
    - {role: vpc, kind: VPC.ec2}
    - {role: subnet-a, kind: Subnet.ec2}
    - {role: role, kind: Role.iam}
"""
_VPC, _SUBNET, _ROLE, _USAGE, _PLAN = range(1, 6)
_IDS = {"vpc": "vpc-0123456789abcdef0", "subnet-a": "subnet-0123456789abcdef0", "role": "polyglot-dev-role"}

_DEFINITION = """
metadata: {name: xnetworks.platform.polyglot.dev}
spec:
  group: platform.polyglot.dev
  names: {kind: XNetwork}
  claimNames: {kind: Network}
  scope: LegacyCluster
  defaultCompositeDeletePolicy: Foreground
  defaultCompositionRef: {name: xnetworks-aws}
  versions:
    - name: v1alpha1
      schema:
        openAPIV3Schema:
          properties:
            spec:
              properties:
                size:
                  description: How large.
                  type: string
                  enum: [small]
                  x-kubernetes-validations:
                    - {rule: self != 'no', message: never no}
                    - {rule: self == oldSelf, message: never another}
                topics:
                  description: Which.
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object}
"""
_COMPOSITION = """
metadata: {name: xnetworks-aws}
spec:
  compositeTypeRef: {kind: XNetwork}
  pipeline:
    - {step: compose, input: {options: [missingkey=error], inline: {template: "{{/* now */}}{{ $now }}"}}}
    - {step: summarize, input: {options: [missingkey=error], inline: {template: "{{ now }}"}}}
    - {step: auto-ready}
"""


class Scratch(unittest.TestCase):
    """A folder crossplane with one part, one case and one refused manifest."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.crossplane = Path(folder.name)
        self.write("compositions/xnetworks/definition.yaml", _DEFINITION)
        self.write("compositions/xnetworks/composition.yaml", _COMPOSITION)
        self.write("tests/xnetworks/happy/xr.yaml", "")
        fixture = "# refused: never no\n# refused: never another\n# refused: Unsupported value\n{kind: Network}"
        self.write("tests/xnetworks/refused/no.yaml", fixture)
        self.network = Composition("xnetworks", self.crossplane / "compositions/xnetworks")
        self.case = Case(self.network, self.crossplane / "tests/xnetworks/happy")

    def write(self, name: str, text: str) -> None:
        file = self.crossplane / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def rendering(self, change: Change | None = None, observed: list[str] | None = None) -> Rendering:
        rendered = copy.deepcopy(documents.parse(_RENDERED))
        if change:
            change(rendered)
        rendering = Rendering.of(self.case, rendered)
        for role in observed or []:
            kind = {key: rendering.roles.get(role, {}).get(key, "") for key in ("apiVersion", "kind")}
            status = {"atProvider": {"id": _IDS.get(role)}}
            rendering.observed.append({**kind, "metadata": {"annotations": {ROLE: role}}, "status": status})
        return rendering


class RulesOfACase(Scratch):
    def assert_broken(self, problem: str, change: Change, observed: list[str] | None = None) -> None:
        problems = rules.case(self.rendering(change, observed), _KINDS)
        self.assertEqual(1, len(problems), problems)
        self.assertIn(problem, problems[0])

    def for_provider(self, index: int, **fields: object) -> Change:
        return lambda rendered: rendered[index]["spec"]["forProvider"].update(fields)

    def test_nothing_is_wrong_with_what_is_broken_below(self) -> None:
        self.assertEqual([], rules.case(self.rendering(observed=["vpc", "subnet-a", "role"]), _KINDS))

    def test_a_role_that_is_an_index(self) -> None:
        def change(rendered: list[Document]) -> None:
            rendered[_ROLE]["metadata"]["annotations"][ROLE] = "role-0"
            rendered[_ROLE]["metadata"]["name"] = "dev-network-role-0"
            rendered[_PLAN]["fields"]["polyglot.dev/plan"][2]["role"] = "role-0"

        self.assert_broken("has an index", change)

    def test_a_name_of_another_form(self) -> None:
        self.assert_broken("its name must be dev-network-role", lambda r: r[_ROLE]["metadata"].update(name="role"))

    def test_another_version_than_the_one_that_is_stored(self) -> None:
        crd = documents.parse(_CRD.format(group="iam.aws.upbound.io", kind="Role", fields=f"{{region: {{}}, path: {{}}, {_TAGS}}}"))[0]
        first = crd["spec"]["versions"][0]
        crd["spec"]["versions"] = [{**first, "storage": False}, {**first, "name": "v1beta2"}]
        problems = [one for one in rules.case(self.rendering(), rules.ManagedKinds([crd])) if "storage version" in one]
        self.assertEqual(1, len(problems), problems)
        self.assertIn("composed in v1beta1, and must be in its storage version, v1beta2", problems[0])

    def test_a_missing_label(self) -> None:
        self.assert_broken("part-of", lambda r: r[_ROLE]["metadata"]["labels"].pop("app.kubernetes.io/part-of"))
        self.assert_broken("component", lambda r: r[_ROLE]["metadata"]["labels"].pop("app.kubernetes.io/component"))

    def test_a_resource_that_is_not_planned(self) -> None:
        self.assert_broken("not in the plan", lambda r: r[_PLAN]["fields"]["polyglot.dev/plan"].pop())

    def test_another_kind_than_planned(self) -> None:
        self.assert_broken("planned as X.y", lambda r: r[_PLAN]["fields"]["polyglot.dev/plan"][2].update(kind="X.y"))

    def test_no_plan(self) -> None:
        self.assert_broken("leaves no plan", lambda r: r.pop())

    def test_a_planned_resource_that_is_not_composed_when_all_is_observed(self) -> None:
        self.assert_broken(
            "not composed though", lambda r: r.pop(_ROLE), observed=["vpc", "subnet-a", "role"]
        )

    def test_a_kind_that_is_not_activated(self) -> None:
        def change(rendered: list[Document]) -> None:
            rendered[_ROLE]["kind"] = "User"
            rendered[_PLAN]["fields"]["polyglot.dev/plan"][2]["kind"] = "User.iam"

        self.assert_broken("not in managed-kinds.yaml", change)

    def test_a_name_in_aws_of_another_environment(self) -> None:
        def name(text: str) -> Change:
            return lambda r: r[_ROLE]["metadata"]["annotations"].update({"crossplane.io/external-name": text})

        self.assert_broken("must begin with polyglot-dev", name("dev-role"))
        self.assert_broken("must begin with polyglot-dev", name("polyglot-devops"))
        self.assert_broken("of 64 allowed", name("polyglot-dev-" + "x" * 60))

    def test_a_role_elsewhere_than_in_our_path(self) -> None:
        self.assert_broken("its path must be /polyglot/", self.for_provider(_ROLE, path="/"))

    def test_a_policy_of_aws_that_is_not_allowed(self) -> None:
        policy = "arn:aws:iam::aws:policy/AdministratorAccess"

        def change(rendered: list[Document]) -> None:
            rendered[_ROLE]["kind"] = "RolePolicyAttachment"
            rendered[_ROLE]["spec"]["forProvider"] = {"region": "eu-west-3", "policyArn": policy}
            rendered[_PLAN]["fields"]["polyglot.dev/plan"][2]["kind"] = "RolePolicyAttachment.iam"

        self.assert_broken("may not be attached", change)

    def test_another_region(self) -> None:
        self.assert_broken("its region is us-east-1", self.for_provider(_VPC, region="us-east-1"))

    def test_missing_tags(self) -> None:
        self.assert_broken("the tags team are missing", self.for_provider(_VPC, tags={"Name": "polyglot-dev"}))
        self.assert_broken("the tag Name is missing", self.for_provider(_VPC, tags={"team": "events"}))
        self.assert_broken("the tag Name is x", self.for_provider(_VPC, tags={"team": "events", "Name": "x"}))

    def test_references(self) -> None:
        self.assert_broken("vpcIdRef: a reference", self.for_provider(_SUBNET, vpcIdRef={"name": "dev-network-vpc"}))
        self.assert_broken("vpcIdSelector: a reference", self.for_provider(_SUBNET, vpcIdSelector={}))
        self.assert_broken("parts.idRefs: a reference", self.for_provider(_SUBNET, parts=[{"idRefs": []}]))

    def test_an_id_of_another_kind(self) -> None:
        change = self.for_provider(_SUBNET, vpcId=_IDS["subnet-a"])
        self.assert_broken("is a Subnet.ec2, and no VPC.ec2", change, observed=["subnet-a"])

    def test_usages(self) -> None:
        self.assert_broken("of: ", lambda r: r[_USAGE]["spec"]["of"]["resourceRef"].update(name="x"))
        self.assert_broken("no reason", lambda r: r[_USAGE]["spec"].pop("reason"))
        self.assert_broken("replayDeletion", lambda r: r[_USAGE]["spec"].pop("replayDeletion"))

        def role(rendered: list[Document]) -> None:
            rendered[_USAGE]["metadata"]["annotations"][ROLE] = "usage-a"
            rendered[_USAGE]["metadata"]["name"] = "dev-network-usage-a"

        self.assert_broken("its role must be usage-vpc-by-subnet-a", role)


class RenderedAgain(Scratch):
    def test_what_changes_then(self) -> None:
        first = documents.parse(_RENDERED)
        second = documents.parse(_RENDERED.replace("polyglot-dev-a}", "polyglot-dev-b}"))
        observed = [f"metadata: {{annotations: {{{ROLE}: {role}}}}}" for role in ("vpc", "subnet-a", "role")]
        self.write("tests/xnetworks/happy/observed.yaml", "\n---\n".join(observed))
        self.assertEqual("", verification.render(_Renderer([first, first]), self.case).unrest)
        self.assertIn("+      Name: polyglot-dev-b", verification.render(_Renderer([first, second]), self.case).unrest)

    def test_a_pipeline_that_fails(self) -> None:
        self.assertEqual("no", verification.render(_Renderer([]), self.case))


class _Renderer(crossplane.Renderer):
    def __init__(self, answers: list[list[Document]]):
        self._answers = answers

    def render(self, *_: object) -> list[Document]:
        if not self._answers:
            raise crossplane.RenderError("no")
        return copy.deepcopy(self._answers.pop(0))


class RulesOfAComposition(Scratch):
    def test_nothing_is_wrong_with_what_is_broken_below(self) -> None:
        self.assertEqual([], rules.composition(self.network))
        self.assertEqual([], rules.coverage(self.network, [self.rendering(observed=["vpc", "subnet-a", "role"])]))

    def test_the_time_outside_of_summarize(self) -> None:
        self.write("compositions/xnetworks/composition.yaml", _COMPOSITION.replace("{{ $now }}", "{{ now }}"))
        self.assertIn("the time is for summarize alone", rules.composition(self.network)[0])

    def test_another_name_kind_option_or_step(self) -> None:
        text = _COMPOSITION.replace("xnetworks-aws", "x").replace("XNetwork", "Y").replace("missingkey=error", "z")
        self.write("compositions/xnetworks/composition.yaml", text.replace("step: auto-ready", "step: ready"))
        self.assertEqual(6, len(rules.composition(self.network)))

    def test_a_summary_that_differs(self) -> None:
        self.write("compositions/xkafkas/composition.yaml", _COMPOSITION.replace('"{{ now }}"', '"{{ now  }}"'))
        other = Composition("xkafkas", self.crossplane / "compositions/xkafkas")
        self.assertEqual(1, len(rules.same_summary([self.network, other])))
        self.assertEqual([], rules.same_summary([self.network]))
        self.assertEqual(["there is no part"], rules.same_summary([]))

    def test_what_no_case_shows(self) -> None:
        def change(rendered: list[Document]) -> None:
            rendered.pop(_ROLE)
            rendered[0]["status"]["stage"]["reason"] = "Waiting"

        problems = rules.coverage(self.network, [self.rendering(change, observed=["bogus"])])
        self.assertEqual(4, len(problems), problems)


class Folders(Scratch):
    def problems(self) -> list[str]:
        return Suite(self.crossplane, []).problems()

    def test_nothing_is_wrong_with_what_is_broken_below(self) -> None:
        self.assertEqual([], self.problems())

    def test_files_that_are_missing_or_too_many(self) -> None:
        self.write("tests/xkafkas/happy/xr.yaml", "")
        self.write("tests/xnetworks/empty/expected.yml", "")
        self.write("compositions/xservices/definition.yaml", "")
        problems = self.problems()
        self.assertEqual(
            [
                "xservices: composition.yaml is missing",
                "xkafkas: cases of no composition",
                "xnetworks/empty: xr.yaml is missing",
                "xnetworks/empty: expected.yml is no file of a case",
            ],
            problems,
        )

    def test_a_composition_without_a_case(self) -> None:
        for name in ("definition.yaml", "composition.yaml"):
            self.write(f"compositions/xkafkas/{name}", "")
        self.assertEqual(["xkafkas: no case", "xkafkas: nothing that is refused"], self.problems())


class Refusals(Scratch):
    def setUp(self) -> None:
        super().setUp()
        self.fixture = RefusedFixture(self.network, self.crossplane / "tests/xnetworks/refused/no.yaml")
        self.schemas = refusals.Schemas([self.network.definition])
        self.enum = Refusal("schema", "spec.size", "spec.size: Unsupported value: no")
        self.rule = Refusal("cel", "spec.size", "spec.size: Invalid value: never no")
        self.change = Refusal("cel", "spec.size", "spec.size: Invalid value: never another")
        self.refused = [self.enum, self.rule, self.change]

    def test_for_these_reasons_alone(self) -> None:
        self.assertEqual([], self.schemas.judge(self.fixture, {}, self.refused))
        self.assertEqual(1, len(self.schemas.judge(self.fixture, {}, self.refused[:2])))
        self.assertEqual(1, len(self.schemas.judge(self.fixture, {}, [*self.refused, self.rule])))
        self.fixture.file.write_text("kind: Network", encoding="utf-8")
        self.assertIn("its first line", self.schemas.judge(self.fixture, {}, [self.rule])[0])

    def test_entries_that_are_one(self) -> None:
        claim = {"kind": "Network", "spec": {"topics": [{"name": "a"}, {"name": "a", "n": 1}, {"name": "b"}]}}
        self.assertEqual(['spec.topics[1]: Duplicate value: {"name": "a"}'], self.schemas.duplicates(claim))

    def test_a_rule_that_refuses_nothing(self) -> None:
        self.schemas.judge(self.fixture, {}, self.refused)
        self.assertEqual([], self.schemas.definition(self.network, [self.fixture]))
        self.assertEqual(3, len(self.schemas.definition(self.network, [])))

    def test_a_definition_of_another_form(self) -> None:
        self.schemas.judge(self.fixture, {}, self.refused)
        text = _DEFINITION.replace("Foreground", "Background").replace("LegacyCluster", "Cluster")
        self.write("compositions/xnetworks/definition.yaml", text.replace("description: How large.", ""))
        self.assertEqual(3, len(self.schemas.definition(self.network, [self.fixture])))


class Goldens(Scratch):
    def test_without_minutes_owners_and_times(self) -> None:
        text = golden.text(self.rendering())
        self.assertIn("for N min", text)
        self.assertNotIn("lastTransitionTime", text)
        other = self.rendering(lambda r: r[0]["status"]["stage"].update(message="nat (NATGateway.ec2) for 7 min"))
        self.assertEqual(text, golden.text(other))

    def test_a_difference(self) -> None:
        self.assertIn("+b", golden.difference("a", "b"))


class Findings(Scratch):
    def test_explained_or_not(self) -> None:
        found = {findings.Finding("CKV_1", "no logs", "xnetworks/vpc")}
        explained = findings.Explanation("CKV_1", ["xnetworks/v*"], "too dear")
        self.assertEqual([], findings.unexplained(found, [explained], None))
        self.assertEqual(1, len(findings.unexplained(found, [], None)))
        self.assertEqual(1, len(findings.unexplained(set(), [explained], None)))
        self.assertEqual(0, len(findings.unexplained(set(), [explained], {"xkafkas"})))
        without_reason = findings.Explanation("CKV_1", ["xnetworks/v*"], " ")
        self.assertEqual(1, len(findings.unexplained(found, [without_reason], None)))

    def test_terraform(self) -> None:
        text = Translation(self.rendering(observed=["vpc"]), _KINDS).text
        self.assertIn('resource "aws_subnet" "subnet_a" {\n  region = "eu-west-3"\n  vpc_id = aws_vpc.vpc.id\n', text)
        self.assertIn('  tags = { "team" = "events", "Name" = "polyglot-dev" }\n', text)

    def test_a_kind_without_a_terraform_type(self) -> None:
        def change(rendered: list[Document]) -> None:
            rendered[_ROLE]["kind"] = "User"

        self.assertIn("User.iam has no Terraform type", Translation(self.rendering(change), _KINDS).unknown[0])


class OfVersions(unittest.TestCase):
    def setUp(self) -> None:
        self.table = {
            "kubernetes": {
                "default": "1.36",
                "offered": ["1.36"],
                "support": {"1.36": {"standard": "2027-08-02"}},
                "coredns": {"1.36": "v1.14.3-eksbuild.23"},
            },
            "kafka": {"default": "3.9.x.kraft", "offered": ["3.9.x.kraft"], "brokers": ["kafka.m7g"]},
        }
        self.environment = {
            "kubernetes": {"properties": {"version": {"enum": ["1.36"], "default": "1.36"}}},
            "kafka": {"properties": {"version": {"enum": ["3.9.x.kraft"], "default": "3.9.x.kraft"}}},
        }
        self.types = ["kafka.m7g.large"]
        self.compositions = {
            "xworkloadclusters": '{{- $dnsVersions := dict\n    "1.36" "v1.14.3-eksbuild.23" }}',
            rules.ENVIRONMENTS: '{{- $supportedUntil := dict "1.36" "2027-08-02" }}',
        }

    def problems(self, today: str = "2026-11-30") -> list[str]:
        kafka = {"brokers": {"properties": {"instanceType": {"enum": self.types}}}}
        definitions = {
            plural: {"spec": {"versions": [{"schema": {"openAPIV3Schema": {"properties": {"spec": {"properties": fields}}}}}]}}
            for plural, fields in ((rules.ENVIRONMENTS, self.environment), ("xkafkas", kafka))
        }
        return versions.problems(self.table, definitions, self.compositions, datetime.date.fromisoformat(today))

    def assert_broken(self, problem: str, today: str = "2026-11-30") -> None:
        problems = self.problems(today)
        self.assertEqual(1, len(problems), problems)
        self.assertIn(problem, problems[0])

    def test_nothing_is_wrong_with_what_is_broken_below(self) -> None:
        self.assertEqual([], self.problems())

    def test_a_version_that_the_table_does_not_offer(self) -> None:
        self.environment["kubernetes"]["properties"]["version"]["enum"] = ["1.35", "1.36"]
        self.assert_broken("kubernetes.version: its enum is ['1.35', '1.36']")

    def test_another_default(self) -> None:
        self.environment["kafka"]["properties"]["version"]["default"] = "4.0.x.kraft"
        self.assert_broken("kafka.version: its default is 4.0.x.kraft")

    def test_brokers_that_kraft_does_not_run_on(self) -> None:
        self.types.append("kafka.t3.small")
        self.assert_broken("offers kafka.t3.small, on which KRaft does not run")

    def test_a_version_without_dates(self) -> None:
        self.table["kubernetes"]["support"] = {}
        problems = self.problems()
        self.assertEqual(2, len(problems), problems)
        self.assertIn("does not say until when", problems[1])

    def test_a_version_without_one_of_coredns(self) -> None:
        del self.table["kubernetes"]["coredns"]["1.36"]
        self.compositions["xworkloadclusters"] = "{{- $dnsVersions := dict }}"
        self.assert_broken("Kubernetes 1.36 runs somewhere, and versions.yaml has no version of CoreDNS for it")

    def test_another_version_of_coredns_in_the_composition(self) -> None:
        self.table["kubernetes"]["coredns"]["1.36"] = "v1.14.6-eksbuild.4"
        self.assert_broken("xworkloadclusters: $dnsVersions is {'1.36': 'v1.14.3-eksbuild.23'}, and in versions.yaml")

    def test_no_version_of_coredns_in_the_composition(self) -> None:
        self.compositions["xworkloadclusters"] = "{{- $dnsVersions := $versions }}"
        self.assert_broken("xworkloadclusters: $dnsVersions is not there")

    def test_another_end_of_support_in_the_composition(self) -> None:
        self.table["kubernetes"]["support"]["1.36"]["standard"] = "2027-08-03"
        self.assert_broken("$supportedUntil is {'1.36': '2027-08-02'}, and in versions.yaml {'1.36': '2027-08-03'}")

    def test_a_default_is_in_standard_support_for_sixty_days_yet(self) -> None:
        self.assertEqual([], self.problems(today="2027-06-03"))
        self.assert_broken("is in EKS's standard support until 2027-08-02, 59 days from now", today="2027-06-04")
