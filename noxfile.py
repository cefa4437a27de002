"""Sessions for those who use nox; each is a target of the Makefile, which knows how."""

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "none"


@nox.session(python=False, default=True)
def test(session: nox.Session) -> None:
    """Run the tests and every documented example."""
    session.run("make", "test", external=True)


@nox.session(python=False, default=True)
def check(session: nox.Session) -> None:
    """Check style, types, imports, coverage and docs."""
    session.run("make", "check", external=True)
