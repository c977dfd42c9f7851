"""Put the true output of `make brief` into README.md. `--check` writes nothing and fails when the page is stale."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(`make brief` prints:\n\n```text\n).*?(```)", re.DOTALL)


def output() -> str:
    """What the command prints at 80 columns."""
    keystone = Path(sys.executable).parent / "keystone"
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [keystone, "brief", "KAZ", "-o", "kaz-brief.html"],
            cwd=folder,
            env={**os.environ, "COLUMNS": "80", "KEYSTONE_STORE": str(Path(folder) / "store")},
            capture_output=True,
            text=True,
            check=True,
        )
    return "\n".join(line.rstrip() for line in run.stdout.splitlines()) + "\n"


def main() -> int:
    """Write the block, or check it."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    fresh = BLOCK.sub(lambda match: match[1] + output() + match[2], text)
    if "--check" in sys.argv[1:]:
        print("README.md is stale; run `make docs`" if fresh != text else "README.md is up to date")
        return int(fresh != text)
    path.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
