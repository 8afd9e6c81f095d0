/* <save-bar> inside a form: shows itself once something differs from what was loaded, and asks before leaving. */
class SaveBar extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.loaded = this.state();
    this.check = () => this.toggleAttribute("data-dirty", this.state() !== this.loaded);
    this.form.addEventListener("input", this.check);
    this.form.addEventListener("change", this.check);
    this.form.addEventListener("reset", () => setTimeout(this.check));
    this.form.addEventListener("submit", () => this.removeAttribute("data-dirty"));
    if (this.hasAttribute("dirty")) this.toggleAttribute("data-dirty", true);
    this.ask = (event) => { if (this.hasAttribute("data-dirty")) event.preventDefault(); };
    window.addEventListener("beforeunload", this.ask);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.ask);
  }

  state() {
    return JSON.stringify([...new FormData(this.form)].map(([name, value]) => [name, value.name ?? value]));
  }
}

customElements.define("save-bar", SaveBar);
