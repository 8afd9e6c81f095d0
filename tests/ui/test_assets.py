import re
from pathlib import Path

from django.core.files.storage import FileSystemStorage

import clientela.ui
from clientela.ui.assets import HashedFiles

SOURCE = Path(clientela.ui.__file__).parent / "static"


def collected(folder: Path) -> HashedFiles:
    source = FileSystemStorage(location=SOURCE)
    files = HashedFiles(location=folder, base_url="/static/")
    names = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*") if path.is_file()]
    for name in names:
        with source.open(name) as content:
            files.save(name, content)
    list(files.post_process({name: (source, name) for name in names}))
    return files


def test_stylesheet_is_one_file_with_every_layer_in_order(tmp_path: Path) -> None:
    files = collected(tmp_path)
    with files.open(files.stored_name("ui/clientela.css")) as content:
        styles = content.read().decode()
    assert "@import" not in styles
    assert styles.index("@layer reset, tokens") < styles.index("--accent-solid:") < styles.index(".button {")
    assert styles.count("{") == styles.count("}")


def test_scripts_import_each_other_by_hashed_name(tmp_path: Path) -> None:
    files = collected(tmp_path)
    with files.open(files.stored_name("ui/js/index.js")) as content:
        imports = re.findall(r'import "\./([\w.-]+)";', content.read().decode())
    assert len(imports) > 10
    assert all(re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", name) for name in imports)
