"""Why a job may miss its target, in words; shown where it does."""

_DRAWN = (
    "The database is not the reason, as the plan shows: nearly all the time is Python drawing the page, and"
    " one web process draws with one core. A second process (`--processes 2`) draws on the other core, for"
    " about 75 MiB more."
)
REASONS = {
    "list": _DRAWN,
    "deep": f"{_DRAWN} The page itself is as near as the first: the index is entered at its key.",
    "common": (
        "A word that finds at most 2,000 customers has them all fetched, with their addresses, and sorted for"
        " the fifty that are shown; one that finds more is met on a walk along the list. So the work grows"
        " with how many a word finds, up to that bound, and not with the store."
    ),
    "rare": _DRAWN,
    "profile": f"{_DRAWN} A profile gathers more than others: addresses, tags, consent, orders, log, mail.",
    "create": (
        "The target is set for the API. The page reads a form of two dozen fields, checks the address by the"
        " rules of its country, and writes customer, address, search words and log in one transaction."
    ),
    "update": (
        "The target is set for the API. The page reads and checks a form, locks the row, and writes it with"
        " search words, sort key and log."
    ),
    "sign_in": (
        "Checking the password takes most of it, on purpose; what else there is (brakes, session, log) shares"
        " the same cores with the database and the measuring client."
    ),
    "start": (
        "Two interpreters start one after the other: the command, which starts the database and looks after"
        " the assets, and then the web process, which loads the whole store before it answers."
    ),
    "memory": "Web process and worker each hold Django and the whole store in memory.",
}
