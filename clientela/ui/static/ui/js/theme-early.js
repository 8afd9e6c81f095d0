/* Runs before the first paint, so that a chosen theme never flashes. */
try {
  const choice = localStorage.getItem("clientela-theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch { /* no storage: the system's theme */ }
