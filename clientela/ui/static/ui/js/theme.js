/* <theme-toggle>: buttons with data-choice="light|dark|auto"; the choice is kept in this browser. */
const KEY = "clientela-theme";

function stored() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function apply(choice) {
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
}

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-choice]")?.dataset.choice;
      if (choice) this.choose(choice);
    });
    this.show(stored() ?? "auto");
  }

  choose(choice) {
    try { localStorage.setItem(KEY, choice); } catch { /* private window: the choice lasts for this page */ }
    apply(choice);
    this.show(choice);
  }

  show(choice) {
    for (const button of this.querySelectorAll("[data-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choice === choice));
    }
  }
}

customElements.define("theme-toggle", ThemeToggle);
