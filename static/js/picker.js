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
    const ticks = all(".picker-rows input", form).map((box) => [box, box.checked]);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: request.signal });
    const page = await read(answer);
    await released();
    if (request !== loading) return;
    const fresh = page.getElementById(part);
    if (!fresh) throw new Error("the answer holds no " + part);
    const focused = document.activeElement;
    const old = document.getElementById(part);
    const held = request.page ? ticks.filter(([box, ticked]) => box.checked !== ticked).map(([box]) => box) : [];
    if (request.page) {
      fresh.style.blockSize = `${old.getBoundingClientRect().height}px`; // what is below stays where it is
      fresh.querySelector("[type=search]").replaceWith(old.querySelector("[type=search]")); // with what was typed meanwhile
      for (const box of held) hold(box, fresh);
    }
    old.replaceWith(fresh);
    // The answer holds these ticks: the rows now say that they were shown so.
    if (!request.page) form.elements.was.value = ticks.filter(([, ticked]) => ticked).map(([box]) => box.value).join(" ");
    if (focused !== document.activeElement) again(focused, fresh).focus();
    const said = !request.page ? "p" : value.endsWith("-all") ? "#picker-changes p" : ".picker-empty, .range";
    announcement.textContent = fresh.querySelector(said).textContent.replace(/\s+/g, " ");
    loading = undefined;
    if (held.length > 0) sum();
  };
  const sum = () => load("refresh", "picker-changes").catch(() => {});

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
    if (event.target.name !== "chosen" || loading?.page) return;
    clearTimeout(timer);
    timer = setTimeout(sum, 150);
  });
}

// Keeps a tick that was made while another page of rows was on its way.
function hold(box, fresh) {
  const same = all("[name=chosen]", fresh).find((other) => other.value === box.value);
  if (same) same.checked = box.checked;
  else fresh.querySelector("#picker-changes").append(Object.assign(document.createElement("input"), { type: "hidden", name: "change", value: (box.checked ? "+" : "-") + box.value }));
}

// The element that stands where the focused one was before the part was replaced.
function again(focused, fresh) {
  const same = focused.id
    ? document.getElementById(focused.id)
    : all("button", fresh).find((button) => button.textContent === focused.textContent);
  return same ?? fresh.querySelector("input:not([type=hidden])");
}
