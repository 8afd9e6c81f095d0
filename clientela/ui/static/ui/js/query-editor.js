/* <query-editor src> around a textarea that holds a query: lists what may stand at the cursor, as the server knows it,
   and puts words right that it found wrong. Without it the textarea is a plain control. */
const PAUSE = 120;
const make = (name, attributes = {}, words = "") => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
};
/* The server counts whole letters, the browser halves of some. */
const letters = (text, units) => [...text.slice(0, units)].length;
const units = (text, count) => [...text].slice(0, count).join("").length;
let made = 0;

class QueryEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("change", (event) => this.chosen(event), true);
    this.area = this.querySelector("textarea");
    if (this.area && !this.list) this.build(`query-${++made}`);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    clearTimeout(this.saying);
    this.asking?.abort();
  }

  build(id) {
    this.list = make("ul", { id, role: "listbox", class: "query-list", "aria-label": this.dataset.found, hidden: "" });
    this.status = make("span", { role: "status", class: "visually-hidden" });
    this.area.parentElement.after(this.list, this.status);
    const told = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": id };
    for (const [name, value] of Object.entries(told)) this.area.setAttribute(name, value);
    this.area.addEventListener("input", () => this.soon());
    this.area.addEventListener("click", () => this.soon());
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(this.found[event.target.closest("[role=option]")?.dataset.place]));
  }

  get isOpen() { return !this.list.hidden; }
  get isFresh() { return this.shown === this.area.value; }

  soon() {
    clearTimeout(this.timer);
    this.waits = true;
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /* The server answers with option elements; only their words are taken. */
  async ask(isWanted = false) {
    this.waits = true;
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = new AbortController();
    const text = this.area.value, at = this.area.selectionStart;
    const address = new URL(this.dataset.src, location.href);
    address.searchParams.set("query", text);
    address.searchParams.set("at", letters(text, at));
    try {
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (this.waits && this.area.value === text) this.show([...page.querySelectorAll("option")], at, isWanted);
    } catch (problem) {
      // Given up for a newer question: the list is that one's by now.
      if (problem.name !== "AbortError") this.close();
    }
  }

  show(options, at, isWanted) {
    const text = this.area.value;
    /* Right behind a word nothing is offered unasked that would only go on: what stands below stays in sight. */
    const goesOn = !isWanted && at > 0 && units(text, options[0]?.dataset.start ?? 0) >= at && !/[\s(]/.test(text[at - 1]);
    if (document.activeElement !== this.area || !options.length || goesOn) { this.close(); return; }
    this.found = options.map((option) => ({ text: option.value, label: option.text, start: units(text, option.dataset.start), end: units(text, option.dataset.end) }));
    this.shown = text;
    this.list.replaceChildren(...this.found.map((each, place) => this.row(each, place)));
    this.list.hidden = false;
    this.mark(this.found[0].start < at ? 0 : -1);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.status.textContent = `${this.dataset.found} ${this.found.length}`; }, 600);
  }

  row({ text, label }, place) {
    const row = make("li", { role: "option", id: `${this.list.id}-${place}`, "data-place": place, "aria-selected": "false" });
    row.append(make("code", {}, text.trim()), make("small", {}, label));
    return row;
  }

  mark(place) {
    this.active = place;
    for (const row of this.list.children) row.setAttribute("aria-selected", String(row.dataset.place === String(place)));
    const row = this.list.children[place];
    if (row) this.area.setAttribute("aria-activedescendant", row.id);
    else this.area.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing) return;
    const walk = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === " " && event.ctrlKey) this.ask(true);
    else if (walk && this.isOpen) this.mark(this.active < 0 ? (walk > 0 ? 0 : this.found.length - 1) : (this.active + walk + this.found.length) % this.found.length);
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && this.isOpen && this.active >= 0) this.take(this.found[this.active]);
    else if (event.key === "Escape" && (this.isOpen || this.waits)) this.close();
    else if (event.key === "Enter" && !event.shiftKey && (this.area.dataset.enter || event.ctrlKey || event.metaKey)) { this.close(); this.area.form?.requestSubmit(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* Whoever types faster than answers come takes what fits the words that stand there now. */
  async take(option) {
    if (!option) return;
    let meant = option;
    if (!this.isFresh) {
      await this.ask();
      if (!this.isOpen || !this.isFresh) return;
      meant = this.found.find((each) => each.text === option.text) ?? this.found[this.active];
    }
    if (meant) this.put(meant.text, meant.start, meant.end);
  }

  /* An operator that stands with the same controls needs no others from the server: what was typed stays. */
  chosen(event) {
    const beside = event.target.selectedOptions?.[0]?.dataset.beside;
    if (beside && beside === event.target.dataset.beside) event.stopPropagation();
  }

  /* As if it had been typed: undo takes it back. */
  put(text, start, end) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    this.area.setRangeText(text, start, end, "end");
    this.close();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  pressed(event) {
    const mend = event.target.closest("[data-mend]");
    if (mend && this.area) {
      event.preventDefault();
      const text = this.area.value;
      this.put(mend.dataset.mend, units(text, mend.dataset.start), units(text, mend.dataset.end));
      this.close();
    }
    if (event.target.closest("[data-close]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.querySelector("#query-panel").replaceChildren();
      this.querySelector(".query-chips button")?.focus();
    }
  }

  close() {
    this.waits = false;
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.mark(-1);
  }
}

customElements.define("query-editor", QueryEditor);
