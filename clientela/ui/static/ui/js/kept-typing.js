/* The fields of an address are redrawn for another country (.address-fields). What was typed while the answer was on
   its way stays: the answer only knows what stood there when it was asked for. */
const fieldsOf = (part) => part.querySelectorAll("input, select:not([hx-post])");
const typed = new Map();

const put = (field, value) => {
  const fits = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);
  if (fits) field.value = value;
};

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches(".address-fields")) return;
  for (const field of fieldsOf(detail.target)) typed.set(field.name, field.value);
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (!target.matches?.(".address-fields")) return;
  for (const field of fieldsOf(target)) if (typed.has(field.name)) put(field, typed.get(field.name));
  typed.clear();
});
