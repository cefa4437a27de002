"""Every noun of the gallery where people look at it: an exported page, JupyterLab and marimo."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from itsmcore.palette import contrast
from tests.pictures.browser import needs_browser
from tests.pictures.nouns import NAMES, bundle
from tests.pictures.screens import exported, jupyterlab, looked_at, marimo, needs

pytestmark = [needs_browser(), pytest.mark.long, pytest.mark.untraced]
themes = pytest.mark.parametrize("theme", ["light", "dark"])


def check(seen: list[dict[str, Any]]) -> None:
    """Demand that all is seen: each picture whole, each word with enough contrast."""
    assert len(NAMES) == len(seen)
    for name, output in zip(NAMES, seen, strict=True):
        page = bundle(name)["text/html"]
        assert page.count("<img") == len(output["images"]), name
        assert all(output["images"]), name
        assert [] == output["cut"], name
        assert len(re.findall("<(?:td|th|caption)[^>]*>[^<]", page)) <= len(output["words"]), name
        for of in output["words"]:
            assert 4.5 <= contrast(_hex(of["ink"]), _hex(of["paper"])), (name, of)


@themes
@needs("nbconvert")
def test_an_exported_page_shows_every_noun(theme: str, tmp_path: Path) -> None:
    """In a light theme and a dark one."""
    check(exported(theme, tmp_path))


@themes
@needs("jupyterlab", "playwright")
def test_jupyterlab_shows_every_noun(theme: str, tmp_path: Path) -> None:
    """And the same to somebody who does not trust the notebook."""
    shown = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"
    with jupyterlab(theme, tmp_path) as url:
        trusted, untrusted = (
            looked_at(f"{url}/lab/tree/{name}.ipynb?reset", shown)
            for name in ("trusted", "untrusted")
        )
    check(trusted)
    assert trusted == untrusted


@themes
@needs("marimo", "playwright")
def test_marimo_shows_every_noun(theme: str, tmp_path: Path) -> None:
    """By what it takes of a notebook's ways to show something."""
    with marimo(theme, tmp_path) as url:
        check(looked_at(url, ".output-area:not(:empty)"))


def _hex(rgb: list[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in rgb)
