// Makes pages nicer that work without it: focus on messages, real tabs, dialogs
// before actions, a picker that does not reload, a guard over unsaved changes,
// a key that goes to the search, buttons to copy and to print. The files of js/ follow in the same module.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Whether a guarded form holds something that is not saved.
let unsaved = false;

// Shows the tab that holds an element; without tabs there is nothing to do.
let reveal = () => {};

// Whether a button of the pointer is down. What arrives meanwhile waits for its
// click, which would be lost if the page moved below it.
let pressed = false;
addEventListener("pointerdown", () => (pressed = true), true);
const ends = ["pointerup", "pointercancel", "contextmenu"];
for (const end of ends) addEventListener(end, () => (pressed = false), true);
const released = async () => {
  while (pressed) await new Promise((up) => ends.forEach((end) => addEventListener(end, () => setTimeout(up), { once: true })));
};

// What happened is heard first.
document.querySelector(".message[tabindex]:not([autofocus]), .conflict")?.focus();

for (const link of all(':is(.message, .conflict) a[href^="#f-"]')) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    reveal(field);
    field.focus();
  });
}

for (const form of document.forms) {
  const fields = all("input[type=password]", form);
  if (fields.length > 0) showPassword(form, fields);
  if (form.elements.new_password) strength(form, form.elements.new_password);
  if ("guard" in form.dataset) guard(form);
  if (form.querySelector("#picker")) picker(form);
  if (form.dataset.tabs) tabs(form);
  if ("select" in form.dataset) select(form);
  if ("addresses" in form.dataset) addresses(form);
  if (form.dataset.enter) enter(form, form.elements[form.dataset.enter]);
  if (form.dataset.dialog) ask(form, document.getElementById(form.dataset.dialog));
  if (form.closest("dialog") && form.elements.confirm_email) confirm(form);
}

for (const element of all("[data-copy]")) copy(element);

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

searchKey();

const watched = document.querySelector("[data-watch]");
if (watched) watch(watched.dataset.watch);

const ending = document.getElementById("session-ends");
if (ending) warn(ending);

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
