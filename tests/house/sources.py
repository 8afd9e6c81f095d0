"""What the house tests read: the package's sources, its functions and its floors."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "clientela"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of the package."""

    path: Path
    tree: ast.Module
    text: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        return self.path.relative_to(PACKAGE).parts[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def where(self, node: ast.stmt | ast.expr) -> str:
        """The place of a node as editors open it."""
        return f"{self.name}:{node.lineno}"


def read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path, ast.parse(text), text)


@cache
def sources() -> tuple[Source, ...]:
    """Every file of the package but migrations, which are history."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple(read(path) for path in paths if "migrations" not in path.parts)


@cache
def action_sources() -> tuple[Source, ...]:
    """The files that hold verbs: `<app>/actions.py` and `<app>/actions/<flow>.py`."""
    return tuple(s for s in sources() if s.path.stem == "actions" or s.path.parent.name == "actions")


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method below a node."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines from `def` to the last, without the blank ones of a docstring."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def called(call: ast.Call) -> str:
    """What a call names: `save` for `order.save()`, `take` for `gate.take()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(tree: ast.AST) -> list[ast.Call]:
    """The calls below a node in the order in which they stand."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


@cache
def floors() -> dict[str, int]:
    """Each app's floor, the ground being 0, as `pyproject.toml` says."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    layers = list(reversed(contract["layers"]))
    return {app.strip(): floor for floor, layer in enumerate(layers) for app in layer.split("|")}
