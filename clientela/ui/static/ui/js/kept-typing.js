/* Fields are redrawn for another country (.address-fields) or another operator (#query-panel). What was typed while the
   answer was on its way stays: the answer only knows what stood there when it was asked for. */
const REDRAWN = ".address-fields, #query-panel";
const CHOICE = "select:is([hx-post], [hx-get])";
const fieldsOf = (part) => {
  const places = new Map();
  const fields = [...part.querySelectorAll(`input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select:not(${CHOICE})`)];
  return fields.map((field) => {
    const place = places.get(field.name) ?? 0;
    places.set(field.name, place + 1);
    return [`${field.name} ${place}`, field];
  });
};
const typed = new Map();

const put = (field, value) => {
  const fits = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
  if (fits) field.value = value;
};

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches(REDRAWN) || !detail.requestConfig.elt.matches(CHOICE)) return;
  typed.clear();
  for (const [key, field] of fieldsOf(detail.target)) typed.set(key, field.value);
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  const part = target.closest?.(REDRAWN);
  if (!part) return;
  for (const [key, field] of fieldsOf(part)) if (typed.has(key)) put(field, typed.get(key));
  typed.clear();
});

/* A country chosen before the scripts were there, or kept by the browser over a reload. */
document.addEventListener("DOMContentLoaded", () => {
  for (const choice of document.querySelectorAll(`.address-fields ${CHOICE}`)) {
    const drawn = [...choice.options].find((option) => option.defaultSelected) ?? choice.options[0];
    if (drawn && !drawn.selected) choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
