"""Files of customers that came and went, put into the pictured store; and what is pictured of them."""

from clientela.core.actor import Actor
from tools.pictures.troubles import Places
from tools.pictures.views import BOTH, View, Who, send

_OWNER = Who.OWNER
_IMPORT = "/admin/imports/<int:import_id>"

EXCHANGED = (
    View("imports", "/admin/customers/import", _OWNER, kinds=BOTH),
    View("imports-no-file", "/admin/customers/import", _OWNER, deed=send({})),
    View("import", _IMPORT, _OWNER, "/admin/imports/{import_new}"),
    View("import-tried", _IMPORT, _OWNER, "/admin/imports/{import_tried}"),
    View("import-done", _IMPORT, _OWNER, "/admin/imports/{import_done}"),
    View("import-undo", "/admin/jobs/<int:job_id>/undo", _OWNER, "/admin/jobs/{import_job}/undo"),
    View("exports", "/admin/exports", _OWNER, kinds=BOTH),
    View("export-new", "/admin/exports/new", _OWNER),
)
_FILE = """First Name,Last Name,Email,Default Address City,Default Address Country Code,Phone,Tags
Oda,Strand,oda.strand@example.com,Bergen,NO,'+4799887766,fair
Leo,Marsh,leo.marsh@example.com,London,GB,,fair
Ida,Falk,ida.falk(at)example.com,Stockholm,SE,,fair
Max,Stone,max.stone@example.com,York,XX,,fair
"""


def exchanged() -> Places:
    """A file that waits, one that was tried out, one that was brought in, and an export."""
    from clientela.exchange.actions import exporting
    from clientela.exchange.models import Import
    from clientela.segments import actions as segments
    from clientela.staff.models import User

    owner = User.objects.get(email_key="owner@holm-and-hearth.example").as_actor()
    found = list(Import.objects.filter(name__startswith="fair-").order_by("pk").values_list("pk", flat=True))
    if not found:
        found = [_file(name, owner) for name in ("fair-new.csv", "fair-tried.csv", "fair-done.csv")]
        made = exporting.export(segments.select(is_everybody=True, by=owner).pk, by=owner)
        _run(made.job_id or 0)
    job_id = Import.objects.values_list("job_id", flat=True).get(pk=found[-1])
    names = ("import_new", "import_tried", "import_done", "import_job")
    return dict(zip(names, map(str, (*found, job_id)), strict=True))


def _file(name: str, owner: Actor) -> int:
    from clientela.exchange.actions import importing

    source = importing.receive(name, [_FILE.encode()], by=owner)
    if name == "fair-tried.csv":
        _run(importing.try_out(source.pk, by=owner).pk)
    if name == "fair-done.csv":
        _run(importing.bring_in(source.pk, by=owner).pk)
    return source.pk


def _run(job_id: int) -> None:
    from clientela.core.actor import SYSTEM
    from clientela.jobs import running

    running.run(job_id, by=SYSTEM)
