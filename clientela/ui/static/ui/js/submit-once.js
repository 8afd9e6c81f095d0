/* <submit-once> inside or around a form: a second press waits for the answer of the first. */
class SubmitOnce extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form") ?? this.querySelector("form");
    this.form?.addEventListener("submit", (event) => this.submitted(event));
    this.form?.addEventListener("htmx:afterRequest", () => this.rest());
    this.back = () => this.rest();
    window.addEventListener("pageshow", this.back);
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this.back);
  }

  submitted(event) {
    if (this.busy) { event.preventDefault(); return; }
    this.busy = event.submitter ?? this.form.querySelector("[type=submit]");
    this.busy?.setAttribute("aria-busy", "true");
  }

  rest() {
    this.busy?.removeAttribute("aria-busy");
    this.busy = undefined;
  }
}

customElements.define("submit-once", SubmitOnce);
