"""The versions that AWS offers, from the table that the platform's definitions offer them by."""

from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parents[3] / "crossplane/versions.yaml"

OFFERED: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
