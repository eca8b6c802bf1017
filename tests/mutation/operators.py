"""What can be changed in a function or a constant: one small change each, found by walking the syntax tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.Div: ast.Mult, ast.Pow: ast.Mult,
}
WORDS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "RuntimeError", "ValueError", "LookupError", "warning", "info", "error", "exception",
         "debug"}
"""Calls whose texts are for reading only: another sentence is no other behaviour."""
Node = ast.AST
Change = Callable[[ast.AST], None]


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the function it is in ("" for a constant of the module), the line, in words, and the changed tree."""

    path: Path
    where: str
    line: int
    what: str
    text: str
    span: tuple[int, int]

    @property
    def key(self) -> str:
        """The same as long as the line and the change are: what docs/security/equivalents.tsv names. Line numbers are left out."""
        return f"{self.path.as_posix()}::{self.where}::{self.what}::{self.text}"


def of(path: Path) -> Iterator[tuple[Mutant, ast.Module]]:
    """Every mutant of a file, with its whole tree."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: dict[tuple[str, str, str], int] = {}
    for place, (where, node, span) in enumerate(walk(tree, "", in_function=False)):
        for turn, (what, _change) in enumerate(changes(node)):
            text = ast.unparse(node).splitlines()[0][:90]
            again = seen[where, what, text] = seen.get((where, what, text), 0) + 1
            mutated = copy.deepcopy(tree)
            other = [n for _where, n, _span in walk(mutated, "", in_function=False)][place]
            list(changes(other))[turn][1](other)
            ast.fix_missing_locations(mutated)
            yield Mutant(path, where, getattr(node, "lineno", span[0]), what + (f" #{again}" if again > 1 else ""), text, span), mutated


def walk(node: ast.AST, where: str, *, in_function: bool, span: tuple[int, int] = (0, 0)) -> Iterator[tuple[str, ast.AST, tuple[int, int]]]:
    """(function, node, lines of its statement) of what runs after the import, and of constants of the module; no annotations, decorators,
    docstrings and sentences."""
    for child in children(node):
        if getattr(child, "name", "") in {"__str__", "__repr__"}:
            continue  # read in a shell only
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{where}.<locals>.{child.name}" if in_function else f"{where}.{child.name}" if where else child.name
            yield from walk(child, inner, in_function=not isinstance(child, ast.ClassDef), span=(child.body[0].lineno, child.end_lineno or child.lineno))
        elif in_function:
            lines = lines_of(child) if isinstance(child, ast.stmt) else span
            yield where, child, lines
            yield from walk(child, where, in_function=True, span=lines)
        elif not where and isinstance(child, ast.Assign | ast.AnnAssign) and child.value is not None and is_plain(child.value):
            for one in ast.walk(child.value):
                yield "", one, (child.lineno, child.end_lineno or child.lineno)


def lines_of(statement: ast.stmt) -> tuple[int, int]:
    """First and last line; of one with a body, those of its head."""
    body = getattr(statement, "body", None)
    return statement.lineno, max(statement.lineno, body[0].lineno - 1) if body else statement.end_lineno or statement.lineno


def children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params", "bases", "type_comment"} or (name == "args" and isinstance(node, ast.Lambda)):
            continue
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and name == "args":
            yield from (one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None)
            continue
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(one, ast.AST) or isinstance(one, ast.expr_context | ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
                continue
            is_doc = isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
            if is_doc or (place >= 0 and isinstance(one, ast.JoinedStr)) or is_sentence(one):
                continue
            yield one


def is_sentence(node: ast.AST) -> bool:
    """A call of gettext and the like, with what is filled in."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return is_sentence(node.left)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name in WORDS


def is_plain(node: ast.AST) -> bool:
    """Whether a constant's value can be computed anew without effect."""
    return not any(isinstance(one, ast.Lambda | ast.Await | ast.Yield) or (isinstance(one, ast.Call) and not is_harmless(one)) for one in ast.walk(node))


def is_harmless(call: ast.Call) -> bool:
    return ast.unparse(call.func) in {"frozenset", "set", "dict", "tuple", "list", "timedelta", "re.compile"}


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Every change that can be made at this node."""
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Constant):
        for answer in (True, False):
            if not (isinstance(node, ast.While) and answer):
                yield f"condition answered {answer}", lambda n, a=answer: setattr(n, "test", ast.Constant(a))  # type: ignore[misc]
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield f"filter {place + 1} left out", lambda n, p=place: n.ifs.pop(p)  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        yield "and for or" if isinstance(node.op, ast.Or) else "or for and", turn_bool
        for place in range(len(node.values)):
            yield f"operand {place + 1} left out", lambda n, p=place: leave_out(n, p)  # type: ignore[misc]
    elif isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in COMPARISONS[type(op)]:
                yield f"{other.__name__} for {type(op).__name__}", lambda n, p=place, o=other: n.ops.__setitem__(p, o())  # type: ignore[misc]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", lambda n: become(n, n.operand)  # type: ignore[attr-defined]
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SUMS and not is_text(node):
        other_op = SUMS[type(node.op)]
        yield f"{other_op.__name__} for {type(node.op).__name__}", lambda n, o=other_op: setattr(n, "op", o())  # type: ignore[misc]
    elif isinstance(node, ast.Call) and node.keywords:
        for place, keyword in enumerate(node.keywords):
            if keyword.arg:
                yield f"{keyword.arg} dropped", lambda n, p=place: n.keywords.pop(p)  # type: ignore[misc]
    elif isinstance(node, ast.Constant):
        yield from constants(node)
    elif isinstance(node, ast.Return) and node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield "None returned", lambda n: setattr(n, "value", ast.Constant(None))
    elif isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield "left out", lambda n: setattr(n, "gone", True)


def constants(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield "turned round", lambda n: setattr(n, "value", not n.value)  # type: ignore[attr-defined]
    elif isinstance(value, int | float):
        yield "one more", lambda n: setattr(n, "value", n.value + 1)  # type: ignore[attr-defined]
    elif isinstance(value, str) and value:
        yield "another text", lambda n: setattr(n, "value", "XX" + n.value)  # type: ignore[attr-defined]


def is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Text is joined by +, and filled by %: another sign would only break it."""
    sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes)) for side in sides)


def turn_bool(node: ast.AST) -> None:
    node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()  # type: ignore[attr-defined]


def leave_out(node: ast.AST, place: int) -> None:
    values = node.values  # type: ignore[attr-defined]
    values.pop(place)
    if len(values) == 1:
        values *= 2


def become(node: ast.AST, other: ast.expr) -> None:
    """`not x` as `x`: said as `x and x`, because a node cannot replace itself."""
    node.__class__ = ast.BoolOp
    node.op, node.values, node._fields = ast.And(), [other, copy.deepcopy(other)], ast.BoolOp._fields  # type: ignore[attr-defined]


class Leaving(ast.NodeTransformer):
    """Puts `pass` where a statement was left out."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if getattr(node, "gone", False):
            return ast.copy_location(ast.Pass(), node)
        return super().generic_visit(node)


def ready(tree: ast.Module) -> ast.Module:
    return ast.fix_missing_locations(Leaving().visit(tree))
