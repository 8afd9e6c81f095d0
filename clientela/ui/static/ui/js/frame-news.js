/* <frame-news data-token> arrives with an answer: the frames of the page show their pages anew, each in place of the
   old one once it is there, so that nothing flickers. */
class FrameNews extends HTMLElement {
  connectedCallback() {
    for (const place of document.querySelectorAll(".brand-frame > div")) this.renew(place);
  }

  renew(place) {
    place.querySelector("iframe[data-coming]")?.remove();
    const old = place.querySelector("iframe");
    const coming = old.cloneNode();
    const address = new URL(old.dataset.page, location.origin);
    address.searchParams.set("brand", this.dataset.token);
    coming.src = address.href;
    coming.dataset.coming = "";
    coming.addEventListener("load", () => { delete coming.dataset.coming; old.remove(); }, { once: true });
    place.append(coming);
  }
}

customElements.define("frame-news", FrameNews);
