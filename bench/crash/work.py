"""The three kinds of long work, begun at the pages as staff do it, and looked at in the rows."""

from collections.abc import Callable
from dataclasses import dataclass

from bench.crash import rows
from bench.crash.clerk import Clerk
from bench.crash.house import House
from bench.crash.rows import Found

TAG, IMPORT, DELETE = "tag", "import", "delete"
KINDS = {TAG: "customers.tag", IMPORT: "customers.import", DELETE: "customers.delete"}
HEADINGS = "Email,First Name,Last Name,Default Address Address1,Default Address City,Default Address Zip,"
HEADINGS += "Default Address Country Code,Accepts Email Marketing,Tags\n"


@dataclass(frozen=True)
class Work:
    """One piece of work that waits for its button: the page it stands on, and what the button sends."""

    kind: str
    page: str
    fields: dict[str, str]
    before: int

    def jobs(self, house: House) -> list[int]:
        """The jobs of this kind; there should be one."""
        found = house.rows("SELECT id FROM jobs_job WHERE kind = %(kind)s ORDER BY 1", kind=KINDS[self.kind])
        return [pk for (pk,) in found]

    def look(self, house: House, job: int) -> Found:
        """What the rows say, all at one moment."""
        with house.moment() as ask:
            if self.kind == IMPORT:
                return rows.of_lines(ask, job, self.before)
            return rows.of_customers(ask, job, deletes=self.kind == DELETE)


def lay_ready(kind: str, house: House, clerk: Clerk, count: int, wait: Callable[[], None]) -> Work:
    """Everything up to the button that begins the work; `wait` waits for jobs that are open."""
    if kind != IMPORT:
        chosen = clerk.send("/admin/selections", {"deed": kind, "everything": "1", "q": "", "query": ""})
        page = clerk.look(path_of(chosen.headers["Location"])).url.removeprefix(clerk.url)
        return Work(kind, page, {"tags": "survivor"} if kind == TAG else {}, count)
    page = upload(clerk, count)
    clerk.look(page)
    columns = (
        "email",
        "first_name",
        "last_name",
        "line1",
        "city",
        "postcode",
        "country",
        "email_yes",
        "tags",
    )
    fields = {f"column_{at}": name for at, name in enumerate(columns)}
    clerk.send(page, {**fields, "manner": "overwrite", "has_permission": "on"})
    wait()
    clerk.look(page)
    return Work(kind, f"{page}/start", {}, count)


def path_of(location: str) -> str:
    """The path of an address that a page sends on to."""
    return "/" + location.partition("://")[2].partition("/")[2] if "://" in location else location


def upload(clerk: Clerk, count: int) -> str:
    """Send a file of so many lines. Gives the page of it."""
    clerk.look("/admin/customers/import")
    file = ("customers.csv", csv(count), "text/csv")
    return path_of(clerk.send("/admin/customers/import", {}, files={"file": file}).headers["Location"])


def csv(count: int) -> bytes:
    """Half new customers and half known ones; of a hundred lines one is bad, one is there twice, one idle."""
    return (HEADINGS + "".join(map(_line, range(1, count + 1)))).encode()


def _line(number: int) -> str:
    who = f"guest{number}@example.com" if number % 2 else f"comer{number}@example.com"
    if number % 100 == 50:
        who = f"nobody {number}"
    if number % 100 == 60:
        # The line after next is about the same customer.
        who = f"comer{number + 2}@example.com"
    if number % 100 == 71:
        return f"{who},,,,,,,,\n"
    return f"{who},Kim {number},Lind,{number % 90 + 1} Mill Lane,London,EC1Y 8TE,GB,yes,crash\n"
