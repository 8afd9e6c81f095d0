/* <passkey-form ceremony options failed autofill>: its form is filled in and sent by a passkey. Stays hidden where the browser knows none.
   With `autofill`, the browser offers passkeys in the fields of the page that name them (`autocomplete="… webauthn"`), too. */
// A challenge lives five minutes: before it is over, the browser is given a new one.
const RENEW_MS = 4 * 60 * 1000;
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.hidden = !window.PublicKeyCredential;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.submitted(event));
    if (this.hasAttribute("autofill")) this.offer();
  }

  disconnectedCallback() {
    this.withdraw();
  }

  async offer() {
    if (!(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
    try {
      const options = await this.asked();
      // The button was pressed meanwhile: the browser shows one question at a time.
      if (this.busy) return;
      this.offered = new AbortController();
      this.renewal = setTimeout(() => this.renew(), RENEW_MS);
      const signed = await this.used(options, { mediation: "conditional", signal: this.offered.signal });
      this.form.elements.credential.value = JSON.stringify(signed);
      this.form.requestSubmit();
    } catch {
      // Nobody asked for it aloud: the button says what is wrong when it is pressed.
    }
  }

  renew() {
    this.withdraw();
    if (!document.hidden) this.offer();
    else document.addEventListener("visibilitychange", () => this.offer(), { once: true });
  }

  withdraw() {
    clearTimeout(this.renewal);
    this.offered?.abort();
    this.offered = undefined;
  }

  async submitted(event) {
    if (this.form.elements.credential.value) return;
    event.preventDefault();
    if (this.busy) return;
    this.withdraw();
    this.busy = this.form.querySelector("[type=submit]");
    this.busy.setAttribute("aria-busy", "true");
    this.say("");
    try {
      const options = await this.asked();
      this.form.elements.credential.value = JSON.stringify(this.getAttribute("ceremony") === "add" ? await this.made(options) : await this.used(options));
      this.form.requestSubmit();
    } catch (problem) {
      this.say(problem.words ?? this.getAttribute("failed"));
      this.busy.removeAttribute("aria-busy");
      this.busy = undefined;
    }
  }

  say(words) {
    const line = this.querySelector("[role=alert]");
    line.textContent = words;
    line.hidden = !words;
  }

  async asked() {
    const body = new URLSearchParams({ ceremony: this.getAttribute("ceremony") });
    const headers = { "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value };
    const answer = await fetch(this.getAttribute("options"), { method: "POST", body, headers });
    const options = await answer.json();
    if (!answer.ok) throw Object.assign(new Error("refused"), { words: options.error });
    return { ...options, challenge: bytes(options.challenge) };
  }

  async made(options) {
    const publicKey = { ...options, user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: known(options.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = made.response;
    const response = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports: made.response.getTransports?.() ?? [] };
    return { id: made.id, rawId: text(made.rawId), type: made.type, response };
  }

  async used(options, how = {}) {
    const used = await navigator.credentials.get({ ...how, publicKey: { ...options, allowCredentials: known(options.allowCredentials) } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = used.response;
    const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) };
    if (userHandle) response.userHandle = text(userHandle);
    return { id: used.id, rawId: text(used.rawId), type: used.type, response };
  }
}

customElements.define("passkey-form", PasskeyForm);
