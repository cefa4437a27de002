"""The page that runs in a reader's own browser, and the Python that it runs there."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.pictures.browser import CHROMIUM, OPTIONS, needs_browser

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIVE = ROOT / "build" / "docs-live"
EXAMPLES = sorted((ROOT / "docs" / "live" / "examples").glob("*.py"))
SAID = """cannot close while in_progress; allowed moves: hold, resolve, mark_duplicate, cancel
closed True
7:00:00
9:00:00
fix by gold: completed, missed; 1:00:00 of 0:30:00 (200 %); due mon 2026-01-05 09:30 <svg True
True
"""


def is_here() -> bool:
    """Return whether there are Node and a page that is as new as the source."""
    if shutil.which("node") is None or not (LIVE / "wheels.json").exists():
        return False
    built, sources = (LIVE / "wheels.json").stat().st_mtime, (ROOT / "src").rglob("*.py")
    return all(path.stat().st_mtime <= built for path in sources)


needs_live = pytest.mark.skipif(
    not is_here(), reason="Node or a page of this source is not here: `make docs-live` builds it"
)
pytestmark = pytest.mark.long


def test_what_is_smoked_out_holds_here() -> None:
    """A life, a refusal, both changes of the clock, a picture and a document."""
    assert SAID == printed(sys.executable, HERE / "smoke.py")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_the_page_ends_with_a_picture(path: Path) -> None:
    """And prints something before it."""
    *program, shown = path.read_text("utf-8").splitlines()
    program.append(f'assert "<img " in {shown}._repr_html_()')
    run = subprocess.run(
        [sys.executable, "-"], input="\n".join(program), capture_output=True, text=True, check=True
    )
    assert run.stdout


@needs_live
def test_in_a_browser_python_says_the_same() -> None:
    """Of the wheel and what it needs, in Node; and each example shows its picture."""
    said, *shown = json.loads(printed("node", HERE / "run.mjs", LIVE, HERE / "smoke.py", *EXAMPLES))
    assert f"<pre>{html.escape(SAID)}</pre>" == said
    assert all(re.search(r"<pre>.+</pre><img ", page, re.DOTALL) for page in shown)


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the page on this machine."""
    handler = partial(Quiet, directory=str(LIVE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Serve files and say nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@needs_live
@needs_browser()
def test_the_page_shows_an_incident(site: str, tmp_path: Path) -> None:
    """As soon as it is loaded."""
    options = [*OPTIONS, "--timeout=60000", f"--user-data-dir={tmp_path}"]
    page = printed(CHROMIUM or "", *options, site)
    assert "of priority High" in page
    assert '<img alt="' in page


def printed(*command: str | Path) -> str:
    """Run a program, and return what it prints."""
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    return done.stdout
