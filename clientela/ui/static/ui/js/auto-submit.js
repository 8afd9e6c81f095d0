/* <auto-submit> around a select: choosing submits its form. The plain button stands in <noscript>. */
class AutoSubmit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => event.target.form?.requestSubmit());
  }
}

customElements.define("auto-submit", AutoSubmit);
