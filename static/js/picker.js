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
    await released();
    if (request !== loading) return;
    const fresh = page.getElementById(part);
    if (!fresh) throw new Error("the answer holds no " + part);
    const focused = document.activeElement;
    const old = document.getElementById(part);
    if (request.page) fresh.style.minBlockSize = `${old.getBoundingClientRect().height}px`; // what is below stays where it is
    old.replaceWith(fresh);
    // The answer holds these ticks: the rows now say that they were shown so.
    if (!request.page) form.elements.was.value = ticks.filter(([, ticked]) => ticked).map(([box]) => box.value).join(" ");
    if (!focused.isConnected) again(focused, fresh).focus();
    const said = !request.page ? "p" : value.endsWith("-all") ? "#picker-changes p" : ".picker-empty, .range";
    announcement.textContent = fresh.querySelector(said).textContent.replace(/\s+/g, " ");
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
