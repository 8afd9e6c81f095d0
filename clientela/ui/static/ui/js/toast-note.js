/* <toast-note>: can be closed; goes by itself after a while unless it tells of a problem or is being read. */
class ToastNote extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.remove());
    if (this.hasAttribute("stays")) return;
    this.addEventListener("pointerenter", () => clearTimeout(this.timer));
    this.addEventListener("pointerleave", () => this.wait());
    this.addEventListener("focusin", () => clearTimeout(this.timer));
    this.wait();
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), 7000);
  }
}

customElements.define("toast-note", ToastNote);
