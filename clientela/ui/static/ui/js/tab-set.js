/* <tab-set> around sections: one is seen at a time, chosen by tabs. Arrows, Home and End change between them. */
class TabSet extends HTMLElement {
  connectedCallback() {
    if (this.tabs) return;
    this.panels = [...this.querySelectorAll(":scope > section")];
    const list = document.createElement("div");
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-label", this.getAttribute("label"));
    this.tabs = this.panels.map((panel) => this.tab(panel));
    list.append(...this.tabs);
    const bar = document.createElement("div");
    bar.className = "tabs";
    bar.append(list);
    this.prepend(bar);
    list.addEventListener("keydown", (event) => this.key(event));
    const wanted = this.panels.findIndex((panel) => `#${panel.id}` === location.hash);
    this.choose(Math.max(0, wanted));
  }

  tab(panel) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.textContent = panel.dataset.title;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.addEventListener("click", () => this.choose(this.tabs.indexOf(tab)));
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    return tab;
  }

  key(event) {
    const here = this.tabs.indexOf(document.activeElement);
    const last = this.tabs.length - 1;
    const step = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: here + step, ArrowLeft: here - step, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.choose((to + this.tabs.length) % this.tabs.length);
    this.querySelector("[role=tab][aria-selected=true]").focus();
  }

  choose(place) {
    this.tabs.forEach((tab, each) => {
      tab.setAttribute("aria-selected", String(each === place));
      tab.tabIndex = each === place ? 0 : -1;
      this.panels[each].hidden = each !== place;
    });
  }
}

customElements.define("tab-set", TabSet);
