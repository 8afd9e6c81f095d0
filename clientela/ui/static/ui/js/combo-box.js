/* <combo-box> around a select, a text field of words parted by commas (words), or a hidden field with a text field
   beside it whose options the server gives (src). What the form sends is the same with and without this script. */
const MOST = 100;
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
const make = (name, attributes = {}, words = "") => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = words;
  return element;
};
let made = 0;

class ComboBox extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    const shown = this.querySelector("select, input[type=text]");
    this.field = this.querySelector("input[type=hidden]") ?? shown;
    this.words = this.hasAttribute("words");
    this.several = this.words || shown.multiple === true;
    this.input = this.field === shown ? this.standIn(shown) : shown;
    this.build(`combo-${++made}`);
    this.listen();
    this.settle();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  standIn(shown) {
    const input = make("input", { type: "text", autocomplete: "off" });
    for (const name of ["id", "placeholder", "disabled", "aria-describedby", "aria-invalid"]) {
      if (shown.hasAttribute(name)) input.setAttribute(name, shown.getAttribute(name));
    }
    if (shown.dataset.placeholder) input.placeholder = shown.dataset.placeholder;
    // A hidden field that must be filled in would hold the form back without a word.
    input.required = shown.required && !this.several;
    shown.required = false;
    shown.removeAttribute("id");
    shown.hidden = true;
    shown.before(input);
    return input;
  }

  build(id) {
    this.list = make("ul", { id, role: "listbox", class: "combo-list", "aria-label": this.getAttribute("label"), hidden: "" });
    if (this.several) this.list.setAttribute("aria-multiselectable", "true");
    this.status = make("span", { role: "status", class: "visually-hidden" });
    const control = this.input.parentElement;
    control.classList.add("combo");
    control.after(this.list, this.status);
    if (this.several) this.input.before(this.chips = make("ul", { class: "chips" }));
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, spellcheck: "false" };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.typed(); });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("click", () => this.isOpen || this.open(""));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(this.found?.[event.target.closest("[role=option]")?.dataset.place]));
    this.chips?.addEventListener("click", (event) => this.dropped(event.target.closest("button")));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.leave(); });
    this.input.form?.addEventListener("reset", () => setTimeout(() => this.settle()));
  }

  /* What is chosen, and every option there is. */
  get isOpen() { return !this.list.hidden; }
  get isFresh() { return !this.hasAttribute("src") || this.shown === this.input.value; }
  get options() {
    const given = [...this.querySelectorAll("option")].filter((option) => option.value !== "" && !option.disabled);
    return given.map((option) => ({ value: option.value, label: option.label || option.value, about: option.dataset.about }));
  }
  get chosen() {
    if (this.words) return this.field.value.split(",").map((word) => word.trim()).filter(Boolean).map((word) => ({ value: word, label: word }));
    if (this.field.tagName === "SELECT") return [...this.field.selectedOptions].filter((option) => option.value !== "").map((option) => ({ value: option.value, label: option.label }));
    return this.field.value ? [{ value: this.field.value, label: this.named ??= this.input.value }] : [];
  }
  set chosen(list) {
    if (this.words) this.field.value = list.map((each) => each.value).join(", ");
    else if (this.field.multiple) for (const option of this.field.options) option.selected = list.some((each) => each.value === option.value);
    else this.field.value = list[0]?.value ?? "";
    this.named = list[0]?.label ?? "";
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  key(event) {
    const walk = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (walk && !this.isOpen) this.open("", walk);
    else if (walk) this.mark((this.active + walk + this.found.length) % this.found.length);
    else if (event.key === "Home" && this.active >= 0) this.mark(0);
    else if (event.key === "End" && this.active >= 0) this.mark(this.found.length - 1);
    else if (event.key === "Escape" && this.isOpen) this.close();
    else if (event.key === "Enter" && this.isOpen && this.active >= 0 && !this.isFresh) this.hurry();
    else if (event.key === "Enter" && this.isOpen && this.active >= 0) this.take(this.found[this.active]);
    else if (["Enter", ","].includes(event.key) && this.words && this.input.value.trim()) this.take(this.word());
    else if (event.key === "Backspace" && this.several && this.input.value === "") { this.remove(this.chosen.at(-1)); return; }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  typed() {
    if (!this.several && this.field !== this.input && this.field.type === "hidden" && this.field.value) this.chosen = [];
    this.open(this.input.value);
  }

  open(asked, walk = 0) {
    clearTimeout(this.timer);
    const src = this.getAttribute("src");
    if (src) {
      this.timer = setTimeout(() => this.fetched(src, asked, walk), asked ? 200 : 0);
    } else this.show(this.sift(asked), asked, walk);
  }

  async fetched(src, asked, walk) {
    const typed = this.input.value;
    const found = await this.ask(src, asked);
    if (!found) return;
    this.shown = typed;
    this.show(found, asked, walk);
  }

  /* Enter came before the answer for the last letters: a word is taken as typed, else what is found for all of them. */
  async hurry() {
    if (this.words) { this.take(this.word()); return; }
    clearTimeout(this.timer);
    await this.fetched(this.getAttribute("src"), this.input.value);
    if (this.isOpen && this.isFresh) this.take(this.found[this.active]);
  }

  sift(asked) {
    const wanted = fold(asked);
    const fits = this.options.filter((option) => fold(option.label).includes(wanted));
    return wanted ? fits.sort((one, other) => fold(other.label).startsWith(wanted) - fold(one.label).startsWith(wanted)) : fits;
  }

  /* The server answers with option elements; only their words are taken. */
  async ask(src, asked) {
    this.asking?.abort();
    this.asking = new AbortController();
    this.setAttribute("aria-busy", "true");
    try {
      const address = new URL(src, location.href);
      address.searchParams.set("q", asked);
      const answer = await fetch(address, { signal: this.asking.signal, headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.removeAttribute("aria-busy");
      return [...page.querySelectorAll("option")].map((option) => ({ value: option.value, label: option.text, about: option.dataset.about }));
    } catch (problem) {
      if (problem.name === "AbortError") return undefined;
      this.removeAttribute("aria-busy");
      this.list.replaceChildren(make("li", { class: "note" }, this.dataset.failed));
      this.reveal(-1, this.dataset.failed);
      return undefined;
    }
  }

  word() {
    const label = this.input.value.trim().replace(/,+$/, "");
    return this.found?.find((option) => fold(option.label) === fold(label)) ?? { value: label, label };
  }

  show(found, asked, walk = 0) {
    if (document.activeElement !== this.input) return;
    const taken = new Set(this.chosen.map((each) => each.value));
    const all = this.several ? found.filter((option) => !taken.has(option.value)) : found;
    this.found = all.slice(0, MOST);
    const isNew = this.words && asked.trim() && !all.some((option) => fold(option.label) === fold(asked));
    if (isNew) this.found.push({ ...this.word(), added: this.dataset.add });
    this.list.replaceChildren(...this.found.map((option, place) => this.row(option, place, taken)));
    if (!this.found.length) this.list.append(make("li", { class: "note" }, this.dataset.none));
    if (all.length > MOST) this.list.append(make("li", { class: "note" }, this.dataset.more));
    const here = this.found.findIndex((option) => taken.has(option.value));
    const first = walk < 0 ? this.found.length - 1 : 0;
    const active = asked ? (this.words && isNew ? -1 : 0) : here >= 0 ? here : walk ? first : -1;
    this.reveal(this.found.length ? active : -1, all.length ? `${this.dataset.found} ${all.length}` : this.dataset.none);
  }

  row(option, place, taken) {
    const row = make("li", { role: "option", id: `${this.list.id}-${place}`, "data-place": place, "aria-selected": String(taken.has(option.value)) });
    row.append(make("span", {}, option.added ? `${option.added} ${option.label}` : option.label));
    if (option.about) row.append(make("small", {}, option.about));
    return row;
  }

  reveal(active, said) {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.removeAttribute("data-above");
    this.toggleAttribute("data-above", this.list.getBoundingClientRect().bottom > innerHeight && this.input.getBoundingClientRect().top > innerHeight / 2);
    this.mark(active);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.status.textContent = said; }, 400);
  }

  mark(place) {
    this.active = Number.isFinite(place) ? place : -1;
    for (const row of this.list.children) row.toggleAttribute("data-active", row.dataset.place === String(place));
    const row = this.list.children[this.active];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    if (!option) return;
    const before = this.chosen;
    if (!this.several) this.chosen = [option];
    else if (!before.some((each) => fold(each.label) === fold(option.label))) this.chosen = [...before, option];
    this.close();
    this.settle();
    if (this.several) this.say(`${this.dataset.added} ${option.label}`);
  }

  remove(option) {
    if (!option) return;
    this.chosen = this.chosen.filter((each) => each.value !== option.value);
    this.settle();
    this.say(`${this.dataset.removed} ${option.label}`);
  }

  dropped(button) {
    if (!button) return;
    this.remove(this.chosen.find((each) => each.value === button.dataset.value));
    this.input.focus();
  }

  say(words) {
    clearTimeout(this.saying);
    this.status.textContent = words;
  }

  leave() {
    this.close();
    if (this.words && this.input.value.trim()) this.take(this.word());
    else if (!this.several && this.field.tagName === "SELECT" && this.input.value === "" && this.field.querySelector("option[value='']")) this.chosen = [];
    this.settle();
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.removeAttribute("aria-busy");
    this.list.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
  }

  /* Show what is chosen; typed words that nothing came of go, but those of a server's field are sent along. */
  settle() {
    const chosen = this.chosen;
    if (this.several) { this.input.value = ""; this.chips.replaceChildren(...chosen.map((each) => this.chip(each))); }
    else if (chosen.length || this.field.tagName === "SELECT") this.input.value = chosen[0]?.label ?? "";
  }

  chip({ value, label }) {
    const chip = make("li", { class: "chip" });
    const button = make("button", { type: "button", "aria-label": `${this.dataset.remove} ${label}`, "data-value": value });
    button.disabled = this.input.disabled;
    chip.append(make("span", {}, label), button);
    return chip;
  }
}

customElements.define("combo-box", ComboBox);
