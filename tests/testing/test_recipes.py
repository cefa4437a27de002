"""The recipes of the guide, as a user has them: in one module, for several workers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "test-a-product.md"


def test_the_guide_is_a_module_of_tests_for_two_workers(tmp_path: Path) -> None:
    """Each with a database of its own; the lives of one are not seen by another."""
    pytest.importorskip("xdist")
    blocks = re.findall(r"```python\n(.+?)```", GUIDE.read_text(), flags=re.DOTALL)
    module = "\n\n".join(block for block in blocks if "Again" not in block)
    (tmp_path / "test_product.py").write_text(module.replace("max_examples=30", "max_examples=3"))
    pytest_with = [sys.executable, "-m", "pytest", "-n", "2", "-W", "error", "test_product.py"]
    done = subprocess.run(pytest_with, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "5 passed" in done.stdout.splitlines()[-1], done.stdout + done.stderr
