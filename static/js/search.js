// Lets / go to the search of the page, unless this browser was told on the
// profile to leave that key alone.
function searchKey() {
  const on = () => !remembers() || localStorage.getItem("search-key") !== "off";
  const fields = () => all("main input[type=search]"); // the picker's comes anew
  if (on()) fields()[0]?.setAttribute("aria-keyshortcuts", "/");

  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea") || document.querySelector("dialog[open]")) return;
    const field = fields().find((field) => field.checkVisibility());
    if (!field || !on()) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const choice = document.querySelector("[data-search-key]");
  if (!choice || !remembers()) return;
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem("search-key", box.checked ? "on" : "off"));
}

// Whether the browser remembers what is chosen here.
function remembers() {
  try {
    return Boolean(localStorage);
  } catch {
    return false;
  }
}
