"""The components by keyboard, in a real browser at both widths, under the strict policy, checked by axe."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from clientela.jobs.models import Job
from clientela.staff.models import User
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.steps import Held, staff_in

pytestmark = pytest.mark.journey
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@pytest.fixture
def kit(visit: Callable[..., Visitor]) -> Visitor:
    """The owner, on the page of components."""
    visitor = visit()
    staff_in(visitor, "owner")
    visitor.open("/admin/ui")
    return visitor


def values(page: Page, name: str) -> list[str]:
    """What the form would send under a name."""
    found: list[str] = page.evaluate(
        "name => [...document.querySelectorAll(`[name='${name}']`)].flatMap(field =>"
        " field.multiple ? [...field.selectedOptions].map(option => option.value) : [field.value])",
        name,
    )
    return found


def active(field: Locator) -> str:
    """The option that the keys have come to, as a screen reader is told."""
    option = field.get_attribute("aria-activedescendant")
    return field.page.locator(f"#{option}").inner_text() if option else ""


def test_a_choice_is_sifted_and_taken_by_keys(kit: Visitor) -> None:
    page = kit.page
    field = page.get_by_role("combobox", name="Country", exact=True).last
    box = page.locator("combo-box", has=page.locator("[name=kit-country]"))
    field.focus()
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert active(field) == "Norge"
    expect(box.get_by_role("option", name="Norge")).to_have_attribute("aria-selected", "true")
    field.press("Home")
    assert active(field) == "Österreich"
    field.press("End")
    assert active(field).startswith("The United Kingdom")
    kit.check()
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("Norge")
    field.fill("osterr")
    expect(box.get_by_role("option")).to_have_count(1)
    expect(box.get_by_role("status")).to_have_text("Results: 1")
    field.press("Enter")
    expect(field).to_have_value("Österreich")
    assert values(page, "kit-country") == ["at"]
    field.fill("zzz")
    expect(box.get_by_role("status")).to_have_text("Nothing found")
    field.press("Tab")
    expect(field).to_have_value("Österreich")
    kit.check()


def test_a_choice_asks_the_server(kit: Visitor) -> None:
    page = kit.page
    field = page.get_by_role("combobox", name="City")
    field.fill("ber")
    box = page.locator("combo-box", has=page.locator("[name=kit-city]"))
    expect(box.get_by_role("option")).to_have_count(2)
    expect(box.get_by_role("status")).to_have_text("Results: 2")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Berlin")
    assert values(page, "kit-city") == ["berlin"]
    field.fill("llan")
    expect(box.get_by_role("option")).to_have_count(1)
    kit.check()
    field.press("Enter")
    expect(field).to_have_value(LONG)


def test_enter_before_the_answer_takes_what_was_typed(kit: Visitor) -> None:
    """On a slow line the list still shows what was found for other letters: none of that is taken."""
    page = kit.page
    field = page.get_by_role("combobox", name="City")
    field.fill("ber")
    box = page.locator("combo-box", has=page.locator("[name=kit-city]"))
    expect(box.get_by_role("option")).to_have_count(2)
    held = Held(page, "**/*q=llan*")
    with page.expect_request("**/*q=llan*"):
        field.fill("llan")
        field.press("Enter")
    expect(field).to_have_value("llan")
    held.let_go()
    expect(field).to_have_value(LONG)


def test_several_are_chosen_and_taken_off(kit: Visitor) -> None:
    page = kit.page
    field = page.get_by_role("combobox", name="Sold in")
    field.fill("ital")
    field.press("Enter")
    assert values(page, "kit-sold") == ["no", "de", "it"]
    page.get_by_role("button", name="Remove Germany").press("Enter")
    assert values(page, "kit-sold") == ["no", "it"]
    expect(field).to_be_focused()
    field.press("Backspace")
    assert values(page, "kit-sold") == ["no"]
    words = page.get_by_role("combobox", name="Tags")
    words.press_sequentially("Ny kunde, whole")
    words.press("ArrowDown")
    words.press("Enter")
    page.keyboard.press("Tab")
    assert values(page, "kit-tags")[0].split(", ")[-2:] == ["Ny kunde", "Wholesale"]
    kit.check()


def test_rows_are_selected_by_keys_and_ranges(kit: Visitor, size: dict[str, int]) -> None:
    page = kit.page
    table = page.locator("table-select")
    boxes = table.locator("tbody .select input")
    bar, everything = table.locator(".bulk-bar"), table.get_by_label("Select all 2,014 in this view")
    expect(bar).to_be_hidden()
    table.locator("tbody th a").first.focus()
    page.keyboard.press("j")
    expect(table.locator("tbody th a").nth(1)).to_be_focused()
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    expect(bar).to_be_visible()
    expect(bar.get_by_role("status")).to_have_text("Selected: 1")
    boxes.nth(4).click(modifiers=["Shift"])
    expect(bar.get_by_role("status")).to_have_text("Selected: 4")
    head = table.get_by_role("checkbox", name="Select all", exact=True)
    assert head.evaluate("box => box.indeterminate")
    expect(everything).to_be_hidden()
    kit.check()
    head.click()
    expect(bar.get_by_role("status")).to_have_text("Selected: 8")
    everything.check()
    kit.check()
    boxes.nth(2).uncheck()
    expect(everything).to_be_hidden()
    expect(everything).not_to_be_checked()
    if size != PHONE:
        expect(table.get_by_role("link", name="Email")).to_have_attribute("tabindex", "-1")
    boxes.nth(3).focus()
    page.keyboard.press("k")
    expect(table.locator("tbody th a").nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#kit-lists$"))


def test_dialog_drawer_menu_and_tabs(kit: Visitor) -> None:
    page = kit.page
    opener = page.get_by_role("link", name="Open dialog")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete Anna Berg")
    expect(dialog).to_be_visible()
    kit.check()
    for _each in range(6):
        page.keyboard.press("Tab")
        assert not page.evaluate("document.querySelector('main').contains(document.activeElement) &&"
                                 " !document.activeElement.closest('dialog')")  # fmt: skip
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    menu = page.locator("main summary", has_text="More actions").first
    menu.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Send email")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Delete customer").last).to_be_focused()
    kit.check()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.get_by_role("tab", name="Orders").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Addresses")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel", name="Addresses")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tabpanel", name="Marketing consent")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Orders")).to_be_hidden()
    kit.check()


def test_a_box_for_all_and_leaving_asks(kit: Visitor) -> None:
    page = kit.page
    parent = page.get_by_role("checkbox", name="All of orders")
    assert parent.evaluate("box => box.indeterminate")
    parent.check()
    expect(page.get_by_role("checkbox", name="Fulfil orders")).to_be_checked()
    page.get_by_role("checkbox", name="See orders").uncheck()
    assert parent.evaluate("box => box.indeterminate")
    page.locator("#id_note").fill("Rings twice")
    expect(page.get_by_role("region", name="Unsaved changes")).to_be_visible()
    kit.check()
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        link = page.locator("a[href='/admin/customers']").first
        link.evaluate("link => { setTimeout(() => link.click()) }")
    assert asked.value.type == "beforeunload"
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("region", name="Unsaved changes")).to_be_hidden()


def test_without_scripts_all_stands_as_plain_fields(kit: Visitor) -> None:
    state = kit.context.storage_state()
    assert kit.context.browser
    plain = kit.context.browser.new_context(
        java_script_enabled=False, storage_state=state, base_url=kit.shop.url, viewport=kit.page.viewport_size
    )
    page = plain.new_page()
    page.goto("/admin/ui")
    page.locator("select[name=kit-country]").select_option("se")
    page.locator("select[name=kit-sold]").select_option(["dk", "it"])
    expect(page.locator("input[name=kit-tags]")).to_be_visible()
    expect(page.locator("input[name=kit-city_text]")).to_be_visible()
    expect(page.locator(".bulk-bar").get_by_role("button", name="Add tag")).to_be_visible()
    expect(page.get_by_text("Two addresses, one of them the default.")).to_be_visible()
    page.locator("table-select tbody .select input").nth(2).check()
    page.locator(".bulk-bar").get_by_role("button", name="Add tag").click()
    expect(page).to_have_url(re.compile(r"do=tag&row=2"))
    plain.close()


def test_the_tray_of_jobs_lives(kit: Visitor, size: dict[str, int]) -> None:
    """It comes by itself, asks again while something runs, says what ended, folds, and can be closed."""
    page = kit.page
    Job.objects.all().delete()
    owner = User.objects.get(email=kit.shop.staff("owner"))
    job = Job.objects.create(
        kind='<b onclick="x">Kundendatenzusammenführung</b>',
        state=Job.State.PAUSED,
        actor_kind="staff",
        actor_id=owner.pk,
        total=12431,
        done=4000,
    )
    page.goto("/admin/customers")
    tray = page.get_by_role("region", name="Jobs")
    fold = tray.get_by_role("button", name="Fold")
    if size["width"] < 960:
        # On a phone it lies folded at first and covers nothing.
        expect(fold).to_have_attribute("aria-expanded", "false")
        kit.check()
        fold.click()
    expect(tray.get_by_text("4,000 of 12,431")).to_be_visible()
    expect(tray.get_by_role("link", name='<b onclick="x">')).to_be_visible()
    kit.check()
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)
    page.reload()
    expect(tray.get_by_role("button", name="Pause")).to_be_visible()
    Job.objects.filter(pk=job.pk).update(done=8000)
    expect(tray.get_by_text("8,000 of 12,431")).to_be_visible()
    fold.press("Enter")
    expect(tray.get_by_role("button", name="Pause")).to_be_hidden()
    fold.press("Enter")
    tray.get_by_role("button", name="Pause").press("Enter")
    expect(tray.get_by_role("button", name="Resume")).to_be_focused()
    expect(page).to_have_url(re.compile("/admin/customers$"))
    tray.get_by_role("button", name="Cancel").press("Enter")
    expect(tray.get_by_text("Cancelled")).to_be_visible()
    expect(page.locator("job-tray > [role=status]")).to_contain_text("Cancelled")
    kit.check()
    tray.get_by_role("button", name="Close: ").press("Enter")
    expect(tray).to_be_hidden()
    with page.expect_response("**/admin/jobs/tray"):
        page.reload()
    expect(page.locator("[data-job]")).to_have_count(0)
    expect(tray).to_be_hidden()
    page.goto("/admin/jobs")
    expect(page.get_by_role("heading", name="Newest jobs")).to_be_visible()
    kit.check()
    job.delete()
