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
