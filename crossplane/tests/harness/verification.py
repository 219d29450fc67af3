"""A run: renders, has all that is to be validated validated at once, and tells what is wrong with each test."""

import datetime
import io
import os
import tempfile
import time
import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import documents, findings, golden, refusals, rules, versions
from harness.cases import Case, Composition, RefusedFixture, Rendering, Suite
from harness.crossplane import DefinitionError, Programs, Refusal, RenderError, Renderer, judge, renderer, validate
from harness.documents import Document
from harness.report import Report

Answer = Callable[[], list[Refusal]]


class Validator:
    """Collects resources and changes, as most of the time of validating one is the reading of all schemas."""

    def __init__(self) -> None:
        self._resources: list[Document] = []
        self._changes: list[tuple[Document, Document]] = []
        self._of_resources: list[list[Refusal]] = []
        self._of_changes: list[list[Refusal]] = []
        self.of_definitions: dict[Path, list[Refusal]] = {}

    def later(self, resource: Document) -> Answer:
        """Gives what the answer can be asked for once all are validated."""
        index = len(self._resources)
        self._resources.append(resource)
        return lambda: self._of_resources[index]

    def change_later(self, old: Document, new: Document) -> Answer:
        index = len(self._changes)
        self._changes.append((old, new))
        return lambda: self._of_changes[index]

    def run(self, programs: Programs, definitions: list[Path]) -> None:
        """Throws a DefinitionError if a definition has no schema."""
        self._of_resources = validate(programs, definitions, self._resources)
        of_definitions, self._of_changes = judge(programs, definitions, self._changes)
        self.of_definitions = dict(zip(definitions, of_definitions, strict=True))


class Verification:
    """A run over the selected cases."""

    def __init__(self, root: Path, programs: Programs, suite: Suite, update: bool):
        self._root = root
        self._programs = programs
        self._suite = suite
        self._update = update
        self._definitions = [composition.definition for composition in suite.all]
        self._schemas = refusals.Schemas(self._definitions)
        self._managed = rules.ManagedKinds(programs.managed_schemas())
        self._report = Report()
        self._validator = Validator()
        self._renderings: list[Rendering] = []

    def run(self) -> int:
        """The command's status."""
        if self._suite.complete:
            self._report.add("the checks themselves", _broken_checks())
        self._report.add("folders", self._suite.problems())
        pending = [self._case(case, result) for case, result in self._render()]
        pending += [self._refused(fixture) for fixture in self._suite.refused]
        pending += [self._claim(file) for file in self._suite.claims]
        try:
            self._validator.run(self._programs, self._definitions)
        except DefinitionError as error:
            self._report.add("definitions", [str(error)])
            return self._report.end()
        for tell in pending:
            tell()
        for composition in self._suite.compositions:
            self._composition(composition)
        self._scan()
        if self._suite.complete:
            self._report.add("the step summarize", rules.same_summary(self._suite.all))
            self._report.add("versions", self._versions())
            self._report.add("claims", [] if self._suite.claims else ["there is no claim in crossplane/claims"])
        print(f"{len(self._renderings)} cases rendered")
        return self._report.end()

    def _render(self) -> list[tuple[Case, Rendering | str]]:
        """What became of each case, or why it became nothing."""
        cases = [case for case in self._suite.cases if case.xr.exists()]
        with renderer(self._programs, self._root / "management-cluster/packages/functions.yaml") as functions:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                results = list(threads.map(lambda case: render(functions, case), cases))
        self._renderings = [result for result in results if isinstance(result, Rendering)]
        return list(zip(cases, results, strict=True))

    def _case(self, case: Case, result: Rendering | str) -> Callable[[], None]:
        given = documents.read_one(case.xr)
        problems = [f"xr.yaml: {problem}" for problem in self._schemas.duplicates(given)]
        answers = [("xr.yaml: ", self._validator.later(given))]
        note = ""
        if isinstance(result, str):
            problems.append(f"it is not rendered: {result}")
        else:
            note = f" {result.seconds:.2f} s"
            for resource in [result.xr, *result.composed]:
                answers.append((f"{documents.title(resource)}: ", self._validator.later(resource)))
            for resource in result.observed:
                answer = _of_what_is_there(self._validator.later(resource))
                answers.append((f"observed {documents.title(resource)}: ", answer))
            problems += rules.case(result, self._managed)
            if result.unrest:
                problems.append(f"rendered again, with what it made observed, it changes\n{result.unrest}")
            note += self._compare(case, golden.text(result), problems)

        def tell() -> None:
            found = [f"{prefix}{refusal}" for prefix, answer in answers for refusal in answer()]
            self._report.add(case.name, found + problems, note)

        return tell

    def _compare(self, case: Case, text: str, problems: list[str]) -> str:
        """Compares with expected.yaml or writes it; gives what to say beside the case's name."""
        expected = case.expected.read_text(encoding="utf-8") if case.expected.exists() else None
        if expected == text:
            return ""
        if self._update:
            case.expected.write_text(text, encoding="utf-8")
            return ", expected.yaml written"
        if expected is None:
            problems.append("expected.yaml is missing: crossplane/tests/verify --update writes it")
        else:
            problems.append("it is rendered otherwise than expected\n" + golden.difference(expected, text))
        return ""

    def _refused(self, fixture: RefusedFixture) -> Callable[[], None]:
        resources = documents.read(fixture.file)
        if len(resources) not in (1, 2):
            return lambda: self._report.add(fixture.name, ["it must have one document, or an old and a new one"])
        resource = resources[-1]
        if len(resources) == 1:
            before, answer = None, self._validator.later(resource)
        else:
            before, answer = self._validator.later(resources[0]), self._validator.change_later(*resources)

        def tell() -> None:
            problems = [f"before the change it is refused: {refusal}" for refusal in before()] if before else []
            self._report.add(fixture.name, problems + self._schemas.judge(fixture, resource, answer()))

        return tell

    def _claim(self, file: Path) -> Callable[[], None]:
        answers = [(resource, self._validator.later(resource)) for resource in documents.read(file)]

        def tell() -> None:
            problems = [] if answers else ["it is empty"]
            for resource, answer in answers:
                problems += [str(refusal) for refusal in answer()] + self._schemas.duplicates(resource)
            self._report.add(f"claims/{file.name}", problems)

        return tell

    def _composition(self, composition: Composition) -> None:
        renderings = [rendering for rendering in self._renderings if rendering.case.composition == composition]
        fixtures = [fixture for fixture in self._suite.refused if fixture.composition == composition]
        # the composite's and the claim's CRD have the same fields
        errors = dict.fromkeys(map(str, self._validator.of_definitions[composition.definition]))
        problems = [f"an API server refuses it: {error}" for error in errors]
        problems += self._schemas.definition(composition, fixtures)
        self._report.add(f"{composition.plural}: definition", problems)
        self._report.add(f"{composition.plural}: composition", rules.composition(composition))
        self._report.add(f"{composition.plural}: what its cases cover", rules.coverage(composition, renderings))

    def _versions(self) -> list[str]:
        table = documents.read_one(self._root / "crossplane/versions.yaml")
        definitions = {one.plural: documents.read_one(one.definition) for one in self._suite.all}
        compositions = {one.plural: one.composition.read_text(encoding="utf-8") for one in self._suite.all}
        return versions.problems(table, definitions, compositions, datetime.datetime.now(datetime.UTC).date())

    def _scan(self) -> None:
        """checkov over the compositions of which all cases were rendered."""
        scanned = [one for one in self._renderings if one.case.composition in self._suite.compositions]
        if scanned:
            file = self._root / "crossplane/tests/explained-findings.yaml"
            python = findings.interpreter(self._root)
            problems, note = findings.problems(scanned, self._managed, python, file, self._suite.complete)
            self._report.add("checkov", problems, note)


def render(functions: Renderer, case: Case) -> Rendering | str:
    """What a case becomes, or why it becomes nothing."""
    begin = time.monotonic()
    composition = case.composition
    try:
        rendered = functions.render(
            case.xr, composition.composition, composition.definition, case.observed, case.required, case.context
        )
        rendering = Rendering.of(case, rendered, time.monotonic() - begin)
        if rendering.complete:
            rendering.unrest = _unrest(functions, rendering)
        return rendering
    except RenderError as error:
        return str(error)


def _unrest(functions: Renderer, rendering: Rendering) -> str:
    """What changes when what was rendered is observed. It must be nothing: the provider would update for ever."""
    case, composition = rendering.case, rendering.case.composition
    with tempfile.TemporaryDirectory() as scratch:
        xr, observed = Path(scratch, "xr.yaml"), Path(scratch, "observed.yaml")
        xr.write_text(documents.write_plain([rendering.xr]), encoding="utf-8")
        observed.write_text(documents.write_plain(rendering.applied()), encoding="utf-8")
        again = functions.render(
            xr, composition.composition, composition.definition, observed, case.required, case.context
        )
    first, second = golden.text(rendering), golden.text(Rendering.of(case, again))
    return "" if first == second else golden.difference(first, second)


def _of_what_is_there(answer: Answer) -> Answer:
    """Of an observed resource a case has only what matters: what it has must exist, but fields may be absent."""
    return lambda: [
        refusal for refusal in answer() if refusal.kind != "cel" and not refusal.message.endswith("Required value")
    ]


def _broken_checks() -> list[str]:
    """The failures of the checks' own tests."""
    tests = unittest.defaultTestLoader.loadTestsFromName("harness.test_checks")
    result = unittest.TextTestRunner(io.StringIO()).run(tests)
    failures = [f"{test}\n{trace}" for test, trace in [*result.failures, *result.errors]]
    return failures if result.testsRun else ["there is none"]
