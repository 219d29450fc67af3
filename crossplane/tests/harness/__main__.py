"""The command behind crossplane/tests/verify."""

import io
import os
import sys
import tempfile
import time
import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import documents, findings, golden, refusals, rules
from harness.cases import Case, Composition, Rendering, SelectionError, Suite
from harness.crossplane import DefinitionError, Programs, Refusal, RenderError, Renderer, judge, renderer, validate
from harness.documents import Document


class Report:
    """What passed and failed, printed as it is known."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0

    def add(self, name: str, problems: list[str], note: str = "") -> None:
        if problems:
            self.failed += 1
            print(f"FAILED  {name}{note}")
            for problem in problems:
                print("        " + problem.replace("\n", "\n        "))
        else:
            self.passed += 1
            print(f"ok      {name}{note}")

    def end(self, begin: float) -> int:
        """The command's status, after a line that tells how much was tested."""
        print(f"{time.monotonic() - begin:.1f} s")
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


class Validator:
    """Collects resources and has them all validated at once: most of a call's time is reading the schemas."""

    def __init__(self) -> None:
        self._resources: list[Document] = []
        self._answers: list[list[Refusal]] = []
        self._changes: list[tuple[Document, Document]] = []
        self._verdicts: list[list[Refusal]] = []
        self.definitions: dict[Path, list[Refusal]] = {}

    def later(self, resource: Document) -> Callable[[], list[Refusal]]:
        """Gives what the answer can be asked for once all are validated."""
        index = len(self._resources)
        self._resources.append(resource)
        return lambda: self._answers[index]

    def change_later(self, old: Document, new: Document) -> Callable[[], list[Refusal]]:
        index = len(self._changes)
        self._changes.append((old, new))
        return lambda: self._verdicts[index]

    def run(self, programs: Programs, definitions: list[Path]) -> None:
        self._answers = validate(programs, definitions, self._resources)
        of_definitions, self._verdicts = judge(programs, definitions, self._changes)
        self.definitions = dict(zip(definitions, of_definitions, strict=True))


def main(arguments: list[str]) -> int:
    begin = time.monotonic()
    split = arguments.index("--")
    root, *folders = [Path(argument) for argument in arguments[:split]]
    options = arguments[split + 1 :]
    update = "--update" in options
    selection = [option.rstrip("/") for option in options if not option.startswith("-")]
    unknown = [option for option in options if option.startswith("-") and option != "--update"]
    try:
        if unknown:
            raise SelectionError(f"unknown option {unknown[0]}: there is --update")
        suite = Suite(root / "crossplane", selection)
    except SelectionError as error:
        print(error, file=sys.stderr)
        return 2
    programs = Programs(*folders)
    report = Report()
    if suite.complete:
        report.add("the checks themselves", _broken_checks())
    report.add("folders", suite.problems())
    runnable = [case for case in suite.cases if case.xr.exists()]

    with renderer(programs, root / "management-cluster/packages/functions.yaml") as functions:
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            results = list(threads.map(lambda case: _render(functions, case), runnable))

    definitions = [composition.definition for composition in suite.all]
    schemas = refusals.Schemas(definitions)
    managed = rules.ManagedKinds(programs.managed_schemas())
    validator = Validator()
    pending: list[Callable[[], None]] = []
    renderings = [result for result in results if isinstance(result, Rendering)]
    for case, result in zip(runnable, results, strict=True):
        pending.append(_case(report, validator, schemas, managed, case, result, update))
    for fixture in suite.refused:
        pending.append(_refused(report, validator, schemas, fixture))
    for file in suite.claims:
        pending.append(_claim(report, validator, schemas, file))
    try:
        validator.run(programs, definitions)
    except DefinitionError as error:
        report.add("definitions", [str(error)])
        return report.end(begin)
    for finish in pending:
        finish()

    for composition in suite.compositions:
        own = [rendering for rendering in renderings if rendering.case.composition == composition]
        fixtures = [fixture for fixture in suite.refused if fixture.composition == composition]
        refused = [f"an API server refuses it: {error}" for error in validator.definitions[composition.definition]]
        report.add(f"{composition.plural}: definition", refused + schemas.definition(composition, fixtures))
        report.add(f"{composition.plural}: composition", rules.composition(composition))
        report.add(f"{composition.plural}: what its cases cover", rules.coverage(composition, own))
    _scan(report, suite, renderings, managed, root)
    if suite.complete:
        report.add("the step summarize", rules.same_summary(suite.all))
        report.add("claims", [] if suite.claims else ["there is no claim in crossplane/claims"])
    print(f"{len(runnable)} cases rendered")
    return report.end(begin)


def _broken_checks() -> list[str]:
    """The failures of the checks' own tests."""
    tests = unittest.defaultTestLoader.loadTestsFromName("harness.test_checks")
    result = unittest.TextTestRunner(io.StringIO()).run(tests)
    failures = [f"{test}\n{trace}" for test, trace in [*result.failures, *result.errors]]
    return failures if result.testsRun else ["there is none"]


def _scan(
    report: Report, suite: Suite, renderings: list[Rendering], managed: rules.ManagedKinds, root: Path
) -> None:
    """checkov over the compositions of which all cases were rendered."""
    scanned = [rendering for rendering in renderings if rendering.case.composition in suite.compositions]
    if scanned:
        file = root / "crossplane/tests/explained-findings.yaml"
        problems, note = findings.problems(scanned, managed, findings.interpreter(root), file, suite.complete)
        report.add("checkov", problems, note)


def _render(functions: Renderer, case: Case) -> Rendering | str:
    """What a case became, or why it became nothing."""
    begin = time.monotonic()
    composition: Composition = case.composition
    try:
        rendered = functions.render(
            case.xr, composition.composition, composition.definition, case.observed, case.required
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
        again = functions.render(xr, composition.composition, composition.definition, observed, case.required)
    first, second = golden.text(rendering), golden.text(Rendering.of(case, again))
    return "" if first == second else golden.difference(first, second)


def _case(
    report: Report,
    validator: Validator,
    schemas: refusals.Schemas,
    managed: rules.ManagedKinds,
    case: Case,
    result: Rendering | str,
    update: bool,
) -> Callable[[], None]:
    given = documents.read_one(case.xr)
    problems = [f"xr.yaml: {problem}" for problem in schemas.duplicates(given)]
    answers = [("xr.yaml: ", validator.later(given))]
    note = ""
    if isinstance(result, str):
        problems.append(f"it is not rendered: {result}")
    else:
        note = f" {result.seconds:.2f} s"
        for resource in [result.xr, *result.composed]:
            answers.append((f"{documents.title(resource)}: ", validator.later(resource)))
        for resource in result.observed:
            answers.append((f"observed {documents.title(resource)}: ", _only_what_is_there(validator.later(resource))))
        problems += rules.case(result, managed)
        if result.unrest:
            problems.append(f"rendered again, with what it made observed, it changes\n{result.unrest}")
        note += _compare(case, golden.text(result), update, problems)

    def finish() -> None:
        found = [f"{prefix}{refusal}" for prefix, answer in answers for refusal in answer()]
        report.add(case.name, found + problems, note)

    return finish


def _compare(case: Case, text: str, update: bool, problems: list[str]) -> str:
    """Compares with expected.yaml or writes it; gives what to say beside the case's name."""
    expected = case.expected.read_text(encoding="utf-8") if case.expected.exists() else None
    if expected == text:
        return ""
    if update:
        case.expected.write_text(text, encoding="utf-8")
        return ", expected.yaml written"
    if expected is None:
        problems.append("expected.yaml is missing: crossplane/tests/verify --update writes it")
    else:
        problems.append("it is rendered otherwise than expected\n" + golden.difference(expected, text))
    return ""


def _only_what_is_there(answer: Callable[[], list[Refusal]]) -> Callable[[], list[Refusal]]:
    """Of an observed resource a case has only what matters: what it has must exist, but fields may be absent."""
    return lambda: [
        refusal for refusal in answer() if refusal.kind != "cel" and not refusal.message.endswith("Required value")
    ]


def _refused(
    report: Report, validator: Validator, schemas: refusals.Schemas, fixture: refusals.RefusedFixture
) -> Callable[[], None]:
    resources = documents.read(fixture.file)
    if len(resources) == 1:
        answer = validator.later(resources[0])
        return lambda: report.add(fixture.name, schemas.judge(fixture, resources[0], answer()))
    if len(resources) != 2:
        return lambda: report.add(fixture.name, ["it must have one document, or an old and a new one"])
    before, verdict = validator.later(resources[0]), validator.change_later(*resources)

    def finish() -> None:
        problems = [f"before the change it is refused: {refusal}" for refusal in before()]
        report.add(fixture.name, problems + schemas.judge(fixture, resources[1], verdict()))

    return finish


def _claim(report: Report, validator: Validator, schemas: refusals.Schemas, file: Path) -> Callable[[], None]:
    resources = documents.read(file)
    answers = [(resource, validator.later(resource)) for resource in resources]

    def finish() -> None:
        problems = [] if resources else ["it is empty"]
        for resource, answer in answers:
            problems += [str(refusal) for refusal in answer()] + schemas.duplicates(resource)
        report.add(f"claims/{file.name}", problems)

    return finish


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
