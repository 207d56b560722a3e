// Brings the fields of another country where they are, and begins a billing
// address with a copy of the mailing address.
function addresses(form) {
  const same = form.elements.same;
  const announcement = form.querySelector("[data-announce]");
  const loading = {}; // the request that is under way for each address
  let own = !same.checked; // the billing address is more than a copy
  let plainly = false; // submit as if there were no script

  // Puts the fields of an answer in their place, with what was typed since it was asked for.
  const place = (country, page, asked) => {
    const old = document.getElementById(`${form.elements[country].id}-fields`);
    const fresh = page.getElementById(old.id);
    if (!fresh) throw new Error("the answer holds no " + old.id);
    const focused = document.activeElement;
    const typed = all("[name]", old).filter((field) => field.value !== asked.get(field.name));
    old.replaceWith(fresh);
    for (const { name, value } of typed) if (form.elements[name]) form.elements[name].value = value;
    if (!focused.isConnected) (document.getElementById(focused.id) ?? form.elements[country]).focus();
    const hint = fresh.querySelector(":scope > .hint");
    announcement.textContent = hint?.textContent ?? `These are the address fields of ${chosen(asked.get(country))}.`;
  };
  const chosen = (code) => all("option", form.elements.mailing_country).find((option) => option.value === code).text;

  const load = async (country) => {
    loading[country]?.abort();
    const request = (loading[country] = new AbortController());
    const asked = new URLSearchParams(new FormData(form));
    asked.set("do", country);
    const answer = await fetch(form.action, { method: "POST", body: asked, headers: { Accept: "text/html" }, signal: request.signal });
    const page = await read(answer);
    await released();
    if (request !== loading[country]) return;
    if (country === "mailing_country" && same.checked && !own) place("billing_country", page, asked);
    else own ||= !same.checked;
    place(country, page, asked);
  };

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.name !== "do" || plainly) return;
    event.preventDefault();
    load(button.value).catch((error) => {
      if (error.name === "AbortError") return;
      plainly = true;
      form.requestSubmit(button);
    });
  });
  same.closest("fieldset").addEventListener("input", (event) => {
    if (event.target !== same) own = true;
    else if (!same.checked && !own) {
      for (const field of all('[name^="billing_"]', form)) field.value = form.elements[field.name.replace("billing", "mailing")]?.value ?? "";
    }
  });
}
