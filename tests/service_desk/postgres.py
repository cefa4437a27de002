"""A PostgreSQL cluster for a test, where `pg_ctl` is at hand."""

import getpass
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

KNOWN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@contextmanager
def cluster() -> Iterator[str]:
    """Make a cluster that is reached by a socket alone; skip where that cannot be."""
    program = shutil.which("pg_ctl", path=os.pathsep.join([os.environ["PATH"], *map(str, KNOWN)]))
    if program is None or importlib.util.find_spec("psycopg") is None:
        pytest.skip("pg_ctl or psycopg, by which PostgreSQL is tried, is not here")
    user = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="desk") as folder:
        if user != getpass.getuser():
            shutil.chown(folder, user)
        data = f"{folder}/data"
        as_user = [] if user == getpass.getuser() else ["runuser", "-u", user, "--"]

        def pg_ctl(*arguments: str) -> None:
            command = [*as_user, program, "--silent", f"--pgdata={data}", *arguments]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        pg_ctl("init", "--options=--auth=trust --username=desk --no-sync --encoding=UTF8")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        pg_ctl("start", "--wait", f"--options={settings}", f"--log={folder}/log")
        try:
            yield f"postgresql+psycopg://desk@/postgres?host={folder}"
        finally:
            pg_ctl("stop", "--mode=immediate")


def _unprivileged() -> str:
    """Return a user that PostgreSQL runs as, since it refuses to run as root."""
    if os.geteuid():
        return getpass.getuser()
    names = {one.pw_name for one in pwd.getpwall()}
    if "postgres" not in names or shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    return "postgres"
