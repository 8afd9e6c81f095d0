"""`clientela create-staff`, `clear-second-factors` and `mailbox`."""

import json
from typing import Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, fail, out, set_up, use_data


@app.command("create-staff")
@command
def create_staff(
    email: Annotated[str, typer.Argument(help="Their email address.")],
    name: Annotated[str, typer.Option(help="Their name.", prompt="Name")],
    role: Annotated[str, typer.Option(help="owner, manager, support, marketing or read_only.")] = "owner",
    password: Annotated[
        str,
        typer.Option(
            help="Their password; asked for when left out.",
            prompt="Password",
            hide_input=True,
            confirmation_prompt=True,
        ),
    ] = "",
    data: DataOption = None,
) -> None:
    """Add a member of staff who can sign in to the admin."""
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.staff import actions
    from clientela.staff.roles import Role

    if role not in Role.values:
        raise fail(f"There is no role {role}. Choose one of {', '.join(Role.values)}.")
    user = actions.create_staff(email=email, name=name, role=Role(role), password=password, by=SYSTEM)
    out.print(f"{user.name} can sign in at /admin/login as {user.email} ({user.get_role_display()}).")


@app.command("clear-second-factors")
@command
def clear_second_factors(
    email: Annotated[str, typer.Argument(help="The email address of a member of staff.")],
    data: DataOption = None,
) -> None:
    """Let somebody who lost app, passkey and codes set up a new second factor at the next sign-in."""
    use_data(data)
    set_up()
    from clientela.core import emails
    from clientela.core.actor import SYSTEM
    from clientela.staff import actions
    from clientela.staff.models import User

    user = User.objects.filter(email_key=emails.canonical(email)).first()
    if user is None:
        raise fail(f"Nobody here has the address {email}.")
    actions.clear_factors(user.pk, by=SYSTEM)
    out.print(f"{user.name} sets up a second factor at the next sign-in, and is signed out everywhere.")


@app.command()
@command
def mailbox(
    to: Annotated[str, typer.Option(help="Only mail to this address.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list, newest first.")] = False,
    data: DataOption = None,
) -> None:
    """Show what the built-in mailbox holds: to, subject, text, html, time."""
    use_data(data)
    set_up()
    from clientela.core import emails
    from clientela.post.models import MailboxMessage

    found = MailboxMessage.objects.order_by("-id")
    if to:
        found = found.filter(to_key=emails.canonical(to))
    rows = [
        {"to": m.to, "subject": m.subject, "text": m.text, "html": m.html, "time": m.received_at.isoformat()}
        for m in found[:1000]
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        out.print(f"{row['time'][:16]}  {row['to']}  {row['subject']}", markup=False, soft_wrap=True)
