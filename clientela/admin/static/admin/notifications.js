/* <live-preview form action>: shows in its frame what is typed, a moment after. The frame's own address shows
   what is saved, without JavaScript too. Each view is a new frame, so that Back leaves the page. */
class LivePreview extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("form"));
    this.frame = this.querySelector("iframe");
    this.made = 0;
    this.typed = (event) => { if (event.target.form === this.form) this.soon(); };
    document.addEventListener("input", this.typed);
    if (this.hasAttribute("now")) this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("input", this.typed);
    clearTimeout(this.timer);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), 600);
  }

  show() {
    this.next?.remove();
    const next = this.frame.cloneNode();
    next.removeAttribute("src");
    next.name = `preview-${++this.made}`;
    next.dataset.next = "";
    this.next = next;
    this.append(next);
    next.addEventListener("load", () => this.swap(next));
    this.send(next.name);
  }

  swap(next) {
    if (next !== this.next) return;
    this.frame.remove();
    delete next.dataset.next;
    this.frame = next;
    this.next = undefined;
  }

  send(target) {
    const copy = document.createElement("form");
    Object.assign(copy, { method: "post", action: this.getAttribute("action"), target, hidden: true });
    for (const [name, value] of new FormData(this.form)) {
      const field = document.createElement("textarea");
      Object.assign(field, { name, value });
      copy.append(field);
    }
    document.body.append(copy);
    copy.submit();
    copy.remove();
  }
}

/* <insert-names for>: the names in it become buttons that write themselves where the cursor stands. */
class InsertNames extends HTMLElement {
  connectedCallback() {
    this.form = document.getElementById(this.getAttribute("for"));
    const body = this.form.elements.body;
    if (this.field || body.disabled) return;
    this.field = body;
    this.form.addEventListener("focusin", (event) => {
      if (["subject", "body"].includes(event.target.name)) { this.field = event.target; this.placed = true; }
    });
    for (const code of this.querySelectorAll("code")) code.replaceWith(this.button(code));
  }

  button(code) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = code.textContent;
    button.addEventListener("click", () => this.insert(code.dataset.words));
    return button;
  }

  insert(words) {
    const field = this.field;
    if (!this.placed) field.setSelectionRange(field.value.length, field.value.length);
    field.focus();
    field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* <go-to-line for field line column>: its button puts the cursor where a mistake is. */
class GoToLine extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => this.go());
  }

  go() {
    const field = document.getElementById(this.getAttribute("for")).elements[this.getAttribute("field")];
    const lines = field.value.split("\n");
    const row = Math.min(Number(this.getAttribute("line")), lines.length) - 1;
    const start = lines.slice(0, row).reduce((sum, line) => sum + line.length + 1, 0);
    const place = Math.min(start + Math.max(Number(this.getAttribute("column")) - 1, 0), start + lines[row].length);
    // A field scrolls to its cursor when it gets it, not when only the cursor moves.
    field.blur();
    field.setSelectionRange(place, place);
    field.focus();
    field.setSelectionRange(place, start + lines[row].length);
  }
}

customElements.define("go-to-line", GoToLine);
customElements.define("live-preview", LivePreview);
customElements.define("insert-names", InsertNames);
