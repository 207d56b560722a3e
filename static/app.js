// Makes pages nicer that work without it: focus on messages, real tabs, dialogs
// before actions, a picker that does not reload, a guard over unsaved changes,
// buttons to copy and to print.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Whether a guarded form holds something that is not saved.
let unsaved = false;

// Shows the tab that holds an element; without tabs there is nothing to do.
let reveal = () => {};

// What happened is heard first.
document.querySelector(".message[tabindex]:not([autofocus]), .conflict")?.focus();

for (const link of all('.message a[href^="#f-"]')) {
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
  if (form.dataset.enter) enter(form, form.elements[form.dataset.enter]);
  if (form.dataset.dialog) ask(form, document.getElementById(form.dataset.dialog));
  if (form.closest("dialog") && form.elements.confirm_email) confirm(form);
}

for (const element of all("[data-copy]")) copy(element);

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const watched = document.querySelector("[data-watch]");
if (watched) watch(watched.dataset.watch);

const ending = document.getElementById("session-ends");
if (ending) warn(ending);

addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// Puts a button beside a text that copies it, where the browser lets a page.
function copy(element) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = element.dataset.copy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(element.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = element.dataset.copy), 2000);
  });
  element.after(button);
}

// Enter in a field presses the button that saves, rather than the first one.
function enter(form, save) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    save.click();
  });
}

function showPassword(form, fields) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "reveal";
  button.textContent = "Show password";
  button.setAttribute("aria-pressed", "false");
  const show = (shown) => {
    button.setAttribute("aria-pressed", String(shown));
    for (const field of fields) field.type = shown ? "text" : "password";
  };
  button.addEventListener("click", () => show(fields[0].type === "password"));
  form.addEventListener("submit", () => show(false));
  fields[0].after(button);
}

// Says how strong the new password is while it is typed. The server judges, as
// it does in the end; when it does not answer, the line stays empty.
function strength(form, field) {
  const line = document.createElement("p");
  line.className = "hint strength"; // as high empty, so that nothing moves below it
  line.setAttribute("aria-live", "polite");
  field.parentElement.append(line);
  let timer;
  let request;

  const judge = async () => {
    const body = new URLSearchParams({ new_password: field.value, names: form.dataset.names ?? "" });
    for (const name of ["provider_name", "first_name", "last_name", "email", "username"]) {
      const known = document.querySelector(`input[name=${name}]`);
      if (known) body.set(name, known.value);
    }
    request = new AbortController();
    const answer = await fetch("/password-strength", { method: "POST", body, signal: request.signal });
    line.textContent = answer.ok ? (await answer.json()).text : "";
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    if (!field.value) line.textContent = "";
    else timer = setTimeout(() => judge().catch((error) => error.name === "AbortError" || (line.textContent = "")), 300);
  });
}

function guard(form) {
  unsaved ||= "unsaved" in form.dataset;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") unsaved = true;
  });
  // On the document, so that the picker has had its say.
  document.addEventListener("submit", (event) => {
    const leaves = event.target === form || event.target.closest("dialog");
    const closes = (event.submitter?.formMethod || event.target.method) === "dialog";
    if (leaves && !closes && !event.defaultPrevented) unsaved = false;
  });
}

function ask(form, dialog) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.querySelector(".unsaved").hidden = !unsaved;
    dialog.showModal();
    const field = dialog.querySelector("input:not([type=hidden])");
    (field ?? dialog.querySelector("[formmethod=dialog]")).focus();
  });
}

// Shows a wrong answer in the dialog; any other is for the whole page. Sending
// the same form again does nothing twice.
function confirm(form) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    const refused = answer?.status === 422 && (await read(answer)).querySelector("#f-confirm-email[aria-invalid]");
    if (refused) {
      form.querySelector(".field").replaceWith(refused.closest(".field"));
      form.elements.confirm_email.focus();
      return;
    }
    unsaved = false;
    form.submit();
  });
}

// The page of an answer.
async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// Lets the box in the head tick the rows, Shift tick all between two, and Escape
// clear them; says how many are.
function select(form) {
  const page = form.elements.page;
  const boxes = all("tbody input[type=checkbox]", form);
  const words = form.querySelector("[data-selected]");
  const announcement = form.querySelector("[data-announce]");
  const clear = form.querySelector("[data-clear]");
  const count = () => {
    const n = boxes.filter((box) => box.checked).length;
    page.checked = n === boxes.length;
    page.indeterminate = n > 0 && !page.checked;
    words.dataset.count = n;
    words.textContent = announcement.textContent = `${n} selected on this page`;
  };
  const none = () => {
    for (const box of boxes) box.checked = false;
    if (form.elements.all) form.elements.all.checked = false;
    count();
    page.focus();
  };
  let last;
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== undefined) {
      for (const box of boxes.slice(Math.min(at, last), Math.max(at, last) + 1)) box.checked = event.target.checked;
    }
    last = at;
  });
  form.addEventListener("change", (event) => {
    if (event.target === page) for (const box of boxes) box.checked = page.checked;
    if (event.target.name !== "all") count();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") none();
  });
  clear.hidden = false;
  clear.addEventListener("click", none);
  // Back leads to a page whose boxes are ticked as they were.
  if (boxes.some((box) => box.checked)) count();
}

// Follows a running job: shows how far it is, and its result once it has ended.
function watch(href) {
  const ask = async () => {
    const answer = await fetch(href, { headers: { Accept: "text/html" } }).catch(() => {});
    if (!answer?.ok) return setTimeout(ask, 5000);
    const fresh = (await read(answer)).getElementById("job-progress");
    if (!fresh) return location.replace(href + "?ended=1");
    const shown = document.getElementById("job-progress");
    const tenth = (section) => Math.floor(10 * section.querySelector("progress").position);
    if (tenth(fresh) > tenth(shown)) shown.querySelector("[data-announce]").textContent = fresh.querySelector("p").textContent;
    for (const part of ["progress", "p"]) shown.querySelector(part).replaceWith(fresh.querySelector(part));
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1000);
}

// Asks two minutes before an idle session ends, and says when it has.
function warn(dialog) {
  const minute = 60_000;
  const text = dialog.querySelector("p");
  const words = text.textContent;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      text.textContent = words;
      dialog.showModal();
      timer = setTimeout(over, 2 * minute);
    }, (dialog.dataset.minutes - 2) * minute);
  };
  const over = () => {
    text.textContent = "Your session has ended. Log in again when you go on; what you typed in a form is kept.";
  };
  dialog.addEventListener("close", async () => {
    const answer = await fetch("/session", { redirect: "manual" }).catch(() => {});
    if (answer?.status === 204) return wait();
    over();
    clearTimeout(timer);
  });
  wait();
}

function tabs(form) {
  const list = form.querySelector(".tabs");
  const links = all("a", list);
  const panels = links.map((link) => document.getElementById(link.hash.slice(1)));
  const first = document.getElementById(form.dataset.tabs);
  const next = form.querySelector("[data-next]");
  const save = form.querySelector("[name=save]");

  const show = (panel) => {
    // The button that leads on stands out: Next before the last tab, then Save.
    if (next) save.classList.toggle("primary", panel !== panels[0]);
    panels.forEach((other, i) => {
      other.hidden = other !== panel;
      links[i].setAttribute("aria-selected", String(other === panel));
      links[i].tabIndex = other === panel ? 0 : -1;
    });
  };
  const choose = (link) => {
    if (location.hash !== link.hash) history.pushState(null, "", link.hash);
    show(panels[links.indexOf(link)]);
    link.focus();
  };
  reveal = (element) => {
    const panel = panels.find((panel) => panel.contains(element));
    if (panel) show(panel);
    return panel;
  };
  const follow = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!location.hash) show(first);
    else if (target && reveal(target) && !panels.includes(target)) target.focus();
  };

  list.setAttribute("role", "tablist");
  links.forEach((link, i) => {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.setAttribute("aria-controls", panels[i].id);
    panels[i].setAttribute("role", "tabpanel");
    panels[i].setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
    });
  });
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    choose(links.at(to % links.length));
  });
  if (next) {
    next.hidden = false;
    next.addEventListener("click", () => choose(links[1]));
  }
  // Enter in the details goes on or saves, rather than searching in the tab behind.
  panels[0].addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    (next ?? save).click();
  });

  show(first);
  follow();
  form.dataset.ready = "";
  addEventListener("popstate", follow);
}

function picker(form) {
  const announcement = form.querySelector("[data-announce]");
  let loading; // the request that is under way, with what it replaces
  let timer;
  let plainly = false; // submit as if there were no script

  // Posts the form as the button would, and replaces only the part that the
  // press changes.
  const load = async (value, part) => {
    clearTimeout(timer);
    loading?.abort();
    const request = (loading = new AbortController());
    request.page = part === "picker";
    const body = new URLSearchParams(new FormData(form));
    body.set("picker", value);
    const ticks = all("[name=chosen]", form).map((box) => [box, box.checked]);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: request.signal });
    const page = await read(answer);
    if (request !== loading) return;
    const fresh = page.getElementById(part);
    if (!fresh) throw new Error("the answer holds no " + part);
    const focused = document.activeElement;
    document.getElementById(part).replaceWith(fresh);
    // The answer holds these ticks: the rows now say that they were shown so.
    for (const [box, ticked] of ticks) box.parentElement.querySelector("[name=was]").disabled = !ticked;
    if (!focused.isConnected) again(focused, fresh).focus();
    announcement.textContent = fresh.querySelector(request.page ? ".picker-empty, .range" : "p").textContent.replace(/\s+/g, " ");
    loading = undefined;
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "picker" || button.value.startsWith("copy") || plainly) return;
    event.preventDefault();
    if (button.value !== "search") unsaved = true;
    load(button.value, "picker").catch((error) => {
      if (error.name === "AbortError") return;
      plainly = true;
      form.requestSubmit(button);
    });
  });
  // What is copied changes more than the picker, so the whole page comes anew.
  form.elements.copy_from?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.querySelector('[name=picker][value="copy"]').click();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "chosen") return;
    clearTimeout(timer);
    timer = setTimeout(() => load("refresh", "picker-changes").catch(() => {}), 150);
  });
  // A tick would be lost when another page of rows is on its way.
  form.addEventListener("click", (event) => {
    if (loading?.page && event.target.name === "chosen") event.preventDefault();
  });
}

// The element that stands where the focused one was before the part was replaced.
function again(focused, fresh) {
  const same = focused.id
    ? document.getElementById(focused.id)
    : all("button", fresh).find((button) => button.textContent === focused.textContent);
  return same ?? fresh.querySelector("input:not([type=hidden])");
}
