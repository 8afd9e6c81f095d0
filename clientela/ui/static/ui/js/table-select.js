/* <table-select> around a table whose rows hold a tick box: all at once, ranges by shift, keys, and a bar for what is chosen. */
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const WIDE = matchMedia("(min-width: 60rem)");
const off = () => { try { return localStorage.getItem("clientela-keys-off") === "1"; } catch { return false; } };

class TableSelect extends HTMLElement {
  connectedCallback() {
    this.head = this.querySelector("thead .select input");
    this.everything = this.querySelector(".everything input");
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("change", (event) => this.changed(event.target));
    this.listen = (event) => this.key(event);
    this.again = () => this.draw();
    document.addEventListener("keydown", this.listen);
    WIDE.addEventListener("change", this.again);
    this.addEventListener("htmx:afterSwap", this.again);
    this.closest("form")?.addEventListener("reset", () => setTimeout(this.again));
    this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listen);
    WIDE.removeEventListener("change", this.again);
  }

  get boxes() { return [...this.querySelectorAll("tbody .select input:not(:disabled)")]; }

  clicked(event) {
    const box = event.target.closest("tbody .select input");
    if (!box) return;
    const boxes = this.boxes;
    const from = boxes.indexOf(this.last);
    const to = boxes.indexOf(box);
    if (event.shiftKey && from >= 0) for (const each of boxes.slice(Math.min(from, to), Math.max(from, to) + 1)) each.checked = box.checked;
    this.last = box;
  }

  changed(target) {
    if (target === this.head) for (const box of this.boxes) box.checked = this.head.checked;
    if (target !== this.everything && this.everything) this.everything.checked = false;
    this.draw();
  }

  draw() {
    const boxes = this.boxes;
    const chosen = boxes.filter((box) => box.checked).length;
    const all = chosen > 0 && chosen === boxes.length;
    if (this.head) { this.head.checked = all; this.head.indeterminate = chosen > 0 && !all; }
    this.toggleAttribute("data-chosen", chosen > 0);
    this.toggleAttribute("data-all", all);
    if (!all && this.everything) this.everything.checked = false;
    this.querySelector(".count").textContent = chosen && !this.everything?.checked ? `${this.dataset.count} ${chosen}` : "";
    // The bar lies over these, so that nobody should come to them unseen.
    for (const link of this.querySelectorAll("thead a")) link.tabIndex = chosen > 0 && WIDE.matches ? -1 : 0;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off()) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]") || !this.isMeant(event.target)) return;
    const rows = [...this.querySelectorAll("tbody tr")];
    const here = rows.indexOf(event.target.closest("tr"));
    if (event.key === "j" || event.key === "k") this.walk(rows, here + (event.key === "j" ? 1 : here < 0 ? 0 : -1));
    else if (event.key === "x" && here >= 0) rows[here].querySelector(".select input")?.click();
    else if (event.key === "Enter" && here >= 0 && event.target.matches(".select input")) rows[here].querySelector("th a")?.click();
    else return;
    event.preventDefault();
  }

  /* The table one is in; from anywhere else, the first of the page. */
  isMeant(target) {
    return (target.closest("table-select") ?? document.querySelector("table-select")) === this;
  }

  walk(rows, place) {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    (row?.querySelector("th a") ?? row?.querySelector(".select input"))?.focus();
  }
}

customElements.define("table-select", TableSelect);
