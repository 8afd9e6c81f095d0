/* <colour-field> around a text field and a hidden picker: each follows the other. Without JavaScript one types. */
class ColourField extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("input[type=text]");
    this.picker = this.querySelector("input[type=color]");
    this.picker.hidden = false;
    this.picker.disabled = this.text.matches(":disabled");
    this.picker.addEventListener("input", () => { this.text.value = this.picker.value; });
    this.text.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(this.text.value)) this.picker.value = this.text.value; });
  }
}

customElements.define("colour-field", ColourField);
