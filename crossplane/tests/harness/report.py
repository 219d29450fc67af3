"""What a run tells: each test when it is known, and how many there were."""

import time


class Report:
    """Prints and counts."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._passed = 0
        self._failed = 0

    def add(self, name: str, problems: list[str], note: str = "") -> None:
        """A test, failed if there are problems; the note stands behind its name."""
        if problems:
            self._failed += 1
            print(f"FAILED  {name}{note}")
            for problem in problems:
                print("        " + problem.replace("\n", "\n        "))
        else:
            self._passed += 1
            print(f"ok      {name}{note}", flush=True)

    def end(self) -> int:
        """The command's status, after lines that tell how much was tested."""
        print(f"{time.monotonic() - self._begin:.1f} s")
        print(f"{self._passed} passed, {self._failed} failed")
        return 1 if self._failed else 0
