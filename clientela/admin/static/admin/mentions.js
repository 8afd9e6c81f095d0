/* <mention-names for="…">: names of colleagues, each a button. Those that fit show once an @ is typed in the field;
   pressing one writes it there. */
const TYPED = /(?:^|\s)@([^@\n]{0,60})$/u;
const MOST = 6;

class MentionNames extends HTMLElement {
  connectedCallback() {
    this.field = document.getElementById(this.getAttribute("for"));
    this.buttons = [...this.querySelectorAll("button")];
    for (const event of ["input", "click", "keyup"]) this.field?.addEventListener(event, () => this.fit());
    this.field?.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hidden = true; });
    for (const button of this.buttons) button.addEventListener("click", () => this.write(button.value));
  }

  typed() {
    return TYPED.exec(this.field.value.slice(0, this.field.selectionStart))?.[1];
  }

  fit() {
    const typed = this.typed()?.toLowerCase();
    const fits = ({ value }) => typed !== undefined && ` ${value.toLowerCase()}`.includes(` ${typed}`);
    const fitting = this.buttons.filter(fits).slice(0, MOST);
    for (const button of this.buttons) button.hidden = !fitting.includes(button);
    this.hidden = !fitting.length || fitting.some(({ value }) => value.toLowerCase() === typed);
  }

  write(name) {
    const end = this.field.selectionStart;
    const start = end - (this.typed() ?? "").length;
    this.field.focus();
    this.field.setRangeText(`${name} `, start, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("mention-names", MentionNames);
