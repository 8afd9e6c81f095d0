/* <current-in-view> around links in a row that scrolls sideways: the one of this page is never out of sight. */
class CurrentInView extends HTMLElement {
  connectedCallback() {
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

customElements.define("current-in-view", CurrentInView);
