"""Putting a mutant into a running process: functions get the code of the changed one, constants their value wherever they are known."""

from __future__ import annotations

import ast
import gc
import sys
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.operators import Mutant, ready

ROOT = Path(__file__).resolve().parents[2]


class Unplantable(Exception):
    """This change cannot be put into a running process."""


def module_of(path: Path) -> ModuleType:
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    if name not in sys.modules:
        raise Unplantable(f"{name} is never imported")
    return sys.modules[name]


def functions(path: Path) -> dict[tuple[str, int], list[FunctionType]]:
    """All function objects of a file, also decorated and nested ones, by qualified name and first line."""
    found: dict[tuple[str, int], list[FunctionType]] = {}
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename == str(ROOT / path):
            found.setdefault((one.__code__.co_qualname, one.__code__.co_firstlineno), []).append(one)
    return found


def codes(code: CodeType) -> dict[tuple[str, int], CodeType]:
    found = {}
    for const in code.co_consts:
        if isinstance(const, CodeType):
            found[const.co_qualname, const.co_firstlineno] = const
            found |= codes(const)
    return found


def plant(mutant: Mutant, tree: ast.Module) -> None:
    """Make the change. Raises `Unplantable`."""
    tree = ready(tree)
    module = module_of(mutant.path)
    if not mutant.where:
        plant_constant(module, tree, mutant)
        return
    changed = codes(compile(tree, str(ROOT / mutant.path), "exec", dont_inherit=True))
    done = 0
    for key, objects in functions(mutant.path).items():
        code = changed.get(key)
        for one in objects:
            if code is None or code == one.__code__:
                continue
            if len(code.co_freevars) != len(one.__code__.co_freevars):
                raise Unplantable("it closes over other names")
            one.__code__ = code
            done += 1
    done += plant_defaults(module, tree, mutant)
    if not done:
        raise Unplantable("no function was found")


def plant_defaults(module: ModuleType, tree: ast.Module, mutant: Mutant) -> int:
    """Defaults that came out otherwise."""
    done = 0
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name != mutant.where.rsplit(".", 1)[-1]:
            continue
        scope = dict(module.__dict__)
        try:
            defaults = tuple(eval(compile(ast.Expression(one), "<default>", "eval"), scope) for one in node.args.defaults)
            named = {a.arg: eval(compile(ast.Expression(d), "<default>", "eval"), scope)
                     for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None}
        except Exception:  # a default that only the class body knows stays as it is
            continue
        line = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        for (name, first), objects in functions(mutant.path).items():
            for one in objects if name == mutant.where and first == line else ():
                if (one.__defaults__ or ()) != defaults or (one.__kwdefaults__ or {}) != named:
                    one.__defaults__, one.__kwdefaults__ = defaults or None, named or None
                    done += 1
    return done


def plant_constant(module: ModuleType, tree: ast.Module, mutant: Mutant) -> None:
    """Run the assignments anew in a copy of the module, and give those whose value changed to everybody who imported them."""
    scope: dict[str, Any] = dict(module.__dict__)
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.lineno != mutant.span[0]:
            continue
        exec(compile(ast.Module([node], []), "<constant>", "exec"), scope)
    changed = {name: (module.__dict__[name], value) for name, value in scope.items()
               if name != "__builtins__" and name in module.__dict__ and module.__dict__[name] is not value}
    if not changed:
        raise Unplantable("no constant changed")
    for other in [m for m in list(sys.modules.values()) if isinstance(m, ModuleType)]:
        for name, (before, value) in changed.items():
            if other.__dict__.get(name) is before or (other is module):
                other.__dict__[name] = value
