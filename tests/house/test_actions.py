"""Every verb is one function with a required actor, and asks who may before it changes anything."""

import ast

import pytest

from tests.house.sources import PACKAGE, Function, Source, action_sources, called, calls

# What changes something: rows, the log, the queue, mail.
ROWS = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
}
SETS = {"copy_rows", "copy_sheet", "write_row", "execute", "executemany", "atomic"}
WRITES = ROWS | SETS | {"record", "record_each", "enqueue", "notify"}
# Asked of `by` itself.
ASKS = frozenset({"must", "must_be", "must_be_customer", "anyone_may", "can"})
# They take the actor to write it down; they let everybody.
NO_GUARD = frozenset({"record", "record_each", "notify", "queue"})


def _public() -> list[tuple[Source, Function]]:
    return [
        (source, node)
        for source in action_sources()
        for node in source.tree.body
        if isinstance(node, Function) and not node.name.startswith("_")
    ]


def _private(source: Source) -> dict[str, Function]:
    return {node.name: node for node in source.tree.body if isinstance(node, Function)}


def _takes_by(node: Function) -> bool:
    return any(arg.arg == "by" for arg in node.args.kwonlyargs)


def _writes(node: Function, source: Source, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function changes something, itself or by another one of its file."""
    known = _private(source)
    for call in calls(node):
        name = called(call)
        if name in WRITES:
            return True
        inner = known.get(name) if isinstance(call.func, ast.Name) else None
        if inner and name not in seen and _writes(inner, source, seen | {name}):
            return True
    return False


def _hands_over_by(call: ast.Call) -> bool:
    values = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "by")]
    return any(isinstance(value, ast.Name) and value.id == "by" for value in values)


def _is_guard(call: ast.Call, source: Source) -> bool:
    name = called(call)
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "by":
        return name in ASKS
    if name in NO_GUARD or not _hands_over_by(call):
        return False
    inner = _private(source).get(name) if isinstance(call.func, ast.Name) else None
    if inner and name.startswith("_"):
        return guards_first(inner, source)
    return True


def guards_first(node: Function, source: Source) -> bool:
    """Whether the first guard stands before the first change; opening a transaction changes nothing yet."""
    for call in calls(node):
        if _is_guard(call, source):
            return True
        inner = _private(source).get(called(call)) if isinstance(call.func, ast.Name) else None
        changes = called(call) in WRITES - {"atomic"}
        if changes or (inner and _writes(inner, source, frozenset({inner.name}))):
            return False
    return False


VERBS = [(source, node) for source, node in _public() if _takes_by(node) or _writes(node, source)]
NAMES = [f"{source.name}:{node.lineno} {node.name}" for source, node in VERBS]


@pytest.mark.parametrize(("source", "node"), VERBS, ids=NAMES)
def test_a_verb_takes_a_required_actor_by_name(source: Source, node: Function) -> None:
    """`by: Actor`, keyword-only, without a default: nobody can be forgotten."""
    arguments = dict(zip((a.arg for a in node.args.kwonlyargs), node.args.kw_defaults, strict=True))
    annotations = {a.arg: ast.unparse(a.annotation) for a in node.args.kwonlyargs if a.annotation}
    assert "by" in arguments, f"{source.where(node)} {node.name} changes something and takes no `by`"
    assert arguments["by"] is None, f"{source.where(node)} {node.name}: `by` has a default"
    assert annotations.get("by") == "Actor", f"{source.where(node)} {node.name}: `by` is no Actor"


@pytest.mark.parametrize(("source", "node"), VERBS, ids=NAMES)
def test_a_verb_asks_who_may_before_it_changes_anything(source: Source, node: Function) -> None:
    """AC-02: a guard on `by`, a brake, or another verb that guards, comes first."""
    assert guards_first(node, source), (
        f"{source.where(node)} {node.name} has no guard before its first change"
    )


@pytest.mark.parametrize(("source", "node"), VERBS, ids=NAMES)
def test_a_verb_keeps_its_actor(source: Source, node: Function) -> None:
    """`del by` would throw away who did it."""
    gone = [n for n in ast.walk(node) if isinstance(n, ast.Delete) and "by" in map(ast.unparse, n.targets)]
    assert not gone, f"{source.where(node)} {node.name} throws its actor away"


def test_there_are_verbs() -> None:
    """The rule above reads what it should."""
    names = {node.name for _source, node in VERBS}
    assert {
        "record",
        "take",
        "change_settings",
        "create_staff",
        "edit",
        "sign_in",
        "place",
        "fulfil",
    } <= names


@pytest.mark.parametrize(
    ("body", "guards"),
    [
        ("by.must(Power.X)\n    Row.objects.update(a=1)", True),
        ("with transaction.atomic():\n        add(new, by=by)", True),
        ("_move(1, by)", True),
        ("Row.objects.update(a=1)\n    by.must(Power.X)", False),
        ("record(Fact(), by=by)", False),
        ("_write()\n    by.must(Power.X)", False),
        ("pass", False),
    ],
)
def test_the_rule_sees_a_forgotten_guard(body: str, guards: bool) -> None:
    """Asked first, handed on, or asked by a part of the same file; never after the first change."""
    text = f"def verb(*, by):\n    {body}\ndef _move(a, by):\n    by.must(a)\ndef _write():\n    row.save()\n"
    source = Source(PACKAGE / "actions.py", ast.parse(text), text)
    assert guards_first(_private(source)["verb"], source) is guards
