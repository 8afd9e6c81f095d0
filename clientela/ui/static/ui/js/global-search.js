/* <global-search>: shows what is found while one types, walked with the arrows; `/` and Ctrl-K lead here from anywhere. */
const PAUSE = 140;
const MAC = /mac|iphone|ipad/i.test(navigator.platform);

class GlobalSearch extends HTMLElement {
  connectedCallback() {
    this.opener = this.querySelector("[data-opener]");
    this.form = this.querySelector("form");
    this.input = this.querySelector("input");
    this.panel = this.querySelector("[data-panel]");
    this.sorry = this.querySelector("[data-sorry]");
    this.status = this.querySelector("[role=status]");
    this.opener.addEventListener("click", (event) => this.enter(event));
    this.querySelector("[data-close]").addEventListener("click", () => this.leave());
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("submit", (event) => { if (!this.text) event.preventDefault(); });
    this.panel.addEventListener("htmx:afterSwap", () => this.found());
    /* A press in the panel leaves the focus in the box. */
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
    /* A setting on this very page is reached without leaving it. */
    this.panel.addEventListener("click", (event) => { if (event.target.closest("a") && !event.ctrlKey && !event.metaKey) this.close(); });
    for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) this.addEventListener(name, () => this.failed());
    this.addEventListener("focusout", (event) => this.left(event));
    this.shortcut = (event) => this.global(event);
    this.away = () => this.close();
    document.addEventListener("keydown", this.shortcut);
    window.addEventListener("pagehide", this.away);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.shortcut);
    window.removeEventListener("pagehide", this.away);
  }

  get text() { return this.input.value.trim().replace(/\s+/g, " "); }
  get options() { return [...this.panel.querySelectorAll("[role=option]")]; }
  get active() { return this.panel.querySelector("[aria-selected=true]"); }
  get isFresh() { return this.panel.querySelector("[data-asked]")?.dataset.asked === this.text; }

  global(event) {
    if (event.key.toLowerCase() !== "k" || event.altKey || event.shiftKey || !(MAC ? event.metaKey : event.ctrlKey)) return;
    if (document.querySelector("dialog:modal")) return;
    this.enter(event);
  }

  enter(event) {
    event.preventDefault();
    this.dataset.open = "";
    this.input.focus();
    this.input.select();
    if (this.text) this.look();
  }

  leave() {
    this.close();
    this.input.blur();
    if (this.opener.checkVisibility()) this.opener.focus();
  }

  left(event) {
    if (document.hasFocus() && !this.contains(event.relatedTarget)) this.close();
  }

  close() {
    clearTimeout(this.timer);
    delete this.dataset.open;
    this.show(false);
  }

  typed() {
    clearTimeout(this.timer);
    if (this.text) this.timer = setTimeout(() => this.look(), PAUSE);
    else this.show(false);
  }

  look() {
    if (this.isFresh) this.show(true);
    else this.input.dispatchEvent(new CustomEvent("look"));
  }

  found() {
    this.sorry.hidden = true;
    /* The answer may come after the box was left or emptied. */
    if (document.activeElement !== this.input || !this.text) return;
    this.show(true);
    this.status.textContent = this.panel.querySelector("[data-said]")?.dataset.said ?? "";
  }

  failed() {
    this.sorry.hidden = false;
    this.show(true);
    this.status.textContent = this.sorry.textContent;
  }

  show(open) {
    const options = open ? this.options : [];
    this.panel.hidden = !open;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.choose(options[0]);
    if (!open) this.status.textContent = "";
  }

  choose(option) {
    this.active?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.walk(event);
    else if (event.key === "Enter") this.open(event);
    else if (event.key === "Escape") this.escape(event);
  }

  walk(event) {
    if (!this.text) return;
    event.preventDefault();
    if (this.panel.hidden) { this.look(); return; }
    const { options } = this, step = event.key === "ArrowDown" ? 1 : -1;
    if (options.length) this.choose(options[(options.indexOf(this.active) + step + options.length) % options.length]);
  }

  /* Rows that belong to other words are never opened: then the form leads to the page of results. */
  open(event) {
    const option = this.panel.hidden || !this.isFresh ? null : this.active;
    if (!option) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
    else option.click();
  }

  escape(event) {
    event.preventDefault();
    const isSheet = this.opener.checkVisibility();
    if (this.panel.hidden || isSheet) this.leave();
    else this.show(false);
  }
}

customElements.define("global-search", GlobalSearch);
