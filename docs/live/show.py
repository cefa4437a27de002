"""Run a program, and return what a notebook would show of it, as HTML."""

from contextlib import redirect_stdout
from html import escape
from io import StringIO
from traceback import format_exception_only

from pyodide.code import eval_code


def run(program: str) -> str:
    """Return what the program printed, and the value of its last line."""
    with redirect_stdout(StringIO()) as printed:
        try:
            value = eval_code(program, {})
        except Exception as error:
            value = None
            print(*format_exception_only(error), end="")
    words = f"<pre>{escape(printed.getvalue())}</pre>" if printed.getvalue() else ""
    if value is None:
        return words
    shown = getattr(value, "_repr_html_", None)
    return words + (shown() if shown else f"<pre>{escape(repr(value))}</pre>")


run
