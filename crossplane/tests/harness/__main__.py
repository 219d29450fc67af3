"""The command behind crossplane/tests/verify: ROOT PROGRAMS... -- [--update] [PLURAL[/CASE]...]"""

import sys
from pathlib import Path

from harness.cases import SelectionError, Suite
from harness.crossplane import Programs
from harness.verification import Verification


def main(arguments: list[str]) -> int:
    split = arguments.index("--")
    root, *folders = [Path(argument) for argument in arguments[:split]]
    options = arguments[split + 1 :]
    selection = [option.rstrip("/") for option in options if not option.startswith("-")]
    unknown = [option for option in options if option.startswith("-") and option != "--update"]
    try:
        if unknown:
            raise SelectionError(f"unknown option {unknown[0]}: there is --update")
        suite = Suite(root / "crossplane", selection)
    except SelectionError as error:
        print(error, file=sys.stderr)
        return 2
    return Verification(root, Programs(*folders), suite, "--update" in options).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
