"""What there is to test: compositions, their cases and what their definitions are to refuse, as folders and files."""

import copy
import re
from dataclasses import dataclass, field
from pathlib import Path

from harness import documents
from harness.documents import Document

ROLE = "crossplane.io/composition-resource-name"
PLAN = "polyglot.dev/plan"
TODAY = "polyglot.dev/today"


class SelectionError(Exception):
    """What was asked for does not exist."""


@dataclass(frozen=True)
class Composition:
    """A folder of crossplane/compositions: a definition and how it is composed."""

    plural: str
    folder: Path

    @property
    def definition(self) -> Path:
        return self.folder / "definition.yaml"

    @property
    def composition(self) -> Path:
        return self.folder / "composition.yaml"

    def missing(self) -> list[str]:
        files = (self.definition, self.composition)
        return [f"{self.plural}: {file.name} is missing" for file in files if not file.exists()]

    @property
    def kind(self) -> str:
        return documents.at(documents.read_one(self.definition), "spec.names.kind")


@dataclass(frozen=True)
class Case:
    """A composite, what exists of it already, and what is to be composed then."""

    composition: Composition
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.composition.plural}/{self.folder.name}"

    @property
    def xr(self) -> Path:
        return self.folder / "xr.yaml"

    @property
    def expected(self) -> Path:
        return self.folder / "expected.yaml"

    @property
    def observed(self) -> Path | None:
        return self._optional("observed.yaml")

    @property
    def required(self) -> Path | None:
        return self._optional("required.yaml")

    @property
    def context(self) -> Document:
        """What the functions find in the pipeline's context: the day, which is the same for all unless a case names one."""
        own = self._optional("context.yaml")
        return {TODAY: "2026-11-30"} | (documents.read_one(own) if own else {})

    def _optional(self, name: str) -> Path | None:
        file = self.folder / name
        return file if file.exists() else None


@dataclass(frozen=True)
class RefusedFixture:
    """A manifest that the definition refuses, or an old and a new one that it refuses the change to; in which words."""

    composition: Composition
    file: Path

    @property
    def name(self) -> str:
        return f"{self.composition.plural}/refused/{self.file.stem}"

    def reasons(self) -> list[str]:
        """The expected parts of the messages: a comment line `# refused: ...` for each, at the top of the file."""
        lines = []
        for line in self.file.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                break
            reason = re.fullmatch(r"# refused: (.+)", line)
            if reason:
                lines.append(reason.group(1).strip())
        return lines


@dataclass
class Rendering:
    """What a case became."""

    case: Case
    xr: Document
    composed: list[Document]
    plan: list[Document] | None
    warnings: list[Document]
    observed: list[Document]
    seconds: float = 0.0
    unrest: str = ""
    roles: dict[str, Document] = field(init=False)

    def __post_init__(self) -> None:
        self.roles = {documents.annotation(resource, ROLE): resource for resource in self.composed}

    @classmethod
    def of(cls, case: Case, rendered: list[Document], seconds: float = 0.0) -> "Rendering":
        xr, *others = rendered
        events = [other for other in others if other.get("kind") == "Result"]
        contexts = [other for other in others if other.get("kind") == "Context"]
        return cls(
            case=case,
            xr=xr,
            composed=[other for other in others if other.get("kind") not in ("Result", "Context")],
            plan=contexts[0].get("fields", {}).get(PLAN) if contexts else None,
            warnings=[event for event in events if event.get("severity") != "Normal"],
            observed=documents.read(case.observed) if case.observed else [],
            seconds=seconds,
        )

    @property
    def observed_roles(self) -> set[str]:
        return {documents.annotation(resource, ROLE) for resource in self.observed}

    def applied(self) -> list[Document]:
        """What will be observed once what is composed is applied: the state of before, as the case has it."""
        before = {documents.annotation(resource, ROLE): resource for resource in self.observed}
        applied = []
        for resource in copy.deepcopy(self.composed):
            known = before.get(documents.annotation(resource, ROLE), {})
            if "status" in known:
                resource["status"] = known["status"]
            if created := documents.at(known, "metadata.creationTimestamp"):
                resource["metadata"]["creationTimestamp"] = created
            applied.append(resource)
        return applied

    @property
    def complete(self) -> bool:
        """Whether everything that there will be is observed."""
        return bool(self.plan) and {planned["role"] for planned in self.plan} <= self.observed_roles


class Suite:
    """All compositions and cases, of which some are selected."""

    def __init__(self, crossplane: Path, selection: list[str]):
        self._tests = crossplane / "tests"
        folders = [path for path in sorted((crossplane / "compositions").glob("*")) if path.is_dir()]
        found = [Composition(path.name, path) for path in folders]
        self.all = [composition for composition in found if not composition.missing()]
        self._missing = [problem for composition in found for problem in composition.missing()]
        self._selection = selection
        named = set()
        self.compositions = [c for c in self.all if not selection or c.plural in selection]
        self.cases, self.refused = [], []
        for composition in self.all:
            for path in self._folders(composition):
                case = Case(composition, path)
                if not selection or composition.plural in selection or case.name in selection:
                    self.cases.append(case)
                    named |= {case.name, composition.plural}
            for file in sorted((self._tests / composition.plural / "refused").glob("*.yaml")):
                fixture = RefusedFixture(composition, file)
                if not selection or composition.plural in selection or fixture.name in selection:
                    self.refused.append(fixture)
                    named |= {fixture.name, composition.plural}
        unknown = set(selection) - named
        if unknown:
            raise SelectionError(f"there is no case {', '.join(sorted(unknown))}")
        self.claims = [] if selection else sorted((crossplane / "claims").glob("*.yaml"))

    @property
    def complete(self) -> bool:
        return not self._selection

    def problems(self) -> list[str]:
        """Folders that are no case, and compositions without one: tests that would seem to pass."""
        found = list(self._missing) if self.complete else []
        for composition in self.compositions:
            if not self._folders(composition):
                found.append(f"{composition.plural}: no case")
            if not list((self._tests / composition.plural / "refused").glob("*.yaml")):
                found.append(f"{composition.plural}: nothing that is refused")
        known = {composition.plural for composition in self.all} | {"harness"}
        for path in sorted(self._tests.iterdir()) if self.complete else []:
            if path.is_dir() and path.name not in known:
                found.append(f"{path.name}: cases of no composition")
        for case in self.cases:
            names = {path.name for path in case.folder.iterdir()}
            if "xr.yaml" not in names:
                found.append(f"{case.name}: xr.yaml is missing")
            for name in sorted(names - {"xr.yaml", "observed.yaml", "required.yaml", "context.yaml", "expected.yaml"}):
                found.append(f"{case.name}: {name} is no file of a case")
        if not self.cases and not self.refused:
            found.append("no case")
        return found

    def _folders(self, composition: Composition) -> list[Path]:
        folder = self._tests / composition.plural
        return [path for path in sorted(folder.glob("*")) if path.is_dir() and path.name != "refused"]
