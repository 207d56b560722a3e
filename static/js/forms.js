// Enter in a field presses the button that saves, rather than the first one.
function enter(form, save) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    save.click();
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

// Shows a wrong answer in the dialog; any other is for the whole page, and so is
// one after which the question reads otherwise. Sending the same form again does
// nothing twice.
function confirm(form) {
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    const fresh = answer?.status === 422 && (await read(answer));
    const refused = fresh && fresh.querySelector("#f-confirm-email[aria-invalid]");
    const question = (page) => page.querySelector(".consequences").textContent;
    await released();
    if (refused && question(fresh) === question(form.closest("dialog"))) {
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
