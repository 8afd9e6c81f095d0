/* <mixed-check group="id"> around a tick box: half ticked (mixed) while only part of what it stands for is. */
class MixedCheck extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector("input");
    this.box.indeterminate = this.hasAttribute("mixed");
    this.group = document.getElementById(this.getAttribute("group"));
    if (!this.group) return;
    this.box.addEventListener("change", () => this.all());
    this.group.addEventListener("change", (event) => { if (event.target !== this.box) this.count(); });
    this.count();
  }

  get boxes() {
    return [...this.group.querySelectorAll("input[type=checkbox]:not(:disabled)")].filter((box) => box !== this.box);
  }

  all() {
    for (const box of this.boxes) box.checked = this.box.checked;
  }

  count() {
    const boxes = this.boxes;
    const ticked = boxes.filter((box) => box.checked).length;
    this.box.checked = boxes.length > 0 && ticked === boxes.length;
    this.box.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

customElements.define("mixed-check", MixedCheck);
