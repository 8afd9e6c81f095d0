/* What asks again by itself (hx-trigger="every 3s") stays silent while nobody sees the page, doesn't count as somebody
   using the admin, and never leads away from what somebody is typing once they are signed out. */
const asksByItself = (element) => element.matches('[hx-trigger^="every "]');

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && asksByItself(event.target)) event.preventDefault();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (asksByItself(event.target)) event.detail.headers["X-By-Itself"] = "yes";
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (asksByItself(event.target) && event.detail.xhr.getResponseHeader("HX-Redirect")) event.preventDefault();
});
