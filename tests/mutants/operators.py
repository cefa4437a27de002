"""What may be done to a module so that a test should notice."""

import ast
import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from itertools import pairwise
from warnings import catch_warnings, simplefilter

import attrs


@attrs.frozen
class Mutant:
    """A module in which one thing is otherwise."""

    path: str
    line: int
    operator: str
    former: bytes = attrs.field(repr=False)
    start: int
    end: int
    other: str

    @property
    def source(self) -> bytes:
        """The whole module."""
        return self.former[: self.start] + self.other.encode() + self.former[self.end :]

    def compiles(self) -> bool:
        """Return whether Python takes it, without a word of warning."""
        with catch_warnings():
            simplefilter("error", SyntaxWarning)
            try:
                compile(self.source, self.path, "exec")
            except SyntaxError:
                return False
        return self.source != self.former

    def __str__(self) -> str:
        former, source = self.former.decode(), self.source.decode()
        lines = unified_diff(former.splitlines(), source.splitlines(), n=0, lineterm="")
        changed = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
        return "\n".join([f"{self.path}:{self.line} ({self.operator})", *changed])


Others = Iterator[str]
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def compared(node: ast.AST) -> Others:
    """Turn a comparison round, or move its boundary."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for op in _COMPARED[type(node.ops[0])]:
            yield ast.unparse(ast.Compare(node.left, [op()], node.comparators))


def joined(node: ast.AST) -> Others:
    """Say "or" for "and", and leave one of them out."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"({ast.unparse(ast.BoolOp(other, node.values))})"
        for index in range(len(node.values)):
            rest = [*node.values[:index], *node.values[index + 1 :]]
            yield f"({ast.unparse(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))})"


def denied(node: ast.AST) -> Others:
    """Drop a "not"."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield ast.unparse(node.operand)


def reckoned(node: ast.AST) -> Others:
    """Take away what is added, or join what is common."""
    if isinstance(node, ast.BinOp) and type(node.op) in _RECKONED:
        yield f"({ast.unparse(ast.BinOp(node.left, _RECKONED[type(node.op)](), node.right))})"


def constant(node: ast.AST) -> Others:
    """Give another number, truth, text or code."""
    match node:
        case ast.Constant(value=bool() as value):
            yield repr(not value)
        case ast.Constant(value=int() as value):
            yield repr(1 - value if value in (0, 1) else value + 1)
        case ast.Constant(value=str() as value):
            yield repr(value + "x")
        case ast.Name(id=name) if name in _NAMES:
            yield _NAMES[name]


def removed(node: ast.AST) -> Others:
    """Leave a statement out, or what it returns."""
    match node:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Delete():
            yield "pass"
        case ast.Continue():
            yield "break"
        case ast.Break():
            yield "continue"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "return None"
        case ast.Expr(value=ast.Yield() | ast.YieldFrom()):
            yield "yield from ()"


def called(node: ast.AST) -> Others:
    """Swap two arguments, leave one out, or do not call."""
    if not isinstance(node, ast.Call):
        return
    for first, second in pairwise(range(len(node.args))):
        swapped = list(node.args)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        yield ast.unparse(ast.Call(node.func, swapped, node.keywords))
    for index in range(len(node.keywords)):
        fewer = [*node.keywords[:index], *node.keywords[index + 1 :]]
        yield ast.unparse(ast.Call(node.func, node.args, fewer))
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
        yield f"({ast.unparse(node.args[0])})"


OPERATORS: dict[str, Callable[[ast.AST], Others]] = {
    each.__name__: each for each in (compared, joined, denied, reckoned, constant, removed, called)
}
KINDS = (*OPERATORS, "negated", "positional")


def mutants(path: str, source: bytes) -> Iterator[Mutant]:
    """Find all that may be otherwise in a module, one thing at a time."""
    text = _Text(source)
    for node in _walk(ast.parse(source)):
        for operator, start, end, other in _others(text, node):
            yield Mutant(path, node.lineno, operator, source, start, end, other)


def _others(text: "_Text", node: "_Placed") -> Iterator[tuple[str, int, int, str]]:
    start, end = text.span(node)
    for name, operator in OPERATORS.items():
        for other in operator(node):
            yield name, start, end, other
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        start, end = text.span(node.test)
        yield "negated", start, end, f"(not ({text.data[start:end].decode()}))"
    if isinstance(node, ast.FunctionDef) and node.args.kwonlyargs and node.name[0] != "_":
        end = text.span(node.body[0])[0]
        marker = re.search(rb"(?<=[(\s])\*,\s*", text.data[start:end])
        if marker:
            yield "positional", start + marker.start(), start + marker.end(), ""


_Placed = ast.stmt | ast.expr


class _Text:
    """The bytes of a module, as its tree counts them."""

    def __init__(self, source: bytes) -> None:
        self.data = source
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def span(self, node: _Placed) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self.starts[node.lineno - 1] + node.col_offset,
            self.starts[node.end_lineno - 1] + node.end_col_offset,
        )


def _walk(node: ast.AST) -> Iterator[_Placed]:
    """Go through what runs: no annotation, docstring, overload, protocol or list of names."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "bases", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_idle(child):
                continue
            if isinstance(child, ast.stmt | ast.expr):
                yield child
            yield from _walk(child)


def _is_idle(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return True
        case ast.Assign(value=ast.BinOp(op=ast.BitOr()), targets=[ast.Name(id=name)]):
            return not name.isupper()  # an alias of types
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.ClassDef(bases=bases):
            return any("Protocol" in ast.unparse(base) for base in bases)
        case ast.FunctionDef(decorator_list=decorators):
            return any("overload" in ast.unparse(each) for each in decorators)
        case ast.Call(func=ast.Name(id="TypeVar" | "ParamSpec" | "cast" | "assert_never")):
            return True
        case _:
            return False
