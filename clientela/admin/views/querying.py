"""Editing a query: what may stand at the cursor, what is wrong, how many it finds, conditions by form."""

import json
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clientela.admin import condition_form, query_bar
from clientela.admin.condition_form import Asked
from clientela.admin.door import StaffRequest, needs
from clientela.admin.finding import clean
from clientela.admin.frame import SeeOther, show
from clientela.admin.query_bar import QueryBar
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.segments import queries, suggesting
from clientela.segments.language import QueryWrong

# Seconds for which the number of all customers is taken as known.
KNOWN_FOR = 60
MOST_PEOPLE, MOST_VALUES = 20, 50


def _asked_query(request: StaffRequest) -> str:
    return request.GET.get("query", "").replace("\0", "")


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def suggest(request: StaffRequest) -> HttpResponse:
    """What may stand at the cursor, as options with the place that they take."""
    at = request.GET.get("at", "")
    place = int(at) if at.isascii() and at.isdecimal() and len(at) < 7 else 0
    found = suggesting.suggest(_asked_query(request), place)
    return render(request, "admin/parts/query_options.html", {"found": found})


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def check(request: StaffRequest) -> HttpResponse:
    """What is wrong with a query, or how many customers it finds and their share of all."""
    query = _asked_query(request)
    context: dict[str, Any] = {"query": query}
    if query.strip():
        try:
            total = queries.total(query)
        except QueryWrong as wrong:
            context["mistakes"] = query_bar.mistakes(query, wrong.problems)
        else:
            context |= {"total": total, "share": _share(total.number), "is_counted": not total.is_more}
    return render(request, "admin/parts/query_check.html", context)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def count(request: StaffRequest) -> HttpResponse:
    """How many customers a query finds, exactly however many they are."""
    try:
        number = queries.count(_asked_query(request))
    except QueryWrong:
        return render(request, "admin/parts/query_count.html", {})
    context = {"total": customers.Total(number), "share": _share(number), "is_counted": True}
    return render(request, "admin/parts/query_count.html", context | {"is_short": "short" in request.GET})


def _share(number: int) -> float:
    """The share of all customers, from 0 to 1."""
    everybody = cache.get_or_set("customers.known", Customer.objects.known().count, KNOWN_FOR) or 0
    return min(1.0, number / everybody) if everybody else 0.0


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def bar(request: StaffRequest) -> HttpResponse:
    """The bar for a query, by chips or as text."""
    return _bar(request, Asked.of(request.GET).bar(request.GET))


def _bar(request: StaffRequest, found: QueryBar) -> HttpResponse:
    return render(request, "admin/parts/query_bar.html", {"bar": found, "is_fresh": True})


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def values(request: StaffRequest) -> HttpResponse:
    """Values that a filter knows, for what was typed."""
    found = condition_form.about(request.GET.get("filter", ""), request.GET.get("parameter", ""))
    typed = request.GET.get("q", "").replace("\0", "")[:80]
    rows = found.suggest(typed, MOST_VALUES) if found and found.suggest else []
    options = [(value, label, value if value != label else "") for value, label in rows]
    return render(request, "ui/options.html", {"options": options})


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """Customers whom a search finds, to choose one."""
    text = clean(request.GET.get("q", ""))
    found = customers.first_found(text, customers.few_found(text) if text else None, MOST_PEOPLE)
    options = [(each.pk, each.display_name, each.email if each.name else "") for each in found]
    return render(request, "ui/options.html", {"options": options})


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def condition(request: StaffRequest) -> HttpResponse:
    """One condition of a query: chosen, changed, taken away. The changed query goes back in the address."""
    asked = Asked.of(request.GET)
    step = condition_form.step(asked)
    if isinstance(step, Asked):
        return _finished(request, step)
    context = {"asked": asked, "step": step, "is_page": "page" in request.GET}
    if request.headers.get("HX-Target") in {"query-panel", "query-filters"}:
        part = "#filters" if request.headers["HX-Target"] == "query-filters" else ""
        return render(request, f"admin/parts/query_condition.html{part}", context)
    return show(request, "admin/segment_condition.html", context, current="segments", status=step.status)


def _finished(request: StaffRequest, asked: Asked) -> HttpResponse:
    """Back to the page with the changed query; on a segment's page its bar is drawn anew."""
    if "HX-Request" not in request.headers:
        return SeeOther(asked.address())
    if asked.is_of_list:
        where = {"path": asked.address(), "target": "#customers", "swap": "outerHTML"}
        return HttpResponse(headers={"HX-Location": json.dumps(where)})
    answer = _bar(request, asked.bar(request.GET))
    answer["HX-Retarget"], answer["HX-Reswap"] = "#query-bar", "outerHTML"
    return answer
