/* <pop-up-menu> around a details: Esc and a press elsewhere close it, arrows, Home and End walk through it. */
class PopUpMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.addEventListener("keydown", (event) => this.key(event));
    this.elsewhere = (event) => { if (!this.contains(event.target)) this.details.open = false; };
    document.addEventListener("click", this.elsewhere);
    document.addEventListener("focusin", this.elsewhere);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.elsewhere);
    document.removeEventListener("focusin", this.elsewhere);
  }

  key(event) {
    if (event.key === "Escape" && this.details.open) {
      this.details.open = false;
      this.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.details.open = true;
      this.walk(event.key === "ArrowDown" ? 1 : -1);
    } else if ((event.key === "Home" || event.key === "End") && this.details.open && this.items.length) {
      event.preventDefault();
      this.items.at(event.key === "Home" ? 0 : -1).focus();
    }
  }

  get items() {
    return [...this.querySelectorAll("[data-menu] a, [data-menu] button")].filter((item) => item.checkVisibility());
  }

  walk(step) {
    const items = this.items;
    const here = items.indexOf(document.activeElement);
    const next = here < 0 && step < 0 ? items.length - 1 : (here + step + items.length) % items.length;
    items[next]?.focus();
  }
}

customElements.define("pop-up-menu", PopUpMenu);
