/* <quantity-field>: one less and one more beside a number field. */
class QuantityField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-step]");
      if (button) this.step(button.dataset.step === "up");
    });
    this.input.addEventListener("input", () => this.limit());
    this.limit();
  }

  step(up) {
    if (up) this.input.stepUp();
    else this.input.stepDown();
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  limit() {
    const { value, min, max } = this.input;
    this.querySelector("[data-step=down]").disabled = min !== "" && Number(value) <= Number(min);
    this.querySelector("[data-step=up]").disabled = max !== "" && Number(value) >= Number(max);
  }
}

customElements.define("quantity-field", QuantityField);
