"""Runs checkov over what is composed. What it finds is explained in explained-findings.yaml, or a failure."""

import fnmatch
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import documents, rules
from harness.cases import Rendering
from harness.terraform import Translation


@dataclass(frozen=True)
class Finding:
    """A check that a resource of a part does not pass."""

    check: str
    name: str
    resource: str

    def __str__(self) -> str:
        return f"{self.resource}: {self.check} {self.name}"


@dataclass(frozen=True)
class Explanation:
    """Why a check is not for some resources, which are plural/role with * for any text."""

    check: str
    resources: list[str]
    reason: str

    def covers(self, finding: Finding, resource: str) -> bool:
        return finding.check == self.check and fnmatch.fnmatchcase(finding.resource, resource)


def interpreter(root: Path) -> Path:
    """The Python that has checkov, installed if it is not yet."""
    script, requirements = root / "sandbox/lib/python-environment", root / "crossplane/tests/harness/checkov.txt"
    result = subprocess.run([script, "checkov", requirements], stdout=subprocess.PIPE, text=True, check=True)
    return Path(result.stdout.strip())


def problems(
    renderings: list[Rendering], kinds: rules.ManagedKinds, python: Path, file: Path, everything: bool
) -> tuple[list[str], str]:
    """What is found and not explained, and explanations of nothing; then how much was looked at.

    If not everything was rendered, explanations of other compositions are left alone.
    """
    # an environment's own resources are few, and composed by and by: each of its cases is looked at
    scanned = [one for one in renderings if one.complete or one.case.composition.plural == rules.ENVIRONMENTS]
    plurals = {one.case.composition.plural for one in renderings}
    translations = {one.case.name: Translation(one, kinds) for one in scanned}
    found = [problem for translation in translations.values() for problem in translation.unknown]
    explanations = [Explanation(**entry) for entry in documents.read_one(file)["explained"]]
    findings, note = _scan(translations, python, found)
    if everything and not translations:
        found.append("there is nothing to look at")
    return found + unexplained(findings, explanations, None if everything else plurals), note


def unexplained(findings: set[Finding], explanations: list[Explanation], plurals: set[str] | None) -> list[str]:
    """Findings without an explanation, and explanations without a finding, in these compositions or all."""
    found = []
    for finding in sorted(findings, key=str):
        if not any(one.covers(finding, resource) for one in explanations for resource in one.resources):
            found.append(str(finding))
    for one in explanations:
        if not one.reason.strip():
            found.append(f"the explanation of {one.check} has no reason")
        for resource in one.resources:
            judged = plurals is None or resource.partition("/")[0] in plurals
            if judged and not any(one.covers(finding, resource) for finding in findings):
                found.append(f"{one.check} is explained, and not found, for {resource}")
    return found


def _scan(translations: dict[str, Translation], python: Path, problems: list[str]) -> tuple[set[Finding], str]:
    resources = sum(len(translation.roles) for translation in translations.values())
    if not resources:
        return set(), " nothing in AWS"
    with tempfile.TemporaryDirectory() as scratch:
        for name, translation in translations.items():
            folder = Path(scratch, name)
            folder.mkdir(parents=True)
            # a folder is a module: references stay within a case
            (folder / "main.tf").write_text(translation.text, encoding="utf-8")
        report = _checkov(python, Path(scratch))
    problems += [f"checkov cannot read {error}" for error in report["results"]["parsing_errors"]]
    if report["summary"]["resource_count"] != resources or not report["summary"]["passed"]:
        problems.append(f"checkov saw {report['summary']} of {resources} resources")
    findings = set(_findings(report, translations))
    note = f" {report['summary']['passed']} checks of {resources} resources passed, {len(findings)} findings"
    return findings, note


def _findings(report: dict, translations: dict[str, Translation]) -> Iterator[Finding]:
    for failed in report["results"]["failed_checks"]:
        case = failed["file_path"].strip("/").removesuffix("/main.tf")
        role = translations[case].roles[failed["resource"]]
        yield Finding(failed["check_id"], failed["check_name"], f"{case.partition('/')[0]}/{role}")


def _checkov(python: Path, folder: Path) -> dict:
    # it would ask whether there is a newer one, and for its vendor's guidelines
    environment = {**os.environ, "SKIP_PACKAGE_UPDATE_CHECK": "true", "LOG_LEVEL": "ERROR"}
    command = [python.with_name("checkov"), "--directory", folder, "--framework", "terraform", "--output", "json"]
    command += ["--compact", "--skip-download", "--soft-fail"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    try:
        report = json.loads(result.stdout)
        return {"results": report["results"], "summary": report["summary"]}
    except (json.JSONDecodeError, KeyError, TypeError):
        raise RuntimeError(f"checkov failed: {result.stdout}{result.stderr}") from None
