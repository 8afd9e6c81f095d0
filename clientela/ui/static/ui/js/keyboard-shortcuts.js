/* <keyboard-shortcuts>: single keys and pairs press the element that carries data-key="/" or data-key="g c". */
const KEY = "clientela-keys-off";
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

class KeyboardShortcuts extends HTMLElement {
  connectedCallback() {
    this.before = "";
    this.switch = this.querySelector("[data-keys-switch]");
    if (this.switch) {
      this.switch.checked = !this.off;
      this.switch.addEventListener("change", () => this.remember());
    }
    this.listen = (event) => this.press(event);
    document.addEventListener("keydown", this.listen);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listen);
  }

  get off() {
    try { return localStorage.getItem(KEY) === "1"; } catch { return false; }
  }

  remember() {
    try { localStorage.setItem(KEY, this.switch.checked ? "0" : "1"); } catch { /* lasts for this page */ }
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || this.off) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    const target = this.find(`${this.before} ${event.key}`) ?? this.find(event.key);
    clearTimeout(this.timer);
    this.before = target ? "" : event.key;
    this.timer = setTimeout(() => { this.before = ""; }, 1000);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) target.select();
    if (target.matches("input")) target.focus();
    else if (target.matches("dialog")) target.showModal();
    else target.click();
  }

  find(keys) {
    return document.querySelector(`[data-key="${CSS.escape(keys.trim())}"]`);
  }
}

customElements.define("keyboard-shortcuts", KeyboardShortcuts);
