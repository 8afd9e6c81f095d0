"""The contact sheet: all pictures on one plain page, to look at them side by side."""

from html import escape
from pathlib import Path

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pictures of every page</title>
<style>
body { font: 14px/1.5 system-ui, sans-serif; margin: 24px; background: #8884; }
section { margin-block-end: 40px; }
div { display: flex; gap: 16px; align-items: start; overflow-x: auto; }
figure { margin: 0; }
img { display: block; height: 420px; border: 1px solid #8888; }
figcaption { color: #666; font-size: 12px; }
</style>
</head>
<body>
<h1>Pictures of every page</h1>
"""


def write(folder: Path, files: dict[str, list[str]], troubles: list[str]) -> Path:
    """Write the contact sheet beside the pictures. Gives where it is."""
    parts = [_HEAD, f"<p>{sum(map(len, files.values()))} pictures of {len(files)} pages.</p>\n"]
    if troubles:
        lines = "".join(f"<li>{escape(line)}</li>\n" for line in troubles)
        parts.append(f"<h2>What is wrong</h2>\n<ul>\n{lines}</ul>\n")
    parts += [_section(name, pictures) for name, pictures in files.items()]
    path = folder / "index.html"
    path.write_text("".join([*parts, "</body>\n</html>\n"]), encoding="utf-8")
    return path


def _section(name: str, pictures: list[str]) -> str:
    figures = "".join(
        f'<figure><a href="{escape(file)}"><img src="{escape(file)}" alt="{escape(file)}" loading="lazy"></a>'
        f"<figcaption>{escape(file.removeprefix(f'{name}-').removesuffix('.png'))}</figcaption></figure>\n"
        for file in sorted(pictures)
    )
    return f'<section id="{escape(name)}"><h2>{escape(name)}</h2>\n<div>\n{figures}</div></section>\n'
