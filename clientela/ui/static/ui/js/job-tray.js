/* <job-tray>: asks for the tray again every 3 seconds, only while it is seen and something runs; says aloud what ended.
   It lies over the page, so it is folded where nothing runs, and on a narrow screen until somebody opens it; what was
   seen to run here stays in sight when it ends. */
const PAUSE = 3000;
const CLOSED = "clientela-jobs-closed";
const FOLDED = "clientela-jobs-folded";
const NARROW = matchMedia("(max-width: 59.99rem)");
const OPEN = new Set(["queued", "running", "paused"]);
const remembered = (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; } };
const remember = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* lasts for this page */ } };

class JobTray extends HTMLElement {
  connectedCallback() {
    this.states = new Map();
    this.watched = false;
    this.place = this.querySelector("[data-jobs]");
    this.addEventListener("htmx:afterSwap", () => this.arrived());
    this.addEventListener("htmx:afterSettle", () => this.drawn());
    this.addEventListener("htmx:afterRequest", () => this.wait());
    this.addEventListener("htmx:beforeOnLoad", (event) => this.stay(event));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("submit", (event) => this.submitted(event));
    this.seen = () => { if (document.hidden) clearTimeout(this.timer); else this.wait(0); };
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  /* Signed out meanwhile: asking in the background never leads away from what somebody is typing. */
  stay(event) {
    if (event.detail.requestConfig.verb === "get" && event.detail.xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
  }

  get folded() {
    const chosen = remembered(FOLDED);
    return typeof chosen === "boolean" ? chosen : NARROW.matches || !this.watched;
  }

  get jobs() { return [...this.querySelectorAll("[data-job]")]; }

  wait(pause = PAUSE) {
    clearTimeout(this.timer);
    const moves = this.jobs.some((job) => ["queued", "running"].includes(job.dataset.state));
    if (moves && !document.hidden) this.timer = setTimeout(() => this.place.dispatchEvent(new Event("refresh")), pause);
  }

  arrived() {
    this.watched ||= this.jobs.some((job) => OPEN.has(job.dataset.state));
    this.fold(this.folded);
  }

  drawn() {
    const closed = remembered(CLOSED);
    for (const job of this.jobs) {
      const { job: id, state } = job.dataset;
      if (OPEN.has(this.states.get(id)) && !OPEN.has(state)) this.say(job.querySelector(".name").textContent);
      this.states.set(id, state);
      if (closed.includes(id) && !OPEN.has(state)) job.remove();
    }
    this.wait();
  }

  say(words) {
    this.querySelector("[role=status]").textContent = words.replace(/\s+/g, " ").trim();
  }

  clicked(event) {
    const job = event.target.closest("[data-close]")?.closest("[data-job]");
    if (job) {
      remember(CLOSED, [...remembered(CLOSED), job.dataset.job].slice(-200));
      (this.jobs.find((each) => each !== job)?.querySelector("a, button") ?? document.getElementById("main"))?.focus();
      job.remove();
    } else if (event.target.closest("[data-fold]")) {
      remember(FOLDED, !this.folded);
      this.fold(this.folded);
    }
  }

  /* Heard here and not by htmx on each form: a tray that was drawn a moment ago already answers. */
  submitted(event) {
    if (!window.htmx) return;
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    window.htmx.ajax("POST", event.target.action, { source: this.place, target: this.place, swap: "show:none", values });
  }

  fold(folded) {
    this.toggleAttribute("data-folded", folded);
    this.querySelector("[data-fold]")?.setAttribute("aria-expanded", String(!folded));
  }
}

customElements.define("job-tray", JobTray);
