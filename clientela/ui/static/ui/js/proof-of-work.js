/* <proof-of-work ask worker>: its form is sent with the answer to a small piece of work, done while somebody types. */
const GOOD_FOR = 8 * 60_000;
const PATIENCE = 15_000;

class ProofOfWork extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.field = this.querySelector("input");
    if (!this.form || !window.Worker) return;
    this.form.addEventListener("focusin", () => this.solved());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.again = (event) => { if (event.persisted) this.forget(); };
    window.addEventListener("pageshow", this.again);
    if (this.form.contains(document.activeElement)) this.solved();
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this.again);
    this.worker?.terminate();
  }

  /* An answer counts once: a page that one comes back to has none. */
  forget() {
    this.field.value = "";
    this.working = undefined;
  }

  get isOld() {
    return Date.now() - this.begun > GOOD_FOR;
  }

  solved() {
    if (this.working && this.isOld) this.forget();
    if (!this.working) {
      this.begun = Date.now();
      this.working = this.solve().catch(() => "");
    }
    return this.working;
  }

  async solve() {
    const answer = await fetch(this.getAttribute("ask"), { headers: { Accept: "application/json" } });
    if (!answer.ok) return "";
    const { maxnumber, ...asked } = await answer.json();
    const number = await this.search({ ...asked, maxnumber });
    this.field.value = number < 0 ? "" : btoa(JSON.stringify({ ...asked, number }));
    return this.field.value;
  }

  search(asked) {
    return new Promise((resolve, reject) => {
      this.worker?.terminate();
      this.worker = new Worker(this.getAttribute("worker"));
      this.worker.addEventListener("message", (event) => resolve(event.data));
      this.worker.addEventListener("error", reject);
      this.worker.postMessage(asked);
    });
  }

  async submitted(event) {
    if (this.goes || (this.field.value && !this.isOld)) return;
    // Whoever else listens hears of the form once it goes.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.waits) return;
    this.waits = true;
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    await Promise.race([this.solved(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    button?.removeAttribute("aria-busy");
    this.waits = false;
    this.goes = true;
    this.form.requestSubmit(button);
    this.goes = false;
  }
}

customElements.define("proof-of-work", ProofOfWork);
