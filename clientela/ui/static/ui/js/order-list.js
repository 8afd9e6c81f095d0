/* <order-list data-up data-down> around a list: each line gets two buttons that move it; a form sends the lines in their order. */
class OrderList extends HTMLElement {
  connectedCallback() {
    for (const line of this.querySelectorAll("li")) if (!line.querySelector("[data-move]")) line.append(this.button(-1), this.button(1));
    this.addEventListener("click", (event) => this.clicked(event));
  }

  button(step) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: step < 0 ? "↑" : "↓", ariaLabel: step < 0 ? this.dataset.up : this.dataset.down });
    made.dataset.move = step;
    return made;
  }

  clicked(event) {
    const pressed = event.target.closest("[data-move]");
    if (!pressed) return;
    const line = pressed.closest("li");
    if (pressed.dataset.move < 0) line.previousElementSibling?.before(line);
    else line.nextElementSibling?.after(line);
    pressed.focus();
  }
}

customElements.define("order-list", OrderList);
