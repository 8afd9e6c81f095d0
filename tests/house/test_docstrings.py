"""Whatever others may use says in a sentence what it is."""

import ast

import pytest

from tests.house.sources import Function, Source, sources


def _silent(source: Source) -> list[str]:
    public = [node for node in source.tree.body if isinstance(node, Function | ast.ClassDef)]
    return [
        f"{source.where(node)} {node.name}"
        for node in public
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_modules_classes_and_functions_say_what_they_are(source: Source) -> None:
    """Private ones and methods speak by their names."""
    if source.text.strip():
        assert ast.get_docstring(source.tree), source.name
    assert _silent(source) == []


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_docstring_is_a_sentence(source: Source) -> None:
    """It begins with a capital and ends its first paragraph with a full stop."""
    for node in [source.tree, *source.tree.body]:
        if not isinstance(node, ast.Module | ast.ClassDef | Function):
            continue
        if said := ast.get_docstring(node):
            first = said.split("\n\n")[0].strip()
            assert first[-1] in ".?:" and (first[0].isupper() or not first[0].isalpha()), (
                f"{source.name}: {first}"
            )
