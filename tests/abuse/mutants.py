"""A function with one thing changed, for every thing that could be: what a test must notice."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any


def mutants(function: Callable[..., Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """(what was changed, the changed function): conditions answered yes and no, clauses left out, arguments dropped."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    count = sum(len(list(changes(node))) for node in ast.walk(tree))
    for wanted in range(count):
        mutant = copy.deepcopy(tree)
        number = -1
        for node in list(ast.walk(mutant)):
            for what, change in list(changes(node)):
                number += 1
                if number == wanted:
                    before = ast.unparse(node)
                    change()
                    ast.fix_missing_locations(mutant)
                    scope = dict(function.__globals__)
                    exec(compile(mutant, f"<mutant of {function.__name__}>", "exec"), scope)
                    yield f"{what} in: {before.splitlines()[0][:120]}", scope[function.__name__]


def changes(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    """Every change that can be made at this node."""
    if isinstance(node, ast.If | ast.IfExp):
        for answer in (True, False):
            yield f"condition answered {answer}", lambda n=node, a=answer: setattr(n, "test", ast.Constant(a))  # type: ignore[misc]
    if isinstance(node, ast.BoolOp):
        for place in range(len(node.values)):
            yield f"operand {place + 1} left out", lambda n=node, p=place: leave_out(n, p)  # type: ignore[misc]
    if isinstance(node, ast.Call) and node.keywords:
        for place in range(len(node.keywords)):
            yield f"{node.keywords[place].arg} dropped", lambda n=node, p=place: n.keywords.pop(p)  # type: ignore[misc]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        yield "left side alone", lambda n=node: become(n, n.left)  # type: ignore[misc]
        yield "right side alone", lambda n=node: become(n, n.right)  # type: ignore[misc]
    if isinstance(node, ast.AugAssign):
        yield "not added", lambda n=node: setattr(n, "value", ast.Name(n.target.id, ast.Load()))  # type: ignore[misc]
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "turned round", lambda n=node: setattr(n, "value", not n.value)  # type: ignore[misc]


def leave_out(node: ast.BoolOp, place: int) -> None:
    """Make `a and b` into `b and b`, which is `b`."""
    node.values.pop(place)
    if len(node.values) == 1:
        node.values *= 2


def become(node: ast.BinOp, other: ast.expr) -> None:
    """Make `a & b` into `other & other`, which is `other`."""
    node.left = node.right = other
