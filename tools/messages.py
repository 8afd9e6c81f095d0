"""Translations without gettext's programs: `bin/messages update`, `compile` and `check`.

`update` gathers every text from Python and templates into `clientela/locale/<language>`, keeping what is
translated; `compile` writes the `.mo` files that Django reads; `check` tells what is missing.
"""

import argparse
import ast
import re
import struct
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clientela"
LOCALE = PACKAGE / "locale"
WORDS = ROOT / "tools" / "words.toml"

# Where the text, its plural and its context stand among a call's arguments.
_CALLS = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "npgettext_lazy": (1, 2, 0),
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_IN_TEMPLATE = re.compile(rf"\b(?:n?p?gettext|_)\((?:{_STRING}|[\s,]|count)*\)", re.DOTALL)
# Percent formats, brace fields and Liquid tags: what a translation must carry over as it is.
_PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\{.*?\}\}|\{%.*?%\}|(?<!\{)\{\w+\}(?!\})", re.DOTALL)
# In these the admin is complete too; in the others, store, account pages and emails.
WHOLE = frozenset({"nb"})
_STAFFS_OWN = re.compile(
    r"clientela/((admin|bulk|config|demo|exchange|insight|jobs|journal|post|privacy|segments|staff|store)/|\w+/events\.py"
    r"|gate/actions/blocking\.py|accounts/(doors|guarding|jobs|sentences|models/settings|actions/(bursting|policy))\.py|customers/story\.py|ui/views\.py|ui/templates/ui/(kit|admin|parts/(admin|jobs|keys|global|visit)))"
    r"|clientela/(invitations/(rules|models|jobs|actions/(rounds|inviting))|accounts/actions/acting_as)\.py"
    r"|clientela/storefront/(visiting\.py|account/acting\.py|templates/account/acting\.html)"
)
_BUTTON = re.compile(r"^\[[^\]]+\](\([^)]+\))$", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """One text to translate, and the file it stands in."""

    file: str
    singular: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """The text as catalogues name it."""
        return (self.singular, self.plural) if self.plural else self.singular


def texts() -> Iterator[Text]:
    """Every text that stands in the package, file by file."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from of_python(path.read_text(encoding="utf-8"), _short(path))
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "templates" in path.parts:
            yield from of_template(path.read_text(encoding="utf-8"), _short(path))


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def of_python(source: str, file: str) -> Iterator[Text]:
    """The texts of a Python source."""
    for node in ast.walk(ast.parse(source, file)):
        if isinstance(node, ast.Call) and (found := _called(node, file)):
            yield found


def _called(call: ast.Call, file: str) -> Text | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _CALLS:
        return None
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    parts = ["" if at is None else words[at] for at in _CALLS[name] if at is None or at < len(words)]
    if len(parts) < 3 or not parts[0] or not all(isinstance(part, str) for part in parts):
        return None
    return Text(file, *map(str, parts))


def of_template(source: str, file: str) -> Iterator[Text]:
    """The texts of a template, by Django's own reading of its tags."""
    for match in _IN_TEMPLATE.finditer(templatize(source, file)):
        yield from of_python(match[0], file)


def gathered() -> Catalog:
    """All texts of the package, each once, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for text in texts():
        catalog.add(text.id, locations=[(text.file, 0)], context=text.context or None)
    return catalog


def languages() -> list[str]:
    """The languages that Clientela is translated into."""
    return sorted(path.name for path in LOCALE.iterdir() if path.is_dir())


def po_path(language: str) -> Path:
    """Where a language's words stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's words."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def header(language: str) -> str:
    """A catalogue's head, without dates: the same words make the same file."""
    plural = Catalog(locale=language).plural_forms
    return (
        f"Language: {language}\n"
        f"Plural-Forms: {plural}\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
    )


def po_text(language: str, catalog: Catalog) -> bytes:
    """The file of a language: sorted, with file names but no line numbers, so that changes stay small."""
    body = BytesIO()
    kept = {"ignore_obsolete": True, "include_lineno": False, "omit_header": True}
    write_po(body, catalog, width=100, sort_output=True, **kept)
    lines = "".join(f'"{line}\\n"\n' for line in header(language).splitlines())
    return f'msgid ""\nmsgstr ""\n{lines}\n'.encode() + body.getvalue().strip() + b"\n"


def updated(language: str) -> bytes:
    """A language's file with today's texts: new ones empty, those that are gone left out."""
    catalog = read(language) if po_path(language).is_file() else Catalog(locale=language)
    for message in catalog:
        message.locations = []
    catalog.update(gathered(), no_fuzzy_matching=True)
    return po_text(language, catalog)


def compiled(language: str) -> bytes:
    """The `.mo` file of a language; the same words give the same bytes."""
    words = {"": header(language)}
    for message in read(language):
        if message.id and message.string and not message.fuzzy and all(_forms(message.string)):
            prefix = f"{message.context}\x04" if message.context else ""
            words[prefix + "\0".join(_forms(message.id))] = "\0".join(_forms(message.string))
    return _mo(sorted((key.encode(), value.encode()) for key, value in words.items()))


def _forms(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _mo(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """The binary form that gettext reads: two tables of lengths and places, then the words."""
    count = len(pairs)
    place = 28 + 16 * count
    tables, words = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<2I", len(pair[column]), place + len(words))
            words += pair[column] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, place) + tables + words


def places(text: str) -> list[str]:
    """What a text has to be filled in, sorted: a translation has the same."""
    return sorted(_PLACES.findall(text) + _BUTTON.findall(text))


def is_for_shoppers(message: Message) -> bool:
    """Whether shoppers may read a text, on a page or in an email; the others are staff's own."""
    return any(not _STAFFS_OWN.match(file) for file, _line in message.locations)


def untranslated(language: str) -> list[str]:
    """The texts of today that this language ought to have and hasn't: all, or those that shoppers read."""
    known = {(m.context or "", m.id): m for m in read(language) if not m.fuzzy}
    missing = []
    for message in gathered():
        found = known.get((message.context or "", message.id))
        wanted = language in WHOLE or is_for_shoppers(message)
        if wanted and message.id and not (found and found.string and all(_forms(found.string))):
            missing.append(_forms(message.id)[0])
    return missing


def glossary() -> dict[str, dict[str, list[str]]]:
    """The field's own terms: for each English one the beginnings that its translations have, by language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def other_terms(language: str) -> list[str]:
    """The texts that hold a term of the field, and whose words in this language don't."""
    found = []
    for term, known in glossary().items():
        sign = re.compile(rf"(?<!\w){re.escape(term)}s?(?!\w)", re.IGNORECASE)
        for message in read(language):
            words = " ".join(_forms(message.string)).strip().lower()
            said = message.id and words and sign.search(_forms(message.id)[0])
            if said and not any(beginning in words for beginning in known[language]):
                found.append(f"{term}: {_forms(message.id)[0]!r} is {words!r}")
    return found


def mismatched(language: str) -> list[str]:
    """The texts whose words in this language have other places to fill in."""
    return [
        _forms(message.id)[0]
        for message in read(language)
        if message.id and message.string and all(_forms(message.string)) and not _fit(message)
    ]


def _fit(message: Message) -> bool:
    ids, strings = _forms(message.id), _forms(message.string)
    last = places(ids[-1])
    # "One order" may leave out its number; nothing may name what isn't there.
    return all(
        places(words) == last or (place == 0 and places(words) == places(ids[0]))
        for place, words in enumerate(strings)
    )


def stale(language: str) -> list[str]:
    """What of a language's files is not as these commands would write it."""
    po, mo = po_path(language), po_path(language).with_suffix(".mo")
    found = []
    if po.read_bytes() != updated(language):
        found.append(f"{_short(po)} (bin/messages update)")
    if not mo.is_file() or mo.read_bytes() != compiled(language):
        found.append(f"{_short(mo)} (bin/messages compile)")
    return found


def _check() -> int:
    wrong = 0
    for language in languages():
        for title, found in (
            ("not translated", untranslated(language)),
            ("other places to fill in", mismatched(language)),
            ("not the field's term", other_terms(language)),
            ("out of date", stale(language)),
        ):
            wrong += len(found)
            sys.stdout.writelines(f"{language}, {title}: {text!r}\n" for text in found)
    return 1 if wrong else 0


def _write() -> int:
    for language in languages():
        po_path(language).write_bytes(updated(language))
    return _compile()


def _compile() -> int:
    for language in languages():
        po_path(language).with_suffix(".mo").write_bytes(compiled(language))
        sys.stdout.write(f"{language}: {len(untranslated(language))} not translated\n")
    return 0


def main() -> int:
    """Run one of the three commands. Gives the exit code."""
    commands = {"update": _write, "compile": _compile, "check": _check}
    parser = argparse.ArgumentParser(prog="bin/messages", description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=commands)
    return commands[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
