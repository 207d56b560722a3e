// Follows a running job: shows how far it is, and its result once it has ended.
function watch(href) {
  let leaving = false;
  addEventListener("beforeunload", () => (leaving = true));
  const ask = async () => {
    const answer = await fetch(href, { headers: { Accept: "text/html" } }).catch(() => {});
    if (!answer?.ok) return setTimeout(ask, 5000);
    const fresh = (await read(answer)).getElementById("job-progress");
    await released();
    if (leaving) { // what was pressed goes first; when it led nowhere, the page is followed on
      leaving = false;
      return setTimeout(ask, 30000);
    }
    if (!fresh) return location.replace(href + "?ended=1");
    const shown = document.getElementById("job-progress");
    const tenth = (section) => Math.floor(10 * section.querySelector("progress").position);
    if (tenth(fresh) > tenth(shown)) shown.querySelector("[data-announce]").textContent = fresh.querySelector("p").textContent;
    for (const part of ["progress", "p"]) shown.querySelector(part).replaceWith(fresh.querySelector(part));
    setTimeout(ask, 1500);
  };
  setTimeout(ask, 1000);
}
