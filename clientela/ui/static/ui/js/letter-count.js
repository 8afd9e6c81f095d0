/* <letter-count most> around a text field: says how many characters of those it takes are used. */
class LetterCount extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea, input");
    this.most = Number(this.getAttribute("most"));
    this.said ??= this.appendChild(document.createElement("small"));
    this.field.addEventListener("input", () => this.count());
    this.field.form?.addEventListener("reset", () => setTimeout(() => this.count()));
    this.count();
  }

  count() {
    const used = [...this.field.value].length;
    const words = { number: used, most: this.most };
    this.said.textContent = this.dataset.words.replace(/\{(\w+)\}/g, (_, name) => words[name].toLocaleString(document.documentElement.lang));
    this.toggleAttribute("data-over", used > this.most);
  }
}

customElements.define("letter-count", LetterCount);
