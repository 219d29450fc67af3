"""Crossplane's own programs: what it would make of a composite, and what its API server would refuse."""

import contextlib
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import documents
from harness.documents import Document


class RenderError(Exception):
    """The pipeline of functions failed."""


class DefinitionError(Exception):
    """No schema can be made of a definition."""


@dataclass(frozen=True)
class Programs:
    """The folders that `sandbox/programs/build` printed, in the order in which verify names the components."""

    cli: Path
    core: Path
    function_go_templating: Path
    function_auto_ready: Path
    provider_aws: Path
    provider_kubernetes: Path

    @property
    def crossplane(self) -> Path:
        return self.cli / "bin" / "crossplane"

    def schemas(self) -> list[Path]:
        """Folders of CRDs: the providers' kinds that are activated, and Crossplane's own."""
        packages = [*self.provider_aws.glob("packages/*/crds"), *self.provider_kubernetes.glob("packages/*/crds")]
        return [*sorted(packages), self.core / "crds"]

    def managed_schemas(self) -> list[Document]:
        """The CRDs of all managed kinds, of which provider-aws's are those of managed-kinds.yaml alone."""
        files = [file for folder in self.schemas()[:-1] for file in sorted(folder.glob("*.yaml"))]
        return [document for file in files for document in documents.read(file)]


@dataclass(frozen=True)
class Refusal:
    """An error of the validation: where, what kind of check, in which words."""

    kind: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


class Renderer:
    """`crossplane composition render` with running functions."""

    def __init__(self, programs: Programs, functions: Path):
        self._programs = programs
        self._functions = functions

    def render(
        self,
        xr: Path,
        composition: Path,
        definition: Path,
        observed: Path | None,
        required: Path | None,
        context: Document,
    ) -> list[Document]:
        """The composite first, with all its fields, then what is composed, events and the pipeline's context."""
        command = [self._programs.crossplane, "composition", "render", xr, composition, self._functions]
        command += [f"--crossplane-binary={self._programs.core / 'bin' / 'crossplane'}", f"--xrd={definition}"]
        command += ["--include-full-xr", "--include-context", "--include-function-results"]
        command += [f"--observed-resources={observed}"] if observed else []
        command += [f"--required-resources={required}"] if required else []
        command += [f"--context-values={key}={json.dumps(value)}" for key, value in context.items()]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise RenderError(result.stderr.strip())
        return documents.parse(result.stdout)


@contextlib.contextmanager
def renderer(programs: Programs, packages: Path) -> Iterator[Renderer]:
    """Runs the functions as long as it is open, under the names that management-cluster/packages installs them by."""
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folders = {
            "function-go-templating": programs.function_go_templating,
            "function-auto-ready": programs.function_auto_ready,
        }
        functions = documents.read(packages)
        for function in functions:
            name = function["metadata"]["name"]
            if name not in folders:
                raise ValueError(f"{packages} installs {name}, which these tests cannot run")
            target = stack.enter_context(_running(folders[name] / "bin" / "function", scratch / f"{name}.log"))
            function["metadata"]["annotations"] = {
                "render.crossplane.io/runtime": "Development",
                "render.crossplane.io/runtime-development-target": target,
            }
        file = scratch / "functions.yaml"
        file.write_text(documents.write_plain(functions), encoding="utf-8")
        yield Renderer(programs, file)


@contextlib.contextmanager
def _running(program: Path, log: Path) -> Iterator[str]:
    """A function on a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("w") as output:
        process = subprocess.Popen(
            [program, "--insecure", f"--address=127.0.0.1:{port}"], stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{program} does not listen: {log.read_text()}") from None
                time.sleep(0.02)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def validate(programs: Programs, definitions: list[Path], resources: list[Document]) -> list[list[Refusal]]:
    """For each resource what the API server would refuse: unknown fields, a kind without a schema, CEL rules.

    Rules about a change (oldSelf) need an old object: judge.
    """
    if not resources:
        return []
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "resources.yaml"
        file.write_text(documents.write_plain(resources), encoding="utf-8")
        sources = ",".join(str(source) for source in [*definitions, *programs.schemas()])
        command = [programs.crossplane, "resource", "validate", sources, file, "--error-on-missing-schemas"]
        # no image: Crossplane's kinds are among the sources
        command += ["--output=json", "--crossplane-image=", f"--cache-dir={scratch}/cache"]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        verdicts = json.loads(result.stdout)["resources"]
    except (json.JSONDecodeError, KeyError):
        raise DefinitionError(f"{result.stderr}{result.stdout}".strip()) from None
    kinds = [verdict["kind"] for verdict in verdicts]
    if kinds != [resource.get("kind") for resource in resources]:
        raise RuntimeError(f"crossplane resource validate answered for {kinds}")
    return [_refusals(verdict) for verdict in verdicts]


def judge(
    programs: Programs, definitions: list[Path], changes: list[tuple[Document, Document]]
) -> tuple[list[list[Refusal]], list[list[Refusal]]]:
    """What an API server would say to the CRDs of each definition, and to each change from an object to another."""
    pairs = json.dumps([{"old": old, "new": new} for old, new in changes])
    command = [programs.cli / "bin" / "judge-definitions", *definitions]
    result = subprocess.run(command, input=pairs, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise DefinitionError(result.stderr.strip())
    verdict = json.loads(result.stdout)
    lists = [[[_refusal(error) for error in errors] for errors in verdict[name]] for name in ("definitions", "changes")]
    return lists[0], lists[1]


def _refusal(error: Document) -> Refusal:
    return Refusal(error["type"], error.get("field", ""), error["message"])


def _refusals(verdict: Document) -> list[Refusal]:
    if verdict["status"] == "missingSchema":
        return [Refusal("missingSchema", "", f"no schema for {verdict['apiVersion']} {verdict['kind']}")]
    return [_refusal(error) for error in verdict.get("errors", [])]
