/* <copy-button value="…">: its button copies the value and says so. Hidden where the browser can't copy. */
class CopyButton extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return;
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    await navigator.clipboard.writeText(this.getAttribute("value"));
    this.dataset.copied = "";
    this.querySelector("[role=status]").textContent = this.getAttribute("copied");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), 2000);
  }

  rest() {
    delete this.dataset.copied;
    this.querySelector("[role=status]").textContent = "";
  }
}

customElements.define("copy-button", CopyButton);
