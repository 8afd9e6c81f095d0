/* <code-field>: cleans what is pasted to digits and marks the box that comes next. */
class CodeField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.input.addEventListener("paste", (event) => this.paste(event));
    this.input.addEventListener("input", () => this.clean());
    this.clean();
  }

  paste(event) {
    const digits = event.clipboardData.getData("text").replace(/\D/g, "");
    if (!digits) return;
    event.preventDefault();
    this.input.value = digits.slice(0, this.input.maxLength);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  clean() {
    const digits = this.input.value.replace(/\D/g, "");
    if (digits !== this.input.value) this.input.value = digits;
    this.dataset.next = String(Math.min(digits.length + 1, this.input.maxLength));
  }
}

customElements.define("code-field", CodeField);
