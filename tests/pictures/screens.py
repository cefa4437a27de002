"""Where people look at nouns: an exported page, JupyterLab and marimo, each with them all."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.pictures.browser import CHROMIUM, at_last
from tests.pictures.nouns import NAMES, bundle

ROOT = Path(__file__).parents[2]
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")


def needs(*modules: str) -> pytest.MarkDecorator:
    """Skip a test where something to look with is not here."""
    missing = [one for one in modules if importlib.util.find_spec(one) is None]
    reason = f"not here: {', '.join(missing)}; `make screens` brings them"
    return pytest.mark.skipif(bool(missing), reason=reason)


def book(*, note: str = "") -> Any:
    """Make a notebook that has run, with a cell for each noun of the gallery."""
    import nbformat

    made = nbformat.v4.new_notebook(metadata={"note": note})
    for place, name in enumerate(NAMES):
        shown = nbformat.v4.new_output("execute_result", data=bundle(name), execution_count=1)
        cell = nbformat.v4.new_code_cell(f"{name}()  # {note}", id=f"cell-{place}")
        cell.update(outputs=[shown], execution_count=1)
        made.cells.append(cell)
    return made


def exported(theme: str, directory: Path) -> list[dict[str, Any]]:
    """Look at a page that the notebook was exported to."""
    from nbconvert import HTMLExporter

    none = dict.fromkeys(("require_js_url", "mathjax_url", "jquery_url", "mermaid_js_url"), "")
    page, _ = HTMLExporter(theme=theme, **none).from_notebook_node(book())
    seen: list[dict[str, Any]] = at_last(page, f'({LOOK})(".jp-OutputArea-output")', directory)
    return seen


@contextmanager
def jupyterlab(theme: str, directory: Path) -> Iterator[str]:
    """Run JupyterLab on a notebook that nobody has trusted, and on one that somebody has."""
    import nbformat

    for note in ("trusted", "untrusted"):
        nbformat.write(book(note=note), directory / f"{note}.ipynb")
    settings = {
        "apputils-extension/themes": {"theme": f"JupyterLab {theme.capitalize()}"},
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, values in settings.items():
        path = directory / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    places = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
    env = {f"JUPYTER_{name}_DIR": str(directory / place) for name, place in places.items()}
    env["JUPYTERLAB_SETTINGS_DIR"] = str(directory / "settings")
    env["JUPYTERLAB_WORKSPACES_DIR"] = str(directory / "workspaces")
    trust = [sys.executable, "-m", "nbformat.sign", "trusted.ipynb"]
    subprocess.run(trust, cwd=directory, env=os.environ | env, check=True, capture_output=True)
    port = _free_port()
    options = ("--allow-root", "--no-browser", "--ip=127.0.0.1", f"--port={port}")
    served = ("--ServerApp.token=", f"--ServerApp.root_dir={directory}")
    with _running("-m", "jupyterlab", *options, *served, cwd=directory, env=env, port=port) as url:
        yield url


@contextmanager
def marimo(theme: str, directory: Path) -> Iterator[str]:
    """Run marimo on a notebook of its own."""
    cells = [f"@app.cell\ndef _(noun):\n    noun({name!r})\n    return\n" for name in NAMES]
    first = "@app.cell\ndef _():\n    from tests.pictures.nouns import noun\n    return (noun,)\n"
    written = ["import marimo\n\napp = marimo.App()\n", first, *cells]
    (directory / "book.py").write_text("\n\n".join(written))
    (directory / "pyproject.toml").write_text(f'[tool.marimo.display]\ntheme = "{theme}"\n')
    port = _free_port()
    options = ("--headless", "--no-token", "--host", "127.0.0.1", "--port", str(port))
    env = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(directory)}
    with _running(
        "-m", "marimo", "run", "book.py", *options, cwd=directory, env=env, port=port
    ) as url:
        yield url


def looked_at(url: str, selector: str) -> list[dict[str, Any]]:
    """Look at what a server shows once all of it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.goto(url)
        here = f"document.querySelectorAll({selector!r}).length >= {len(NAMES)}"
        page.wait_for_function(here, timeout=120_000)
        page.wait_for_function("[...document.images].every((of) => of.complete)")
        seen: list[dict[str, Any]] = page.evaluate(LOOK, selector)
        browser.close()
    return seen


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def _running(*command: str, cwd: Path, env: dict[str, str], port: int) -> Iterator[str]:
    """Run a server, and end it."""
    url = f"http://127.0.0.1:{port}"
    with (cwd / "log.txt").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, *command],
            cwd=cwd,
            env=os.environ | env,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = monotonic() + 60
        while not _answers(url):
            assert server.poll() is None, (cwd / "log.txt").read_text()
            assert monotonic() < deadline, (cwd / "log.txt").read_text()
            sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False
